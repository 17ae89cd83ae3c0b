"""Where each animal went: its path coloured by time or by a signal, over zones and objects."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.arena import Arena
from workbench.plots.maps import (
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
from workbench.plots.shades import SHADES, Ends, draw_bar, find_ends
from workbench.plots.style import INK, SMALL_PT, UNKNOWN, message_figure, styled, time_axis

_MOST_VECTORS = 20_000
"""Longer paths become a picture inside of an SVG, which would be slow to open otherwise."""


@styled
def draw_trajectory(
    paths: Mapping[str, Path],
    times_s: NDArray[np.float64],
    arena: Arena | None = None,
    frame: NDArray[np.uint8] | None = None,
    title: str = "Paths",
    colour: Mapping[str, NDArray[np.floating]] | None = None,
    colour_label: str = "",
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
    colour
        Animal -> signal that colours its path, shape (frames,), NaN where unknown. Not given, the
        colour is the time.
    colour_label
        What the signal is, with its unit: ``"speed (cm/s)"``.

    Returns
    -------
    Figure
        The vertical axis points down, as in the video. Paths are interrupted where the animal was
        not seen. A scale bar is in cm with a known scale, else in pixels.

    Raises
    ------
    UserError
        An animal has no signal, or one of another length.

    Notes
    -----
    A step from one frame to the next has the mean of the signal at both; it is gray where one of
    them is unknown. The shades are the same in all maps, see `workbench.plots.shades.find_ends`.
    """
    arena = arena or Arena()
    shown, note = shown_animals(paths)
    if not shown:
        return message_figure(title, "No animal has a known position at any time.")
    steps = _of_steps(colour, shown) if colour is not None else dict.fromkeys(shown, times_s[:-1])
    ends = find_ends(np.concatenate(list(steps.values()))) if colour is not None else _all(times_s)
    extent = find_extent(list(shown.values()), arena, frame)
    figure, panels = new_panels(len(shown), extent)
    unknown = False
    for axes, (name, path) in zip(panels, shown.items(), strict=True):
        draw_place(axes, arena, frame, extent)
        unknown |= _draw_path(axes, path, steps[name], ends.norm)
        share = known_at(path).mean()
        name_panel(axes, name, f"position known {100 * share:.0f} % of the time")
    draw_scale(figure, panels[0], arena.px_per_cm)
    what = colour_label.partition(" (")[0] or "value"
    _explain(figure, f"{what} not known" if unknown else "")
    bar = bar_axes(figure)
    draw_bar(bar, ends, colour_label)
    if colour is None:
        time_axis(bar.yaxis, float(ends.norm.vmin or 0), float(ends.norm.vmax or 1), most_ticks=6)
    entitle(figure, title + note)
    return figure


def _all(times_s: NDArray[np.float64]) -> Ends:
    first_s, last_s = float(times_s[0]), float(times_s[-1])
    return Ends(Normalize(first_s, max(last_s, first_s + 1e-6)), "neither")


def _of_steps(
    colour: Mapping[str, NDArray[np.floating]], shown: Mapping[str, Path]
) -> dict[str, NDArray[np.float64]]:
    """Return the signal of every step from one frame to the next, per animal."""
    wrong = [
        f"{name} has {'none' if name not in colour else f'shape {np.shape(colour[name])}'}"
        for name, path in shown.items()
        if name not in colour or np.shape(colour[name]) != (len(path),)
    ]
    if wrong:
        frames = len(next(iter(shown.values())))
        message = (
            f"Paths are coloured by one value per frame and animal, shape ({frames},); "
            f"{', '.join(wrong)}. Give every animal its signal over all frames."
        )
        raise UserError(message)
    values = {name: np.asarray(colour[name], dtype=np.float64) for name in shown}
    return {name: (signal[:-1] + signal[1:]) / 2 for name, signal in values.items()}


def _draw_path(axes: Axes, path: Path, steps: NDArray[np.float64], colours: Normalize) -> bool:
    """Draw a path and return whether a part of it has no colour."""
    known = known_at(path)
    lines, values = _polylines(path, steps, known[:-1] & known[1:], colours)
    drawn = LineCollection(
        lines, cmap=SHADES, norm=colours, linewidths=1.1, capstyle="round", zorder=2,
        rasterized=len(path) > _MOST_VECTORS,
    )  # fmt: skip
    drawn.set_array(np.ma.masked_invalid(values))
    axes.add_collection(drawn, autolim=False)
    for at, marker, size in ((path[known][0], "o", 6), (path[known][-1], "X", 7)):
        axes.plot(*at, marker, markersize=size, color="white", markeredgecolor=INK, zorder=4)
    return bool(np.isnan(values).any())


def _polylines(
    path: Path, values: NDArray[np.float64], whole: NDArray[np.bool_], colours: Normalize
) -> tuple[list[Path], NDArray[np.float64]]:
    """Return the known stretches of a path, cut where the shade changes, and the value of each.

    `whole` says of every step from one frame to the next whether both ends are known.
    """
    steps = np.flatnonzero(whole)
    if not len(steps):
        return [], np.empty(0)
    shares = np.asarray(colours(np.nan_to_num(values)))
    shades = np.where(np.isnan(values), -1, np.clip(shares * SHADES.N, 0, SHADES.N - 1)).astype(int)
    cuts = np.flatnonzero((np.diff(steps) > 1) | (np.diff(shades[steps]) != 0)) + 1
    runs = np.split(steps, cuts)
    return [path[run[0] : run[-1] + 2] for run in runs], values[[run[0] for run in runs]]


def _explain(figure: Figure, unknown: str) -> None:
    """Say below what the marks mean."""
    handles = [_mark("o", 6, "first seen"), _mark("X", 7, "last seen")]
    if unknown:
        handles.append(Line2D([], [], color=UNKNOWN, linewidth=2, label=unknown))
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, -0.4 / figure.get_figheight()),
        borderaxespad=0,
        borderpad=0,
        handletextpad=0.4,
        ncols=len(handles),
        frameon=False,
        fontsize=SMALL_PT,
    )


def _mark(marker: str, size: float, label: str) -> Line2D:
    return Line2D(
        [], [], linestyle="", marker=marker, markersize=size, label=label, color="white",
        markeredgecolor=INK,
    )  # fmt: skip
