"""Where the parts of a transition graph go, so that arrows hide no number.

Plain geometry in inches, y up. Behaviors stand on a circle, those that follow each other often near
each other; names stand outside of it. An arrow bends to its left, so that the one back is another
curve. Numbers slide along their arrows, which bend more or less, until they lie on nothing else.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.plots.scene_layout import Box

_BETWEEN_IN, _LEAST_IN = 1.15, 1.35
_ACROSS, _ROUND = (0.12, 0.08, 0.16, 0.2), (0.14, 0.1, 0.18)
_INWARDS, _OUTWARDS = (0.22, 0.28, 0.18), (-0.08, -0.03, 0.03, -0.12)
"""Bends to the left, in lengths of the straight line: through the middle of the circle; to the next
behavior; else to the inside, or to the outside, which would touch what stands there."""
_PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
_LOOP_IN = 0.42
_SHARES = np.linspace(0, 1, 25)
_OVERLAP, _UNDER = 1000, 10
"""How much worse two boxes on each other, and an arrow under a box, are than one under a number."""

Point = NDArray[np.float64]
Pair = tuple[int, int]
Size = tuple[float, float]
"""Half the width and half the height of a box."""


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """An arrow with its number.

    Parameters
    ----------
    curve
        Bezier curve from the rim of one node to the rim of another: three points, or four where an
        arrow leads back to the node that it comes from.
    number
        Where its number stands.
    """

    curve: Point
    number: Box

    @property
    def points(self) -> Point:
        """Points along the curve, shape (25, 2)."""
        return along(self.curve, _SHARES)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Places of all parts.

    Parameters
    ----------
    nodes
        Shape (behaviors, 2).
    names
        Per behavior.
    edges
        Start and end -> arrow.
    """

    nodes: Point
    names: list[Box]
    edges: Mapping[Pair, Edge]


def lay_out(
    weights: NDArray[np.float64],
    radii_in: NDArray[np.float64],
    names: Sequence[Size],
    numbers: Mapping[Pair, Size],
) -> Layout:
    """Return places for behaviors, their names, and the arrows between them.

    Parameters
    ----------
    weights
        How much two behaviors belong near each other, shape (behaviors, behaviors).
    radii_in
        Of the circles of behaviors, shape (behaviors,).
    names
        Size of every name.
    numbers
        Arrow -> size of its number, (0, 0) if it has none. The first ones get the best places.
    """
    nodes = _ring(weights)
    loops = {start for start, stop in numbers if start == stop}
    beside = [
        _outside(at, radius + (_LOOP_IN + 0.16 if i in loops else 0.0), size)
        for i, (at, radius, size) in enumerate(zip(nodes, radii_in, names, strict=True))
    ]
    edges = {
        (a, b): _loop(nodes[a], radii_in[a], size)
        if a == b
        else _edge(nodes[[a, b]], radii_in[[a, b]], size, _bends(nodes, a, b)[0], 0.5)
        for (a, b), size in numbers.items()
    }
    circles = [Box(x, y, r, r) for (x, y), r in zip(nodes.tolist(), radii_in, strict=True)]
    taken = [*circles, *beside, *(edge.number for (a, b), edge in edges.items() if a == b)]
    curves = {pair: edge.points for pair, edge in edges.items()}
    for a, b in (pair for pair in numbers if pair[0] != pair[1]):
        others = [points for pair, points in curves.items() if pair != (a, b)]
        choices = [
            _edge(nodes[[a, b]], radii_in[[a, b]], numbers[a, b], bend, share)
            for bend, share in itertools.product(_bends(nodes, a, b), _PLACES)
        ]
        points = np.concatenate([*others, np.empty((0, 2))])
        boxes = np.array([(box.x, box.y, box.half_w, box.half_h) for box in taken])
        edges[a, b] = choices[int(np.argmin([_cost(edge, boxes, points) for edge in choices]))]
        curves[a, b] = edges[a, b].points
        if edges[a, b].number.half_w:
            taken.append(edges[a, b].number)
    return Layout(nodes, beside, edges)


def along(curve: Point, shares: NDArray[np.float64]) -> Point:
    """Return points of a Bezier curve with any number of control points, shape (shares, 2)."""
    degree = len(curve) - 1
    weights = [
        math.comb(degree, k) * shares**k * (1 - shares) ** (degree - k) for k in range(degree + 1)
    ]
    return np.asarray(np.transpose(weights) @ curve)


def _cost(edge: Edge, boxes: NDArray[np.float64], others: Point) -> int:
    points, number = edge.points, edge.number
    inner = points[2:-2, None]  # the ends touch their own nodes
    under = (np.abs(inner - boxes[:, :2]) < boxes[:, 2:]).all(axis=2).sum()
    if not number.half_w:
        return int(_UNDER * under)
    apart = np.abs(boxes[:, :2] - (number.x, number.y))
    overlaps = (apart < boxes[:, 2:] + (number.half_w + 0.02, number.half_h + 0.02)).all(axis=1)
    under += number.covers(points[-6:])
    return int(_OVERLAP * overlaps.sum() + _UNDER * under) + number.covers(others)


def _bends(nodes: Point, start: int, stop: int) -> tuple[float, ...]:
    way, middle = nodes[stop] - nodes[start], (nodes[start] + nodes[stop]) / 2
    radius = np.hypot(*nodes[start])
    if np.hypot(*middle) < 0.35 * radius:
        return _ACROSS
    if np.hypot(*way) < 2.1 * radius * math.sin(math.pi / len(nodes)):
        return _ROUND
    return _OUTWARDS if way[0] * middle[1] - way[1] * middle[0] > 0 else _INWARDS


def _ring(weights: NDArray[np.float64]) -> Point:
    """Return places on a circle, in an order that makes heavy connections short.

    Pairs change places as long as that helps.
    """
    count = len(weights)
    radius = max(_LEAST_IN, count * _BETWEEN_IN / (2 * math.pi))
    first = math.pi if count <= 2 else math.pi / 2 if count % 2 else math.pi / 2 + math.pi / count
    angles = first - np.arange(count) * 2 * math.pi / count
    places = radius * np.column_stack([np.cos(angles), np.sin(angles)])
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    order = np.arange(count)  # behavior -> place

    def length() -> float:
        return float((weights * apart[np.ix_(order, order)]).sum())

    shortest, better = length(), True
    while better:
        better = False
        for a, b in itertools.combinations(range(count), 2):
            order[[a, b]] = order[[b, a]]
            if length() < shortest - 1e-9:
                shortest, better = length(), True
            else:
                order[[a, b]] = order[[b, a]]
    return np.asarray(places[order])


def _outside(node: Point, reach: float, size: Size) -> Box:
    """Return a box beside a node, on the side away from the middle of the circle."""
    x, y = float(node[0]), float(node[1])
    out = node / np.hypot(x, y)
    near = node + (reach + 0.07) * out
    if abs(out[0]) < 0.1:
        return Box(x, float(near[1]) + math.copysign(size[1], y), *size)
    return Box(float(near[0]) + math.copysign(size[0], x), float(near[1]) + out[1] * size[1], *size)


def _edge(nodes: Point, radii: NDArray[np.float64], size: Size, bend: float, share: float) -> Edge:
    """Return an arrow from rim to rim of two nodes, bent to its left, with its number on it."""
    start, stop = nodes
    way = stop - start
    middle = (start + stop) / 2 + 2 * bend * np.array([-way[1], way[0]])
    ends = [
        at + (radius + 0.03) * (middle - at) / np.hypot(*(middle - at))
        for at, radius in zip(nodes, radii, strict=True)
    ]
    curve = np.array([ends[0], middle, ends[1]])
    x, y = along(curve, np.array([share]))[0]
    return Edge(curve, Box(float(x), float(y), *size))


def _loop(node: Point, radius: float, size: Size) -> Edge:
    """Return an arrow that leaves a node outwards and comes back."""
    out = node / np.hypot(*node)
    side = np.array([-out[1], out[0]])

    def at(outwards: float, sideways: float) -> Point:
        return np.asarray(node + outwards * out + sideways * side)

    rim = radius + 0.02
    reach = rim + 4 / 3 * _LOOP_IN
    curve = np.array(
        [at(0.8 * rim, 0.6 * rim), at(reach, 0.36), at(reach, -0.36), at(0.8 * rim, -0.6 * rim)]
    )
    x, y = along(curve, np.array([0.5]))[0]
    return Edge(curve, Box(float(x), float(y), *size))
