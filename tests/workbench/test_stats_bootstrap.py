"""Bootstrap intervals: how often they hold the truth, and where they say that they cannot."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.stats.bootstrap import interval
from workbench.stats.effects import Array, mean_difference, standardized_difference


def median(values: Array, axis: int) -> Array:
    return np.asarray(np.median(values, axis=axis))


@pytest.mark.parametrize("paired", [False, True])
def test_intervals_of_twenty_animals_hold_the_truth(paired: bool) -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(100):
        a = rng.normal(size=20)
        b = rng.normal(size=20) + 1 + (0.5 * a if paired else 0)
        low, high, kind = interval(
            (a, b), mean_difference, paired=paired, confidence=0.9, seed=int(rng.integers(1000))
        )
        held += low <= 1 <= high
        assert kind == "BCa"
    assert 78 <= held <= 98


def test_pairs_are_drawn_together() -> None:
    rng = np.random.default_rng(4)
    a = 100 * rng.normal(size=15)  # animals differ much, their change little
    b = a + 1 + 0.1 * rng.normal(size=15)
    together = interval((a, b), mean_difference, paired=True, confidence=0.95, seed=0)
    apart = interval((a, b), mean_difference, paired=False, confidence=0.95, seed=0)
    assert together.high - together.low < 0.2 < 50 < apart.high - apart.low


def test_a_higher_confidence_is_wider_and_equal_seeds_are_equal() -> None:
    rng = np.random.default_rng(5)
    samples = rng.normal(size=12), rng.normal(size=9)
    narrow, wide, again = (
        interval(samples, mean_difference, confidence=confidence, seed=1)
        for confidence in (0.8, 0.99, 0.99)
    )
    assert wide.low < narrow.low < narrow.high < wide.high
    assert wide == again


def test_percentiles_where_the_correction_is_not_defined() -> None:
    # leaving out any one value does not change this median, drawing them again does
    found = interval((np.array([1.0] * 5 + [9.0] * 3),), median, confidence=0.95, seed=0)
    assert found == (1.0, 9.0, "percentile")


def test_no_interval_where_nothing_varies() -> None:
    a = np.full(4, 0.1)
    assert interval((a, a + 5), mean_difference, confidence=0.95, seed=0).kind == "none"
    # every animal changed by the same amount
    same = interval((np.arange(5.0), np.arange(5.0) + 2), mean_difference, paired=True,
                    confidence=0.95, seed=0)  # fmt: skip
    assert math.isnan(same.low)
    assert math.isnan(same.high)


def test_no_interval_where_a_bound_is_infinite() -> None:
    # of 2 and 2 animals every fourth draw has no spread at all
    a, b = np.array([1.0, 2.0]), np.array([4.0, 6.0])
    assert interval((a, b), standardized_difference, confidence=0.95, seed=0).kind == "none"
    assert interval((a, b), mean_difference, confidence=0.95, seed=0).kind == "BCa"
    # of 3 pairs every ninth, of 4 every sixty-fourth
    a, b = np.array([1.0, 2.0, 4.0, 5.0]), np.array([4.0, 6.0, 5.0, 6.0])
    for count, kind in ((3, "none"), (4, "BCa")):
        found = interval((a[:count], b[:count]), standardized_difference, paired=True,
                         confidence=0.95, seed=0)  # fmt: skip
        assert found.kind == kind
