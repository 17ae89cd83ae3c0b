"""Questions as SQL for DuckDB over the relations of `graphs.storage.tables`.

Times stay whole microseconds from end to end, and so do limits. Text that people wrote (names of
recordings, animals, behaviors) only ever travels as parameters. A node becomes a SELECT that gives
one row per fact or interval; those of a pattern have the columns `FACT_COLUMNS` and ``apart``.

Derived nodes (set algebra on time, sequences) are computed from what SELECTs fetch, and stand in
the SQL of the nodes above them by the name of a table: see `graphs.query.workspace`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.query.nodes import Combined, Match, Node, Pattern, Related, Sequence
from graphs.records import microseconds
from graphs.storage.tables import ASSESSED, FACT, FACT_SCHEMA

FACT_COLUMNS = tuple(FACT_SCHEMA.names)

APART = "apart"
"""Optional column of the relation ``fact``, which the index computes: see `APART_SQL`."""

APART_SQL = """
    coalesce(start_us > max(stop_us) OVER (
        PARTITION BY recording, subject, predicate ORDER BY start_us, stop_us
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), true) AND coalesce(stop_us < lead(start_us) OVER (
        PARTITION BY recording, subject, predicate ORDER BY start_us, stop_us
    ), true)
"""
"""Whether a fact neither overlaps nor touches another one of its recording, subject and predicate.

As a column ``apart`` of ``fact`` it spares counts and budgets the merging of bouts: what stands
apart from all facts stands apart from those that a filter leaves.
"""

EVER_US = 2**62  # later than any time plus or minus any other


@dataclass(frozen=True, slots=True)
class Sql:
    """A SELECT and its named parameters."""

    text: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What a node needs to know of where it is asked.

    Parameters
    ----------
    has_apart
        Whether the relation ``fact`` has the column ``apart``.
    derived
        Computes a node and returns the name of the table that holds its intervals.
    prefix
        Stands before the names of parameters and of common table expressions.
    """

    has_apart: bool
    derived: Callable[[Combined | Sequence], str]
    prefix: str = "q"

    def below(self, place: int) -> Context:
        """Return the same for a node below, which has names of its own."""
        return replace(self, prefix=f"{self.prefix}_{place}")


def limit_us(seconds: float | None) -> int:
    """Return a limit in whole microseconds; none, or infinity, is later than any time.

    Raises
    ------
    UserError
        It is negative or NaN.
    """
    if seconds is None:
        return EVER_US
    if not seconds >= 0:
        message = f"A limit is zero or more seconds, found {seconds}."
        raise UserError(message)
    return microseconds(min(seconds, EVER_US / 1e6))


def leaf(node: Node) -> Pattern:
    """Return the first pattern below a node: its rows are those of the node."""
    while not isinstance(node, Pattern):
        node = node.steps[0] if isinstance(node, Sequence) else node.first
    return node


def label(node: Node) -> str:
    """Return what the intervals of a node are called: ``"approach then chase"``."""
    match node:
        case Pattern(filter=wanted):
            names = wanted.predicate
            if names is None:
                return "any behavior"
            return names if isinstance(names, str) else " or ".join(names)
        case Related():
            return label(node.first)
        case Combined():
            return f"{label(node.first)} {node.operation} {label(node.second)}"
        case Sequence():
            return " then ".join(map(label, node.steps))


def condition(wanted: FactFilter, prefix: str) -> Sql:
    """Return a filter as the text of a condition, its parameters named after `prefix`."""
    text, values = wanted.sql()
    named = re.sub(r"\$(\w+)", rf"${prefix}_\1", text)
    return Sql(named, {f"{prefix}_{name}": value for name, value in values.items()})


def facts_sql(wanted: FactFilter, context: Context) -> Sql:
    """Return the facts that meet a filter, with the columns `FACT_COLUMNS` and ``apart``."""
    where = condition(wanted, context.prefix)
    apart = APART if context.has_apart else f"NULL::BOOLEAN AS {APART}"
    columns = ", ".join(FACT_COLUMNS)
    text = f"SELECT {columns}, {apart} FROM {FACT} WHERE {where.text}"  # noqa: S608
    return Sql(text, where.parameters)


def assessed_sql(wanted: FactFilter, context: Context, named: str | None = None) -> Sql:
    """Return when the rows of a filter were assessed, inside its window if it has one.

    Parameters
    ----------
    wanted
        Its recording, subject, predicate, object, source and window count; spans without an object
        hold for every object.
    context
        Where it is asked.
    named
        Stands in place of the predicate, if given.
    """
    objects = wanted.object
    if objects is not None:
        objects = [objects, None] if isinstance(objects, str) else [*objects, None]
    who = FactFilter(
        wanted.recording, wanted.subject, wanted.predicate, objects, source=wanted.source
    )
    where = condition(who, context.prefix)
    predicate, start, stop = "predicate", "start_us", "stop_us"
    values = dict(where.parameters)
    if named is not None:
        predicate = f"${context.prefix}_label::VARCHAR AS predicate"
        values[f"{context.prefix}_label"] = named
    if wanted.between is not None:
        low, high = map(microseconds, wanted.between)
        start, stop = f"greatest(start_us, {low}) AS start_us", f"least(stop_us, {high}) AS stop_us"
        where = Sql(f"{where.text} AND start_us < {high} AND stop_us > {low}", {})
    text = (
        f"SELECT recording, subject, {predicate}, object, {start}, {stop} "  # noqa: S608
        f"FROM {ASSESSED} WHERE {where.text}"
    )
    return Sql(text, values)


def node_sql(node: Node, context: Context) -> Sql:
    """Return the SELECT that gives the facts or intervals of a node.

    Raises
    ------
    UserError
        A limit or a window is wrong.
    """
    match node:
        case Pattern():
            return facts_sql(node.filter, context)
        case Related():
            return _related(node, context)
        case _:
            return Sql(f"SELECT * FROM {context.derived(node)}", {})  # noqa: S608


def met_by(match: Match | None, first: str, second: str) -> str:
    """Return the condition that a row of one side meets a row of the other one.

    Parameters
    ----------
    match
        Who must be the same; ``None``: the usual match.
    first, second
        Aliases of two relations with the columns recording, subject, object, object_is_animal.
    """
    same = [f"{first}.recording = {second}.recording"]
    if match is not None:
        return " AND ".join([*same, *(_equal(*pair, first, second) for pair in match)])
    return (
        f"{same[0]} AND {first}.subject = {second}.subject AND ("
        f"NOT {first}.object_is_animal OR NOT {second}.object_is_animal "
        f"OR {first}.object = {second}.object)"
    )


def _equal(one: str, other: str, first: str, second: str) -> str:
    """Return that two columns are equal, none being equal to none, as equalities alone."""
    if "subject" in (one, other):
        return f"{first}.{one} = {second}.{other}"
    return (
        f"({first}.{one} IS NULL) = ({second}.{other} IS NULL) "
        f"AND coalesce({first}.{one}, '') = coalesce({second}.{other}, '')"
    )


# how two facts stand to each other in time ------------------------------------------------------

_START, _STOP = "2 * start_us", "2 * stop_us + (start_us = stop_us)::BIGINT"
"""The time that a fact takes up, in half microseconds: a point takes up one of them."""
_FIRST_START, _FIRST_STOP = "2 * f.start_us", "2 * f.stop_us + (f.start_us = f.stop_us)::BIGINT"


@dataclass(frozen=True, slots=True)
class _Nearest:
    """A relation as one look-up: of the second facts in order, the nearest one to a moment.

    Parameters
    ----------
    moment
        Of a first fact, and how it compares to that of the second ones.
    at
        Moment of a second fact, by which they are ordered.
    value
        What the holding condition looks at, as ``r.value``; the greatest one of all up to `at`.
    holds
        Condition on the first fact ``f`` and the second one found, ``r``.
    """

    moment: str
    at: str
    value: str | None
    holds: str


def _nearest(node: Related) -> _Nearest:
    limit = limit_us(node.within_s)
    match node.relation:
        case "before":
            return _Nearest("f.stop_us <=", "start_us", None, f"r.moment <= f.stop_us + {limit}")
        case "after":
            return _Nearest("f.start_us >=", "stop_us", None, f"r.moment >= f.start_us - {limit}")
        case "followed_by":
            return _Nearest("f.start_us <", "start_us", None, f"r.moment <= f.stop_us + {limit}")
        case "within":
            return _Nearest(
                f"f.stop_us + {limit} >=",
                "start_us",
                "stop_us",
                f"r.value >= f.start_us - {limit}",
            )
        case "overlapping":
            return _Nearest(f"{_FIRST_STOP} >", _START, _STOP, f"r.value > {_FIRST_START}")
        case "during":
            return _Nearest(f"{_FIRST_START} >=", _START, _STOP, f"r.value >= {_FIRST_STOP}")


def _related(node: Related, context: Context) -> Sql:
    """Return the first facts to which the nearest second one stands as asked, or does not."""
    first = node_sql(node.first, context.below(1))
    second = node_sql(node.second, context.below(2))
    name = context.prefix
    nearest = _nearest(node)
    if node.on is None:
        met = _usually_met(name)
        keys: list[str] = ["subject", "whom"]
        same = [
            "f.subject = r.subject",
            "(f.object_is_animal) = (r.whom IS NOT NULL)",
            "CASE WHEN f.object_is_animal THEN f.object ELSE '' END = coalesce(r.whom, '')",
        ]
    else:
        met = f"SELECT recording, subject, object, start_us, stop_us FROM {name}_s"  # noqa: S608
        keys = sorted({side for _, side in node.on})
        same = [_equal(one, other, "f", "r") for one, other in node.on]
    columns = ", ".join(["recording", *keys])
    value = "NULL::BIGINT"
    if nearest.value is not None:
        value = f"max({nearest.value}) OVER (PARTITION BY {columns} ORDER BY {nearest.at})"
    joined = " AND ".join(["f.recording = r.recording", *same, f"{nearest.moment} r.moment"])
    wanted = "NOT " if node.negated else ""
    text = f"""
WITH {name}_f AS ({first.text}),
    {name}_s AS ({second.text}),
    {name}_m AS ({met}),
    {name}_r AS (SELECT {columns}, {nearest.at} AS moment, {value} AS value FROM {name}_m)
SELECT f.* FROM {name}_f f ASOF LEFT JOIN {name}_r r ON {joined}
WHERE {wanted}coalesce({nearest.holds}, false)"""  # noqa: S608
    return Sql(text, first.parameters | second.parameters)


def _usually_met(name: str) -> str:
    """Return the second facts, once for each object of the first that they are looked at with.

    ``whom`` is an animal of which first facts are met that have it as their object, or none for
    first facts whose object is no animal: these meet every fact of the subject.
    """
    return f"""
        SELECT recording, subject, NULL::VARCHAR AS whom, start_us, stop_us FROM {name}_s
        UNION ALL
        SELECT recording, subject, object, start_us, stop_us FROM {name}_s WHERE object_is_animal
        UNION ALL
        SELECT s.recording, s.subject, k.object, s.start_us, s.stop_us FROM {name}_s s JOIN (
            SELECT DISTINCT recording, subject, object FROM {name}_f WHERE object_is_animal
        ) k ON s.recording = k.recording AND s.subject = k.subject
        WHERE NOT s.object_is_animal"""  # noqa: S608
