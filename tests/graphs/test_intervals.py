"""The interval algebra against the plainest implementation: one truth value per tick."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from graphs.intervals import (
    Intervals,
    as_intervals,
    complement,
    difference,
    intersection,
    merge,
    symmetric_difference,
    tiou,
    total_s,
    union,
)

TICKS = 40

pairs = st.lists(
    st.tuples(st.integers(0, TICKS), st.integers(0, TICKS)).map(lambda p: tuple(sorted(p))),
    max_size=12,
)
sets = pairs.map(as_intervals)
floats = st.lists(
    st.tuples(
        st.floats(-1e6, 1e6, allow_subnormal=False), st.floats(-1e6, 1e6, allow_subnormal=False)
    ).map(lambda p: tuple(sorted(p))),
    max_size=8,
).map(as_intervals)


def ticks(intervals: Intervals) -> NDArray[np.bool_]:
    """Whether each [i, i + 1) is covered; the times are whole numbers."""
    covered = np.zeros(TICKS, dtype=bool)
    for start, stop in intervals:
        covered[int(start) : int(stop)] = True
    return covered


def from_ticks(covered: NDArray[np.bool_]) -> Intervals:
    edges = np.diff(np.concatenate([[0], covered.astype(int), [0]]))
    return np.column_stack([np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)]).astype(float)


def assert_is_set(intervals: Intervals) -> None:
    assert intervals.dtype == np.float64
    assert intervals.ndim == 2
    assert intervals.shape[1] == 2
    assert (intervals[:, 0] < intervals[:, 1]).all()
    assert (intervals[1:, 0] > intervals[:-1, 1]).all()


@given(pairs)
def test_as_intervals(given_pairs: list[tuple[int, int]]) -> None:
    made = as_intervals(given_pairs)
    assert_is_set(made)
    expected = ticks(np.array(given_pairs, dtype=float).reshape(-1, 2))
    np.testing.assert_array_equal(made, from_ticks(expected))


@given(sets, sets)
def test_operations_on_two_sets(first: Intervals, second: Intervals) -> None:
    a, b = ticks(first), ticks(second)
    for result, expected in (
        (union(first, second), a | b),
        (intersection(first, second), a & b),
        (difference(first, second), a & ~b),
        (symmetric_difference(first, second), a ^ b),
    ):
        assert_is_set(result)
        np.testing.assert_array_equal(result, from_ticks(expected))


@given(sets, st.integers(0, TICKS), st.integers(0, TICKS))
def test_complement(intervals: Intervals, one: int, other: int) -> None:
    start, stop = sorted((one, other))
    asked = ticks(np.array([[start, stop]]))
    result = complement(intervals, start, stop)
    assert_is_set(result)
    np.testing.assert_array_equal(result, from_ticks(asked & ~ticks(intervals)))
    assert total_s(result) + total_s(intersection(intervals, as_intervals([(start, stop)]))) == (
        stop - start
    )


@given(sets, sets)
def test_lengths_add_up(a: Intervals, b: Intervals) -> None:
    assert total_s(union(a, b)) == total_s(a) + total_s(b) - total_s(intersection(a, b))
    assert total_s(symmetric_difference(a, b)) == (
        total_s(union(a, b)) - total_s(intersection(a, b))
    )


@given(floats, floats, floats)
def test_laws_on_any_times(a: Intervals, b: Intervals, c: Intervals) -> None:
    same = np.testing.assert_array_equal

    def outside(intervals: Intervals) -> Intervals:
        return complement(intervals, -2e6, 2e6)

    for result in (
        union(a, b), intersection(a, b), difference(a, b), symmetric_difference(a, b), outside(a),
    ):  # fmt: skip
        assert_is_set(result)
    same(union(a, b), union(b, a))
    same(intersection(a, b), intersection(b, a))
    same(union(intersection(a, b), difference(a, b)), a)
    same(difference(a, union(b, c)), difference(difference(a, b), c))
    same(intersection(a, union(b, c)), union(intersection(a, b), intersection(a, c)))
    same(difference(a, b), intersection(a, outside(b)))
    same(outside(union(a, b)), intersection(outside(a), outside(b)))
    same(outside(outside(a)), a)
    same(symmetric_difference(a, b), symmetric_difference(b, a))
    same(symmetric_difference(a, b), difference(union(a, b), intersection(a, b)))
    same(symmetric_difference(symmetric_difference(a, b), b), a)
    assert len(difference(a, a)) == len(symmetric_difference(a, a)) == 0
    assert total_s(union(a, b)) + total_s(intersection(a, b)) == pytest.approx(
        total_s(a) + total_s(b)
    )


@given(pairs, st.integers(0, 6))
def test_merge_closes_gaps_up_to_a_length(given_pairs: list[tuple[int, int]], gap: int) -> None:
    intervals = as_intervals(given_pairs)
    covered = ticks(intervals)
    for (_, stop), (start, _) in itertools.pairwise(intervals):
        if start - stop <= gap:
            covered[int(stop) : int(start)] = True
    np.testing.assert_array_equal(merge(intervals, float(gap)), from_ticks(covered))


@pytest.mark.parametrize("start_s", [0.5, 1.0, 2.1, 4.1, 7.3, 599.9, 3600.1])
@pytest.mark.parametrize("gap_s", [0.1, 0.2, 0.5, 1 / 30])
def test_a_gap_of_just_the_allowed_length_closes_at_any_time(start_s: float, gap_s: float) -> None:
    """4.3 - 4.1 is a little more than 0.2 in floating point; it is still 0.2 s."""
    two = np.array([[0.0, start_s], [start_s + gap_s, 4000.0]])
    assert len(merge(two, gap_s)) == 1
    assert len(merge(two, gap_s - 0.001)) == 2


def test_by_hand() -> None:
    first = as_intervals([(5, 8), (0, 2), (1, 3), (8, 9), (4, 4)])
    np.testing.assert_array_equal(first, [[0, 3], [5, 9]])
    second = as_intervals([(2, 6)])
    np.testing.assert_array_equal(intersection(first, second), [[2, 3], [5, 6]])
    np.testing.assert_array_equal(difference(first, second), [[0, 2], [6, 9]])
    np.testing.assert_array_equal(difference(second, first), [[3, 5]])
    np.testing.assert_array_equal(union(first, second), [[0, 9]])
    np.testing.assert_array_equal(symmetric_difference(first, second), [[0, 2], [3, 5], [6, 9]])
    np.testing.assert_array_equal(complement(first, -1, 7), [[-1, 0], [3, 5]])
    np.testing.assert_array_equal(complement(first, 1, 2), np.empty((0, 2)))
    assert total_s(first) == 7


def test_empty_sets_keep_their_shape() -> None:
    none, some = as_intervals([]), as_intervals([(1, 2)])
    for result in (
        none, union(none, none), intersection(some, none), intersection(none, some),
        difference(none, some), merge(none, 1.0), symmetric_difference(some, some),
        complement(none, 1, 1), complement(some, 1, 2),
    ):  # fmt: skip
        assert result.shape == (0, 2)
    np.testing.assert_array_equal(difference(some, none), some)
    np.testing.assert_array_equal(symmetric_difference(some, none), some)
    np.testing.assert_array_equal(complement(none, 1, 2), some)
    assert total_s(none) == 0


def test_results_are_no_views_of_their_inputs() -> None:
    some, none = as_intervals([(1.0, 2.0)]), as_intervals([])
    for result in (
        union(some, none), difference(some, none), symmetric_difference(some, none),
        merge(some, 0.0),
    ):  # fmt: skip
        result[0, 0] = -1
    assert some[0, 0] == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [([(2, 1)], r"stops before it starts: \[2"), ([(0, math.nan)], "finite")],
)
def test_wrong_intervals(wrong: list[tuple[float, float]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        as_intervals(wrong)
    with pytest.raises(ValueError, match=says):
        complement(as_intervals([]), *wrong[0])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((0, 10), (0, 10), 1.0),
        ((0, 10), (5, 15), 1 / 3),
        ((0, 10), (2, 4), 0.2),
        ((0, 10), (10, 20), 0.0),
        ((0, 1), (5, 6), 0.0),
        ((3, 3), (3, 3), 0.0),
    ],
)
def test_tiou(first: tuple[float, float], second: tuple[float, float], expected: float) -> None:
    assert tiou(first, second) == pytest.approx(expected)
    assert tiou(second, first) == pytest.approx(expected)
