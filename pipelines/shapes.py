"""Small shapes on pictures, placed to parts of a pixel.

Pictures are 8-bit RGB and drawn on in place; points are pixels as (x, y), origin top left, y down,
a pixel's middle at whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from pipelines.arena import Arena
from pipelines.lettering import Colour, Picture

Points = NDArray[np.float64]

CORNERS = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
"""Of a square with sides of 2 around the origin."""

_FRACTION_BITS = 4
"""Binary digits of parts of a pixel with which shapes are placed."""


class Rectangle(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def sized(cls, left: float, top: float, size: tuple[float, float]) -> Rectangle:
        """Return the rectangle of some width and height."""
        return cls(left, top, left + size[0], top + size[1])

    def inside(self, width: int, height: int) -> Rectangle:
        """Return the rectangle moved so that it lies within a picture."""
        across, down = self.right - self.left, self.bottom - self.top
        left, top = min(self.left, width - across), min(self.top, height - down)
        return Rectangle.sized(max(left, 0.0), max(top, 0.0), (across, down))

    def overlap(self, other: Rectangle) -> float:
        """Return the area in common with another rectangle, as a share of this one's."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        area = (self.right - self.left) * (self.bottom - self.top)
        return max(across, 0.0) * max(down, 0.0) / area


def is_within(points: Points, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Whether points, shape (2, ...), are known and lie in a picture of some width and height."""
    x, y = points
    return np.asarray((x >= 0) & (x < size[0]) & (y >= 0) & (y < size[1]))


def gaps(rectangles: Sequence[Rectangle], points: Points) -> Points:
    """Return how far points are from rectangles, 0 inside, shape (rectangles, points).

    Parameters
    ----------
    points
        Shape (n, 2).
    """
    left, top, right, bottom = np.array(rectangles, np.float64).reshape(-1, 4).T[..., None]
    x, y = points.T
    across = x - np.minimum(np.maximum(x, left), right)
    down = y - np.minimum(np.maximum(y, top), bottom)
    return np.asarray(np.hypot(across, down))


def outlines(arena: Arena, name: str, about_px: Points) -> list[Points]:
    """Return the borders of a zone, or of a square around an object, each of shape (n, 2).

    Parameters
    ----------
    arena, name
        Nothing is returned for a name that the arena does not have.
    about_px
        Half the width and half the height of the square around an object, in pixels of the video.
    """
    if name in arena.zones:
        rings = shapely.get_rings(shapely.get_parts(arena.zones[name].shape))
        return [shapely.get_coordinates(ring) for ring in rings]
    place = arena.objects[name].at if name in arena.objects else None
    return [] if place is None else [np.asarray(place) + about_px * CORNERS]


def line(picture: Picture, start: Points, stop: Points, colour: Colour, wide: int = 1) -> None:
    """Draw a straight line."""
    ends = _fixed(start), _fixed(stop)
    cv2.line(picture, *ends, colour, wide, cv2.LINE_AA, _FRACTION_BITS)


def path(
    picture: Picture, corners: Points, colour: Colour, wide: int = 1, *, closed: bool = False
) -> None:
    """Draw a line through points, shape (n, 2), closed or not."""
    fixed = np.round(corners * 2**_FRACTION_BITS).astype(np.int32)
    cv2.polylines(picture, [fixed], closed, colour, wide, cv2.LINE_AA, _FRACTION_BITS)


def disc(picture: Picture, at: Points, radius: float, colour: Colour) -> None:
    """Draw a filled circle."""
    size = round(radius * 2**_FRACTION_BITS)
    cv2.circle(picture, _fixed(at), size, colour, -1, cv2.LINE_AA, _FRACTION_BITS)


def square(picture: Picture, at: Points, half: float, colour: Colour) -> None:
    """Draw a filled square of half a side."""
    _fill(picture, at + half * CORNERS, colour)


def diamond(picture: Picture, at: Points, half: float, colour: Colour) -> None:
    """Draw a filled diamond of half a diagonal."""
    _fill(picture, at + half * np.array([(-1, 0), (0, -1), (1, 0), (0, 1)]), colour)


def _fixed(point: Points) -> tuple[int, int]:
    """Return a point in the whole numbers that OpenCV takes for parts of a pixel."""
    x, y = point.tolist()
    return round(x * 2**_FRACTION_BITS), round(y * 2**_FRACTION_BITS)


def _fill(picture: Picture, corners: Points, colour: Colour) -> None:
    fixed = np.round(corners * 2**_FRACTION_BITS).astype(np.int32)
    cv2.fillConvexPoly(picture, fixed, colour, cv2.LINE_AA, _FRACTION_BITS)
