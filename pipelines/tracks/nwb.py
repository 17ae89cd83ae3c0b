"""NWB files with ndx-pose, through an own reader (h5py).

*pynwb* builds the whole file as objects and must know the version of each extension; the poses are
plain datasets, so own code is lighter (a small file takes 0.02 s and 3 MB instead of 0.6 s and
26 MB) and needs no extra package. A `PoseEstimation` holds one animal or, as DeepLabCut exports
it, keypoints that are called ``animal_keypoint`` and whose descriptions tell the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.columns import SINGLE_ANIMAL
from pipelines.tracks.hdf5 import open_hdf5, texts, why_not_hdf5
from pipelines.tracks.registry import TrackFile, register_track_format

DEEPLABCUT = re.compile(r"Keypoint (.+) from individual (.+)\.")
CAMERA = re.compile(r"cam|view", re.IGNORECASE)


def _of_type(group: h5py.Group, kind: str) -> list[h5py.Group]:
    found: list[h5py.Group] = []
    group.visititems(
        lambda _, node: (
            found.append(node)
            if isinstance(node, h5py.Group) and node.attrs.get("neurodata_type") == kind
            else None
        )
    )
    return found


def _why_not(path: Path) -> str | None:
    reason = why_not_hdf5(path)
    if reason:
        return reason
    with open_hdf5(path) as file:
        if file.attrs.get("neurodata_type") != "NWBFile":
            return "not an NWB file"
        return None if _of_type(file, "PoseEstimation") else "an NWB file without PoseEstimation"


@dataclass(frozen=True, slots=True)
class _Series:
    """One keypoint of one animal."""

    who: str
    point: str
    node: h5py.Group


@register_track_format("NWB ndx-pose", _why_not)
def read_nwb(path: Path) -> TrackFile:
    """Read the poses of an NWB file; of several cameras the first, with a warning."""
    with open_hdf5(path) as file:
        poses = _of_type(file, "PoseEstimation")
        chosen, warnings = _one_view(poses)
        series = [one for pose in chosen for one in _named(pose, alone=len(chosen) == 1)]
        if not series:
            message = f"{path.name!r}: its PoseEstimation holds no PoseEstimationSeries."
            raise DataError(message)
        _check_lengths(series, path.name)
        found = _filled(series)
        found.times_s, found.fps, more = _times(series[0].node)
        found.software = _text(chosen[0], "source_software") or "NWB"
        warnings += more + _origin(series)
    found.warnings = tuple(warnings)
    return found


def _one_view(poses: list[h5py.Group]) -> tuple[list[h5py.Group], list[str]]:
    """Return the poses that are animals of one video: all of them, or the first camera's."""
    videos = [tuple(texts(p["original_videos"])) if "original_videos" in p else () for p in poses]
    names = [pose.name.rsplit("/", 1)[-1] for pose in poses]
    warnings = []
    cameras = len(set(videos)) > 1 or sum(bool(CAMERA.search(name)) for name in names) > 1
    if len(poses) > 1 and cameras:
        warnings.append(
            f"The file holds several views ({', '.join(map(repr, names))}); only the first, "
            f"{names[0]!r}, was read. To use another, save it to a file of its own."
        )
        return poses[:1], warnings
    if len(videos[0]) > 1:
        warnings.append(f"The poses name several videos ({', '.join(videos[0])}), and not which.")
    return poses, warnings


def _named(pose: h5py.Group, *, alone: bool) -> list[_Series]:
    """Return the keypoints of a pose in the order of its skeleton, with their animals."""
    nodes = [n for n in pose.values() if _kind(n) == "PoseEstimationSeries"]
    order: Sequence[str] = texts(pose["nodes"]) if "nodes" in pose else ()
    if not order and "skeleton" in pose:
        order = texts(pose["skeleton"]["nodes"])
    rank = {name: i for i, name in enumerate(order)}
    nodes.sort(key=lambda n: rank.get(_key(n), len(rank)))
    own = SINGLE_ANIMAL if alone else _key(pose).removeprefix("track=")
    series = []
    for node in nodes:
        told = DEEPLABCUT.fullmatch(str(node.attrs.get("description", "")))
        who, point = (told[2], told[1]) if told else (own, _key(node))
        series.append(_Series(who, point.removeprefix("PoseEstimationSeries_"), node))
    return series


def _kind(node: object) -> str:
    return str(node.attrs.get("neurodata_type", "")) if isinstance(node, h5py.Group) else ""


def _key(node: h5py.Group) -> str:
    return str(node.name).rsplit("/", 1)[-1]


def _text(group: h5py.Group, name: str) -> str:
    return texts(group[name])[0] if name in group else ""


def _check_lengths(series: list[_Series], name: str) -> None:
    lengths = {f"{one.who} {one.point}": len(one.node["data"]) for one in series}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{point} {rows}" for point, rows in lengths.items())
        message = f"{name!r}: keypoints have different numbers of rows ({found})."
        raise DataError(message)


def _filled(series: list[_Series]) -> TrackFile:
    keypoints = list(dict.fromkeys(one.point for one in series))
    individuals = list(dict.fromkeys(one.who for one in series))
    rows, space = series[0].node["data"].shape
    values = np.full((space + 1, len(keypoints), len(individuals), rows), np.nan, np.float32)
    for one in series:
        k, i = keypoints.index(one.point), individuals.index(one.who)
        data = one.node["data"]
        values[:space, k, i] = data[...].T
        values[:space, k, i] *= float(data.attrs.get("conversion", 1.0))
        if "confidence" in one.node:
            values[space, k, i] = one.node["confidence"][...]
    return TrackFile(
        position=values[:space].transpose(3, 0, 1, 2),
        confidence=values[space].transpose(2, 0, 1),
        keypoints=keypoints,
        individuals=individuals,
        software="NWB",
    )


def _times(node: h5py.Group) -> tuple[NDArray[np.float64] | None, float | None, list[str]]:
    """Return timestamps, declared rate and warnings; timestamps 0, 1, 2... are no real ones."""
    if "timestamps" not in node:
        rate = node["starting_time"].attrs.get("rate") if "starting_time" in node else None
        return None, None if rate is None else float(rate), []
    times = node["timestamps"][...].astype(np.float64)
    if len(times) > 2 and np.array_equal(times, np.arange(len(times))):
        warning = (
            "Its timestamps are 0, 1, 2...: probably frame numbers and not seconds. They are used "
            "as 1 frame per second only if neither a video nor fps is given."
        )
        return None, 1.0, [warning]
    return times, None, []


def _origin(series: list[_Series]) -> list[str]:
    frames = {_text(one.node, "reference_frame") for one in series}
    if not any("bottom" in frame.casefold() for frame in frames):
        return []
    return [
        "It says that (0, 0) is the bottom left corner, as DeepLabCut's export to NWB always does "
        "although its pixels count from the top; y is taken to point down."
    ]
