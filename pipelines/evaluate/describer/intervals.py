"""Confidence intervals: of shares by Wilson's formula, of anything else by drawing clips again.

Clips, not answers, are drawn: answers about one clip go together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DRAWS = 2000
CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """A value with the bounds of its 95 % interval; NaN where they cannot be found."""

    value: float
    low: float
    high: float


def wilson(hits: int, n: int) -> Estimate:
    """Return a share with its interval (Wilson 1927); NaN of nothing.

    Parameters
    ----------
    hits, n
        How many of how many.
    """
    if n == 0:
        return Estimate(float("nan"), float("nan"), float("nan"))
    from scipy.stats import binomtest

    bounds = binomtest(hits, n).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(hits / n, float(bounds.low), float(bounds.high))


def draws(clips: int, seed: int) -> NDArray[np.int64]:
    """Return how often each clip is in each draw with replacement, shape (`DRAWS`, clips)."""
    if clips == 0:
        return np.zeros((DRAWS, 0), np.int64)
    generator = np.random.default_rng(seed)
    share = np.full(clips, 1 / clips)
    return np.asarray(generator.multinomial(clips, share, size=DRAWS), np.int64)


def bootstrap(tallies: Array, value: Callable[[Array], Array], weights: NDArray[np.int64]) -> Array:
    """Return a value of all clips, then of each draw.

    Parameters
    ----------
    tallies
        What is added up over clips, shape (clips, k).
    value
        From sums, shape (..., k), to values, shape (...); NaN where it is not defined.
    weights
        From `draws`.

    Returns
    -------
    array
        Shape (1 + draws,).
    """
    sums = np.concatenate([tallies.sum(axis=0, keepdims=True), weights @ tallies])
    return value(sums)


def estimate(values: Array) -> Estimate:
    """Return the first value with the percentiles of the others that are defined.

    Parameters
    ----------
    values
        From `bootstrap`, or made of several such.

    Notes
    -----
    No bounds are given where fewer than half of the draws have a value. The percentile interval is
    too narrow for few clips (Efron and Tibshirani 1993): with 10, expect 90 % where it says 95 %.
    """
    known = values[1:][np.isfinite(values[1:])]
    if not np.isfinite(values[0]) or len(known) < len(values) / 2:
        return Estimate(float(values[0]), float("nan"), float("nan"))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return Estimate(float(values[0]), float(low), float(high))
