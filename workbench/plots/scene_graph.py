"""One event as a picture of who did what to whom.

Animals are circles, zones and objects squares, and what an animal does alone stands in rounded
labels beside it. An arrow carries everything that one did to the other. All is laid out in inches,
so that texts can be measured and kept apart.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from graphs.ethogram import Ethogram
from graphs.records import Event, Fact
from graphs.scene import overlaps
from workbench.plots.rows import kept_facts, natural, verb
from workbench.plots.style import (
    FAINT,
    INK,
    SMALL_PT,
    TEXT_PT,
    TITLE_PT,
    behavior_colour,
    message_figure,
    new_axes,
    styled,
    wrapped,
)

MOST_NODES = 8
MOST_LINES = 7

_NODE_IN = 0.46
"""Radius of a circle, half the side of a square."""
_LINE_IN = 0.17
_SWATCH_IN = 0.16
_BENDS = (0.16, 0.3, 0.08, 0.42)
_PLACES = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72)

Point = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches, by its middle and half its size."""

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


@dataclass(frozen=True, slots=True)
class _Said:
    """Lines of text with the behavior of each, and the size of the box they need."""

    lines: tuple[tuple[str, str], ...]
    half_w: float
    half_h: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where everything goes: nodes, labels of animals, and arrows with their labels."""

    nodes: dict[str, Point]
    alone: dict[str, Box]
    arrows: dict[tuple[str, str], tuple[Path, Box]]
    clashes: int


def richest_event(events: Sequence[Event], facts: Sequence[Fact]) -> Event | None:
    """Return the bout with most different facts, the first of several; ``None`` without facts.

    Where there are no bouts, all events are looked at.
    """
    facts = kept_facts(facts)
    bouts = [event for event in events if event.level == "bout"] or list(events)
    starts, stops = (np.array([getattr(f, n) for f in facts]) for n in ("start_s", "stop_s"))
    best, most = None, 0
    for event in sorted(bouts, key=lambda event: event.start_s):
        near = np.flatnonzero((starts < event.stop_s) & (stops >= event.start_s))
        inside = (facts[i] for i in near if overlaps(facts[i], event.start_s, event.stop_s))
        count = len({(fact.subject, fact.predicate, fact.object) for fact in inside})
        if count > most:
            best, most = event, count
    return best


@styled
def draw_scene(
    scene: nx.MultiDiGraph, ethogram: Ethogram | None = None, title: str = "Scene graph"
) -> Figure:
    """Draw the scene graph of an event.

    Parameters
    ----------
    scene
        From `graphs.scene.scene_graph`.
    ethogram
        Gives words and colours of behaviors.
    title
        Stands above the picture.

    Returns
    -------
    Figure
        Every behavior with its seconds inside the event, and the number of bouts if several. Of
        many animals and places those with most facts are drawn.
    """
    if not scene.number_of_edges():
        return message_figure(title, "No behavior was seen in this event.")
    names, left_out = _chosen(scene)
    measure = _Measure()
    alone, between = _said(scene, names, ethogram, measure)
    radius = 1.5 if len(names) <= 2 else 1.9
    placed = _place(names, alone, between, radius)
    for _ in range(6):
        if not placed.clashes:
            break
        radius *= 1.2
        placed = _place(names, alone, between, radius)
    return _draw(scene, placed, alone, between, ethogram, _title(title, left_out))


def _title(title: str, left_out: int) -> str:
    more = f" (and {left_out} more animals or places)" if left_out else ""
    return wrapped(title + more, 70)


def _chosen(scene: nx.MultiDiGraph) -> tuple[list[str], int]:
    """Return the entities to draw, animals first, and how many are left out."""
    kinds = dict(scene.nodes(data="kind"))
    entities = [node for node, kind in kinds.items() if kind != "behavior"]
    entities.sort(key=lambda node: (-scene.degree(node), natural(node)))
    kept = entities[:MOST_NODES]
    kept.sort(key=lambda node: (kinds[node] != "animal", natural(node)))
    return kept, len(entities) - len(kept)


def _said(
    scene: nx.MultiDiGraph, names: list[str], ethogram: Ethogram | None, measure: _Measure
) -> tuple[dict[str, _Said], dict[tuple[str, str], _Said]]:
    """Return what each animal does alone, and what each does to each other."""
    grouped: dict[tuple[str, str | None], list[dict[str, object]]] = defaultdict(list)
    for source, target, edge in scene.edges(data=True):
        if source in names and (edge["arity"] == 1 or target in names):
            grouped[source, None if edge["arity"] == 1 else target].append(edge)
    alone, between = {}, {}
    for (source, target), edges in grouped.items():
        said = measure.said(_lines(edges, ethogram), pills=target is None)
        if target is None:
            alone[source] = said
        else:
            between[source, target] = said
    return alone, between


def _lines(edges: Iterable[dict[str, object]], ethogram: Ethogram | None) -> list[tuple[str, str]]:
    """Return one line per behavior, longest first, with the behavior it is about."""
    seconds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    points = set()
    for edge in edges:
        name = str(edge["predicate"])
        seconds[name] += edge["stop_s"] - edge["start_s"]  # type: ignore[operator]
        counts[name] += 1
        if edge["kind"] == "point":
            points.add(name)
    lines = []
    for name in sorted(counts, key=lambda name: (-seconds[name], name)):
        times = f"{counts[name]} ×"
        amount = times if name in points else f"{seconds[name]:.1f} s"
        if name not in points and counts[name] > 1:
            amount += f" ({times})"
        lines.append((f"{wrapped(verb(name, ethogram), 28)}  {amount}", name))
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES + 1
        lines[MOST_LINES - 1 :] = [(f"and {more} more", "")]
    return lines


class _Measure:
    """Measures texts in inches."""

    def __init__(self) -> None:
        self._figure = Figure(dpi=100)
        self._canvas = FigureCanvasAgg(self._figure)

    def width(self, text: str, size: float) -> float:
        """Return the width of the longest line."""
        artist = self._figure.text(0, 0, text, size=size)
        width = artist.get_window_extent(self._canvas.get_renderer()).width / 100
        artist.remove()
        return float(width)

    def said(self, lines: list[tuple[str, str]], *, pills: bool) -> _Said:
        """Return the lines with the size of their box."""
        width = max(self.width(text, SMALL_PT) for text, _ in lines)
        rows = sum(_rows(text) for text, _ in lines)
        gaps = 0.1 * len(lines) if pills else 0.08
        extra = 0.24 if pills else _SWATCH_IN + 0.12
        return _Said(tuple(lines), (width + extra) / 2, (rows * _LINE_IN + gaps) / 2)


def _rows(text: str) -> int:
    return text.count("\n") + 1


# where everything goes --------------------------------------------------------------------------


def _place(
    names: list[str],
    alone: dict[str, _Said],
    between: dict[tuple[str, str], _Said],
    radius: float,
) -> _Placed:
    """Put the nodes on a circle, what each does alone outside of it, and labels on the arrows."""
    nodes = _ring(names, between, radius)
    boxes = [Box(float(x), float(y), _NODE_IN + 0.05, _NODE_IN + 0.05) for x, y in nodes.values()]
    beside = {name: _outside(nodes[name], said) for name, said in alone.items()}
    taken = [*boxes, *beside.values()]
    clashes = sum(a.meets(b) for a, b in itertools.combinations(taken, 2))
    arrows = {}
    for (source, target), said in between.items():
        path, box, free = _arrow(nodes[source], nodes[target], said, taken)
        arrows[source, target] = (path, box)
        taken.append(box)
        clashes += not free
    return _Placed(nodes, beside, arrows, clashes)


def _ring(
    names: list[str], between: dict[tuple[str, str], _Said], radius: float
) -> dict[str, Point]:
    """Return places on an ellipse in the order in which the arrows are shortest in all."""
    count = len(names)
    if count == 1:
        return {names[0]: np.zeros(2)}
    turn = math.pi if count <= 2 else math.pi - math.pi / count if count % 2 == 0 else math.pi / 2
    angles = turn - np.arange(count) * 2 * math.pi / count
    places = np.column_stack([1.45 * radius * np.cos(angles), radius * np.sin(angles)])
    if count > 7:
        return dict(zip(names, places, strict=True))

    def total(order: tuple[str, ...]) -> float:
        at = dict(zip(order, places, strict=True))
        return sum(float(np.hypot(*(at[a] - at[b]))) for a, b in between)

    orders = ((names[0], *rest) for rest in itertools.permutations(names[1:]))
    return dict(zip(min(orders, key=total), places, strict=True))


def _outside(node: Point, said: _Said) -> Box:
    """Return a box that touches the node on the side away from the middle of the picture."""
    x, y = float(node[0]), float(node[1])
    reach = _NODE_IN + 0.14
    if abs(x) < 0.3 and abs(y) > 0.3:
        return Box(x, y + math.copysign(reach + said.half_h, y), said.half_w, said.half_h)
    side = -1.0 if x < 0 or abs(x) < 0.3 else 1.0
    return Box(x + side * (reach + said.half_w), y, said.half_w, said.half_h)


def _arrow(start: Point, stop: Point, said: _Said, taken: list[Box]) -> tuple[Path, Box, bool]:
    """Return a bent arrow, and a place on it for its label that is free if there is one."""
    first: tuple[Path, Box] | None = None
    for bend, share in itertools.product(_BENDS, _PLACES):
        path = _bent(start, stop, bend)
        x, y = _on(path, share)
        box = Box(float(x), float(y), said.half_w, said.half_h)
        first = first or (path, box)
        if not any(box.meets(other) for other in taken):
            return path, box, True
    assert first is not None
    return (*first, False)


def _bent(start: Point, stop: Point, bend: float) -> Path:
    """Return a curve from rim to rim of two nodes, bent to its left."""
    along = stop - start
    middle = (start + stop) / 2 + 2 * bend * np.array([-along[1], along[0]])
    leave, arrive = (
        end + (_NODE_IN + 0.04) * (middle - end) / np.hypot(*(middle - end))
        for end in (start, stop)
    )
    return Path([leave, middle, arrive], [Path.MOVETO, Path.CURVE3, Path.CURVE3])


def _on(path: Path, share: float) -> Point:
    a, b, c = np.asarray(path.vertices, dtype=np.float64)
    return (1 - share) ** 2 * a + 2 * share * (1 - share) * b + share**2 * c


# drawing ----------------------------------------------------------------------------------------


def _draw(
    scene: nx.MultiDiGraph,
    placed: _Placed,
    alone: dict[str, _Said],
    between: dict[tuple[str, str], _Said],
    ethogram: Ethogram | None,
    title: str,
) -> Figure:
    boxes = [Box(float(x), float(y), _NODE_IN, _NODE_IN) for x, y in placed.nodes.values()]
    boxes += [*placed.alone.values(), *(box for _, box in placed.arrows.values())]
    left, right = min(b.x - b.half_w for b in boxes), max(b.x + b.half_w for b in boxes)
    low, high = min(b.y - b.half_h for b in boxes), max(b.y + b.half_h for b in boxes)
    figure, axes = new_axes(right - left + 0.3, high - low + 0.3)
    axes.set(xlim=(left - 0.15, right + 0.15), ylim=(low - 0.15, high + 0.15))
    axes.set_axis_off()
    for (source, target), (path, box) in placed.arrows.items():
        _draw_arrow(axes, path, box, between[source, target], ethogram)
    for name, box in placed.alone.items():
        _draw_pills(axes, placed.nodes[name], box, alone[name], ethogram)
    for name, at in placed.nodes.items():
        _draw_node(axes, name, str(scene.nodes[name]["kind"]), at)
    axes.set_title(title, size=TITLE_PT)
    _explain(axes, {str(scene.nodes[name]["kind"]) for name in placed.nodes}, bool(alone))
    return figure


def _draw_node(axes: Axes, name: str, kind: str, at: Point) -> None:
    x, y = float(at[0]), float(at[1])
    look = {"facecolor": "white", "edgecolor": INK, "linewidth": 1.4, "zorder": 4}
    if kind == "animal":
        axes.add_patch(Circle((x, y), _NODE_IN, **look))
    else:
        corner = (x - _NODE_IN, y - _NODE_IN)
        axes.add_patch(
            Rectangle(corner, 2 * _NODE_IN, 2 * _NODE_IN, **(look | {"facecolor": "#eeeeee"}))
        )
    text = wrapped(name, 11)
    axes.text(
        x, y, text, ha="center", va="center", weight="bold", zorder=5,
        size=TEXT_PT if _rows(text) <= 2 else SMALL_PT - 1,
    )  # fmt: skip


def _draw_arrow(axes: Axes, path: Path, box: Box, said: _Said, ethogram: Ethogram | None) -> None:
    axes.add_patch(
        FancyArrowPatch(
            path=path, arrowstyle="-|>", mutation_scale=14, color=FAINT, linewidth=1.4, zorder=1
        )
    )
    axes.add_patch(
        Rectangle(
            (box.x - box.half_w, box.y - box.half_h), 2 * box.half_w, 2 * box.half_h,
            facecolor="white", edgecolor="#d9d9d9", linewidth=0.6, zorder=2,
        )
    )  # fmt: skip
    left, y = box.x - box.half_w + 0.06, box.y + box.half_h - 0.04
    for text, name in said.lines:
        middle = y - _LINE_IN * _rows(text) / 2
        if name:
            axes.add_patch(
                Rectangle((left, middle - 0.05), 0.1, 0.1, zorder=3,
                          color=behavior_colour(name, ethogram))
            )  # fmt: skip
        axes.text(left + _SWATCH_IN, middle, text, va="center", size=SMALL_PT, zorder=3)
        y -= _LINE_IN * _rows(text)


def _draw_pills(axes: Axes, node: Point, box: Box, said: _Said, ethogram: Ethogram | None) -> None:
    y = box.y + box.half_h
    for text, name in said.lines:
        height = _LINE_IN * _rows(text) + 0.1
        middle = y - height / 2
        axes.plot([node[0], box.x], [node[1], middle], color="#d9d9d9", linewidth=1, zorder=0)
        axes.add_patch(
            FancyBboxPatch(
                (box.x - box.half_w + 0.06, middle - height / 2 + 0.06),
                2 * box.half_w - 0.12, height - 0.12,
                boxstyle="round,pad=0.04,rounding_size=0.1", facecolor="white",
                edgecolor=behavior_colour(name, ethogram) if name else FAINT, linewidth=1.4, zorder=2,
            )
        )  # fmt: skip
        axes.text(box.x, middle, text, ha="center", va="center", size=SMALL_PT, zorder=3)
        y -= height


def _explain(axes: Axes, kinds: set[str], alone: bool) -> None:
    mark = {"linestyle": "", "color": "white", "markeredgecolor": INK, "markersize": 9}
    handles = [Line2D([], [], marker="o", label="animal", **mark)]
    if kinds - {"animal"}:
        words = "zone or object" if len(kinds - {"animal"}) > 1 else min(kinds - {"animal"})
        handles.append(Line2D([], [], marker="s", label=words, **mark))
    if alone:
        handles.append(
            Line2D([], [], color=FAINT, linewidth=1.4, label="rounded: what it does alone")
        )
    handles.append(Line2D([], [], marker=">", color=FAINT, label="does to whom, or where"))
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, 0), ncols=2, frameon=False,
        fontsize=SMALL_PT,
    )  # fmt: skip
