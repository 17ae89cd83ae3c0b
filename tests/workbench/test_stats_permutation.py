"""The permutation test against hand-counted p, brute force, and data without a difference."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from scipy import stats

from workbench.stats.effects import Array
from workbench.stats.permutation import permutation_test


def p_of(a: object, b: object, *, paired: bool = False, permutations: int = 10_000) -> float:
    first, second = np.array(a, dtype=float), np.array(b, dtype=float)
    return permutation_test(first, second, paired=paired, permutations=permutations, seed=0).p


def brute_force_independent(a: Array, b: Array) -> float:
    together, places = np.concatenate([a, b]), range(len(a) + len(b))
    observed = abs(b.mean() - a.mean())
    amounts = []
    for chosen in combinations(places, len(a)):
        rest = [place for place in places if place not in chosen]
        amounts.append(abs(together[rest].mean() - together[list(chosen)].mean()))
    return float(np.mean(np.array(amounts) >= observed - 1e-9))


def brute_force_paired(a: Array, b: Array) -> float:
    observed = abs((b - a).mean())
    flips = product((-1, 1), repeat=len(a))
    amounts = np.array([abs(((b - a) * signs).mean()) for signs in flips])
    return float(np.mean(amounts >= observed - 1e-9))


def test_separated_groups_of_three() -> None:
    # 20 ways to choose 3 of 6; only the observed one and its mirror image are as far apart
    assert p_of([1, 2, 3], [10, 20, 30]) == pytest.approx(2 / 20)


def test_five_pairs_that_all_grow() -> None:
    assert p_of([1, 2, 3, 4, 5], [2, 4, 6, 8, 10], paired=True) == pytest.approx(2 / 32)


def test_unequal_groups_count_amounts_in_both_directions() -> None:
    # 10 ways to choose 2 of 5; {4, 5} against {1, 2, 3} is as far apart as {1, 2} against the rest
    assert p_of([1, 2], [3, 4, 5]) == pytest.approx(2 / 10)
    # the far side of {8, 9} is {1, 2} against {3, 8, 9}: 5.2 apart, less than the 6.5 observed
    assert p_of([8, 9], [1, 2, 3]) == pytest.approx(1 / 10)


@pytest.mark.parametrize("seed", range(8))
def test_exact_p_is_that_of_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts_a, counts_b = rng.poisson(2, 4) / 3, rng.poisson(3, 5) / 3  # ties, not exact in binary
    assert p_of(counts_a, counts_b) == pytest.approx(brute_force_independent(counts_a, counts_b))
    a, b = rng.poisson(2, 7) / 10, rng.poisson(3, 7) / 10
    assert p_of(a, b, paired=True) == pytest.approx(brute_force_paired(a, b))


def test_equal_means_give_one_whatever_the_rounding() -> None:
    assert p_of([0.1, 0.2, 0.3], [0.3, 0.1, 0.2]) == 1
    assert p_of([1e6 + 0.1, 1e6 + 0.3], [1e6 + 0.2, 1e6 + 0.2]) == 1


def test_constant_values_give_one() -> None:
    for paired in (False, True):
        for permutations in (5, 10_000):
            assert p_of([3] * 4, [3] * 4, paired=paired, permutations=permutations) == 1


def test_exact_as_long_as_all_relabelings_are_allowed() -> None:
    a, b = np.arange(3.0), np.arange(3.0) + 9
    exact = permutation_test(a, b, paired=False, permutations=20, seed=0)
    drawn = permutation_test(a, b, paired=False, permutations=19, seed=0)
    assert (exact.exact, drawn.exact) == (True, False)
    assert exact.p == 0.1
    assert drawn.p == pytest.approx(round(drawn.p * 20) / 20)  # (b + 1) / (19 + 1)
    pairs = permutation_test(a, b, paired=True, permutations=8, seed=0)
    assert (pairs.exact, pairs.p, pairs.least_p) == (True, 2 / 8, 2 / 8)


def test_random_p_is_never_zero() -> None:
    # none of 99 random relabelings of 12 and 12 separated animals is as extreme
    far = permutation_test(
        np.arange(12.0), np.arange(12.0) + 99, paired=False, permutations=99, seed=0
    )
    assert (far.p, far.least_p, far.exact) == (0.01, 0.01, False)


def test_random_p_agrees_with_exact_p() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=7), rng.normal(size=8) + 0.7
    exact, drawn = p_of(a, b), p_of(a, b, permutations=4000)
    low, high = stats.binom.interval(0.9999, 4000, exact)
    assert low <= drawn * 4001 - 1 <= high


def test_least_p() -> None:
    def least(n_a: int, n_b: int, *, paired: bool = False) -> float:
        a, b = np.arange(float(n_a)), np.arange(float(n_b))
        return permutation_test(a, b, paired=paired, permutations=10_000, seed=0).least_p

    assert least(2, 2) == pytest.approx(2 / 6)
    assert least(3, 3) == pytest.approx(2 / 20)
    assert least(2, 5) == pytest.approx(1 / 21)
    assert least(4, 4, paired=True) == pytest.approx(2 / 16)


def test_same_seed_same_p() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=20), rng.normal(size=20)
    assert p_of(a, b, permutations=500) == p_of(a, b, permutations=500)


@pytest.mark.parametrize("paired", [False, True])
def test_without_a_difference_few_p_are_small(paired: bool) -> None:
    rng = np.random.default_rng(11)
    found = [
        p_of(*(rng.exponential(size=(2, 6))), paired=paired, permutations=199) for _ in range(400)
    ]
    for level in (0.05, 0.2):
        assert sum(p <= level for p in found) <= stats.binom.ppf(0.999, 400, level)
    assert np.mean(found) == pytest.approx(0.5, abs=0.06)
