"""Questions answered: on one connection, or on groups of recordings whose answers are merged.

Whatever the grouping, ``merged(query, [partial(query, c) for c in connections])`` is the answer of
one connection that holds all recordings, to the last bit.

Answers are Arrow tables:

- `Select` of a pattern, or of facts in relation to others: the columns of
  `graphs.storage.tables.FACT_SCHEMA`, by recording, start, stop, subject, predicate, object.
- `Select` of set algebra on time and of sequences: recording, subject, object, predicate (what the
  intervals are called: ``"approach then chase"``), start_us, stop_us; in the same order.
- `Count`: a column per key (two for ``pair``), bin_start_s if there are bins, and
  count: bouts, in the bin in which they start; what overlaps or touches of one subject, behavior
  and object is one bout, whoever says so;
  total_s: seconds in which an animal does any of what is counted, summed over animals (over pairs
  if objects are keys, over behaviors if these are);
  assessed_s: seconds in which any of it was assessed, summed likewise, those never seen too;
  fraction: the assessed part of total_s, by assessed_s;
  rate_per_min: bouts that reach into the assessed time, per assessed minute of an animal.
  Facts are cut to the window of a filter. Nothing assessed: NaN, never 0.
- `Budget`: as `graphs.budget.time_budget`.
- `Transitions`: predicate, next_predicate, count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from graphs.query import counts
from graphs.query.looked import spans_sql
from graphs.query.merges import Concatenate, Merge, merge, ordered
from graphs.query.nodes import Budget, Combined, Count, Node, Query, Related, Select
from graphs.query.nodes import Sequence as SequenceNode
from graphs.query.sql import FACT_COLUMNS, Sql, node_sql
from graphs.query.workspace import Workspace

if TYPE_CHECKING:
    import duckdb

INTERVAL_COLUMNS = ("recording", "subject", "object", "predicate", "start_us", "stop_us")
"""Columns of intervals that were computed from several facts."""

_ORDER = ("recording", "start_us", "stop_us", "subject", "predicate", "object")


def answer(query: Query, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the answer to a question; the module says which columns it has.

    Parameters
    ----------
    query
        The question.
    connection
        Holds the relations of `graphs.storage.tables`. While this runs nothing else may use it.

    Raises
    ------
    UserError
        The question makes no sense: a negative limit, a window that ends before it starts.
    """
    return merged(query, [partial(query, connection)])


def merge_of(query: Query) -> Merge:
    """Return how partial answers to a question become one."""
    match query:
        case Select():
            return Concatenate((*_ORDER, *_ties(query.node)))
        case Count():
            return counts.count_merge(query)
        case Budget():
            return Concatenate(counts.BUDGET_ORDER)
        case _:
            return counts.TRANSITIONS_MERGE


def partial(query: Query, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return what `merged` needs of one group of recordings; parameters and errors as `answer`."""
    with Workspace(connection) as space:
        match query:
            case Select():
                return _selected(query, space)
            case Count():
                return counts.count_part(query, space)
            case Budget():
                return counts.budget_table(query, space)
            case _:
                return counts.transitions_part(query, space)


def merged(query: Query, parts: Sequence[pa.Table]) -> pa.Table:
    """Return the answer to a question from partial answers of groups of recordings.

    Parameters
    ----------
    query
        The question.
    parts
        One or more results of `partial`, in any order.
    """
    table = merge(parts, merge_of(query))
    return counts.count_finished(query, table) if isinstance(query, Count) else table


def assessed_rows(node: Node, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return when the rows of a node were assessed: those of its first pattern.

    Returns
    -------
    pyarrow.Table
        recording, subject, predicate, object, start_us, stop_us, by row and time. The predicate of
        rows that are computed from several facts is what these are called, as in `Select`. Spans
        may overlap, and one without an object holds for every object.
    """
    with Workspace(connection) as space:
        spans = spans_sql(node, space)
        columns = ("recording", "subject", "predicate", "object", "start_us", "stop_us")
        text = f"SELECT DISTINCT {', '.join(columns)} FROM ({spans.text}) {ordered(columns)}"  # noqa: S608
        return space.table(Sql(text, spans.parameters))


def _selected(query: Select, space: Workspace) -> pa.Table:
    sql = node_sql(query.node, space.context)
    columns = FACT_COLUMNS if _ties(query.node) else INTERVAL_COLUMNS
    order = ordered((*_ORDER, *_ties(query.node)))
    text = f"SELECT {', '.join(columns)} FROM ({sql.text}) {order}"  # noqa: S608
    return space.table(Sql(text, sql.parameters))


def _ties(node: Node) -> tuple[str, ...]:
    """Return what else orders the rows of a node; nothing if they are no facts."""
    while isinstance(node, Related):
        node = node.first
    return () if isinstance(node, Combined | SequenceNode) else ("fact_id", "run")
