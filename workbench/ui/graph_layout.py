"""Where the parts of a graph on the page stand: entities, arrows, and what each does alone.

The same geometry as of the pictures (`workbench.plots.scene_layout`), so that the page and a figure
of one event look alike, every time. Lengths are hundredths of an inch, y down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx

from graphs.networks.scene import target_class, target_key
from workbench.plots.rows import verb
from workbench.plots.scene_layout import Box, Layout, lay_out
from workbench.plots.scene_words import MOST_LINES, Line, Measure, chosen_entities, node_text
from workbench.plots.style import drawing, wrapped

if TYPE_CHECKING:
    from collections.abc import Collection

    from graphs.ethogram import Ethogram

UNIT = 100
"""Of an inch."""

_THIN, _THICK = 1.5, 9.0
"""Widths of arrows: of one that took no time, and of the one that took most."""

_ROW_PADDING_IN = 0.1

Edge = dict[str, Any]
Pair = tuple[str, str]


def drawn(
    edges: Sequence[Edge], animals: Collection[str], ethogram: Ethogram | None
) -> dict[str, Any]:
    """Return a graph as the page draws it.

    Parameters
    ----------
    edges
        What `workbench.ui.graph_claims.Claim.told` gives.
    animals
        Who is one, in the whole recording.
    ethogram
        Words of behaviors, what is a zone, and the order of colours.

    Returns
    -------
    dict
        ``width``, ``height``; ``nodes`` with name, kind, place, half their size and their text in
        lines; ``arrows`` with their curve, width and label; ``edges``: all of them, with their
        words, the place of their colour, and ``at``, where they are drawn (``None`` where there are
        more than a label holds); ``left_out``: entities that have no room.
    """
    told = [_worded(number, edge, ethogram) for number, edge in enumerate(edges)]
    if not told:
        return {"width": 0, "height": 0, "nodes": [], "arrows": [], "edges": [], "left_out": []}
    network = _network(told, animals, ethogram)
    names, _ = chosen_entities(network)
    alone, between = _labels(told, names)
    with drawing():
        measure = Measure()
        layout = lay_out(
            names,
            measure.node(names),
            {name for name in names if network.nodes[name]["kind"] != "animal"},
            {name: measure.pills(_lines(mine)) for name, mine in alone.items()},
            {
                pair: measure.table([_heading(pair), *_lines(mine)])
                for pair, mine in between.items()
            },
        )
    kinds = dict(network.nodes(data="kind"))
    document = _Placed(layout).document(kinds, alone, between)
    left_out = [n for n, kind in kinds.items() if kind != "behavior" and n not in names]
    return document | {"edges": told, "left_out": sorted(left_out)}


def _worded(number: int, edge: Edge, ethogram: Ethogram | None) -> Edge:
    known = list(ethogram.behaviors) if ethogram else []
    name = edge["predicate"]
    place = known.index(name) if name in known else len(known) + sum(map(ord, name)) % 7
    return edge | {
        "number": number,
        "verb": verb(name, ethogram),
        "colour": place,
        "amount": _amount(edge),
        "at": None,
    }


def _amount(edge: Edge) -> str:
    if edge["kind"] == "point":
        return f"{edge['count']} ×"
    bouts = f" ({edge['count']} bouts)" if edge["count"] > 1 else ""
    return f"{edge['total_s']:.1f} s{bouts}"


def _network(
    edges: Sequence[Edge], animals: Collection[str], ethogram: Ethogram | None
) -> nx.MultiDiGraph:
    network = nx.MultiDiGraph()
    for edge in edges:
        subject, predicate, target = edge["subject"], edge["predicate"], edge["object"]
        network.add_node(subject, kind="animal")
        key = target_key(predicate, target)
        if target is None:
            network.add_node(key, kind="behavior")
        elif key not in network or network.nodes[key]["kind"] == "object":
            kind = "animal" if target in animals else target_class(predicate, ethogram)
            network.add_node(key, kind=kind or "object")
        network.add_edge(subject, key)
    return network


def _labels(
    edges: Sequence[Edge], names: Sequence[str]
) -> tuple[dict[str, list[Edge]], dict[Pair, list[Edge]]]:
    """Return what each does alone, and to each other, the longest first."""
    alone: dict[str, list[Edge]] = defaultdict(list)
    between: dict[Pair, list[Edge]] = defaultdict(list)
    order = sorted(edges, key=lambda e: (-e["total_s"], -e["count"], e["predicate"]))
    for edge in order:
        subject, target = edge["subject"], edge["object"]
        if subject in names and target in (None, subject):
            alone[subject].append(edge)
        elif subject in names and target in names:
            between[subject, target].append(edge)
    return alone, between


def _shown(edges: Sequence[Edge]) -> int:
    """Return how many edges a label shows; the last line says how many more there are."""
    return len(edges) if len(edges) <= MOST_LINES else MOST_LINES - 1


def _lines(edges: Sequence[Edge]) -> list[Line]:
    shown = _shown(edges)
    lines = [Line(wrapped(f"{e['verb']}  {e['amount']}"), e["predicate"]) for e in edges[:shown]]
    if shown < len(edges):
        lines.append(Line(f"and {len(edges) - shown} more", None))
    return lines


def _heading(pair: Pair) -> Line:
    return Line(wrapped(" → ".join(pair)), None)


class _Placed:
    """A layout in the units of the page."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        boxes = layout.boxes
        curves = [arrow.points for arrow in layout.arrows.values()]
        xs = [float(x) for points in curves for x in points[:, 0]]
        ys = [float(y) for points in curves for y in points[:, 1]]
        self._left = min([b.x - b.half_w for b in boxes] + xs) - 0.1
        self._top = max([b.y + b.half_h for b in boxes] + ys) + 0.1
        self._right = max([b.x + b.half_w for b in boxes] + xs) + 0.1
        self._low = min([b.y - b.half_h for b in boxes] + ys) - 0.1

    def document(
        self,
        kinds: Mapping[str, str],
        alone: Mapping[str, list[Edge]],
        between: Mapping[Pair, list[Edge]],
    ) -> dict[str, Any]:
        """Return all parts; edges in `alone` and `between` are told where they stand."""
        most = max((e["total_s"] for mine in between.values() for e in mine), default=0.0)
        totals = {pair: sum(e["total_s"] for e in mine) for pair, mine in between.items()}
        largest = max(totals.values(), default=0.0)
        for name, mine in alone.items():
            box = self._layout.alone[name]
            self._place(mine, _lines(mine), box, box.y + box.half_h, _ROW_PADDING_IN, most=0.0)
        arrows = []
        for pair, arrow in self._layout.arrows.items():
            mine, box, heading = between[pair], arrow.label, _heading(pair)
            top = box.y + box.half_h - 0.04 - heading.height
            rest = self._place(mine, _lines(mine), box, top, 0.0, most)
            share = (totals[pair] / largest) ** 0.5 if largest else 0.0
            arrows.append(
                {
                    "from": pair[0],
                    "to": pair[1],
                    "total_s": totals[pair],
                    "width": round(_THIN + (_THICK - _THIN) * share, 2),
                    "curve": [self._point(*map(float, point)) for point in arrow.curve],
                    "label": self._box(box),
                    "heading": heading.text.split("\n"),
                    "more": rest,
                }
            )
        return {
            "width": round((self._right - self._left) * UNIT),
            "height": round((self._top - self._low) * UNIT),
            "nodes": [self._node(name, kinds[name]) for name in self._layout.nodes],
            "arrows": arrows,
            "alone": [
                {"box": self._box(box), "more": len(alone[name]) - _shown(alone[name])}
                for name, box in self._layout.alone.items()
            ],
        }

    def _place(
        self, edges: list[Edge], lines: Sequence[Line], box: Box, top: float, padding: float,
        most: float,
    ) -> int:  # fmt: skip
        """Write into edges where they stand; return how many do not."""
        shown = _shown(edges)
        for edge, line in zip(edges[:shown], lines, strict=False):
            height = line.height + padding
            row = Box(box.x, top - height / 2, box.half_w, height / 2)
            share = edge["total_s"] / most if most else 0.0
            edge["at"] = self._box(row) | {"lines": line.text.split("\n"), "share": round(share, 3)}
            top -= height
        return len(edges) - shown

    def _node(self, name: str, kind: str) -> dict[str, Any]:
        x, y = (float(part) for part in self._layout.nodes[name])
        at = self._point(x, y)
        half = round(self._layout.node_in * UNIT, 1)
        lines = node_text(name).split("\n")
        return {"name": name, "kind": kind, "x": at[0], "y": at[1], "half": half, "lines": lines}

    def _point(self, x: float, y: float) -> list[float]:
        return [round((x - self._left) * UNIT, 1), round((self._top - y) * UNIT, 1)]

    def _box(self, box: Box) -> dict[str, Any]:
        x, y = self._point(box.x - box.half_w, box.y + box.half_h)
        width, height = round(2 * box.half_w * UNIT, 1), round(2 * box.half_h * UNIT, 1)
        return {"x": x, "y": y, "width": width, "height": height}
