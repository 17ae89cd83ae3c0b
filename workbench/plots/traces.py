"""Signals over time, with bouts shaded and a threshold: the distance of a pair, a speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.intervals import Intervals, as_intervals
from pipelines.timebase import TimeBase
from workbench.plots.style import (
    DPI,
    FAINT,
    INK,
    PALETTE,
    SMALL_PT,
    below,
    message_figure,
    new_axes,
    styled,
    time_axis,
    wrapped,
)

_WIDTH_IN, _HEIGHT_IN = 8.0, 2.4
_STRIP_IN = 0.1
_COLUMNS = int(_WIDTH_IN * DPI)
_LINES = (INK, *PALETTE[:6], *PALETTE[7:13])
"""Without yellow, which is lost on white."""
_SHADED = (PALETTE[4], PALETTE[1], PALETTE[3], PALETTE[2], PALETTE[6], PALETTE[5], PALETTE[0])


@styled
def draw_traces(
    series: Mapping[str, NDArray[np.floating]],
    times_s: NDArray[np.float64],
    unit: str,
    title: str = "Signals over time",
    shaded: Sequence[tuple[str, Intervals]] = (),
    threshold: float | None = None,
) -> Figure:
    """Draw one or several signals of the same unit over time.

    Parameters
    ----------
    series
        Name -> signal, shape (frames,), NaN where unknown.
    times_s
        Seconds, shape (frames,), rising.
    unit
        Of all signals and of the threshold: ``"cm"``.
    title
        Stands above the picture.
    shaded
        Name and seconds, shape (n, 2), of bouts: a pale band over the whole height, and a bar in a
        row of its own above, so that different bouts at the same time can be told apart.
    threshold
        Drawn as a line.

    Returns
    -------
    Figure
        Lines are interrupted where the signal is unknown and where the camera paused. Of very many
        frames, the first, lowest, highest and last of each column of dots are drawn: see
        `envelope`.

    Raises
    ------
    UserError
        A signal does not have one value per frame.
    """
    wrong = {name: np.shape(v) for name, v in series.items() if np.shape(v) != times_s.shape}
    if wrong:
        found = ", ".join(f"{name} has shape {shape}" for name, shape in wrong.items())
        message = f"Signals need one value per frame, shape {times_s.shape}; {found}."
        raise UserError(message)
    if not any(np.isfinite(values).any() for values in series.values()):
        return message_figure(title, "The signal is not known at any time.")
    figure, axes = new_axes(_WIDTH_IN, _HEIGHT_IN)
    for (name, values), colour in zip(series.items(), _cycle(_LINES, len(series)), strict=True):
        _draw_line(axes, name, *envelope(times_s, values, _COLUMNS), colour)
    _draw_shaded(axes, shaded)
    if threshold is not None:
        _draw_threshold(axes, threshold, unit)
    _dress(axes, times_s, unit if len(series) > 1 else f"{next(iter(series))} ({unit})")
    axes.set_title(wrapped(title, 90), pad=8 + 72 * _STRIP_IN * 1.5 * len(shaded))
    _explain(axes, shaded, several=len(series) > 1)
    if any(_thinned(np.isfinite(values).sum(), _COLUMNS) for values in series.values()):
        axes.annotate(
            "each column: lowest to highest value", (1, 0), xycoords="axes fraction",
            xytext=(0, -28), textcoords="offset points", ha="right", va="top", size=SMALL_PT,
            color=FAINT,
        )  # fmt: skip
    return figure


def envelope(
    times_s: NDArray[np.float64], values: NDArray[np.floating], columns: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return fewer points that draw the same line: of each column first, lowest, highest and last.

    Parameters
    ----------
    times_s
        Seconds, shape (frames,), rising.
    values
        Shape (frames,), NaN where unknown.
    columns
        Number of equal stretches of time, one per column of dots. A signal with at most four frames
        per column is not thinned.

    Returns
    -------
    times_s, values
        Shape (points,), in the order of time, with NaN wherever the line is interrupted: where the
        signal is unknown, and where the camera paused (see `pipelines.timebase`). When thinned,
        interruptions that lie within one column are not kept.

    Notes
    -----
    Jugel, Jerzak, Hackenbroich and Markl, "M4: A visualization-oriented time series data
    aggregation", PVLDB 7 (2014): a line through these four is the same, dot for dot.
    """
    known = np.flatnonzero(np.isfinite(values))
    if len(known) == 0:
        return np.empty(0), np.empty(0)
    pauses = TimeBase(times_s - times_s[0], "of the signal").pauses
    kept = _extremes(times_s, np.asarray(values, dtype=np.float64), known, columns)
    paused = np.searchsorted(pauses, kept[1:], side="right") > np.searchsorted(
        pauses, kept[:-1], side="right"
    )
    unknown = np.concatenate([[0], np.cumsum(~np.isfinite(values))])
    lost = unknown[kept[1:]] > unknown[kept[:-1]]
    within = np.diff(_column(times_s, kept, columns)) == 0
    breaks = np.flatnonzero((paused | lost) & ~(within & _thinned(len(known), columns))) + 1
    middle_s = (times_s[kept[breaks]] + times_s[kept[breaks - 1]]) / 2
    return np.insert(times_s[kept], breaks, middle_s), np.insert(
        np.asarray(values[kept], dtype=np.float64), breaks, np.nan
    )


def _thinned(known: int, columns: int) -> bool:
    return known > 4 * columns


def _column(
    times_s: NDArray[np.float64], frames: NDArray[np.intp], columns: int
) -> NDArray[np.intp]:
    span = float(times_s[-1] - times_s[0]) or 1.0
    share = (times_s[frames] - times_s[0]) / span
    return np.asarray(np.minimum((share * columns).astype(np.intp), columns - 1))


def _extremes(
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    known: NDArray[np.intp],
    columns: int,
) -> NDArray[np.intp]:
    """Return the frames that are drawn, rising."""
    if not _thinned(len(known), columns):
        return known
    column = _column(times_s, known, columns)
    by_value = known[np.lexsort((values[known], column))]  # known itself is sorted by column
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    stops = np.append(starts[1:], len(known)) - 1
    return np.unique(
        np.concatenate([known[starts], known[stops], by_value[starts], by_value[stops]])
    )


def _cycle(colours: Sequence[str], count: int) -> list[str]:
    return [colours[number % len(colours)] for number in range(count)]


def _draw_line(
    axes: Axes, name: str, times_s: NDArray[np.float64], values: NDArray[np.float64], colour: str
) -> None:
    axes.plot(times_s, values, color=colour, linewidth=1.0, label=name, zorder=2.5)
    unknown = np.concatenate([[True], np.isnan(values), [True]])
    alone = unknown[:-2] & unknown[2:] & ~unknown[1:-1]  # a line through one point is not seen
    if alone.any():
        axes.plot(
            times_s[alone], values[alone], ".", color=colour, markersize=2.5, label="_", zorder=2.5
        )


def _draw_shaded(axes: Axes, shaded: Sequence[tuple[str, Intervals]]) -> None:
    for row, ((_, bouts), colour) in enumerate(
        zip(shaded, _cycle(_SHADED, len(shaded)), strict=True)
    ):
        spans = [(start, stop - start) for start, stop in as_intervals(bouts)]
        axes.broken_barh(
            spans, (0, 1), transform=axes.get_xaxis_transform(), facecolor=colour, alpha=0.25,
            linewidth=0, zorder=0.5,
        )  # fmt: skip
        strip, up = _STRIP_IN / _HEIGHT_IN, 1.5 * (len(shaded) - 1 - row)
        axes.broken_barh(
            spans, (1 + (0.4 + up) * strip, strip), transform=axes.get_xaxis_transform(),
            facecolor=colour, edgecolor=colour, linewidth=0.5, zorder=2, clip_on=False,
        )  # fmt: skip


def _draw_threshold(axes: Axes, threshold: float, unit: str) -> None:
    axes.axhline(threshold, color=PALETTE[5], linewidth=1.2, linestyle=(0, (5, 3)), zorder=3)
    axes.annotate(
        f"threshold\n{threshold:g} {unit}", (1, threshold), xycoords=axes.get_yaxis_transform(),
        xytext=(4, 0), textcoords="offset points", va="center", size=SMALL_PT, linespacing=1.0,
    )  # fmt: skip


def _dress(axes: Axes, times_s: NDArray[np.float64], label: str) -> None:
    low, high = axes.dataLim.intervaly
    if 0 <= low < high / 2:
        axes.set_ylim(bottom=0)
    axes.set_xlim(times_s[0], max(times_s[-1], times_s[0] + 1e-6))
    time_axis(axes.xaxis, float(times_s[0]), float(times_s[-1]))
    axes.set_ylabel(wrapped(label, 30))
    axes.tick_params(axis="y", labelsize=SMALL_PT)


def _explain(axes: Axes, shaded: Sequence[tuple[str, Intervals]], *, several: bool) -> None:
    handles: list[Artist] = []
    if several:
        handles += [
            Line2D([], [], color=line.get_color(), linewidth=2, label=line.get_label())
            for line in axes.lines
            if not str(line.get_label()).startswith("_")
        ]
    handles += [
        Patch(facecolor=colour, label=name)
        for (name, _), colour in zip(shaded, _cycle(_SHADED, len(shaded)), strict=True)
    ]
    if handles:
        axes.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0, 0),
            bbox_transform=below(axes, 40),
            borderaxespad=0,
            borderpad=0,
            ncols=min(len(handles), 5),
            frameon=False,
            fontsize=SMALL_PT,
        )
