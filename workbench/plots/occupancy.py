"""Where each animal spent its time: seconds per square bin, over zones and objects."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.arena import Arena
from workbench.plots.maps import (
    Extent,
    Path,
    bar_axes,
    draw_place,
    draw_scale,
    entitle,
    find_extent,
    known_at,
    name_panel,
    new_panels,
    shown_animals,
)
from workbench.plots.style import SMALL_PT, message_figure, styled

MOST_BINS = 1_000_000
"""In one map: finer ones than that are finer than the pixels of the picture."""

BINS = 40
"""About so many bins lie along the longer side, if nothing else was asked for."""

_UNEVEN = 20
"""Shades are logarithmic where the fullest bin holds more than so many times the usual one."""
_MAP = ListedColormap(colormaps["viridis_r"](np.linspace(0.06, 1, 256)))
"""More time is darker; without the palest end, so that blank stays for never visited."""


@styled
def draw_occupancy(
    paths: Mapping[str, Path],
    durations_s: NDArray[np.float64],
    arena: Arena | None = None,
    frame: NDArray[np.uint8] | None = None,
    bin_px: float | None = None,
    title: str = "Where the time was spent",
) -> Figure:
    """Draw one heat map per animal: seconds per bin.

    Parameters
    ----------
    paths
        Animal -> centre of its body.
    durations_s
        Seconds that each frame stands for, shape (frames,).
    arena
        Zones, objects that have a place, and scale.
    frame
        Video picture in gray or RGB, drawn faintly behind; the maps show all of it, and no more.
    bin_px
        Side of a bin in pixels. Not given, it is a round number of cm with a known scale, else of
        pixels, and about 40 bins lie along the longer side.
    title
        Stands above the maps.

    Returns
    -------
    Figure
        Bins that were never visited are blank. All maps have the same shades; they are logarithmic,
        and say so, where one bin would leave the others alike. The size of a bin is written below.

    Raises
    ------
    UserError
        A bin has no size, or frames and durations do not have the same number.

    Notes
    -----
    Time in which the position was not known is in no bin: each map says how much was known.
    """
    arena = arena or Arena()
    shown, note = shown_animals(paths)
    if not shown:
        return message_figure(title, "No animal has a known position at any time.")
    _check(shown, durations_s, bin_px)
    extent = find_extent(list(shown.values()), arena, frame)
    side_px = bin_px or _round_bin(extent, arena.px_per_cm)
    edges = bin_edges(extent, side_px)
    maps = {name: seconds_per_bin(path, durations_s, *edges) for name, path in shown.items()}
    norm = _norm(np.concatenate([seconds[seconds > 0] for seconds in maps.values()]))
    figure, panels = new_panels(len(shown), extent)
    for axes, (name, path) in zip(panels, shown.items(), strict=True):
        draw_place(axes, arena, frame, extent)
        axes.pcolormesh(
            *edges, np.ma.masked_equal(maps[name], 0), cmap=_MAP, norm=norm, zorder=1,
            rasterized=True,
        )  # fmt: skip
        axes.set(xlim=(extent[0], extent[2]), ylim=(extent[3], extent[1]))
        known_s = float(durations_s[known_at(path)].sum())
        all_s, outside_s = float(durations_s.sum()), known_s - float(maps[name].sum())
        name_panel(axes, name, _words(known_s, all_s, outside_s))
    draw_scale(figure, panels[0], arena.px_per_cm)
    _explain(figure, side_px, arena.px_per_cm)
    _draw_bar(bar_axes(figure), norm)
    entitle(figure, title + note)
    return figure


def bin_edges(extent: Extent, bin_px: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the edges of square bins that cover an extent, in pixels: along x, along y.

    They are whole multiples of the side, so that maps of one camera have the same bins.

    Raises
    ------
    UserError
        There would be more than `MOST_BINS`.
    """
    left, top, right, bottom = extent

    wide, high = ((right - left) / bin_px + 1, (bottom - top) / bin_px + 1)
    if not wide * high <= MOST_BINS:
        message = (
            f"Bins of {bin_px:.3g} px are too small for a map of {right - left:.0f} x "
            f"{bottom - top:.0f} px: at most {MOST_BINS:,} bins; take larger ones."
        )
        raise UserError(message)

    def along(start: float, stop: float) -> NDArray[np.float64]:
        first, last = math.floor(start / bin_px), math.ceil(stop / bin_px)
        return np.arange(first, last + 1, dtype=np.float64) * bin_px

    return along(left, right), along(top, bottom)


def seconds_per_bin(
    path: Path,
    durations_s: NDArray[np.float64],
    x_edges: NDArray[np.float64],
    y_edges: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return how long a point was in each bin.

    Parameters
    ----------
    path
        Pixels, shape (frames, 2), NaN where unknown: such frames are in no bin.
    durations_s
        Seconds that each frame stands for, shape (frames,).
    x_edges, y_edges
        Pixels, rising. The last bin holds its upper edge too.

    Returns
    -------
    NDArray
        Seconds, shape (rows, columns) from the top left. The sum is the time in which the position
        was known and inside of the edges.
    """
    known = known_at(path)
    x, y = path[known].T
    seconds, _, _ = np.histogram2d(y, x, (y_edges, x_edges), weights=durations_s[known])
    return np.asarray(seconds, dtype=np.float64)


def _check(
    shown: Mapping[str, Path], durations_s: NDArray[np.float64], bin_px: float | None
) -> None:
    frames = {name: len(path) for name, path in shown.items() if len(path) != len(durations_s)}
    if frames:
        message = (
            f"Every frame needs its duration: found {len(durations_s)} durations and "
            f"{', '.join(f'{count} frames of {name}' for name, count in frames.items())}."
        )
        raise UserError(message)
    if bin_px is not None and not bin_px > 0:
        message = f"The side of a bin must be more than 0 pixels; found {bin_px}."
        raise UserError(message)


def _round_bin(extent: Extent, px_per_cm: float | None) -> float:
    """Return the side of a bin in pixels: 1, 2 or 5 times a power of ten, in cm or pixels."""
    per_unit = px_per_cm or 1.0
    wanted = max(extent[2] - extent[0], extent[3] - extent[1]) / BINS / per_unit
    power = 10.0 ** math.floor(math.log10(wanted))
    sides = [step * power for step in (1, 2, 5, 10)]
    return per_unit * min(sides, key=lambda side: abs(math.log(side / wanted)))


def _norm(visited_s: NDArray[np.float64]) -> Normalize:
    if not visited_s.size:
        return Normalize(0, 1)
    if visited_s.max() > _UNEVEN * np.median(visited_s):
        return LogNorm(visited_s.min(), visited_s.max())
    return Normalize(0, visited_s.max())


def _words(known_s: float, all_s: float, outside_s: float) -> str:
    share = f", {100 * known_s / all_s:.0f} % of the time" if all_s > 0 else ""
    outside = f"; {outside_s:.1f} s outside of the map" if outside_s >= 0.05 else ""
    return f"position known {known_s:,.1f} s{share}{outside}"


def _explain(figure: Figure, bin_px: float, px_per_cm: float | None) -> None:
    side = f"{bin_px / px_per_cm:.3g}" if px_per_cm else f"{bin_px:.3g}"
    figure.text(
        0, -0.4 / figure.get_figheight(),
        f"Bins of {side} x {side} {'cm' if px_per_cm else 'px'}; blank where the animal never was",
        va="top", size=SMALL_PT,
    )  # fmt: skip


def _draw_bar(axes: Axes, norm: Normalize) -> None:
    figure = axes.get_figure(root=True)
    assert figure is not None
    bar = figure.colorbar(ScalarMappable(norm, _MAP), cax=axes)
    logarithmic = isinstance(norm, LogNorm)
    bar.set_label("seconds per bin" + (" (logarithmic)" if logarithmic else ""))
    if logarithmic:
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda seconds, _position: f"{seconds:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
