"""Plain numpy arrays (.npy) of positions: the names are not in the file, and are made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipelines.tracks.hdf5 import blocks
from pipelines.tracks.registry import TrackFile, register_track_format

EXPECTED = "(frames, animals, keypoints, 2 or 3)"


def _why_not(path: Path) -> str | None:
    if path.suffix != ".npy":
        return "its name does not end in .npy"
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        return f"not a numpy array of numbers ({error})"
    if array.ndim != 4 or array.shape[3] not in (2, 3) or array.dtype.kind not in "fiu":
        return f"an array of {array.dtype} with shape {array.shape}; expected numbers {EXPECTED}"
    return None


@register_track_format("numpy array", _why_not)
def read_array(path: Path) -> TrackFile:
    """Read an array of shape (frames, animals, keypoints, 2 or 3), as *sleap-io* makes them."""
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    frames, animals, keypoints, space = array.shape
    series = np.empty((space, keypoints, animals, frames), np.float32)
    for start, stop in blocks(frames):
        series[..., start:stop] = array[start:stop].transpose(3, 2, 1, 0)
    return TrackFile(
        position=series.transpose(3, 0, 1, 2),
        confidence=None,
        keypoints=[f"keypoint_{i + 1}" for i in range(keypoints)],
        individuals=[f"animal_{i + 1}" for i in range(animals)],
        software="numpy",
        warnings=(
            "An array has no names: keypoints are called keypoint_1, keypoint_2... Say in the "
            "project which of them are nose, centre and tail base.",
        ),
    )
