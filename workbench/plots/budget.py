"""The time budget as bars: which share of its assessed time each animal spent with what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from graphs.budget import time_budget
from graphs.ethogram import Ethogram
from graphs.records import Assessed, Fact
from workbench.plots.rows import Key, Line, choose_rows, draw_lines, kept_facts, lay_out, verb
from workbench.plots.style import (
    FAINT,
    SMALL_PT,
    behavior_colour,
    message_figure,
    new_axes,
    styled,
    wrapped,
)

_BARS_IN = 4.0
_OUTSIDE = "Time within bouts that could not be assessed is in the duration, not in the share."
_COLUMNS = (("share", 0.6), ("duration", 1.4), ("count", 1.9), ("assessed", 2.8))
"""Heading and right edge in inches from the bars."""


class _Cells(NamedTuple):
    """What a row of the picture shows; ``None`` where a number makes no sense."""

    share: float | None
    seen_s: float | None
    outside_s: float
    bouts: int
    assessed_s: float


@styled
def draw_budget(
    facts: Sequence[Fact],
    assessed: Sequence[Assessed],
    ethogram: Ethogram | None = None,
    title: str = "Time budget",
) -> Figure:
    """Draw bars of the share of assessed time, with the numbers beside them.

    Parameters
    ----------
    facts, assessed
        Of one recording. Rejected facts are left out.
    ethogram
        Gives order, words and colours of behaviors.
    title
        Stands above the picture.

    Returns
    -------
    Figure
        Point behaviors have no bar, only a count.

    Notes
    -----
    In the share, only seconds inside the assessed time count: see `graphs.budget.time_budget`.
    """
    facts = kept_facts(facts)
    unseen = _unseen(facts, assessed, ethogram)
    if not facts:
        return message_figure(title, f"No behavior was seen. {unseen}".strip())
    rows = choose_rows(facts, ethogram)
    cells = _cells(facts, assessed, rows.per_object)
    lines = lay_out(rows, ethogram)
    figure, axes = new_axes(_BARS_IN, lines[-1].top + lines[-1].height)
    draw_lines(axes, lines)
    for line in lines:
        if line.key is not None:
            _draw_row(axes, line, cells[line.key], behavior_colour(line.key[1], ethogram))
    _dress(axes, title, [cells[key] for key in rows.keys])
    outside = any(cells[key].outside_s > 0 for key in rows.keys)
    notes = [f"({rows.note})" if rows.note else "", _OUTSIDE if outside else "", unseen]
    _write_below(axes, "\n".join(wrapped(note, 100) for note in notes if note))
    return figure


def _cells(
    facts: Sequence[Fact], assessed: Sequence[Assessed], per_object: bool
) -> dict[Key, _Cells]:
    cells: dict[Key, _Cells] = {}
    table = time_budget(facts, assessed, per_object=per_object)
    for row in table[table["count"] > 0].to_dict("records"):
        known = not math.isnan(row["fraction"])
        cells[row["subject"], row["predicate"], row["object"]] = _Cells(
            share=row["fraction"] if known else None,
            seen_s=None if row["kind"] == "point" else row["total_s"],
            outside_s=row["outside_s"] if known else 0.0,
            bouts=row["count"],
            assessed_s=row["assessed_s"],
        )
    return cells


def _draw_row(axes: Axes, line: Line, cells: _Cells, colour: str) -> None:
    if cells.share is not None:
        axes.barh(line.middle, cells.share, height=0.15, color=colour, edgecolor=colour)
    elif cells.seen_s is None:
        axes.plot([0], [line.middle], "D", color=colour, markersize=5, clip_on=False)
    words = (
        "" if cells.share is None else _percent(cells.share),
        "" if cells.seen_s is None else _seconds(cells.seen_s),
        str(cells.bouts),
        _seconds(cells.assessed_s) if cells.assessed_s else "not assessed",
    )
    for (_, right_in), word in zip(_COLUMNS, words, strict=True):
        _write(axes, word, right_in, line.middle)


def _dress(axes: Axes, title: str, cells: Sequence[_Cells]) -> None:
    longest = max((c.share for c in cells if c.share is not None), default=0.0)
    axes.set_xlim(0, min(1.0, longest * 1.03) or 1.0)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _position: _percent(share, 3)))
    axes.set_xlabel("Share of the assessed time")
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(wrapped(title, 60), pad=10)
    for heading, right_in in _COLUMNS:
        _write(axes, heading, right_in, 0.17, color=FAINT)


def _write(axes: Axes, text: str, right_in: float, y: float, color: str | None = None) -> None:
    axes.text(
        1 + right_in / _BARS_IN,
        y,
        text,
        transform=axes.get_yaxis_transform(),
        ha="right",
        va="center",
        color=color,
        size=SMALL_PT,
    )


def _write_below(axes: Axes, text: str) -> None:
    axes.annotate(
        text, (0, 0), xycoords="axes fraction", xytext=(0, -38), textcoords="offset points",
        va="top", size=SMALL_PT,
    )  # fmt: skip


def _unseen(facts: Sequence[Fact], assessed: Sequence[Assessed], ethogram: Ethogram | None) -> str:
    unseen = {span.predicate for span in assessed} - {fact.predicate for fact in facts}
    if not unseen:
        return ""
    return f"Looked for and not seen: {', '.join(sorted(verb(name, ethogram) for name in unseen))}."


def _percent(share: float, digits: int = 0) -> str:
    if digits:
        return f"{100 * share:.{digits}g} %"
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def _seconds(seconds: float) -> str:
    return f"{seconds:,.1f} s"
