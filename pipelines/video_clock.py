"""When each frame of a video file is shown, read from its packets without decoding them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.timebase import TimeBase
from pipelines.video_container import decoded, open_container, packets, video_stream

UNSTATED_FPS = 25.0
"""Frames per second assumed, with a warning, where a file gives neither timestamps nor a rate."""


HEAD_FRAMES = 12
"""Frames decoded at the door, to see that packets and decoder agree."""

HIDING_CODECS = frozenset({"vp8", "vp9", "av1"})
"""Codecs with pictures that serve only as references."""


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Timestamps of the shown frames.

    Parameters
    ----------
    timebase
        The same in seconds from the first frame.
    pts
        Presentation timestamps in ticks of the stream, sorted, shape (frames,); None where frames
        carry none and are told apart by their order.
    keyframes
        Numbers of the frames at which decoding can start, sorted.
    hidden
        Stored frames that an edit list hides.
    open_gop
        Whether some frames before a keyframe are stored after it and need it.
    warnings
        What a person should know.
    """

    timebase: TimeBase
    pts: NDArray[np.int64] | None
    keyframes: NDArray[np.int64]
    hidden: int = 0
    open_gop: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Stored:
    """What the packets of a file say."""

    tick_s: float
    times: list[int] = field(default_factory=list)
    keyframes: list[int] = field(default_factory=list)
    untimed: int = 0
    hidden: int = 0
    open_gop: bool = False


def read_clock(path: Path, head: list[int | None], codec: str, fps: float) -> Clock:
    """Read the timestamps of a video file.

    Parameters
    ----------
    path
        Video file.
    head
        Timestamps of its first decoded frames, in ticks, at most `HEAD_FRAMES`.
    codec
        FFmpeg's name.
    fps
        Rate that the file states, 0 if none.

    Notes
    -----
    Packets are trusted if all carry a timestamp, the decoder's first frames are among them and the
    codec stores no pictures that are never shown: so a frame keeps its number where its neighbours
    cannot be decoded. Otherwise every frame is decoded once, and those that come out count.
    """
    stored = _read_packets(path)
    times = sorted(stored.times)
    warnings = []
    lead = times.index(head[0]) if head[0] in times[:HEAD_FRAMES] else 0
    if lead and head == times[lead : lead + len(head)] and head[0] in stored.keyframes:
        warnings.append(
            f"The first {lead} stored pictures can never be shown and do not count as frames: the "
            "file was cut from a longer one, without encoding it anew, before a keyframe."
        )
        times = times[lead:]
    if not stored.untimed and (head == times[: len(head)] or _keeps_all(codec, head, times)):
        return _from_ticks(times, stored, fps, warnings)
    shown = _decode_times(path)
    if any(time is None for time in shown):
        return _counted(len(shown), fps)
    if len(shown) < len(times):
        warnings.append(
            f"{len(times)} pictures are stored, {len(shown)} come out of the decoder; only those "
            "count as frames."
        )
    stored.hidden = 0
    return _from_ticks(sorted(time for time in shown if time is not None), stored, fps, warnings)


def _keeps_all(codec: str, head: list[int | None], times: list[int]) -> bool:
    """Whether frames missing from the head must be damaged ones, not ones meant to stay unseen."""
    return codec not in HIDING_CODECS and set(head) <= set(times[: 10 * HEAD_FRAMES])


def _read_packets(path: Path) -> _Stored:
    """Collect timestamps of all packets that are shown.

    Notes
    -----
    A file that was cut short misses pictures of its last instants at random, as they are not stored
    in the order in which they are shown. What is shown after the last decoding time is left out, so
    that the rest is complete.
    """
    with open_container(path) as container:
        stream = video_stream(container, path)
        stored = _Stored(float(stream.time_base or 0))
        count, last = 0, None
        for packet in packets(container, stream):
            if packet.size == 0:
                continue
            count, last = count + 1, packet
            if packet.is_discard:
                stored.hidden += 1
            elif packet.pts is None:
                stored.untimed += 1
            else:
                stored.times.append(packet.pts)
                stored.open_gop |= bool(stored.keyframes) and packet.pts < stored.keyframes[-1]
                if packet.is_keyframe:
                    stored.keyframes.append(packet.pts)
        if last and last.dts is not None and (last.is_corrupt or count < stream.frames):
            complete = [
                time for time in stored.times if time < last.dts or time == min(stored.times)
            ]
            stored.times = complete
    return stored


def _decode_times(path: Path) -> list[int | None]:
    """Return the timestamps of all frames that can be decoded."""
    with open_container(path) as container:
        return [frame.pts for frame in decoded(container, video_stream(container, path))]


def _counted(frames: int, fps: float) -> Clock:
    """Space frames without timestamps by the nominal frame rate."""
    rate = fps or UNSTATED_FPS
    reason = "" if fps else ", because the file names no rate either"
    warning = (
        f"Frames carry no timestamps; times assume a constant {rate:g} frames per second{reason}."
    )
    timebase = TimeBase.constant(frames, rate, f"{rate:g} fps, no timestamps in the file")
    return Clock(timebase, None, np.zeros(1, np.int64), warnings=(warning,))


def _from_ticks(times: list[int], stored: _Stored, fps: float, warnings: list[str]) -> Clock:
    """Build the clock from sorted timestamps; repeated ones are spread up to the next and said."""
    ticks = np.asarray(times, np.int64)
    distinct, first, counts = np.unique(ticks, return_index=True, return_counts=True)
    seconds = (ticks - ticks[0]) * stored.tick_s
    if len(distinct) < len(ticks):
        gaps_s = np.diff(distinct) * stored.tick_s
        last_s = float(np.median(gaps_s)) if len(gaps_s) else 1 / (fps or UNSTATED_FPS)
        place = np.arange(len(ticks)) - np.repeat(first, counts)
        seconds = seconds + place * np.repeat(np.append(gaps_s, last_s) / counts, counts)
        warnings.append(
            f"{len(ticks) - len(distinct)} of {len(ticks)} frames repeat the timestamp before "
            "them; they are spread evenly up to the next one."
        )
    keys = np.sort(np.asarray(stored.keyframes, np.int64))
    keys = np.searchsorted(ticks, keys[(keys >= ticks[0]) & (keys <= ticks[-1])])
    timebase = TimeBase(seconds, "video timestamps", fps)
    return Clock(timebase, ticks, keys, stored.hidden, stored.open_gop, tuple(warnings))
