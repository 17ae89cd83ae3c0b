"""Outlines of animals, as far as their keypoints tell: convex hulls, frame by frame."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from pipelines.windows import Array

Shapes = NDArray[np.object_]


def hulls(points: NDArray[np.floating]) -> Shapes:
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
    known = np.isfinite(flat).all(axis=1)
    frames, keypoints = np.nonzero(known)
    result = np.full(len(points), None, dtype=object)
    if len(frames):
        places = shapely.points(flat[frames, 0, keypoints], flat[frames, 1, keypoints])
        seen, index = np.unique(frames, return_inverse=True)
        result[seen] = shapely.convex_hull(shapely.multipoints(places, indices=index))
    return result


def overlap(first: Shapes, second: Shapes | BaseGeometry) -> Array:
    """Return 1 where two outlines share a point, 0 where not, NaN where one is unknown."""
    unknown = shapely.is_missing(first) | shapely.is_missing(second)
    return np.where(unknown, np.nan, shapely.intersects(first, second))
