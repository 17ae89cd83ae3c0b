"""The ethogram raster: what each animal did when, and when nobody could tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from graphs.ethogram import Ethogram
from graphs.intervals import Intervals, as_intervals, difference
from graphs.records import Assessed, Event, Fact
from workbench.plots.rows import Key, Line, Rows, choose_rows, draw_lines, kept_facts, lay_out
from workbench.plots.style import (
    FAINT,
    INK,
    SMALL_PT,
    UNKNOWN,
    behavior_colour,
    below,
    message_figure,
    new_axes,
    styled,
    time_axis,
    wrapped,
)

_WIDTH_IN = 8.0
_BAR_IN = 0.16
_BORDER = "#a0a0a0"


@styled
def draw_raster(
    facts: Sequence[Fact],
    assessed: Sequence[Assessed],
    events: Sequence[Event],
    duration_s: float,
    ethogram: Ethogram | None = None,
    title: str = "Ethogram",
) -> Figure:
    """Draw one row per animal, behavior and object over time.

    Parameters
    ----------
    facts, assessed, events
        Of one recording. Rejected facts are left out.
    duration_s
        Length of the recording.
    ethogram
        Gives order, words and colours of behaviors.
    title
        Stands above the picture.

    Returns
    -------
    Figure
        States are bars, points are diamonds, time that was not assessed is hatched, and light
        vertical lines stand where one episode ends and the next begins.
    """
    facts = kept_facts(facts)
    if not facts:
        return message_figure(title, "No behavior was seen.")
    rows = choose_rows(facts, ethogram)
    lines = lay_out(rows, ethogram)
    figure, axes = new_axes(_WIDTH_IN, lines[-1].top + lines[-1].height)
    draw_lines(axes, lines)
    borders = sorted({e.start_s for e in events if e.level == "episode" and e.start_s > 0})
    for time_s in borders:
        axes.axvline(time_s, color=_BORDER, linewidth=0.9, zorder=0.5)
    mine = _by_key(facts, rows)
    gaps = _not_assessed(assessed, rows, duration_s)
    for line in lines:
        if line.key is not None:
            _draw_gaps(axes, line, gaps[line.key])
            _draw_facts(axes, line, mine[line.key], behavior_colour(line.key[1], ethogram))
    axes.set_xlim(0, duration_s)
    time_axis(axes.xaxis, 0, duration_s)
    axes.set_title(wrapped(title, 90))
    points = any(fact.kind == "point" for fact in facts)
    unsure = any((gap[:, 1] - gap[:, 0] > duration_s / 1000).any() for gap in gaps.values())
    _explain(axes, points=points, unsure=unsure, borders=bool(borders), note=rows.note)
    return figure


def _by_key(facts: Sequence[Fact], rows: Rows) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.subject, fact.predicate, fact.object if rows.per_object else None].append(fact)
    return found


def _not_assessed(
    assessed: Sequence[Assessed], rows: Rows, duration_s: float
) -> dict[Key, Intervals]:
    """Return per row when the behavior was not looked for or could not be seen."""
    looked: dict[Key, list[tuple[float, float]]] = defaultdict(list)
    for span in assessed:
        target = span.object if rows.per_object else None
        looked[span.subject, span.predicate, target].append((span.start_s, span.stop_s))
    whole = np.array([[0.0, duration_s]])
    gaps = {}
    for key in rows.keys:
        for_all = looked[(*key[:2], None)] if key[2] is not None else []
        gaps[key] = difference(whole, as_intervals([*looked[key], *for_all]))
    return gaps


def _draw_gaps(axes: Axes, line: Line, gaps: Intervals) -> None:
    axes.broken_barh(
        [(start, stop - start) for start, stop in gaps],
        (line.middle - _BAR_IN / 2, _BAR_IN),
        facecolor="#f2f2f2",
        edgecolor=UNKNOWN,
        hatch="//////",
        linewidth=0,
        zorder=1,
    )


def _draw_facts(axes: Axes, line: Line, facts: Sequence[Fact], colour: str) -> None:
    axes.axhline(line.middle, color="#e6e6e6", linewidth=0.6, zorder=0.4)
    axes.broken_barh(
        [(fact.start_s, fact.duration_s) for fact in facts if fact.kind == "state"],
        (line.middle - _BAR_IN / 2, _BAR_IN),
        facecolor=colour,
        edgecolor=colour,
        linewidth=0.5,  # so that the shortest bouts are seen in the longest recordings
        zorder=2,
    )
    at = [fact.start_s for fact in facts if fact.kind == "point"]
    axes.plot(
        at, [line.middle] * len(at), "D", color=colour, markeredgecolor=INK, markeredgewidth=0.5,
        markersize=6, zorder=3, clip_on=False,
    )  # fmt: skip


def _explain(axes: Axes, *, points: bool, unsure: bool, borders: bool, note: str) -> None:
    handles: list[Artist] = [Patch(facecolor=FAINT, label="behavior, from start to end")]
    if points:
        handles.append(
            Line2D([], [], linestyle="", marker="D", color=FAINT, label="behavior at an instant")
        )
    if unsure:
        handles.append(
            Patch(
                facecolor="#f2f2f2", edgecolor=UNKNOWN, hatch="//////", linewidth=0,
                label="could not be assessed",
            )
        )  # fmt: skip
    if borders:
        handles.append(Line2D([], [], color=_BORDER, linewidth=0.9, label="next episode begins"))
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=below(axes, 40),
        borderaxespad=0,
        borderpad=0,
        ncols=len(handles),
        frameon=False,
        fontsize=SMALL_PT,
        title=wrapped(f"({note})", 110) if note else None,
        title_fontsize=SMALL_PT,
        alignment="left",
    )
