"""Counts, time budgets and transitions: what adds up over groups of recordings, and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.filters import FactFilter, Names, several
from graphs.query.looked import is_of_facts, spans_sql
from graphs.query.measures import FIGURES, KEYS, LATENCY, Measured, measured, measured_in_bins
from graphs.query.merges import Sum, in_order, ordered, quoted, summed
from graphs.query.nodes import Budget, Count, Key, Node, Pattern, Transitions
from graphs.query.sql import (
    Sql,
    assessed_sql,
    condition,
    facts_sql,
    label,
    leaf,
    limit_us,
    node_sql,
)
from graphs.query.workspace import Workspace
from graphs.records import STANDING, microseconds
from graphs.storage.tables import RECORDING

if TYPE_CHECKING:
    import duckdb

BUDGET_ORDER = (*KEYS, "kind")

_COLUMNS: dict[Key, dict[str, str]] = {
    "recording": {"recording": "m.recording"},
    "subject": {"subject": "m.subject"},
    "object": {"object": "m.object"},
    "predicate": {"predicate": "m.predicate"},
    "pair": {"subject": "m.subject", "object": "m.object"},
    "group": {"group": "g.group_name"},
    "session": {"session": "g.session"},
    "source": {"source": "m.source"},
    "status": {"status": "m.status"},
}
"""Columns of each key, and where they come from."""

ANIMAL_ROW, BUDGET_ROW = "animal_row", "budget_row"
"""Relations that an index may have, for questions without conditions: figures of all rows, and of
each recording, subject and behavior, whatever the object."""

_FIGURE_FIELDS = [pa.field(name, pa.int64()) for name in (*FIGURES, LATENCY)]
ANIMAL_ROW_SCHEMA = pa.schema([*(pa.field(name, pa.string()) for name in KEYS), *_FIGURE_FIELDS])
BUDGET_ROW_SCHEMA = pa.schema(
    [*(pa.field(name, pa.string()) for name in BUDGET_ORDER), *_FIGURE_FIELDS]
)

Floats = NDArray[np.float64]


# counts -----------------------------------------------------------------------------------------


def count_keys(query: Count) -> tuple[str, ...]:
    """Return the columns that name a row of a count."""
    keys = list(dict.fromkeys(column for key in query.by for column in _COLUMNS[key]))
    return (*keys, "bin") if query.bin_s is not None else tuple(keys)


def count_merge(query: Count) -> Sum:
    """Return how counts of groups of recordings become one."""
    return Sum(count_keys(query), FIGURES)


def count_part(query: Count, space: Workspace) -> pa.Table:
    """Return what adds up of a count: keys, number of the bin if there are bins, and `FIGURES`.

    Raises
    ------
    UserError
        Bins are shorter than a microsecond, or intervals that were computed from several facts are
        to be counted per source or status.
    """
    further = tuple(key for key in ("source", "status") if key in query.by)
    if further and not is_of_facts(query.node):
        message = (
            f"{label(query.node)!r} is computed from several facts, so it has no "
            f"{' and no '.join(further)}. Count it by other keys."
        )
        raise UserError(message)
    bouts, time = _bouts_of(query, further, space), _time_of(query, further, space)
    columns = {name: of for key in query.by for name, of in _COLUMNS[key].items()}
    if query.bin_s is not None:
        columns["bin"] = "m.bin"
    keys = "".join(f"{of} AS {quoted(column)}, " for column, of in columns.items())
    known = f"{further[0]} IS NULL" if further else "true"
    parts = (
        (bouts, "count, 0 AS total_us, 0 AS inside_us, reaching, 0 AS assessed_us"),
        (time, "0 AS count, total_us, inside_us, 0 AS reaching, "
               f"CASE WHEN {known} THEN assessed_us ELSE 0 END AS assessed_us"),
    )  # fmt: skip
    source = " UNION ALL ".join(
        f"SELECT {keys} {values} FROM ({part.text}) m "  # noqa: S608
        f"LEFT JOIN {RECORDING} g ON m.recording = g.recording"
        for part, values in parts
    )
    parameters = bouts.parameters | time.parameters
    return space.table(Sql(summed(f"({source})", count_merge(query)), parameters))


def _bouts_of(query: Count, further: tuple[str, ...], space: Workspace) -> Sql:
    """Return the rows whose ``count`` and ``reaching`` are those of the bouts.

    What overlaps or touches in one row (recording, subject, behavior and object) is one bout,
    whoever says so.
    """
    if not further and query.bin_s is None and isinstance(query.node, Pattern):
        known = made_before(BUDGET_ROW, query.node.filter, query.node.filter.status, space)
        if known is not None:
            return known
    facts, spans = _facts_and_spans(query.node, further, space)
    kind = "CASE WHEN start_us = stop_us THEN 'point' ELSE 'state' END AS kind"
    kinds = Sql(f"SELECT *, {kind} FROM ({facts.text})", facts.parameters)  # noqa: S608
    what = Measured(kinds, spans, ("kind", *further), bare=bool(further), merged=True)
    return _measured(what, query, space)


def _time_of(query: Count, further: tuple[str, ...], space: Workspace) -> Sql:
    """Return the rows whose times are those of an animal, or of a pair if objects are keys.

    Several behaviors (and, unless objects are keys, objects) at one time are one time, and it was
    assessed when any of them was.
    """
    columns = {column for key in query.by for column in _COLUMNS[key]}
    alone = "predicate" in columns or _names_one(query.node)
    plain = not further and query.bin_s is None and "object" not in columns and alone
    if plain and isinstance(query.node, Pattern):
        known = made_before(ANIMAL_ROW, query.node.filter, query.node.filter.status, space)
        if known is not None:
            return known
    facts, spans = _facts_and_spans(query.node, further, space)
    does = "predicate" if "predicate" in columns else "'' AS predicate"
    whom = "object" if "object" in columns else "NULL::VARCHAR AS object"
    who = f"recording, subject, {does}, {whom}, start_us, stop_us"
    apart = "apart" if does == "predicate" else "NULL::BOOLEAN AS apart"  # of one behavior
    rest = "".join(f", {name}" for name in further)
    what = Measured(
        Sql(f"SELECT {who}, {apart}{rest} FROM ({facts.text})", facts.parameters),  # noqa: S608
        Sql(f"SELECT {who} FROM ({spans.text})", spans.parameters),  # noqa: S608
        further,
        bare=bool(further),
    )
    return _measured(what, query, space)


def _names_one(node: Node) -> bool:
    names = several(leaf(node).filter.predicate)
    return names is not None and len(names) == 1


def _measured(what: Measured, query: Count, space: Workspace) -> Sql:
    if query.bin_s is None:
        name = space.put(measured(what, space))
    else:
        name = space.put(measured_in_bins(what, _bin_us(query.bin_s), space))
    return Sql(f"SELECT * FROM {name}", {})  # noqa: S608


def count_finished(query: Count, table: pa.Table) -> pa.Table:
    """Return the figures of a count that people read, from what adds up.

    The columns are those of the keys (``pair`` is subject and object), ``bin_start_s`` if there
    are bins, and ``count, total_s, assessed_s, fraction, rate_per_min``.
    """
    further = [key for key in ("source", "status") if key in query.by]
    if further:
        table = _assessed_for_each(table, further)
    count, total, inside, reached, assessed = (table[name].to_numpy() for name in FIGURES)
    columns = {name: table[name] for name in table.column_names if name not in FIGURES}
    if query.bin_s is not None:
        columns["bin_start_s"] = columns.pop("bin").to_numpy() * _bin_us(query.bin_s) / 1e6
    columns |= {
        "count": count,
        "total_s": total / 1e6,
        "assessed_s": assessed / 1e6,
        "fraction": _share(inside, assessed),
        "rate_per_min": _share(reached, assessed) * 60e6,
    }
    return pa.table(columns)


def _assessed_for_each(table: pa.Table, further: Sequence[str]) -> pa.Table:
    """Return counts per source or status, each out of all the time assessed.

    What was assessed stands in rows of no source and no status; these stay where nothing was seen.
    """
    import duckdb

    keys = [quoted(n) for n in table.column_names if n not in FIGURES and n not in further]
    over = f"OVER (PARTITION BY {', '.join(keys)})" if keys else "OVER ()"
    none = f"{further[0]} IS NULL"
    with duckdb.connect() as connection:
        connection.register("counts", table)
        query = f"""
            SELECT * EXCLUDE (alone) FROM (
                SELECT * REPLACE ((sum(assessed_us) {over})::BIGINT AS assessed_us),
                    bool_and({none}) {over} AS alone FROM counts
            ) WHERE alone OR NOT {none} {ordered([n for n in table.column_names if n not in FIGURES])}"""  # noqa: S608, E501
        return connection.sql(query).to_arrow_table()


def _bin_us(seconds: float) -> int:
    if not (np.isfinite(seconds) and microseconds(seconds) > 0):
        message = f"Time bins last a microsecond or more, found {seconds} s."
        raise UserError(message)
    return microseconds(seconds)


def _facts_and_spans(node: Node, further: tuple[str, ...], space: Workspace) -> tuple[Sql, Sql]:
    facts = clipped(node_sql(node, space.context.below(1)), leaf(node).filter)
    columns = ", ".join([*KEYS, *further, "start_us", "stop_us", "apart"])
    return (
        Sql(f"SELECT {columns} FROM ({facts.text})", facts.parameters),  # noqa: S608
        spans_sql(node, space),
    )


def clipped(facts: Sql, wanted: FactFilter) -> Sql:
    """Return facts or intervals cut to the window of a filter, if it has one.

    Those that do not reach into it go: intervals that were computed from facts need not.
    """
    if wanted.between is None:
        return facts
    after, before = map(microseconds, wanted.between)
    text = f"""
        SELECT * REPLACE (greatest(start_us, {after}) AS start_us, least(stop_us, {before})
            AS stop_us) FROM ({facts.text})
        WHERE start_us < {before} AND (stop_us > {after} OR start_us >= {after})"""  # noqa: S608
    return Sql(text, facts.parameters)


# budgets ----------------------------------------------------------------------------------------


def budget_table(query: Budget, space: Workspace) -> pa.Table:
    """Return a time budget, with the columns and the order of `graphs.budget.time_budget`."""
    standing = _standing(query.filter)
    known = made_before(BUDGET_ROW, query.filter, standing, space) if query.per_object else None
    rows = measured(_budgeted(query, space), space) if known is None else space.table(known)
    return in_order(_budget_figures(rows), BUDGET_ORDER)


def _budgeted(query: Budget, space: Workspace) -> Measured:
    standing = replace(query.filter, status=_standing(query.filter))
    facts = clipped(facts_sql(standing, space.context.below(1)), query.filter)
    looked = assessed_sql(query.filter, space.context.below(0))
    target = "object" if query.per_object else "NULL::VARCHAR AS object"
    who = f"recording, subject, predicate, {target}"
    text = f"""
        SELECT {who}, kind, CASE WHEN kind = 'point' OR stop_us > start_us THEN start_us END
            AS start_us, CASE WHEN kind = 'point' THEN start_us WHEN stop_us > start_us THEN
            stop_us END AS stop_us, apart
        FROM ({facts.text})"""  # noqa: S608
    return Measured(
        Sql(text, facts.parameters),
        Sql(f"SELECT {who}, start_us, stop_us FROM ({looked.text})", looked.parameters),  # noqa: S608
        ("kind",),
        merged=True,
    )


def _standing(wanted: FactFilter) -> list[str]:
    """Return the statuses of a filter that count in a budget."""
    statuses = several(wanted.status)
    return [s for s in STANDING if statuses is None or s in statuses]


def _budget_figures(rows: pa.Table) -> pa.Table:
    count, total, inside, reached, assessed = (rows[name].to_numpy() for name in FIGURES)
    latency = rows[LATENCY].to_numpy()
    is_point = pc.equal(rows["kind"], "point").fill_null(False).to_numpy()
    columns = {name: rows[name] for name in BUDGET_ORDER}
    columns |= {
        "count": count,
        "total_s": total / 1e6,
        "mean_s": _share(total, count) / 1e6,
        "assessed_s": assessed / 1e6,
        "outside_s": (total - inside) / 1e6,
        "fraction": np.where(is_point, np.nan, _share(inside, assessed)),
        "rate_per_min": _share(reached, assessed) * 60e6,
        "latency_s": np.where(latency < 0, np.nan, latency / 1e6),
    }
    return pa.table(columns)


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Floats:
    """Return part by whole; unknown (NaN) where there is no whole."""
    known = np.where(whole == 0, 1, whole)
    return np.asarray(np.where(whole == 0, np.nan, part / known))


# transitions ------------------------------------------------------------------------------------

_FOLLOWING = """
    following AS (PARTITION BY recording, subject ORDER BY start_us, stop_us, predicate)"""

TRANSITIONS_MERGE = Sum(("predicate", "next_predicate"), ("count",))


def transitions_part(query: Transitions, space: Workspace) -> pa.Table:
    """Return how often a predicate is followed by the next one of the same recording and subject.

    The next fact is the one that starts later and of all these first; of several that start
    together it is the one that stops first and then the first by the name of its predicate. A pair
    is further apart than ``max_gap_s`` if its second fact starts later than that after the end of
    its first. Columns: predicate, next_predicate, count.
    """
    facts = facts_sql(query.filter, space.context)
    limit = limit_us(query.max_gap_s)
    source = f"""(
        WITH heads AS (
            SELECT recording, subject, predicate, start_us, stop_us,
                lag(start_us) OVER following IS DISTINCT FROM start_us AS head
            FROM ({facts.text}) WINDOW {_FOLLOWING}
        ),
        pairs AS (
            SELECT predicate, stop_us,
                lead(CASE WHEN head THEN predicate END IGNORE NULLS) OVER following
                    AS next_predicate,
                lead(CASE WHEN head THEN start_us END IGNORE NULLS) OVER following AS next_us
            FROM heads WINDOW {_FOLLOWING}
        )
        SELECT predicate, next_predicate, 1 AS count FROM pairs
        WHERE next_us <= stop_us + {limit}
    )"""  # noqa: S608
    return space.table(Sql(summed(source, TRANSITIONS_MERGE), facts.parameters))


# figures that were made before ------------------------------------------------------------------


def made_before(relation: str, wanted: FactFilter, statuses: Names, space: Workspace) -> Sql | None:
    """Return the rows of `ANIMAL_ROW` or `BUDGET_ROW` for a filter, if these tell its figures.

    They are made of all facts that stand, so they tell nothing of a window, a source, a least
    confidence, a length or another status; nor of one object alone, because what was assessed for
    every object belongs to all of them.
    """
    names = replace(wanted, subject=None, predicate=None, recording=None, status=None)
    asked = several(statuses)
    stands = asked is not None and set(asked) == set(STANDING)
    if not (stands and names == FactFilter(status=None) and space.has(relation)):
        return None
    where = condition(replace(wanted, status=None), space.context.prefix)
    return Sql(f"SELECT * FROM {relation} WHERE {where.text}", where.parameters)  # noqa: S608


def totals(connection: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    """Return `ANIMAL_ROW` and `BUDGET_ROW` of the facts and assessed spans of a connection."""
    with Workspace(connection) as space:
        stands = Pattern(FactFilter(status=STANDING))
        facts, spans = _facts_and_spans(stands, (), space)
        who = "recording, subject, predicate, NULL::VARCHAR AS object, start_us, stop_us"
        animals = Measured(
            Sql(f"SELECT {who}, apart FROM ({facts.text})", facts.parameters),  # noqa: S608
            Sql(f"SELECT {who} FROM ({spans.text})", spans.parameters),  # noqa: S608
        )
        counted = measured(animals, space)
        budget = measured(_budgeted(Budget(), space), space)
    return {ANIMAL_ROW: counted.cast(ANIMAL_ROW_SCHEMA), BUDGET_ROW: budget.cast(BUDGET_ROW_SCHEMA)}
