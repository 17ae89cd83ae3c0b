"""Sizes of a difference: of means, in standard deviations (Hedges' g), and by rank (Cliff's delta).

All have the sign of ``b - a``. One value per animal; paired values stand at the same place of both
arrays. Where a size is not defined, it is NaN.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

UNBOUNDED = 1e100
"""Stands for an infinite standardized difference, in a form that can be ranked and averaged."""


def rounding(a: Array, b: Array) -> float:
    """Return below which differences of values `a` and `b` are rounding of averages, not data."""
    return 1e-12 * max(float(np.abs(a).max()), float(np.abs(b).max()))


def mean_difference(a: Array, b: Array, axis: int = -1) -> Array:
    """Return the mean of `b` minus the mean of `a`, over an axis."""
    return np.asarray(b.mean(axis=axis) - a.mean(axis=axis))


def standardized_difference(a: Array, b: Array, axis: int = -1) -> Array:
    """Return the mean of `b` minus that of `a` in pooled standard deviations, over an axis.

    Notes
    -----
    For pairs (equal numbers) the pooled deviation is the root of the mean of both variances, as in
    Cohen's d_av. Without any spread a difference is ``UNBOUNDED``, and no difference is 0.
    """
    smallest = rounding(a, b)
    difference = mean_difference(a, b, axis)
    difference = np.where(np.abs(difference) > smallest, difference, 0.0)
    squares = np.asarray(_squares(a, axis) + _squares(b, axis))
    spread = np.sqrt(squares / (a.shape[axis] + b.shape[axis] - 2))
    known = spread > smallest
    return np.where(
        known, difference / np.where(known, spread, 1.0), np.sign(difference) * UNBOUNDED
    )


def small_sample_factor(degrees: float) -> float:
    """Return Hedges' J, which takes the bias of small samples out of a standardized difference.

    Parameters
    ----------
    degrees
        Degrees of freedom of the standard deviation, more than 1: with one there is no such factor.

    Returns
    -------
    float
        Between 0 and 1.

    References
    ----------
    Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related
    estimators. Journal of Educational Statistics 6(2), 107-128. The exact form, with gamma
    functions.
    """
    ratio = math.lgamma(degrees / 2) - math.lgamma((degrees - 1) / 2)
    return math.exp(ratio) / math.sqrt(degrees / 2)


def g_factor(a: Array, b: Array, *, paired: bool) -> float:
    """Return the factor that makes Hedges' g of a standardized difference.

    Parameters
    ----------
    a, b
        One value per animal.
    paired
        Whether the values at one place are of the same animal.

    Returns
    -------
    float
        NaN where g is not defined: two pairs, or no spread within the groups.

    Notes
    -----
    Independent groups have ``n_a + n_b - 2`` degrees of freedom, n pairs whose values correlate by
    r have ``2 (n - 1) / (1 + r^2)`` (Cousineau 2020). On normal data of five pairs with r from 0 to
    0.9, g comes out 0 to 3 % too small; with the often used ``n - 1``, 4 to 12 %.

    References
    ----------
    Cousineau, D. (2020). Approximating the distribution of Cohen's d_p in within-subject designs.
    The Quantitative Methods for Psychology 16(4), 418-421.
    """
    pooled = _squares(a, -1) + _squares(b, -1)
    degrees = float(len(a) + len(b) - 2)
    if float(pooled) <= degrees * rounding(a, b) ** 2 or (paired and len(a) == 2):
        return math.nan
    if paired:
        degrees /= 1 + _squared_correlation(a, b)
    return small_sample_factor(degrees)


def hedges_g(a: Array, b: Array, *, paired: bool) -> float:
    """Return Hedges' g: the difference of means in standard deviations, without small-sample bias.

    Parameters
    ----------
    a, b
        One value per animal, at least two each.
    paired
        The same animals in both, in the same order: g_av, on the scale of the single conditions
        and so comparable with g of independent groups. Otherwise g of Hedges (1981).

    Returns
    -------
    float
        NaN where it is not defined: two pairs, or no spread within the groups.

    References
    ----------
    Hedges (1981), see `small_sample_factor`. For g_av: Lakens, D. (2013). Calculating and reporting
    effect sizes to facilitate cumulative science. Frontiers in Psychology 4, 863.
    """
    return float(standardized_difference(a, b)) * g_factor(a, b, paired=paired)


def cliffs_delta(a: Array, b: Array) -> float:
    """Return Cliff's delta: how much more often a value of `b` is above one of `a` than below.

    Returns
    -------
    float
        1 where all of `b` lie above all of `a`, -1 where below, 0 where neither prevails. It knows
        only ranks, so that a few extreme values of a skewed measure do not rule it.

    References
    ----------
    Cliff, N. (1993). Dominance statistics: ordinal analyses to answer ordinal questions.
    Psychological Bulletin 114(3), 494-509.
    """
    differences = b[:, None] - a[None, :]
    above = np.where(np.abs(differences) > rounding(a, b), np.sign(differences), 0.0)
    return float(above.mean())


def _squares(values: Array, axis: int) -> Array:
    centred = values - values.mean(axis=axis, keepdims=True)
    return np.asarray((centred * centred).sum(axis=axis))


def _squared_correlation(a: Array, b: Array) -> float:
    """Return r squared; 1, the careful choice, where one of the two has no spread."""
    own = float(_squares(a, -1) * _squares(b, -1))
    common = float(((a - a.mean()) * (b - b.mean())).sum())
    return min(common**2 / own, 1.0) if own > 0 else 1.0
