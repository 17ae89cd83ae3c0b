"""The report as a picture: five dimensions, close-up and full shot, intervals, and the baseline."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.evaluate.describer.report import DIFFERENCE, SCORE, TITLES, Report, Row
from pipelines.evaluate.picture_file import write_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LOOK = {"crop": ("close-up", "#0072B2", "o", -0.14), "full": ("full shot", "#D55E00", "s", 0.14)}
"""Colours that people with any kind of colour vision tell apart (Okabe and Ito 2008)."""

_INK, _FAINT = "#222222", "#737373"


def draw_report(report: Report) -> Figure:
    """Return the scores of all dimensions beside the differences of the two views.

    Left: each score with its 95 % interval, and a grey line where the baseline is. Right, where
    both views were shown: close-up minus full shot; an interval that leaves out 0 is filled.
    """
    from matplotlib.figure import Figure

    dimensions = [name for name in TITLES if any(row.dimension == name for row in report.rows)]
    scores = [row for row in report.rows if row.measure == SCORE]
    with_difference = any(row.view == DIFFERENCE for row in scores)
    width = 8.6 if with_difference else 6.0
    figure = Figure(figsize=(width, 1.5 + 0.62 * len(dimensions)), layout="constrained")
    axes = figure.subplots(
        1,
        2 if with_difference else 1,
        sharey=True,
        squeeze=False,
        width_ratios=[1.5, 1] if with_difference else [1],
    )[0]
    places = {name: place for place, name in enumerate(dimensions)}
    for row in scores:
        if row.view in _LOOK:
            _score(axes[0], row, places[row.dimension])
        else:
            _difference(axes[1], row, places[row.dimension])
    _finish(axes[0], [TITLES[name] for name in dimensions], "score (0 to 1)")
    axes[0].set_xlim(-0.03, 1.03)
    _legend(axes[0], figure)
    if with_difference:
        _finish(axes[1], [], "close-up minus full shot\n(filled: its 95 % interval leaves out 0)")
        axes[1].axvline(0, color=_FAINT, linewidth=0.8, zorder=0)
        reach = max(0.1, *(abs(edge) for edge in axes[1].get_xlim()))
        axes[1].set_xlim(-reach, reach)
    figure.suptitle(
        f"{report.model}: {report.clips} clips, {report.items} questions, {report.unread} unread",
        x=0.01,
        ha="left",
        fontsize=10,
        color=_INK,
    )
    return figure


def save_report(report: Report, path: Path) -> None:
    """Write the picture as PDF, PNG or SVG, by the ending of the name.

    Raises
    ------
    UserError
        The ending is another, or the file cannot be written.
    """
    write_picture(draw_report(report), path)


def _score(axes: Axes, row: Row, place: int) -> None:
    name, colour, marker, beside = _LOOK[row.view]
    y = place + beside
    if math.isfinite(row.baseline):
        axes.plot([row.baseline] * 2, [y - 0.13, y + 0.13], color=_FAINT, linewidth=2.2, zorder=1)
    if math.isnan(row.value):
        axes.text(0.5, y, f"{name}: not measured", ha="center", va="center", fontsize=7.5,
                  color=_FAINT)  # fmt: skip
        return
    if math.isfinite(row.low):
        axes.plot([row.low, row.high], [y, y], color=colour, linewidth=1.6, zorder=2)
    axes.plot([row.value], [y], marker, color=colour, markersize=6, zorder=3)


def _difference(axes: Axes, row: Row, place: int) -> None:
    if math.isnan(row.value):
        return
    sure = row.low > 0 or row.high < 0
    if math.isfinite(row.low):
        axes.plot([row.low, row.high], [place, place], color=_INK, linewidth=1.4, zorder=2)
    face = _INK if sure else "white"
    axes.plot([row.value], [place], "D", color=_INK, markerfacecolor=face, markersize=5.5, zorder=3)


def _finish(axes: Axes, titles: list[str], below: str) -> None:
    if titles:
        axes.set_yticks(range(len(titles)), titles)
        axes.set_ylim(len(titles) - 0.5, -0.5)
    axes.set_xlabel(below, fontsize=9, color=_INK)
    axes.tick_params(axis="both", labelsize=9, colors=_INK, length=0)
    axes.grid(axis="x", color="#e5e5e5", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)


def _legend(axes: Axes, figure: Figure) -> None:
    from matplotlib.lines import Line2D

    shown = {axis.get_color() for axis in axes.get_lines()}
    handles = [
        Line2D([], [], color=colour, marker=marker, linewidth=1.6, markersize=6, label=name)
        for name, colour, marker, _ in _LOOK.values()
        if colour in shown
    ]
    handles.append(
        Line2D([], [], color=_FAINT, marker="|", markersize=10, markeredgewidth=2.2, linewidth=0,
               label="always the most common answer")
    )  # fmt: skip
    figure.legend(
        handles=handles, loc="outside lower left", ncols=3, frameon=False, fontsize=8.5,
        labelcolor=_INK,
    )  # fmt: skip
