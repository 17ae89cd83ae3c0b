"""DeepLabCut and LightningPose csv and csv.gz files, read in blocks of rows.

Both programs write the same table, so one whose scorer does not tell is called
``DeepLabCut/LightningPose``. Hand-labelled tables have one or three cells for the image name.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.columns import COORDINATES, Column, plan
from pipelines.tracks.deeplabcut import frame_numbers, name_columns
from pipelines.tracks.hdf5 import BLOCK_ROWS
from pipelines.tracks.registry import TrackFile, register_track_format


def _software(scorer: str) -> str:
    return "DeepLabCut" if scorer.startswith(("DLC", "DeepCut")) else "DeepLabCut/LightningPose"


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
    widths = [len(line) for line in lines[: levels + 1]]
    if len(set(widths)) > 1:
        message = f"{path.name!r}: its first lines have different numbers of cells: {widths}."
        raise DataError(message)
    names = list(zip(*(line[index_cells:] for line in lines[:levels]), strict=True))
    label = lines[levels][index_cells - 1] if len(lines) > levels else "0"
    columns, warnings = name_columns(names)
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
        labels.append(_labels(block.iloc[:, : header.index_cells]))
        values = block.iloc[:, header.index_cells :].to_numpy(np.float32)
        layout.fill(buffer, filled, [(values, range(values.shape[1]))])
        filled += len(block)
    found = layout.track_file(buffer[:, :filled], _software(header.scorer))
    if labels:
        found.frame_numbers = frame_numbers(np.concatenate(labels), path.name)
    found.warnings = header.warnings
    if cut:
        found.warnings += ("The last row of the file is cut short; it was left out.",)
    return found


def _labels(cells: pd.DataFrame) -> NDArray[np.generic]:
    if cells.shape[1] == 1 and pd.api.types.is_numeric_dtype(cells.dtypes.iloc[0]):
        return cells.iloc[:, 0].to_numpy()
    return np.array(["/".join(map(str, row)) for row in cells.to_numpy().tolist()], np.str_)


def _csv_blocks(path: Path, header: _Header, rows: int) -> Iterator[pd.DataFrame]:
    numbered = header.index_cells == 1 and re.fullmatch(r"\d+(\.0*)?", header.first_label)
    types: dict[int, type] = dict.fromkeys(range(header.cells), np.float32)
    types |= dict.fromkeys(range(header.index_cells), str)
    if numbered:
        types[0] = np.float64
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
