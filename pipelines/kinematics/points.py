"""Points of an animal, by role or keypoint."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.kernels import mean_point
from pipelines.roles import Roles
from pipelines.tracks.schema import Tracks


def point(tracks: Tracks | xr.Dataset, roles: Roles, individual: str, name: str) -> xr.DataArray:
    """Return where a part of an animal is.

    Parameters
    ----------
    tracks
        Tracks, or their Dataset over any stretch of time.
    roles
        What the keypoints stand for.
    individual
        Name of the animal.
    name
        Role or keypoint.

    Returns
    -------
    xr.DataArray
        Pixels, dims ``time, space``. A role of several keypoints is the mean of those known, NaN
        where less than half of them are. NaN throughout if nothing stands for the role.

    Raises
    ------
    UserError
        No such individual, role or keypoint.
    """
    chosen = points(tracks, roles, individual, roles.resolve(name))
    mean = mean_point(chosen.values)
    coords = {"time": chosen.coords["time"], "space": chosen.coords["space"]}
    return xr.DataArray(mean, coords, ("time", "space"), name, chosen.attrs)


def points(
    tracks: Tracks | xr.Dataset,
    roles: Roles,
    individual: str,
    keypoints: Sequence[str] | None = None,
) -> xr.DataArray:
    """Return several keypoints of an animal; those of its body if none are named.

    Returns
    -------
    xr.DataArray
        Pixels, dims ``time, space, keypoint``.
    """
    data = tracks.data if isinstance(tracks, Tracks) else tracks
    wanted = roles.body if keypoints is None else keypoints
    animals = [str(animal) for animal in data["individual"].values]
    if individual not in animals:
        message = f"No individual {individual!r}{did_you_mean(individual, animals)}"
        raise UserError(message)
    position = data["position"]
    names = [str(name) for name in data["keypoint"].values]
    columns = [names.index(keypoint) for keypoint in wanted]
    values = position.values[:, :, :, animals.index(individual)][:, :, columns]
    return xr.DataArray(
        values.astype(np.float64),
        {
            "time": position.coords["time"],
            "space": position.coords["space"],
            "keypoint": list(wanted),
        },
        ("time", "space", "keypoint"),
        "position",
        {"units": str(position.attrs.get("units", "px"))},
    )
