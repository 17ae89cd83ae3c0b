"""Where the parts of a scene graph picture go, so that texts do not lie on each other.

Plain geometry in inches, y up. Nodes stand on an ellipse, what each does alone stands outside of
it, and labels slide along their arrows, which bend more or less, until nothing lies on anything
else; if that cannot be, the ellipse grows.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NODE_IN = 0.46
"""Radius of a circle, half the side of a square."""

_WIDER = 1.45
_RADII_IN = (1.5, 1.8, 2.1, 2.5, 2.9, 3.4, 4.0)
_BENDS = (0.16, 0.1, 0.24, 0.32, 0.42)
_PLACES = (0.5, 0.43, 0.57, 0.36, 0.64, 0.29, 0.71)
_OVERLAP = 1000
"""How much worse two boxes on each other are than a point of an arrow under a box."""

Point = NDArray[np.float64]
Pair = tuple[str, str]
Size = tuple[float, float]
"""Half the width and half the height of a box."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, by its middle and half its size."""

    x: float
    y: float
    half_w: float
    half_h: float

    def meets(self, other: Box, apart: float = 0.04) -> bool:
        """Return whether two boxes overlap or come closer than `apart`."""
        return (
            abs(self.x - other.x) < self.half_w + other.half_w + apart
            and abs(self.y - other.y) < self.half_h + other.half_h + apart
        )

    def covers(self, points: Point) -> int:
        """Return how many of some points, shape (n, 2), lie in the box."""
        inside = (np.abs(points[:, 0] - self.x) < self.half_w) & (
            np.abs(points[:, 1] - self.y) < self.half_h
        )
        return int(inside.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Arrow:
    """A curve with its label.

    Parameters
    ----------
    curve
        Start, control point and end of a quadratic Bezier curve, shape (3, 2).
    label
        Where its text stands.
    """

    curve: Point
    label: Box

    @property
    def points(self) -> Point:
        """Points along the curve, shape (25, 2)."""
        return _along(self.curve, np.linspace(0, 1, 25))


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Places of nodes, of what each does alone, and of arrows.

    Parameters
    ----------
    faults
        0 if no text lies on another part.
    """

    nodes: Mapping[str, Point]
    alone: Mapping[str, Box]
    arrows: Mapping[Pair, Arrow]
    faults: int

    @property
    def boxes(self) -> list[Box]:
        """All parts but the curves."""
        labels = [arrow.label for arrow in self.arrows.values()]
        return [*map(_node_box, self.nodes.values()), *self.alone.values(), *labels]


def lay_out(
    names: Sequence[str], alone: Mapping[str, Size], between: Mapping[Pair, Size]
) -> Layout:
    """Return the smallest layout without faults, or the one with fewest.

    Parameters
    ----------
    names
        Nodes.
    alone
        Node -> size of the label beside it.
    between
        Start and end of an arrow -> size of its label.
    """
    layouts = []
    for radius in _RADII_IN[len(names) > 2 :]:
        layouts.append(_at_radius(names, alone, between, radius))
        if not layouts[-1].faults:
            break
    return min(layouts, key=lambda layout: layout.faults)


def _at_radius(
    names: Sequence[str], alone: Mapping[str, Size], between: Mapping[Pair, Size], radius: float
) -> Layout:
    nodes = _ring(names, list(between), radius)
    beside = {name: _outside(nodes[name], size) for name, size in alone.items()}
    taken = [*map(_node_box, nodes.values()), *beside.values()]
    faults = _OVERLAP * sum(a.meets(b) for a, b in itertools.combinations(taken, 2))
    arrows = {
        (source, target): _arrow(nodes[source], nodes[target], size, _BENDS[0], 0.5)
        for (source, target), size in between.items()
    }
    for source, target in between:
        curves = [arrow.points for pair, arrow in arrows.items() if pair != (source, target)]
        others = np.concatenate(curves) if curves else np.empty((0, 2))
        choices = [
            _arrow(nodes[source], nodes[target], between[source, target], bend, share)
            for bend, share in itertools.product(_BENDS, _PLACES)
        ]
        costs = [_cost(choice, taken, others) for choice in choices]
        best = int(np.argmin(costs))
        arrows[source, target] = choices[best]
        taken.append(choices[best].label)
        faults += costs[best]
    return Layout(nodes, beside, arrows, faults)


def _cost(arrow: Arrow, taken: Sequence[Box], others: Point) -> int:
    overlaps = sum(arrow.label.meets(box) for box in taken)
    points = arrow.points[2:-2]  # the ends touch their own nodes
    return _OVERLAP * overlaps + arrow.label.covers(others) + sum(b.covers(points) for b in taken)


def _node_box(at: Point) -> Box:
    return Box(float(at[0]), float(at[1]), NODE_IN, NODE_IN)


def _ring(names: Sequence[str], pairs: Sequence[Pair], radius: float) -> dict[str, Point]:
    """Return places on an ellipse, in the order that makes the arrows shortest in all."""
    count = len(names)
    if count == 1:
        return {names[0]: np.zeros(2)}
    first = math.pi if count == 2 else math.pi / 2 if count % 2 else math.pi - math.pi / count
    angles = first - np.arange(count) * 2 * math.pi / count
    places = np.column_stack([_WIDER * radius * np.cos(angles), radius * np.sin(angles)])

    def length(order: Iterable[str]) -> float:
        at = dict(zip(order, places, strict=True))
        return sum(float(np.hypot(*(at[a] - at[b]))) for a, b in pairs)

    orders: Iterator[tuple[str, ...]] = (
        (names[0], *rest) for rest in itertools.permutations(names[1:])
    )
    return dict(zip(min(orders, key=length), places, strict=True))


def _outside(node: Point, size: Size) -> Box:
    """Return a box near the node, on the side away from the middle of the picture."""
    x, y = float(node[0]), float(node[1])
    reach = NODE_IN + 0.14
    if abs(x) < 0.3 and abs(y) > 0.3:
        return Box(x, y + math.copysign(reach + size[1], y), *size)
    side = 1.0 if x > 0.3 else -1.0
    return Box(x + side * (reach + size[0]), y, *size)


def _arrow(start: Point, stop: Point, size: Size, bend: float, share: float) -> Arrow:
    """Return an arrow from rim to rim of two nodes, bent to its left, with its label on it."""
    way = stop - start
    middle = (start + stop) / 2 + 2 * bend * np.array([-way[1], way[0]])
    ends = [
        end + (NODE_IN + 0.04) * (middle - end) / np.hypot(*(middle - end)) for end in (start, stop)
    ]
    curve = np.array([ends[0], middle, ends[1]])
    x, y = _along(curve, np.array([share]))[0]
    return Arrow(curve, Box(float(x), float(y), *size))


def _along(curve: Point, shares: NDArray[np.float64]) -> Point:
    t = shares[:, None]
    a, b, c = curve
    return np.asarray((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c)
