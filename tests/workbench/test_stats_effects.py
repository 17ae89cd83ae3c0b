"""Effect sizes against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from workbench.stats.effects import (
    Array,
    cliffs_delta,
    hedges_g,
    small_sample_factor,
    standardized_difference,
)


def values(*numbers: float) -> Array:
    return np.array(numbers, dtype=float)


def test_small_sample_factor_is_the_exact_one() -> None:
    assert small_sample_factor(2) == pytest.approx(1 / math.sqrt(math.pi))
    # gamma(2) / (sqrt(2) gamma(3/2)); the usual approximation 1 - 3/(4 df - 1) gives 0.8
    assert small_sample_factor(4) == pytest.approx(1 / (math.sqrt(2) * math.sqrt(math.pi) / 2))
    assert small_sample_factor(100) == pytest.approx(1 - 3 / 399, abs=1e-4)


def test_g_of_independent_groups() -> None:
    # difference 2, pooled deviation 1, 4 degrees of freedom
    assert hedges_g(values(1, 2, 3), values(3, 4, 5), paired=False) == pytest.approx(2 * 0.7978846)
    # unequal n: squares 2 and 14 over 4 degrees of freedom, so a deviation of 2; difference 2
    assert hedges_g(values(0, 2), values(1, 2, 3, 6), paired=False) == pytest.approx(0.7978846)


def test_g_of_pairs_counts_correlated_values_as_less() -> None:
    # variances 1 and 4, r = 1, so 2 (3 - 1) / (1 + 1) = 2 degrees of freedom
    assert hedges_g(values(1, 2, 3), values(2, 4, 6), paired=True) == pytest.approx(
        2 / math.sqrt(2.5) * 0.5641896
    )
    # variances 1 and 3, r = 0, so 4 degrees of freedom
    assert hedges_g(values(1, 2, 3), values(4, 1, 4), paired=True) == pytest.approx(
        1 / math.sqrt(2) * 0.7978846
    )


def test_g_has_the_sign_of_second_minus_first() -> None:
    a, b = values(1, 2, 3), values(3, 4, 7)
    for paired in (False, True):
        assert hedges_g(a, b, paired=paired) == -hedges_g(b, a, paired=paired) > 0


def test_g_is_not_defined_without_spread_or_with_two_pairs() -> None:
    flat = values(0.1 + 0.2, 0.3, 0.3)  # equal but for rounding
    assert math.isnan(hedges_g(flat, flat, paired=False))
    assert math.isnan(hedges_g(flat, flat + 1, paired=False))
    assert math.isnan(hedges_g(values(1, 2), values(5, 7), paired=True))
    assert not math.isnan(hedges_g(values(1, 2), values(5, 7), paired=False))


def test_g_of_pairs_where_one_condition_never_varies() -> None:
    # r is not known: as careful as r = 1, 2 degrees of freedom; deviation sqrt(1 / 2)
    g = hedges_g(values(0, 0, 0), values(1, 2, 3), paired=True)
    assert g == pytest.approx(2 / math.sqrt(0.5) * 0.5641896)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_g_of_pairs_is_nearly_unbiased(correlation: float) -> None:
    rng = np.random.default_rng(7)
    a = rng.standard_normal((4000, 5))
    noise = rng.standard_normal((4000, 5))
    b = 1 + correlation * a + math.sqrt(1 - correlation**2) * noise
    mean = np.mean([hedges_g(x, y, paired=True) for x, y in zip(a, b, strict=True)])
    assert mean == pytest.approx(1, abs=0.05)
    assert np.mean(standardized_difference(a, b)) > 1.1  # what the factor corrects


def test_cliffs_delta() -> None:
    assert cliffs_delta(values(1, 2), values(3, 4, 5)) == 1
    assert cliffs_delta(values(3, 4, 5), values(1, 2)) == -1
    # of nine pairs six are above, one below, two tied
    assert cliffs_delta(values(1, 2, 3), values(2, 3, 4)) == pytest.approx(5 / 9)
    assert cliffs_delta(values(0.1 + 0.2), values(0.3)) == 0


def test_cliffs_delta_is_the_rank_test_s_statistic() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.poisson(3, 9).astype(float), rng.poisson(4, 12).astype(float)
    u = stats.mannwhitneyu(b, a).statistic
    assert cliffs_delta(a, b) == pytest.approx(2 * u / (9 * 12) - 1)
