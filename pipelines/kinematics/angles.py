"""Directions and angles, in degrees, positive clockwise on screen."""

from __future__ import annotations

import numpy as np
import xarray as xr

from pipelines import kernels
from pipelines.kinematics.labelled import Place, plain, plain_all, signal, times_of
from pipelines.kinematics.motion import WINDOW_S


def heading(front: xr.DataArray, back: xr.DataArray) -> xr.DataArray:
    """Return the direction from `back` to `front` in (-180, 180]; NaN where they coincide."""
    ahead, behind = plain_all(front, back)
    return signal(kernels.direction(ahead - behind), "deg", "heading", front, back)


def heading_of_motion(
    position: xr.DataArray, window_s: float = WINDOW_S, min_speed: float = 0.0
) -> xr.DataArray:
    """Return the direction in which a point moves, in (-180, 180].

    NaN where it does not move faster than `min_speed` (unit of `position` per second): the
    direction of an animal at rest is that of the noise.
    """
    velocity = kernels.slope(plain(position), times_of(position), window_s)
    return signal(kernels.direction(velocity, min_speed), "deg", "heading", position)


def turning(heading: xr.DataArray, window_s: float = WINDOW_S) -> xr.DataArray:
    """Return how fast a heading changes, positive clockwise on screen.

    Between known frames the heading takes the shorter way round, so passing 180 is no jump, and
    neither is a gap.
    """
    values = kernels.turning(plain(heading), times_of(heading), window_s)
    return signal(values, "deg/s", "turning", heading)


def angle(first: Place, corner: Place, second: Place) -> xr.DataArray:
    """Return the angle at `corner` between two other points, 0 to 180, in two or three axes."""
    values = kernels.angle(*plain_all(first, corner, second))
    return signal(values, "deg", "angle", first, corner, second)


def bearing(
    front: xr.DataArray, back: xr.DataArray, target: Place, origin: Place | None = None
) -> xr.DataArray:
    """Return where a target lies relative to the heading from `back` to `front`.

    Parameters
    ----------
    front, back
        Two points of the animal: nose and mid-ears, or nose and tail base.
    target
        A point, fixed or moving.
    origin
        From where the target is seen; `back` if not given, because the direction from the nose
        itself turns about when the nose reaches the target.

    Returns
    -------
    xr.DataArray
        Degrees in (-180, 180]: 0 straight ahead, positive clockwise on screen (to the right of an
        animal seen from above), NaN where the target is at the origin.
    """
    ahead, behind, goal, eye = plain_all(front, back, target, back if origin is None else origin)
    values = kernels.bearing(kernels.direction(ahead - behind), eye, goal)
    return signal(values, "deg", "bearing", front, back)


def bearing_from(heading: xr.DataArray, origin: Place, target: Place) -> xr.DataArray:
    """Return where a target lies relative to a heading in degrees, as seen from `origin`.

    For animals tracked as one point, with `heading_of_motion`; see `bearing`.
    """
    eye, goal = plain_all(origin, target)
    return signal(kernels.bearing(plain(heading), eye, goal), "deg", "bearing", heading)


def facing(
    front: xr.DataArray, back: xr.DataArray, target: Place, origin: Place | None = None
) -> xr.DataArray:
    """Return how far off the heading a target lies, to either side: 0 ahead, 180 behind."""
    seen = bearing(front, back, target, origin)
    return signal(np.abs(seen.values), "deg", "facing", seen)
