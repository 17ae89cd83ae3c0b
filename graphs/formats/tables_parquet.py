"""Tidy tables as Parquet: a folder with one file per table, typed and small.

The columns are those of `graphs.formats.table_rows`; a ``README.txt`` in the folder explains them.
Times are float64 seconds, rounded to microseconds (halves to even), half-open; frames are int64,
0-based and half-open. What is not there or not known is null. Rows stand by recording, in order of
time. The metadata of every file holds ``schema_version``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from graphs.errors import DataError
from graphs.formats.checked import Faults, opened, refuse_newer
from graphs.formats.contract import Context, Described
from graphs.formats.folder import written_folder
from graphs.formats.table_rows import (
    TABLES,
    TABLES_READ,
    Column,
    Row,
    explanation,
    graphs_of,
    rows_of,
)

SCHEMA_VERSION = 1
_ADVICE = "Nothing was read. Export the tables again."
_TYPES = {
    "text": pa.string(),
    "optional": pa.string(),
    "json": pa.string(),
    "seconds": pa.float64(),
    "number": pa.float64(),
    "whole": pa.int64(),
    "count": pa.int64(),
}
_NULLABLE = ("optional", "number", "count")


def _schema(columns: Sequence[Column]) -> pa.Schema:
    return pa.schema(
        [pa.field(c.name, _TYPES[c.sort], nullable=c.sort in _NULLABLE) for c in columns],
        metadata={"schema_version": str(SCHEMA_VERSION)},
    )


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to a folder of tables; `UserError` if it cannot be written."""
    about = f"Tables of {context.project} as Parquet files.\n\n{explanation()}"
    with written_folder(path, about) as folder, contextlib.ExitStack() as stack:
        writers = {
            table: stack.enter_context(
                pq.ParquetWriter(folder / f"{table}.parquet", _schema(columns), compression="zstd")
            )
            for table, columns in TABLES.items()
        }
        for graph in graphs:
            for table, rows in rows_of(graph).items():
                if rows:
                    schema = _schema(TABLES[table])
                    writers[table].write_table(pa.Table.from_pylist(rows, schema=schema))


def read(path: Path) -> list[Described]:
    """Return the recordings in a folder of tables, as they were written, without reviews.

    Raises
    ------
    UserError
        There is no such folder, or a newer version wrote it.
    DataError
        Tables, columns or values are missing or wrong; the first ten faults are listed.
    """
    missing = [
        f"{table}.parquet" for table in TABLES_READ if not (path / f"{table}.parquet").is_file()
    ]
    if missing:
        message = (
            f"{path.name!r} lacks {', '.join(missing)}; expected a folder with all tables of an "
            "export as parquet."
        )
        raise DataError(message)
    faults = Faults(path.name)
    found = {
        table: _rows(path / f"{table}.parquet", TABLES[table], faults) for table in TABLES_READ
    }
    faults.raise_any(_ADVICE)
    graphs = graphs_of(found, faults)
    faults.raise_any(_ADVICE)
    return graphs


def _rows(file: Path, columns: Sequence[Column], faults: Faults) -> list[tuple[str, Row]]:
    """Return the rows of a file; a damaged file, or a column that is not as expected, is a fault.

    Notes
    -----
    Read in this thread: Arrow's own now and then abort a process at exit.
    """
    with opened(file) as content:
        try:
            stored = pq.ParquetFile(content)
            version = int((stored.schema_arrow.metadata or {}).get(b"schema_version", b"1"))
            table = stored.read(use_threads=False)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
            faults.add(file.name, f"expected a Parquet file, found damaged content: {reason}")
            return []
    refuse_newer(file.name, version, SCHEMA_VERSION)
    for column in columns:
        if column.needed and column.name not in table.column_names:
            faults.add(file.name, f"column {column.name} is missing")
    rows = table.to_pylist()
    return [(f"{file.name}, row {number}", row) for number, row in enumerate(rows, start=1)]
