"""Kinematics on plain arrays: distances, speeds, directions and angles of points over time.

Positions are float arrays of shape (frames, space) in pixels, NaN where unknown; a fixed place may
be given as (space,). Angles are degrees in the first two space axes: 0 along +x, positive towards
+y, which is clockwise on screen because y points down. Whatever needs an unknown number is NaN.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from pipelines.rolling import rolling
from pipelines.windows import MIN_COVERAGE, Array, slope, smooth

__all__ = [
    "angle",
    "approach_speed",
    "bearing",
    "closest_distance",
    "closing_speed",
    "direction",
    "distance",
    "distance_to_shape",
    "dot",
    "mean_point",
    "norm",
    "rolling",
    "slope",
    "smooth",
    "turning",
    "unwrap",
    "wrap",
]

_CHUNK = 4096  # frames whose keypoints fit into the processor's cache


def norm(vectors: Array) -> Array:
    """Return the length of vectors, over the last axis."""
    if vectors.shape[-1] == 2:
        return np.hypot(vectors[..., 0], vectors[..., 1])
    return np.sqrt(dot(vectors, vectors))


def dot(first: Array, second: Array) -> Array:
    """Return the scalar product of vectors, over the last axis."""
    return np.asarray(np.einsum("...i,...i->...", first, second))


def mean_point(points: NDArray[np.floating]) -> Array:
    """Return the mean of the known points, shape (frames, space), of (frames, space, keypoints).

    NaN where less than half of them are known: the mean would jump with every point lost.
    """
    if points.shape[2] == 0:
        return np.full(points.shape[:2], np.nan)
    if points.shape[2] == 1:
        return np.asarray(points[:, :, 0], dtype=np.float64)
    known = np.isfinite(points)
    count = known.sum(axis=2)
    total = np.where(known, points, 0.0).sum(axis=2, dtype=np.float64)
    enough = count >= MIN_COVERAGE * points.shape[2]
    return np.where(enough, total / np.maximum(count, 1), np.nan)


def wrap(degrees: Array) -> Array:
    """Return angles in (-180, 180]."""
    return 180.0 - (180.0 - degrees) % 360.0


def direction(vectors: Array, least: float = 0.0) -> Array:
    """Return the angle of vectors in degrees; NaN for those no longer than `least`."""
    x, y = vectors[..., 0], vectors[..., 1] + 0.0  # -0.0 would turn 180 into -180
    angles = np.degrees(np.arctan2(y, x))
    return np.where(np.hypot(x, y) <= least, np.nan, angles)


def unwrap(degrees: Array) -> Array:
    """Return angles over time without jumps, shape (frames,).

    Between one known frame and the next the angle takes the shorter way round, also across a gap;
    unknown frames stay unknown.
    """
    result = np.full_like(degrees, np.nan)
    known = np.flatnonzero(np.isfinite(degrees))
    if len(known):
        steps = wrap(np.diff(degrees[known]))
        result[known] = degrees[known[0]] + np.concatenate([[0.0], np.cumsum(steps)])
    return result


def turning(degrees: Array, times_s: Array, window_s: float) -> Array:
    """Return the rate of turning in degrees per second, positive clockwise on screen."""
    return slope(unwrap(degrees), times_s, window_s)


def distance(first: Array, second: Array) -> Array:
    """Return the distance between two points, shape (frames,)."""
    return norm(first - second)


def closest_distance(first: NDArray[np.floating], second: NDArray[np.floating]) -> Array:
    """Return the smallest distance between any two points of two sets, shape (frames,).

    Parameters
    ----------
    first, second
        Shapes (frames, space, keypoints); unknown keypoints are left out.

    Returns
    -------
    Array
        NaN where one of the two has no known keypoint.

    Notes
    -----
    Works through a few thousand frames at a time with a running minimum over points, so that memory
    does not grow with the number of pairs. Positions in single precision are subtracted in single
    precision, which is good to 2e-7 of the distance.
    """
    precision = np.result_type(first, second)
    squares = np.full(len(first), np.inf, precision)
    for start in range(0, len(first), _CHUNK):
        here = slice(start, start + _CHUNK)
        one = _over_time(first[here], np.inf, precision)
        two = _over_time(second[here], -np.inf, precision)  # never inf - inf, which is NaN
        best, step = squares[here], np.empty_like(two)
        for point in range(one.shape[1]):
            np.subtract(two, one[:, point, np.newaxis], out=step)
            np.multiply(step, step, out=step)
            for axis in step[1:]:
                step[0] += axis
            np.minimum(best, step[0].min(axis=0, initial=np.inf), out=best)
    squares[np.isinf(squares)] = np.nan
    return np.asarray(np.sqrt(squares, dtype=np.float64))


def _over_time(
    points: NDArray[np.floating], unknown: float, precision: np.dtype[np.floating]
) -> NDArray[np.floating]:
    """Return a copy of shape (space, keypoints, frames), with a number for what is unknown."""
    series = np.array(points.transpose(1, 2, 0), dtype=precision, order="C")
    series[~np.isfinite(series)] = unknown
    return series


def distance_to_shape(position: NDArray[np.floating], shape: BaseGeometry) -> Array:
    """Return the distance to the border of an area, negative inside, shape (frames,).

    Edge by edge on arrays, many times faster than one shapely point per frame.
    """
    at = np.ascontiguousarray(position[:, :2].T, dtype=np.float64)
    squares = np.full(at.shape[1], np.inf)
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        corners = shapely.get_coordinates(ring)
        for start, edge in zip(corners, np.diff(corners, axis=0), strict=False):
            x, y = at[0] - start[0], at[1] - start[1]
            along = np.clip((x * edge[0] + y * edge[1]) / max(edge @ edge, 1e-300), 0.0, 1.0)
            x -= along * edge[0]
            y -= along * edge[1]
            np.minimum(squares, x * x + y * y, out=squares)
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, at[0], at[1])
    return np.asarray(np.where(inside, -1.0, 1.0) * np.sqrt(squares))


def angle(first: Array, corner: Array, second: Array) -> Array:
    """Return the angle at `corner` between the directions to two points, 0 to 180 degrees."""
    one, two = first - corner, second - corner
    lengths = norm(one) * norm(two)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = dot(one, two) / lengths
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def bearing(degrees: Array, origin: Array, target: Array) -> Array:
    """Return the direction from `origin` to `target` relative to a heading, in (-180, 180]."""
    return wrap(direction(target - origin) - degrees)


def approach_speed(first: Array, second: Array, times_s: Array, window_s: float) -> Array:
    """Return the part of the first point's velocity that points to the second, per second."""
    velocity = slope(first, times_s, window_s)
    towards = second - first
    with np.errstate(divide="ignore", invalid="ignore"):
        return dot(velocity, towards) / norm(towards)


def closing_speed(first: Array, second: Array, times_s: Array, window_s: float) -> Array:
    """Return how fast the distance of two points shrinks, per second."""
    return -slope(distance(first, second), times_s, window_s)
