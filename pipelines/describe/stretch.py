"""The frames of a scene that are worked on at a time: places bound to positions and directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines import kernels
from pipelines.describe.tree import Place
from pipelines.scene import Scene

Values = NDArray[np.float64]

VELOCITY_WINDOW_S = 0.2
"""Default window over which velocities are slopes: noise of a pixel per frame averages out."""


class MissingPoint(UserError):  # noqa: N818 - caught and said per behavior, rarely raised
    """A rule needs a keypoint that the tracks of this recording do not have."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a place of a rule stands for: an animal or a point of it, a zone, or a fixed object."""

    kind: Literal["animal", "zone", "object"]
    name: str
    point: str | None = None


class Stretch:
    """The frames ``start`` to ``stop`` of a scene."""

    def __init__(self, scene: Scene, start: int, stop: int) -> None:
        self.scene = scene
        self.slice = slice(start, stop)
        self.times_s = scene.times_s[self.slice]
        self._points: dict[Thing, Values] = {}
        self._headings: dict[Thing, Values] = {}
        self._bodies: dict[str, NDArray[np.float32]] = {}

    def constant(self, value: float, unit: str) -> float:
        """Return a number in base units: px, s, deg."""
        base = unit.partition("/")[0]
        if base in ("px", "cm", "mm", "BL"):
            return value * self.scene.scale.to_px(1.0, base)
        return value * {"ms": 0.001, "%": 0.01}.get(base, 1.0)

    def place(self, place: Place, subject: str, target: str | None) -> Thing:
        """Return what a place of the rule stands for."""
        name = subject if place.role == "subject" else target
        assert name is not None
        if name in self.scene.individuals:
            return Thing("animal", name, place.point)
        kind: Literal["zone", "object"] = "zone" if name in self.scene.arena.zones else "object"
        return Thing(kind, name)

    def keypoints(self, animal: str, names: tuple[str, ...]) -> NDArray[np.float32]:
        """Return positions of keypoints in pixels, shape (frames, space, keypoints).

        Those that lie side by side in the tracks are not copied.
        """
        columns = [self.scene.keypoints.index(n) for n in names]
        individual = self.scene.individuals.index(animal)
        position = self.scene.position[self.slice, :, :, individual]
        first = min(columns, default=0)
        neighbours = slice(first, first + len(columns))
        side_by_side = columns == list(range(neighbours.start, neighbours.stop))
        return position[:, :, neighbours if side_by_side else columns]

    def body(self, thing: Thing) -> NDArray[np.floating]:
        """Return the points that a target consists of, shape (frames, space, points)."""
        if thing.kind == "animal" and thing.point is None:
            if thing.name not in self._bodies:
                self._bodies[thing.name] = self.keypoints(thing.name, self.scene.roles.body)
            return self._bodies[thing.name]
        return self.point(thing)[:, :, np.newaxis]

    def point(self, thing: Thing) -> Values:
        """Return the position of a thing in pixels, shape (frames, space).

        The centre for an animal without a named point; the centroid for a zone. Where a role is
        made of several keypoints it is the mean of those seen in the frame.
        """
        if thing not in self._points:
            self._points[thing] = self._point(thing)
        return self._points[thing]

    def _point(self, thing: Thing) -> Values:
        frames = len(self.times_s)
        if thing.kind == "zone":
            centroid = self.scene.arena.zones[thing.name].shape.centroid
            return np.broadcast_to(np.array([centroid.x, centroid.y]), (frames, 2))
        if thing.kind == "object":
            at = self.scene.arena.objects[thing.name].at
            assert at is not None
            return np.broadcast_to(np.asarray(at, dtype=np.float64), (frames, 2))
        point = thing.point or "centre"
        names = self.scene.roles.resolve(point)
        if not names:
            message = f"the tracks have no keypoint for {point!r}"
            raise MissingPoint(message)
        return self.mean_point(thing.name, names)

    def mean_point(self, animal: str, names: tuple[str, ...]) -> Values:
        """Return the mean of those keypoints that are seen, shape (frames, space)."""
        return kernels.mean_point(self.keypoints(animal, names))

    def heading(self, animal: Thing) -> Values:
        """Return the direction of the body axis in degrees; of motion, if there is no such axis."""
        if animal not in self._headings:
            self._headings[animal] = self._heading(animal)
        return self._headings[animal]

    def _heading(self, animal: Thing) -> Values:
        axis = self.scene.roles.body_axis
        if axis is None:
            return self.heading_of_motion(animal)
        front, back = (self.mean_point(animal.name, names) for names in axis)
        return kernels.direction((front - back)[:, :2])

    def head_direction(self, animal: Thing) -> tuple[Values, Values]:
        """Return the direction in which the head points, in degrees, and where it starts."""
        axis = self.scene.roles.head_axis
        if axis is None:
            return self.heading_of_motion(animal), self.point(animal)
        front, back = (self.mean_point(animal.name, names) for names in axis)
        return kernels.direction((front - back)[:, :2]), back

    def heading_of_motion(self, animal: Thing, window_s: float = VELOCITY_WINDOW_S) -> Values:
        """Return the direction in which the centre moves, in degrees; NaN while it rests."""
        velocity = kernels.slope(self.point(animal), self.times_s, window_s)
        return kernels.direction(velocity[:, :2], least=self.constant(0.1, "BL"))
