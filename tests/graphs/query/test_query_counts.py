"""Counts, time budgets and transitions: against one look at every tick of every row."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import (
    Looked,
    Row,
    World,
    connected,
    group_of,
    lasting,
    moments,
    plain,
    records,
    seconds,
    stands_apart,
    tables,
    worlds,
)
from test_query_rows import combined, groupings, patterns, related, sequences, split

from graphs.budget import time_budget
from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.query.nodes import (
    Budget,
    Combined,
    Count,
    Key,
    Node,
    Pattern,
    Query,
    Related,
    Transitions,
)
from graphs.query.run import answer
from graphs.query.sql import APART_SQL, label, leaf

keys = st.lists(
    st.sampled_from(["recording", "subject", "object", "predicate", "pair", "group", "session"]),
    max_size=3,
    unique=True,
).map(tuple)


def shown(table: Any) -> list[dict[str, Any]]:
    return [{k: None if v != v else v for k, v in row.items()} for row in table.to_pylist()]


def ask(query: Query, world: World, *, apart: bool) -> Any:
    with connected(world, apart=apart) as connection:
        return answer(query, connection)


# --- counts -------------------------------------------------------------------------------------

Who = tuple[str, str, str, str | None]


def looked_of(node: Node, world: World) -> dict[Who, set[int]]:
    """Return the ticks in which rows were assessed; those without an object hold for every one."""
    match node:
        case Related():
            return looked_of(node.first, world)
        case Combined():
            return looked_of_both(node, world)
    wanted = leaf(node).filter.predicate
    names = [wanted] if isinstance(wanted, str) else wanted
    found: dict[Who, set[int]] = {}
    for span in world.looked:
        if names is None or span.predicate in names:
            named = span.predicate if isinstance(node, Pattern) else label(node)
            who = (span.recording, span.subject, named, span.object)
            found.setdefault(who, set()).update(range(span.start, span.stop))
    return found


def looked_of_both(node: Combined, world: World) -> dict[Who, set[int]]:
    first, second = looked_of(node.first, world), looked_of(node.second, world)
    if node.operation != "or":
        pairs = (("subject", "subject"),) if node.on is None else node.on
        place = {"subject": 1, "object": 3}

        def met(mine: Who, other: Who) -> bool:
            return mine[0] == other[0] and all(
                mine[place[m]] == other[place[o]] or (o == "object" and other[3] is None)
                for m, o in pairs
            )

        rows: dict[Who, set[int]] = {}
        for who, ticks in first.items():
            own = rows.setdefault((who[0], who[1], label(node), who[3]), set())
            own |= ticks
        for row in rows:
            rows[row] &= {t for w, ticks in second.items() if met(row, w) for t in ticks}
        return {row: ticks for row, ticks in rows.items() if ticks}
    facts = plain(node, world)
    found = {}
    for rec, who in {w[:2] for w in (*first, *second)} | {f[:2] for f in facts}:
        one, two = (
            {t for w, ticks in side.items() if w[:2] == (rec, who) for t in ticks}
            for side in (first, second)
        )
        going = lasting(f for f in facts if f[:2] == (rec, who))
        ticks = (one & two) | (going & (one | two))
        if ticks:
            found[rec, who, label(node), None] = ticks
    return found


Rows = dict[Who, tuple[list[Row], set[int]]]


def counted_rows(node: Node, world: World, does: bool, whom: bool) -> Rows:
    """Return the facts of each row, and the ticks in which it was assessed.

    A row is of all behaviors, or all objects, unless these tell rows apart.
    """

    def row_of(who: Who) -> Who:
        return (who[0], who[1], who[2] if does else "", who[3] if whom else None)

    of_facts = isinstance(node, Pattern | Related)
    facts: dict[Who, list[Row]] = {}
    for row in plain(node, world):
        predicate = row.predicate if of_facts else label(node)
        who = row_of((row.recording, row.subject, predicate, row.object))
        facts.setdefault(who, []).append(row)
    looked: dict[Who, set[int]] = {}
    for who, ticks in looked_of(node, world).items():
        looked.setdefault(row_of(who), set()).update(ticks)
    seen = {who[:3] for who in facts}
    for who in looked:
        # a row without an object that was never seen is none where other objects are seen
        if who[3] is not None or who[:3] not in seen:
            facts.setdefault(who, [])
    return {
        who: (
            found,
            {t for w, ts in looked.items() if w[:3] == who[:3] and w[3] in (None, who[3])
             for t in ts},
        )
        for who, found in facts.items()
    }  # fmt: skip


def bouts_of(facts: list[Row]) -> list[Row]:
    """Return facts that overlap or touch as one bout, and points at one time as one point."""
    bouts: list[Row] = []
    for row in sorted((f for f in facts if f.stop > f.start), key=lambda f: f.start):
        if bouts and row.start <= bouts[-1].stop:
            bouts[-1] = bouts[-1]._replace(stop=max(bouts[-1].stop, row.stop))
        else:
            bouts.append(row)
    points = {f.start: f for f in facts if f.stop == f.start}
    return [*bouts, *points.values()]


def key_of(who: Who, by: tuple[Key, ...]) -> tuple[Any, ...]:
    columns = {
        "recording": who[0],
        "subject": who[1],
        "predicate": who[2],
        "object": who[3],
        "group": group_of(who[0]),
        "session": None,
    }
    names = dict.fromkeys(n for k in by for n in (("subject", "object") if k == "pair" else (k,)))
    return tuple(columns[name] for name in names)


def reaches(row: Row, ticks: set[int]) -> bool:
    return bool(moments([row]) & moments(Row("", "", "", None, t, t + 1) for t in ticks))


def plain_count(query: Count, world: World, bin_ticks: int | None) -> dict[Any, list[int]]:
    """Return count, ticks in all, ticks inside, facts that reach, ticks assessed, by key."""
    figures: dict[Any, list[int]] = {}
    if not query.by and bin_ticks is None:
        figures[()] = [0] * 5
    every = {tick for row in world.facts for tick in range(row.start, row.stop + 1)}
    every |= {tick for span in world.looked for tick in range(span.start, span.stop)}
    # bins count from 0 s on: tick 0 lies at 4.1 s
    bins = {None} if bin_ticks is None else {(t + 41) // bin_ticks for t in every}

    def add(who: Who, number: int | None, found: list[int]) -> None:
        if number is not None and not any(found):
            return
        name = key_of(who, query.by) if number is None else (*key_of(who, query.by), number)
        into = figures.setdefault(name, [0] * 5)
        figures[name] = [a + b for a, b in zip(into, found, strict=True)]

    columns = {n for k in query.by for n in (("subject", "object") if k == "pair" else (k,))}
    fine = counted_rows(query.node, world, does=True, whom=True)
    times = counted_rows(query.node, world, "predicate" in columns, "object" in columns)
    for number in bins:
        inside = range(-99, 99)
        if number is not None and bin_ticks is not None:
            inside = range(number * bin_ticks - 41, (number + 1) * bin_ticks - 41)
        for who, (facts, assessed) in fine.items():
            started = [f for f in bouts_of(facts) if f.start in inside]
            clipped = [f._replace(stop=min(f.stop, inside.stop)) for f in started]
            reached = sum(reaches(f, assessed) for f in clipped)
            add(who, number, [len(started), 0, 0, reached, 0])
        for who, (facts, assessed) in times.items():
            ticks, sight = lasting(facts) & set(inside), assessed & set(inside)
            add(who, number, [0, len(ticks), len(ticks & sight), 0, len(sight)])
    return figures


def check_count(node: Node, by: tuple[Key, ...], bin_ticks: int | None, world: World) -> None:
    query = Count(node, by, None if bin_ticks is None else bin_ticks / 10)
    table = ask(query, world, apart=len(world.facts) % 2 == 0)
    assert table.column_names[-5:] == [
        "count", "total_s", "assessed_s", "fraction", "rate_per_min",
    ]  # fmt: skip
    found = {}
    for row in shown(table):
        *name, count, total_s, assessed_s, fraction, rate = row.values()
        if bin_ticks is not None:
            name[-1] = round(name[-1] * 10 / bin_ticks)
        found[tuple(name)] = [count, total_s, fraction, rate, assessed_s]
    expected = {
        name: [
            count,
            pytest.approx(ticks / 10),
            pytest.approx(inside / assessed) if assessed else None,
            pytest.approx(reaching / (assessed / 600)) if assessed else None,
            pytest.approx(assessed / 10),
        ]
        for name, (count, ticks, inside, reaching, assessed) in plain_count(
            query, world, bin_ticks
        ).items()
    }
    assert found == expected


@settings(max_examples=40, deadline=None)
@given(
    world=worlds,
    node=st.one_of(patterns, related(patterns), combined(patterns), sequences(patterns)),
    by=keys,
    bin_ticks=st.sampled_from([None, None, 3, 7, 100]),
)
def test_counts_against_every_tick(
    world: World, node: Node, by: tuple[Key, ...], bin_ticks: int | None
) -> None:
    check_count(node, by, bin_ticks, world)


@settings(max_examples=15, deadline=None)
@given(
    world=worlds,
    node=st.one_of(patterns, related(patterns), combined(patterns)),
    by=keys,
    bin_s=st.sampled_from([None, 0.3]),
    groups=groupings,
)
def test_counts_of_groups_of_recordings_merge_to_the_same(
    world: World, node: Node, by: tuple[Key, ...], bin_s: float | None, groups: list[list[str]]
) -> None:
    split(Count(node, by, bin_s), world, groups)


REAR = Pattern(FactFilter(predicate="rear"))


def test_a_count_by_hand() -> None:
    """Two overlapping bouts, one point; assessed in [4.1, 6.1) s: 1.5 of 2 s."""
    world = World(
        (
            Row("one", "ann", "rear", None, 0, 10),
            Row("one", "ann", "rear", None, 5, 15),
            Row("one", "ann", "rear", None, 30, 30),
        ),
        (Looked("one", "ann", "rear", None, 0, 20),),
    )
    assert shown(ask(Count(REAR, ("subject",)), world, apart=False)) == [
        {
            "subject": "ann",
            "count": 2,
            "total_s": 1.5,
            "assessed_s": 2.0,
            "fraction": 0.75,
            "rate_per_min": pytest.approx(30),
        }
    ]
    bins = shown(ask(Count(REAR, (), 5.0), world, apart=False))
    assert [(b["bin_start_s"], b["count"], b["total_s"], b["assessed_s"]) for b in bins] == [
        (0.0, 1, 0.9, 0.9),
        (5.0, 1, 0.6, 1.1),
    ]


def test_never_seen_is_zero_and_never_looked_for_is_unknown() -> None:
    world = World(
        (Row("one", "ann", "rear", None, 0, 10),), (Looked("one", "bob", "rear", None, 0, 20),)
    )
    ann, bob = shown(ask(Count(REAR, ("subject",)), world, apart=True))
    assert (ann["count"], ann["assessed_s"], ann["fraction"], ann["rate_per_min"]) == (
        1,
        0,
        None,
        None,
    )
    assert (bob["count"], bob["assessed_s"], bob["fraction"], bob["rate_per_min"]) == (0, 2, 0, 0)
    (nothing,) = shown(ask(Count(REAR), World(()), apart=True))
    assert (nothing["count"], nothing["assessed_s"], nothing["fraction"]) == (0, 0, None)


SOURCES = World(
    (
        Row("one", "ann", "rear", None, 0, 5, "human"),
        Row("one", "ann", "rear", None, 0, 4, "rule"),
        Row("one", "bob", "rear", None, 0, 4, "rule"),
        Row("two's", "ann", "rear", None, 8, 9, "human", "rejected"),
    ),
    (
        Looked("one", "ann", "rear", None, 0, 10),
        Looked("one", "bob", "rear", None, 0, 10),
        Looked("two's", "ann", "rear", None, 0, 10),
        Looked("three", "ann", "rear", None, 0, 10),
        Looked("three", "cy", "rear", None, 0, 10),
    ),
)


def test_sources_each_out_of_all_that_was_assessed() -> None:
    query = Count(REAR, ("source",))
    human, rule = shown(ask(query, SOURCES, apart=False))
    assert (human["source"], human["count"], human["total_s"]) == ("human", 2, 0.6)
    assert (rule["source"], rule["count"], rule["total_s"]) == ("rule", 2, 0.8)
    assert human["assessed_s"] == rule["assessed_s"] == 5.0
    by_subject = shown(ask(Count(REAR, ("subject", "source")), SOURCES, apart=False))
    assert [(r["subject"], r["source"], r["count"], r["assessed_s"]) for r in by_subject] == [
        ("ann", "human", 2, 3.0),
        ("ann", "rule", 1, 3.0),
        ("bob", "rule", 1, 1.0),
        ("cy", None, 0, 1.0),
    ]
    for by in (("source",), ("subject", "status"), ("source", "status", "group")):
        for bin_s in (None, 0.3):
            split(Count(REAR, by, bin_s), SOURCES, [["one"], ["three"], ["two's"]])


def test_what_is_computed_from_several_facts_has_no_source() -> None:
    both = Combined(REAR, "and", REAR)
    with pytest.raises(
        UserError, match=r"'rear and rear' is computed from several facts.*no source"
    ):
        ask(Count(both, ("source",)), SOURCES, apart=True)


@pytest.mark.parametrize("bin_s", [0, -1, 1e-7, math.nan, math.inf])
def test_bins_last_a_microsecond_or_more(bin_s: float) -> None:
    with pytest.raises(UserError, match="a microsecond or more"):
        ask(Count(REAR, (), bin_s), SOURCES, apart=True)


# --- budgets ------------------------------------------------------------------------------------


def check_budget(world: World, *, per_object: bool, apart: bool) -> None:
    table = ask(Budget(per_object=per_object), world, apart=apart).to_pandas()
    expected = time_budget(*records(world), per_object=per_object)
    assert list(table.columns) == list(expected.columns)
    same = {"check_dtype": False, "rtol": 1e-9, "atol": 1e-9}
    for name in table.columns[:5]:
        assert [v or None for v in table[name].replace({math.nan: None})] == [
            v or None for v in expected[name].replace({math.nan: None})
        ]
    pd.testing.assert_frame_equal(table.iloc[:, 5:], expected.iloc[:, 5:].astype(float), **same)


@settings(max_examples=40, deadline=None)
@given(world=worlds, per_object=st.booleans(), apart=st.booleans())
def test_budgets_are_those_of_the_plain_definition(
    world: World, per_object: bool, apart: bool
) -> None:
    check_budget(world, per_object=per_object, apart=apart)


@settings(max_examples=10, deadline=None)
@given(world=worlds, per_object=st.booleans(), groups=groupings)
def test_budgets_of_groups_of_recordings_merge_to_the_same(
    world: World, per_object: bool, groups: list[list[str]]
) -> None:
    split(Budget(per_object=per_object), world, groups)


def test_a_budget_of_a_window() -> None:
    world = World(
        (Row("one", "ann", "rear", None, 0, 10),), (Looked("one", "ann", "rear", None, 0, 20),)
    )
    window = FactFilter(between=(seconds(5), seconds(15)))
    (row,) = shown(ask(Budget(window), world, apart=True))
    assert (row["total_s"], row["assessed_s"], row["outside_s"]) == (0.5, 1.0, 0.0)
    assert row["fraction"] == 0.5


# --- transitions --------------------------------------------------------------------------------


def plain_transitions(world: World, max_gap: int | None) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in world.facts:
        later = [other for other in world.facts if other[:2] == row[:2] and other.start > row.start]
        after = min(later, key=lambda r: (r.start, r.stop, r.predicate), default=None)
        if after is not None and (max_gap is None or after.start - row.stop <= max_gap):
            found[row.predicate, after.predicate] += 1
    return found


@settings(max_examples=60, deadline=None)
@given(world=worlds, max_gap=st.sampled_from([None, 0, 2]), groups=groupings)
def test_transitions_against_every_fact(
    world: World, max_gap: int | None, groups: list[list[str]]
) -> None:
    query = Transitions(max_gap_s=None if max_gap is None else max_gap / 10)
    rows = ask(query, world, apart=True).to_pylist()
    found = {(r["predicate"], r["next_predicate"]): r["count"] for r in rows}
    assert found == plain_transitions(world, max_gap)
    assert rows == sorted(rows, key=lambda r: (r["predicate"], r["next_predicate"]))
    split(query, world, groups)


@settings(max_examples=15, deadline=None)
@given(world=worlds)
def test_what_stands_apart(world: World) -> None:
    with connected(world, apart=False) as connection:
        query = f"SELECT fact_id, {APART_SQL} AS apart FROM fact"
        found = dict(connection.sql(query).fetchall())
        ids = [row["fact_id"] for row in tables(world)["fact"].to_pylist()]
    assert found == {
        name: stands_apart(row, world) for name, row in zip(ids, world.facts, strict=True)
    }
