"""Sliding windows in time over plain arrays, and the straight line fitted in each.

A window of `window_s` seconds is centred on a frame and holds the frames whose timestamps lie at
most ``window_s / 2`` away (a tenth of the median frame is allowed on top, for rounded timestamps).
It is cut off at the ends of the recording. Where fewer than half of its frames are known the result
is NaN. Time runs along the first axis; every further axis is treated on its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MIN_COVERAGE = 0.5
"""Share of the frames of a window that must be known."""

_SAME_STEP = 1e-3  # frame intervals that differ by less than this share count as constant
_SLACK = 0.1  # of the median frame, added to half a window


class Line(NamedTuple):
    """A straight line fitted around every frame: its value there and its slope per second."""

    value: Array
    slope: Array


class _Sums(NamedTuple):
    """Sums over the known frames of each window; offsets are relative to the centre frame."""

    known: Array  # number of known frames
    dt: Array  # offsets in time (s)
    dt2: Array  # their squares
    x: Array  # values, relative to `base`
    x_dt: Array  # values times offsets
    base: Array | float
    present: Array  # frames in the window, known or not


def constant_step(times_s: Array) -> float | None:
    """Return the frame interval in seconds if it is constant to a thousandth, else ``None``."""
    if len(times_s) < 2:
        return None
    steps = np.diff(times_s)
    step = float(times_s[-1] - times_s[0]) / len(steps)
    return step if float(np.abs(steps - step).max()) <= _SAME_STEP * step else None


def window_bounds(times_s: Array, window_s: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return first frame and last frame + 1 of the window around each frame, shape (frames,)."""
    frames = np.arange(len(times_s))
    if len(times_s) < 2:
        return frames, frames + 1
    step = constant_step(times_s)
    if step is not None:
        half = int(window_s / 2 / step + _SLACK)
        return np.maximum(frames - half, 0), np.minimum(frames + half + 1, len(times_s))
    reach = window_s / 2 + _SLACK * float(np.median(np.diff(times_s)))
    first = np.searchsorted(times_s, times_s - reach, side="left")
    return first, np.searchsorted(times_s, times_s + reach, side="right")


def local_line(values: Array, times_s: Array, window_s: float) -> Line:
    """Fit a straight line by least squares to the window around every frame.

    Parameters
    ----------
    values
        Shape (frames, ...), NaN where unknown.
    times_s
        Seconds, shape (frames,), rising.
    window_s
        Length of the window. One that is shorter than three median frames is widened to three: the
        frame and its neighbours.

    Returns
    -------
    Line
        Value and slope at every frame, same shape as `values`. NaN where the frame itself is NaN,
        and where less than half of the window is known; a lone frame has no slope.

    Notes
    -----
    The slope is the noise-optimal derivative for motion that is straight within the window
    (Savitzky-Golay of order 1), on the real timestamps. Motion at constant velocity keeps its value
    and slope everywhere, also at the edge of a gap.
    """
    values = np.asarray(values, dtype=np.float64)
    if len(times_s) < 2:
        return Line(values.copy(), np.full_like(values, np.nan))
    step = constant_step(times_s)
    if step is not None:
        sums = _sums_constant(values, step, max(1, int(window_s / 2 / step + _SLACK)))
    else:
        least_s = 2 * float(np.median(np.diff(times_s)))
        sums = _sums_variable(values, times_s, max(window_s, least_s))
    spread = sums.known * sums.dt2 - sums.dt**2
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (sums.known * sums.x_dt - sums.dt * sums.x) / spread
        value = sums.base + (sums.x * sums.dt2 - sums.dt * sums.x_dt) / spread
    bad = (sums.known < 2) | (sums.known < MIN_COVERAGE * sums.present) | np.isnan(values)
    slope[bad] = np.nan
    value[bad] = np.nan
    return Line(value, slope)


def smooth(values: Array, times_s: Array, window_s: float) -> Array:
    """Return the values of the lines through the windows; unchanged where no neighbour is in it."""
    first, stop = window_bounds(times_s, window_s)
    if int((stop - first).max(initial=1)) < 2:
        return np.array(values, dtype=np.float64)
    return local_line(values, times_s, window_s).value


def slope(values: Array, times_s: Array, window_s: float) -> Array:
    """Return the rate of change per second; see `local_line`.

    With ``window_s=0`` it is the symmetric difference between the two neighbouring frames on their
    real timestamps, and one-sided at the ends and beside unknown frames.
    """
    if window_s > 0:
        return local_line(values, times_s, window_s).slope
    return _difference_quotient(np.asarray(values, dtype=np.float64), times_s)


def _difference_quotient(values: Array, times_s: Array) -> Array:
    """Return (next - previous) / (their times), with the frame itself where one is unknown."""
    if len(values) < 2:
        return np.full_like(values, np.nan)
    times = upright(times_s, values.ndim)
    before = np.concatenate([values[:1], values[:-1]])
    after = np.concatenate([values[1:], values[-1:]])
    none_before, none_after = np.isnan(before), np.isnan(after)
    rise = np.where(none_after, values, after) - np.where(none_before, values, before)
    run = np.where(none_after, times, np.concatenate([times[1:], times[-1:]])) - np.where(
        none_before, times, np.concatenate([times[:1], times[:-1]])
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.asarray(rise / run, dtype=np.float64)
    result[np.isnan(values)] = np.nan
    return result


def upright(vector: NDArray[np.generic], ndim: int) -> Array:
    """Return a vector over time as a float array of `ndim` axes that broadcasts along time."""
    return np.asarray(vector, dtype=np.float64).reshape(-1, *(1,) * (ndim - 1))


def _known(values: Array) -> NDArray[np.bool_]:
    """Return where values are known, with axes of length 1 if that depends on the frame alone."""
    known = np.isfinite(values)
    if values.ndim > 1:
        of_frame = known[(slice(None), *(slice(0, 1),) * (values.ndim - 1))]
        if bool((known == of_frame).all()):
            return of_frame
    return known


def _sums_constant(values: Array, step: float, half: int) -> _Sums:
    """Return the sums at a constant frame interval: correlations with fixed weights."""
    from scipy.ndimage import correlate1d  # slow to import

    offsets = np.arange(-half, half + 1, dtype=np.float64) * step
    ones = np.ones_like(offsets)
    known = _known(values)
    filled = np.where(known, values, 0.0)
    weights = known.astype(np.float64)

    def total(array: Array, kernel: Array) -> Array:
        return np.asarray(correlate1d(array, kernel, axis=0, mode="constant", cval=0.0))

    frames = np.arange(len(values))
    present = np.minimum(frames, half) + np.minimum(frames[::-1], half) + 1
    return _Sums(
        known=np.rint(total(weights, ones)),
        dt=total(weights, offsets),
        dt2=total(weights, offsets**2),
        x=total(filled, ones),
        x_dt=total(filled, offsets),
        base=0.0,
        present=upright(present, values.ndim),
    )


def _sums_variable(values: Array, times_s: Array, window_s: float) -> _Sums:
    """Return the sums on any timestamps: pairs of frames that are 1, 2, 3... frames apart."""
    first, stop = window_bounds(times_s, window_s)
    known = _known(values)
    filled = np.where(known, values, 0.0)
    count = known.astype(np.float64)
    dt, dt2 = np.zeros_like(count), np.zeros_like(count)
    x, x_dt = np.zeros_like(values), np.zeros_like(values)
    for apart in range(1, int((stop - first).max())):
        early, late = slice(None, -apart), slice(apart, None)
        in_window = np.arange(apart, len(times_s)) < stop[early]
        if not in_window.any():
            break
        both = known[early] & known[late] & (upright(in_window, values.ndim) > 0)
        offset = both * upright(times_s[late] - times_s[early], values.ndim)
        rise = both * (filled[late] - filled[early])
        product = rise * offset
        for one, sign in ((early, 1.0), (late, -1.0)):
            count[one] += both
            dt[one] += sign * offset
            dt2[one] += offset**2
            x[one] += sign * rise
            x_dt[one] += product
    return _Sums(count, dt, dt2, x, x_dt, values, upright(stop - first, values.ndim))
