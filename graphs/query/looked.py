"""When the rows of a question were assessed.

A pattern was assessed when its behaviors were looked for; facts in relation to others, and
sequences, when the first of them were. Set algebra on time needs both sides: what goes on of `and`
and `without` is known where both were assessed, and of `or` also where one of them goes on.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from graphs.query.nodes import Combined, Match, Node, Pattern, Related
from graphs.query.spans import Spans, intersection, joined, laid_out, union
from graphs.query.sql import Sql, assessed_sql, label, leaf, node_sql
from graphs.query.workspace import Workspace

_ROW = "recording, subject, object"


def is_of_facts(node: Node) -> bool:
    """Whether a node gives facts, not intervals that are computed from several."""
    while isinstance(node, Related):
        node = node.first
    return isinstance(node, Pattern)


def spans_sql(node: Node, space: Workspace) -> Sql:
    """Return when the rows of a node were assessed.

    Columns are recording, subject, predicate (of intervals that are computed from several facts:
    what they are called), object, start_us and stop_us. Spans may overlap, and one without an
    object holds for every object.
    """
    if isinstance(node, Combined):
        return Sql(f"SELECT * FROM {_of_both(node, space)}", {})  # noqa: S608
    if isinstance(node, Related):
        return spans_sql(node.first, space)
    named = None if isinstance(node, Pattern) else label(node)
    return assessed_sql(leaf(node).filter, space.context.below(0), named)


def _of_both(node: Combined, space: Workspace) -> str:
    """Return the name of a table with when set algebra is known."""
    first, second = (
        space.put(space.table(spans_sql(side, space))) for side in (node.first, node.second)
    )
    if node.operation == "or":
        going = node_sql(node, space.context.below(3))
        facts = space.put(space.table(Sql(f"SELECT * FROM ({going.text})", going.parameters)))  # noqa: S608
        rows, spans = _of_either(first, second, facts, space)
    else:
        rows, numbered = _numbered(f"SELECT {_ROW} FROM {first}", space)  # noqa: S608
        own = _met(first, numbered, f"{_SUBJECT} AND {_SAME_OBJECT}", space)
        other = _met(second, numbered, _condition(node.on), space)
        line = laid_out([own, other], len(rows))
        both = intersection(union(line.put(own)), union(line.put(other)))
        spans = line.taken(both)
    table = rows.take(pa.array(spans.group))
    for column, values in (
        ("predicate", pa.array([label(node)] * len(spans), pa.string())),
        ("start_us", pa.array(spans.start)),
        ("stop_us", pa.array(spans.stop)),
    ):
        table = table.append_column(column, values)
    return space.put(table)


def _of_either(first: str, second: str, facts: str, space: Workspace) -> tuple[pa.Table, Spans]:
    """Return subjects, and when `or` is known of them: both were assessed, or one goes on."""
    everyone = " UNION ".join(
        f"SELECT recording, subject, NULL::VARCHAR AS object FROM {name}"  # noqa: S608
        for name in (first, second, facts)
    )
    rows, numbered = _numbered(everyone, space)
    own, other, going = (_met(name, numbered, _SUBJECT, space) for name in (first, second, facts))
    line = laid_out([own, other, going], len(rows))
    own, other, going = (union(line.put(spans)) for spans in (own, other, going))
    seen = intersection(going, union(joined([own, other])))
    return rows, line.taken(union(joined([intersection(own, other), seen])))


_SUBJECT = "s.recording = r.recording AND s.subject = r.subject"
_SAME_OBJECT = "s.object IS NOT DISTINCT FROM r.object"


def _condition(match: Match | None) -> str:
    """Return who of the second side must be known for a row; its spans hold for any object."""
    pairs = (("subject", "subject"),) if match is None else match
    parts = ["s.recording = r.recording"]
    for mine, others in pairs:
        same = f"s.{others} = r.{mine}"
        parts.append(f"({same} OR s.object IS NULL)" if others == "object" else same)
    return " AND ".join(parts)


def _numbered(query: str, space: Workspace) -> tuple[pa.Table, str]:
    rows = space.table(Sql(f"SELECT DISTINCT {_ROW} FROM ({query}) ORDER BY ALL", {}))  # noqa: S608
    return rows, space.put(rows.append_column("row", pa.array(np.arange(len(rows)))))


def _met(spans: str, rows: str, condition: str, space: Workspace) -> Spans:
    text = (
        f"SELECT r.row, s.start_us, s.stop_us FROM {spans} s JOIN {rows} r ON {condition} "  # noqa: S608
        "WHERE s.stop_us > s.start_us"
    )
    return space.spans(Sql(text, {}))
