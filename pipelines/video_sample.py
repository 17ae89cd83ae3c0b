"""Fetch a few frames of a video: by decord where it can be trusted, else by PyAV.

decord decodes ahead without bound while a reader is open, so one is open only for small batches and
closed at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.inputs.streams import must_stream

if TYPE_CHECKING:
    from pipelines.video import Video

BATCH_BYTES = 64_000_000
"""Pictures fetched from decord at a time."""

DECORD_CODECS = frozenset({"h264", "hevc", "mpeg4", "vp8", "vp9", "mjpeg", "ffv1"})
DECORD_CONTAINERS = ("mov,mp4", "matroska", "avi")

Sampled = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""RGB pictures, shape (n, height, width, 3), and the frame numbers that they show, (n,)."""


def decord_agrees(video: Video) -> bool:
    """Whether decord was seen to return the right frames of such a file.

    Notes
    -----
    Not asked for AV1 (cannot open), MPEG-TS and raw streams (fails at the end, wrong frames), edit
    lists (counts hidden frames), frames that need a later keyframe (open groups: wrong frames),
    files cut short (raises), mirrored pictures (shown as stored) and repeated timestamps. Of
    damaged files it returns garbage without an error, or raises: so it is only asked for those in
    which a complete pass found no fault. It takes no stream.
    """
    header = video.header
    return (
        not must_stream(video.path)
        and header.codec in DECORD_CODECS
        and header.container.startswith(DECORD_CONTAINERS)
        and header.stated_frames in {0, video.frames}
        and not header.mirrored
        and video.is_plain
        and video.is_sound
    )


def sample_decord(video: Video, frames: NDArray[np.int64], size: tuple[int, int]) -> Sampled | None:
    """Return rising frame numbers' pictures by decord; None where it does not fit the file."""
    if not decord_agrees(video):
        return None
    import decord

    batch = max(1, BATCH_BYTES // (size[0] * size[1] * 3))
    pictures = np.empty((len(frames), size[1], size[0], 3), np.uint8)
    try:
        reader = decord.VideoReader(str(video.path), width=size[0], height=size[1])
        if len(reader) != video.frames:
            return None
        for start in range(0, len(frames), batch):
            wanted = frames[start : start + batch]
            pictures[start : start + batch] = reader.get_batch(wanted.tolist()).asnumpy()
        del reader
    except (decord.DECORDError, RuntimeError):
        return None
    return pictures, frames


def sample_seek(video: Video, frames: NDArray[np.int64], size: tuple[int, int]) -> Sampled:
    """Return rising frame numbers' pictures by PyAV, one short pass per keyframe needed."""
    pictures = np.empty((len(frames), size[1], size[0], 3), np.uint8)
    shown = np.empty(len(frames), np.int64)
    convert = video.converter("rgb24", size)
    groups = np.searchsorted(video.keyframes, frames, side="right")
    for group in np.unique(groups):
        todo = list(np.flatnonzero(groups == group))
        for index, frame in video.walk(int(frames[todo[0]])):
            while todo and index >= frames[todo[0]]:
                pictures[todo[0]], shown[todo[0]] = convert(frame), index
                todo.pop(0)
            if not todo:
                break
        if todo:
            message = (
                f"Expected a frame at or after {frames[todo[0]]} of {video.path.name!r}; "
                "none can be decoded. Choose earlier frames."
            )
            raise DataError(message)
    return pictures, shown
