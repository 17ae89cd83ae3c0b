"""SLEAP: analysis h5 through an own reader, slp through *sleap-io* (extra ``formats``).

The analysis file is a plain array that h5py reads in blocks of frames; the slp file is a linked
structure of instances that *sleap-io* knows in all its versions. Both name the same tracks. Tracks
may be pieces of one animal's path; they are kept as in the file (see `pipelines.tracks.tracklets`).
Scores are not probabilities and may exceed 1; a human-corrected instance has none.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError, missing_extra
from pipelines.tracks.hdf5 import BLOCK_ROWS, blocks, open_hdf5, texts, why_not_hdf5
from pipelines.tracks.registry import TrackFile, register_track_format

# the order of axes where the file does not say: as SLEAP writes it, then the same reversed
TRACK_AXES = (("track", "xy", "node", "frame"), ("frame", "node", "xy", "track"))
SCORE_AXES = (("track", "node", "frame"), ("frame", "node", "track"))


def _why_not_analysis(path: Path) -> str | None:
    reason = why_not_hdf5(path)
    if reason:
        return reason
    with open_hdf5(path) as file:
        lacking = [name for name in ("tracks", "node_names", "track_names") if name not in file]
        lacking += ["tracks"] if isinstance(file.get("tracks"), h5py.Group) else []
    return f"no dataset {', '.join(map(repr, lacking))} in it" if lacking else None


@register_track_format("SLEAP analysis h5", _why_not_analysis)
def read_analysis(path: Path) -> TrackFile:
    """Read a SLEAP analysis file, as written by SLEAP or by *sleap-io*."""
    with open_hdf5(path) as file:
        nodes = texts(file["node_names"])
        tracks = file["tracks"]
        names = texts(file["track_names"])
        sizes = {"xy": 2, "node": len(nodes), "track": len(names) or 1}
        position = _series(tracks, _axes(tracks, sizes, TRACK_AXES, path.name), "xy node track")
        confidence = None
        if "point_scores" in file:
            scores = file["point_scores"]
            confidence = _series(scores, _axes(scores, sizes, SCORE_AXES, path.name), "node track")
    individuals, warnings = _unique(names or ["animal_1"])
    return TrackFile(
        position=np.moveaxis(position, -1, 0),
        confidence=None if confidence is None else np.moveaxis(confidence, -1, 0),
        keypoints=nodes,
        individuals=individuals,
        software="SLEAP",
        warnings=warnings,
    )


def _axes(
    dataset: h5py.Dataset,
    sizes: dict[str, int],
    orders: tuple[tuple[str, ...], ...],
    name: str,
) -> tuple[str, ...]:
    """Return the meaning of each axis: as declared, else the first known order that fits."""
    if "dims" in dataset.attrs:
        orders = (tuple(json.loads(dataset.attrs["dims"])),)
    for axes in orders:
        if len(axes) == dataset.ndim and all(
            sizes.get(axis, size) == size for axis, size in zip(axes, dataset.shape, strict=True)
        ):
            return axes
    message = (
        f"{name!r}: {dataset.name} has shape {dataset.shape}; expected {' x '.join(orders[0])} "
        f"with {sizes['track']} tracks and {sizes['node']} nodes. Export it again from SLEAP."
    )
    raise DataError(message)


def _series(dataset: h5py.Dataset, axes: tuple[str, ...], wanted: str) -> NDArray[np.float32]:
    """Return a dataset with axes in the wanted order and frames last, read in blocks of frames."""
    time = axes.index("frame")
    order = [axes.index(axis) for axis in (*wanted.split(), "frame")]
    frames = dataset.shape[time]
    out = np.empty([dataset.shape[axis] for axis in order], np.float32)
    chunk = dataset.chunks[time] if dataset.chunks else 1
    for start, stop in blocks(frames, -(-BLOCK_ROWS // chunk) * chunk):
        window = [slice(None)] * dataset.ndim
        window[time] = slice(start, stop)
        out[..., start:stop] = dataset[tuple(window)].transpose(order)
    return out


def _unique(names: list[str]) -> tuple[list[str], tuple[str, ...]]:
    unique: list[str] = []
    for name in names:
        copies = sum(other == name for other in names[: len(unique)])
        unique.append(f"{name} ({copies + 1})" if copies else name)
    if unique == names:
        return names, ()
    renamed = ", ".join(repr(new) for new, old in zip(unique, names, strict=True) if new != old)
    return unique, (f"Several tracks have the same name; the later ones became {renamed}.",)


def _why_not_slp(path: Path) -> str | None:
    reason = why_not_hdf5(path)
    if reason:
        return reason
    with open_hdf5(path) as file:
        lacking = [name for name in ("metadata", "frames", "instances") if name not in file]
    return f"no {', '.join(map(repr, lacking))} in it" if lacking else None


@register_track_format("SLEAP slp", _why_not_slp)
def read_slp(path: Path) -> TrackFile:
    """Read a SLEAP labels file with *sleap-io*; the first video's, if it has several."""
    try:
        import sleap_io
    except ImportError as error:
        what = "Reading SLEAP .slp files"
        raise missing_extra(what, "formats") from error
    labels: Any = sleap_io.load_slp(str(path), open_videos=False, lazy=True)
    warnings: tuple[str, ...] = ()
    if len(labels.videos) > 1:
        others = ", ".join(repr(str(video.filename)) for video in labels.videos[1:])
        warnings += (
            f"Only the tracks of the first video {str(labels.videos[0].filename)!r} were read; the "
            f"file also holds {others}.",
        )
    names = [str(track.name) for track in labels.tracks]
    with open_hdf5(path) as file:
        untracked = int((file["instances"]["track"] < 0).sum()) if names else 0
    if untracked:
        warnings += (f"{untracked} instances belong to no track and were left out.",)
    if not len(labels):
        message = f"{path.name!r} holds no labelled frame."
        raise DataError(message)
    values = labels.numpy(video=labels.videos[0], untracked=not names, return_confidence=True)
    series = np.ascontiguousarray(values.transpose(3, 2, 1, 0), np.float32)
    del values
    individuals, renamed = _unique(names or [f"animal_{i + 1}" for i in range(series.shape[2])])
    return TrackFile(
        position=series[:2].transpose(3, 0, 1, 2),
        confidence=series[2].transpose(2, 0, 1),
        keypoints=[str(node.name) for node in labels.skeletons[0].nodes],
        individuals=individuals,
        software="SLEAP",
        warnings=(*warnings, *renamed),
    )
