"""JABS pose files, versions 2 and later, through an own reader (h5py).

Points are whole pixels stored y before x, and a confidence of 0 means that there is no point; the
rows of instances are padded. From version 4 on an instance carries an identity; version 3 has only
pieces of tracks, which are joined into as many animals as are usually in view. Static objects
become landmarks: corners are stored x before y, lixit and food hopper y before x (both as in the
readers of JABS itself). Times are not in the file.
"""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.hdf5 import blocks, open_hdf5, why_not_hdf5
from pipelines.tracks.registry import TrackFile, register_track_format
from pipelines.tracks.tracklets import Tracklets, assign, usual_number

KEYPOINTS = [
    "nose",
    "left_ear",
    "right_ear",
    "base_neck",
    "left_front_paw",
    "right_front_paw",
    "center_spine",
    "left_rear_paw",
    "right_rear_paw",
    "base_tail",
    "mid_tail",
    "tip_tail",
]
STORED_YX = ("lixit", "food_hopper")


def _why_not(path: Path) -> str | None:
    reason = why_not_hdf5(path)
    if reason:
        return reason
    with open_hdf5(path) as file:
        fits = "poseest/points" in file and "poseest/confidence" in file
    return None if fits else "no datasets 'poseest/points' and 'poseest/confidence' in it"


@register_track_format("JABS pose h5", _why_not)
def read_jabs(path: Path) -> TrackFile:
    """Read a JABS pose file."""
    with open_hdf5(path) as file:
        pose = file["poseest"]
        if pose["points"].shape[-2:] != (len(KEYPOINTS), 2):
            message = (
                f"{path.name!r}: points have shape {pose['points'].shape}; expected 12 keypoints, "
                "each y and x."
            )
            raise DataError(message)
        who, animals, warnings = _identities(pose)
        series = _points(pose, who, animals)
        landmarks = _static_objects(file, len(who))
        scale = pose.attrs.get("cm_per_pixel")
    return TrackFile(
        position=series[:2].transpose(3, 0, 1, 2),
        confidence=series[2].transpose(2, 0, 1),
        keypoints=list(KEYPOINTS),
        individuals=[f"animal_{i + 1}" for i in range(animals)],
        software="JABS",
        landmarks=landmarks,
        cm_per_px=None if scale is None else float(scale),
        warnings=warnings,
    )


def _points(pose: h5py.Group, who: NDArray[np.int64], animals: int) -> NDArray[np.float32]:
    """Return x, y and confidence, shape (3, keypoints, animals, frames)."""
    frames = len(who)
    series = np.full((3, len(KEYPOINTS), animals, frames), np.nan, np.float32)
    for start, stop in blocks(frames):
        shape = (stop - start, -1, len(KEYPOINTS))
        points = pose["points"][start:stop].reshape(*shape, 2)
        confidence = pose["confidence"][start:stop].reshape(shape)
        row, instance = np.nonzero(who[start:stop] >= 0)
        animal = who[start:stop][row, instance]
        seen = confidence[row, instance]
        series[2][:, animal, start + row] = seen.T
        for axis in range(2):
            value = points[row, instance, :, 1 - axis].astype(np.float32)
            value[seen <= 0] = np.nan
            series[axis][:, animal, start + row] = value.T
    return series


def _identities(pose: h5py.Group) -> tuple[NDArray[np.int64], int, tuple[str, ...]]:
    """Return which animal each instance is, shape (frames, instances), or -1; and how many."""
    if pose["points"].ndim == 3:
        return np.zeros((len(pose["points"]), 1), np.int64), 1, ()
    if "instance_embed_id" in pose:
        return _embedded(pose)
    return _joined(pose)


def _embedded(pose: h5py.Group) -> tuple[NDArray[np.int64], int, tuple[str, ...]]:
    animals = len(pose["instance_id_center"])
    who = pose["instance_embed_id"][...].astype(np.int64) - 1
    known = ~pose["id_mask"][...].astype(bool) & (who >= 0) & (who < animals)
    present = np.arange(who.shape[1]) < pose["instance_count"][...][:, None]
    left_out = int((present & ~known).sum())
    warning = f"{left_out} of {int(present.sum())} instances have no identity and were left out."
    return np.where(known, who, -1), animals, (warning,) if left_out else ()


def _joined(pose: h5py.Group) -> tuple[NDArray[np.int64], int, tuple[str, ...]]:
    ids = pose["instance_track_id"][...].astype(np.int64)
    count = pose["instance_count"][...].astype(np.int64)
    present = np.arange(ids.shape[1]) < count[:, None]
    pieces, piece = np.unique(ids[present], return_inverse=True)
    if not len(pieces):
        return np.full(ids.shape, -1, np.int64), 1, ()
    animals = usual_number(count)
    row, instance = np.nonzero(present)
    first = np.full(len(pieces), len(ids), np.int64)
    last = np.full(len(pieces), -1, np.int64)
    np.minimum.at(first, piece, row)
    np.maximum.at(last, piece, row)
    at = np.full(ids.shape, -1, np.int64)
    at[present] = piece
    begin, size = _centres(pose, at, first)
    end, _ = _centres(pose, at, last)
    frames = np.bincount(piece, minlength=len(pieces))
    animal = assign(Tracklets(first, last, frames, begin, end), animals, reach_px=5 * size)
    who = np.full(ids.shape, -1, np.int64)
    who[row, instance] = animal[piece]
    dropped = animal < 0
    warning = (
        f"The file has no identities, only {len(pieces)} pieces of tracks; they were joined into "
        f"{animals} animals, the number usually in view. {int(dropped.sum())} pieces "
        f"({int(frames[dropped].sum())} of {int(frames.sum())} instances) did not fit and were "
        "left out. Identities may swap where pieces meet."
    )
    return who, animals, (warning,)


def _centres(
    pose: h5py.Group, at: NDArray[np.int64], frame: NDArray[np.int64]
) -> tuple[NDArray[np.float64], float]:
    """Return the centre of each piece in a frame, shape (pieces, 2), and the median animal size."""
    centre = np.full((len(frame), 2), np.nan)
    size = np.full(len(frame), np.nan)
    for piece, row in enumerate(frame):
        instance = int(np.flatnonzero(at[row] == piece)[0])
        points = pose["points"][row, instance].astype(float)
        points = points[pose["confidence"][row, instance] > 0]
        if len(points):
            centre[piece] = points.mean(axis=0)
            size[piece] = np.hypot(*np.ptp(points, axis=0))
    return centre, float(np.nanmedian(size))


def _static_objects(
    file: h5py.File, frames: int
) -> tuple[list[str], NDArray[np.float32], None] | None:
    names: list[str] = []
    places: list[NDArray[np.float32]] = []
    for kind, dataset in file.get("static_objects", {}).items():
        points = np.asarray(dataset[...], np.float32).reshape(-1, 2)
        if kind in STORED_YX:
            points = points[:, ::-1]
        for number, place in enumerate(points, start=1):
            names.append(f"{kind}_{number}" if len(points) > 1 else kind)
            places.append(place)
    if not names:
        return None
    return names, np.tile(np.stack(places, axis=1), (frames, 1, 1)), None
