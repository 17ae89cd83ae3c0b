"""Fetch the frames of many events in as little decoding as possible: forward, each frame once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.lettering import Picture
from pipelines.video import Video

WORTH_A_JUMP = 30
"""Frames that a jump to a keyframe must save, as the file is opened anew for it."""

_FRAMES_KEPT = 4
_MOST_KEPT = 31 * 2**20  # bytes; mallopt(3) has 32 MiB as the most that M_MMAP_THRESHOLD grows to


class Fetched(NamedTuple):
    """A frame that was asked for.

    Parameters
    ----------
    wanted, shown
        Number of the frame, and of the one in the picture: the next that can be decoded.
    picture
        RGB.
    """

    wanted: int
    shown: int
    picture: Picture


def _keep_memory(size: tuple[int, int]) -> None:
    """Let the memory of one frame be used again for the next.

    Without it the C library of Linux gives large blocks back to the system when they are freed, and
    getting them again costs as much as converting a frame. It stops doing so with blocks no larger
    than the largest one that was freed, if that was no larger than `_MOST_KEPT`.
    """
    np.empty(min(_FRAMES_KEPT * 3 * size[0] * size[1], _MOST_KEPT), np.uint8)


def fetch(video: Video, frames: NDArray[np.int64], size: tuple[int, int]) -> Iterator[Fetched]:
    """Yield frames in order; those with no frame after them that can be decoded are left out.

    Parameters
    ----------
    video
        The file is open only between the first and the last frame; nothing is decoded ahead but
        what the threads of the decoder hold.
    frames
        Numbers of frames, rising and distinct.
    size
        Width and height in pixels to scale to.

    Notes
    -----
    Measured on eight frames of each event of a recording that events tile: one pass forward takes
    a third of the time of `Video.sample` per event, by decord or by PyAV, as that decodes from the
    keyframe before each event again. So a single event is fetched the same way.
    """
    todo, keyframes = frames.tolist(), video.keyframes
    convert = video.converter("rgb24", size)
    _keep_memory(size)
    at = 0
    while at < len(todo):
        for shown, frame in video.walk(todo[at]):
            if shown < todo[at]:
                continue
            picture = convert(frame)
            while at < len(todo) and todo[at] <= shown:
                yield Fetched(todo[at], shown, picture)
                at += 1
            if at == len(todo):
                return
            key = int(keyframes[np.searchsorted(keyframes, todo[at], side="right") - 1])
            if key > shown + WORTH_A_JUMP:
                break
        else:
            return
