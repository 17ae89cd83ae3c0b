"""One event as a picture of who did what to whom.

Animals are circles, zones and objects squares, and what an animal does alone stands in rounded
labels beside it. An arrow carries everything that one did to the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerPatch
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

from graphs.ethogram import Ethogram
from workbench.plots.scene_layout import Arrow, Box, Point, lay_out
from workbench.plots.scene_words import (
    SWATCH_IN,
    Line,
    Measure,
    chosen_entities,
    labels,
    node_text,
    when_words,
)
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

_PALE = "#d9d9d9"


@styled
def draw_scene(
    scene: nx.MultiDiGraph,
    ethogram: Ethogram | None = None,
    title: str = "Who did what to whom",
    duration_s: float | None = None,
) -> Figure:
    """Draw the scene graph of an event.

    Parameters
    ----------
    scene
        From `graphs.networks.scene.scene_graph`.
    ethogram
        Gives words and colours of behaviors.
    title
        Stands above the picture.
    duration_s
        Length of the recording, which decides how times are written; the end of the event if not
        given.

    Returns
    -------
    Figure
        Every behavior with its seconds inside the event, and the number of bouts if several. Of
        many animals and places, those with most facts are drawn.
    """
    if not scene.number_of_edges():
        return message_figure(title, f"No behavior was seen in {when_words(scene, duration_s)}.")
    names, left_out = chosen_entities(scene)
    alone, between = labels(scene, names, ethogram)
    measure = Measure()
    squares = {name for name in names if scene.nodes[name]["kind"] != "animal"}
    layout = lay_out(
        names,
        measure.node(names),
        squares,
        {name: measure.pills(lines) for name, lines in alone.items()},
        {pair: measure.table(lines) for pair, lines in between.items()},
    )
    axes = _canvas(layout.boxes)
    for pair, arrow in layout.arrows.items():
        _draw_arrow(axes, arrow)
        _draw_table(axes, arrow.label, between[pair], ethogram)
    for name, box in layout.alone.items():
        _draw_pills(axes, layout.nodes[name], box, alone[name], ethogram)
    for name, at in layout.nodes.items():
        _draw_node(axes, name, at, layout.node_in, is_square=name in squares)
    kinds = {str(scene.nodes[name]["kind"]) for name in names}
    more = f"; {left_out} more animals or places are not shown" if left_out else ""
    _dress(axes, title, f"{when_words(scene, duration_s)} (durations are those within it){more}")
    _explain(axes, kinds, bool(alone), bool(between))
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


# drawing ----------------------------------------------------------------------------------------


def _canvas(boxes: Sequence[Box]) -> Axes:
    """Return axes in inches that hold all boxes."""
    left, right = min(b.x - b.half_w for b in boxes), max(b.x + b.half_w for b in boxes)
    low, high = min(b.y - b.half_h for b in boxes), max(b.y + b.half_h for b in boxes)
    _, axes = new_axes(right - left + 0.1, high - low + 0.1)
    axes.set(xlim=(left - 0.05, right + 0.05), ylim=(low - 0.05, high + 0.05))
    axes.set_axis_off()
    return axes


def _draw_node(axes: Axes, name: str, at: Point, half: float, *, is_square: bool) -> None:
    x, y = float(at[0]), float(at[1])
    shape: Circle | Rectangle = Circle((x, y), half, facecolor="white")
    if is_square:
        shape = Rectangle((x - half, y - half), 2 * half, 2 * half, facecolor="#eeeeee")
    shape.set(edgecolor=INK, linewidth=1.4, zorder=4)
    axes.add_patch(shape)
    axes.text(
        x, y, node_text(name), ha="center", va="center", weight="bold", size=SMALL_PT, zorder=5
    )


def _draw_arrow(axes: Axes, arrow: Arrow) -> None:
    path = Path(arrow.curve, [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    axes.add_patch(
        FancyArrowPatch(
            path=path, arrowstyle="-|>", mutation_scale=14, color=FAINT, linewidth=1.4, zorder=1
        )
    )


def _draw_table(axes: Axes, box: Box, lines: Sequence[Line], ethogram: Ethogram | None) -> None:
    left, top = box.x - box.half_w, box.y + box.half_h
    axes.add_patch(
        Rectangle(
            (left, box.y - box.half_h), 2 * box.half_w, 2 * box.half_h, facecolor="white",
            edgecolor=_PALE, linewidth=0.6, zorder=2,
        )
    )  # fmt: skip
    y = top - 0.04
    for line in lines:
        middle = y - line.height / 2
        indent = 0.06
        if line.predicate is not None:
            colour = behavior_colour(line.predicate, ethogram)
            axes.add_patch(
                Rectangle((left + indent, middle - 0.05), 0.1, 0.1, color=colour, zorder=3)
            )
            indent += SWATCH_IN
        axes.text(
            left + indent, middle, line.text, va="center", size=SMALL_PT, zorder=3,
            color=INK if line.predicate is not None else FAINT,
        )  # fmt: skip
        y -= line.height


def _draw_pills(
    axes: Axes, node: Point, box: Box, lines: Sequence[Line], ethogram: Ethogram | None
) -> None:
    y = box.y + box.half_h
    for line in lines:
        height = line.height + 0.1
        middle = y - height / 2
        axes.plot([node[0], box.x], [node[1], middle], color=_PALE, linewidth=1, zorder=0)
        colour = behavior_colour(line.predicate, ethogram) if line.predicate else FAINT
        axes.add_patch(
            _pill(box.x - box.half_w, middle - height / 2, 2 * box.half_w, height, colour)
        )
        axes.text(box.x, middle, line.text, ha="center", va="center", size=SMALL_PT, zorder=3)
        y -= height


def _pill(left: float, low: float, width: float, height: float, colour: str) -> FancyBboxPatch:
    return FancyBboxPatch(
        (left + 0.06, low + 0.06), width - 0.12, height - 0.12, facecolor="white",
        boxstyle="round,pad=0.04,rounding_size=0.1", edgecolor=colour, linewidth=1.4, zorder=2,
    )  # fmt: skip


def _dress(axes: Axes, title: str, subtitle: str) -> None:
    words = wrapped(subtitle, 80)
    axes.set_title(wrapped(title, 60), size=TITLE_PT, pad=12 + 13 * (words.count("\n") + 1))
    axes.annotate(
        words, (0, 1), xycoords="axes fraction", xytext=(0, 10), textcoords="offset points",
        size=TEXT_PT,
    )  # fmt: skip


def _explain(axes: Axes, kinds: set[str], alone: bool, between: bool) -> None:
    handles: list[Artist] = [_mark("o", "white", "animal")]
    places = sorted(kinds - {"animal"})
    if places:
        handles.append(_mark("s", "#eeeeee", " or ".join(places)))
    if alone:
        handles.append(_pill(0, 0, 1, 1, FAINT))
        handles[-1].set_label("what it does alone")
    if between:
        handles.append(
            Line2D([], [], marker=">", color=FAINT, label="what it does to whom, or where")
        )
    axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, 0), borderpad=0, ncols=2,
        frameon=False, fontsize=SMALL_PT,
        handler_map={FancyBboxPatch: HandlerPatch(patch_func=_pill_handle)},
    )  # fmt: skip


def _pill_handle(
    *, xdescent: float, ydescent: float, width: float, height: float, **_: object
) -> FancyBboxPatch:
    rounded = f"round,pad=0,rounding_size={height / 2}"
    return FancyBboxPatch((2 - xdescent, -ydescent), width - 4, height, boxstyle=rounded)


def _mark(marker: str, fill: str, label: str) -> Line2D:
    return Line2D(
        [], [], linestyle="", marker=marker, markersize=9, color=fill, markeredgecolor=INK,
        label=label,
    )  # fmt: skip
