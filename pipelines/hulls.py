"""Outlines of animals, as far as their keypoints tell: convex hulls, frame by frame."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from pipelines.windows import Array

Shapes = NDArray[np.object_]
Points = NDArray[np.floating]

_CHUNK = 50_000
"""Frames whose outlines are held at a time: each is an object of its own."""


def hulls(points: Points) -> Shapes:
    """Return the convex hull of the known points of every frame, shape (frames,).

    Parameters
    ----------
    points
        Pixels, shape (frames, 2 or more, keypoints); the first two axes count, NaN where unknown.

    Returns
    -------
    Shapes
        Polygons, or lines and points where fewer than three points are known; ``None`` where none.
    """
    flat = points[:, :2].astype(np.float64)
    frames, keypoints = np.nonzero(np.isfinite(flat).all(axis=1))
    result = np.full(len(points), None, dtype=object)
    if len(frames):
        places = shapely.points(flat[frames, 0, keypoints], flat[frames, 1, keypoints])
        seen, index = np.unique(frames, return_inverse=True)
        result[seen] = shapely.convex_hull(shapely.multipoints(places, indices=index))
    return result


def overlap(first: Points, second: Points | BaseGeometry) -> Array:
    """Return 1 where the outlines of two animals share a point, 0 where not, NaN where unknown.

    Parameters
    ----------
    first, second
        Pixels, shape (frames, 2 or more, keypoints), or an area as the second. Unknown is a frame
        in which one of them has no known point.

    Returns
    -------
    Array
        Shape (frames,). To touch is to share a point.

    Notes
    -----
    Outlines are only made where the boxes around both meet.
    """
    one = _boxes(first)
    area = second if isinstance(second, BaseGeometry) else None
    if area is not None:
        left, top, right, bottom = area.bounds
        other = np.broadcast_to([left, top, -right, -bottom], one.shape)
    else:
        other = _boxes(np.asarray(second))
    unknown = np.isnan(one).any(axis=1) | np.isnan(other).any(axis=1)
    with np.errstate(invalid="ignore"):
        near = (one[:, :2] <= -other[:, 2:]) & (other[:, :2] <= -one[:, 2:])
    result = np.where(unknown, np.nan, 0.0)
    close = np.flatnonzero(near.all(axis=1) & ~unknown)
    for start in range(0, len(close), _CHUNK):
        here = close[start : start + _CHUNK]
        theirs = area if area is not None else hulls(np.asarray(second)[here])
        result[here] = shapely.intersects(hulls(first[here]), theirs)
    return result


def _boxes(points: Points) -> Array:
    """Return left, top, minus right, minus bottom of the known points, shape (frames, 4)."""
    at = points[:, :2]
    known = np.isfinite(at).all(axis=1, keepdims=True)  # half a position is none
    at = np.where(known, at, np.nan)
    both = np.concatenate([at, -at], axis=1)
    return np.asarray(np.fmin.reduce(both, axis=2, initial=np.nan), dtype=np.float64)
