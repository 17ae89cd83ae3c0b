"""Numbers as shades: colours that also differ in lightness, and the values where they end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from numpy.typing import NDArray

from workbench.plots.style import SMALL_PT, UNKNOWN

_VIRIDIS = colormaps["viridis"](np.linspace(0, 0.92, 256))
SHADES = ListedColormap(_VIRIDIS).with_extremes(bad=UNKNOWN)
"""Without the yellow end, which is lost on white; unknown is gray."""

HIGHEST = 99
"""Percentile at which shades end, so that a few wrong values do not make all others look alike."""


@dataclass(frozen=True, slots=True)
class Ends:
    """First and last value of the shades.

    Parameters
    ----------
    norm
        From value to share of the shades.
    extend
        Whether values lie above, which are shown in the last shade.
    """

    norm: Normalize
    extend: Literal["neither", "max"]


def find_ends(values: NDArray[np.floating]) -> Ends:
    """Return where shades of some values end: 0, or the lowest if negative; the 99th percentile.

    Parameters
    ----------
    values
        Any shape, in any unit, NaN where unknown.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return Ends(Normalize(0.0, 1.0), "neither")
    low, high = min(0.0, float(known.min())), float(np.percentile(known, HIGHEST))
    above = bool(known.max() > high > low)
    if high <= low:
        high = max(float(known.max()), low + 1.0)
    return Ends(Normalize(low, high), "max" if above else "neither")


def draw_bar(axes: Axes, ends: Ends, label: str) -> None:
    """Draw the bar of shades into these axes, with an arrow where values lie above its end."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    bar = figure.colorbar(ScalarMappable(ends.norm, SHADES), cax=axes, extend=ends.extend)
    bar.set_label(label)
    if ends.extend == "max":
        axes.annotate(
            f"above the {HIGHEST}th\npercentile", (1, 1), xycoords="axes fraction", xytext=(4, 2),
            textcoords="offset points", va="bottom", size=SMALL_PT, linespacing=1.0,
        )  # fmt: skip
