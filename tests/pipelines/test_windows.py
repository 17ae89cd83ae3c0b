"""Straight lines and rolling statistics in windows of time, on constant and variable timestamps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.rolling import rolling
from pipelines.windows import constant_step, local_line, slope, smooth, window_bounds

NAN = np.nan
T30 = np.arange(31) / 30
UNEVEN = np.array([0.0, 0.04, 0.08, 0.1, 0.2, 0.24, 0.3, 0.33, 0.5, 0.54])


def brute_line(x: np.ndarray, t: np.ndarray, window_s: float, slack: float) -> np.ndarray:
    """Fit by numpy in every window, the slow and obvious way; columns value and slope."""
    result = np.full((len(x), 2), np.nan)
    for i in range(len(x)):
        inside = np.abs(t - t[i]) <= window_s / 2 + slack
        known = inside & np.isfinite(x)
        if np.isfinite(x[i]) and known.sum() >= max(2, 0.5 * inside.sum()):
            slope_, value = np.polyfit(t[known] - t[i], x[known], 1)
            result[i] = value, slope_
    return result


def test_constant_speed_is_exact_everywhere() -> None:
    x = 6.0 * np.arange(31)
    for window in (0.0, 0.1, 0.2, 1.0):
        assert slope(x, T30, window) == pytest.approx(np.full(31, 180.0), rel=1e-9)


def test_window_counts_whole_frames_despite_rounded_timestamps() -> None:
    first, stop = window_bounds(T30, 0.2)
    assert (stop - first)[3:-3].tolist() == [7] * 25
    assert (first[0], stop[0]) == (0, 4)
    milliseconds = np.round(T30, 3)  # 33 and 34 ms steps: no constant rate
    assert constant_step(milliseconds) is None
    first, stop = window_bounds(milliseconds, 0.2)
    assert (stop - first)[3:-3].tolist() == [7] * 25


def test_variable_rate_uses_the_real_timestamps() -> None:
    assert slope(100 * UNEVEN, UNEVEN, 0.2) == pytest.approx(np.full(10, 100.0))
    wrong = slope(100 * UNEVEN, np.arange(10) / 20, 0.2)  # as if the rate were constant
    assert np.abs(wrong - 100).max() > 20


def test_a_gap_stays_a_gap_and_leaks_no_further_than_the_window() -> None:
    x = 2.0 * np.arange(31)
    x[10:14] = NAN
    found = slope(x, T30, 0.2)
    assert np.isnan(found[10:14]).all()
    assert found[:10] == pytest.approx(np.full(10, 60.0))
    assert found[14:] == pytest.approx(np.full(17, 60.0))


def test_lone_frames_inside_a_gap_have_no_slope() -> None:
    x = np.full(31, NAN)
    x[[12, 13]] = 0.0, 50.0
    assert np.isnan(slope(x, T30, 0.2)).all()  # 2 of 7 frames known
    assert slope(x, T30, 0)[[12, 13]].tolist() == pytest.approx([1500.0, 1500.0])


def test_neighbour_differences() -> None:
    t = np.array([0.0, 0.1, 0.3, 0.4, 0.5])
    x = np.array([0.0, 1.0, 6.0, NAN, 8.0])
    found = slope(x, t, 0)
    assert found == pytest.approx([10.0, 20.0, 25.0, NAN, NAN], nan_ok=True)


def test_a_window_below_three_frames_is_widened_to_the_neighbours() -> None:
    x = np.array([0.0, 1.0, 4.0, 9.0])
    t = np.arange(4) / 10
    assert slope(x, t, 0.01) == pytest.approx([10.0, 20.0, 40.0, 50.0])


@pytest.mark.parametrize("window_s", [0.0, 0.2])
def test_one_frame_and_all_nan(window_s: float) -> None:
    assert np.isnan(slope(np.array([[1.0, 2.0]]), np.zeros(1), window_s)).all()
    assert np.isnan(slope(np.full((31, 2), NAN), T30, window_s)).all()
    assert smooth(np.array([5.0]), np.zeros(1), 0.2).tolist() == [5.0]


def test_smoothing_keeps_straight_motion_and_its_gaps() -> None:
    x = np.column_stack([3.0 * np.arange(31), -np.arange(31.0)])
    x[8:12, 0] = NAN
    assert smooth(x, T30, 0.3) == pytest.approx(x, nan_ok=True, abs=1e-9)
    assert smooth(x, T30, 0.01) == pytest.approx(x, nan_ok=True)
    noise = np.tile([1.0, -1.0], 15)
    assert np.abs(smooth(noise, T30[:30], 0.3)[5:-5]).max() < 0.15


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(2, 40),
    st.sampled_from([0.1, 0.2, 0.7, 5.0]),
    st.booleans(),
)
def test_lines_agree_with_a_fit_in_every_window(
    seed: int, frames: int, window_s: float, even: bool
) -> None:
    random = np.random.default_rng(seed)
    t = np.arange(frames) / 20 if even else np.cumsum(random.uniform(0.02, 0.2, frames))
    x = random.normal(500, 100, (frames, 2))
    x[random.random((frames, 2)) < 0.3] = NAN
    median = float(np.median(np.diff(t)))
    line = local_line(x, t, window_s)
    for column in range(2):
        expected = brute_line(x[:, column], t, max(window_s, 2 * median), 0.1 * median)
        assert line.value[:, column] == pytest.approx(expected[:, 0], nan_ok=True, rel=1e-6)
        assert line.slope[:, column] == pytest.approx(
            expected[:, 1], nan_ok=True, rel=1e-6, abs=1e-6
        )


BRUTE = {
    "mean": np.mean,
    "median": np.median,
    "min": np.min,
    "max": np.max,
    "std": np.std,
}


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 40),
    st.sampled_from([0.0, 0.1, 0.5, 9.0]),
    st.booleans(),
    st.sampled_from(sorted(BRUTE)),
)
def test_rolling_agrees_with_every_window(
    seed: int, frames: int, window_s: float, even: bool, statistic: str
) -> None:
    random = np.random.default_rng(seed)
    t = np.arange(frames) / 20 if even else np.cumsum(random.uniform(0.02, 0.2, frames))
    x = random.integers(-1, 3, frames).astype(float) * 250
    x[random.random(frames) < 0.4] = NAN
    slack = 0.1 * float(np.median(np.diff(t))) if frames > 1 else 0.0
    expected = np.full(frames, NAN)
    for i in range(frames):
        inside = np.abs(t - t[i]) <= window_s / 2 + slack
        known = x[inside & np.isfinite(x)]
        if len(known) and len(known) >= 0.5 * inside.sum():
            expected[i] = BRUTE[statistic](known)
    found = rolling(x, t, window_s, statistic)  # type: ignore[arg-type]
    assert found == pytest.approx(expected, nan_ok=True, rel=1e-9, abs=1e-4)


def test_rolling_by_hand() -> None:
    t = np.arange(5) / 10
    x = np.array([1.0, NAN, 3.0, 0.0, NAN])
    assert rolling(x, t, 0.2, "mean") == pytest.approx([1, 2, 1.5, 1.5, 0])
    gap = np.array([1.0, NAN, NAN, NAN, 1.0])
    assert rolling(gap, t, 0.2, "max") == pytest.approx([1, NAN, NAN, NAN, 1], nan_ok=True)
    two = np.column_stack([x, np.arange(5.0)])
    for statistic in BRUTE:
        both = rolling(two, t, 0.2, statistic)  # type: ignore[arg-type]
        alone = rolling(x, t, 0.2, statistic)  # type: ignore[arg-type]
        assert both[:, 0] == pytest.approx(alone, nan_ok=True)
    assert rolling(np.empty(0), np.empty(0), 1.0, "mean").shape == (0,)
