"""What all maps of a place share: equal panels, zones and objects, the scale bar.

Lengths are pixels of the video, and the vertical axis points down as in the video.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from pipelines.arena import Arena
from workbench.plots.rows import natural
from workbench.plots.style import FAINT, INK, SMALL_PT, TEXT_PT, TITLE_PT, wrapped

MOST_ANIMALS = 9
_PANEL_IN = 3.4
_TOP_IN, _GAP_IN = 0.42, 0.25
_FRAME_PX = 360

Path = NDArray[np.floating]
"""Pixels, shape (frames, 2), NaN where unknown."""
Extent = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def known_at(path: Path) -> NDArray[np.bool_]:
    """Return in which frames a position is known, shape (frames,)."""
    return np.asarray(np.isfinite(path).all(axis=1))


def shown_animals(paths: Mapping[str, Path]) -> tuple[dict[str, Path], str]:
    """Return the paths that are drawn, in order, and what a title says of those that are not.

    Animals whose position is never known are left out.
    """
    seen = sorted((name for name, path in paths.items() if known_at(path).any()), key=natural)
    shown = seen[:MOST_ANIMALS]
    note = f" (the first {len(shown)} of {len(seen)} animals)" if len(shown) < len(seen) else ""
    return {name: paths[name] for name in shown}, note


def find_extent(paths: Sequence[Path], arena: Arena, frame: NDArray[np.uint8] | None) -> Extent:
    """Return what the maps show: the frame, else everything known with a margin."""
    if frame is not None:
        return 0.0, 0.0, float(frame.shape[1]), float(frame.shape[0])
    points = [path[known_at(path)] for path in paths]
    points += [np.reshape(zone.shape.bounds, (2, 2)) for zone in arena.zones.values()]
    points += [np.reshape(thing.at, (1, 2)) for thing in arena.objects.values() if thing.at]
    together = np.concatenate(points)
    low, high = together.min(axis=0), together.max(axis=0)
    margin = max(0.06 * float((high - low).max()), 5.0)
    return (
        float(low[0] - margin),
        float(low[1] - margin),
        float(high[0] + margin),
        float(high[1] + margin),
    )


def new_panels(count: int, extent: Extent) -> tuple[Figure, list[Axes]]:
    """Return equal panels in rows of up to three, sized in inches."""
    left, top, right, bottom = extent
    aspect = (bottom - top) / (right - left)
    width = _PANEL_IN if aspect <= 1 else max(_PANEL_IN / aspect, 1.8)
    height = width * aspect
    columns = 2 if count in (2, 4) else min(count, 3)
    rows = math.ceil(count / columns)
    total_w = columns * width + (columns - 1) * _GAP_IN
    total_h = rows * (height + _TOP_IN)
    figure = Figure(figsize=(total_w, total_h), facecolor="white")
    panels = []
    for index in range(count):
        row, column = divmod(index, columns)
        x, y = column * (width + _GAP_IN), total_h - (row + 1) * (height + _TOP_IN)
        axes = figure.add_axes((x / total_w, y / total_h, width / total_w, height / total_h))
        axes.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[])
        axes.spines[:].set_visible(True)
        panels.append(axes)
    return figure, panels


def draw_place(axes: Axes, arena: Arena, frame: NDArray[np.uint8] | None, extent: Extent) -> None:
    """Draw zones, objects and, faintly behind, a picture of the video."""
    left, top, right, bottom = extent
    if frame is not None:
        every = max(1, max(frame.shape[:2]) // _FRAME_PX)
        axes.imshow(
            frame[::every, ::every], cmap="gray", vmin=0, vmax=255, alpha=0.35, aspect="auto",
            extent=(left, right, bottom, top), zorder=0,
        )  # fmt: skip
    for zone in arena.zones.values():
        for part in shapely.get_parts(shapely.boundary(zone.shape)):
            axes.plot(*part.xy, color=INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=3)
        x, y, _, _ = zone.shape.bounds
        _name(axes, zone.name, max(x, left), max(y, top), (2, -2), "top")
    for thing in arena.objects.values():
        if thing.at is not None:
            axes.plot(*thing.at, "s", color="white", markeredgecolor=INK, markersize=8, zorder=3)
            _name(axes, thing.name, *thing.at, (7, 5), "bottom")


def _name(axes: Axes, name: str, x: float, y: float, by: tuple[int, int], va: str) -> None:
    axes.annotate(
        wrapped(name, 20), (x, y), xytext=by, textcoords="offset points", va=va, size=SMALL_PT,
        zorder=5, bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.75},
    )  # fmt: skip


def name_panel(axes: Axes, name: str, words: str) -> None:
    """Write above a panel whose it is, and small what a person should know about it."""
    axes.set_title(wrapped(name, 40), pad=14, size=TEXT_PT)
    axes.annotate(
        words, (0, 1), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points",
        size=SMALL_PT, color=FAINT,
    )  # fmt: skip


def draw_scale(figure: Figure, panel: Axes, px_per_cm: float | None) -> None:
    """Draw a bar of a round length below the first panel, in cm with a known scale, else in px."""
    width, height = figure.get_size_inches()
    left, right = panel.get_xlim()
    inch_per_px = panel.get_position().width * width / (right - left)
    per_unit, unit = (px_per_cm, "cm") if px_per_cm else (1.0, "px")
    longest = 1.0 / (per_unit * inch_per_px)
    power = 10.0 ** math.floor(math.log10(longest))
    length = max(step * power for step in (1, 2, 5) if step * power <= longest)
    stop, y = length * per_unit * inch_per_px / width, -0.12 / height
    figure.add_artist(
        Line2D([0, stop], [y, y], color=INK, linewidth=3, solid_capstyle="butt", clip_on=False)
    )
    words = f"{length:g} {unit}" + ("" if px_per_cm else " (scale in cm not known)")
    figure.text(0, -0.19 / height, words, va="top", size=SMALL_PT)


def bar_axes(figure: Figure) -> Axes:
    """Return axes for a bar of colours, right of the panels at the bottom."""
    width, height = figure.get_size_inches()
    long = min(2.6, height - _TOP_IN)
    return figure.add_axes((1 + 0.15 / width, 0, 0.13 / width, long / height))


def entitle(figure: Figure, title: str) -> None:
    """Write the title above all panels."""
    width, height = figure.get_size_inches()
    figure.text(
        0, 1 + 0.05 / height, wrapped(title, max(int(11 * width), 40)),
        va="bottom", weight="bold", size=TITLE_PT,
    )  # fmt: skip
