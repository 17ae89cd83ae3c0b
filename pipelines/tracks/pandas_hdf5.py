"""Tables that pandas wrote to HDF5, read in blocks of rows: both of its layouts, without pandas.

pandas keeps column names of the layout *table* as Python pickles in attributes, and opening such a
file with pandas or PyTables runs whatever they hold. Here they go through an unpickler that knows
plain containers and text only, so a file from elsewhere cannot run code.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.columns import Rows
from pipelines.tracks.hdf5 import blocks, readable_by_h5py, texts

_NOT_UNDERSTOOD = (
    pickle.UnpicklingError, LookupError, TypeError, ValueError, AttributeError, EOFError,
    AssertionError, OverflowError,
)  # fmt: skip
"""What reading names that were damaged can end in."""


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        message = f"column names are not plain text: they ask for {module}.{name}"
        raise pickle.UnpicklingError(message)


def _plain(attribute: bytes) -> object:
    return _PlainUnpickler(io.BytesIO(bytes(attribute)), encoding="utf-8").load()


@dataclass(frozen=True, slots=True)
class PandasTable:
    """A table in an open file.

    Parameters
    ----------
    path
        The file, for reading compression filters that only PyTables has.
    columns
        Names of each column, one per level.
    rows
        Number of rows.
    index
        Row labels, shape (rows,): numbers or file names.
    parts
        Name of the dataset, field within its records or ``None``, and the columns that it holds.
    """

    path: Path
    columns: list[tuple[str, ...]]
    rows: int
    index: NDArray[np.generic]
    parts: list[tuple[h5py.Dataset, str | None, list[int]]]

    def blocks(self) -> Iterator[tuple[int, list[Rows]]]:
        """Yield the first row of each block and its values."""
        with ExitStack() as stack:
            parts = [
                (self._source(dataset, stack), field, columns)
                for dataset, field, columns in self.parts
            ]
            for start, stop in blocks(self.rows):
                read = [(source[start:stop], field, columns) for source, field, columns in parts]
                yield (
                    start,
                    [(v if field is None else v[field], columns) for v, field, columns in read],
                )

    def _source(self, dataset: h5py.Dataset, stack: ExitStack) -> h5py.Dataset:
        if readable_by_h5py(dataset):
            return dataset
        import tables

        return stack.enter_context(tables.open_file(str(self.path))).get_node(dataset.name)


def pandas_groups(file: h5py.File) -> list[str]:
    """Return the names of all tables that pandas wrote into a file."""
    found: list[str] = []
    file.visititems(
        lambda name, node: (
            found.append(name)
            if isinstance(node, h5py.Group) and "pandas_type" in node.attrs
            else None
        )
    )
    return found


def pandas_table(path: Path, group: h5py.Group) -> PandasTable:
    """Return the table in a group, in either layout.

    Raises
    ------
    DataError
        Names are missing, or stored as something other than text.
    """
    try:
        return _table_layout(path, group) if "table" in group else _fixed_layout(path, group)
    except _NOT_UNDERSTOOD as error:
        message = (
            f"{path.name!r}: the table {group.name!r} cannot be understood ({error}). Save it "
            "again with DeepLabCut, or with pandas: to_hdf(..., format='table')."
        )
        raise DataError(message) from error


def pandas_size(group: h5py.Group) -> tuple[int, list[tuple[str, ...]]]:
    """Return the number of rows and the columns of a table, of which no row is read.

    Raises
    ------
    ValueError, LookupError, TypeError, AssertionError, pickle.UnpicklingError
        Names are missing, or stored as something other than text.
    """
    if "table" in group:
        axes = _plain(group.attrs["non_index_axes"])
        assert isinstance(axes, list)
        return len(group["table"]), _names(axes[0][1])
    rows = len(group["block0_values"]) if "block0_values" in group else 0
    return rows, _axis(group, "axis0")


def _names(labels: object) -> list[tuple[str, ...]]:
    assert isinstance(labels, list)
    return [
        tuple(map(str, label)) if isinstance(label, tuple) else (str(label),) for label in labels
    ]


def _table_layout(path: Path, group: h5py.Group) -> PandasTable:
    dataset = group["table"]
    axes = _plain(group.attrs["non_index_axes"])
    assert isinstance(axes, list)
    columns = _names(axes[0][1])
    at = {column: i for i, column in enumerate(columns)}
    parts = []
    for field in dataset.dtype.names:
        if field.startswith("values_block_"):
            held = _names(_plain(dataset.attrs[f"{field}_kind"]))
            parts.append((dataset, field, [at[column] for column in held]))
    if sum(len(held) for _, _, held in parts) < len(columns):
        message = "some columns are not stored in blocks"
        raise ValueError(message)
    levels = [field for field in dataset.dtype.names if field.startswith("level_")] or ["index"]
    index = _joined([_field(path, dataset, level) for level in levels])
    return PandasTable(path, columns, len(dataset), index, parts)


def _field(path: Path, dataset: h5py.Dataset, field: str) -> NDArray[np.generic]:
    if readable_by_h5py(dataset):
        return np.asarray(dataset.fields(field)[...])
    import tables

    with tables.open_file(str(path)) as file:
        return np.asarray(file.get_node(dataset.name).read(field=field))


def _fixed_layout(path: Path, group: h5py.Group) -> PandasTable:
    columns = _axis(group, "axis0")
    at = {column: i for i, column in enumerate(columns)}
    index = _row_labels(group)
    parts: list[tuple[h5py.Dataset, str | None, list[int]]] = []
    for block in range(int(group.attrs["nblocks"]) if len(index) else 0):
        dataset = group[f"block{block}_values"]
        if not dataset.attrs.get("transposed", 0):
            message = "its values are stored column by column"
            raise ValueError(message)
        held = _axis(group, f"block{block}_items")
        parts.append((dataset, None, [at[column] for column in held]))
    return PandasTable(path, columns, len(index), index, parts)


def _row_labels(group: h5py.Group) -> NDArray[np.generic]:
    if "axis1" in group:
        labels = group["axis1"]
        # pandas writes a placeholder with the attribute "shape" where there are no rows
        return _joined([labels[:0] if "shape" in labels.attrs else labels[...]])
    return _joined(
        [
            group[f"axis1_level{level}"][...][group[f"axis1_label{level}"][...]]
            for level in range(int(group.attrs["axis1_nlevels"]))
        ]
    )


def _axis(group: h5py.Group, name: str) -> list[tuple[str, ...]]:
    if name in group:
        return [(text,) for text in texts(group[name])]
    levels = []
    for level in range(int(group.attrs[f"{name}_nlevels"])):
        values = group[f"{name}_level{level}"]
        codes = group[f"{name}_label{level}"][...]
        if values.dtype == object:  # pickled; only ever seen for the scorer, which nobody needs
            levels.append(["?"] * len(codes))
        else:
            words = texts(values)
            levels.append([words[code] for code in codes])
    return list(zip(*levels, strict=True))


def _joined(levels: list[NDArray[np.generic]]) -> NDArray[np.generic]:
    """Return row labels as numbers, or as one text each: levels are joined like folders."""
    if len(levels) == 1 and levels[0].dtype.kind in "iuf":
        return levels[0]
    words = [
        [v.decode() if isinstance(v, bytes) else str(v) for v in level.tolist()] for level in levels
    ]
    return np.array(["/".join(label) for label in zip(*words, strict=True)], np.str_)
