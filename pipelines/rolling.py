"""Rolling statistics over plain arrays, in centred windows of time; see `pipelines.windows`."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.indexers import BaseIndexer

from pipelines.windows import MIN_COVERAGE, Array, upright, window_bounds

Statistic = Literal["mean", "median", "min", "max", "std"]


def rolling(values: Array, times_s: Array, window_s: float, statistic: Statistic) -> Array:
    """Return a statistic of the known frames in the window around every frame.

    Parameters
    ----------
    values
        Shape (frames, ...), NaN where unknown.
    times_s
        Seconds, shape (frames,), rising.
    window_s
        Length of the window; 0 for the frame alone.
    statistic
        ``mean``, ``median``, ``min``, ``max`` or ``std`` (of the population). Every frame counts
        once, however long it lasts.

    Returns
    -------
    Array
        Same shape; NaN where less than half of the window is known. A frame that is itself unknown
        has a value when enough of its neighbours are known.
    """
    values = np.asarray(values, dtype=np.float64)
    if len(values) == 0:
        return values.copy()
    first, stop = window_bounds(times_s, window_s)
    known = _count(np.isfinite(values), first, stop)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = _STATISTICS[statistic](values, first, stop)
    present = upright(stop - first, values.ndim)
    result[(known == 0) | (known < MIN_COVERAGE * present)] = np.nan
    return result


def _count(known: NDArray[np.bool_], first: NDArray[np.intp], stop: NDArray[np.intp]) -> Array:
    """Return the number of known frames in every window."""
    running = np.concatenate([np.zeros((1, *known.shape[1:]), np.int64), np.cumsum(known, axis=0)])
    return np.asarray(running[stop] - running[first], dtype=np.float64)


def _reduce(
    ufunc: np.ufunc, values: Array, first: NDArray[np.intp], stop: NDArray[np.intp]
) -> Array:
    """Reduce ``values[first:stop]`` for every window."""
    padded = np.concatenate([values, values[-1:]])  # lets the last window stop at the end
    edges = np.column_stack([first, stop]).ravel()
    return np.asarray(ufunc.reduceat(padded, edges, axis=0)[::2], dtype=np.float64)


def _mean(values: Array, first: NDArray[np.intp], stop: NDArray[np.intp]) -> Array:
    known = np.isfinite(values)
    total = _reduce(np.add, np.where(known, values, 0.0), first, stop)
    return total / _count(known, first, stop)


def _std(values: Array, first: NDArray[np.intp], stop: NDArray[np.intp]) -> Array:
    known = np.isfinite(values)
    if not known.any():
        return np.full_like(values, np.nan)
    centred = values - np.median(values[known])  # keeps the squares small
    variance = _mean(centred**2, first, stop) - _mean(centred, first, stop) ** 2
    return np.sqrt(np.maximum(variance, 0.0))


def _min(values: Array, first: NDArray[np.intp], stop: NDArray[np.intp]) -> Array:
    return _reduce(np.fmin, values, first, stop)


def _max(values: Array, first: NDArray[np.intp], stop: NDArray[np.intp]) -> Array:
    return _reduce(np.fmax, values, first, stop)


class _Bounds(BaseIndexer):
    """Hands ready-made window bounds to pandas."""

    def __init__(self, first: NDArray[np.intp], stop: NDArray[np.intp]) -> None:
        super().__init__()
        self.bounds = first.astype(np.int64), stop.astype(np.int64)

    def get_window_bounds(
        self,
        num_values: int = 0,  # noqa: ARG002
        min_periods: int | None = None,  # noqa: ARG002
        center: bool | None = None,  # noqa: ARG002
        closed: str | None = None,  # noqa: ARG002
        step: int | None = None,  # noqa: ARG002
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the bounds that were given."""
        return self.bounds


def _median(values: Array, first: NDArray[np.intp], stop: NDArray[np.intp]) -> Array:
    table = pd.DataFrame(values.reshape(len(values), -1))
    medians = table.rolling(_Bounds(first, stop), min_periods=1).median().to_numpy()
    return np.array(medians, dtype=np.float64).reshape(values.shape)


_STATISTICS = {
    "mean": _mean,
    "median": _median,
    "min": _min,
    "max": _max,
    "std": _std,
}
