"""How much intervals and a claim have in common: searches in sorted times."""

from __future__ import annotations

import numpy as np

from graphs import intervals
from pipelines.verify.shown import Times

_INSTANT_S = 1e-6


def within(times: Times, start_s: float, stop_s: float) -> Times:
    """Return the parts of intervals, in order and disjoint, that lie between two times."""
    first = int(np.searchsorted(times[:, 1], start_s, side="right"))
    last = int(np.searchsorted(times[:, 0], stop_s))
    return np.clip(times[first:last], start_s, stop_s)


def covered(times: Times, start_s: float, stop_s: float) -> float:
    """Return the share, 0 to 1, that intervals cover; of an instant, whether one holds it."""
    if stop_s <= start_s:
        here = within(times, start_s - _INSTANT_S, start_s + _INSTANT_S)
        return float(intervals.total_s(here) > 0)
    return intervals.total_s(within(times, start_s, stop_s)) / (stop_s - start_s)


def longest_s(times: Times) -> float:
    """Return the length of the longest of some intervals; 0 without any."""
    return float((times[:, 1] - times[:, 0]).max(initial=0.0))


def nearest_s(times: Times, start_s: float, stop_s: float) -> float:
    """Return how far the nearest interval is, 0 where one is met; infinite without any."""
    after = int(np.searchsorted(times[:, 0], start_s))
    beside = times[max(after - 1, 0) : after + 1]
    apart = np.maximum(start_s - beside[:, 1], beside[:, 0] - stop_s)
    return float(np.maximum(apart, 0.0).min(initial=np.inf))
