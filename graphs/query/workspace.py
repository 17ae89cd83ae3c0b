"""A connection while a question is answered: what is fetched from it, and what is put beside it.

Set algebra on time and sequences work on rows: a row is recording, subject and object of the first
facts, whatever their predicates. The second facts that a row meets are fetched with it, all rows
are laid on one line of time (`graphs.query.spans`), and one pass answers for all of them.
"""

from __future__ import annotations

import uuid
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from graphs.errors import UserError
from graphs.query.nodes import Combined, Match, Node, Sequence
from graphs.query.reading import read_forward
from graphs.query.spans import (
    Spans,
    difference,
    inside,
    intersection,
    joined,
    laid_out,
    union,
)
from graphs.query.sql import APART, Context, Sql, label, limit_us, met_by, node_sql
from graphs.storage.tables import FACT

if TYPE_CHECKING:
    import duckdb

ROW = "recording, subject, object, object_is_animal"


class Workspace:
    """A connection with the tables that one question puts there; they go when it is answered.

    Parameters
    ----------
    connection
        Holds the relations of `graphs.storage.tables`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._names: list[str] = []
        columns = connection.sql(f"SELECT * FROM {FACT} LIMIT 0").columns  # noqa: S608
        self.context = Context(APART in columns, self.derived)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in self._names:
            self._connection.unregister(name)

    def has(self, relation: str) -> bool:
        """Whether the connection has a relation."""
        query = (
            "SELECT 1 FROM duckdb_tables() WHERE table_name = $name "
            "UNION ALL SELECT 1 FROM duckdb_views() WHERE view_name = $name"
        )
        return len(self.table(Sql(query, {"name": relation}))) > 0

    def table(self, sql: Sql) -> pa.Table:
        """Return the answer to a SELECT."""
        return self._connection.sql(sql.text, params=sql.parameters).to_arrow_table()

    def put(self, table: pa.Table) -> str:
        """Put a table beside the relations and return its name."""
        name = f"put_{uuid.uuid4().hex}"
        self._connection.register(name, table)
        self._names.append(name)
        return name

    def spans(self, sql: Sql) -> Spans:
        """Return the answer to a SELECT with the columns row, start_us and stop_us as spans."""
        table = self.table(sql)
        return Spans(*(table[name].to_numpy() for name in ("row", "start_us", "stop_us")))

    def derived(self, node: Combined | Sequence) -> str:
        """Compute set algebra on time or sequences and return the name of the table of intervals.

        Its columns are recording, subject, object, object_is_animal, predicate (the label of the
        node), start_us, stop_us and apart (unknown).
        """
        found = _combined(node, self) if isinstance(node, Combined) else _sequences(node, self)
        rows, spans = found
        table = rows.take(pa.array(spans.group))
        named = pa.repeat(label(node), len(spans)) if len(spans) else pa.array([], pa.string())
        for column, values in (
            ("predicate", named),
            ("start_us", pa.array(spans.start)),
            ("stop_us", pa.array(spans.stop)),
            (APART, pa.nulls(len(spans), pa.bool_())),
        ):
            table = table.append_column(column, values)
        return self.put(table)


def _rows(facts: str, space: Workspace) -> tuple[pa.Table, str]:
    """Return the rows of some facts, in order, and the name of a table that numbers them."""
    rows = space.table(
        Sql(
            f"SELECT recording, subject, object, bool_or(object_is_animal) AS object_is_animal "  # noqa: S608
            f"FROM {facts} GROUP BY ALL ORDER BY recording, subject, object NULLS FIRST",
            {},
        )
    )
    numbered = rows.append_column("row", pa.array(np.arange(rows.num_rows)))
    return rows, space.put(numbered)


def _fetched(node: Node, space: Workspace, place: int) -> str:
    """Return the name of a table with what set algebra and sequences need of a node's facts."""
    sql = node_sql(node, space.context.below(place))
    text = f"SELECT {ROW}, start_us, stop_us FROM ({sql.text})"  # noqa: S608
    return space.put(space.table(Sql(text, sql.parameters)))


_SAME_ROW = "f.recording = r.recording AND f.subject = r.subject AND {object}".format(
    object="(f.object IS NULL) = (r.object IS NULL) AND coalesce(f.object, '') = "
    "coalesce(r.object, '')"
)


def _own(facts: str, rows: str, space: Workspace) -> Spans:
    text = f"SELECT r.row, start_us, stop_us FROM {facts} f JOIN {rows} r ON {_SAME_ROW}"  # noqa: S608
    return space.spans(Sql(text, {}))


def _met(facts: str, rows: str, match: Match | None, space: Workspace) -> Spans:
    on = met_by(match, "r", "f")
    text = f"SELECT r.row, start_us, stop_us FROM {facts} f JOIN {rows} r ON {on}"  # noqa: S608
    return space.spans(Sql(text, {}))


def _combined(node: Combined, space: Workspace) -> tuple[pa.Table, Spans]:
    first, second = _fetched(node.first, space, 1), _fetched(node.second, space, 2)
    if node.operation == "or":
        both = f"(SELECT * FROM {first} UNION ALL SELECT * FROM {second})"  # noqa: S608
        rows, numbered = _rows(both, space)
        sides = _own(first, numbered, space), _own(second, numbered, space)
        return rows, _either(*sides, rows.num_rows)
    rows, numbered = _rows(first, space)
    own, other = _own(first, numbered, space), _met(second, numbered, node.on, space)
    line = laid_out([own, other], rows.num_rows)
    own, other = line.put(own), line.put(other)
    going, points = union(other), own.where(~own.is_state())
    beside = inside(points.start, going) | np.isin(
        points.start, other.start[other.start == other.stop]
    )
    combine = intersection if node.operation == "and" else difference
    pieces = combine(union(own), going)
    kept = points.where(beside == (node.operation == "and"))
    return rows, line.taken(joined([pieces, kept]).by_start())


def _either(first: Spans, second: Spans, rows: int) -> Spans:
    """Return the times of either side; rows that only one side has stay as they are."""
    line = laid_out([first, second], rows)
    shared = np.isin(np.arange(rows), first.group) & np.isin(np.arange(rows), second.group)
    every = line.put(joined([first, second]))
    alone, both = every.where(~shared[every.group]), every.where(shared[every.group])
    states = union(both)
    points = both.where(~both.is_state())
    points = points.where(np.unique(points.start, return_index=True)[1])
    lone = points.where(~inside(points.start, states))
    return line.taken(joined([alone, states, lone]).by_start())


def _sequences(node: Sequence, space: Workspace) -> tuple[pa.Table, Spans]:
    links = len(node.steps) - 1
    if links < 1 or len(node.within_s) != links or len(node.on) != links:
        message = (
            "A sequence has two steps or more, and a limit and a match for each but the first; "
            f"found {len(node.steps)} steps, {len(node.within_s)} limits, {len(node.on)} matches."
        )
        raise UserError(message)
    steps = [_fetched(step, space, place) for place, step in enumerate(node.steps, 1)]
    rows, numbered = _rows(steps[0], space)
    sets = [_own(steps[0], numbered, space)]
    sets += [
        _met(step, numbered, match, space) for step, match in zip(steps[1:], node.on, strict=True)
    ]
    line = laid_out(sets, rows.num_rows)
    limits = [limit_us(seconds) for seconds in node.within_s]
    found = read_forward([line.put(spans).by_start() for spans in sets], limits, line)
    return rows, line.taken(found)
