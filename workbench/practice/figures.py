"""What a picture shows, read from its axes and put beside what it has to show.

A picture has no value to compare, so what is drawn is taken from it again: the points of lines, the
ends of bars, the seconds in cells, the numbers after names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.practice.reference.drawn import Drawn
from workbench.practice.reference.spans import joined

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NEAR = 1e-5
_BAR = (256, 1)
"""Cells of the bar beside maps that says what their shades mean."""


def shows(figure: Figure, drawn: Drawn) -> bool:
    """Return whether a picture shows what it has to."""
    if not figure.axes:
        return False
    return _SHOWS[drawn.kind](figure, drawn.data)


def _close(first: Iterable[float], second: Iterable[float]) -> bool:
    a, b = np.asarray(list(first), float), np.asarray(list(second), float)
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=_NEAR, atol=_NEAR, equal_nan=True))


def _lines(axes: Axes) -> list[tuple[str, NDArray[Any], NDArray[Any]]]:
    return [
        (str(line.get_label()), np.asarray(line.get_xdata(), float),
         np.asarray(line.get_ydata(), float))
        for line in axes.lines
    ]  # fmt: skip


def _spans(collection: Any) -> list[tuple[float, float]]:
    """Return left and right of every bar of a row of bars."""
    ends = [path.vertices[:, 0] for path in collection.get_paths()]
    return [(float(x.min()), float(x.max())) for x in ends]


def _traces(figure: Figure, data: Mapping[str, Any]) -> bool:
    axes = figure.axes[0]
    lines = {name: y[np.isfinite(y)] for name, _, y in _lines(axes) if not name.startswith("_")}
    wanted = {name: y[np.isfinite(y)] for name, y in data["lines"].items()}
    if set(lines) != set(wanted) or not all(_close(lines[name], y) for name, y in wanted.items()):
        return False
    levels = [y[0] for name, x, y in _lines(axes) if name.startswith("_") and list(x) == [0, 1]]
    if not _close(levels, [] if data["level"] is None else [data["level"]]):
        return False
    bands = [_spans(c) for c in axes.collections][::2]
    shaded = [joined(times) for times in data["shaded"]]
    return _same_spans([s for band in bands for s in band], [s for one in shaded for s in one])


def _same_spans(
    first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]
) -> bool:
    one, other = sorted(first), sorted(second)
    return _close([t for span in one for t in span], [t for span in other for t in span])


def _around(figure: Figure, data: Mapping[str, Any]) -> bool:
    means = [(x, y) for name, x, y in _lines(figure.axes[0]) if not name.startswith("_")]
    return any(_close(x, data["lags"]) and _close(y, data["means"]) for x, y in means)


def _raster(figure: Figure, data: Mapping[str, Any]) -> bool:
    axes = figure.axes[0]
    bars = [s for c in axes.collections if not c.get_hatch() for s in _spans(c)]
    times = [span for row in data["rows"] for span in row]
    points = [line for line in axes.lines if line.get_marker() == "D"]
    at = [t for line in points for t in np.asarray(line.get_xdata(), float).tolist()]
    moments = sorted(a for a, b in times if a == b)
    return _same_spans(bars, [t for t in times if t[0] < t[1]]) and _close(sorted(at), moments)


def _paths(figure: Figure, data: Mapping[str, Any]) -> bool:
    from matplotlib.collections import LineCollection

    found, wanted = [], []
    for axes in figure.axes:
        marks = {
            str(line.get_marker()): np.ravel(line.get_xydata())
            for line in axes.lines
            if line.get_marker() in ("o", "X")
        }
        paths = [c for c in axes.collections if isinstance(c, LineCollection)]
        if len(marks) == 2 and paths:
            steps = sum(len(segment) - 1 for segment in paths[0].get_segments())
            found.append((*marks["o"], *marks["X"], steps))
    for first, last, steps in data["maps"].values():
        wanted.append((*first, *last, steps))
    said = any(data["label"] and data["label"].split(" (")[0] in _words(axes)
               for axes in figure.axes)  # fmt: skip
    same = _close(np.ravel(sorted(found)), np.ravel(sorted(wanted)))
    return same and (said or not data["label"])


def _words(axes: Axes) -> str:
    return " ".join(f"{axes.get_ylabel()} {axes.get_xlabel()} {axes.get_title()}".split())


def _occupancy(figure: Figure, data: Mapping[str, Any]) -> bool:
    from matplotlib.collections import QuadMesh

    meshes = [c for axes in figure.axes for c in axes.collections if isinstance(c, QuadMesh)]
    maps: list[Any] = [np.ma.filled(np.ma.asarray(mesh.get_array()), 0.0) for mesh in meshes]
    found = sorted((float(m.sum()), float(m.max())) for m in maps if m.shape != _BAR)
    wanted = sorted(data["maps"].values(), key=lambda pair: pair[0])
    if not _close([total for total, _ in found], [total for total, _ in wanted]):
        return False
    sized = [fullest * data["second"] for _, fullest in wanted if fullest is not None]
    return not sized or _close(sorted(most for _, most in found), sorted(sized))


def _transitions(figure: Figure, data: Mapping[str, Any]) -> bool:
    texts = [" ".join(t.get_text().split()) for axes in figure.axes for t in axes.texts]
    found = {m[1]: int(m[2]) for text in texts if (m := re.fullmatch(r"(.+) \((\d+)\)", text))}
    return found == {name.replace("_", " "): n for name, n in data["times"].items()}


def _budget(figure: Figure, data: Mapping[str, Any]) -> bool:
    from matplotlib.patches import Rectangle

    bars = [p.get_width() for p in figure.axes[0].patches if isinstance(p, Rectangle)]
    return _close(sorted(bars), data["shares"])


def _comparison(figure: Figure, data: Mapping[str, Any]) -> bool:
    panels = [
        [sorted(np.asarray(line.get_ydata(), float).tolist()) for line in axes.lines
         if line.get_marker() == "o"]
        for axes in figure.axes
    ]  # fmt: skip
    found = [value for panel in panels for group in panel for value in group]
    wanted = [value for panel in data["panels"] for group in panel for value in group]
    return _close(found, wanted)


_SHOWS: Mapping[str, Callable[[Figure, Mapping[str, Any]], bool]] = {
    "traces": _traces, "around": _around, "raster": _raster, "paths": _paths,
    "occupancy": _occupancy, "transitions": _transitions, "budget": _budget,
    "comparison": _comparison,
}  # fmt: skip
