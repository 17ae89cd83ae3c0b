"""How a point moves: velocity, speed, acceleration, path; and rolling statistics of any signal."""

from __future__ import annotations

import xarray as xr

from pipelines import kernels
from pipelines.kinematics.labelled import plain, signal, times_of, unit_of, vectors
from pipelines.rolling import Statistic

WINDOW_S = 0.2
"""Window over which velocities are taken: differences of neighbouring frames are mostly noise."""


def smooth(position: xr.DataArray, window_s: float) -> xr.DataArray:
    """Return positions smoothed by a straight line through the window around every frame.

    Movement at constant velocity is left as it is, also at the edge of a gap. A gap stays a gap,
    and lone frames in it (less than half of their window known) join it. A window that holds no
    neighbouring frame changes nothing.

    Parameters
    ----------
    position
        Dims ``time`` and any others, in any unit.
    window_s
        Length of the window in seconds, centred on the frame.
    """
    values = kernels.smooth(plain(position), times_of(position), window_s)
    return vectors(values, unit_of(position), "position", position)


def velocity(position: xr.DataArray, window_s: float = WINDOW_S) -> xr.DataArray:
    """Return the velocity: the slope of the position over a window.

    Parameters
    ----------
    position
        Dims ``time, space``.
    window_s
        Length in seconds of the window, centred on the frame, through which a straight line is
        fitted by least squares on the real timestamps. 0 for the difference between the
        neighbouring frames. A window shorter than three frames is widened to three.

    Returns
    -------
    xr.DataArray
        Unit of `position` per second, dims ``time, space``. NaN where the position is, and where
        less than half of the window is known.
    """
    values = kernels.slope(plain(position), times_of(position), window_s)
    return vectors(values, f"{unit_of(position)}/s", "velocity", position)


def speed(position: xr.DataArray, window_s: float = WINDOW_S) -> xr.DataArray:
    """Return the length of the velocity, per second; see `velocity`."""
    values = kernels.slope(plain(position), times_of(position), window_s)
    return signal(kernels.norm(values), f"{unit_of(position)}/s", "speed", position)


def acceleration(position: xr.DataArray, window_s: float = WINDOW_S) -> xr.DataArray:
    """Return the slope of the velocity, per second squared, dims ``time, space``.

    Both slopes use the window, so that a frame depends on positions up to `window_s` away.
    """
    times = times_of(position)
    values = kernels.slope(kernels.slope(plain(position), times, window_s), times, window_s)
    return vectors(values, f"{unit_of(position)}/s^2", "acceleration", position)


def path_length(position: xr.DataArray) -> xr.DataArray:
    """Return the distance travelled since the first known frame.

    Only steps between two known neighbouring frames count; what happened in a gap is not guessed,
    so with gaps it is a lower bound. Noise of the tracks adds to it: `smooth` first.
    """
    values = kernels.path_length(plain(position))
    return signal(values, unit_of(position), "path_length", position)


def rate(values: xr.DataArray, window_s: float = WINDOW_S) -> xr.DataArray:
    """Return how fast a signal changes, in its unit per second; see `velocity` for the window."""
    slope = kernels.slope(plain(values), times_of(values), window_s)
    return vectors(slope, f"{unit_of(values)}/s", f"rate of {values.name or 'signal'}", values)


def rolling(values: xr.DataArray, window_s: float, statistic: Statistic) -> xr.DataArray:
    """Return a statistic of a signal over the window around every frame.

    Parameters
    ----------
    values
        Dims ``time`` and any others; 0, 1 and NaN for a mask.
    window_s
        Length of the window in seconds, centred on the frame, cut off at the ends.
    statistic
        ``mean``, ``median``, ``min``, ``max``, ``std`` or ``fraction`` (of the known frames, those
        that are not zero).

    Returns
    -------
    xr.DataArray
        Same dims and unit (``1`` for a fraction); NaN where less than half of the frames in the
        window are known.
    """
    result = kernels.rolling(plain(values), times_of(values), window_s, statistic)
    units = "1" if statistic == "fraction" else unit_of(values)
    return vectors(result, units, f"{statistic} of {values.name or 'signal'}", values)
