"""How bouts stand to each other: by hand, against every pair in turn, and in number."""

from __future__ import annotations

import itertools
import math
import tracemalloc
from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.relations import (
    Allen,
    after,
    allen,
    before,
    during,
    followed_by,
    gaps,
    overlapping,
    sequences,
    within,
)

Pairs = list[tuple[float, float]]
Bout = tuple[int, int]
RELATIONS: tuple[Allen, ...] = get_args(Allen)


def array(pairs: Pairs) -> NDArray[np.float64]:
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)


# --- by hand: (what, function, first, second, further arguments, expected) ---

NESTED: Pairs = [(3, 4), (0, 10), (1, 2)]  # the one that starts last is not the one that ends last

CASES: list[tuple[str, Callable[..., Any], Pairs, Pairs, dict[str, float], list[bool]]] = [
    ("starts later", before, [(0, 2)], [(5, 6)], {}, [True]),
    ("starts earlier", before, [(5, 6)], [(0, 2)], {}, [False]),
    ("starts when it ends", before, [(0, 2)], [(2, 3)], {}, [True]),
    ("starts inside", before, [(0, 2)], [(1, 3)], {}, [False]),
    ("starts soon enough", before, [(0, 2)], [(4, 6)], {"within_s": 2}, [True]),
    ("starts too late", before, [(0, 2)], [(4, 6)], {"within_s": 1.999}, [False]),
    ("no time to wait", before, [(0, 2), (0, 1)], [(2, 6)], {"within_s": 0}, [True, False]),
    ("a later one of many", before, [(0, 5)], [(9, 9), (1, 2), (6, 7)], {"within_s": 1}, [True]),
    ("4.3 - 4.1 is 0.2", before, [(4.0, 4.1)], [(4.3, 5)], {"within_s": 0.2}, [True]),
    ("0.1 + 0.2 touches 0.3", before, [(0, 0.1 + 0.2)], [(0.3, 1)], {"within_s": 0}, [True]),
    ("a point, itself", before, [(3, 3)], [(3, 3)], {}, [True]),
    ("a state, itself", before, [(3, 4)], [(3, 4)], {}, [False]),
    ("any time later", before, [(0, 1)], [(1e9, 2e9)], {"within_s": math.inf}, [True]),
    ("ended earlier", after, [(5, 6)], [(0, 2)], {}, [True]),
    ("ends later", after, [(0, 2)], [(5, 6)], {}, [False]),
    ("ended when it starts", after, [(2, 3)], [(0, 2)], {}, [True]),
    ("ended inside", after, [(1, 3)], [(0, 2)], {}, [False]),
    ("ended lately", after, [(4, 6)], [(0, 2)], {"within_s": 2}, [True]),
    ("ended too long ago", after, [(4, 6)], [(0, 2)], {"within_s": 1.999}, [False]),
    ("nested, one has ended", after, [(5, 6)], NESTED, {"within_s": 1}, [True]),
    ("nested, the long one ends", after, [(11, 12)], NESTED, {"within_s": 1}, [True]),
    ("a point, when a state ends", after, [(2, 2)], [(0, 2)], {"within_s": 0}, [True]),
    ("inside", during, [(2, 3)], [(1, 4)], {}, [True]),
    ("reaches out", during, [(2, 5)], [(1, 4)], {}, [False]),
    ("common start", during, [(1, 3)], [(1, 4)], {}, [True]),
    ("common stop", during, [(2, 4)], [(1, 4)], {}, [True]),
    ("equal", during, [(1, 4)], [(1, 4)], {}, [True]),
    ("nested, in the long one", during, [(5, 6), (5, 11)], NESTED, {}, [True, False]),
    ("in two together is in none", during, [(1, 3)], [(0, 2), (2, 4)], {}, [False]),
    ("a point at the start", during, [(1, 1)], [(1, 4)], {}, [True]),
    ("a point at the stop", during, [(4, 4)], [(1, 4)], {}, [False]),
    ("a point in a point", during, [(1, 1), (2, 2)], [(1, 1)], {}, [True, False]),
    ("a state in a point", during, [(1, 1.000001)], [(1, 1)], {}, [False]),
    ("shares", overlapping, [(0, 2)], [(1, 3)], {}, [True]),
    ("is elsewhere", overlapping, [(0, 2)], [(5, 6)], {}, [False]),
    ("touches", overlapping, [(0, 2), (3, 4)], [(2, 3)], {}, [False, False]),
    ("holds", overlapping, [(0, 9)], [(4, 5)], {}, [True]),
    ("nested, the long one", overlapping, [(5, 6), (10, 11)], NESTED, {}, [True, False]),
    ("between two", overlapping, [(2, 3)], [(0, 2), (3, 5)], {}, [False]),
    ("touches in floats", overlapping, [(0, 0.1 + 0.2)], [(0.3, 1)], {}, [False]),
    ("a point at either end", overlapping, [(1, 1), (4, 4)], [(1, 4)], {}, [True, False]),
    ("a state over a point", overlapping, [(1, 4), (0, 1)], [(1, 1)], {}, [True, False]),
    ("two points", overlapping, [(1, 1), (2, 2)], [(1, 1)], {}, [True, False]),
    ("near on the left", within, [(0, 2)], [(3, 4)], {"seconds": 1}, [True]),
    ("near on the right", within, [(5, 6)], [(3, 4)], {"seconds": 1}, [True]),
    ("too far", within, [(0, 2), (6, 7)], [(4, 5)], {"seconds": 0.999999}, [False, False]),
    ("no gap where they touch", within, [(0, 2)], [(2, 3)], {"seconds": 0}, [True]),
    ("no gap where they share", within, [(0, 2)], [(1, 3)], {"seconds": 0}, [True]),
    ("nested, near the long one", within, [(11, 12)], NESTED, {"seconds": 1}, [True]),
    ("4.3 - 4.1 either way", within, [(4.3, 5)], [(4, 4.1)], {"seconds": 0.2}, [True]),
    ("a point near a point", within, [(1, 1)], [(2, 2)], {"seconds": 1}, [True]),
    ("starts soon after", followed_by, [(0, 2)], [(3, 4)], {"within_s": 1}, [True]),
    ("starts long after", followed_by, [(0, 2)], [(3, 4)], {"within_s": 0.9}, [False]),
    ("starts as it ends", followed_by, [(0, 2)], [(2, 3)], {"within_s": 0}, [True]),
    ("starts while it goes on", followed_by, [(0, 2)], [(1, 9)], {"within_s": 0}, [True]),
    ("starts together", followed_by, [(0, 2)], [(0, 9)], {"within_s": 5}, [False]),
    ("started earlier", followed_by, [(1, 2)], [(0, 9)], {"within_s": 5}, [False]),
    ("a point, not itself", followed_by, [(1, 1)], [(1, 1)], {"within_s": 5}, [False]),
    ("each by its own", followed_by, [(9, 10), (0, 1)], [(1, 2)], {"within_s": 1}, [False, True]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "first", "second", "further", "expected"),
    [pytest.param(*case, id=f"{case[0].__name__}: {what}") for what, *case in CASES],
)
def test_by_hand(
    function: Callable[..., Any],
    first: Pairs,
    second: Pairs,
    further: dict[str, float],
    expected: list[bool],
) -> None:
    result = function(array(first), array(second), **further)
    assert result.dtype == np.bool_
    assert result.tolist() == expected


# a pair for which the relation holds; its two near misses, where an end that should differ (or be
# the same) does not
ALLEN_CASES: list[tuple[Allen, Bout, Bout, list[Bout]]] = [
    ("before", (0, 2), (3, 5), [(2, 5), (1, 5)]),
    ("after", (6, 8), (3, 5), [(3, 6), (3, 7)]),
    ("meets", (0, 2), (2, 5), [(3, 5), (1, 5)]),
    ("met_by", (5, 8), (2, 5), [(2, 4), (2, 6)]),
    ("overlaps", (0, 3), (2, 5), [(2, 3), (3, 5)]),
    ("overlapped_by", (3, 8), (2, 5), [(3, 5), (2, 3)]),
    ("starts", (2, 3), (2, 5), [(2, 3), (1, 5)]),
    ("started_by", (2, 5), (2, 3), [(2, 5), (1, 3)]),
    ("during", (3, 4), (2, 5), [(3, 5), (2, 4)]),
    ("contains", (2, 5), (3, 4), [(2, 4), (3, 5)]),
    ("finishes", (3, 5), (2, 5), [(3, 5), (2, 6)]),
    ("finished_by", (2, 5), (3, 5), [(2, 5), (3, 6)]),
    ("equals", (2, 5), (2, 5), [(2, 6), (1, 5)]),
]


@pytest.mark.parametrize(("relation", "first", "holds", "misses"), ALLEN_CASES)
def test_allen_by_hand(relation: Allen, first: Bout, holds: Bout, misses: list[Bout]) -> None:
    assert allen(array([first]), array([holds]), relation).tolist() == [True]
    assert allen(array([first]), array([*misses, holds]), relation).tolist() == [True]
    assert allen(array([first]), array(list(misses)), relation).tolist() == [False]


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ((1, 1), (2, 5), "before"),
        ((2, 2), (2, 5), "starts"),
        ((3, 3), (2, 5), "during"),
        ((5, 5), (2, 5), "finishes"),
        ((6, 6), (2, 5), "after"),
        ((2, 5), (6, 6), "before"),
        ((2, 5), (5, 5), "finished_by"),
        ((2, 5), (3, 3), "contains"),
        ((2, 5), (2, 2), "started_by"),
        ((2, 5), (1, 1), "after"),
        ((2, 2), (3, 3), "before"),
        ((2, 2), (2, 2), "equals"),
        ((3, 3), (2, 2), "after"),
    ],
)
def test_a_point_stands_in_one_of_allens_relations(
    first: Bout, second: Bout, relation: Allen
) -> None:
    holding = [r for r in RELATIONS if allen(array([first]), array([second]), r)[0]]
    assert holding == [relation]


@pytest.mark.parametrize(
    ("second", "relation"),
    [
        ([(0, 10), (4, 5)], "during"),  # the last that starts before (3, 6) does not reach over it
        ([(0, 10), (1, 5)], "overlapped_by"),  # one that reaches too far does not hide the other
        ([(4, 9), (5, 5)], "overlaps"),
        ([(3, 9), (3, 4)], "started_by"),
        ([(3, 4), (3, 9)], "starts"),
        ([(3, 7), (3, 6), (2, 6)], "equals"),
    ],
)
def test_allen_looks_at_every_bout(second: Pairs, relation: Allen) -> None:
    for order in itertools.permutations(second):
        assert allen(array([(3, 6)]), array(list(order)), relation).tolist() == [True]


def test_allen_at_the_resolution_of_stored_times() -> None:
    first, second = array([(0, 0.1 + 0.2)]), array([(0.3, 1)])
    assert allen(first, second, "meets").all()
    assert not allen(first, second, "overlaps").any()
    assert not allen(array([(4.1, 4.1 + 4e-7)]), array([(4.1, 5)]), "meets").any()  # a point


@pytest.mark.parametrize(
    ("sets", "within_s", "expected"),
    [
        pytest.param([[(0, 1)], [(1, 2)]], 0, [[0, 0]], id="touching"),
        pytest.param([[(0, 1)], [(2, 3)]], 0.5, [], id="too far"),
        pytest.param([[(0, 1)], [(0, 2)]], 5, [], id="starting together"),
        pytest.param([[(0, 4)], [(2, 3)], [(4, 5)]], 1, [[0, 0, 0]], id="while going on"),
        pytest.param([[(4.0, 4.1)], [(4.3, 5)]], 0.2, [[0, 0]], id="4.3 - 4.1 is 0.2"),
        pytest.param([[(5, 6), (0, 1)], [(6, 7), (1, 2)]], 0, [[1, 1], [0, 0]], id="unsorted"),
        pytest.param(
            [[(0, 3)], [(1, 1.2), (2, 3)], [(3.4, 4)]], 0.5, [[0, 1, 0]],
            id="the earliest next leads nowhere, a later one does",
        ),
        pytest.param(
            [[(0, 3)], [(1, 9), (2, 9)], [(8, 9), (3, 4)]], 0.5, [[0, 0, 1]],
            id="the earliest of all that lead on",
        ),
        pytest.param(
            [[(0, 3), (0.5, 3)], [(1, 3), (2, 3)], [(3, 4)]], 0, [[0, 0, 0]],
            id="no bout serves twice",
        ),
        pytest.param(
            [[(0, 3), (0.5, 3)], [(1, 3), (2, 3)], [(3, 4), (3, 5)]], 0, [[0, 0, 0], [1, 1, 1]],
            id="the second takes what is left",
        ),
        pytest.param(
            [[(0, 1), (0.5, 3)], [(1, 1), (3, 3)], [(3.5, 4)]], 0.5, [[1, 1, 0]],
            id="a first bout without a sequence takes nothing",
        ),
        pytest.param(
            [[(0, 10), (1, 2)], [(1.5, 2), (9, 10)]], 0, [[0, 0]],
            id="reading forward is not matching as many as possible",
        ),
        pytest.param([[(0, 1), (1, 2), (2, 3)]] * 2, 0, [[0, 1], [1, 2]], id="a list twice"),
        pytest.param([[(0, 0)], [(1, 1)], [(2, 2)]], 1, [[0, 0, 0]], id="points"),
        pytest.param([[(0, 1)], [], [(1, 2)]], 9, [], id="an empty list"),
    ],
)  # fmt: skip
def test_sequences_by_hand(sets: list[Pairs], within_s: float, expected: list[list[int]]) -> None:
    result = sequences([array(pairs) for pairs in sets], within_s)
    assert result.dtype == np.int64
    assert result.shape == (len(expected), len(sets))
    assert result.tolist() == expected


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        ([(1, 2)], []),
        ([(0, 1), (3, 4), (4, 5)], [2, 0]),
        ([(3, 4), (0, 1)], [2]),
        ([(0, 5), (3, 4)], [0]),
        ([(0, 10), (1, 2), (12, 13)], [0, 2]),  # since the latest end, not since that of (1, 2)
        ([(4.0, 4.1), (4.3, 5)], [0.2]),
        ([(1, 1), (2, 2)], [1]),
    ],
)
def test_gaps_by_hand(pairs: Pairs, expected: list[float]) -> None:
    assert gaps(array(pairs)).tolist() == expected


# --- against every pair in turn; whole ticks, so that bouts often touch, at unround seconds ---

bouts = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 5)).map(lambda b: (b[0], b[0] + b[1])), max_size=9
)
limits = st.integers(0, 4)


def seconds(ticks: list[Bout]) -> NDArray[np.float64]:
    """Tenths of a second from 4.1 on: hardly any of them is a round number in floating point."""
    return array(list(ticks)) * 0.1 + 4.1


def moments(bout: Bout) -> set[int]:
    """The half ticks that a bout takes up; a point takes up one."""
    return {2 * bout[0], *range(2 * bout[0], 2 * bout[1])}


def follows(a: Bout, b: Bout, limit: float) -> bool:
    return a[0] < b[0] <= a[1] + limit


PLAIN: dict[Callable[..., Any], Callable[[Bout, Bout, float], bool]] = {
    before: lambda a, b, limit: 0 <= b[0] - a[1] <= limit,
    after: lambda a, b, limit: 0 <= a[0] - b[1] <= limit,
    within: lambda a, b, limit: max(b[0] - a[1], a[0] - b[1], 0) <= limit,
    followed_by: follows,
    during: lambda a, b, _: moments(a) <= moments(b),
    overlapping: lambda a, b, _: bool(moments(a) & moments(b)),
}

PLAIN_ALLEN: dict[Allen, Callable[[int, int, int, int], bool]] = {
    "before": lambda a, z, b, y: z < b,
    "after": lambda a, z, b, y: y < a,
    "meets": lambda a, z, b, y: a < z == b < y,
    "met_by": lambda a, z, b, y: b < y == a < z,
    "overlaps": lambda a, z, b, y: a < b < z < y,
    "overlapped_by": lambda a, z, b, y: b < a < y < z,
    "starts": lambda a, z, b, y: a == b and z < y,
    "started_by": lambda a, z, b, y: a == b and y < z,
    "during": lambda a, z, b, y: b < a and z < y,
    "contains": lambda a, z, b, y: a < b and y < z,
    "finishes": lambda a, z, b, y: z == y and b < a,
    "finished_by": lambda a, z, b, y: z == y and a < b,
    "equals": lambda a, z, b, y: (a, z) == (b, y),
}


def plain_sequences(sets: list[list[Bout]], limit: int) -> list[list[int]]:
    """Every way to complete a sequence from what is left, in turn, and the earliest of them."""
    left = [set(range(len(one))) for one in sets]
    found = []
    for head in sorted(left[0], key=lambda row: (sets[0][row], row)):
        ways = [
            way
            for way in itertools.product([head], *left[1:])
            if all(
                follows(sets[i][a], sets[i + 1][b], limit)
                for i, (a, b) in enumerate(itertools.pairwise(way))
            )
        ]
        if ways:
            way = min(ways, key=lambda way: [(sets[i][row], row) for i, row in enumerate(way)])
            found.append(list(way))
            for rows, row in zip(left, way, strict=True):
                rows.remove(row)
    return found


@settings(max_examples=300, deadline=None)
@given(first=bouts, second=bouts, limit=limits)
def test_relations_against_every_pair(first: list[Bout], second: list[Bout], limit: int) -> None:
    a, b = seconds(first), seconds(second)

    def plain(function: Callable[..., Any], limit: float) -> list[bool]:
        return [any(PLAIN[function](one, other, limit) for other in second) for one in first]

    for function in (before, after, within, followed_by):
        result = function(a, b, limit * 0.1)
        assert result.tolist() == plain(function, limit), function.__name__
    for function in (before, after, during, overlapping):
        assert function(a, b).tolist() == plain(function, math.inf), function.__name__


@settings(max_examples=300, deadline=None)
@given(first=bouts, second=bouts)
def test_allen_against_every_pair(first: list[Bout], second: list[Bout]) -> None:
    for relation, holds in PLAIN_ALLEN.items():
        expected = [any(holds(*one, *other) for other in second) for one in first]
        assert allen(seconds(first), seconds(second), relation).tolist() == expected, relation


@settings(max_examples=300, deadline=None)
@given(sets=st.lists(bouts.map(lambda rows: rows[:5]), min_size=2, max_size=4), limit=limits)
def test_sequences_against_every_way(sets: list[list[Bout]], limit: int) -> None:
    result = sequences([seconds(one) for one in sets], limit * 0.1)
    assert result.tolist() == plain_sequences(sets, limit)


@settings(max_examples=200, deadline=None)
@given(ticks=bouts)
def test_gaps_against_every_pair(ticks: list[Bout]) -> None:
    rows = sorted(ticks)
    expected = [
        max(0, rows[i][0] - max(stop for _, stop in rows[:i])) / 10 for i in range(1, len(rows))
    ]
    assert gaps(seconds(ticks)).tolist() == expected


# --- laws ---


@settings(max_examples=100, deadline=None)
@given(first=bouts, second=bouts.map(lambda rows: rows[:2]))
def test_any_two_bouts_stand_in_one_of_allens_relations(
    first: list[Bout], second: list[Bout]
) -> None:
    for bout in second:
        holding = [allen(seconds(first), seconds([bout]), relation) for relation in RELATIONS]
        assert np.sum(holding, axis=0).tolist() == [1] * len(first)


@settings(max_examples=200, deadline=None)
@given(first=bouts, second=bouts)
def test_laws(first: list[Bout], second: list[Bout]) -> None:
    a, b = seconds(first), seconds(second)
    sharing = overlapping(a, b)
    assert (during(a, b) <= sharing).all()
    assert (sharing <= within(a, b, 0)).all()
    near = before(a, b, 0.3) | after(a, b, 0.3)
    np.testing.assert_array_equal(within(a, b, 0.3), sharing | near)
    np.testing.assert_array_equal(within(a, b, 0), sharing | before(a, b, 0) | after(a, b, 0))
    assert within(a, b, math.inf).tolist() == [bool(second)] * len(first)
    assert during(a, a).all()
    assert overlapping(a, a).all()
    assert bool(sharing.any()) == bool(overlapping(b, a).any())
    heads = sequences([a, b], 0.2)[:, 0]
    assert followed_by(a, b, 0.2)[heads].all()


# --- shapes and faults ---

EVERY: list[Callable[[Any, Any], Any]] = [
    before,
    after,
    during,
    overlapping,
    lambda a, b: within(a, b, 1),
    lambda a, b: followed_by(a, b, 1),
    *(lambda a, b, relation=relation: allen(a, b, relation) for relation in RELATIONS),
]


@pytest.mark.parametrize("function", EVERY)
def test_empty_lists(function: Callable[[Any, Any], Any]) -> None:
    none, some = array([]), array([(1, 2), (3, 4)])
    assert function(none, some).shape == function(none, none).shape == (0,)
    assert function(some, none).tolist() == [False, False]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (np.array([1.0, 2.0]), r"shape \(n, 2\).*found \(2,\)"),
        (np.zeros((2, 3)), r"found \(2, 3\)"),
        (np.array([[0.0, 1.0], [2.0, 1.0]]), r"stops before it starts: \[2.0, 1.0\)"),
        (np.array([[0.0, math.nan]]), "finite.*nan"),
        (np.array([[0.0, math.inf]]), "finite.*inf"),
        (np.array([[0.0, 1e13]]), r"at most 1e\+12 s"),
    ],
)
def test_what_is_no_list_of_bouts(wrong: NDArray[np.float64], says: str) -> None:
    right = array([(0, 1)])
    for call in (*EVERY, lambda a, b: sequences([a, b], 1)):
        for given_lists in ((wrong, right), (right, wrong)):
            with pytest.raises(UserError, match=says):
                call(*given_lists)
    with pytest.raises(UserError, match=says):
        gaps(wrong)


@pytest.mark.parametrize("limit", [-1, -1e-9, math.nan])
def test_a_limit_is_zero_or_more(limit: float) -> None:
    some = array([(0, 1)])
    for function in (before, after, within, followed_by):
        with pytest.raises(UserError, match=f"zero or more seconds, found {limit}"):
            function(some, some, limit)
    with pytest.raises(UserError, match="zero or more seconds"):
        sequences([some, some], limit)


def test_an_unknown_relation_names_the_known_ones() -> None:
    some = array([(0, 1)])
    with pytest.raises(UserError, match=r"'overlap'; did you mean 'overlaps'\?.* equals\.$"):
        allen(some, some, "overlap")  # type: ignore[arg-type]
    with pytest.raises(UserError, match=r"'xyz'\. Allen's relations: before, after, .* equals\.$"):
        allen(some, some, "xyz")  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1])
def test_a_sequence_has_two_positions_or_more(count: int) -> None:
    with pytest.raises(UserError, match=f"two or more lists of bouts, found {count}"):
        sequences([array([(0, 1)])] * count, 1)


def test_the_longest_times_and_limits() -> None:
    ends = array([(-1e12, -1e12), (1e12, 1e12)])
    for function in (before, after, within):
        assert function(ends, ends, math.inf).all()
    assert followed_by(ends, ends, math.inf).tolist() == [True, False]
    assert within(ends[:1], ends[1:], 2e12).all()
    assert not within(ends[:1], ends[1:], 1.9e12).any()
    assert allen(ends, ends, "equals").all()


def test_inputs_stay_as_they_are() -> None:
    first, second = seconds([(5, 9), (1, 1)]), seconds([(2, 8), (0, 12)])
    copies = first.copy(), second.copy()
    for call in (*EVERY, lambda a, b: sequences([a, b], 1), lambda a, b: gaps(a)):
        call(first, second)
    np.testing.assert_array_equal((first, second), copies)


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_many_bouts_that_overlap_take_little_memory(count: int) -> None:
    """Each bout shares time with one in twenty: a byte for each such pair would be too much."""
    rng = np.random.default_rng(0)

    def many() -> NDArray[np.float64]:
        start = rng.uniform(0, 36_000, count)
        return np.column_stack([start, start + rng.uniform(0, 2_000, count)])

    first, second = many(), many()
    for call in (*EVERY, lambda a, b: sequences([a, b], 1), lambda a, b: gaps(a)):
        tracemalloc.start()
        try:
            call(first, second)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 600 * count  # bytes
