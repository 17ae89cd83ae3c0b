"""Signals over time: gaps, peaks, bouts, thresholds."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from plots_records import texts

from graphs.errors import UserError
from workbench.plots.traces import draw_traces, envelope

Array = NDArray[np.float64]
TIMES_S = np.arange(100) / 10


def line(figure: Figure, label: str) -> Line2D:
    [found] = [one for one in figure.axes[0].lines if one.get_label() == label]
    return found


def stretches(times_s: Array, values: Array) -> list[tuple[float, float]]:
    """Return first and last time of every uninterrupted piece of a line."""
    known = np.flatnonzero(np.isfinite(values))
    runs = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1)
    return [(float(times_s[run[0]]), float(times_s[run[-1]])) for run in runs]


def bars(figure: Figure) -> list[tuple[float, float, float, float]]:
    """Return left, right, bottom and top of all bars; vertically in heights of the axes."""
    found = []
    for collection in figure.axes[0].collections:
        assert isinstance(collection, PolyCollection)
        for path in collection.get_paths():
            (left, low), (right, high) = path.get_extents().get_points()
            found.append((float(left), float(right), float(low), float(high)))
    return found


# the envelope -------------------------------------------------------------------------------------


def test_short_signals_are_kept_as_they_are() -> None:
    values = np.sin(TIMES_S)
    times_s, kept = envelope(TIMES_S, values, 100)
    assert np.array_equal(times_s, TIMES_S)
    assert np.array_equal(kept, values)


def test_first_lowest_highest_and_last_of_each_column_are_kept() -> None:
    values = np.array([5.0, 9, 1, 4, 6, 3, 7, 7, 2, 8, 8, 1])
    times_s, kept = envelope(np.arange(12.0), values, 2)
    # two columns of six frames; the lowest of the second is also its last
    assert list(times_s) == [0, 1, 2, 5, 6, 10, 11]
    assert list(kept) == [5, 9, 1, 3, 7, 8, 1]


def test_every_peak_of_a_million_points_survives() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, 1_000_000)
    peaks = rng.choice(len(values), 50, replace=False)
    values[peaks] = np.where(np.arange(50) % 2, 50.0, -50.0) + np.arange(50) / 100
    times_s = np.arange(len(values)) / 30
    at_s, kept = envelope(times_s, values, 1000)
    assert len(kept) <= 4 * 1000
    column = np.minimum((times_s / times_s[-1] * 1000).astype(int), 999)
    mine = np.minimum((at_s / times_s[-1] * 1000).astype(int), 999)
    for reduce in (np.minimum, np.maximum):
        starts, kept_starts = (
            np.flatnonzero(np.diff(column, prepend=-1)),
            np.flatnonzero(np.diff(mine, prepend=-1)),
        )
        assert np.array_equal(reduce.reduceat(values, starts), reduce.reduceat(kept, kept_starts))


def test_gaps_stay_gaps() -> None:
    values = np.ones(100)
    values[40:50] = np.nan
    assert stretches(*envelope(TIMES_S, values, 100)) == [(0, 3.9), (5.0, 9.9)]


def test_a_pause_of_the_camera_is_a_gap_though_every_frame_is_known() -> None:
    times_s = np.concatenate([TIMES_S, TIMES_S + 30])
    assert stretches(*envelope(times_s, np.ones(200), 500)) == [(0, 9.9), (30.0, 39.9)]


def test_gaps_stay_gaps_when_thinned() -> None:
    times_s = np.arange(100_000) / 100
    values = np.sin(times_s)
    values[30_000:50_000] = np.nan
    values[70_000] = np.nan  # far narrower than a column, and between two
    pieces = stretches(*envelope(times_s, values, 100))
    expected = [(0, 299.99), (500, 699.99), (700.01, 999.99)]
    assert np.array(pieces) == pytest.approx(np.array(expected))


def test_nothing_known_gives_no_points() -> None:
    times_s, values = envelope(TIMES_S, np.full(100, np.nan), 10)
    assert len(times_s) == len(values) == 0


# the picture --------------------------------------------------------------------------------------


def test_lines_are_interrupted_and_lone_points_are_seen() -> None:
    values = np.linspace(5, 9, 100)
    values[20:40] = np.nan
    values[41:50] = np.nan  # frame 40 is alone
    figure = draw_traces({"distance": values}, TIMES_S, "cm")
    drawn = line(figure, "distance")
    x, y = np.asarray(drawn.get_xdata()), np.asarray(drawn.get_ydata())
    assert stretches(x, y) == [(0, 1.9), (4.0, 4.0), (5.0, 9.9)]
    dots = [one for one in figure.axes[0].lines if one.get_marker() == "."]
    assert [list(np.asarray(one.get_xdata())) for one in dots] == [[4.0]]


def test_one_signal_is_named_on_its_axis_and_several_in_a_legend() -> None:
    one = draw_traces({"distance": np.ones(100)}, TIMES_S, "cm", "Pair")
    assert {"distance (cm)", "Pair", "Time (s)"} <= set(texts(one))
    two = draw_traces({"m1": np.ones(100), "m2": np.full(100, 2.0)}, TIMES_S, "cm/s")
    assert {"m1", "m2", "cm/s"} <= set(texts(two))
    assert line(two, "m1").get_color() != line(two, "m2").get_color()


def test_bouts_are_bands_and_bars_in_rows_of_their_own() -> None:
    shaded = [("chase", np.array([[1.0, 2], [4, 5]])), ("rest", np.array([[1.5, 6.0]]))]
    figure = draw_traces({"distance": np.ones(100)}, TIMES_S, "cm", shaded=shaded)
    chase_bands, chase_row, rest_band, rest_row = (
        bars(figure)[0:2], bars(figure)[2:4], bars(figure)[4:5], bars(figure)[5:6]
    )  # fmt: skip
    assert [bar[:2] for bar in chase_bands] == [bar[:2] for bar in chase_row] == [(1, 2), (4, 5)]
    assert rest_band[0][:2] == rest_row[0][:2] == (1.5, 6)
    assert chase_bands[0][2:] == (0, 1)
    assert chase_row[0][2] > rest_row[0][3] > rest_row[0][2] > 1  # above the axes, apart
    assert {"chase", "rest"} <= set(texts(figure))


def test_bouts_that_overlap_are_not_shaded_twice() -> None:
    shaded = [("close", np.array([[1.0, 3], [2, 4]]))]
    figure = draw_traces({"distance": np.ones(100)}, TIMES_S, "cm", shaded=shaded)
    assert [bar[:2] for bar in bars(figure)] == [(1, 4), (1, 4)]


def test_threshold_is_a_line_with_its_number() -> None:
    figure = draw_traces({"distance": np.linspace(5, 9, 100)}, TIMES_S, "cm", threshold=3.5)
    [level] = [one for one in figure.axes[0].lines if np.array_equal(one.get_ydata(), [3.5, 3.5])]
    assert level.get_linestyle() == "--"
    assert "threshold 3.5 cm" in texts(figure)


def test_axes_start_at_zero_only_where_that_is_near() -> None:
    assert draw_traces({"d": np.linspace(1, 9, 100)}, TIMES_S, "cm").axes[0].get_ylim()[0] == 0
    assert draw_traces({"t": np.linspace(36, 38, 100)}, TIMES_S, "°C").axes[0].get_ylim()[0] > 35
    assert draw_traces({"x": np.linspace(-3, 9, 100)}, TIMES_S, "cm").axes[0].get_ylim()[0] < -3


def test_thinning_is_said() -> None:
    said = "each column: lowest to highest value"
    assert said in texts(draw_traces({"d": np.ones(20_000)}, np.arange(20_000) / 30, "cm"))
    assert said not in texts(draw_traces({"d": np.ones(100)}, TIMES_S, "cm"))


def test_an_unknown_signal_among_known_ones_is_in_the_legend() -> None:
    figure = draw_traces({"m1": np.full(100, np.nan), "m2": np.ones(100)}, TIMES_S, "cm")
    assert {"m1", "m2"} <= set(texts(figure))


@pytest.mark.parametrize("series", [{}, {"d": np.full(100, np.nan)}])
def test_nothing_known_is_said(series: dict[str, Array]) -> None:
    assert "The signal is not known at any time." in texts(draw_traces(series, TIMES_S, "cm"))


def test_one_frame_is_drawn() -> None:
    figure = draw_traces({"d": np.array([3.0])}, np.zeros(1), "cm")
    assert [one for one in figure.axes[0].lines if one.get_marker() == "."]


def test_signals_of_another_length_are_a_fault() -> None:
    with pytest.raises(UserError, match=r"shape \(100,\); d has shape \(99,\)"):
        draw_traces({"d": np.ones(99)}, TIMES_S, "cm")
