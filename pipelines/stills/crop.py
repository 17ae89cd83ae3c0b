"""Where the animals of an event are, as a view of constant size that moves smoothly with them.

Positions are pixels of the video as displayed, origin top left, y down. The view of all frames of
an event has one size, so that its pictures can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.scene import Scene
from pipelines.stills.contract import Box
from pipelines.timebase import TimeBase
from pipelines.windows import window_bounds

Array = NDArray[np.float64]

SMOOTH_S = 1.0
"""Length of the window in time over which the middle of the view is averaged, twice."""

USUAL = 0.95
"""Share of frames whose boxes the margin is kept to; of the others all keypoints are inside too."""

WHOLE = 0.7
"""Views of more than this share of the video frame are replaced by whole frames."""

OUTSIDE = 0.1
"""How far beyond the border of the frame, as a share of its size, a keypoint is still believed."""

_EDGE_PX = 2.0
"""Room around the outermost keypoint."""


@dataclass(frozen=True, eq=False)
class View:
    """What of the video is shown of an event.

    Parameters
    ----------
    times_s
        Seconds, shape (n,): frames of the tracks in and around the event.
    middles
        Middle of the view in pixels, shape (n, 2).
    size
        Width and height in whole pixels.
    bounds
        Left, top, right and bottom that the view stays within if it is not larger.
    """

    times_s: Array
    middles: Array
    size: tuple[int, int]
    bounds: Box

    def at(self, time_s: float) -> Box:
        """Return the view at a time in seconds; its corners are whole pixels."""
        corner = []
        for axis, length in enumerate(self.size):
            low, high = self.bounds[axis], self.bounds[axis + 2]
            start = float(np.interp(time_s, self.times_s, self.middles[:, axis])) - length / 2
            if length >= high - low:
                start = (low + high - length) / 2
            corner.append(float(round(min(max(start, low), max(high - length, low)))))
        return corner[0], corner[1], corner[0] + self.size[0], corner[1] + self.size[1]


def view_of_event(
    scene: Scene,
    start_s: float,
    stop_s: float,
    video_size: tuple[int, int],
    *,
    individuals: Sequence[str] | None = None,
    margin: float = 1.5,
    aspect: float = 1.0,
    clock: TimeBase | None = None,
) -> View | None:
    """Return the view around the animals of an event.

    Parameters
    ----------
    scene
        The tracks, in pixels of the video.
    start_s, stop_s
        Seconds, half-open; equal for a point.
    video_size
        Width and height of the video in pixels.
    individuals
        Whom to show; all that are tracked in the event if ``None``.
    margin
        Size relative to the box around all valid keypoints of these animals, whose longer side
        counts as a body length at least.
    aspect
        Width over height.
    clock
        Of the tracks; made from their times if ``None``, which takes longer the more there are.

    Returns
    -------
    View or None
        Every valid keypoint of these animals in the event is inside. ``None`` where whole frames
        show no less: nobody is tracked, or they are so far apart that the view is nearly the frame.

    Raises
    ------
    UserError
        The tracks have no such individual.

    Notes
    -----
    Where keypoints do not mark both ends of the body, the box reaches half a body length further.
    Keypoints far outside of the frame are not valid: no view can show them. Where nobody is
    tracked, the view moves evenly between the frames before and after.
    """
    wanted = scene.individuals if individuals is None else individuals
    check_individuals(scene, wanted)
    chosen = [scene.individuals.index(name) for name in wanted]
    clock = clock or TimeBase(scene.times_s, "tracks")
    inside, around = _rows(clock, start_s, stop_s)
    low, high = _boxes(scene.position[around][..., chosen], video_size)
    known = np.isfinite(low[:, 0])
    in_event = known & inside
    if not in_event.any():
        return None
    times_s = scene.times_s[around]
    middles = _smooth((low + high)[known] / 2, times_s[known], times_s)
    low, high = low[in_event], high[in_event]
    usual = np.quantile(high - low, USUAL, axis=0, method="higher")
    length_px = scene.scale.body_length_px or 0.0
    if scene.scale.body_length_is not in ("measured", "given"):
        usual += length_px
    usual[np.argmax(usual)] = max(usual.max(), length_px)
    bounds = _bounds(low, high, video_size)
    reach = np.maximum(high - middles[in_event], middles[in_event] - low).max(axis=0)
    size = _shaped(np.maximum(margin * usual, 2 * (reach + _EDGE_PX)), aspect)
    shown = np.minimum(size, video_size)
    if shown[0] * shown[1] > WHOLE * video_size[0] * video_size[1]:
        return None
    return View(times_s, middles, size, bounds)


def check_individuals(scene: Scene, individuals: Sequence[str]) -> None:
    """Raise one error that names the individuals that a scene does not have.

    Raises
    ------
    UserError
        With what was probably meant.
    """
    names = scene.individuals
    unknown = [name for name in dict.fromkeys(individuals) if name not in names]
    if unknown:
        message = "Pictures of an event: there is no individual " + " and no individual ".join(
            f"{name!r}{did_you_mean(name, names)}" for name in unknown
        )
        raise UserError(message)


def _rows(clock: TimeBase, start_s: float, stop_s: float) -> tuple[NDArray[np.bool_], slice]:
    """Return the frames of the tracks around an event, and which of them lie in it."""
    first, last = clock.frames_in([[start_s, stop_s]])[0].tolist()
    if first >= last:
        first = int(clock.frame_at(start_s))
        last = first + int(start_s < clock.stops_s[first])
    reach_s = np.array([start_s - SMOOTH_S, stop_s + SMOOTH_S])
    low, high = np.searchsorted(clock.times_s, reach_s).tolist()
    low, high = min(low, first), max(high, last)
    rows = np.arange(low, high)
    return (rows >= first) & (rows < last), slice(low, high)


def _boxes(points: NDArray[np.float32], video_size: tuple[int, int]) -> tuple[Array, Array]:
    """Return the corners of the box around all valid keypoints, each (frames, 2); NaN if none."""
    at = points[:, :2].reshape(len(points), 2, -1).astype(np.float64)
    size = np.array(video_size)[:, None]
    within = (at > -OUTSIDE * size) & (at < (1 + OUTSIDE) * size)
    valid = within.all(axis=1, keepdims=True)
    low = np.where(valid, at, np.inf).min(axis=2, initial=np.inf)
    high = np.where(valid, at, -np.inf).max(axis=2, initial=-np.inf)
    nobody = np.isinf(low)
    return np.where(nobody, np.nan, low), np.where(nobody, np.nan, high)


def _smooth(middles: Array, known_s: Array, times_s: Array) -> Array:
    """Return a path averaged over time, at all frames; straight where nothing is known."""
    filled = np.column_stack([np.interp(times_s, known_s, axis) for axis in middles.T])
    first, last = window_bounds(times_s, SMOOTH_S)
    for _ in range(2):
        sums = np.concatenate([np.zeros((1, 2)), np.cumsum(filled, axis=0)])
        filled = (sums[last] - sums[first]) / (last - first)[:, None]
    return filled


def _bounds(low: Array, high: Array, video_size: tuple[int, int]) -> Box:
    """Return the frame, or more where keypoints lie outside of it."""
    left, top = np.minimum(low.min(axis=0) - _EDGE_PX, 0.0).tolist()
    right, bottom = np.maximum(high.max(axis=0) + _EDGE_PX, video_size).tolist()
    return left, top, right, bottom


def _shaped(size: Array, aspect: float) -> tuple[int, int]:
    """Return the smallest width and height of a shape that hold a size."""
    height = max(float(size[1]), float(size[0]) / aspect)
    return int(np.ceil(height * aspect)), int(np.ceil(height))
