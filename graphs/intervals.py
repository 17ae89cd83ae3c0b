"""Time intervals and their algebra, vectorised on sorted arrays.

Times are float seconds; intervals are half-open, ``[start_s, stop_s)``. A *set of intervals* is a
float array of shape (n, 2), sorted by start, in which no two intervals touch or overlap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Intervals = NDArray[np.float64]


def as_intervals(pairs: ArrayLike) -> Intervals:
    """Return pairs of start and stop as a set of intervals: sorted, merged, empty ones dropped.

    Parameters
    ----------
    pairs
        Seconds, shape (n, 2), in any order, overlapping or not.

    Raises
    ------
    ValueError
        A stop lies before its start, or a time is not finite.
    """
    array = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(array).all():
        message = "interval times must be finite"
        raise ValueError(message)
    if (array[:, 1] < array[:, 0]).any():
        bad = array[array[:, 1] < array[:, 0]][0]
        message = f"an interval stops before it starts: [{bad[0]}, {bad[1]})"
        raise ValueError(message)
    return merge(array[array[:, 1] > array[:, 0]], max_gap_s=0.0)


def merge(intervals: Intervals, max_gap_s: float) -> Intervals:
    """Join intervals that overlap, touch, or lie at most `max_gap_s` seconds apart.

    Notes
    -----
    Gaps are compared at the resolution of stored times, one microsecond: 4.3 - 4.1 is more than 0.2
    in floating point, but the gap is 0.2 s. With ``max_gap_s=0`` times are taken as they are.
    """
    if max_gap_s > 0:
        max_gap_s += 5e-7
    if len(intervals) == 0:
        return np.empty((0, 2))
    order = np.argsort(intervals[:, 0], kind="stable")
    starts, stops = intervals[order, 0], np.maximum.accumulate(intervals[order, 1])
    opens = np.concatenate([[True], starts[1:] - stops[:-1] > max_gap_s])
    closes = np.concatenate([opens[1:], [True]])
    return np.column_stack([starts[opens], stops[closes]])


def union(first: Intervals, second: Intervals) -> Intervals:
    """Return the times that lie in at least one of two sets."""
    return merge(np.concatenate([first, second]), max_gap_s=0.0)


def intersection(first: Intervals, second: Intervals) -> Intervals:
    """Return the times that lie in both sets."""
    if len(first) == 0 or len(second) == 0:
        return np.empty((0, 2))
    # each interval of `first` meets a contiguous stretch of `second`
    low = np.searchsorted(second[:, 1], first[:, 0], side="right")
    high = np.searchsorted(second[:, 0], first[:, 1], side="left")
    counts = np.maximum(high - low, 0)
    left = np.repeat(np.arange(len(first)), counts)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    right = np.repeat(low, counts) + offsets
    return np.column_stack(
        [
            np.maximum(first[left, 0], second[right, 0]),
            np.minimum(first[left, 1], second[right, 1]),
        ]
    )


def difference(first: Intervals, second: Intervals) -> Intervals:
    """Return the times that lie in the first set and not in the second."""
    if len(second) == 0 or len(first) == 0:
        return first.copy()
    gaps = np.column_stack(
        [np.concatenate([[-np.inf], second[:, 1]]), np.concatenate([second[:, 0], [np.inf]])]
    )
    return intersection(first, gaps)


def symmetric_difference(first: Intervals, second: Intervals) -> Intervals:
    """Return the times that lie in exactly one of two sets."""
    return union(difference(first, second), difference(second, first))


def complement(intervals: Intervals, start_s: float, stop_s: float) -> Intervals:
    """Return the times of ``[start_s, stop_s)`` that do not lie in a set.

    Raises
    ------
    ValueError
        The stop lies before the start, or one of them is not finite.
    """
    return difference(as_intervals([(start_s, stop_s)]), intervals)


def total_s(intervals: Intervals) -> float:
    """Return the summed length in seconds."""
    return float((intervals[:, 1] - intervals[:, 0]).sum())


def tiou(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the temporal intersection over union of two intervals; 0 where both are empty."""
    inside = max(0.0, min(first[1], second[1]) - max(first[0], second[0]))
    outside = (first[1] - first[0]) + (second[1] - second[0]) - inside
    return inside / outside if outside > 0 else 0.0
