"""How large a recording is, from the heads of its files: good for an estimate, not for science.

Nothing is decoded and no row is read. What a file says here may differ a little from what labelling
finds in it: a rate may vary, and the length of a table is told from its size.
"""

from __future__ import annotations

import gzip
import math
import pickle
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import h5py
import numpy as np

from graphs.errors import WorkbenchError
from pipelines.inputs.kept import at_hand
from pipelines.inputs.streams import opened
from pipelines.recording import RecordingSpec
from pipelines.tracks.hdf5 import open_hdf5
from pipelines.tracks.pandas_hdf5 import pandas_groups, pandas_size
from pipelines.tracks.read import unknown_rate
from pipelines.tracks.registry import recognise

_HEAD = 2**16  # bytes of a table
_TITLES = ("scorer", "individuals", "bodyparts", "coords")
_HDF5 = b"\x89HDF"
_NOT_UNDERSTOOD = (
    OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, AssertionError,
    pickle.UnpicklingError, zlib.error, WorkbenchError,
)  # fmt: skip
"""What looking into a damaged file can end in; what is wrong with it, its format says better."""
_INDIVIDUALS = 4  # levels of a table that names them


@dataclass(frozen=True, slots=True)
class Size:
    """What labelling has to go through; NaN where the heads of the files do not tell.

    Parameters
    ----------
    frames, animals
        Counts.
    pixels
        Of one frame of the video.
    duration_s
        Length of the recording.
    """

    frames: float = math.nan
    animals: float = math.nan
    pixels: float = math.nan
    duration_s: float = math.nan


def probe_size(recording: RecordingSpec) -> Size:
    """Return how large a recording is.

    Raises
    ------
    UserError, DataError
        What labelling would fail with, as far as the heads of the files tell.
    """
    tracks = Size()
    if recording.tracks is not None:
        with at_hand([recording.tracks]):
            tracks = _of_tracks(recording.tracks)
    if recording.video is not None:
        video = _of_video(recording.video)
        animals = recording.animal_count if recording.tracks is None else tracks.animals
        return replace(video, animals=math.nan if animals is None else animals)
    if recording.tracks is None or not math.isnan(tracks.duration_s):
        return tracks
    if recording.fps is None:
        if math.isnan(tracks.frames):  # a format that may say it further inside
            return tracks
        raise unknown_rate(recording.tracks.name)
    return replace(tracks, duration_s=tracks.frames / recording.fps)


def _of_video(path: Path) -> Size:
    import av

    from pipelines.video_container import open_container, video_stream

    with open_container(path) as container:
        stream = video_stream(container, path)
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        long_s = float((container.duration or 0) / av.time_base) or math.nan
        frames = float(stream.frames or long_s * rate)
        if math.isnan(long_s) and rate:
            long_s = frames / rate
        return Size(frames or math.nan, math.nan, stream.width * stream.height, long_s)


def _of_tracks(path: Path) -> Size:
    """Return the size of a track file; one of an unknown structure is shown to all formats."""
    with suppress(*_NOT_UNDERSTOOD):
        found = _sized(path)
        if found is not None:
            return found
    recognise(path)
    return Size()


def _sized(path: Path) -> Size | None:
    if path.suffix == ".npy":
        shape = np.load(path, mmap_mode="r", allow_pickle=False).shape
        return Size(shape[0], shape[1]) if len(shape) == 4 else None
    with opened(path) as file:
        is_hdf5 = file.read(len(_HDF5)) == _HDF5
    if not is_hdf5:
        return _of_table(path)
    with open_hdf5(path) as file:
        found = (of_kind(file) for of_kind in _KINDS)
        return next((size for size in found if size is not None), None)


def _of_table(path: Path) -> Size | None:
    """Return the size of a csv table: its first rows are as long as all others."""
    with opened(path) as file:
        if path.suffix == ".gz":
            head = gzip.GzipFile(fileobj=file).read(_HEAD)
            file.seek(-4, 2)
            total = int.from_bytes(file.read(4), "little")  # of the content, as its end says
        else:
            head, total = file.read(_HEAD), file.seek(0, 2)
    lines = head.splitlines(keepends=True)
    if len(head) < total:
        lines = lines[:-1]
    levels = [line.partition(b",")[0].decode("utf-8-sig") for line in lines[:_INDIVIDUALS]]
    titles = [title for title in levels if title in _TITLES]
    if titles not in ([*_TITLES], [title for title in _TITLES if title != "individuals"]):
        return None
    rows = lines[len(titles) :]
    if not rows:
        return None
    above = sum(map(len, lines[: len(titles)]))
    frames = round((total - above) * len(rows) / sum(map(len, rows)))
    names = lines[1].decode().strip().split(",")[1:] if "individuals" in titles else [""]
    return Size(frames, len(set(names) - {"single"}) or 1)


def _of_pandas(file: h5py.File) -> Size | None:
    names = pandas_groups(file)
    if not names:
        return None
    rows, columns = pandas_size(file[names[0]])
    named = len(columns[0]) == _INDIVIDUALS
    animals = {column[1] for column in columns} - {"single"} if named else ()
    return Size(rows, len(animals) or 1)


def _of_sleap(file: h5py.File) -> Size | None:
    if not {"tracks", "node_names", "track_names"} <= set(file):
        return None
    animals, nodes = len(file["track_names"]) or 1, len(file["node_names"])
    return Size(file["tracks"].size // (2 * animals * nodes), animals)


def _of_jabs(file: h5py.File) -> Size | None:
    if "poseest/points" not in file:
        return None
    shape = file["poseest/points"].shape
    return Size(shape[0], 1 if len(shape) == 3 else shape[1])


_KINDS: tuple[Callable[[h5py.File], Size | None], ...] = (_of_sleap, _of_jabs, _of_pandas)
