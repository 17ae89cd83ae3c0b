"""The tracks record and its validation; see `pipelines.tracks` for the conventions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.timebase import TimeBase

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """Tracks of a recording.

    Parameters
    ----------
    data
        ``position`` (time, space, keypoint, individual) in pixels and ``confidence`` (time,
        keypoint, individual), both float32.
    timebase
        Times of the rows of `data`.
    source
        Software that made the file, as far as it can be told:
        ``"DeepLabCut/LightningPose"``.
    landmarks
        ``position`` (time, space, landmark) and ``confidence`` (time, landmark) of points that
        belong to no animal, or ``None``.
    log
        What was done to the data since the file, one entry per step: ``{"operation": ...}`` and
        its parameters and counts.
    warnings
        What a person should know about the file.
    """

    data: xr.Dataset
    timebase: TimeBase
    source: str
    landmarks: xr.Dataset | None = None
    log: tuple[dict[str, object], ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def frames(self) -> int:
        """Number of rows."""
        return int(self.data.sizes["time"])

    @property
    def individuals(self) -> list[str]:
        """Names of the animals, in file order."""
        return [str(name) for name in self.data["individual"].values]

    @property
    def keypoints(self) -> list[str]:
        """Names of the keypoints, in file order."""
        return [str(name) for name in self.data["keypoint"].values]

    def logged(self, operation: str, **details: object) -> Tracks:
        """Return the same tracks with one more step in the log."""
        return replace(self, log=(*self.log, {"operation": operation, **details}))


def seen(
    position: NDArray[np.floating], keypoints: Sequence[int] | None = None
) -> NDArray[np.bool_]:
    """Return whether each individual is seen in each frame, shape (individuals, frames).

    Seen is an animal of which at least one point is known.

    Parameters
    ----------
    position
        Pixels, shape (frames, space, keypoints, individuals).
    keypoints
        Those that count; all if not given.

    Notes
    -----
    Works through one point of one animal at a time, without a copy of the positions.
    """
    result = np.zeros((position.shape[3], position.shape[0]), bool)
    for i in range(position.shape[3]):
        for k in range(position.shape[2]) if keypoints is None else keypoints:
            result[i] |= ~np.isnan(position[:, 0, k, i])
    return result


def make_tracks(
    position: NDArray[np.floating],
    confidence: NDArray[np.floating] | None,
    keypoints: Sequence[str],
    individuals: Sequence[str],
    timebase: TimeBase,
    source: str,
) -> Tracks:
    """Build tracks from plain arrays.

    Parameters
    ----------
    position
        Pixels, shape (frames, 2 or 3, keypoints, individuals), NaN where unseen.
    confidence
        Shape (frames, keypoints, individuals), or ``None`` if the source gives none.
    keypoints, individuals
        Names, unique.
    timebase
        One timestamp per frame.
    source
        Software that made the tracks.

    Raises
    ------
    DataError
        Shapes, names and times do not fit together; all faults are listed.
    """
    if confidence is None:
        confidence = _no_confidence((position.shape[0], *position.shape[2:]))
    faults = []
    expected = (timebase.frames, len(keypoints), len(individuals))
    if position.ndim != 4 or position.shape[1] not in (2, 3):
        faults.append(f"position has shape {position.shape}; expected (frames, 2 or 3, k, n)")
    elif (position.shape[0], *position.shape[2:]) != expected:
        faults.append(f"position has shape {position.shape}; expected {expected} without space")
    if confidence.shape != expected:
        faults.append(f"confidence has shape {confidence.shape}; expected {expected}")
    for what, names in (("keypoint", keypoints), ("individual", individuals)):
        if len(set(names)) != len(names):
            faults.append(f"{what} names are not unique: {', '.join(names)}")
    if faults:
        raise DataError("Tracks cannot be built: " + "; ".join(faults) + ".")
    import xarray as xr  # slow to import

    data = xr.Dataset(
        {
            "position": (
                ("time", "space", "keypoint", "individual"),
                position.astype(np.float32, copy=False),
                {"units": "px"},
            ),
            "confidence": (
                ("time", "keypoint", "individual"),
                confidence.astype(np.float32, copy=False),
            ),
        },
        coords={
            "time": timebase.times_s,
            "space": ["x", "y", "z"][: position.shape[1]],
            "keypoint": list(keypoints),
            "individual": list(individuals),
        },
        attrs={"time_unit": "seconds", "source_software": source},
    )
    return Tracks(data, timebase, source)


def with_landmarks(
    tracks: Tracks,
    names: Sequence[str],
    position: NDArray[np.floating],
    confidence: NDArray[np.floating] | None,
) -> Tracks:
    """Return the tracks with points that belong to no animal.

    Parameters
    ----------
    tracks
        Tracks of as many frames.
    names
        Names of the landmarks, unique.
    position
        Pixels, shape (frames, 2 or 3, landmarks), NaN where unseen.
    confidence
        Shape (frames, landmarks), or ``None`` if the source gives none.
    """
    import xarray as xr  # slow to import

    if confidence is None:
        confidence = _no_confidence((position.shape[0], position.shape[2]))
    landmarks = xr.Dataset(
        {
            "position": (
                ("time", "space", "landmark"),
                position.astype(np.float32, copy=False),
                {"units": "px"},
            ),
            "confidence": (("time", "landmark"), confidence.astype(np.float32, copy=False)),
        },
        coords={
            "time": tracks.timebase.times_s,
            "space": ["x", "y", "z"][: position.shape[1]],
            "landmark": list(names),
        },
    )
    return replace(tracks, landmarks=landmarks)


def _no_confidence(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return NaN everywhere, without memory and read-only: one value seen through every index."""
    return np.broadcast_to(np.float32(np.nan), shape)
