"""DeepLabCut tables of one animal or several: their names and rows, and the h5 files.

Own readers: they take blocks of rows, so ten hours of tracks need little more memory than the
result; *movement* and pandas read the whole table as float64 first. The columns have three header
levels (scorer, bodyparts, coords) or four (individuals in between); the scorer is not looked at.

Hand-labelled tables (``CollectedData``) have image names for row labels and no likelihood; the
number in the image name is the frame number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.columns import Column, animals_from_prefixes, plan
from pipelines.tracks.hdf5 import open_hdf5, why_not_hdf5
from pipelines.tracks.pandas_hdf5 import PandasTable, pandas_groups, pandas_table
from pipelines.tracks.registry import TrackFile, register_track_format

LAST_NUMBER = re.compile(r"(\d+)\D*$")
LEVELS = (3, 4)


def name_columns(names: Sequence[tuple[str, ...]]) -> tuple[list[Column], tuple[str, ...]]:
    """Return what each column holds, and a warning if animals were told apart by prefix."""
    if len(names[0]) == 4:
        return [(name[1], name[2], name[3]) for name in names], ()
    animals = animals_from_prefixes(list(dict.fromkeys(name[-2] for name in names)))
    if animals is None:
        return [("", name[-2], name[-1]) for name in names], ()
    found = ", ".join(dict.fromkeys(repr(who) for who, _ in animals.values()))
    warning = (
        "The table has no individuals, but all keypoint names begin with one of several prefixes "
        f"and go on alike: read as the animals {found}."
    )
    return [(*animals[name[-2]], name[-1]) for name in names], (warning,)


def frame_numbers(labels: NDArray[np.generic], name: str) -> NDArray[np.int64] | None:
    """Return the source frame of each row, or ``None`` if rows are simply frames 0, 1, 2...

    Parameters
    ----------
    labels
        Row labels: whole numbers, or image names whose last number is the frame.
    name
        File name, for messages.

    Raises
    ------
    DataError
        A label without a number, or numbers that do not rise.
    """
    if labels.dtype.kind in "US":
        numbers = _image_numbers(labels.tolist(), name)
    elif np.array_equal(labels, np.round(labels.astype(np.float64))):
        numbers = labels.astype(np.int64)
    else:
        message = f"{name!r}: row labels must be frame numbers; some are not whole or are missing."
        raise DataError(message)
    if np.array_equal(numbers, np.arange(len(numbers))):
        return None
    falls = np.flatnonzero(np.diff(numbers) <= 0)
    if len(falls):
        at = int(falls[0])
        message = (
            f"{name!r}: frame numbers must rise; row {at + 2} is frame {numbers[at + 1]} after "
            f"frame {numbers[at]}. A file must hold one video; sort its rows, or split it."
        )
        raise DataError(message)
    return numbers


def _image_numbers(labels: list[str], name: str) -> NDArray[np.int64]:
    parts = [re.split(r"[/\\]", label) for label in labels]
    folders = sorted({"/".join(part[:-1]) for part in parts})
    if len(folders) > 1:
        message = f"{name!r} labels images of several videos: {', '.join(folders)}. Split it."
        raise DataError(message)
    found = [LAST_NUMBER.search(part[-1].rsplit(".", 1)[0]) for part in parts]
    bad = [label for label, number in zip(labels, found, strict=True) if number is None]
    if bad:
        message = f"{name!r}: {len(bad)} row labels hold no frame number, e.g. {bad[0]!r}."
        raise DataError(message)
    return np.array([int(number[1]) for number in found if number], np.int64)


def _why_not_h5(path: Path) -> str | None:
    reason = why_not_hdf5(path)
    if reason:
        return reason
    with open_hdf5(path) as file:
        names = pandas_groups(file)
        if not names:
            return "no pandas table in it (DeepLabCut keeps one, usually 'df_with_missing')"
        found = {len(_chosen(path, file, names).columns[0])}
    return None if found <= set(LEVELS) else f"columns have {found.pop()} header levels, not 3 or 4"


def _chosen(path: Path, file: h5py.File, names: list[str]) -> PandasTable:
    name = "df_with_missing" if "df_with_missing" in names else names[0]
    if name != "df_with_missing" and len(names) > 1:
        message = f"{path.name!r} holds several tables ({', '.join(names)}). Keep one per file."
        raise DataError(message)
    table = pandas_table(path, file[name])
    if not table.columns:
        message = f"{path.name!r}: its table has no columns."
        raise DataError(message)
    return table


@register_track_format("DeepLabCut h5", _why_not_h5)
def read_h5(path: Path) -> TrackFile:
    """Read a DeepLabCut h5 file in either layout of pandas."""
    with open_hdf5(path) as file:
        table = _chosen(path, file, pandas_groups(file))
        columns, warnings = name_columns(table.columns)
        layout = plan(columns, path.name)
        buffer = layout.buffer(table.rows)
        for start, rows in table.blocks():
            layout.fill(buffer, start, rows)
    found = layout.track_file(buffer, "DeepLabCut")
    found.frame_numbers = frame_numbers(table.index, path.name)
    found.warnings = warnings
    return found
