"""Zones and objects of a recording, in video pixels (origin top left, y down)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from shapely import contains_xy
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from graphs.errors import UserError


@dataclass(frozen=True, slots=True)
class Zone:
    """A named area.

    Parameters
    ----------
    name
        What facts call it: ``"shelter"``.
    shape
        Polygon in pixels; a circle is given by `Zone.circle`.
    kind
        What it is, for ethogram entries with ``target = "zone:KIND"``; the name if not given.
    """

    name: str
    shape: BaseGeometry
    kind: str = ""

    @classmethod
    def polygon(cls, name: str, corners: list[tuple[float, float]], kind: str = "") -> Zone:
        """Return a zone from its corners in pixels."""
        return cls(name, Polygon(corners), kind or name)

    @classmethod
    def circle(cls, name: str, centre: tuple[float, float], radius: float, kind: str = "") -> Zone:
        """Return a circular zone; centre and radius in pixels."""
        return cls(name, Point(centre).buffer(radius, quad_segs=32), kind or name)

    def contains(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return 1 inside, 0 outside and NaN where the position is unknown, per point."""
        inside = contains_xy(self.shape, x, y).astype(np.float64)
        inside[np.isnan(x) | np.isnan(y)] = np.nan
        return inside


@dataclass(frozen=True, slots=True)
class FixedObject:
    """A thing that does not move, at a point or where a keypoint of the tracks usually is.

    Parameters
    ----------
    name
        What facts call it.
    at
        Position in pixels, or ``None`` when `keypoint` gives it.
    keypoint
        Keypoint of the track file whose median position is taken.
    kind
        What it is, for ethogram entries with ``target = "object:KIND"``.
    """

    name: str
    at: tuple[float, float] | None = None
    keypoint: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Arena:
    """Zones, objects and scale of a recording.

    Parameters
    ----------
    zones, objects
        Name -> zone or object.
    px_per_cm
        Scale; ``None`` if unknown, and then lengths stay in pixels.
    """

    zones: Mapping[str, Zone] = field(default_factory=dict)
    objects: Mapping[str, FixedObject] = field(default_factory=dict)
    px_per_cm: float | None = None


def zones_outside(arena: Arena, width: int, height: int) -> list[str]:
    """Say which zones reach out of a frame, and which objects lie outside; sizes in pixels.

    These are usable, and still said, as corners are easily typed wrong.

    Raises
    ------
    UserError
        Zones lie entirely outside: no animal in view can ever be in them. All are named.
    """
    frame = box(0, 0, width, height)
    size = f"the frame ({width} x {height} px)"
    said, unusable = [], []
    for zone in arena.zones.values():
        left, top, right, bottom = zone.shape.bounds
        span = f"x {left:g} to {right:g}, y {top:g} to {bottom:g}"
        inside = zone.shape.intersection(frame).area
        if inside == 0:
            unusable.append(f"zone {zone.name!r} ({span})")
        elif not zone.shape.within(frame.buffer(1)):
            share = inside / zone.shape.area
            said.append(
                f"Zone {zone.name!r} ({span}) reaches out of {size}; {share:.0%} of it is inside."
            )
    if unusable:
        message = (
            f"Nothing of {' and '.join(unusable)} lies inside {size}. Correct the corners in "
            "project.toml: pixels of this video, counted from its top left."
        )
        raise UserError(message)
    said += [
        f"Object {thing.name!r} at {thing.at} lies outside {size}."
        for thing in arena.objects.values()
        if thing.at is not None and not frame.covers(Point(thing.at))
    ]
    return said
