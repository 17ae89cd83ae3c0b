"""Ethogram rasters: where bars, marks and gaps are."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from plots_records import ETHOGRAM, assessed, bout, fact, texts

from workbench.plots.raster import draw_raster
from workbench.plots.rows import choose_rows, lay_out

Span = tuple[float, float]


def spans(figure: Figure, *, hatched: bool) -> list[list[Span]]:
    """Return start and stop of the bars, per row."""
    rows = []
    for bars in figure.axes[0].collections:
        assert isinstance(bars, PolyCollection)
        if bool(bars.get_hatch()) == hatched:
            x = [np.asarray(path.vertices)[:, 0] for path in bars.get_paths()]
            rows.append([(float(v.min()), float(v.max())) for v in x])
    return rows


FACTS = [
    fact("mouse_1", "rest", None, 10, 20),
    fact("mouse_1", "rest", None, 50, 50.5),
    fact("mouse_1", "chase", "mouse_2", 30, 33),
    fact("mouse_2", "enter", "shelter", 40, 40),
]
ASSESSED = [
    assessed("mouse_1", "rest", None, 0, 30),
    assessed("mouse_1", "rest", None, 40, 60),
    assessed("mouse_1", "chase", None, 0, 60),  # for every object
    assessed("mouse_2", "enter", "shelter", 10, 60),
]
EPISODES = [
    replace(bout(0, start_s, stop_s), level="episode") for start_s, stop_s in ((0, 35), (35, 60))
]


def test_bars_marks_and_gaps_stand_at_their_times() -> None:
    figure = draw_raster(FACTS, ASSESSED, EPISODES, 60, ETHOGRAM)
    assert spans(figure, hatched=False) == [[(10, 20), (50, 50.5)], [(30, 33)], []]
    assert spans(figure, hatched=True) == [[(30, 40)], [], [(0, 10)]]
    axes = figure.axes[0]
    marks = [line for line in axes.lines if line.get_marker() == "D" and np.size(line.get_xdata())]
    assert [list(np.asarray(line.get_xdata())) for line in marks] == [[40]]
    borders = [line.get_xdata() for line in axes.lines if np.array_equal(line.get_ydata(), [0, 1])]
    assert [float(np.asarray(x)[0]) for x in borders] == [35]
    assert axes.get_xlim() == (0, 60)


def test_names_rows_and_what_marks_mean_are_written() -> None:
    words = texts(draw_raster(FACTS, ASSESSED, EPISODES, 60, ETHOGRAM, "Raster of r"))
    expected = {"Raster of r", "mouse_1", "rests", "chases mouse_2", "enters shelter"}
    assert expected <= set(words)
    assert {"could not be assessed", "next episode begins", "behavior at an instant"} <= set(words)
    only = texts(draw_raster(FACTS[2:3], ASSESSED, [], 60, ETHOGRAM))
    assert not {"could not be assessed", "next episode begins", "behavior at an instant"} & set(
        only
    )


def test_rejected_facts_are_left_out() -> None:
    kept = [FACTS[0], replace(FACTS[1], status="rejected")]
    assert spans(draw_raster(kept, ASSESSED, [], 60), hatched=False) == [[(10, 20)]]


def test_no_facts_give_a_picture_that_says_so() -> None:
    assert "No behavior was seen." in texts(draw_raster([], ASSESSED, EPISODES, 60))


@pytest.mark.parametrize(
    ("duration_s", "label", "tick"),
    [(74, "Time (s)", "10"), (600, "Time (min:s)", "2:00"), (5400, "Time (h:min:s)", "0:30:00")],
)
def test_time_axis_suits_the_length(duration_s: float, label: str, tick: str) -> None:
    figure = draw_raster(FACTS, ASSESSED, [], duration_s)
    axis = figure.axes[0].xaxis
    assert axis.get_label_text() == label
    assert tick in [text.get_text() for text in axis.get_ticklabels()]


def test_long_names_are_wrapped_and_rows_keep_apart() -> None:
    name = "a very long name of an animal that somebody typed from the cage card"
    facts = [*FACTS, fact("mouse_1", "chase", name, 1, 2), fact(name, "rest", None, 1, 2)]
    lines = lay_out(choose_rows(facts, ETHOGRAM), ETHOGRAM)
    assert max(len(part) for line in lines for part in line.text.split("\n")) <= 36
    assert f"chases {name}" in [line.text.replace("\n", " ") for line in lines]
    for above, line in itertools.pairwise(lines):
        assert line.top == pytest.approx(above.top + above.height)
        assert line.height >= 0.13 * (line.text.count("\n") + 1)
