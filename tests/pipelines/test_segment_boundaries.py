"""Boundary agreement, by hand and against brute force."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.errors import UserError
from pipelines.evaluate.boundaries import BoundaryScore, score_boundaries


def test_by_hand() -> None:
    score = score_boundaries(np.array([10.0, 20.0, 30.0]), np.array([10.4, 19.0, 30.5, 40.0]), 0.5)
    assert score == BoundaryScore(true=3, found=4, matched=2)
    assert score.precision == pytest.approx(0.5)
    assert score.recall == pytest.approx(2 / 3)
    assert score.f1 == pytest.approx(4 / 7)
    assert score.over_segmentation == pytest.approx(4 / 3)


def test_cutting_to_pieces_does_not_pay() -> None:
    """Ten boundaries around one true one: one match, not ten."""
    score = score_boundaries(np.array([10.0]), np.linspace(9.6, 10.4, 10), 0.5)
    assert (score.matched, score.precision) == (1, pytest.approx(0.1))


def test_the_nearest_partner_is_not_always_the_right_one() -> None:
    """Nearest first would pair 1.0 with 1.1 and leave 0.4 and 1.9 alone."""
    assert score_boundaries(np.array([1.0, 1.9]), np.array([0.4, 1.1]), 0.8).matched == 2


def test_tolerance_is_inclusive_in_decimals() -> None:
    assert score_boundaries(np.array([10.1]), np.array([10.6]), 0.5).matched == 1


def test_nothing_on_either_side() -> None:
    nothing = np.empty(0)
    assert score_boundaries(nothing, nothing, 1.0).f1 == 1.0
    assert score_boundaries(np.array([1.0]), nothing, 1.0).f1 == 0.0
    assert np.isnan(score_boundaries(np.array([1.0]), nothing, 1.0).precision)
    assert np.isnan(score_boundaries(nothing, np.array([1.0]), 1.0).over_segmentation)


def test_scores_pool() -> None:
    assert BoundaryScore(1, 2, 1) + BoundaryScore(3, 1, 0) == BoundaryScore(4, 3, 1)


def test_bad_arguments() -> None:
    with pytest.raises(UserError, match="finite"):
        score_boundaries(np.array([np.nan]), np.array([1.0]), 0.5)
    with pytest.raises(UserError, match="negative"):
        score_boundaries(np.array([1.0]), np.array([1.0]), -0.5)


def brute_force(true: list[int], found: list[int], reach: int) -> int:
    """Return the size of a maximum matching, by trying all."""
    for size in range(min(len(true), len(found)), 0, -1):
        for chosen in combinations(true, size):
            for order in permutations(found, size):
                if all(abs(a - b) <= reach for a, b in zip(chosen, order, strict=True)):
                    return size
    return 0


@given(
    st.lists(st.integers(0, 12), max_size=4),
    st.lists(st.integers(0, 12), max_size=4),
    st.integers(0, 3),
)
def test_the_matching_is_maximum(true: list[int], found: list[int], reach: int) -> None:
    score = score_boundaries(np.array(true, float), np.array(found, float), reach)
    assert score.matched == brute_force(true, found, reach)
