"""Means and percentiles in which every frame counts for as long as it lasts.

With a constant frame rate they are the usual ones (percentiles as `numpy.percentile` has them).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def mean_and_std(values: Values, weights: Values) -> tuple[float, float]:
    """Return the mean and the standard deviation (of the population); NaN without values.

    Parameters
    ----------
    values, weights
        Shape (n,), all known; weights above 0.
    """
    if not len(values):
        return np.nan, np.nan
    mean = float(np.average(values, weights=weights))
    return mean, float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))


def percentiles(values: Values, weights: Values, percents: Sequence[float]) -> Values:
    """Return percentiles of values of different weight, shape (percents,); NaN without values.

    Parameters
    ----------
    values, weights
        As for `mean_and_std`.
    percents
        0 to 100.

    Notes
    -----
    The middle of each value's weight is its place, counted from the middle of the first to the
    middle of the last value, with straight lines between: type 7 of Hyndman and Fan (1996) where
    all weights are equal.
    """
    if not len(values):
        return np.full(len(percents), np.nan)
    order = np.argsort(values, kind="stable")
    ordered, shares = values[order], weights[order]
    middles = np.cumsum(shares) - shares / 2
    span = middles[-1] - middles[0]
    places = (middles - middles[0]) / span if span > 0 else np.zeros(len(middles))
    return np.asarray(np.interp(np.asarray(percents) / 100, places, ordered))
