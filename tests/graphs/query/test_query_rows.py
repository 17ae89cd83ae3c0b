"""Facts, relations, set algebra on time and sequences: against looking at facts one by one."""

from __future__ import annotations

import math
from typing import Any, get_args

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import (
    ANIMALS,
    OBJECTS,
    RECORDINGS,
    Looked,
    Row,
    World,
    connected,
    plain,
    tables,
    us,
    worlds,
)

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.query.nodes import (
    Combined,
    Match,
    Node,
    Pattern,
    Query,
    Related,
    Relation,
    Select,
    Sequence,
)
from graphs.query.run import answer, assessed_rows, merged, partial
from graphs.storage.tables import FACT_SCHEMA

matches = st.sampled_from(
    [
        None,
        (),
        (("subject", "subject"),),
        (("object", "object"),),
        (("subject", "subject"), ("object", "object")),
        (("subject", "object"), ("object", "subject")),
    ]
)
limits = st.integers(0, 4).map(lambda ticks: ticks * 0.1)
patterns = st.builds(
    lambda predicate, status: Pattern(FactFilter(predicate=predicate, status=status)),
    st.sampled_from(["chase", "rear", ["sniff", "rear"], None]),
    st.sampled_from([None, "asserted"]),
)


def related(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Related]:
    return st.builds(
        Related, nodes, st.sampled_from(get_args(Relation)), nodes, limits, matches, st.booleans()
    )


def combined(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Combined]:
    return st.builds(Combined, nodes, st.sampled_from(["and", "or", "without"]), nodes, matches)


@st.composite
def sequences(draw: st.DrawFn, nodes: st.SearchStrategy[Node]) -> Sequence:
    count = draw(st.integers(2, 3))
    same_limit = draw(st.booleans())
    first = draw(limits)
    within = tuple(first if same_limit else draw(limits) for _ in range(count - 1))
    return Sequence(
        tuple(draw(nodes) for _ in range(count)), within, tuple(draw(matches) for _ in within)
    )


deep: st.SearchStrategy[Node] = st.recursive(
    patterns,
    lambda below: st.one_of(related(below), combined(below), sequences(below)),
    max_leaves=4,
)


def shown(table: pa.Table) -> list[tuple[Any, ...]]:
    columns = ("recording", "subject", "object", "start_us", "stop_us")
    return [tuple(row[name] for name in columns) for row in table.to_pylist()]


def expected(node: Node, world: World) -> list[tuple[Any, ...]]:
    return [(r.recording, r.subject, r.object, us(r.start), us(r.stop)) for r in plain(node, world)]


def key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    recording, subject, target, start, stop = row
    return recording, start, stop, subject, target is not None, target or ""


def check(node: Node, world: World, *, apart: bool = False) -> None:
    with connected(world, apart=apart) as connection:
        assert sorted(shown(answer(Select(node), connection)), key=key) == sorted(
            expected(node, world), key=key
        )


def split(query: Query, world: World, groups: list[list[str]]) -> None:
    """Check that the answers of groups of recordings become that of all of them."""
    with connected(world, apart=True) as connection:
        whole = answer(query, connection)
    parts = []
    for group in groups:
        with connected(world.only(group), apart=True) as connection:
            parts.append(partial(query, connection))
    together = merged(query, parts)
    assert together.schema == whole.schema
    assert together.to_pandas().equals(whole.to_pandas())


groupings = st.permutations(RECORDINGS).flatmap(
    lambda names: st.integers(0, 3).map(lambda at: [names[:at], names[at:], []])
)


@settings(max_examples=40, deadline=None)
@given(world=worlds, node=related(patterns))
def test_relations_against_every_fact(world: World, node: Related) -> None:
    check(node, world)


@settings(max_examples=30, deadline=None)
@given(world=worlds, node=combined(patterns))
def test_set_algebra_against_every_tick(world: World, node: Combined) -> None:
    check(node, world)


@settings(max_examples=40, deadline=None)
@given(world=worlds, node=sequences(patterns))
def test_sequences_against_reading_row_by_row(world: World, node: Sequence) -> None:
    check(node, world)


@settings(max_examples=30, deadline=None)
@given(world=worlds, node=deep)
def test_nodes_below_nodes(world: World, node: Node) -> None:
    check(node, world, apart=True)


@settings(max_examples=15, deadline=None)
@given(world=worlds, node=deep, groups=groupings)
def test_groups_of_recordings_merge_to_the_same(
    world: World, node: Node, groups: list[list[str]]
) -> None:
    split(Select(node), world, groups)


# --- by hand ---

CHASE = Row("one", "ann", "chase", "bob", 0, 10)


def of(*rows: Row) -> World:
    return World(tuple(rows))


def pattern(predicate: str) -> Pattern:
    return Pattern(FactFilter(predicate=predicate))


@pytest.mark.parametrize(
    ("relation", "within_s", "other", "holds"),
    [
        ("before", None, (10, 11), True),
        ("before", 0.2, (13, 14), False),
        ("after", None, (-3, 0), True),
        ("overlapping", None, (10, 11), False),  # touching is not sharing
        ("overlapping", None, (9, 9), True),
        ("overlapping", None, (10, 10), False),
        ("during", None, (0, 10), True),
        ("during", None, (1, 20), False),
        ("within", 0, (10, 11), True),
        ("within", 0.1, (12, 13), False),
        ("followed_by", 0.0, (0, 5), False),  # they start together
        ("followed_by", 0.0, (1, 5), True),
        ("followed_by", math.inf, (900, 905), True),
    ],
)
def test_relations_by_hand(
    relation: Relation, within_s: float | None, other: tuple[int, int], holds: bool
) -> None:
    world = of(CHASE, Row("one", "ann", "rear", None, *other))
    for negated in (False, True):
        node = Related(pattern("chase"), relation, pattern("rear"), within_s, None, negated)
        with connected(world, apart=False) as connection:
            assert answer(Select(node), connection).num_rows == (holds != negated)


@pytest.mark.parametrize(
    ("match", "other", "meets"),
    [
        (None, ("ann", "bob"), True),
        (None, ("ann", "cy"), False),  # two animals, not the same
        (None, ("ann", "nest"), True),
        (None, ("ann", None), True),
        (None, ("bob", "bob"), False),
        ((), ("cy", "nest"), True),
        ((("subject", "subject"),), ("ann", "cy"), True),
        ((("object", "object"),), ("cy", "bob"), True),
        ((("subject", "object"), ("object", "subject")), ("bob", "ann"), True),
        ((("subject", "object"), ("object", "subject")), ("ann", "bob"), False),
    ],
)
def test_who_meets_by_hand(match: Match | None, other: tuple[str, str | None], meets: bool) -> None:
    world = of(CHASE, Row("one", other[0], "rear", other[1], 2, 3))
    node = Related(pattern("chase"), "overlapping", pattern("rear"), on=match)
    with connected(world, apart=False) as connection:
        assert answer(Select(node), connection).num_rows == meets
    for derived in (
        Combined(pattern("chase"), "and", pattern("rear"), match),
        Sequence((pattern("chase"), pattern("rear")), (0,), (match,)),
    ):
        with connected(world, apart=False) as connection:
            assert answer(Select(derived), connection).num_rows == meets


def test_no_object_is_not_an_empty_name() -> None:
    world = of(
        Row("one", "ann", "chase", None, 0, 10),
        Row("one", "ann", "rear", "", 2, 3),
    )
    node = Related(pattern("chase"), "overlapping", pattern("rear"), on=(("object", "object"),))
    with connected(world, apart=False) as connection:
        assert answer(Select(node), connection).num_rows == 0


def test_what_answers_look_like() -> None:
    world = of(CHASE, Row("one", "ann", "rear", None, 4, 6), Row("one", "ann", "rear", None, 5, 12))
    both = Combined(pattern("chase"), "and", pattern("rear"))
    with connected(world, apart=False) as connection:
        facts = answer(Select(pattern("rear")), connection)
        assert facts.schema.names == FACT_SCHEMA.names
        assert facts.cast(FACT_SCHEMA).to_pylist() == tables(world)["fact"].slice(1).to_pylist()
        assert answer(Select(both), connection).to_pylist() == [
            {
                "recording": "one",
                "subject": "ann",
                "object": "bob",
                "predicate": "chase and rear",
                "start_us": us(4),
                "stop_us": us(10),
            }
        ]
        then = Sequence((both, pattern("rear")), (1,), (None,))
        names = answer(Select(then), connection)["predicate"].to_pylist()
        assert names == ["chase and rear then rear"]


def test_a_name_is_never_part_of_the_question() -> None:
    name = "x'); DROP TABLE fact; -- $q_1 \" \\"
    world = of(Row(name, name, name, name, 0, 5), Row(name, name, "rear", None, 6, 7))
    wanted = FactFilter(name, name, name, name)
    nodes: list[Node] = [
        Pattern(wanted),
        Related(Pattern(wanted), "followed_by", pattern("rear"), 1),
        Combined(Pattern(wanted), "or", Pattern(wanted)),
        Sequence((Pattern(wanted), pattern("rear")), (1,), (None,)),
    ]
    with connected(world, apart=False) as connection:
        for node in nodes:
            assert answer(Select(node), connection)["subject"].to_pylist() == [name]
            assert assessed_rows(node, connection).num_rows == 0


def test_when_rows_were_assessed() -> None:
    looked = (
        Looked("one", "ann", "chase", None, 0, 20),
        Looked("one", "ann", "chase", "bob", 5, 30),
        Looked("one", "ann", "rear", None, 0, 90),
    )
    both = Combined(pattern("chase"), "without", pattern("rear"))
    with connected(World((CHASE,), looked), apart=False) as connection:
        rows = assessed_rows(both, connection).to_pylist()
        assert [(r["predicate"], r["object"], r["start_us"], r["stop_us"]) for r in rows] == [
            ("chase without rear", None, us(0), us(20)),
            ("chase without rear", "bob", us(5), us(30)),
        ]
        of_bob = Pattern(FactFilter(predicate="chase", object="bob", between=(4.2, 6.6)))
        rows = assessed_rows(of_bob, connection).to_pylist()
        assert [(r["object"], r["start_us"], r["stop_us"]) for r in rows] == [
            (None, us(1), us(20)),
            ("bob", us(5), us(25)),
        ]


@pytest.mark.parametrize("limit", [-1, math.nan])
def test_limits_are_zero_or_more(limit: float) -> None:
    nodes: list[Node] = [
        Related(pattern("chase"), "before", pattern("rear"), limit),
        Sequence((pattern("chase"), pattern("rear")), (limit,), (None,)),
    ]
    for node in nodes:
        with connected(of(CHASE), apart=False) as connection:
            with pytest.raises(UserError, match="zero or more seconds"):
                answer(Select(node), connection)
            assert answer(Select(pattern("chase")), connection).num_rows == 1


@pytest.mark.parametrize(("steps", "links"), [(1, 0), (2, 0), (2, 2)])
def test_a_sequence_says_how_its_steps_follow(steps: int, links: int) -> None:
    node = Sequence((pattern("chase"),) * steps, (1,) * links, (None,) * links)
    with (
        connected(of(CHASE), apart=False) as connection,
        pytest.raises(UserError, match=f"found {steps} steps, {links} limits"),
    ):
        answer(Select(node), connection)


def test_times_are_as_long_as_times_can_be() -> None:
    far = 9 * 10**11 * 10  # ticks
    world = of(
        Row("one", "ann", "chase", None, -far, -far),
        Row("one", "ann", "rear", None, far, far + 1),
        *(Row("one", "ann", "rear", place, -far, far) for place in ("a", "b", "c")),
    )
    for node in (
        Related(pattern("chase"), "followed_by", pattern("rear"), math.inf),
        Related(pattern("rear"), "overlapping", pattern("chase")),
        Related(pattern("rear"), "within", pattern("rear"), math.inf),
        Sequence((pattern("chase"), pattern("rear")), (math.inf,), (None,)),
    ):
        check(node, world)
    assert set(OBJECTS) > set(ANIMALS)
