"""Motion that is known because it is made: paths between places, bodies, and steps of paws.

Positions are pixels, rounded to a sixteenth of one, so that files and single precision hold them
exactly: what is measured on the tracks can be computed from the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from workbench.practice.casts import Cast

FPS = 50.0
LENGTH_S = 16.0
FRAMES = int(FPS * LENGTH_S)

STRIDE_S, STANCE_SHARE = 0.36, 0.6
"""From one foot strike of a paw to the next, and the share of it in which the paw stands."""

_GRID = 16.0
_SPEEDS = (60.0, 320.0)
_MARGIN_PX, _SIDE_PX = 40.0, 640.0
_FORWARD = {"nose": 0.5, "left_ear": 0.36, "right_ear": 0.36, "neck": 0.24, "centre": 0.0,
            "tailbase": -0.5}  # fmt: skip
_ASIDE = {"left_ear": -0.1, "right_ear": 0.1}
_HIP = {"left_hindpaw": (-0.3, -0.12), "right_hindpaw": (-0.3, 0.12)}

Floats = NDArray[np.float64]


def positions(cast: Cast, generator: np.random.Generator) -> Floats:
    """Return where all points are, in pixels, shape (frames, animals, keypoints, 2).

    NaN in one stretch of each animal but the first, in which it is not tracked at all.
    """
    made = np.stack([_animal(cast, generator) for _ in cast.animals], axis=1)
    for animal in range(1, len(cast.animals)):
        start = int(generator.integers(FRAMES // 4, FRAMES * 3 // 4))
        made[start : start + int(generator.integers(15, 45)), animal] = np.nan
    return np.asarray(np.round(made * _GRID) / _GRID)


def _animal(cast: Cast, generator: np.random.Generator) -> Floats:
    centre = _path(cast, generator)
    ahead = _direction(centre)
    side = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    points = []
    for name in cast.keypoints:
        if name in _HIP:
            points.append(_paw(centre, ahead, side, cast.body_px, name))
        else:
            forward, aside = _FORWARD[name] * cast.body_px, _ASIDE.get(name, 0.0) * cast.body_px
            points.append(centre + forward * ahead + aside * side)
    return np.stack(points, axis=1)


def _path(cast: Cast, generator: np.random.Generator) -> Floats:
    """Return a way from place to place: walks and runs with rests between, without corners."""
    places = [place.centre for place in cast.places.values()]
    at = generator.uniform(_MARGIN_PX, _SIDE_PX - _MARGIN_PX, 2)
    steps: list[Floats] = []
    while sum(map(len, steps)) < FRAMES:
        if generator.random() < 0.45:
            goal = np.array(places[generator.integers(len(places))]) + generator.normal(0, 25, 2)
        else:
            goal = generator.uniform(_MARGIN_PX, _SIDE_PX - _MARGIN_PX, 2)
        goal = np.clip(goal, _MARGIN_PX, _SIDE_PX - _MARGIN_PX)
        frames = max(2, int(np.hypot(*(goal - at)) / generator.uniform(*_SPEEDS) * FPS))
        steps.append(at + np.linspace(0, 1, frames)[:, None] * (goal - at))
        steps.append(np.repeat(goal[None], int(generator.integers(10, 60)), axis=0))
        at = goal
    return _smoothed(np.concatenate(steps)[:FRAMES], 13)


def _smoothed(values: Floats, width: int) -> Floats:
    padded = np.pad(values, ((width - 1, width - 1), (0, 0)), mode="edge")
    kernel = np.convolve(np.ones(width), np.ones(width))
    kernel /= kernel.sum()
    columns = [np.convolve(column, kernel, mode="valid") for column in padded.T]
    return np.asarray(np.stack(columns, axis=1)[: len(values)])


def _direction(centre: Floats) -> Floats:
    """Return which way a body points: where it goes, and at rest where it went last."""
    velocity = np.gradient(centre, axis=0) * FPS
    fast = np.hypot(*velocity.T) > 25.0
    latest = np.maximum.accumulate(np.where(fast, np.arange(len(fast)), int(np.argmax(fast))))
    angle = np.unwrap(np.arctan2(*velocity[latest].T[::-1]))
    sway = 0.25 * np.sin(2 * np.pi * 0.9 * np.arange(len(angle)) / FPS)
    angle = _smoothed(angle[:, None], 9)[:, 0] + sway
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _paw(centre: Floats, ahead: Floats, side: Floats, body_px: float, name: str) -> Floats:
    """Return the steps of a paw: it stands in the middle of where the hip is, then swings on."""
    forward, aside = _HIP[name]
    hip = centre + body_px * (forward * ahead + aside * side)
    times = np.arange(FRAMES) / FPS
    phase = times / STRIDE_S + (0.5 if aside < 0 else 0.0)
    step = np.floor(phase)
    middles = (np.arange(step.max() + 2) + STANCE_SHARE / 2 - phase[0]) * STRIDE_S
    shown = np.clip(np.round(middles * FPS), 0, FRAMES - 1).astype(int)
    stands = hip[shown]
    part = np.clip((phase - step - STANCE_SHARE) / (1 - STANCE_SHARE), 0.0, 1.0)
    share = (0.5 - 0.5 * np.cos(np.pi * part))[:, None]
    index = step.astype(int)
    return np.asarray((1 - share) * stands[index] + share * stands[index + 1])
