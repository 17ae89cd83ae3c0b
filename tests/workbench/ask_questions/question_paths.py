"""Where the animals of a world were, straight from the track files, with numpy alone.

Centimetres and seconds, one value per frame at 30 frames per second, NaN where unknown. Cleaning is
as simple as it can be: points of low likelihood and points far from the median of their neighbours
are dropped, gaps up to 0.2 s are bridged, positions are averaged over seven frames. Other sound
ways give the same within the tolerances that questions state.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from question_facts import Stretch
from question_worlds import question_project

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FPS = 30.0
SURE = 0.6
FAR_PX = 85.0
BRIDGED = 6
HALF = 3


@cache
def entries(world: str) -> dict[str, dict[str, object]]:
    """Return what ``project.toml`` says of each recording."""
    text = (question_project(world).folder / "project.toml").read_text(encoding="utf-8")
    return {one["name"]: one for one in tomllib.loads(text)["recording"]}


@cache
def points(world: str, recording: str, animal: str) -> Floats:
    """Return where the points of an animal are, its centre first, shape (frames, points, 2)."""
    entry = entries(world)[recording]
    table = pd.read_hdf(question_project(world).folder / str(entry["tracks"]))
    mine = table[table.columns.get_level_values(0)[0]][animal]
    names = ["centre", *sorted(set(mine.columns.get_level_values(0)) - {"centre"})]
    return np.stack([_cleaned(mine[name]) for name in names], axis=1) / float(
        str(entry["px_per_cm"])
    )


def _cleaned(point: pd.DataFrame) -> Floats:
    at = point[["x", "y"]].astype(float).mask(point["likelihood"] < SURE)
    usual = at.rolling(11, center=True, min_periods=3).median()
    at.loc[np.hypot(*(at - usual).to_numpy().T) > FAR_PX] = np.nan
    gone = at["x"].isna()
    length = gone.groupby((gone != gone.shift()).cumsum()).transform("sum")
    bridged = at.interpolate(limit_area="inside")
    bridged.loc[gone & (length > BRIDGED)] = np.nan
    return np.asarray(bridged, np.float64)


@cache
def centre(world: str, recording: str, animal: str) -> Floats:
    """Return where the centre of an animal is, averaged over seven frames, shape (frames, 2)."""
    raw = pd.DataFrame(points(world, recording, animal)[:, 0])
    smooth = raw.rolling(2 * HALF + 1, center=True, min_periods=1).mean().where(raw.notna())
    return np.asarray(smooth, np.float64)


def frames_in(parts: Sequence[Stretch] | None, count: int) -> Bools:
    """Return which frames start in one of the stretches; all if there are none to heed."""
    times = np.arange(count) / FPS
    inside = np.full(count, parts is None)
    for start, stop in parts or ():
        inside |= (times >= start - 1e-6) & (times < stop - 1e-6)
    return inside


def path_cm(at: Floats, chosen: Bools) -> float:
    """Return the length of the steps between neighbouring frames that are both chosen."""
    steps = np.hypot(*np.diff(at, axis=0).T)
    return float(np.nansum(steps[chosen[:-1] & chosen[1:]]))


@cache
def speed(world: str, recording: str, animal: str) -> Floats:
    """Return cm/s: the slope of a straight line through seven frames of the centre."""
    raw = points(world, recording, animal)[:, 0]
    lags = np.arange(-HALF, HALF + 1)
    around = np.stack([np.roll(raw, -lag, axis=0) for lag in lags])
    slope = np.tensordot(lags / (lags**2).sum(), around, axes=1) * FPS
    slope[:HALF] = slope[-HALF:] = np.nan
    return np.asarray(np.hypot(*slope.T))


def in_zone(world: str, recording: str, zone: str, at: Floats) -> Bools:
    """Return in which frames a point (cm) is inside a zone, by the crossing rule."""
    entry = entries(world)[recording]
    shape = entry["zones"][zone]  # type: ignore[index]
    scale = float(str(entry["px_per_cm"]))
    x, y = at[:, 0] * scale, at[:, 1] * scale
    if "circle" in shape:
        (cx, cy), radius = shape["circle"]["centre"], shape["circle"]["radius"]
        return np.asarray(np.hypot(x - cx, y - cy) < radius)
    inside = np.zeros(len(at), bool)
    corners = shape["polygon"]
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if ay != by:
            crosses = ((ay > y) != (by > y)) & (x < ax + (y - ay) * (bx - ax) / (by - ay))
            inside ^= crosses
    return inside & np.isfinite(x)


def known(at: Floats) -> Bools:
    """Return in which frames a position is known."""
    return np.asarray(np.isfinite(at).all(axis=-1))


def runs(holds: Bools, bridged: Bools | None = None) -> list[Stretch]:
    """Return the stretches in which something holds; `bridged` frames join their sides."""
    out: list[tuple[int, int]] = []
    for frame in np.flatnonzero(holds).tolist():
        if out and (frame == out[-1][1] or _all(bridged, out[-1][1], frame)):
            out[-1] = out[-1][0], frame + 1
        else:
            out.append((frame, frame + 1))
    return [(start / FPS, stop / FPS) for start, stop in out]


def _all(bridged: Bools | None, start: int, stop: int) -> bool:
    return bridged is not None and bool(bridged[start:stop].all())


def apart(world: str, recording: str, between: str = "centres") -> Floats:
    """Return the distance of the two animals in each frame, of centres or of the nearest points."""
    if between == "centres":
        one, two = (centre(world, recording, f"mouse_{i}") for i in (1, 2))
        return np.asarray(np.hypot(*(one - two).T))
    one, two = (points(world, recording, f"mouse_{i}") for i in (1, 2))
    gaps = np.hypot(*np.moveaxis(one[:, :, None] - two[:, None], -1, 0)).reshape(len(one), -1)
    closest: Floats = np.where(np.isnan(gaps), np.inf, gaps).min(axis=1)
    return np.where(np.isinf(closest), np.nan, closest)
