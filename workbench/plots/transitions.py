"""What follows what: a graph of behaviors, and beside it the table of all probabilities.

An arrow from one behavior to another is as wide and dark as that transition is likely after the
first: P(to | from), the share of the transitions from it. What was left out of the graph, because
it is unlikely, is still in the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from workbench.plots.rows import verb
from workbench.plots.style import (
    INK,
    SMALL_PT,
    TEXT_PT,
    UNKNOWN,
    behavior_colour,
    message_figure,
    styled,
    wrapped,
)
from workbench.plots.transition_layout import Edge, Layout, Pair, Size, lay_out

if TYPE_CHECKING:
    import pandas as pd

MOST_BEHAVIORS = 20
_LEAST = (0.02, 0.05, 0.1, 0.15, 0.2)
_NUMBER_PT, _NUMBER_IN = 7, (0.125, 0.06)
_LARGEST_IN, _SMALLEST_IN = 0.22, 0.08
_CELL_IN, _GAP_IN = 0.34, 0.5
_NAME = 18
"""Longer names are wrapped."""
_BLUES = ListedColormap(colormaps["Blues"](np.linspace(0, 0.95, 256))).with_extremes(bad="#f2f2f2")


class _Table(NamedTuple):
    """What is drawn; the first axis of an array is the behavior that comes first."""

    names: list[str]
    counts: NDArray[np.float64]
    chances: NDArray[np.float64]  # NaN after what nothing follows
    times: NDArray[np.float64]  # how often each behavior occurs
    note: str


@styled
def draw_transitions(
    counts: pd.DataFrame,
    ethogram: Ethogram | None = None,
    title: str = "What follows what",
    least: float | None = None,
    least_number: float = 0.1,
    *,
    self_transitions: bool = True,
) -> Figure:
    """Draw transitions between behaviors as a graph and as a table.

    Parameters
    ----------
    counts
        How often the behavior of the column came next after that of the row; both have the same
        names.
    ethogram
        Gives words and colours of behaviors.
    title
        Stands above the picture.
    least
        Probability below which an arrow is left out. Not given, it is the lowest of 0.02, 0.05,
        0.1, 0.15 and 0.2 that leaves at most three arrows per behavior, else 0.2.
    least_number
        Probability from which an arrow carries its number.
    self_transitions
        Whether a behavior may follow itself. If not, such counts are left out before probabilities
        are taken: they are then those of changes to another behavior.

    Returns
    -------
    Figure
        The area of a circle, and the number after a name, is how often the behavior occurs: how
        often something follows it or it follows something, whichever is more. Of more than 20
        behaviors, the most frequent ones are drawn, and probabilities are still those of all.

    Raises
    ------
    UserError
        The table is not square, names differ, or a count is negative or unknown.
    """
    table = _table(counts, self_transitions=self_transitions)
    if not table.names:
        return message_figure(title, "No behavior follows another.")
    least = _usual_least(table) if least is None else least
    drawn = _drawn(table, least)
    radii = np.maximum(_LARGEST_IN * np.sqrt(table.times / table.times.max()), _SMALLEST_IN)
    chances = np.nan_to_num(table.chances)
    numbers = {
        pair: _NUMBER_IN if table.chances[pair] >= least_number else (0.0, 0.0) for pair in drawn
    }
    names = [wrapped(verb(name, ethogram), _NAME) for name in table.names]
    labels = [f"{name} ({times:g})" for name, times in zip(names, table.times, strict=True)]
    near = np.where(chances >= least, chances, 0.0)
    layout = lay_out(near, radii, [_size(label) for label in labels], numbers)
    figure, graph, matrix = _canvas(layout, radii, labels)
    _draw_edges(graph, layout, table)
    for at, radius, name, box, label in zip(
        layout.nodes, radii, table.names, layout.names, labels, strict=True
    ):
        colour = behavior_colour(name, ethogram)
        graph.add_patch(Circle(tuple(at), radius, fc=colour, ec=INK, lw=0.9, zorder=4))
        graph.text(box.x, box.y, label, ha="center", va="center", size=SMALL_PT, zorder=6)
    _draw_matrix(matrix, table, names, labels, self_transitions=self_transitions)
    words = _words(table, drawn, least, least_number, self_transitions=self_transitions)
    _dress(figure, title, words)
    return figure


def conditional(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return P(to | from): each row divided by its sum; NaN where nothing follows.

    Parameters
    ----------
    counts
        Shape (from, to).
    """
    sums = counts.sum(axis=1, keepdims=True)
    unknown = np.full(counts.shape, np.nan)
    return np.asarray(np.divide(counts, sums, out=unknown, where=sums > 0))


def _table(counts: pd.DataFrame, *, self_transitions: bool) -> _Table:
    names = [str(name) for name in counts.index]
    columns = [str(name) for name in counts.columns]
    if sorted(names) != sorted(columns) or len(set(names)) < len(names):
        message = (
            "A table of transitions has every behavior once as a row and once as a column; found "
            f"rows {', '.join(names)} and columns {', '.join(columns)}."
        )
        raise UserError(message)
    values = counts.to_numpy(dtype=np.float64)[:, [columns.index(name) for name in names]]
    if not (values >= 0).all() or np.isinf(values).any():
        message = "Counts of transitions must be known, and 0 or more: correct the table."
        raise UserError(message)
    if not self_transitions:
        values = values * (1 - np.eye(len(values)))
    times = np.maximum(values.sum(axis=0), values.sum(axis=1))
    kept = np.sort(np.argsort(-times, kind="stable")[:MOST_BEHAVIORS])
    kept = kept[times[kept] > 0]
    left_out = int((times > 0).sum()) - len(kept)
    note = f"The {len(kept)} most frequent behaviors; {left_out} more are not shown."
    cut = np.ix_(kept, kept)
    return _Table(
        [names[i] for i in kept],
        values[cut],
        conditional(values)[cut],
        times[kept],
        note if left_out else "",
    )


def _usual_least(table: _Table) -> float:
    enough = (c for c in _LEAST if (table.chances >= c).sum() <= 3 * len(table.names))
    return next(enough, _LEAST[-1])


def _drawn(table: _Table, least: float) -> list[Pair]:
    """Return the arrows, the likeliest first."""
    pairs = [(int(a), int(b)) for a, b in np.argwhere(table.counts > 0)]
    return sorted(
        (pair for pair in pairs if table.chances[pair] >= least),
        key=lambda pair: (-table.chances[pair], pair),
    )


def _words(
    table: _Table, drawn: list[Pair], least: float, least_number: float, *, self_transitions: bool
) -> str:
    arrows = int((table.counts > 0).sum())
    share = 1 - sum(table.counts[pair] for pair in drawn) / table.counts.sum()
    words = [
        "Arrow: wider and darker where more likely, P(to | from)"
        + (f"; its number is written from {least_number:g} on." if least < least_number else "."),
        f"Below P = {least:g} an arrow is left out: {arrows - len(drawn)} of {arrows}, "
        f"{100 * share:.1f}\u00a0% of the transitions shown in the table."
        if arrows > len(drawn)
        else "",
        "Circle and number after a name: how often it occurs. "
        "Table: from row to column; blank: never, gray: not known.",
        "" if self_transitions else "A behavior that follows itself is not counted.",
        table.note,
    ]
    return " ".join(word for word in words if word)


# drawing ----------------------------------------------------------------------------------------


def _size(text: str) -> Size:
    """Return half the width and height of a label, in inches."""
    extent = Figure(dpi=100).text(0, 0, text, size=SMALL_PT).get_window_extent()
    return extent.width / 200, extent.height / 200


def _canvas(
    layout: Layout, radii: NDArray[np.float64], labels: list[str]
) -> tuple[Figure, Axes, Axes]:
    """Return axes in inches for the graph, and beside it for the table."""
    low, high = layout.nodes - radii[:, None], layout.nodes + radii[:, None]
    boxes = [*layout.names, *(edge.number for edge in layout.edges.values())]
    left = min(low[:, 0].min(), *(box.x - box.half_w for box in boxes)) - 0.05
    right = max(high[:, 0].max(), *(box.x + box.half_w for box in boxes)) + 0.05
    bottom = min(low[:, 1].min(), *(box.y - box.half_h for box in boxes)) - 0.05
    top = max(high[:, 1].max(), *(box.y + box.half_h for box in boxes)) + 0.05
    longest = 2 * max(_size(label)[0] for label in labels)
    side = _CELL_IN * len(labels)
    wide, height = right - left, max(top - bottom, side + longest)
    width = wide + _GAP_IN + longest + side
    figure = Figure(figsize=(width, height), facecolor="white")
    middle = (top + bottom) / 2
    graph = figure.add_axes((0, 0, wide / width, 1))
    graph.set(xlim=(left, right), ylim=(middle - height / 2, middle + height / 2))
    x, y = (wide + _GAP_IN + longest) / width, (height - side - longest) / 2 / height
    matrix = figure.add_axes((x, y, side / width, side / height))
    matrix.set(xlim=(0, len(labels)), ylim=(len(labels), 0))
    for axes in (graph, matrix):
        axes.set_axis_off()
    return figure, graph, matrix


def _draw_edges(axes: Axes, layout: Layout, table: _Table) -> None:
    for pair, edge in reversed(list(layout.edges.items())):
        chance = float(table.chances[pair])
        kind = Path.CURVE4 if len(edge.curve) == 4 else Path.CURVE3
        axes.add_patch(
            FancyArrowPatch(
                path=Path(edge.curve, [Path.MOVETO, *[kind] * (len(edge.curve) - 1)]),
                arrowstyle="-|>,head_length=0.45,head_width=0.22",
                mutation_scale=12 + 6 * chance,
                color=_BLUES(0.42 + 0.58 * chance),
                linewidth=0.7 + 3.8 * chance,
                joinstyle="miter",
                zorder=1 + chance,
            )
        )
        _draw_number(axes, edge, chance)


def _draw_number(axes: Axes, edge: Edge, chance: float) -> None:
    box = edge.number
    if not box.half_w:
        return
    axes.add_patch(
        Rectangle(
            (box.x - box.half_w, box.y - box.half_h), 2 * box.half_w, 2 * box.half_h, fc="white",
            ec="none", alpha=0.9, zorder=5,
        )
    )  # fmt: skip
    axes.text(
        box.x, box.y, f"{chance:.2f}", ha="center", va="center_baseline", size=_NUMBER_PT, zorder=6
    )


def _draw_matrix(
    axes: Axes, table: _Table, names: list[str], labels: list[str], *, self_transitions: bool
) -> None:
    count = len(labels)
    unasked = np.eye(count, dtype=bool) & (not self_transitions)
    axes.pcolormesh(
        np.arange(count + 1), np.arange(count + 1), np.where(unasked, np.nan, table.chances),
        cmap=_BLUES, vmin=0, vmax=1, edgecolors="white", linewidth=0.8,
    )  # fmt: skip
    for a, b in np.argwhere(table.counts > 0):
        chance = table.chances[a, b]
        axes.text(
            b + 0.5, a + 0.5, f"{chance:.2f}" if chance >= 0.005 else "<.01", ha="center",
            va="center", size=_NUMBER_PT, color="white" if chance > 0.5 else INK,
        )  # fmt: skip
    for i, (name, label) in enumerate(zip(names, labels, strict=True)):
        axes.annotate(
            label, (0, i + 0.5), xytext=(-4, 0), textcoords="offset points", ha="right",
            va="center", size=SMALL_PT, linespacing=0.9,
        )  # fmt: skip
        axes.annotate(
            name, (i + 0.5, 0), xytext=(0, 4), textcoords="offset points",
            ha="center", va="bottom", rotation=90, size=SMALL_PT, linespacing=0.9,
        )  # fmt: skip
    axes.add_patch(Rectangle((0, 0), count, count, fill=False, ec=UNKNOWN, lw=0.8, clip_on=False))


def _dress(figure: Figure, title: str, words: str) -> None:
    width, height = figure.get_size_inches()
    characters = max(int(13 * width), 60)
    figure.text(0, -0.3 / height, wrapped(words, characters), va="top", size=SMALL_PT)
    figure.text(
        0, 1 + 0.15 / height, wrapped(title, max(int(11 * width), 40)), va="bottom",
        weight="bold", size=TEXT_PT + 2,
    )  # fmt: skip
