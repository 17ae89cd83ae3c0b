"""How the answers of groups of recordings become the answer of all of them.

No fact stands in two recordings and no question looks across recordings, so answers are put one
behind the other, or what adds up is added up: in whole numbers, so that the result does not depend
on how the recordings were grouped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class Concatenate:
    """Rows one behind the other.

    Parameters
    ----------
    order
        Columns by which they are sorted, nulls first.
    """

    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Whole numbers added up.

    Parameters
    ----------
    keys
        Columns that name a row; rows are sorted by them, nulls first.
    columns
        What is added up; all are int64.
    """

    keys: tuple[str, ...]
    columns: tuple[str, ...]


Merge = Concatenate | Sum


def merge(parts: Sequence[pa.Table], how: Merge) -> pa.Table:
    """Return one table of several of the same columns.

    Parameters
    ----------
    parts
        One or more tables.
    how
        As the question declares: see `graphs.query.run.merge_of`.
    """
    if len(parts) == 1:
        return parts[0]
    import duckdb

    together = pa.concat_tables(parts)
    with duckdb.connect() as connection:
        connection.register("together", together)
        if isinstance(how, Concatenate):
            query = f"SELECT * FROM together {ordered(how.order)}"  # noqa: S608
        else:
            query = summed("together", how)
        return connection.sql(query).to_arrow_table().cast(together.schema)


def in_order(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return a table sorted by columns of text, nulls first, as `ordered` sorts.

    Few different values stand in many rows, so numbers are sorted in place of text.
    """
    codes = np.zeros(table.num_rows, np.int64)
    for column in columns:
        encoded = pc.dictionary_encode(table[column]).combine_chunks()
        values = encoded.dictionary.to_pylist()
        rank = np.empty(len(values) + 1, np.int64)
        rank[-1] = 0  # of nulls
        rank[sorted(range(len(values)), key=values.__getitem__)] = np.arange(1, len(values) + 1)
        places = pc.fill_null(encoded.indices, len(values)).to_numpy(zero_copy_only=False)
        codes = codes * (len(values) + 1) + rank[places]
        if len(values) and codes.max() > _MANY:
            codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    return table.take(pa.array(np.argsort(codes, kind="stable")))


_MANY = 2**31  # codes and numbers of values below it multiply without overflow


def ordered(columns: Sequence[str]) -> str:
    """Return the ORDER BY of some columns, or nothing if there are none."""
    listed = ", ".join(f"{quoted(column)} NULLS FIRST" for column in columns)
    return f"ORDER BY {listed}" if listed else ""


def summed(source: str, how: Sum) -> str:
    """Return the SELECT that adds up the columns of a relation; without keys it gives one row."""
    keys = ", ".join(map(quoted, how.keys))
    sums = ", ".join(f"coalesce(sum({c}), 0)::BIGINT AS {c}" for c in map(quoted, how.columns))
    grouping = f"GROUP BY {keys} {ordered(how.keys)}" if keys else ""
    return f"SELECT {keys}{', ' if keys else ''}{sums} FROM {source} {grouping}"  # noqa: S608


def quoted(name: str) -> str:
    """Return the name of a column for SQL: ``group`` is a word of its own there."""
    return f'"{name}"'
