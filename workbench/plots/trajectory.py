"""Where each animal went: its path coloured by time, over zones, objects and a video frame."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import shapely
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from pipelines.arena import Arena
from workbench.plots.rows import natural
from workbench.plots.style import (
    FAINT,
    INK,
    SMALL_PT,
    TEXT_PT,
    TITLE_PT,
    message_figure,
    styled,
    time_axis,
    wrapped,
)

MOST_ANIMALS = 9
_PANEL_IN = 3.4
_TOP_IN, _GAP_IN = 0.42, 0.25
_FRAME_PX = 360
_MAP = ListedColormap(colormaps["viridis"](np.linspace(0, 0.92, 256)))
"""Without its yellow end, which is lost on white."""
_MOST_VECTORS = 20_000
"""Longer paths become a picture inside of an SVG, which would be slow to open otherwise."""

Path = NDArray[np.floating]
"""Pixels, shape (frames, 2), NaN where unknown."""
_Extent = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@styled
def draw_trajectory(
    paths: Mapping[str, Path],
    times_s: NDArray[np.float64],
    arena: Arena | None = None,
    frame: NDArray[np.uint8] | None = None,
    title: str = "Paths",
) -> Figure:
    """Draw one map per animal.

    Parameters
    ----------
    paths
        Animal -> centre of its body.
    times_s
        Seconds, shape (frames,).
    arena
        Zones, objects that have a place, and scale.
    frame
        Video picture in gray or RGB, drawn faintly behind; the maps show all of it.
    title
        Stands above the maps.

    Returns
    -------
    Figure
        The vertical axis points down, as in the video. Paths are interrupted where the animal was
        not seen. A scale bar is in cm with a known scale, else in pixels.
    """
    arena = arena or Arena()
    seen = {name: path for name, path in paths.items() if np.isfinite(path).all(axis=1).any()}
    if not seen:
        return message_figure(title, "No animal has a known position at any time.")
    shown = sorted(seen, key=natural)[:MOST_ANIMALS]
    note = f" (the first {len(shown)} of {len(seen)} animals)" if len(shown) < len(seen) else ""
    extent = _extent([seen[name] for name in shown], arena, frame)
    figure, panels = _panels(len(shown), extent)
    colours = Normalize(float(times_s[0]), max(float(times_s[-1]), float(times_s[0]) + 1e-6))
    for axes, name in zip(panels, shown, strict=True):
        _draw_place(axes, arena, frame, extent)
        _draw_path(axes, seen[name], times_s, colours)
        known = np.isfinite(seen[name]).all(axis=1).mean()
        axes.set_title(wrapped(name, 40), pad=14, size=TEXT_PT)
        axes.annotate(
            f"position known {100 * known:.0f} % of the time", (0, 1), xycoords="axes fraction",
            xytext=(0, 3), textcoords="offset points", size=SMALL_PT, color=FAINT,
        )  # fmt: skip
    left, _, right, _ = extent
    _draw_scale(
        figure,
        arena.px_per_cm,
        panels[0].get_position().width * figure.get_figwidth() / (right - left),
    )
    _explain(figure, colours)
    _entitle(figure, title + note)
    return figure


def _entitle(figure: Figure, title: str) -> None:
    width, height = figure.get_size_inches()
    figure.text(
        0, 1 + 0.05 / height, wrapped(title, max(int(11 * width), 40)),
        va="bottom", weight="bold", size=TITLE_PT,
    )  # fmt: skip


def _extent(paths: list[Path], arena: Arena, frame: NDArray[np.uint8] | None) -> _Extent:
    if frame is not None:
        return 0.0, 0.0, float(frame.shape[1]), float(frame.shape[0])
    points = [path[np.isfinite(path).all(axis=1)] for path in paths]
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


def _panels(count: int, extent: _Extent) -> tuple[Figure, list[Axes]]:
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


def _draw_place(axes: Axes, arena: Arena, frame: NDArray[np.uint8] | None, extent: _Extent) -> None:
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


def _draw_path(axes: Axes, path: Path, times_s: NDArray[np.float64], colours: Normalize) -> None:
    known = np.asarray(np.isfinite(path).all(axis=1))
    lines, at_s = _polylines(path, times_s, known[:-1] & known[1:], colours)
    drawn = LineCollection(
        lines, cmap=_MAP, norm=colours, linewidths=1.1, capstyle="round", zorder=2,
        rasterized=len(path) > _MOST_VECTORS,
    )  # fmt: skip
    drawn.set_array(at_s)
    axes.add_collection(drawn, autolim=False)
    for at, marker, size in ((path[known][0], "o", 6), (path[known][-1], "X", 7)):
        axes.plot(*at, marker, markersize=size, color="white", markeredgecolor=INK, zorder=4)


def _polylines(
    path: Path, times_s: NDArray[np.float64], whole: NDArray[np.bool_], colours: Normalize
) -> tuple[list[Path], NDArray[np.float64]]:
    """Return the known stretches of a path, cut where the colour changes, and the time of each.

    `whole` says of every step from one frame to the next whether both ends are known.
    """
    shade = np.floor(colours(times_s[:-1]) * _MAP.N).astype(int)
    steps = np.flatnonzero(whole)
    if not len(steps):
        return [], np.empty(0)
    cuts = np.flatnonzero((np.diff(steps) > 1) | (np.diff(shade[steps]) != 0)) + 1
    runs = np.split(steps, cuts)
    return [path[run[0] : run[-1] + 2] for run in runs], times_s[[run[0] for run in runs]]


def _draw_scale(figure: Figure, px_per_cm: float | None, inch_per_px: float) -> None:
    """Draw a bar of a round length below the first panel."""
    width, height = figure.get_size_inches()
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


def _explain(figure: Figure, colours: Normalize) -> None:
    """Say below what the marks mean, and beside the panels which colour is which time."""
    width, height = figure.get_size_inches()
    figure.legend(
        handles=[_mark("o", 6, "first seen"), _mark("X", 7, "last seen")],
        loc="upper left",
        bbox_to_anchor=(0, -0.4 / height),
        borderaxespad=0,
        borderpad=0,
        handletextpad=0.2,
        ncols=2,
        frameon=False,
        fontsize=SMALL_PT,
    )
    long = min(2.6, height - _TOP_IN)
    bar = figure.add_axes((1 + 0.15 / width, 0, 0.13 / width, long / height))
    figure.colorbar(ScalarMappable(colours, _MAP), cax=bar)
    time_axis(bar.yaxis, float(colours.vmin or 0), float(colours.vmax or 1), most_ticks=6)


def _mark(marker: str, size: float, label: str) -> Line2D:
    return Line2D(
        [], [], linestyle="", marker=marker, markersize=size, label=label, color="white",
        markeredgecolor=INK,
    )  # fmt: skip
