"""A recording of known motion, and what can be measured on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from workbench.practice.motion import FPS, FRAMES
from workbench.practice.reference import kinematics, shapes
from workbench.practice.reference.amounts import (
    ACCELERATION,
    ANGLE,
    LENGTH,
    SPEED,
    TURN,
    Dimension,
    NotJudgedError,
    in_seconds,
)
from workbench.practice.reference.bouts import Bouts
from workbench.practice.reference.known import EVERY, Floats, Known, Named, Point
from workbench.practice.reference.masks import Mask
from workbench.practice.reference.rows import Rows, Who
from workbench.practice.reference.signals import Signal, Vectors
from workbench.practice.reference.verbs import Verbs

_HEAD = ("left_ear", "right_ear")


class Recording(Known, Verbs):
    """One recording of a world."""

    surface = "Recording"

    # signals --------------------------------------------------------------------------------------

    def _signal(
        self,
        name: str,
        of: Sequence[tuple[Point, ...]],
        dimension: Dimension,
        values: Sequence[Floats],
        *,
        circular: bool = False,
    ) -> Signal:
        shown = np.array(values) / self.cast.px_per_length ** dimension[0]
        return Signal(self, _rows(of), shown, dimension, _named(name, of), circular)

    def _single(self, who: Named) -> list[tuple[Point, ...]]:
        return [(point,) for point in self.points_of(who)]

    def _per(
        self,
        name: str,
        who: Named,
        dimension: Dimension,
        value: Callable[[Point], Floats],
        *,
        circular: bool = False,
    ) -> Signal:
        of = self._single(who)
        return self._signal(name, of, dimension, [value(p) for (p,) in of], circular=circular)

    def _pair(
        self,
        name: str,
        first: Named,
        second: Named,
        dimension: Dimension,
        value: Callable[[Point, Point], Floats],
        *,
        circular: bool = False,
    ) -> Signal:
        of = self.pairs(first, second)
        return self._signal(name, of, dimension, [value(*pair) for pair in of], circular=circular)

    def _vectors(
        self, name: str, who: Named, dimension: Dimension, value: Callable[[Point], Floats]
    ) -> Vectors:
        of = self._single(who)
        found = np.array([value(point) for (point,) in of])
        x, y = (self._signal(name, of, dimension, list(found[:, :, axis])) for axis in (0, 1))
        named = (Signal(s.rec, s.rows, s.values, dimension, f"{s.name} {axis}")
                 for s, axis in ((x, "x"), (y, "y")))  # fmt: skip
        one, other = named
        return Vectors((one, other))

    def position(self, who: Named = EVERY) -> Vectors:
        """Return where points are."""
        return self._vectors("position", who, LENGTH, self.at)

    def velocity(self, who: Named = EVERY, window_s: float | str = 0.2) -> Vectors:
        """Return velocities."""
        window = in_seconds(window_s)
        return self._vectors("velocity", who, SPEED, lambda p: self.slope(p, window))

    def speed(self, who: Named = EVERY, window_s: float | str = 0.2) -> Signal:
        """Return speeds."""
        window = in_seconds(window_s)
        return self._per("speed", who, SPEED, lambda p: self.speed_px(p, window))

    def speed_px(self, point: Point, window_s: float) -> Floats:
        """Return the speed of a point in pixels per second."""
        return kinematics.length(self.slope(point, window_s))

    def acceleration(self, who: Named = EVERY, window_s: float | str = 0.2) -> Signal:
        """Return how fast speeds change."""
        window = in_seconds(window_s)
        return self._per(
            "acceleration", who, ACCELERATION,
            lambda p: kinematics.slope(self.speed_px(p, window), window, FPS),
        )  # fmt: skip

    def heading(self, who: Named = EVERY) -> Signal:
        """Return where bodies point."""
        return self._per("heading", who, ANGLE, self._heading, circular=True)

    def _heading(self, point: Point) -> Floats:
        return kinematics.direction(self.axis(point.name))

    def turning(self, who: Named = EVERY, window_s: float | str = 0.2) -> Signal:
        """Return how fast bodies turn."""
        window = in_seconds(window_s)
        return self._per(
            "turning", who, TURN, lambda p: kinematics.turn_rate(self._heading(p), window, FPS)
        )

    def body_length(self, who: Named = EVERY) -> Signal:
        """Return nose to tail base."""
        return self._per("body_length", who, LENGTH, lambda p: kinematics.length(self.axis(p.name)))

    def angle(self, first: str, corner: str, second: str) -> Signal:
        """Return the angle at a corner."""
        of = list(zip(*(self.points_of(t) for t in (first, corner, second)), strict=True))
        values = [kinematics.angle_at(*(self.at(p) for p in three)) for three in of]
        return self._signal("angle", of, ANGLE, values)

    def distance(self, first: Named = EVERY, second: Named = EVERY) -> Signal:
        """Return distances."""
        return self._pair("distance", first, second, LENGTH, self._apart)

    def distance_to(self, who: Named, place: Named) -> Signal:
        """Return distances to a place."""
        return self.distance(who, place)

    def _apart(self, one: Point, other: Point) -> Floats:
        if other.kind == "zone":
            return shapes.to_border(self.at(one), shapes.corners(self.cast.places[other.name]))
        return kinematics.length(self.at(one) - self.at(other))

    def closest_distance(self, first: Named = EVERY, second: Named = EVERY) -> Signal:
        """Return the smallest distance between any two points."""
        return self._pair("closest_distance", first, second, LENGTH, self._closest)

    def _closest(self, one: Point, other: Point) -> Floats:
        mine = self.body(one)
        if other.kind == "zone":
            ring = shapes.corners(self.cast.places[other.name])
            each = [shapes.to_border(mine[:, k], ring) for k in range(mine.shape[1])]
            return np.asarray(np.min(each, axis=0))
        theirs = self.body(other)
        gaps = mine[:, :, None] - theirs[:, None]
        return np.asarray(np.sqrt((gaps**2).sum(axis=3)).min(axis=(1, 2)))

    def _bearing(self, one: Point, other: Point) -> Floats:
        towards = kinematics.direction(self.at(other) - self.at(one))
        return kinematics.wrapped(towards - self._heading(one))

    def bearing(self, who: Named = EVERY, target: Named = EVERY) -> Signal:
        """Return where targets lie, beside the body axis."""
        return self._pair("bearing", who, target, ANGLE, self._bearing, circular=True)

    def facing(self, who: Named = EVERY, target: Named = EVERY) -> Signal:
        """Return how far off the body axis targets lie."""
        return self._pair("facing", who, target, ANGLE, lambda a, b: np.abs(self._bearing(a, b)))

    def head_facing(self, who: Named = EVERY, target: Named = EVERY) -> Signal:
        """Return how far off the head's direction targets lie."""
        return self._pair("head_facing", who, target, ANGLE, self._head_off)

    def _head_off(self, one: Point, other: Point) -> Floats:
        ears = (self.at(Point(one.name, _HEAD[0])) + self.at(Point(one.name, _HEAD[1]))) / 2
        ahead = self.at(Point(one.name, "nose")) - ears
        towards = self.at(other) - ears
        return np.abs(
            kinematics.wrapped(kinematics.direction(towards) - kinematics.direction(ahead))
        )

    def alignment(self, first: Named = EVERY, second: Named = EVERY) -> Signal:
        """Return the angle between two body axes."""
        return self._pair(
            "alignment", first, second, ANGLE,
            lambda a, b: np.abs(kinematics.wrapped(self._heading(a) - self._heading(b))),
        )  # fmt: skip

    def approach_speed(
        self, who: Named = EVERY, target: Named = EVERY, window_s: float | str = 0.2
    ) -> Signal:
        """Return how fast animals move towards targets."""
        window = in_seconds(window_s)

        def towards(one: Point, other: Point) -> Floats:
            line = self.at(other) - self.at(one)
            with np.errstate(invalid="ignore", divide="ignore"):
                part = (self.slope(one, window) * line).sum(axis=1) / kinematics.length(line)
            return np.asarray(part)

        return self._pair("approach_speed", who, target, SPEED, towards)

    def closing_speed(
        self, first: Named = EVERY, second: Named = EVERY, window_s: float | str = 0.2
    ) -> Signal:
        """Return how fast distances shrink."""
        window = in_seconds(window_s)

        def closing(one: Point, other: Point) -> Floats:
            apart = kinematics.length(self.at(one) - self.at(other))
            return -kinematics.slope(apart, window, FPS)

        return self._pair("closing_speed", first, second, SPEED, closing)

    def relative_speed(
        self, first: Named = EVERY, second: Named = EVERY, window_s: float | str = 0.2
    ) -> Signal:
        """Return the length of differences of velocities."""
        window = in_seconds(window_s)

        def relative(one: Point, other: Point) -> Floats:
            between = self.at(one) - self.at(other)
            return kinematics.length(kinematics.slope(between, window, FPS))

        return self._pair("relative_speed", first, second, SPEED, relative)

    # masks ----------------------------------------------------------------------------------------

    def _mask(self, name: str, of: Sequence[tuple[Point, ...]], values: Sequence[Floats]) -> Mask:
        found = np.array(values)
        return Mask(self, _rows(of), found > 0, found <= 0, _named(name, of))

    def tracked(self, who: Named = EVERY) -> Mask:
        """Return whether positions are known."""
        of = self._single(who)
        values = [np.isfinite(self.at(point)).all(axis=1).astype(float) for (point,) in of]
        return self._mask("tracked", of, values)

    def in_zone(self, who: Named = EVERY, zone: Named = EVERY) -> Mask:
        """Return whether points lie in zones."""
        names = [zone] if isinstance(zone, str) else list(zone)
        zones = [n for text in names for n in (self.zones if text == EVERY else [text])]
        of = [(point, Point(z, kind="zone")) for point in self.points_of(who) for z in zones]
        if any(z not in self.cast.places for z in zones):
            message = f"no zone {zone!r}"
            raise NotJudgedError(message)
        values = []
        for point, place in of:
            at = self.at(point)
            here = shapes.inside(at, shapes.corners(self.cast.places[place.name])).astype(float)
            values.append(np.where(np.isnan(at).any(axis=1), np.nan, here))
        return self._mask("in_zone", of, values)

    def overlap(self, first: Named = EVERY, second: Named = EVERY) -> Mask:
        """Return whether outlines share a point."""
        of = self.pairs(first, second)
        return self._mask("overlap", of, [self._together(*pair) for pair in of])

    def _together(self, one: Point, other: Point) -> Floats:
        zone = other.kind == "zone"
        ring = shapes.corners(self.cast.places[other.name]) if zone else None
        mine, theirs, found = self.body(one), self.body(other), np.full(FRAMES, np.nan)
        for frame in range(FRAMES):
            if np.isnan(mine[frame]).any() or (ring is None and np.isnan(theirs[frame]).any()):
                continue
            second = shapes.outline(theirs[frame]) if ring is None else ring
            found[frame] = shapes.meet(shapes.outline(mine[frame]), second)
        return found

    def window(self, start_s: float | str = 0.0, stop_s: float | str | None = None) -> Mask:
        """Return whether frames lie in a stretch of time."""
        start = in_seconds(start_s)
        stop = math.inf if stop_s is None else in_seconds(stop_s)
        true = ((self.times >= start - 5e-7) & (self.times < stop - 5e-7))[None]
        return Mask(self, (Who(None),), true, ~true, f"from {start:g} to {stop:g} s")

    def facts(
        self, subject: Named | None = None, predicate: Named | None = None,
        object: Named | None = None,  # noqa: A002 - the word of the records
        min_confidence: float | None = None, source: Named | None = None,
    ) -> Bouts:  # fmt: skip
        """Return stored facts."""
        from workbench.practice.reference.stored import stored

        return stored([self], subject, predicate, object, min_confidence, source)


def _rows(of: Sequence[tuple[Point, ...]]) -> Rows:
    rows = []
    for things in of:
        others = [thing.name for thing in things[1:] if thing.name != things[0].name]
        rows.append(Who(things[0].name, others[0] if others else None))
    return tuple(rows)


def _named(name: str, of: Sequence[tuple[Point, ...]]) -> str:
    """Return the name of a quantity with the points or the place that it is of."""
    columns = [list(dict.fromkeys(map(_word, column))) for column in zip(*of, strict=True)]
    if any(thing.part for things in of for thing in things):
        return f"{name}({', '.join('/'.join(words) for words in columns)})"
    single = of[0][-1].kind != "animal" and len(columns[-1]) == 1
    return f"{name}({columns[-1][0]})" if single else name


def _word(point: Point) -> str:
    return point.part or "centre" if point.kind == "animal" else point.name
