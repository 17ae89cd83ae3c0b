"""Pictures of comparisons: dots, joined pairs, means, words."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from plots_records import texts

from workbench.plots.comparison import MOST_PANELS, draw_comparison, p_in_words
from workbench.plots.style import PALETTE, save
from workbench.stats import Comparison, compare


def comparison(
    measures: int = 1,
    *,
    paired: bool = False,
    values: tuple[list[float], list[float]] | None = None,
) -> Comparison:
    first, second = values or ([10, 12, 14, 11], [20, 22, 27])
    if paired:
        second = [*second, 30][: len(first)]
    rows = [
        (f"m{number}" if paired else f"{group}_{number}", group, f"behavior {what}", "s", value)
        for what in range(measures)
        for group, side in (("control", first), ("defeat", second))
        for number, value in enumerate(side)
    ]
    columns = ["animal", "group", "measure", "unit", "value"]
    return compare(pd.DataFrame(rows, columns=columns), "group", permutations=99)


def dots(figure: Figure, panel: int = 0) -> list[tuple[list[float], list[float], str]]:
    """Return places, heights and colour of the dots of each group."""
    return [
        (list(line.get_xdata()), list(line.get_ydata()), to_hex(str(line.get_color())))
        for line in figure.axes[panel].lines
        if line.get_marker() == "o"
    ]  # fmt: skip


def test_every_animal_is_a_dot_in_the_colour_of_its_group() -> None:
    control, defeat = dots(draw_comparison(comparison()))
    assert sorted(control[1]) == [10, 11, 12, 14]
    assert sorted(defeat[1]) == [20, 22, 27]
    assert (control[2], defeat[2]) == (PALETTE[0].lower(), PALETTE[1].lower())
    assert max(control[0]) < 0.5 < min(defeat[0])


def test_near_dots_stand_beside_each_other() -> None:
    figure = draw_comparison(comparison(values=([1, 1, 1, 1.01, 9], [2] * 60)))
    control, defeat = dots(figure)
    at = dict(zip(np.round(control[0], 6).tolist(), control[1], strict=False))
    assert len(at) >= 4
    assert len(set(np.round(defeat[0], 6).tolist())) == 60
    assert max(abs(x - 1) for x in defeat[0]) < 0.3  # clear of the mean beside them
    assert control[0][4] == 0


def test_pairs_are_joined_by_their_values() -> None:
    figure = draw_comparison(comparison(paired=True))
    (lines,) = [c for c in figure.axes[0].collections if _joins(c)]
    ends = sorted((path.vertices[0, 1], path.vertices[1, 1]) for path in lines.get_paths())
    assert ends == [(10, 20), (11, 30), (12, 22), (14, 27)]
    control, defeat = dots(figure)
    assert (set(control[0]), set(defeat[0])) == ({0}, {1})
    independent = draw_comparison(comparison())
    assert not [c for c in independent.axes[0].collections if _joins(c)]


def _joins(collection: object) -> bool:
    """Whether a collection is of slanting lines: means have upright ones."""
    return isinstance(collection, LineCollection) and all(
        path.vertices[0, 0] != path.vertices[1, 0] for path in collection.get_paths()
    )


def test_means_have_their_intervals() -> None:
    made = comparison()
    figure = draw_comparison(made)
    means = [line.get_ydata()[0] for line in figure.axes[0].lines if line.get_marker() == "_"]
    assert means == pytest.approx([11.75, 23])
    bars = [c.get_paths()[0].vertices[:, 1] for c in figure.axes[0].collections]
    found = made.table.iloc[0]
    assert list(bars[0]) == pytest.approx([found["mean_a_low"], found["mean_a_high"]])
    assert list(bars[1]) == pytest.approx([found["mean_b_low"], found["mean_b_high"]])


def test_numbers_are_said_in_words() -> None:
    words = texts(draw_comparison(comparison()))
    row = comparison().table.iloc[0]
    low, high = f"{row['difference_low']:.1f}", f"{row['difference_high']:.1f}"
    # of 35 relabelings none is as far apart
    assert f"difference 11.2 s ({low} to {high}) p = 0.029" in " ".join(words)
    assert {"behavior 0", "control and defeat", "s", "control n = 4", "defeat n = 3"} <= set(words)
    assert any("Difference: defeat minus control, with 95 % interval." in text for text in words)
    assert not any("corrected" in text for text in words)


def test_correction_and_pairs_are_explained() -> None:
    said = " ".join(texts(draw_comparison(comparison(3, paired=True))))
    assert "Dots: animals, each joined to itself." in said
    assert "corrected for 3 measures (Holm); intervals are not." in said


def test_unknown_intervals_are_not_drawn_and_said() -> None:
    figure = draw_comparison(comparison(values=([0, 0, 0], [0, 0, 0])))
    assert not figure.axes[0].collections
    assert "difference 0 s (interval not known) p = 1.00" in texts(figure)
    assert figure.axes[0].get_ylim() == (0, 1)


@pytest.mark.parametrize("count", [1, 3, 4, 9])
def test_panels_stand_in_rows_of_four_and_do_not_overlap(count: int) -> None:
    figure = draw_comparison(comparison(count))
    boxes = [axes.get_position() for axes in figure.axes]
    assert len(boxes) == count
    assert len({round(box.x0, 6) for box in boxes}) == min(count, 4)
    assert len({round(box.y0, 6) for box in boxes}) == math.ceil(count / 4)
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])


def test_too_many_measures_are_cut_with_a_note() -> None:
    made = comparison(2)
    many = pd.concat([made.table.iloc[[0]]] * (MOST_PANELS + 1))
    cut = Comparison(
        many, made.animals, made.notes, made.methods, made.by, made.paired, 0.95, "holm"
    )
    figure = draw_comparison(cut)
    assert len(figure.axes) == MOST_PANELS
    assert "control and defeat (the first 24 of 25 measures)" in texts(figure)


def test_axis_starts_at_zero_only_where_values_are_near_it() -> None:
    near = draw_comparison(comparison(values=([1, 5, 9], [2, 8, 10]))).axes[0].get_ylim()
    far = draw_comparison(comparison(values=([90, 95, 99], [92, 98, 100]))).axes[0].get_ylim()
    below = draw_comparison(comparison(values=([-1, 5, 9], [2, 8, 10]))).axes[0].get_ylim()
    assert near[0] == 0
    assert far[0] > 80
    assert below[0] < -1


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0004, "p < 0.001"), (0.001, "p = 0.001"), (0.0123, "p = 0.012"),
        (0.25, "p = 0.25"), (1.0, "p = 1.00"),
    ],
)  # fmt: skip
def test_p_in_words(p: float, words: str) -> None:
    assert p_in_words(p) == words


def test_equal_pictures_are_equal_bytes_and_long_names_are_whole(tmp_path: Path) -> None:
    made = comparison()
    name = "investigates_the_other_animal_from_behind total_s"
    long = Comparison(
        made.table.assign(measure=name), made.animals.assign(measure=name), made.notes,
        made.methods, made.by, made.paired, made.confidence, made.correction,
    )  # fmt: skip
    for file in "ab":
        save(draw_comparison(long), tmp_path / file, "svg")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert any(
        name.replace(" ", "") in text.replace(" ", "") for text in texts(draw_comparison(long))
    )
