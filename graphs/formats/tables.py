"""Tidy tables as CSV: a folder with one file per table, for R, pandas and spreadsheets.

The columns are those of `graphs.formats.table_rows`; a ``README.txt`` in the folder explains them.
Times are seconds with six decimals (microseconds, halves to even), half-open; frames are 0-based
and half-open. Cells are separated by commas, decimals by points; text is UTF-8; an empty cell means
that there is nothing or that it is not known, so an empty text comes back as none.

A single file of facts, made by hand or by another program, is read too: see `read`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from graphs.errors import DataError
from graphs.formats.checked import Faults
from graphs.formats.contract import Context, Described
from graphs.formats.csv_cells import csv_line, csv_rows
from graphs.formats.folder import written_folder
from graphs.formats.label_table import read_labels
from graphs.formats.table_rows import (
    TABLES,
    TABLES_READ,
    Column,
    Row,
    explanation,
    graphs_of,
    rows_of,
)

_ADVICE = "Nothing was read. Correct these lines, or export the tables again."


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to a folder of tables; `UserError` if it cannot be written."""
    about = f"Tables of {context.project} as CSV files.\n\n{explanation()}"
    with written_folder(path, about) as folder, contextlib.ExitStack() as stack:
        files = {
            table: stack.enter_context((folder / f"{table}.csv").open("wb")) for table in TABLES
        }
        for table, columns in TABLES.items():
            files[table].write(csv_line([column.name for column in columns]))
        for graph in graphs:
            for table, rows in rows_of(graph).items():
                _write_rows(files[table], TABLES[table], rows)


def _write_rows(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    for row in rows:
        file.write(csv_line([_cell(column, row) for column in columns]))


def _cell(column: Column, row: Row) -> str:
    value = row[column.name]
    if value is None:
        return ""
    return f"{value:.6f}" if column.sort == "seconds" else str(value)


def read(path: Path) -> list[Described]:
    """Return the recordings in a folder of tables, or in a single file of facts.

    Parameters
    ----------
    path
        A folder as `write` makes it, with all its tables, of which that of reviews is not read; or
        a file, see `graphs.formats.label_table.read_labels`.

    Raises
    ------
    UserError
        There is no such folder or file.
    DataError
        Tables, columns or values are missing or wrong; the first ten faults are listed.
    """
    if not path.is_dir():
        return read_labels(path)
    missing = [f"{table}.csv" for table in TABLES_READ if not (path / f"{table}.csv").is_file()]
    if missing:
        message = (
            f"The folder {path.name!r} lacks {', '.join(missing)}; expected all tables of an "
            "export. To read a file of facts alone, give its own path."
        )
        raise DataError(message)
    faults = Faults(path.name)
    found = {}
    for table in TABLES_READ:
        columns = TABLES[table]
        file = path / f"{table}.csv"
        header, rows = csv_rows(file, columns, faults)
        for column in columns:
            if column.needed and column.name not in header:
                faults.add(f"{file.name}, line 1", f"column {column.name} is missing")
        found[table] = [(f"{file.name}, {where}", row) for where, row in rows]
    faults.raise_any(_ADVICE)
    graphs = graphs_of(found, faults)
    faults.raise_any(_ADVICE)
    return graphs
