"""HDF5 files: opening, recognising and reading them in blocks of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py

from graphs.errors import DataError
from pipelines.inputs.streams import opened, streamed

BLOCK_ROWS = 8192


def why_not_hdf5(path: Path) -> str | None:
    """Return why a file cannot be opened as HDF5, or ``None``."""
    with opened(path) as file:
        if file.read(8) != b"\x89HDF\r\n\x1a\n":
            return "not an HDF5 file"
    stream = streamed(path)
    try:
        with h5py.File(stream or path, "r"):
            return None
    except OSError as error:
        if stream is not None and stream.failed is not None:
            raise stream.failed from error
        return f"a damaged HDF5 file ({error})"


@contextmanager
def open_hdf5(path: Path) -> Iterator[h5py.File]:
    """Open a file for reading; damage found while it is open becomes a `DataError`."""
    stream = streamed(path)
    try:
        with h5py.File(stream or path, "r") as file:
            yield file
    except (OSError, RuntimeError, KeyError, UnicodeDecodeError) as error:  # all from h5py
        if stream is not None and stream.failed is not None:
            raise stream.failed from error
        reason = str(error).strip("'\"")
        message = f"{path.name!r} is damaged or cut short: {reason}. Export or copy it again."
        raise DataError(message) from error


def blocks(rows: int, size: int = BLOCK_ROWS) -> Iterator[tuple[int, int]]:
    """Yield the start and stop of blocks that cover some rows."""
    for start in range(0, rows, size):
        yield start, min(start + size, rows)


def texts(dataset: Any) -> list[str]:
    """Return a dataset of names as text."""
    return [v.decode() if isinstance(v, bytes) else str(v) for v in dataset[...].ravel()]


def readable_by_h5py(dataset: h5py.Dataset) -> bool:
    """Whether h5py knows all compression filters of a dataset (it lacks PyTables' blosc)."""
    plist = dataset.id.get_create_plist()
    codes = (plist.get_filter(i)[0] for i in range(plist.get_nfilters()))
    return all(h5py.h5z.filter_avail(code) for code in codes)
