"""The signal of a video without tracks: gray value and change on a coarse grid of the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipelines.segment.binning import Array, Bins
from pipelines.segment.features import Samples, standardised
from pipelines.video import Video

_PICTURE = (32, 24)  # width and height to which frames are scaled
_CELL = 8  # pixels of the scaled picture along one side of a grid cell
_STRETCH = 4096  # frames that are put into bins together


def video_samples(path: Path, duration_s: float, rate_hz: float) -> Samples:
    """Return the signal of a video at a fixed rate.

    Parameters
    ----------
    path
        Video file.
    duration_s
        Length of the recording; bins after the video's end are not valid.
    rate_hz
        Samples per second.

    Returns
    -------
    Samples
        Gray value and motion energy (mean absolute difference to the frame before) of 4 x 3 cells.
    """
    columns, rows = (side // _CELL for side in _PICTURE)
    cells = rows * columns
    bins = Bins(duration_s, rate_hz, 2 * cells)
    video = Video(path)
    edges = video.timebase.edges_s
    last: Array | None = None
    values: list[Array] = []
    frames: list[int] = []
    for index, _, picture in video.iter_frames("gray", size=_PICTURE):
        gray = picture.astype(np.float64)
        motion = np.zeros_like(gray) if last is None else np.abs(gray - last)
        last = gray
        values.append(np.concatenate([_cells(gray, rows, columns), _cells(motion, rows, columns)]))
        frames.append(index)
        if len(frames) == _STRETCH:
            _add(bins, edges, frames, values)
            values, frames = [], []
    _add(bins, edges, frames, values)
    means = bins.means()
    valid = np.asarray(np.isfinite(means).all(axis=1))
    names = [f"{kind} {cell}" for kind in ("gray", "motion") for cell in range(cells)]
    scores = standardised(means, valid)
    return Samples(scores, valid, tuple(names), np.ones(len(names)), rate_hz)


def _cells(picture: Array, rows: int, columns: int) -> Array:
    means: Array = picture.reshape(rows, _CELL, columns, _CELL).mean(axis=(1, 3)).ravel()
    return means


def _add(bins: Bins, edges: Array, frames: list[int], values: list[Array]) -> None:
    """Put a run of frames into the bins; frames that could not be decoded stay unknown."""
    if not frames:
        return
    first, stop = frames[0], frames[-1] + 1
    known = np.full((stop - first, len(values[0])), np.nan)
    known[np.array(frames) - first] = values
    bins.add(edges[first : stop + 1], known)
