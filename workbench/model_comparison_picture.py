"""Two models compared, as a picture: who says what how often, and what the tracks contradict."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.evaluate.picture_file import write_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from workbench.model_comparison import Comparison

_COLOURS = ("#009E73", "#0072B2", "#D55E00")
"""Both, only A, only B: colours that all kinds of colour vision tell apart (Okabe and Ito 2008)."""


def draw_comparison(found: Comparison) -> Figure:
    """Return a bar per behavior: cells that both say, that only A and only B says.

    What the tracks contradict is hatched; beside the name stands kappa.
    """
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    said = {name: c for name, c in found.cells.items() if c.both + c.only_a + c.only_b}
    figure = Figure(figsize=(7.5, 1.6 + 0.32 * max(len(said), 1)), layout="constrained")
    axes = figure.subplots()
    for place, cells in enumerate(said.values()):
        left = 0
        for kind, colour in zip(("both", "only_a", "only_b"), _COLOURS, strict=True):
            width, against = getattr(cells, kind), getattr(cells, f"{kind}_contradicted")
            axes.barh(place, width, left=left, color=colour, edgecolor="white")
            axes.barh(place, against, left=left, color="none", edgecolor="white", hatch="////")
            left += width
    kappas = ["-" if isnan(cells.kappa) else f"{cells.kappa:.2f}" for cells in said.values()]
    labels = [f"{name} (kappa {kappa})" for name, kappa in zip(said, kappas, strict=True)]
    axes.set_yticks(range(len(said)), labels)
    axes.invert_yaxis()
    axes.set_xlabel("cells: an event and a triple that is legal in it")
    axes.spines[["top", "right"]].set_visible(False)
    words = ("both", f"only {found.models[0]}", f"only {found.models[1]}")
    marks = [Patch(color=c, label=w) for c, w in zip(_COLOURS, words, strict=True)]
    marks.append(Patch(facecolor="#999999", edgecolor="white", hatch="////",
                       label="contradicted by the tracks"))  # fmt: skip
    figure.legend(handles=marks, loc="outside upper left", ncols=2, frameon=False, fontsize=9)
    return figure


def save_comparison(found: Comparison, path: Path) -> None:
    """Write the picture as PDF, PNG or SVG, by the ending of the name.

    Raises
    ------
    UserError
        The ending is another, or the file cannot be written.
    """
    write_picture(draw_comparison(found), path)
