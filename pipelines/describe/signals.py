"""The functions of the rule language, over one stretch of a recording.

Each function below is its own documentation: ``workbench rules`` prints the first lines for people
who write rules. Values are in base units: px, px/s, degrees, seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from pipelines import kernels
from pipelines.describe.stretch import VELOCITY_WINDOW_S, Stretch, Thing, Values
from pipelines.describe.tree import (
    ACCELERATION,
    ANGLE,
    LENGTH,
    NUMBER,
    SPEED,
    TURN,
    Dimension,
    ParameterKind,
    Signature,
)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the rule language: how it is called, and what computes it."""

    signature: Signature
    values: Callable[..., Values]


FUNCTIONS: dict[str, Function] = {}


def _function(
    *parameters: ParameterKind,
    optional: int = 0,
    dimension: Dimension | None = NUMBER,
    condition: bool = False,
    circular: bool = False,
) -> Callable[[Callable[..., Values]], Callable[..., Values]]:
    def register(values: Callable[..., Values]) -> Callable[..., Values]:
        signature = Signature(parameters, optional, dimension, condition, circular)
        FUNCTIONS[values.__name__.strip("_")] = Function(signature, values)
        return values

    return register


@_function("point", "window", optional=1, dimension=SPEED)
def speed(stretch: Stretch, point: Thing, window_s: float = VELOCITY_WINDOW_S) -> Values:
    """Speed of a point (the centre, if none is named) over a window of 0.2 s unless given."""
    return kernels.norm(kernels.slope(stretch.point(point), stretch.times_s, window_s))


@_function("point", "window", optional=1, dimension=ACCELERATION)
def acceleration(stretch: Stretch, point: Thing, window_s: float = VELOCITY_WINDOW_S) -> Values:
    """Rate of change of the speed of a point, positive when it speeds up."""
    return kernels.slope(speed(stretch, point, window_s), stretch.times_s, window_s)


@_function("point", "window", dimension=LENGTH)
def travel(stretch: Stretch, point: Thing, window_s: float) -> Values:
    """Length of the path that a point travels within the window around each frame."""
    position, times = stretch.point(point), stretch.times_s
    if len(times) < 2:
        return np.full(len(times), np.nan)
    shown = np.gradient(times)
    path = kernels.norm(kernels.slope(position, times, 0.0)) * shown
    known = np.where(np.isnan(path), np.nan, shown)
    pace = [kernels.rolling(values, times, window_s, "mean") for values in (path, known)]
    return pace[0] / pace[1] * window_s


@_function("point", "window", dimension=LENGTH)
def displacement(stretch: Stretch, point: Thing, window_s: float) -> Values:
    """Distance between where a point is at the start and at the end of the window."""
    position = stretch.point(point)
    steps = [_shifted(stretch, position, offset) for offset in (-window_s / 2, window_s / 2)]
    return kernels.norm(steps[1] - steps[0])


@_function("animal", "window", optional=1, dimension=TURN)
def turning(stretch: Stretch, animal: Thing, window_s: float = VELOCITY_WINDOW_S) -> Values:
    """Rate at which the body axis turns, positive clockwise on screen."""
    return kernels.turning(stretch.heading(animal), stretch.times_s, window_s)


@_function("animal", dimension=LENGTH)
def body_length(stretch: Stretch, animal: Thing) -> Values:
    """Distance from nose to tail base, as tracked."""
    nose = stretch.point(Thing("animal", animal.name, "nose"))
    return kernels.distance(nose, stretch.point(Thing("animal", animal.name, "tailbase")))


@_function("point", "target", dimension=LENGTH)
def distance(stretch: Stretch, point: Thing, target: Thing) -> Values:
    """Distance from a point to a point (centres, if none is named); to a zone: below 0 inside."""
    position = stretch.point(point)
    if target.kind == "zone":
        return kernels.distance_to_shape(position, stretch.scene.arena.zones[target.name].shape)
    return kernels.distance(*_both(stretch, point, target))


@_function("target", "target", dimension=LENGTH)
def closest_distance(stretch: Stretch, first: Thing, second: Thing) -> Values:
    """Smallest distance between any body point of one and any of the other; a named point alone."""
    if first.kind == "zone":
        first, second = second, first
    points = stretch.body(first)
    if second.kind == "zone":
        shape = stretch.scene.arena.zones[second.name].shape
        each = [kernels.distance_to_shape(points[:, :, k], shape) for k in range(points.shape[2])]
        return np.asarray(np.fmin.reduce(each))
    others = stretch.body(second)
    axes = min(points.shape[1], others.shape[1])  # fixed objects have no height
    return kernels.closest_distance(points[:, :axes], others[:, :axes])


@_function("point", "zone", condition=True)
def inside(stretch: Stretch, point: Thing, target: Thing) -> Values:
    """Whether a point (the centre, if none is named) lies in a zone; margin 1 at 0.25 BL inside."""
    return np.clip(-distance(stretch, point, target) / stretch.constant(0.25, "BL"), -1.0, 1.0)


@_function("point", condition=True)
def tracked(stretch: Stretch, point: Thing) -> Values:
    """Whether the tracker saw a point; this is always known."""
    seen = np.isfinite(stretch.point(point)).all(axis=1)
    return np.where(seen, 1.0, -1.0)


@_function("animal", "target", dimension=ANGLE, circular=True)
def bearing(stretch: Stretch, animal: Thing, target: Thing) -> Values:
    """Direction of the target as seen from the centre, relative to the body axis, -180 to 180."""
    origin = stretch.point(animal)[:, :2]
    return kernels.bearing(stretch.heading(animal), origin, stretch.point(target)[:, :2])


@_function("animal", "target", dimension=ANGLE)
def facing(stretch: Stretch, animal: Thing, target: Thing) -> Values:
    """Angle between the body axis and the direction to the target, 0 to 180, on either side."""
    return np.abs(bearing(stretch, animal, target))


@_function("animal", "target", dimension=ANGLE)
def head_facing(stretch: Stretch, animal: Thing, target: Thing) -> Values:
    """Angle between where the head points and the direction to the target, 0 to 180."""
    degrees, base = stretch.head_direction(animal)
    return np.abs(kernels.bearing(degrees, base[:, :2], stretch.point(target)[:, :2]))


@_function("animal", "target", "window", optional=1, dimension=ANGLE)
def moving_towards(
    stretch: Stretch, animal: Thing, target: Thing, window_s: float = VELOCITY_WINDOW_S
) -> Values:
    """Angle between the direction of motion and the direction to the target, 0 to 180."""
    degrees = stretch.heading_of_motion(animal, window_s)
    origin = stretch.point(animal)[:, :2]
    return np.abs(kernels.bearing(degrees, origin, stretch.point(target)[:, :2]))


@_function("animal", "animal", dimension=ANGLE)
def alignment(stretch: Stretch, first: Thing, second: Thing) -> Values:
    """Angle between two body axes: 0 for the same direction, 180 for opposite ones."""
    return np.abs(kernels.wrap(stretch.heading(first) - stretch.heading(second)))


@_function("point", "target", "window", optional=1, dimension=SPEED)
def approach_speed(
    stretch: Stretch, point: Thing, target: Thing, window_s: float = VELOCITY_WINDOW_S
) -> Values:
    """Part of the point's own velocity that points to the target; below 0 when it moves away."""
    at, to = _both(stretch, point, target)
    return kernels.approach_speed(at, to, stretch.times_s, window_s)


@_function("point", "target", "window", optional=1, dimension=SPEED)
def closing_speed(
    stretch: Stretch, point: Thing, target: Thing, window_s: float = VELOCITY_WINDOW_S
) -> Values:
    """Rate at which the distance shrinks, whoever moves; below 0 when it grows."""
    at, to = _both(stretch, point, target)
    return kernels.closing_speed(at, to, stretch.times_s, window_s)


@_function("point", "point", "window", optional=1, dimension=SPEED)
def relative_speed(
    stretch: Stretch, first: Thing, second: Thing, window_s: float = VELOCITY_WINDOW_S
) -> Values:
    """Length of the difference of two velocities."""
    one, other = _both(stretch, first, second)
    return kernels.norm(kernels.slope(one - other, stretch.times_s, window_s))


@_function("signal", dimension=None)
def _abs(stretch: Stretch, values: Values) -> Values:  # noqa: ARG001 - one signature for all
    """Value without its sign."""
    return np.abs(values)


@_function("line", "window", dimension=None)
def mean(stretch: Stretch, values: Values, window_s: float) -> Values:
    """Mean over the window around each frame."""
    return kernels.rolling(values, stretch.times_s, window_s, "mean")


@_function("line", "window", dimension=None)
def median(stretch: Stretch, values: Values, window_s: float) -> Values:
    """Median over the window around each frame."""
    return kernels.rolling(values, stretch.times_s, window_s, "median")


@_function("line", "window", dimension=None)
def lowest(stretch: Stretch, values: Values, window_s: float) -> Values:
    """Smallest value in the window around each frame."""
    return kernels.rolling(values, stretch.times_s, window_s, "min")


@_function("line", "window", dimension=None)
def highest(stretch: Stretch, values: Values, window_s: float) -> Values:
    """Largest value in the window around each frame."""
    return kernels.rolling(values, stretch.times_s, window_s, "max")


@_function("line", "window", dimension=None)
def spread(stretch: Stretch, values: Values, window_s: float) -> Values:
    """Spread (standard deviation) over the window around each frame."""
    return kernels.rolling(values, stretch.times_s, window_s, "std")


@_function("signal", "window", dimension=None)
def earlier(stretch: Stretch, values: Values, window_s: float) -> Values:
    """Value that many seconds before each frame."""
    return _shifted(stretch, values, -window_s)


@_function("signal", "window", dimension=None)
def later(stretch: Stretch, values: Values, window_s: float) -> Values:
    """Value that many seconds after each frame."""
    return _shifted(stretch, values, window_s)


@_function("condition", "window")
def share(stretch: Stretch, margin: Values, window_s: float) -> Values:
    """Share of the window around each frame in which a condition holds, 0 to 1 (or in %)."""
    holds = np.where(np.isnan(margin), np.nan, margin > 0)
    return kernels.rolling(holds, stretch.times_s, window_s, "mean")


def _both(stretch: Stretch, first: Thing, second: Thing) -> tuple[Values, Values]:
    """Return two points in the axes that both have: zones and fixed things have no height."""
    one, other = stretch.point(first), stretch.point(second)
    axes = min(one.shape[1], other.shape[1])
    return one[:, :axes], other[:, :axes]


def _shifted(stretch: Stretch, values: Values, offset_s: float) -> Values:
    """Return the values some seconds later (or earlier), NaN beyond the ends."""
    times_s, slack = stretch.times_s, stretch.scene.frame_s / 2
    wanted = times_s + offset_s
    index = np.searchsorted(times_s, wanted + slack, side="right") - 1
    shifted = values[np.clip(index, 0, len(times_s) - 1)].copy()
    shifted[(wanted < times_s[0] - slack) | (wanted > times_s[-1] + slack)] = np.nan
    return shifted


def signatures() -> Mapping[str, Signature]:
    """Return how each function of the language is called."""
    return {name: function.signature for name, function in FUNCTIONS.items()}


def functions_in_words() -> list[tuple[str, str]]:
    """Return how each function of the language is called and what it means, by name."""
    lines = []
    for name, function in sorted(FUNCTIONS.items()):
        parameters = list(function.signature.parameters)
        required = len(parameters) - function.signature.optional
        words = [w if i < required else f"[{w}]" for i, w in enumerate(parameters)]
        meaning = (function.values.__doc__ or "").strip().splitlines()[0]
        lines.append((f"{name}({', '.join(words)})", meaning))
    return lines
