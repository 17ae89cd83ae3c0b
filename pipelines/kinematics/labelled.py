"""Between labelled arrays and plain ones: how every function of this package starts and ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from graphs.errors import UserError
from pipelines.windows import Array

Place = xr.DataArray | Sequence[float]
"""A point: dims ``time, space``, or fixed: dim ``space``, or just its coordinates."""


def plain(position: Place) -> Array:
    """Return a point as float64 of shape (frames, space), or (space,) if it is fixed."""
    if isinstance(position, xr.DataArray):
        if "time" in position.dims and position.dims[0] != "time":
            position = position.transpose("time", ...)
        return np.asarray(position.values, dtype=np.float64)
    return np.asarray(position, dtype=np.float64)


def plain_all(*positions: Place) -> list[Array]:
    """Return points that belong together as plain arrays.

    Raises
    ------
    UserError
        They do not have the same frames, space axes or unit.
    """
    arrays = [plain(position) for position in positions]
    frames = {len(array) for array in arrays if array.ndim > 1}
    axes = {array.shape[-1 if array.ndim == 1 else 1] for array in arrays}
    units = {
        str(p.attrs["units"])
        for p in positions
        if isinstance(p, xr.DataArray) and "units" in p.attrs
    }
    for what, found in (("number of frames", frames), ("space axes", axes), ("unit", units)):
        if len(found) > 1:
            message = (
                f"Points of one computation need the same {what}; found "
                f"{' and '.join(str(one) for one in sorted(found))}. "
                "Take them from the same recording, over the same stretch."
            )
            raise UserError(message)
    return arrays


def times_of(*positions: Place) -> Array:
    """Return the timestamps (s) of the first point that moves."""
    return np.asarray(_moving(positions).coords["time"].values, dtype=np.float64)


def unit_of(*positions: Place) -> str:
    """Return the unit of the first point that states one; pixels if none does."""
    for position in positions:
        if isinstance(position, xr.DataArray) and "units" in position.attrs:
            return str(position.attrs["units"])
    return "px"


def signal(values: Array, units: str, name: str, *like: Place) -> xr.DataArray:
    """Return one number per frame with the time of the first point that moves."""
    time = _moving(like).coords["time"]
    return xr.DataArray(values, {"time": time}, ("time",), name, {"units": units})


def vectors(values: Array, units: str, name: str, like: xr.DataArray) -> xr.DataArray:
    """Return an array with the coordinates of `like`, time first as `plain` puts it."""
    result = like.transpose("time", ...).copy(data=values)
    result.name = name
    result.attrs = {"units": units}
    return result


def _moving(positions: Sequence[Place]) -> xr.DataArray:
    """Return the first point that has a time."""
    for position in positions:
        if isinstance(position, xr.DataArray) and "time" in position.dims:
            return position
    message = "At least one of the points must have a time axis; all that were given are fixed."
    raise UserError(message)
