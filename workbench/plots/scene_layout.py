"""Where the parts of a scene graph picture go, so that texts do not lie on each other.

Plain geometry in inches, y up. Nodes stand on an ellipse, what each does alone stands outside of
it, and labels slide along their arrows, which bend more or less, until nothing lies on anything
else; if that cannot be, the ellipse grows.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
    node_in
        Radius of a circle, half the side of a square.
    faults
        0 if no text lies on another part.
    """

    node_in: float
    nodes: Mapping[str, Point]
    alone: Mapping[str, Box]
    arrows: Mapping[Pair, Arrow]
    faults: int

    @property
    def boxes(self) -> list[Box]:
        """All parts but the curves."""
        labels = [arrow.label for arrow in self.arrows.values()]
        nodes = [_square(at, self.node_in) for at in self.nodes.values()]
        return [*nodes, *self.alone.values(), *labels]


def lay_out(
    names: Sequence[str],
    node_in: float,
    squares: Collection[str],
    alone: Mapping[str, Size],
    between: Mapping[Pair, Size],
) -> Layout:
    """Return the smallest layout without faults, or the one with fewest.

    Parameters
    ----------
    names
        Nodes.
    node_in
        Radius of a circle, half the side of a square.
    squares
        Nodes that are squares; the others are circles.
    alone
        Node -> size of the label beside it.
    between
        Start and end of an arrow -> size of its label.
    """
    layouts = []
    for radius in _RADII_IN[len(names) > 2 :]:
        nodes = _ring(names, list(between), radius * (1 + node_in) / 1.46)
        layouts.append(_label(nodes, node_in, squares, alone, between))
        if not layouts[-1].faults:
            break
    return min(layouts, key=lambda layout: layout.faults)


def _label(
    nodes: Mapping[str, Point],
    node_in: float,
    squares: Collection[str],
    alone: Mapping[str, Size],
    between: Mapping[Pair, Size],
) -> Layout:
    """Find places for the labels of nodes that have theirs."""
    beside = {name: _outside(nodes[name], node_in, size) for name, size in alone.items()}
    taken = [*(_square(at, node_in) for at in nodes.values()), *beside.values()]
    faults = _OVERLAP * sum(a.meets(b) for a, b in itertools.combinations(taken, 2))
    ends = {
        pair: (_End(nodes[pair[0]], node_in, pair[0] in squares),
               _End(nodes[pair[1]], node_in, pair[1] in squares))
        for pair in between
    }  # fmt: skip
    arrows = {pair: _arrow(*ends[pair], between[pair], _BENDS[0], 0.5) for pair in between}
    for pair, size in between.items():
        curves = [arrow.points for other, arrow in arrows.items() if other != pair]
        others = np.concatenate(curves) if curves else np.empty((0, 2))
        choices = [
            _arrow(*ends[pair], size, bend, share)
            for bend, share in itertools.product(_BENDS, _PLACES)
        ]
        costs = [_cost(choice, taken, others) for choice in choices]
        best = int(np.argmin(costs))
        arrows[pair] = choices[best]
        taken.append(choices[best].label)
        faults += costs[best]
    return Layout(node_in, nodes, beside, arrows, faults)


def _cost(arrow: Arrow, taken: Sequence[Box], others: Point) -> int:
    overlaps = sum(arrow.label.meets(box) for box in taken)
    points = arrow.points[2:-2]  # the ends touch their own nodes
    return _OVERLAP * overlaps + arrow.label.covers(others) + sum(b.covers(points) for b in taken)


def _square(at: Point, half: float) -> Box:
    return Box(float(at[0]), float(at[1]), half, half)


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


def _outside(node: Point, node_in: float, size: Size) -> Box:
    """Return a box near the node, on the side away from the middle of the picture."""
    x, y = float(node[0]), float(node[1])
    reach = node_in + 0.14
    if abs(x) < 0.3 and abs(y) > 0.3:
        return Box(x, y + math.copysign(reach + size[1], y), *size)
    side = 1.0 if x > 0.3 else -1.0
    return Box(x + side * (reach + size[0]), y, *size)


class _End(NamedTuple):
    """A node where an arrow starts or ends."""

    at: Point
    half: float
    is_square: bool

    def rim(self, towards: Point) -> Point:
        """Return the point just outside of the node in the direction of another."""
        way = towards - self.at
        reach = np.abs(way).max() if self.is_square else np.hypot(*way)
        return np.asarray(self.at + (self.half + 0.04) * way / reach)


def _arrow(start: _End, stop: _End, size: Size, bend: float, share: float) -> Arrow:
    """Return an arrow from rim to rim of two nodes, bent to its left, with its label on it."""
    way = stop.at - start.at
    middle = (start.at + stop.at) / 2 + 2 * bend * np.array([-way[1], way[0]])
    curve = np.array([start.rim(middle), middle, stop.rim(middle)])
    x, y = _along(curve, np.array([share]))[0]
    return Arrow(curve, Box(float(x), float(y), *size))


def _along(curve: Point, shares: NDArray[np.float64]) -> Point:
    t = shares[:, None]
    a, b, c = curve
    return np.asarray((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c)
