"""Lay the rows of a track file onto the frames of its video.

Trackers and video readers often disagree by a frame or two at the end of a video; larger
differences mean that the files do not belong together, and no rule could say which rows are wrong.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.registry import TrackFile


def tolerance_frames(video_frames: int) -> int:
    """Return how many frames a track file may differ from its video: 0.1 %, from 2 up to 30.

    Notes
    -----
    DeepLabCut writes 1,800 rows for a video of 1,801 frames when the last one does not decode. A
    thousandth covers frames that one decoder counts and another drops; thirty frames, a second of
    most videos, is where trimming the end stops being harmless.
    """
    return min(max(2, video_frames // 1000), 30)


def onto_frames(found: TrackFile, video_frames: int | None, name: str) -> TrackFile:
    """Return the file with one row per frame, from the first frame on, and a warning if need be.

    Parameters
    ----------
    found
        Rows in file order; `frame_numbers` says which frames they are if not 0, 1, 2...
    video_frames
        Number of frames of the video; without one, frames count from the first row.
    name
        File name, for messages.

    Returns
    -------
    TrackFile
        Without `frame_numbers`. Frames that have no row are NaN. It has as many rows as the video,
        or a few less (see `tolerance_frames`), never more.

    Raises
    ------
    DataError
        The file goes further beyond the end of the video than the tolerance.
    """
    if found.frame_numbers is None:
        return found if video_frames is None else _by_count(found, video_frames, name)
    numbers = found.frame_numbers
    first, last, rows = int(numbers[0]), int(numbers[-1]), len(numbers)
    span = f"{name!r} numbers its {rows} rows {first} to {last}"
    if video_frames is None:
        warning = f"{span}; without the video, time counts from frame {first}."
        return _placed(found, numbers - first, last - first + 1, warning)
    if last < video_frames + tolerance_frames(video_frames):
        warning = f"{span} of {video_frames} video frames; frames without a row are not assessed."
        if last - first + 1 == rows:
            warning += " If these are running numbers, and not frames, the times are wrong."
        return _placed(found, numbers, video_frames, warning)
    if last - first + 1 == rows and abs(rows - video_frames) <= tolerance_frames(video_frames):
        warning = f"{span}, the video has {video_frames} frames: taken in order, from frame 0."
        counted = replace(found, frame_numbers=None, warnings=(*found.warnings, warning))
        return _by_count(counted, video_frames, name)
    message = f"{span}, but the video has {video_frames} frames. Give the video it was made from."
    raise DataError(message)


def _by_count(found: TrackFile, frames: int, name: str) -> TrackFile:
    rows = len(found.position)
    counts = f"{name!r} has {rows} rows and the video {frames} frames"
    if rows == frames:
        return found
    if abs(rows - frames) <= tolerance_frames(frames):
        common = min(rows, frames)
        return _head(found, common, f"{counts}: the first {common} of both are used.")
    if rows > frames:
        message = (
            f"{counts}: {rows - frames} too many (at most {tolerance_frames(frames)} are "
            "ignored). Give the video that the tracks were made from, or track this one again."
        )
        raise DataError(message)
    warning = f"{counts}: the last {frames - rows} frames have no tracks and are not assessed."
    if abs(frames / rows - round(frames / rows)) * rows <= tolerance_frames(frames):
        warning += f" If only every {round(frames / rows)}th frame was tracked, times are wrong."
    return _placed(found, np.arange(rows), frames, warning)


def _head(found: TrackFile, rows: int, warning: str) -> TrackFile:
    landmarks = found.landmarks
    return replace(
        found,
        position=found.position[:rows],
        confidence=None if found.confidence is None else found.confidence[:rows],
        landmarks=landmarks
        and (
            landmarks[0],
            landmarks[1][:rows],
            None if landmarks[2] is None else landmarks[2][:rows],
        ),
        warnings=(*found.warnings, warning),
    )


def _placed(found: TrackFile, frames: NDArray[np.int64], total: int, warning: str) -> TrackFile:
    inside = frames < total

    def spread(values: NDArray[np.float32]) -> NDArray[np.float32]:
        wide = np.full((*values.shape[1:], total), np.nan, np.float32)
        wide[..., frames[inside]] = np.moveaxis(values, 0, -1)[..., inside]
        return np.moveaxis(wide, -1, 0)

    landmarks = found.landmarks
    return replace(
        found,
        position=spread(found.position),
        confidence=None if found.confidence is None else spread(found.confidence),
        landmarks=landmarks
        and (
            landmarks[0],
            spread(landmarks[1]),
            None if landmarks[2] is None else spread(landmarks[2]),
        ),
        frame_numbers=None,
        times_s=None,
        warnings=(*found.warnings, warning),
    )
