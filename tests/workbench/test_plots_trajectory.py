"""Trajectory pictures: paths, places, scale."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from plots_records import texts

from graphs.errors import UserError
from pipelines.arena import Arena, FixedObject, Zone
from workbench.plots.maps import MOST_ANIMALS
from workbench.plots.style import UNKNOWN
from workbench.plots.trajectory import draw_trajectory

TIMES_S = np.arange(100) / 10
ARENA = Arena(
    {"shelter": Zone.polygon("shelter", [(10, 10), (60, 10), (60, 50), (10, 50)])},
    {"feeder": FixedObject("feeder", (80.0, 90.0)), "lost": FixedObject("lost")},
    px_per_cm=10.0,
)


def path() -> NDArray[np.float64]:
    return np.column_stack([np.linspace(0, 99, 100), np.full(100, 30.0)])


def drawn(figure: Figure) -> LineCollection:
    [lines] = [c for c in figure.axes[0].collections if isinstance(c, LineCollection)]
    return lines


def test_path_is_interrupted_where_the_animal_was_not_seen() -> None:
    broken = path()
    broken[40:50] = np.nan
    lines = drawn(draw_trajectory({"mouse": broken}, TIMES_S)).get_segments()
    x = np.concatenate([line[:, 0] for line in lines])
    assert {float(v) for v in x} == {*range(40), *range(50, 100)}
    assert not [line for line in lines if line[0, 0] < 45 < line[-1, 0]]
    length = sum(float(line[-1, 0] - line[0, 0]) for line in lines)
    assert length == pytest.approx(39 + 49)  # every step once


def test_colour_is_time() -> None:
    lines = drawn(draw_trajectory({"mouse": path()}, TIMES_S))
    times_s = np.asarray(lines.get_array())
    starts = [line[0, 0] / 10 for line in lines.get_segments()]
    assert times_s == pytest.approx(starts)
    assert lines.norm.vmax == pytest.approx(9.9)


def coloured(values: NDArray[np.float64], label: str = "speed (cm/s)") -> Figure:
    return draw_trajectory({"mouse": path()}, TIMES_S, colour={"mouse": values}, colour_label=label)


def test_colour_is_the_mean_of_the_signal_at_both_ends_of_a_step() -> None:
    speed = np.arange(100.0)
    lines = drawn(coloured(speed))
    values = np.asarray(lines.get_array())
    assert values[:3] == pytest.approx([0.5, 1.5, 2.5])


def test_colours_end_at_the_99th_percentile_and_the_bar_says_so() -> None:
    speed = np.full(100, 10.0)
    speed[0] = 1000.0
    figure = coloured(speed)
    norm = drawn(figure).norm
    high = float(np.percentile((speed[:-1] + speed[1:]) / 2, 99))
    assert (norm.vmin, norm.vmax) == (0.0, pytest.approx(high))
    assert high < 20  # the first step has 505
    words = texts(figure)
    assert {"speed (cm/s)", "above the 99th percentile"} <= set(words)
    assert "above the 99th percentile" not in texts(coloured(np.full(100, 3.0)))


def test_negative_signals_have_shades_from_their_lowest() -> None:
    norm = drawn(coloured(np.linspace(-20, 20, 100))).norm
    assert norm.vmin == pytest.approx(-20 + 20 / 99)


def test_parts_with_an_unknown_signal_are_gray_and_said() -> None:
    speed = np.full(100, 5.0)
    speed[40:50] = np.nan
    figure = coloured(speed)
    lines = drawn(figure)
    unknown = np.ma.getmaskarray(np.ma.asarray(lines.get_array()))
    [gray] = [line for line, no in zip(lines.get_segments(), unknown, strict=True) if no]
    assert (gray[0, 0], gray[-1, 0]) == (39, 50)
    assert to_hex(lines.get_cmap()(np.ma.masked)) == UNKNOWN
    assert "speed not known" in texts(figure)
    assert "speed not known" not in texts(coloured(np.full(100, 5.0)))
    assert "value not known" in texts(coloured(np.full(100, np.nan), ""))


def test_animals_share_shades() -> None:
    paths = {"slow": path(), "fast": path()}
    colour = {"slow": np.full(100, 1.0), "fast": np.full(100, 30.0)}
    figure = draw_trajectory(paths, TIMES_S, colour=colour, colour_label="speed (cm/s)")
    norms = [
        c.norm for axes in figure.axes for c in axes.collections if isinstance(c, LineCollection)
    ]
    assert norms[0].vmax == norms[1].vmax == 30.0


def test_a_signal_that_does_not_fit_is_a_fault_and_all_are_named() -> None:
    paths = {"m1": path(), "m2": path(), "m3": path()}
    colour = {"m1": np.ones(100), "m2": np.ones(99)}
    with pytest.raises(UserError, match=r"shape \(100,\); m2 has shape \(99,\), m3 has none"):
        draw_trajectory(paths, TIMES_S, colour=colour)


def test_vertical_axis_points_down_and_pixels_are_square() -> None:
    figure = draw_trajectory({"mouse": path()}, TIMES_S, ARENA)
    axes = figure.axes[0]
    bottom, top = axes.get_ylim()
    left, right = axes.get_xlim()
    assert bottom > top
    width, height = figure.get_size_inches() * axes.get_position().size
    assert width / (right - left) == pytest.approx(height / (bottom - top))


def test_zones_objects_animals_and_coverage_are_named() -> None:
    broken = path()
    broken[:25] = np.nan
    words = texts(draw_trajectory({"m2": path(), "m1": broken}, TIMES_S, ARENA, title="Paths"))
    assert {"shelter", "feeder", "m1", "m2", "first seen", "last seen", "Paths"} <= set(words)
    assert "lost" not in words  # it has no place
    assert "position known 75 % of the time" in words


@pytest.mark.parametrize(("px_per_cm", "unit"), [(10.0, "cm"), (None, "px")])
def test_scale_bar_has_the_length_it_says(px_per_cm: float | None, unit: str) -> None:
    figure = draw_trajectory({"mouse": path()}, TIMES_S, Arena(px_per_cm=px_per_cm))
    [bar] = [artist for artist in figure.artists if isinstance(artist, Line2D)]
    axes = figure.axes[0]
    left, right = axes.get_xlim()
    px_per_figure = (right - left) / axes.get_position().width
    pixels = float(np.ptp(np.asarray(bar.get_xdata()))) * px_per_figure
    [words] = [text for text in texts(figure) if f" {unit}" in text]
    assert pixels / (px_per_cm or 1) == pytest.approx(float(words.split()[0]))
    assert ("not known" in words) == (px_per_cm is None)


def test_frame_lies_behind_and_sets_the_extent() -> None:
    frame = np.full((120, 160, 3), 200, np.uint8)
    axes = draw_trajectory({"mouse": path()}, TIMES_S, ARENA, frame).axes[0]
    assert axes.get_xlim() == (0, 160)
    assert axes.get_ylim() == (120, 0)
    assert axes.images[0].get_zorder() < drawn(axes.figure).get_zorder()  # type: ignore[arg-type]


def test_many_animals_are_cut_and_said() -> None:
    figure = draw_trajectory({f"m{i}": path() for i in range(1, 28)}, TIMES_S, title="Paths")
    words = texts(figure)
    assert f"Paths (the first {MOST_ANIMALS} of 27 animals)" in words
    assert {"m1", "m9"} <= set(words)
    assert "m10" not in words


def test_nothing_known_is_said() -> None:
    lost = {"mouse": np.full((100, 2), np.nan)}
    assert "No animal has a known position at any time." in texts(draw_trajectory(lost, TIMES_S))


def test_one_frame_and_no_movement_are_drawn() -> None:
    figure = draw_trajectory({"mouse": np.array([[5.0, 5.0]])}, np.zeros(1))
    assert "first seen" in texts(figure)
