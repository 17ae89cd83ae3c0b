"""The report of probes as a picture: true and false statements, pairs, choices, and baselines."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from graphs.words import counted
from pipelines.evaluate.picture_file import write_picture
from pipelines.evaluate.probes.report import TITLES, ProbeReport
from pipelines.evaluate.probes.score import ProbeRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _FAINT = "#222222", "#737373"


class _Look(NamedTuple):
    """How a share is drawn; the colours are those of Okabe and Ito (2008)."""

    name: str
    colour: str
    marker: str
    beside: float


_STATEMENTS = {
    ("yes_no", "true accepted"): _Look("true statement called true", "#0072B2", "o", -0.16),
    ("yes_no", "false rejected"): _Look("false statement called false", "#D55E00", "s", 0.16),
}
_ANSWERS = {
    ("yes_no", "pair accuracy"): _Look("both of a pair right", "#009E73", "D", -0.25),
    ("choice", "accuracy"): _Look("four choices right", "#CC79A7", "^", 0.0),
    ("open", "accuracy"): _Look("open question right", "#56B4E9", "v", 0.25),
}


def draw_probes(report: ProbeReport) -> Figure:
    """Return the shares of all aspects, each with its 95 % interval over clips.

    Left: of the true statements those called true, and of the false ones those called false; a
    model that says yes to everything has all circles at 1 and all squares at 0. Right: pairs with
    both judged right, and other questions. Grey lines are what one constant answer would get: on
    the left, and for pairs, always *yes* (whole) and always *no* (dotted); else the most common
    answer.
    """
    from matplotlib.figure import Figure

    aspects = report.aspects("yes_no", "choice", "open")
    places = {name: place for place, name in enumerate(aspects)}
    figure = Figure(figsize=(9.6, 2.1 + 0.62 * len(aspects)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, looks in ((left, _STATEMENTS), (right, _ANSWERS)):
        for row in report.rows:
            look = looks.get((row.form, row.measure))
            if look is not None:
                _share(axes, row, look, places[row.aspect] + look.beside)
        _finish(axes, len(aspects))
    left.set_yticks(range(len(aspects)), [TITLES[name] for name in aspects])
    left.set_xlabel("share of statements judged right", fontsize=9, color=_INK)
    right.set_xlabel("share of pairs, or of questions", fontsize=9, color=_INK)
    _legend(figure, report)
    figure.suptitle(
        f"{report.model}: {counted(report.probes, 'probe')} on {counted(report.clips, 'clip')}, "
        f"{report.unread} unread",
        x=0.01,
        ha="left",
        fontsize=10,
        color=_INK,
    )
    return figure


def save_probes_picture(report: ProbeReport, path: Path) -> None:
    """Write the picture as PDF, PNG or SVG, by the ending of the name.

    Raises
    ------
    UserError
        The ending is another, or the file cannot be written.
    """
    write_picture(draw_probes(report), path)


def _share(axes: Axes, row: ProbeRow, look: _Look, y: float) -> None:
    always = ((row.always_yes, "-"), (row.always_no, ":"), (row.most_common, "-"))
    known = {value: line for value, line in reversed(always) if math.isfinite(value)}
    for value, line in known.items():
        axes.plot([value] * 2, [y - 0.1, y + 0.1], color=_FAINT, linewidth=2.2, linestyle=line,
                  zorder=1)  # fmt: skip
    if math.isnan(row.value):
        return
    if math.isfinite(row.low):
        axes.plot([row.low, row.high], [y, y], color=look.colour, linewidth=1.6, zorder=2)
    axes.plot([row.value], [y], look.marker, color=look.colour, markersize=5.5, zorder=3)


def _finish(axes: Axes, aspects: int) -> None:
    axes.set_ylim(aspects - 0.5, -0.5)
    axes.set_xlim(-0.04, 1.04)
    axes.tick_params(axis="both", labelsize=9, colors=_INK, length=0)
    axes.grid(axis="x", color="#e5e5e5", linewidth=0.7)
    axes.set_axisbelow(True)
    for edge in range(1, aspects):
        axes.axhline(edge - 0.5, color="#f0f0f0", linewidth=0.7, zorder=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)


def _legend(figure: Figure, report: ProbeReport) -> None:
    from matplotlib.lines import Line2D

    shown = {(row.form, row.measure) for row in report.rows}
    looks = [look for key, look in {**_STATEMENTS, **_ANSWERS}.items() if key in shown]
    handles = [
        Line2D([], [], color=look.colour, marker=look.marker, linewidth=1.6, markersize=5.5,
               label=look.name)
        for look in looks
    ]  # fmt: skip
    lines: dict[str, Literal["-", ":"]] = {
        "always yes, or always the most common": "-",
        "always no": ":",
    }
    handles += [
        Line2D([], [], color=_FAINT, linewidth=2.2, linestyle=line, label=name)
        for name, line in lines.items()
    ]
    figure.legend(
        handles=handles, loc="outside lower left", ncols=3, frameon=False, fontsize=8.5,
        labelcolor=_INK,
    )  # fmt: skip
