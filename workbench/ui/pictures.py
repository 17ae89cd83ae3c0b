"""Figures as pictures that the page shows."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def png_of(figure: Figure) -> bytes:
    """Return a figure as PNG, on white as it is in files."""
    from workbench.plots.style import DPI, drawing

    drawn = BytesIO()
    with drawing():
        figure.savefig(drawn, format="png", dpi=DPI, bbox_inches="tight", pad_inches=0.15)
    return drawn.getvalue()
