"""Frames of an event: the middles of equal parts, by timestamps, distinct, in the event."""

from __future__ import annotations

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines.stills.choose import check_intervals, choose_frames
from pipelines.timebase import TimeBase

STEADY = TimeBase.constant(300, 30.0)


def chosen(start_s: float, stop_s: float, most: int = 8, clock: TimeBase = STEADY) -> list[int]:
    return choose_frames(clock, start_s, stop_s, most).tolist()


def test_the_middles_of_equal_parts() -> None:
    assert chosen(0, 8 / 3) == [5, 15, 25, 35, 45, 55, 65, 75]
    assert chosen(0, 8 / 3, 1) == [40]
    assert chosen(2.0, 4.0, 2) == [75, 105]


def test_short_events_show_all_their_frames_and_points_one() -> None:
    assert chosen(1.0, 1.1) == [30, 31, 32]
    assert chosen(1.01, 1.11) == [31, 32, 33]
    assert chosen(1.01, 1.02) == [30]  # between two timestamps: the one on display
    assert chosen(1.01, 1.01) == [30]
    assert chosen(round(31 / 30, 6), round(31 / 30, 6)) == [31]  # stored in microseconds
    assert chosen(10.0, 10.0) == [299]


def test_times_count_not_numbers_of_frames() -> None:
    """A camera that slows down: 1 s at 100 frames per second, then 9 s at 10."""
    times_s = np.concatenate([np.arange(100) / 100, 1 + np.arange(90) / 10])
    clock = TimeBase(times_s, "by hand")
    shown = chosen(0, 10, 5, clock)
    np.testing.assert_allclose(times_s[shown], [1, 3, 5, 7, 9], atol=1e-9)
    assert shown != np.linspace(0, 189, 11)[1::2].astype(int).tolist()


def test_in_a_pause_the_nearer_frame_is_shown_once() -> None:
    """Frames at 0 to 0.9 s and from 8 s on; parts of 2 s have their middles at 1, 3, 5, 7, 9 s."""
    clock = TimeBase(np.concatenate([np.arange(10) / 10, 8 + np.arange(20) / 10]), "by hand")
    assert clock.times_s[chosen(0, 10, 5, clock)].tolist() == pytest.approx([0.9, 8.0, 9.0])


def test_events_outside_of_the_video_are_named_together() -> None:
    check_intervals(STEADY, [(0, 0), (0, 10), (9.9, 30), (10, 10)], "a.mp4")
    wrong = [(-1.0, 2.0), (11.0, 12.0), (3.0, 2.0), (0.0, float("nan"))]
    with pytest.raises(UserError, match=r"'a.mp4'.* 10.000 s; found -1 to 2 s, 11 to 12 s, 3 to 2"):
        check_intervals(STEADY, [(0, 1), *wrong], "a.mp4")
