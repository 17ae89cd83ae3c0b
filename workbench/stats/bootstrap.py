"""Confidence intervals by drawing animals again, with replacement."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np

from workbench.stats.effects import UNBOUNDED, Array

RESAMPLES = 9999


class Interval(NamedTuple):
    """Bounds, and how they were found; NaN where they cannot be (``"none"``)."""

    low: float
    high: float
    kind: Literal["BCa", "percentile", "none"]


def interval(
    samples: Sequence[Array],
    statistic: Callable[..., Array],
    *,
    paired: bool = False,
    confidence: float,
    seed: int,
) -> Interval:
    """Return a confidence interval of a statistic.

    Parameters
    ----------
    samples
        One value per animal, at least two in each sample.
    statistic
        Takes the samples and ``axis``.
    paired
        All samples hold the same animals in the same order, which are drawn together.
    confidence
        For example 0.95.
    seed
        Of the draws.

    Returns
    -------
    Interval
        Bias-corrected and accelerated (BCa) from 9,999 draws. Where the correction is not defined,
        percentiles of the draws. Without bounds where all draws are alike, so that they say nothing
        about uncertainty, or where so many are infinite that a percentile is.

    Notes
    -----
    Intervals from few animals are too narrow. Of 1,500 simulated 95 % intervals of a difference of
    means, with 3, 5, 10 and 20 animals per group, 80, 88, 93 and 92 % held the true difference
    between normal groups; 73, 84, 90 and 92 % within normal pairs that correlate by 0.5; 75, 84, 88
    and 91 % between exponential groups with means 1 and 2.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical
    Association 82(397), 171-185.
    """
    from scipy import stats

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # what is not defined comes back as NaN
        result = stats.bootstrap(
            tuple(samples),
            statistic,
            n_resamples=RESAMPLES,
            batch=max(1, 1_000_000 // sum(map(len, samples))),
            vectorized=True,
            paired=paired,
            confidence_level=confidence,
            method="BCa",
            rng=np.random.default_rng(seed),
        )
    draws = np.asarray(result.bootstrap_distribution)
    kind: Literal["BCa", "percentile"] = "BCa"
    low, high = (float(bound) for bound in result.confidence_interval)
    tail = (1 - confidence) / 2
    if not (math.isfinite(low) and math.isfinite(high)):
        kind = "percentile"
        low, high = (float(bound) for bound in np.quantile(draws, [tail, 1 - tail]))
    without_bound = np.abs(draws) >= UNBOUNDED
    alike = float(np.ptp(draws)) <= 1e-12 * float(np.abs(draws).max())
    if alike or without_bound.mean() > tail or max(-low, high) >= 1e-9 * UNBOUNDED:
        return Interval(math.nan, math.nan, "none")
    return Interval(low, high, kind)
