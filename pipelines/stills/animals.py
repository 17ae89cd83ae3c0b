"""The animals in one picture: where they are in it, and lines along their bodies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.kernels import mean_point
from pipelines.overlay import TIME_SLACK_S
from pipelines.roles import Roles
from pipelines.scene import Scene
from pipelines.shapes import is_within
from pipelines.stills.contract import Box
from pipelines.timebase import TimeBase

Array = NDArray[np.float64]

TRAIL_S = 1.0
"""Length of the way that a trail shows."""

_SIDES = (("left_ear", "nose"), ("right_ear", "nose"), ("left_hip", "tailbase"),
          ("right_hip", "tailbase"))  # fmt: skip
_STEPS = np.array([1 / 3, 2 / 3])[:, None]


class Placing:
    """From pixels of the video to those of a picture that shows a part of it.

    Parameters
    ----------
    box
        What is shown, in pixels of the video.
    size
        Width and height of the picture in pixels.
    """

    def __init__(self, box: Box, size: tuple[int, int]) -> None:
        self.size = size
        self.factor = np.array(size) / (box[2] - box[0], box[3] - box[1])
        self._corner = np.array(box[:2])

    def __call__(self, points: NDArray[np.floating]) -> Array:
        """Return points in the picture, of points in the video; shape (..., 2)."""
        return np.asarray((points - self._corner + 0.5) * self.factor - 0.5)


@dataclass(frozen=True, slots=True)
class Seen:
    """An animal in a picture; all in its pixels.

    Parameters
    ----------
    index
        Place among the individuals of the scene.
    points
        Keypoints in the picture, shape (n, 2).
    body
        Those of them that are on the body, without the tail.
    lines
        Along the body, each from point to point, shape (k, 2, 2); may reach out of the picture.
    centre
        Its centre, or the mean of `points` if the centre is not known or not in the picture.
    area
        Points spread over all that is known of the animal, shape (n, 2).
    trail
        Where its centre was in the last second, up to now, in pieces of shape (m, 2), if that
        was asked for.
    """

    index: int
    points: Array
    body: Array
    lines: Array
    centre: Array
    area: Array
    trail: tuple[Array, ...]


class Animals:
    """Finds the animals of a scene in pictures.

    Parameters
    ----------
    scene
        Positions in pixels of the video.
    trails
        Whether to find out where they came from.
    """

    def __init__(self, scene: Scene, *, trails: bool) -> None:
        self._scene, self._trails = scene, trails
        self._clock = TimeBase(scene.times_s, "tracks")
        centre = scene.roles.resolve("centre") or scene.roles.body
        self._centre = [scene.keypoints.index(name) for name in centre]
        self._is_body = np.isin(scene.keypoints, scene.roles.body)
        nodes, self._chains = _skeleton(scene.roles)
        nodes.append(self._centre)
        self._first = [keypoints[0] if keypoints else 0 for keypoints in nodes]
        self._means = {number: of for number, of in enumerate(nodes) if len(of) != 1}

    def seen(self, time_s: float, placing: Placing) -> list[Seen]:
        """Return the animals of which a keypoint lies in a picture, by their place in the scene.

        Parameters
        ----------
        time_s
            Time of the picture, seconds of the recording.
        placing
            What the picture shows.
        """
        clock = self._clock
        row = int(np.searchsorted(clock.times_s, time_s + TIME_SLACK_S, side="right")) - 1
        if row < 0 or time_s >= clock.stops_s[row]:
            return []
        at = placing(self._scene.position[row, :2].T)
        known = is_within(at.T, placing.size).T
        nodes = at[:, self._first]
        for number, keypoints in self._means.items():
            nodes[:, number] = mean_point(at[:, keypoints].swapaxes(1, 2))
        return [
            self._find(row, index, at[index], known[index], nodes[index], placing)
            for index in np.flatnonzero(known.any(axis=1)).tolist()
        ]

    def _find(
        self,
        row: int,
        index: int,
        at: Array,
        known: NDArray[np.bool_],
        nodes: Array,
        placing: Placing,
    ) -> Seen:
        """Return one animal, of its keypoints and nodes in pixels of the picture.

        Parameters
        ----------
        at, known
            Its keypoints, shape (keypoints, 2), and which of them lie in the picture.
        nodes
            Of its skeleton and, last, its centre, shape (nodes + 1, 2).
        """
        points = at[known]
        centre = nodes[-1]
        if not is_within(centre, placing.size):
            centre = points.mean(axis=0)
        lines = self._lines(nodes[:-1])
        spread = lines[:, :1] + _STEPS * (lines[:, 1:] - lines[:, :1])
        area = np.concatenate([points, spread.reshape(-1, 2)])
        trail = self._trail(row, index, placing) if self._trails else ()
        return Seen(index, points, at[known & self._is_body], lines, centre, area, trail)

    def _lines(self, nodes: Array) -> Array:
        """Return lines along the body between what is known of it, shape (k, 2, 2)."""
        return nodes[_ends(self._chains, np.isfinite(nodes).all(axis=1).tobytes())]

    def _trail(self, row: int, index: int, placing: Placing) -> tuple[Array, ...]:
        """Return the pieces of the way in which the animal was tracked."""
        times_s = self._scene.times_s
        first = int(np.searchsorted(times_s, times_s[row] - TRAIL_S - TIME_SLACK_S))
        points = self._scene.position[first : row + 1, :2][:, :, self._centre, index]
        way = placing(mean_point(points))
        lost = np.flatnonzero(~np.isfinite(way).all(axis=1))
        pieces = np.split(way, np.union1d(lost, lost + 1))
        return tuple(piece for piece in pieces if len(piece) > 1 and np.isfinite(piece).all())


@lru_cache(maxsize=1024)
def _ends(chains: tuple[tuple[int, ...], ...], known: bytes) -> NDArray[np.int64]:
    """Return both ends of the lines along chains of nodes, of those known, shape (k, 2)."""
    ends: list[tuple[int, int]] = []
    for chain in chains:
        ends += pairwise([number for number in chain if known[number]])
    return np.array(ends, np.int64).reshape(-1, 2)


def _skeleton(roles: Roles) -> tuple[list[list[int]], tuple[tuple[int, ...], ...]]:
    """Return the nodes of a skeleton, each the mean of some keypoints, and chains of nodes."""
    place = {name: number for number, name in enumerate(roles.keypoints)}
    names = {role: row.keypoints for role, row in roles.rows.items() if row.keypoints}
    numbers = {role: number for number, role in enumerate(names)}
    nodes = [[place[name] for name in keypoints] for keypoints in names.values()]
    spine = [numbers[role] for role in ("nose", "neck", "centre", "tailbase") if role in numbers]
    tail = list(range(len(nodes), len(nodes) + len(roles.tail)))
    nodes += [[place[name]] for name in roles.tail]
    sides = [(numbers[a], numbers[b]) for a, b in _SIDES if a in numbers and b in numbers]
    return nodes, ((*spine, *tail), *sides)
