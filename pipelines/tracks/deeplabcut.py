"""DeepLabCut and LightningPose tables: h5, csv and csv.gz, of one animal or several.

Own readers: they take blocks of rows, so ten hours of tracks need little more memory than the
result; *movement* and pandas read the whole table as float64 first. The columns have three header
levels (scorer, bodyparts, coords) or four (individuals in between). The scorer is not looked at,
except for the name of the software. LightningPose writes the same csv, so a table whose scorer does
not tell is called ``DeepLabCut/LightningPose``.

Hand-labelled tables (``CollectedData``) have image names for row labels and no likelihood; the
number in the image name is the frame number.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import h5py
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.columns import COORDINATES, Column, animals_from_prefixes, plan
from pipelines.tracks.hdf5 import BLOCK_ROWS, open_hdf5, why_not_hdf5
from pipelines.tracks.pandas_hdf5 import PandasTable, pandas_groups, pandas_table
from pipelines.tracks.registry import TrackFile, register_track_format

LAST_NUMBER = re.compile(r"(\d+)\D*$")
LEVELS = (3, 4)


def _columns(names: Sequence[tuple[str, ...]]) -> tuple[list[Column], tuple[str, ...]]:
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


def _software(scorer: str) -> str:
    return "DeepLabCut" if scorer.startswith(("DLC", "DeepCut")) else "DeepLabCut/LightningPose"


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
        stems = [re.split(r"[/\\]", str(label))[-1].rsplit(".", 1)[0] for label in labels]
        found = [LAST_NUMBER.search(stem) for stem in stems]
        bad = [str(label) for label, number in zip(labels, found, strict=True) if number is None]
        if bad:
            message = f"{name!r}: {len(bad)} row labels hold no frame number, e.g. {bad[0]!r}."
            raise DataError(message)
        numbers = np.array([int(number[1]) for number in found if number], np.int64)
    else:
        numbers = labels.astype(np.int64)
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


# --- h5 ---


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
        columns, warnings = _columns(table.columns)
        layout = plan(columns, path.name)
        buffer = layout.buffer(table.rows)
        for start, rows in table.blocks():
            layout.fill(buffer, start, rows)
    found = layout.track_file(buffer, "DeepLabCut")
    found.frame_numbers = frame_numbers(table.index, path.name)
    found.warnings = warnings
    return found


# --- csv ---


@dataclass(frozen=True, slots=True)
class _Header:
    columns: list[Column]
    scorer: str
    lines: int
    index_cells: int
    first_label: str
    warnings: tuple[str, ...]

    @property
    def cells(self) -> int:
        return self.index_cells + len(self.columns)


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _first_lines(path: Path, count: int) -> list[list[str]]:
    with _open(path) as file:
        text = b"".join(islice(file, count)).decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def _why_not_csv(path: Path) -> str | None:
    if path.suffixes[-1:] != [".csv"] and path.suffixes[-2:] != [".csv", ".gz"]:
        return "its name does not end in .csv or .csv.gz"
    try:
        lines = _first_lines(path, 5)
    except UnicodeDecodeError:
        return "not text in UTF-8"
    except (OSError, EOFError) as error:
        return f"cannot be unpacked ({error})"
    first = lines[0] if lines else []
    if len(first) == 1 and first[0].count(";") > 1:
        return "cells are separated by ';' (and perhaps decimals by ','); export with ',' and '.'"
    titles = [line[0] if line else "" for line in lines]
    if titles[:3] == ["scorer", "bodyparts", "coords"]:
        return None
    if titles[:4] == ["scorer", "individuals", "bodyparts", "coords"]:
        return None
    return (
        "the first lines must be headed scorer, (individuals,) bodyparts, coords; they begin with "
        + ", ".join(repr(title[:30]) for title in titles[:4])
    )


def _header(path: Path) -> _Header:
    lines = _first_lines(path, 5)
    levels = 4 if lines[1][0] == "individuals" else 3
    coords = lines[levels - 1]
    known = (*COORDINATES, "likelihood")
    index_cells = next((i for i, cell in enumerate(coords) if cell in known), 1)
    widths = {len(line) for line in lines[:levels]}
    if len(widths) > 1:
        message = f"{path.name!r}: header lines have different numbers of cells: {sorted(widths)}."
        raise DataError(message)
    names = list(zip(*(line[index_cells:] for line in lines[:levels]), strict=True))
    label = lines[levels][index_cells - 1] if len(lines) > levels else "0"
    columns, warnings = _columns(names)
    return _Header(columns, lines[0][index_cells], levels, index_cells, label, warnings)


@register_track_format("DeepLabCut/LightningPose csv", _why_not_csv)
def read_csv(path: Path) -> TrackFile:
    """Read a DeepLabCut or LightningPose csv or csv.gz file."""
    header = _header(path)
    layout = plan(header.columns, path.name)
    lines, cut = _count_lines(path, header.cells)
    rows = lines - header.lines
    buffer = layout.buffer(rows)
    labels = []
    filled = 0
    for block in _csv_blocks(path, header, rows):
        labels.append(block.iloc[:, header.index_cells - 1].to_numpy())
        values = block.iloc[:, header.index_cells :].to_numpy(np.float32)
        layout.fill(buffer, filled, [(values, range(values.shape[1]))])
        filled += len(block)
    found = layout.track_file(buffer[:, :filled], _software(header.scorer))
    if labels:
        index = np.concatenate(labels)
        found.frame_numbers = frame_numbers(
            index.astype(str) if index.dtype == object else index, path.name
        )
    found.warnings = header.warnings
    if cut:
        found.warnings += ("The last row of the file is cut short; it was left out.",)
    return found


def _csv_blocks(path: Path, header: _Header, rows: int) -> Iterator[pd.DataFrame]:
    numbered = re.fullmatch(r"\d+(\.0*)?", header.first_label) is not None
    types: dict[int, type] = dict.fromkeys(range(header.cells), np.float32)
    types |= dict.fromkeys(range(header.index_cells), str)
    if numbered:
        types[header.index_cells - 1] = np.float64
    try:
        with pd.read_csv(
            path,
            header=None,
            names=range(header.cells),
            skiprows=header.lines,
            nrows=rows,
            dtype=types,
            chunksize=BLOCK_ROWS,
            encoding="utf-8",
        ) as reader:
            yield from reader
    except pd.errors.EmptyDataError:
        return
    except (ValueError, EOFError, OSError) as error:
        message = f"{path.name!r}: a row cannot be read: {error}. Mend or export the file again."
        raise DataError(message) from error


def _count_lines(path: Path, cells: int) -> tuple[int, bool]:
    """Return the number of whole lines, and whether a cut one without a line end follows them."""
    count, tail = 0, b""
    try:
        with _open(path) as file:
            while block := file.read(1 << 20):
                count += block.count(b"\n")
                tail = (tail + block).rsplit(b"\n", 1)[-1]
    except (EOFError, OSError) as error:
        message = f"{path.name!r} ends in the middle ({error}). Copy the file again."
        raise DataError(message) from error
    if not tail.strip():
        return count, False
    whole = tail.count(b",") == cells - 1
    return count + whole, not whole
