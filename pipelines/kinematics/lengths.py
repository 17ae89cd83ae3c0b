"""Distances between points and zones, and how they change."""

from __future__ import annotations

import numpy as np
import shapely
import xarray as xr

from pipelines import kernels
from pipelines.arena import Zone
from pipelines.kinematics.labelled import Place, plain, plain_all, signal, times_of, unit_of
from pipelines.kinematics.motion import WINDOW_S


def distance(first: Place, second: Place) -> xr.DataArray:
    """Return the distance between two points; one of them may be fixed."""
    values = kernels.distance(*plain_all(first, second))
    return signal(values, unit_of(first, second), "distance", first, second)


def body_length(front: xr.DataArray, back: xr.DataArray) -> xr.DataArray:
    """Return the distance from the front to the back of an animal in every frame."""
    return distance(front, back).rename("body_length")


def median_length(lengths: xr.DataArray) -> float:
    """Return the median of the known frames; NaN if there is none."""
    known = lengths.values[np.isfinite(lengths.values)]
    return float(np.median(known)) if len(known) else float("nan")


def closest_distance(first: xr.DataArray, second: xr.DataArray) -> xr.DataArray:
    """Return the smallest distance between any two keypoints of two animals.

    Parameters
    ----------
    first, second
        Dims ``time, space, keypoint``; unknown keypoints are left out.

    Returns
    -------
    xr.DataArray
        NaN where one of the animals has no known keypoint.
    """
    plain_all(first[..., 0], second[..., 0])  # same frames, axes and unit
    values = kernels.closest_distance(first.values, second.values)
    return signal(values, unit_of(first, second), "closest_distance", first)


def approach_speed(first: xr.DataArray, second: Place, window_s: float = WINDOW_S) -> xr.DataArray:
    """Return how fast the first point itself moves towards the second; negative away from it.

    The velocity of the first (slope over `window_s`) projected on the direction to the second,
    whatever the second does. NaN where they coincide.
    """
    one, two = plain_all(first, second)
    values = kernels.approach_speed(one, two, times_of(first), window_s)
    return signal(values, f"{unit_of(first)}/s", "approach_speed", first)


def closing_speed(first: Place, second: Place, window_s: float = WINDOW_S) -> xr.DataArray:
    """Return how fast the distance of two points shrinks, whoever moves; negative if it grows."""
    one, two = plain_all(first, second)
    values = kernels.closing_speed(one, two, times_of(first, second), window_s)
    return signal(values, f"{unit_of(first, second)}/s", "closing_speed", first, second)


def relative_speed(
    first: xr.DataArray, second: xr.DataArray, window_s: float = WINDOW_S
) -> xr.DataArray:
    """Return the length of the difference of two velocities; 0 for two that move as one."""
    one, two = plain_all(first, second)
    values = kernels.norm(kernels.slope(one - two, times_of(first), window_s))
    return signal(values, f"{unit_of(first)}/s", "relative_speed", first)


def in_zone(position: xr.DataArray, zone: Zone) -> xr.DataArray:
    """Return 1 inside a zone, 0 outside, NaN where the position (pixels) is unknown."""
    at = plain(position)
    shapely.prepare(zone.shape)
    return signal(zone.contains(at[:, 0], at[:, 1]), "1", f"in {zone.name}", position)


def distance_to_zone(position: xr.DataArray, zone: Zone) -> xr.DataArray:
    """Return the distance in pixels to the border of a zone; negative inside."""
    values = kernels.distance_to_shape(plain(position), zone.shape)
    return signal(values, unit_of(position), f"distance to {zone.name}", position)
