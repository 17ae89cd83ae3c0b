"""What can be measured on the tracks of a recording, for animals and for pairs.

Every method takes text that says who is meant (`workbench.analysis.selection`) and returns one row
per animal or per ordered pair. The computation is that of the rule language
(`pipelines.describe.signals`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import UserError
from pipelines import kernels
from pipelines.describe import signals as functions
from pipelines.describe.stretch import VELOCITY_WINDOW_S, Stretch, Thing
from pipelines.describe.tree import (
    ACCELERATION,
    ANGLE,
    LENGTH,
    SPEED,
    TURN,
    Dimension,
)
from pipelines.hulls import overlap
from workbench.analysis import selection
from workbench.analysis.cached import ArrayCache
from workbench.analysis.masks import Mask
from workbench.analysis.rows import Row
from workbench.analysis.selection import EVERY, Who
from workbench.analysis.signals import Signal, Values
from workbench.analysis.units import QuantityLike, Units, seconds
from workbench.analysis.vectors import Vectors

if TYPE_CHECKING:
    from pipelines.scene import Scene
    from workbench.analysis.recording import Recording

Things = tuple[Thing, ...]


class Measures:
    """The quantities of a `Recording`; not used on its own.

    Every method returns one row per animal, or per ordered pair, and one value per frame: arrays of
    shape (rows, frames). Common to them:

    - `who`, `first`, `second`: texts that say who is meant, see `workbench.analysis.selection`; an
      animal without a named point stands for its centre.
    - `target`: a text that names another animal, a zone or a thing. Of a zone, `distance` and
      `closest_distance` are to its border, negative inside; what speaks of a direction or of a
      speed towards it (`facing`, `approach_speed`...) is of its centroid.
    - `window_s`: seconds over which a slope is taken, see `velocity`.

    All methods raise UserError where a name is not known, the tracks have no keypoint for it, no
    pair is left or a window is no time; and UserError or DataError where the files of the recording
    cannot be read.

    Notes
    -----
    Lengths are cm where the scale is known, else px; speeds are per second of the real timestamps.
    A value is NaN, and a condition not assessed, wherever something it needs is unknown.

    On tracks in three dimensions, positions, speeds, `angle`, and distances between points of
    animals are in space. Directions, zones, fixed things and outlines are always in the plane of
    the picture (the first two axes).
    """

    units: Units

    @property
    def scene(self) -> Scene:
        """Positions, roles, arena and scale."""
        raise NotImplementedError  # of Recording

    def _recording(self) -> Recording:
        raise NotImplementedError  # of Recording

    stretch: Stretch
    _cache: ArrayCache

    # one animal -----------------------------------------------------------------------------

    def position(self, who: Who = EVERY) -> Vectors:
        """Return where animals (their centres) or points of them are.

        Parameters
        ----------
        who
            ``"mouse_1"``, ``"mouse_1.nose"``, ``"*.nose"``, or several.

        Returns
        -------
        Vectors
            ``x``, ``y`` (and ``z``) in cm or px from the top left of the picture, y down. A role of
            several keypoints is the mean of those known, NaN where less than half of them are.

        Raises
        ------
        UserError
            There is no such animal, role or keypoint, or nothing stands for the role.
        """
        things = selection.animals(self.scene, who)
        return self._vectors("position", things, LENGTH, self.stretch.point)

    def velocity(self, who: Who = EVERY, window_s: QuantityLike = VELOCITY_WINDOW_S) -> Vectors:
        """Return the velocity of points: the slope of a straight line through a window.

        Parameters
        ----------
        who
            As for `position`.
        window_s
            Seconds, centred on the frame, at least three frames; 0 for the difference between the
            neighbouring frames. The line is fitted by least squares on the real timestamps.

        Returns
        -------
        Vectors
            cm/s or px/s; NaN where the position is, and where less than half of the window is
            known.

        Notes
        -----
        The slope is the derivative of least noise for motion that is straight within the window
        (Savitzky and Golay 1964, of order 1); faster changes of speed are smoothed away.
        """
        window = seconds(window_s, "window_s")
        times = self.scene.times_s

        def slope(thing: Thing) -> Values:
            return kernels.slope(self.stretch.point(thing), times, window)

        things = selection.animals(self.scene, who)
        return self._vectors("velocity", things, SPEED, slope)

    def speed(self, who: Who = EVERY, window_s: QuantityLike = VELOCITY_WINDOW_S) -> Signal:
        """Return the speed of points, in cm/s or px/s: the length of their `velocity`.

        In space on three-dimensional tracks; see `velocity` for the window, and for what is NaN.
        """
        return self._of_one("speed", who, SPEED, functions.speed, seconds(window_s, "window_s"))

    def acceleration(self, who: Who = EVERY, window_s: QuantityLike = VELOCITY_WINDOW_S) -> Signal:
        """Return how fast the speed changes, in cm/s^2 or px/s^2; positive when speeding up.

        The slope of `speed` over the same window, of which there are two then: it sees twice as
        far. NaN as for `velocity`.
        """
        window = seconds(window_s, "window_s")
        return self._of_one("acceleration", who, ACCELERATION, functions.acceleration, window)

    def heading(self, who: Who = EVERY) -> Signal:
        """Return the direction of the body axis in degrees, in (-180, 180].

        0 points to the right of the picture, and it grows clockwise on screen. Where the tracks
        have no points for a body axis it is the direction in which the centre moves, NaN while that
        is slower than 0.1 body lengths per second. A signed angle: see `Signal` for means of it.
        """
        return self._of_one("heading", who, ANGLE, lambda s, t: s.heading(t), circular=True)

    def turning(self, who: Who = EVERY, window_s: QuantityLike = VELOCITY_WINDOW_S) -> Signal:
        """Return how fast the body axis turns in deg/s, positive clockwise on screen.

        The slope of `heading` over a window, through 180 degrees without a jump; NaN as there.
        """
        return self._of_one("turning", who, TURN, functions.turning, seconds(window_s, "window_s"))

    def body_length(self, who: Who = EVERY) -> Signal:
        """Return the distance from nose to tail base, in cm or px.

        On two-dimensional tracks as seen in the picture: an animal that rears is short. NaN where
        one of the two is unknown.
        """
        return self._of_one("body_length", who, LENGTH, functions.body_length)

    def tracked(self, who: Who = EVERY) -> Mask:
        """Return whether the position of animals (their centres) or points is known.

        Always assessed. It is asked of the cleaned tracks: true in short gaps that cleaning filled
        (`CleanSettings.max_gap_s`), false where cleaning took a position away.
        """
        return self._condition("tracked", self._single(who), functions.tracked)

    def angle(self, first: str, corner: str, second: str) -> Signal:
        """Return the angle at one point between two others, 0 to 180 degrees.

        In space on three-dimensional tracks; NaN where one of the three is unknown, or where the
        corner coincides with another one.

        Parameters
        ----------
        first, corner, second
            Points such as ``"mouse_1.nose"``; with ``"*.nose"`` each of every animal's own.

        Raises
        ------
        UserError
            They do not stand for equally many points.
        """
        parts = [selection.animals(self.scene, text) for text in (first, corner, second)]
        numbers = [len(things) for things in parts]
        if len(set(numbers)) > 1:
            message = (
                f"An angle is of three points; {first!r}, {corner!r} and {second!r} stand for "
                f"{numbers[0]}, {numbers[1]} and {numbers[2]}. Use '*' for all three or for none."
            )
            raise UserError(message)
        tuples = [tuple(things) for things in zip(*parts, strict=True)]
        points = self.stretch.point
        return self._signal(
            "angle", tuples, ANGLE, lambda _s, *t: kernels.angle(*(points(thing) for thing in t))
        )

    # two things -----------------------------------------------------------------------------

    def distance(self, first: Who = EVERY, second: Who = EVERY) -> Signal:
        """Return the distance between two points (centres, if none is named), in cm or px.

        Between points of animals in space on three-dimensional tracks, to a zone or a thing in the
        picture. NaN where one of the two is unknown.

        Parameters
        ----------
        first
            An animal or a point of it.
        second
            Another one, ``".tailbase"`` for a point of the same animal, a thing, or a zone: then
            the distance to the nearest place of its border, negative inside.
        """
        pairs = selection.pairs(self.scene, first, second)
        return self._signal("distance", pairs, LENGTH, functions.distance, symmetric=True)

    def distance_to(self, who: Who, place: Who) -> Signal:
        """Return the distance of animals or points to a place: `distance` by another name.

        `who` and `place` are its `first` and `second`: to a zone the distance to the border,
        negative inside.
        """
        return self.distance(who, place)

    def closest_distance(self, first: Who = EVERY, second: Who = EVERY) -> Signal:
        """Return the smallest distance between any body point of one and any of the other.

        Tails do not count, and a named point stands alone. In cm or px; NaN where one of the two
        has no known point: points that are lost are left out, so it may come out too large. A zone
        or a thing may be the `second`; to the border of a zone it is negative inside.
        """
        pairs = selection.pairs(self.scene, first, second)
        name = "closest_distance"
        return self._signal(name, pairs, LENGTH, functions.closest_distance, symmetric=True)

    def bearing(self, who: Who = EVERY, target: Who = EVERY) -> Signal:
        """Return where a target lies relative to the body axis, in degrees, in (-180, 180].

        As seen from the animal's centre, in the picture: 0 straight ahead, positive clockwise on
        screen. A zone lies where its centroid is. NaN where one of the two or the `heading` is
        unknown. It is a signed angle; `facing` is the same without the side.
        """
        pairs = selection.pairs(self.scene, who, target)
        return self._signal("bearing", pairs, ANGLE, functions.bearing, circular=True)

    def facing(self, who: Who = EVERY, target: Who = EVERY) -> Signal:
        """Return how far off the body axis a target lies, to either side: 0 ahead, 180 behind.

        Degrees in the picture: the angle at the animal's centre between its `heading` and the
        direction to the target's centre or named point, to the centroid of a zone. NaN as for
        `bearing`. It says where the body points, not where the animal looks (`head_facing`).
        """
        pairs = selection.pairs(self.scene, who, target)
        return self._signal("facing", pairs, ANGLE, functions.facing)

    def head_facing(self, who: Who = EVERY, target: Who = EVERY) -> Signal:
        """Return how far off the direction of the head (ears to nose) a target lies, 0 to 180.

        Degrees in the picture, as seen from between the ears; a zone lies where its centroid is.
        Without ears the head points from the neck, else the centre, to the nose; without a nose as
        the `heading`. NaN where one of them is unknown.
        """
        pairs = selection.pairs(self.scene, who, target)
        return self._signal("head_facing", pairs, ANGLE, functions.head_facing)

    def alignment(self, first: Who = EVERY, second: Who = EVERY) -> Signal:
        """Return the angle between two body axes: 0 for the same direction, 180 for opposite.

        Degrees in the picture; NaN where one `heading` is unknown.

        Raises
        ------
        UserError
            The second is a zone or a thing, which has no body axis.
        """
        pairs = selection.pairs(self.scene, first, second)
        for _, other in pairs:
            if other.kind != "animal":
                message = f"alignment is of two animals; {other.name!r} has no body axis."
                raise UserError(message)
        return self._signal("alignment", pairs, ANGLE, functions.alignment, symmetric=True)

    def approach_speed(
        self, who: Who = EVERY, target: Who = EVERY, window_s: QuantityLike = VELOCITY_WINDOW_S
    ) -> Signal:
        """Return how fast an animal itself moves towards a target, in cm/s or px/s.

        Its velocity projected on the direction to the target (its centre or named point, or the
        centroid of a zone), whatever the target does; negative when it moves away. NaN where the
        `velocity` or the target is unknown, and where the two are in one place.
        """
        pairs, window = selection.pairs(self.scene, who, target), seconds(window_s, "window_s")
        return self._signal("approach_speed", pairs, SPEED, functions.approach_speed, window)

    def closing_speed(
        self, first: Who = EVERY, second: Who = EVERY, window_s: QuantityLike = VELOCITY_WINDOW_S
    ) -> Signal:
        """Return how fast the distance of two things shrinks, whoever moves, in cm/s or px/s.

        Negative when it grows. The slope of the distance of the two points over a window (to the
        centroid of a zone, other than `distance`); NaN as for `velocity`.
        """
        pairs, window = selection.pairs(self.scene, first, second), seconds(window_s, "window_s")
        return self._signal(
            "closing_speed", pairs, SPEED, functions.closing_speed, window, symmetric=True
        )

    def relative_speed(
        self, first: Who = EVERY, second: Who = EVERY, window_s: QuantityLike = VELOCITY_WINDOW_S
    ) -> Signal:
        """Return the length of the difference of two velocities; 0 for two that move as one.

        In cm/s or px/s; NaN as for `velocity`, of either.
        """
        pairs, window = selection.pairs(self.scene, first, second), seconds(window_s, "window_s")
        return self._signal(
            "relative_speed", pairs, SPEED, functions.relative_speed, window, symmetric=True
        )

    def in_zone(self, who: Who = EVERY, zone: Who = EVERY) -> Mask:
        """Return whether animals (their centres) or points lie inside a zone, not on its border.

        One row per animal and zone; not assessed where the position is unknown.

        Parameters
        ----------
        who
            Animals or points.
        zone
            Names of zones; every zone if not given.

        Raises
        ------
        UserError
            There is no such zone; those that are known are listed.
        """
        shapes = self.scene.arena.zones
        zones = selection.zones(self.scene, zone)
        pairs = [(a, z) for a in selection.animals(self.scene, who) for z in zones]

        def inside(stretch: Stretch, thing: Thing, place: Thing) -> Values:
            at = stretch.point(thing)
            return shapes[place.name].contains(at[:, 0], at[:, 1])

        return self._condition("in_zone", pairs, inside)

    def overlap(self, first: Who = EVERY, second: Who = EVERY) -> Mask:
        """Return whether the outlines of two animals overlap, or of an animal and a zone.

        An outline is the convex hull, in the picture, of the known body points, tail left out; to
        touch is to overlap. Not assessed where one of the two has no known point. An outline of a
        few points is smaller than the animal.
        """
        pairs = selection.pairs(self.scene, first, second)

        def together(stretch: Stretch, one: Thing, other: Thing) -> Values:
            if other.kind == "zone":
                return overlap(stretch.body(one), self.scene.arena.zones[other.name].shape)
            return overlap(stretch.body(one), stretch.body(other))

        return self._condition("overlap", pairs, together, symmetric=True)

    # computing ------------------------------------------------------------------------------

    def _single(self, who: Who) -> list[Things]:
        return [(thing,) for thing in selection.animals(self.scene, who)]

    def _of_one(
        self,
        name: str,
        who: Who,
        dimension: Dimension,
        function: Callable[..., Values],
        *settings: float,
        circular: bool = False,
    ) -> Signal:
        return self._signal(
            name, self._single(who), dimension, function, *settings, circular=circular
        )

    def _signal(
        self,
        name: str,
        things: Sequence[Things],
        dimension: Dimension,
        function: Callable[..., Values],
        *settings: float,
        symmetric: bool = False,
        circular: bool = False,
    ) -> Signal:
        """Return one row per tuple of things, in display units."""
        per_length = self.units.px_per_length ** dimension[0]
        frames = len(self.scene.times_s)
        values = np.empty((len(things), frames))
        for index, each in enumerate(things):
            np.divide(
                self._values(name, each, function, settings, symmetric), per_length,
                out=values[index],
            )  # fmt: skip
        rows = tuple(_row(each) for each in things)
        named = _named(name, things)
        return Signal(self._recording(), values, rows, named, dimension, circular)

    def _condition(
        self,
        name: str,
        things: Sequence[Things],
        function: Callable[..., Values],
        symmetric: bool = False,
    ) -> Mask:
        """Return a mask from a function that gives above 0 for true and NaN for unknown."""
        shape = (len(things), len(self.scene.times_s))
        true, false = np.empty(shape, bool), np.empty(shape, bool)
        for index, each in enumerate(things):
            values = self._values(name, each, function, (), symmetric)
            np.greater(values, 0, out=true[index])
            np.less_equal(values, 0, out=false[index])
        rows = tuple(_row(each) for each in things)
        return Mask(self._recording(), true, false, rows, _named(name, things))

    def _values(
        self,
        name: str,
        things: Things,
        function: Callable[..., Values],
        settings: tuple[float, ...],
        symmetric: bool,
    ) -> Values:
        """Return the values of one row in base units, computed once."""
        if symmetric and all(thing.kind == "animal" for thing in things):
            things = tuple(sorted(things, key=lambda t: (t.name, t.point or "")))
        key = (name, things, settings)
        return self._cache.get(key, lambda: function(self.stretch, *things, *settings))

    def _vectors(
        self,
        name: str,
        things: Sequence[Thing],
        dimension: Dimension,
        function: Callable[[Thing], Values],
    ) -> Vectors:
        arrays = np.stack([function(thing) for thing in things]) / self.units.px_per_length
        rows = tuple(Row(thing.name) for thing in things)
        named = _named(name, [(thing,) for thing in things])
        axes = "xyz"[: arrays.shape[2]]
        return Vectors(
            {
                axis: Signal(
                    self._recording(),
                    np.ascontiguousarray(arrays[:, :, number]),
                    rows,
                    f"{named} {axis}",
                    dimension,
                )
                for number, axis in enumerate(axes)
            }
        )


def _row(things: Things) -> Row:
    """Return the row of some things: a second animal, a zone or a thing is the object."""
    others = [thing.name for thing in things[1:] if thing.name != things[0].name]
    return Row(things[0].name, others[0] if others else None)


def _named(name: str, things: Sequence[Things]) -> str:
    """Return the name of a quantity with the points that it is of: ``distance(nose, tailbase)``.

    Zones and things are named where there is only one; the centres of animals beside points only.
    """
    columns = [list(dict.fromkeys(map(_word, column))) for column in zip(*things, strict=True)]
    if any(thing.point for each in things for thing in each):
        return f"{name}({', '.join('/'.join(words) for words in columns)})"
    place = things[0][-1].kind != "animal" and len(columns[-1]) == 1
    return f"{name}({columns[-1][0]})" if place else name


def _word(thing: Thing) -> str:
    """Return the point of an animal, or the name of a zone or thing."""
    return thing.point or "centre" if thing.kind == "animal" else thing.name
