"""Permutation test of a difference of means between independent groups or within pairs.

If the groups do not differ, every way to hand out their labels is equally likely. p is the share of
these relabelings whose difference is at least as large, up or down, as the one that was found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from workbench.stats.effects import Array, mean_difference, rounding


@dataclass(frozen=True, slots=True)
class Tested:
    """Outcome of a test.

    Parameters
    ----------
    p
        Two-sided.
    exact
        All relabelings were tried, not a random choice of them.
    least_p
        The smallest p that these numbers of animals and relabelings allow.
    """

    p: float
    exact: bool
    least_p: float


def permutation_test(a: Array, b: Array, *, paired: bool, permutations: int, seed: int) -> Tested:
    """Test whether the means of `a` and `b` differ.

    Parameters
    ----------
    a, b
        One value per animal, at least two each.
    paired
        The same animals in both, in the same order: the signs of their differences are flipped.
        Otherwise animals change groups.
    permutations
        All relabelings are tried if there are no more than this; otherwise so many random ones.
    seed
        Of the random ones.

    Notes
    -----
    Two-sided p counts differences whose amount is at least that of the observed one. Of m random
    relabelings of which b reach it, p is ``(b + 1) / (m + 1)``, never zero (Phipson & Smyth 2010).
    The hypothesis tested is that labels can be exchanged: with very different variances and numbers
    of animals, p can be small without a difference of means.

    References
    ----------
    Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero: calculating exact
    p-values when permutations are randomly drawn. Statistical Applications in Genetics and
    Molecular Biology 9(1), 39.
    """
    from scipy import stats

    mirrored = paired or len(a) == len(b)  # the opposite labels give the opposite difference
    relabelings = 2 ** len(a) if paired else math.comb(len(a) + len(b), len(a))
    exact = relabelings <= permutations
    result = stats.permutation_test(
        (b - a,) if paired else (a, b),
        _mean_amount if paired else _difference_amount,
        permutation_type="samples" if paired else "independent",
        vectorized=True,
        n_resamples=permutations,
        batch=max(1, 1_000_000 // (len(a) + len(b))),
        alternative="greater",
        rng=np.random.default_rng(seed),
    )
    # counted here, because rounding must not part relabelings with the same difference
    reached = np.asarray(result.null_distribution) >= float(result.statistic) - rounding(a, b)
    more, tried = int(reached.sum()), len(reached)
    p = more / tried if exact else (more + 1) / (tried + 1)
    least = (2 if mirrored else 1) / relabelings
    return Tested(p, exact, least if exact else max(least, 1 / (permutations + 1)))


def _difference_amount(a: Array, b: Array, axis: int) -> Array:
    return np.abs(mean_difference(a, b, axis))


def _mean_amount(differences: Array, axis: int) -> Array:
    return np.asarray(np.abs(differences.mean(axis=axis)))
