"""Open a video once, without decoding it whole: what it is, when frames are shown, what is wrong.

Timestamps come from the packets of the container, in presentation order, so that a frame keeps its
number even where its neighbours cannot be decoded. Where packets carry no timestamps, or the first
decoded frames contradict them, every frame is decoded once instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from graphs.errors import DataError, UserError
from pipelines.timebase import TimeBase

HEAD_FRAMES = 12
"""Frames decoded at the door to see that packets and decoder agree."""

MAX_ERRORS_IN_A_ROW = 100
"""Read errors without a packet in between after which the rest of a file is given up."""


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """What opening a video found.

    Parameters
    ----------
    pts
        Presentation timestamps in ticks of the stream, rising, shape (frames,); None where frames
        carry none and are told apart by their order.
    keyframes
        Ticks of the frames at which decoding can start.
    turns, mirrored
        Quarter turns counterclockwise, and whether to flip left and right first, for display.
    edited
        Whether an edit list hides stored frames.
    warnings
        What a person should know, in sentences.
    """

    width: int
    height: int
    turns: int
    mirrored: bool
    codec: str
    container: str
    pixel_format: str
    nominal_fps: float
    timebase: TimeBase
    pts: NDArray[np.int64] | None
    keyframes: NDArray[np.int64]
    edited: bool
    declared_frames: int
    warnings: tuple[str, ...]


def open_container(path: Path) -> InputContainer:
    """Open a video file for reading.

    Raises
    ------
    UserError
        The path is missing, a folder, or may not be read.
    DataError
        The file is empty, damaged beyond use, or no video container.
    """
    what = f"Expected a video file at {str(path)!r}"
    try:
        if path.is_dir():
            msg = f"{what}; found a folder. Name a video file inside it."
            raise UserError(msg)
        size = path.stat().st_size
        if size == 0:
            msg = f"{what}; the file is empty (0 bytes). Copy it again from its source."
            raise DataError(msg)
        return av.open(str(path), mode="r", metadata_errors="replace")
    except FileNotFoundError as error:
        msg = f"{what}; there is no such file. Check the path."
        raise UserError(msg) from error
    except PermissionError as error:
        msg = f"{what}; it may not be read. Check its permissions."
        raise UserError(msg) from error
    except (av.error.FFmpegError, OSError) as error:
        msg = f"{what}; {_why_unreadable(path)}"
        raise DataError(msg) from error


def _why_unreadable(path: Path) -> str:
    """Say what a file is that no video reader opens, and what to do about it."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head[4:8] == b"ftyp":
        return (
            "its index (moov) is missing: the recording or the copy was cut short. "
            "Copy it again, or repair it with a tool such as untrunc."
        )
    if b"\0" not in head:
        return "found text. Check that the name and the content belong together."
    return "found no video in a known format. Check the file, or convert it to mp4 (H.264)."


def video_stream(container: InputContainer, path: Path) -> VideoStream:
    """Return the first moving picture of a file, decoding with all threads."""
    for stream in container.streams.video:
        if not stream.disposition & stream.disposition.attached_pic:
            stream.thread_type = "AUTO"
            return stream
    kinds = ", ".join(sorted({stream.type for stream in container.streams})) or "no streams"
    msg = (
        f"Expected a video in {path.name!r}; found only {kinds}. "
        "Choose the file that holds the picture."
    )
    raise DataError(msg)


def packets(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    """Yield packets of a stream, going on after damaged places; the last flushes the decoder."""
    errors = 0
    while errors < MAX_ERRORS_IN_A_ROW:
        try:
            for packet in container.demux(stream):
                errors = 0
                yield packet
        except av.error.FFmpegError:
            errors += 1
        else:
            return


def decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Yield the frames of a stream that can be decoded, from where the container stands."""
    for packet in packets(container, stream):
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


def probe(path: Path) -> Probe:
    """Open a video, read its timestamps and check it.

    Raises
    ------
    UserError, DataError
        As `open_container`; DataError too if there is no picture or no frame can be decoded.
    """
    with open_container(path) as container:
        stream = video_stream(container, path)
        first = next(decoded(container, stream), None)
        if first is None:
            msg = (
                f"Expected at least one frame in {path.name!r}; none of its pictures can be "
                "decoded. Play it in another program; if that fails too, copy it again."
            )
            raise DataError(msg)
        turns, mirrored, warnings = _orientation(first)
        shape = (first.width, first.height) if turns % 2 == 0 else (first.height, first.width)
        if (aspect := stream.sample_aspect_ratio) and aspect != 1:
            warnings.append(
                f"Pixels are not square (aspect {aspect}); coordinates are in stored pixels."
            )
        rate = stream.guessed_rate or stream.average_rate
        fps = float(rate) if rate else 0.0
        codec = stream.codec_context.codec.canonical_name
        container_name = container.format.name
        pixel_format, declared = first.format.name, stream.frames
    clock = _clock(path, fps)
    if declared and clock.timebase.frames + clock.hidden < declared:
        found = clock.timebase.frames
        warnings.append(
            f"The file ends early: {found} of {declared} frames can be read "
            f"({clock.timebase.stop_s:.1f} s of about {declared / fps if fps else 0:.1f} s)."
        )
    return Probe(
        width=shape[0],
        height=shape[1],
        turns=turns,
        mirrored=mirrored,
        codec=codec,
        container=container_name,
        pixel_format=pixel_format,
        nominal_fps=fps,
        timebase=clock.timebase,
        pts=clock.pts,
        keyframes=clock.keyframes,
        edited=clock.hidden > 0,
        declared_frames=declared,
        warnings=(*warnings, *clock.warnings),
    )


def _orientation(frame: VideoFrame) -> tuple[int, bool, list[str]]:
    """Return quarter turns counterclockwise, mirroring before them, and warnings."""
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return 0, False, []
    a, b, _, c, d = np.frombuffer(bytes(matrix), "<i4")[:5].astype(float)
    mirrored = a * d - b * c < 0
    degrees = np.rad2deg(np.arctan2(-b, -a if mirrored else a))
    turns = round(degrees / 90)
    warnings = []
    if abs(degrees - 90 * turns) > 1:
        warnings.append(
            f"The file asks for a turn by {-degrees:.0f} degrees; it is shown turned by "
            f"{-90 * turns}, the nearest quarter turn."
        )
    return turns % 4, bool(mirrored), warnings


@dataclass(frozen=True, slots=True, eq=False)
class _Clock:
    """Timestamps of the shown frames, and how many stored ones are hidden."""

    timebase: TimeBase
    pts: NDArray[np.int64] | None
    keyframes: NDArray[np.int64]
    hidden: int
    warnings: tuple[str, ...] = ()


def _clock(path: Path, fps: float) -> _Clock:
    """Read timestamps from packets if the decoder agrees with them, else from decoded frames."""
    with open_container(path) as container:
        stream = video_stream(container, path)
        tick_s = float(stream.time_base or 0)
        shown: list[int | None] = []
        keys: list[int] = []
        hidden = 0
        for packet in packets(container, stream):
            if packet.size == 0:
                continue
            if packet.is_discard:
                hidden += 1
                continue
            shown.append(packet.pts)
            if packet.is_keyframe and packet.pts is not None:
                keys.append(packet.pts)
    known = [pts for pts in shown if pts is not None]
    times = sorted(known)
    head = _head(path)
    if len(known) < len(shown) or head != times[: len(head)]:
        known, hidden = _decode_times(path), 0
        times = sorted(known)
        if len(known) < len(shown) // 2:
            return _counted(path, fps)
    return _from_ticks(np.asarray(times, np.int64), tick_s, fps, keys, hidden)


def _head(path: Path) -> list[int | None]:
    """Return the timestamps of the first decoded frames."""
    with open_container(path) as container:
        stream = video_stream(container, path)
        frames = decoded(container, stream)
        return [frame.pts for frame, _ in zip(frames, range(HEAD_FRAMES), strict=False)]


def _decode_times(path: Path) -> list[int]:
    """Return the timestamps of all frames that decode and have one."""
    with open_container(path) as container:
        stream = video_stream(container, path)
        return [frame.pts for frame in decoded(container, stream) if frame.pts is not None]


def _counted(path: Path, fps: float) -> _Clock:
    """Count frames that carry no timestamps and space them by the nominal frame rate."""
    with open_container(path) as container:
        frames = sum(1 for _ in decoded(container, video_stream(container, path)))
    rate = fps or 25.0
    warning = f"Frames carry no timestamps; times assume a constant {rate:g} frames per second" + (
        "." if fps else ", because the file names no rate either."
    )
    timebase = TimeBase.constant(frames, rate, f"{rate:g} fps, no timestamps in the file")
    return _Clock(timebase, None, np.empty(0, np.int64), 0, (warning,))


def _from_ticks(
    ticks: NDArray[np.int64], tick_s: float, fps: float, keys: list[int], hidden: int
) -> _Clock:
    """Build the clock from sorted timestamps; repeated ones are spread up to the next and said."""
    times, first, counts = np.unique(ticks, return_index=True, return_counts=True)
    seconds = (ticks - ticks[0]) * tick_s
    warnings = []
    if len(times) < len(ticks):
        last_s = float(np.median(np.diff(times))) * tick_s if len(times) > 1 else 1 / (fps or 25.0)
        gaps_s = np.append(np.diff(times) * tick_s, last_s)
        place = np.arange(len(ticks)) - np.repeat(first, counts)
        seconds = seconds + place * np.repeat(gaps_s / counts, counts)
        warnings.append(
            f"{len(ticks) - len(times)} of {len(ticks)} frames repeat the timestamp before them; "
            "they are spread evenly up to the next one."
        )
    timebase = TimeBase(seconds, "video timestamps", fps)
    return _Clock(timebase, ticks, np.sort(np.asarray(keys, np.int64)), hidden, tuple(warnings))
