"""The arena: size, scale, zones, and `scene.toml`.

Arena coordinates are centimetres from the top left corner of the floor, y down; pixels are video
pixels, origin top left.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ARENA_CM = 60.0
PX_PER_CM = 10.0
MARGIN_PX = 20.0
FRAME_PX = 640

SHELTER_CM = ((44.0, 1.0), (59.0, 1.0), (59.0, 14.0), (44.0, 14.0))
"""Corners of the shelter; roofless, so the animals stay visible."""

FEEDER_CM = (10.0, 50.0)
FEEDER_RADIUS_CM = 3.5

ANIMALS = ("mouse_1", "mouse_2")

BODY_LENGTH_CM = 8.5
"""Nose to tail base along a straight spine."""


def to_px(position_cm: Floats) -> Floats:
    """Return arena centimetres as video pixels; any shape that ends in (2,)."""
    return np.asarray(position_cm, dtype=np.float64) * PX_PER_CM + MARGIN_PX


def in_shelter(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return which points (centimetres) lie in the shelter."""
    (left, top), (right, bottom) = SHELTER_CM[0], SHELTER_CM[2]
    return (x > left) & (x < right) & (y > top) & (y < bottom)


def in_feeder(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return which points (centimetres) lie in the feeder."""
    return np.hypot(x - FEEDER_CM[0], y - FEEDER_CM[1]) < FEEDER_RADIUS_CM


def scene_toml() -> str:
    """Return the scale and the zones as TOML text, in pixels."""
    corners = ", ".join(f"[{x:g}, {y:g}]" for x, y in to_px(np.array(SHELTER_CM)))
    x, y = to_px(np.array(FEEDER_CM))
    return (
        "# Two mice in an open field of 60 x 60 cm, seen from above. Lengths in video pixels.\n"
        f"px_per_cm = {PX_PER_CM:.1f}\n"
        f"animals = [{', '.join(repr(name) for name in ANIMALS)}]\n\n"
        f'[zones.shelter]\nkind = "shelter"\npolygon = [{corners}]\n\n'
        f'[zones.feeder]\nkind = "feeder"\n'
        f"circle = {{ centre = [{x:g}, {y:g}], radius = {FEEDER_RADIUS_CM * PX_PER_CM:g} }}\n"
    ).replace("'", '"')


def write_scene(path: Path) -> None:
    """Write `scene.toml`."""
    path.write_text(scene_toml(), encoding="utf-8")
