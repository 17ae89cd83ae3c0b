"""What a known recording has: names, frames, and where every point is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.practice.motion import FPS, FRAMES, LENGTH_S
from workbench.practice.reference import kinematics
from workbench.practice.reference.amounts import NotJudgedError

if TYPE_CHECKING:
    from workbench.practice.worlds import Truth, World

Floats = NDArray[np.float64]
Named = str | Sequence[str]
EVERY = "*"


class Point(NamedTuple):
    """A point of an animal, a zone, or a thing."""

    name: str
    part: str = ""
    kind: str = "animal"


class Known:
    """A recording of a world, before anything is measured."""

    fps = FPS

    def __init__(self, world: World, truth: Truth) -> None:
        self.world, self.cast, self.truth = world, world.cast, truth
        self._known: dict[tuple[object, ...], Floats] = {}

    @property
    def name(self) -> str:
        """Name."""
        return self.truth.name

    @property
    def group(self) -> str:
        """Group."""
        return self.truth.group

    @property
    def session(self) -> str:
        """Session."""
        return self.truth.session

    @property
    def animals(self) -> list[str]:
        """Animals."""
        return list(self.cast.animals)

    @property
    def keypoints(self) -> list[str]:
        """Keypoints."""
        return list(self.cast.keypoints)

    @property
    def zones(self) -> list[str]:
        """Zones."""
        return list(self.cast.places)

    @property
    def objects(self) -> list[str]:
        """Fixed things."""
        return list(self.cast.things)

    @property
    def duration_s(self) -> float:
        """Length."""
        return LENGTH_S

    @property
    def warnings(self) -> list[str]:
        """Nothing to be warned of."""
        return []

    @property
    def scale(self) -> str:
        """Scale in words."""
        per_cm, body = self.cast.px_per_cm, self.cast.body_px
        if per_cm is None:
            return f"no scale in cm; body length {body:.4g} px (given)"
        return f"{per_cm:.4g} px per cm; body length {body:.4g} px = {body / per_cm:.4g} cm (given)"

    # time -----------------------------------------------------------------------------------------

    @cached_property
    def times(self) -> Floats:
        """Seconds of every frame."""
        return np.arange(FRAMES) / FPS

    def times_of(self, frames: tuple[int, int]) -> tuple[float, float]:
        """Return the time of a half-open range of frames."""
        return frames[0] / FPS, frames[1] / FPS

    def frames_in(self, start_s: float, stop_s: float) -> tuple[int, int]:
        """Return the frames whose time lies in a bout; of a point the one that is shown then."""
        if start_s == stop_s:
            shown = min(math.floor(start_s * FPS + 1e-6), FRAMES - 1)
            return shown, shown + 1
        low, high = (math.ceil(t * FPS - 1e-4) for t in (start_s, stop_s))
        return min(low, FRAMES), min(high, FRAMES)

    def covered(self, spans: Sequence[tuple[float, float]]) -> NDArray[np.bool_]:
        """Return which frames lie in some times."""
        flags = np.zeros(FRAMES, bool)
        for start, stop in spans:
            low, high = self.frames_in(start, stop)
            flags[low:high] = True
        return flags

    # who is meant ---------------------------------------------------------------------------------

    def points_of(self, who: Named) -> list[Point]:
        """Return the animals, or points of them, that a text stands for."""
        texts = [who] if isinstance(who, str) else list(who)
        return [point for text in texts for point in self._points_of(text)]

    def _points_of(self, text: str) -> list[Point]:
        name, _, part = text.partition(".")
        if text in self.cast.animals:
            name, part = text, ""
        if part and part not in self.cast.keypoints:
            message = f"no point {part!r}"
            raise NotJudgedError(message)
        if name == EVERY:
            return [Point(animal, part) for animal in self.cast.animals]
        if name not in self.cast.animals:
            message = f"no animal {name!r}"
            raise NotJudgedError(message)
        return [Point(name, part)]

    def _targets(self, what: Named) -> list[Point]:
        texts = [what] if isinstance(what, str) else list(what)
        found = []
        for text in texts:
            if text in self.cast.places:
                found.append(Point(text, kind="zone"))
            elif text in self.cast.things:
                found.append(Point(text, kind="thing"))
            elif not text.startswith("."):
                found += self._points_of(text)
        return found

    def pairs(self, first: Named, second: Named) -> list[tuple[Point, Point]]:
        """Return ordered pairs of a point and another one."""
        firsts = self.points_of(first)
        named = all(isinstance(who, str) and who[0] != EVERY for who in (first, second))
        found = [
            (one, other)
            for one in firsts
            for other in self._targets(second)
            if one.name != other.name or (named and one.part != other.part)
        ]
        texts = [second] if isinstance(second, str) else list(second)
        found += [(one, Point(one.name, t[1:])) for one in firsts for t in texts if t[0] == "."]
        if not found:
            message = f"{first!r} and {second!r} make no pair"
            raise NotJudgedError(message)
        return found

    # positions ------------------------------------------------------------------------------------

    def at(self, point: Point) -> Floats:
        """Return where a point is, in pixels, shape (frames, 2)."""
        if point.kind == "zone":
            return np.tile(self.cast.places[point.name].centre, (FRAMES, 1)).astype(float)
        if point.kind == "thing":
            return np.tile(self.cast.things[point.name], (FRAMES, 1)).astype(float)
        part = self.cast.keypoints.index(point.part or "centre")
        return self.truth.points[:, self.cast.animals.index(point.name), part]

    def body(self, point: Point) -> Floats:
        """Return the points that something consists of, shape (frames, points, 2)."""
        if point.kind == "animal" and not point.part:
            return self.truth.points[:, self.cast.animals.index(point.name)]
        return self.at(point)[:, None]

    def axis(self, animal: str) -> Floats:
        """Return the line from tail base to nose, in pixels."""
        return self.at(Point(animal, "nose")) - self.at(Point(animal, "tailbase"))

    def slope(self, point: Point, window_s: float) -> Floats:
        """Return the velocity of a point in pixels per second; computed once."""
        key = ("slope", point, window_s)
        if key not in self._known:
            self._known[key] = kinematics.slope(self.at(point), window_s, FPS)
        return self._known[key]
