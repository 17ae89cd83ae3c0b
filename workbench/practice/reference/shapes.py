"""Areas and outlines: inside, distance to the border, and whether two outlines meet."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from workbench.practice.casts import Place

Floats = NDArray[np.float64]

_CORNERS = 128
"""Of the polygon that stands for a circle."""


def corners(place: Place) -> Floats:
    """Return the corners of a zone in pixels, shape (n, 2)."""
    (x, y), (a, b) = place.centre, place.half
    if place.round:
        angles = 2 * math.pi * np.arange(_CORNERS) / _CORNERS
        return np.stack([x + a * np.cos(angles), y + a * np.sin(angles)], axis=1)
    return np.array([[x - a, y - b], [x + a, y - b], [x + a, y + b], [x - a, y + b]])


def inside(points: Floats, ring: Floats) -> NDArray[np.bool_]:
    """Return which points, shape (frames, 2), lie in a convex area: on one side of all edges."""
    left = np.ones(len(points), bool)
    for start, stop in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        along, out = stop - start, points - start
        left &= along[0] * out[:, 1] - along[1] * out[:, 0] > 0
    return left


def to_border(points: Floats, ring: Floats) -> Floats:
    """Return the distance of points to the border of a convex area, negative inside."""
    nearest = np.full(len(points), np.inf)
    for start, stop in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        edge = stop - start
        share = np.clip((points - start) @ edge / (edge @ edge), 0, 1)
        foot = start + share[:, None] * edge
        nearest = np.minimum(nearest, np.linalg.norm(points - foot, axis=1))
    signed = np.where(inside(points, ring), -nearest, nearest)
    return np.where(np.isnan(points).any(axis=1), np.nan, signed)


def outline(points: Floats) -> Floats:
    """Return the corners of the convex hull of points, shape (n, 2)."""
    ordered = sorted({(float(x), float(y)) for x, y in points})
    if len(ordered) < 3:
        return np.array(ordered)

    def half(some: list[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for point in some:
            while len(kept) >= 2 and _turn(kept[-2], kept[-1], point) <= 0:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return np.array(half(ordered) + half(ordered[::-1]))


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def meet(first: Floats, second: Floats) -> bool:
    """Return whether two convex outlines share a point: no line stands between them."""
    for ring in (first, second):
        for start, stop in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            across = np.array([start[1] - stop[1], stop[0] - start[0]])
            a, b = first @ across, second @ across
            if a.max() < b.min() or b.max() < a.min():
                return False
    return True
