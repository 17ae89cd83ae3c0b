"""What the labels of a scene graph picture say, and how much room they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from matplotlib.figure import Figure

from graphs.ethogram import Ethogram
from graphs.networks.scene import overlaps
from graphs.records import Event, Fact
from workbench.plots.rows import kept_facts, natural, verb
from workbench.plots.scene_layout import Pair, Size
from workbench.plots.style import SMALL_PT, clock, wrapped

MOST_NODES = 6
MOST_LINES = 8

SWATCH_IN = 0.16
_LINE_IN = 0.17


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a label and the behavior that it is about, if any."""

    text: str
    predicate: str | None

    @property
    def height(self) -> float:
        """Inches, without space around it."""
        return _LINE_IN * (self.text.count("\n") + 1)


def richest_event(events: Sequence[Event], facts: Sequence[Fact]) -> Event | None:
    """Return the bout with most different facts, the first of several; ``None`` without facts.

    Where there are no bouts, all events are looked at.
    """
    facts = kept_facts(facts)
    bouts = [event for event in events if event.level == "bout"] or list(events)
    starts = np.array([fact.start_s for fact in facts])
    stops = np.array([fact.stop_s for fact in facts])
    best, most = None, 0
    for event in sorted(bouts, key=lambda event: event.start_s):
        near = np.flatnonzero((starts < event.stop_s) & (stops >= event.start_s))
        inside = (facts[i] for i in near if overlaps(facts[i], event.start_s, event.stop_s))
        count = len({(fact.subject, fact.predicate, fact.object) for fact in inside})
        if count > most:
            best, most = event, count
    return best


def when_words(scene: nx.MultiDiGraph, duration_s: float | None) -> str:
    """Return which event it is and when, written as fits a recording of this length."""
    start_s, stop_s = scene.graph["start_s"], scene.graph["stop_s"]
    end_s = duration_s or stop_s
    if end_s <= 120:
        when = f"{start_s:.1f} to {stop_s:.1f} s"
    else:
        when = f"{clock(start_s, end_s)} to {clock(stop_s, end_s)}"
    event = scene.graph.get("event_id")
    return f"{event}, {when}" if event else when


def chosen_entities(scene: nx.MultiDiGraph) -> tuple[list[str], int]:
    """Return the entities to draw, animals first, and how many are left out.

    From the one with most facts on, the one with most facts about those chosen comes next.
    """
    kinds = dict(scene.nodes(data="kind"))
    rest = [node for node, kind in kinds.items() if kind != "behavior"]
    chosen: list[str] = []
    while rest and len(chosen) < MOST_NODES:
        shared = {
            node: sum(
                scene.number_of_edges(*pair) for c in chosen for pair in ((node, c), (c, node))
            )
            for node in rest
        }
        rest.sort(key=lambda node: (-shared[node], -scene.degree(node), natural(node)))
        chosen.append(rest.pop(0))
    chosen.sort(key=lambda node: (kinds[node] != "animal", natural(node)))
    return chosen, len(rest)


def labels(
    scene: nx.MultiDiGraph, names: list[str], ethogram: Ethogram | None
) -> tuple[dict[str, list[Line]], dict[Pair, list[Line]]]:
    """Return what each animal does alone, and what each does to each other."""
    alone: dict[str, list[Mapping[str, float | str]]] = defaultdict(list)
    between: dict[Pair, list[Mapping[str, float | str]]] = defaultdict(list)
    for source, target, edge in scene.edges(data=True):
        if source in names and (edge["arity"] == 1 or source == target):
            alone[source].append(edge)
        elif source in names and target in names:
            between[source, target].append(edge)
    tables = {
        pair: [Line(wrapped(" → ".join(pair)), None), *_lines(edges, ethogram)]
        for pair, edges in between.items()
    }
    return {name: _lines(edges, ethogram) for name, edges in alone.items()}, tables


def _lines(edges: Iterable[Mapping[str, float | str]], ethogram: Ethogram | None) -> list[Line]:
    """Return one line per behavior, the longest behavior first."""
    seconds: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    states = set()
    for edge in edges:
        name = str(edge["predicate"])
        counts[name] += 1
        seconds[name] += float(edge["stop_s"]) - float(edge["start_s"])
        if edge["kind"] == "state":
            states.add(name)
    lines = []
    for name in sorted(counts, key=lambda name: (-seconds[name], name)):
        amount = f"{seconds[name]:.1f} s" if name in states else f"{counts[name]} ×"
        if name in states and counts[name] > 1:
            amount += f" ({counts[name]} bouts)"
        lines.append(Line(wrapped(f"{verb(name, ethogram)}  {amount}"), name))
    if len(lines) > MOST_LINES:
        lines[MOST_LINES - 1 :] = [Line(f"and {len(lines) - MOST_LINES + 1} more", None)]
    return lines


class Measure:
    """Measures labels in inches."""

    def __init__(self) -> None:
        self._figure = Figure(dpi=100)

    def table(self, lines: Sequence[Line]) -> Size:
        """Return half the size of the label of an arrow."""
        width = self._size([line.text for line in lines])[0] + SWATCH_IN + 0.12
        return width / 2, (sum(line.height for line in lines) + 0.08) / 2

    def pills(self, lines: Sequence[Line]) -> Size:
        """Return half the size of a stack of rounded labels."""
        width = self._size([line.text for line in lines])[0] + 0.24
        return width / 2, sum(line.height + 0.1 for line in lines) / 2

    def node(self, names: Sequence[str]) -> float:
        """Return the radius of a circle that holds any of these names."""
        sizes = [self._size([node_text(name)], weight="bold") for name in names]
        return max(0.46, *(float(np.hypot(*size)) / 2 + 0.05 for size in sizes))

    def _size(self, texts: Sequence[str], weight: str = "normal") -> Size:
        artist = self._figure.text(0, 0, "\n".join(texts), size=SMALL_PT, weight=weight)
        extent = artist.get_window_extent()
        artist.remove()
        return float(extent.width) / 100, float(extent.height) / 100


def node_text(name: str) -> str:
    """Return a name in lines, to stand in a node."""
    return wrapped(name, 11 if len(name) <= 33 else 18)
