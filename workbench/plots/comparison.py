"""Two groups or conditions side by side: a dot for every animal, means with intervals, and p."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from workbench.plots.style import (
    INK,
    PALETTE,
    SMALL_PT,
    TEXT_PT,
    TITLE_PT,
    UNKNOWN,
    styled,
    wrapped,
)

if TYPE_CHECKING:
    import pandas as pd

    from workbench.stats.comparison import Comparison

MOST_PANELS = 24
_COLUMNS = 4
_WIDE_IN, _HIGH_IN = 2.0, 1.9
_LEFT_IN, _GAP_IN = 0.65, 0.25
_LINE_IN, _TITLE_LINE_IN, _PADDING_IN = 0.145, 0.165, 0.12
_NAME_CHARACTERS, _TITLE_CHARACTERS = 12, 29
_COLOURS = PALETTE[0], PALETTE[1]
_BESIDE = 0.34
"""How far means stand beside their dots; the groups are 1 apart."""
_STEP, _MOST_ASIDE = 0.09, 0.22
"""Dots are put aside by so much, and all of them within so much."""
_CORRECTIONS = {"holm": "Holm", "fdr": "Benjamini-Hochberg"}

_Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Panel:
    """One measure: its row of the table, the values of both groups, and its words."""

    row: pd.Series
    values: tuple[_Values, _Values]
    title: str
    found: str
    names: tuple[str, str]

    @property
    def top_in(self) -> float:
        """Height of the words above the axes."""
        lines = _TITLE_LINE_IN * _lines(self.title) + _LINE_IN * _lines(self.found)
        return lines + _PADDING_IN

    @property
    def bottom_in(self) -> float:
        """Height of the words below the axes."""
        return _LINE_IN * max(map(_lines, self.names)) + 2 * _PADDING_IN


@styled
def draw_comparison(comparison: Comparison) -> Figure:
    """Draw one panel per measure, in rows of up to four.

    Parameters
    ----------
    comparison
        Of `workbench.stats.compare`.

    Returns
    -------
    Figure
        Every animal is a dot; lines join the two values of an animal that was compared with itself.
        Bars beside the dots are means with their intervals. The difference, its interval and
        the corrected p stand above; what is not known is said to be so. Of many measures the first
        24 are shown.
    """
    shown = comparison.table.head(MOST_PANELS)
    panels = [_panel(comparison, row) for _, row in shown.iterrows()]
    figure, axes = _lay_out(panels)
    for one, panel in zip(axes, panels, strict=True):
        _draw_panel(one, panel, paired=comparison.paired)
    _write_around(figure, comparison)
    return figure


def _panel(comparison: Comparison, row: pd.Series) -> _Panel:
    animals = comparison.animals[comparison.animals["measure"] == row["measure"]]
    sides = [(row[f"group_{side}"], row[f"n_{side}"]) for side in "ab"]
    first, second = (
        animals.loc[animals["group"] == name, "value"].to_numpy(dtype=float) for name, _ in sides
    )
    labels = [f"{wrapped(name, _NAME_CHARACTERS)}\nn = {count}" for name, count in sides]
    found = wrapped(_difference(row), _TITLE_CHARACTERS)
    return _Panel(
        row,
        (first, second),
        wrapped(row["measure"], _TITLE_CHARACTERS),
        f"{found}\n{_interval(row)}\n{p_in_words(row['p_corrected'])}",
        (labels[0], labels[1]),
    )


def p_in_words(p: float) -> str:
    """Return ``p = 0.012``, ``p = 0.25`` or ``p < 0.001``."""
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def _difference(row: pd.Series) -> str:
    return f"difference {_number(row['difference'], row)} {row['unit']}".rstrip()


def _interval(row: pd.Series) -> str:
    if math.isnan(row["difference_low"]):
        return "(interval not known)"
    low, high = (_number(row[f"difference_{end}"], row) for end in ("low", "high"))
    return f"({low} to {high})"


def _number(value: float, row: pd.Series) -> str:
    """Return a number with the decimals that give the larger bound three digits."""
    ends = [abs(row[name]) for name in ("difference", "difference_low", "difference_high")]
    largest = max((end for end in ends if end > 0), default=100.0)
    decimals = min(max(2 - math.floor(math.log10(largest)), 0), 9)
    return _signed(f"{value:,.{decimals}f}")


def _signed(number: str) -> str:
    return number.replace("-", "\N{MINUS SIGN}")


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _lay_out(panels: Sequence[_Panel]) -> tuple[Figure, list[Axes]]:
    """Return a figure with one set of axes per panel, all of one size, sized in inches."""
    rows = [panels[start : start + _COLUMNS] for start in range(0, len(panels), _COLUMNS)]
    tops = [max(panel.top_in for panel in row) for row in rows]
    bottoms = [max(panel.bottom_in for panel in row) for row in rows]
    pitch = _LEFT_IN + _WIDE_IN + _GAP_IN
    width = pitch * len(rows[0])
    height = sum(tops) + sum(bottoms) + _HIGH_IN * len(rows)
    figure = Figure(figsize=(width, height), facecolor="white")
    axes = []
    y = height
    for row, top, bottom in zip(rows, tops, bottoms, strict=True):
        y -= top + _HIGH_IN
        for column in range(len(row)):
            x = column * pitch + _LEFT_IN
            box = (x / width, y / height, _WIDE_IN / width, _HIGH_IN / height)
            axes.append(figure.add_axes(box))
        y -= bottom
    return figure, axes


def _draw_panel(axes: Axes, panel: _Panel, *, paired: bool) -> None:
    if paired:
        ends = np.stack([panel.values[0], panel.values[1]], axis=1)
        axes.add_collection(
            LineCollection([[(0, a), (1, b)] for a, b in ends], colors=UNKNOWN, linewidths=0.8)
        )
    together = np.concatenate(panel.values)
    near = float(np.ptp(together)) / 25
    size = 5.0 if len(together) <= 60 else 3.5
    for place, values in enumerate(panel.values):
        aside = np.zeros(len(values)) if paired else _spread(values, near)
        axes.plot(
            place + aside, values, "o", color=_COLOURS[place], markersize=size,
            markeredgecolor="white", markeredgewidth=0.5, clip_on=False, zorder=3,
        )  # fmt: skip
        _draw_mean(axes, panel.row, place)
    _dress(axes, panel, together)


def _draw_mean(axes: Axes, row: pd.Series, place: int) -> None:
    side = "ab"[place]
    x = place + (_BESIDE if place else -_BESIDE)
    low, high = row[f"mean_{side}_low"], row[f"mean_{side}_high"]
    if not math.isnan(low):
        axes.vlines(x, low, high, color=INK, linewidth=1.3, zorder=4)
    axes.plot(
        [x], [row[f"mean_{side}"]], "_", color=INK, markersize=11, markeredgewidth=2,
        clip_on=False, zorder=4,
    )  # fmt: skip


def _dress(axes: Axes, panel: _Panel, values: _Values) -> None:
    low, high = float(values.min()), float(values.max())
    margin = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    from_zero = 0 <= low <= 0.4 * high  # near enough to show that nothing is below
    axes.set_xlim(-0.55, 1.55)
    axes.set_ylim(0 if from_zero else low - margin, high + margin)
    axes.set_xticks([0, 1], panel.names, size=SMALL_PT)
    axes.tick_params(axis="x", length=0)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda tick, _position: _signed(f"{tick:g}")))
    axes.tick_params(axis="y", labelsize=SMALL_PT)
    axes.set_ylabel(wrapped(panel.row["unit"], 32), size=SMALL_PT)
    _above(axes, panel.found, _PADDING_IN, size=SMALL_PT)
    over = _PADDING_IN + _LINE_IN * _lines(panel.found)
    _above(axes, panel.title, over, weight="bold", size=TEXT_PT)


def _above(axes: Axes, text: str, inches: float, **looks: Any) -> None:
    axes.annotate(
        text, (0, 1), xycoords="axes fraction", xytext=(-72 * _LEFT_IN, 72 * inches),
        textcoords="offset points", va="bottom", linespacing=1.15, **looks,
    )  # fmt: skip


def _spread(values: _Values, near: float) -> _Values:
    """Return how far to put each dot aside so that near ones do not hide each other."""
    order = np.argsort(values, kind="stable")
    firsts = np.searchsorted(values[order], values[order] - near)
    places: list[int] = []  # 0, 1, -1, 2...: the first that no near dot has
    for dot, first in enumerate(firsts.tolist()):
        taken = set(places[first:])
        sides = (side for step in range(dot + 1) for side in (step, -step))
        places.append(next(side for side in sides if side not in taken))
    aside = np.empty(len(values))
    aside[order] = places
    return np.asarray(aside * min(_STEP, _MOST_ASIDE / max(np.abs(aside).max(), 1.0)))


def _write_around(figure: Figure, comparison: Comparison) -> None:
    """Write above everything who is compared, and below what the marks and numbers mean."""
    first = comparison.table.iloc[0]
    count, (width, height) = len(comparison.table), figure.get_size_inches()
    more = f" (the first {MOST_PANELS} of {count} measures)" if count > MOST_PANELS else ""
    title = f"{first['group_a']} and {first['group_b']}{more}"
    figure.text(
        0, 1 + 0.1 / height, wrapped(title, int(10 * width)),
        va="bottom", weight="bold", size=TITLE_PT,
    )  # fmt: skip
    share = f"{100 * comparison.confidence:g} %"
    how = _CORRECTIONS[comparison.correction]
    corrected = f", corrected for {count} measures ({how}); intervals are not"
    sentences = (
        "Dots: animals" + (", each joined to itself." if comparison.paired else "."),
        f"Bars: means with {share} interval.",
        f"Difference: {first['group_b']} minus {first['group_a']}, with {share} interval.",
        f"p: permutation test{corrected if count > 1 else ''}.",
    )
    figure.text(
        0, -0.05 / height, "\n".join(wrapped(words, int(15 * width)) for words in sentences),
        va="top", size=SMALL_PT,
    )  # fmt: skip
