"""Slopes, means over windows and angles, frame by frame, from their definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def half_window(window_s: float, fps: float) -> int:
    """Return how many frames of a window lie on either side of the one in its middle."""
    return int(window_s / 2 * fps + 0.1)


def slope(values: Floats, window_s: float, fps: float) -> Floats:
    """Return the slope of the straight line of least squares around every frame, per second.

    NaN where the frame itself is unknown, or more than half of its window.
    """
    if values.ndim > 1:
        return np.stack([slope(column, window_s, fps) for column in values.T], axis=1)
    if window_s == 0:
        return _between_neighbours(values, fps)
    half = max(1, half_window(window_s, fps))
    return _windowed(values, half, fps)[0]


def smoothed(values: Floats, window_s: float, fps: float) -> Floats:
    """Return the value of that line in the middle of every window."""
    if values.ndim > 1:
        return np.stack([smoothed(column, window_s, fps) for column in values.T], axis=1)
    half = half_window(window_s, fps)
    return values.copy() if half < 1 else _windowed(values, half, fps)[1]


def _windowed(values: Floats, half: int, fps: float) -> tuple[Floats, Floats]:
    rise, at = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for frame in np.flatnonzero(np.isfinite(values)).tolist():
        first, stop = max(0, frame - half), min(len(values), frame + half + 1)
        known = np.flatnonzero(np.isfinite(values[first:stop])) + first
        if len(known) < 2 or 2 * len(known) < stop - first:
            continue
        times = (known - frame) / fps
        off = times - times.mean()
        rise[frame] = (off @ values[known]) / (off @ off)
        at[frame] = values[known].mean() - rise[frame] * times.mean()
    return rise, at


def _between_neighbours(values: Floats, fps: float) -> Floats:
    result = np.full(len(values), np.nan)
    for frame in np.flatnonzero(np.isfinite(values)).tolist():
        near = [n for n in (frame - 1, frame + 1) if 0 <= n < len(values)]
        known = [n for n in near if np.isfinite(values[n])]
        ends = sorted({frame, *known}) if len(known) < 2 else known
        if len(ends) > 1:
            result[frame] = (values[ends[-1]] - values[ends[0]]) * fps / (ends[-1] - ends[0])
    return result


def rolled(values: Floats, window_s: float, fps: float, how: str) -> Floats:
    """Return a statistic of the known frames of every window; NaN where less than half is known."""
    reduce: dict[str, Callable[[Floats], float]] = {
        "mean": lambda known: float(known.mean()),
        "median": lambda known: float(np.median(known)),
        "min": lambda known: float(known.min()),
        "max": lambda known: float(known.max()),
        "std": lambda known: float(known.std()),
    }
    half, result = half_window(window_s, fps), np.full(len(values), np.nan)
    for frame in range(len(values)):
        window = values[max(0, frame - half) : frame + half + 1]
        known = window[np.isfinite(window)]
        if len(known) and 2 * len(known) >= len(window):
            result[frame] = reduce[how](known)
    return result


def wrapped(degrees: Floats) -> Floats:
    """Return angles above -180 and up to 180."""
    return np.asarray(np.where(np.isnan(degrees), np.nan, -((180.0 - degrees) % 360.0) + 180.0))


def direction(vectors: Floats) -> Floats:
    """Return the angle of vectors in degrees, clockwise on screen; NaN for those of no length."""
    x, y = vectors.T
    angle = np.degrees(np.arctan2(y, x))
    return np.where((x == 0) & (y == 0), np.nan, angle)


def turn_rate(degrees: Floats, window_s: float, fps: float) -> Floats:
    """Return the slope of an angle that is followed the shorter way round."""
    followed = degrees.copy()
    known = np.flatnonzero(np.isfinite(degrees))
    for before, now in pairwise(known):
        step = float(wrapped(np.array([degrees[now] - degrees[before]]))[0])
        followed[now] = followed[before] + step
    return slope(followed, window_s, fps)


def length(vectors: Floats) -> Floats:
    """Return the length of vectors, shape (frames, 2)."""
    return np.asarray(np.sqrt((vectors**2).sum(axis=1)))


def angle_at(first: Floats, corner: Floats, second: Floats) -> Floats:
    """Return the angle at a corner, 0 to 180 degrees."""
    one, two = first - corner, second - corner
    cross = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
    found = np.degrees(np.arctan2(np.abs(cross), (one * two).sum(axis=1)))
    none = (length(one) == 0) | (length(two) == 0)
    return np.where(none, np.nan, found)


def percentile(values: Floats, percents: Sequence[float]) -> Floats:
    """Return percentiles of the known values; NaN without any."""
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return np.full(len(percents), np.nan)
    places = np.asarray(percents) / 100 * (len(known) - 1)
    low = np.floor(places).astype(int)
    high = np.minimum(low + 1, len(known) - 1)
    return np.asarray(known[low] + (places - low) * (known[high] - known[low]))
