"""Open a video once, without decoding it whole: what it is and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from graphs.errors import DataError
from pipelines.video_clock import HEAD_FRAMES, Clock, read_clock
from pipelines.video_container import decoded, open_container, video_stream

MAX_FPS = 10_000.0
"""A stated rate beyond this is a sign of a damaged header, not of a camera."""

NEARLY_SQUARE = 0.02
"""Difference of pixel width and height, as a share, that rounding after scaling explains."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself.

    Parameters
    ----------
    width, height
        Pixels, as displayed.
    turns, mirrored
        Quarter turns counterclockwise for display, and whether left and right are swapped first.
    codec, container, pixel_format
        FFmpeg's names.
    nominal_fps
        Stated frame rate, 0 if none.
    stated_frames, stated_s
        Number of frames and length in seconds, 0 if not stated.
    """

    width: int
    height: int
    turns: int
    mirrored: bool
    codec: str
    container: str
    pixel_format: str
    nominal_fps: float
    stated_frames: int
    stated_s: float


def probe(path: Path) -> tuple[Header, Clock, list[str]]:
    """Open a video, read its header and timestamps and check them against each other.

    Returns
    -------
    header, clock, warnings
        Warnings are sentences for a person.

    Raises
    ------
    UserError
        The path is missing, no regular file, or may not be read.
    DataError
        No video, or one without a frame that can be decoded.
    """
    with open_container(path) as container:
        stream = video_stream(container, path)
        head = list(islice(decoded(container, stream), HEAD_FRAMES))
        if not head:
            message = (
                f"Expected at least one frame in {path.name!r}; none of its pictures can be "
                "decoded. Play it in another program; if that fails too, copy it again."
            )
            raise DataError(message)
        turns, mirrored, warnings = _orientation(head[0])
        header = _header(container, stream, head[0], turns, mirrored)
        aspect = stream.sample_aspect_ratio
    if aspect and abs(aspect - 1) > NEARLY_SQUARE:
        warnings.append(
            f"Pixels are not square (aspect {aspect}); coordinates are in stored pixels."
        )
    clock = read_clock(path, [frame.pts for frame in head], header.codec, header.nominal_fps)
    return header, clock, [*warnings, *_cut_short(header, clock), *clock.warnings]


def _header(
    container: InputContainer, stream: VideoStream, frame: VideoFrame, turns: int, mirrored: bool
) -> Header:
    """Copy out what is needed: a stream may not be touched once its container is closed."""
    stored = (frame.width, frame.height)
    rate = float(stream.guessed_rate or stream.average_rate or 0)
    alone = len(container.streams) == 1
    stated_us = (container.duration or 0) - max(container.start_time or 0, 0)
    return Header(
        width=stored[turns % 2],
        height=stored[1 - turns % 2],
        turns=turns,
        mirrored=mirrored,
        codec=stream.codec_context.codec.canonical_name,
        container=container.format.name,
        pixel_format=frame.format.name,
        nominal_fps=rate if rate <= MAX_FPS else 0.0,
        stated_frames=stream.frames,
        stated_s=stated_us / 1e6 if alone else 0.0,
    )


def _orientation(frame: VideoFrame) -> tuple[int, bool, list[str]]:
    """Return quarter turns counterclockwise, mirroring before them, and warnings."""
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return 0, False, []
    a, b, _, c, d = np.frombuffer(bytes(matrix), "<i4")[:5].astype(float)
    mirrored = a * d - b * c < 0
    degrees = np.rad2deg(np.arctan2(-b, a))
    if mirrored:
        degrees += 180
    turns = round(degrees / 90)
    warnings = []
    if abs(degrees - 90 * turns) > 1:
        warnings.append(
            f"The file asks for a clockwise turn by {-degrees:.0f} degrees; it is shown turned by "
            f"{-90 * turns}, the nearest quarter turn."
        )
    return turns % 4, bool(mirrored), warnings


def _cut_short(header: Header, clock: Clock) -> list[str]:
    """Warn if a file ends before its header says so."""
    frames, stop_s = clock.timebase.frames, clock.timebase.stop_s
    if frames + clock.hidden < header.stated_frames:
        expected = f"{header.stated_frames} frames"
    elif stop_s < 0.95 * header.stated_s - 1:
        expected = f"{header.stated_s:.1f} s"
    else:
        return []
    return [
        f"The file ends early: its header promises {expected}, it holds {frames} frames "
        f"({stop_s:.1f} s). Those are used; copy the file again to get the rest."
    ]
