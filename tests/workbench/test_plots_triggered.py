"""Signals around onsets: values at lags, means and intervals, and the picture of both."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.typing import NDArray
from plots_records import texts

from graphs.errors import UserError
from workbench.plots.triggered import draw_triggered, event_triggered, mean_and_interval

Array = NDArray[np.float64]
NAN = np.nan
TIMES_S = np.arange(11) / 10
RAMP = np.arange(11.0)


def around(onsets_s: list[float], values: Array = RAMP, step_s: float = 0.1) -> Array:
    return event_triggered(values, TIMES_S, np.array(onsets_s), 0.2, 0.2, step_s)[1]


# values at lags -----------------------------------------------------------------------------------


def test_values_stand_at_their_lags() -> None:
    lags_s, matrix = event_triggered(RAMP, TIMES_S, np.array([0.5, 0.3]), 0.2, 0.3, 0.1)
    assert lags_s == pytest.approx([-0.2, -0.1, 0, 0.1, 0.2, 0.3])
    assert matrix == pytest.approx(np.array([[3.0, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6]]))


def test_lag_zero_is_always_there() -> None:
    lags_s, _ = event_triggered(RAMP, TIMES_S, np.array([0.5]), 0.25, 0.15, 0.1)
    assert lags_s == pytest.approx([-0.2, -0.1, 0, 0.1])


def test_between_frames_the_value_is_on_the_line_of_the_real_timestamps() -> None:
    times_s = np.array([0.0, 0.1, 0.3, 0.4])  # one frame was dropped
    _, matrix = event_triggered(np.array([0.0, 1, 5, 6]), times_s, np.array([0.15]), 0.0, 0.1, 0.05)
    assert matrix == pytest.approx(np.array([[2.0, 3.0, 4.0]]))


def test_outside_of_the_recording_is_unknown() -> None:
    assert around([0.1, 0.95, 7.0]) == pytest.approx(
        np.array([[NAN, 0, 1, 2, 3], [7.5, 8.5, 9.5, NAN, NAN], [NAN] * 5]), nan_ok=True
    )


def test_unknown_frames_are_not_bridged_and_their_neighbours_are_kept() -> None:
    values = RAMP.copy()
    values[5] = np.nan
    assert around([0.5], values) == pytest.approx(np.array([[3, 4, NAN, 6, 7]]), nan_ok=True)
    assert around([0.45], values) == pytest.approx(
        np.array([[2.5, 3.5, NAN, NAN, 6.5]]), nan_ok=True
    )


def test_frames_too_far_apart_are_a_gap() -> None:
    times_s = np.array([0.0, 0.1, 0.6, 0.7])
    values = np.array([0.0, 1, 6, 7])
    onset = np.array([0.3])
    _, apart = event_triggered(values, times_s, onset, 0.2, 0.3, 0.1, max_gap_s=0.3)
    assert apart == pytest.approx(np.array([[1, NAN, NAN, NAN, NAN, 6]]), nan_ok=True)
    _, joined = event_triggered(values, times_s, onset, 0.2, 0.3, 0.1, max_gap_s=0.5)
    assert joined == pytest.approx(np.array([[1.0, 2, 3, 4, 5, 6]]))


def test_no_onsets_give_no_rows() -> None:
    assert around([]).shape == (0, 5)


def test_all_faults_are_told_together() -> None:
    with pytest.raises(UserError, match="shape") as told:
        event_triggered(RAMP[:3], TIMES_S, np.array([0.5]), -1, 1, 0)
    assert "step_s must be more than 0; found 0" in str(told.value)
    assert "before_s and after_s must be 0 or more; found -1 and 1" in str(told.value)


# mean and interval --------------------------------------------------------------------------------


def test_mean_and_interval_are_those_of_the_t_distribution() -> None:
    mean, half = mean_and_interval(np.array([[1.0, 5, NAN], [2, NAN, NAN], [3, NAN, NAN]]))
    assert mean == pytest.approx([2, 5, NAN], nan_ok=True)
    # t(0.975, 2) = 4.30265, standard deviation 1, three bouts
    assert half == pytest.approx([4.30265 / np.sqrt(3), NAN, NAN], nan_ok=True, rel=1e-5)


def test_the_interval_holds_the_true_mean_as_often_as_it_says() -> None:
    matrix = np.random.default_rng(5).normal(3, 2, (8, 4000))
    mean, half = mean_and_interval(matrix)
    assert np.mean(np.abs(mean - 3) < half) == pytest.approx(0.95, abs=0.012)


# the picture --------------------------------------------------------------------------------------

LAGS_S = np.arange(-2, 3) / 10
MATRIX = np.array([[1.0, 2, 3, 4, 5], [2, 3, 4, 5, 6], [3, 4, 5, 6, 7]])


def line_of(figure: Figure, start: str) -> Array:
    [found] = [one for one in figure.axes[0].lines if str(one.get_label()).startswith(start)]
    return np.column_stack([np.asarray(found.get_xdata()), np.asarray(found.get_ydata())])


def test_mean_stands_above_single_bouts_with_its_n() -> None:
    figure = draw_triggered(LAGS_S, MATRIX, "cm/s", "speed", "Around chases")
    assert line_of(figure, "mean") == pytest.approx(np.column_stack([LAGS_S, MATRIX.mean(axis=0)]))
    upper, heat, _bar = figure.axes
    [image] = heat.images
    assert np.asarray(image.get_array()) == pytest.approx(MATRIX)
    assert image.get_extent() == pytest.approx((-0.25, 0.25, 3.5, 0.5))
    assert upper.get_xlim() == heat.get_xlim() == pytest.approx((-0.25, 0.25))
    assert upper.get_position().y0 > heat.get_position().y1
    words = texts(figure)
    assert {"mean (n = 3 bouts)", "95 % interval of the mean (t, over bouts)"} <= set(words)
    assert {"speed (cm/s)", "Time from the onset (s)", "Around chases"} <= set(words)
    assert not {"bouts known", "gray: not known"} & set(words)


def test_the_number_of_bouts_is_shown_where_it_varies() -> None:
    matrix = MATRIX.copy()
    matrix[0, :2] = np.nan
    figure = draw_triggered(LAGS_S, matrix, "cm/s", "speed")
    words = texts(figure)
    assert {"mean (n = 2 to 3 of 3 bouts)", "bouts known", "gray: not known"} <= set(words)
    [area] = figure.axes[1].collections
    heights = np.asarray(area.get_paths()[0].vertices)[:, 1]
    assert set(heights) == {0, 2, 3}
    unknown = np.ma.getmaskarray(np.ma.asarray(figure.axes[2].images[0].get_array()))
    assert np.argwhere(unknown).tolist() == [[0, 0], [0, 1]]


def test_one_bout_has_no_interval() -> None:
    figure = draw_triggered(LAGS_S, MATRIX[:1], "cm", "distance")
    assert "one bout: no interval" in texts(figure)
    assert not figure.axes[0].collections


def test_one_lag_is_drawn() -> None:
    figure = draw_triggered(np.zeros(1), MATRIX[:, :1], "cm", "distance")
    assert figure.axes[0].lines[0].get_marker() == "o"


@pytest.mark.parametrize("matrix", [np.empty((0, 5)), np.full((2, 5), np.nan)])
def test_nothing_known_is_said(matrix: Array) -> None:
    figure = draw_triggered(LAGS_S, matrix, "cm", "distance")
    assert "No bout has a known value around its onset." in texts(figure)
