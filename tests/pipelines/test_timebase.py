"""The clock: which frames lie in an interval, at a steady and at an unsteady rate."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.timebase import TimeBase

STEADY = TimeBase.constant(10, 10.0)
UNSTEADY = TimeBase(np.array([0.0, 0.1, 0.25, 0.3, 0.7]), "by hand")


@pytest.mark.parametrize(
    ("interval", "frames"),
    [
        ((0.0, 0.3), (0, 3)),
        ((0.05, 0.3), (1, 3)),
        ((0.2, 0.25), (2, 3)),
        ((0.21, 0.29), (3, 3)),  # between two frames: none
        ((0.3000004, 0.5), (3, 5)),  # stored times are rounded to a microsecond
        ((0.3000006, 0.5), (4, 5)),
        ((0.0, 5.0), (0, 10)),
        ((0.35, 0.35), (3, 4)),  # a moment has the frame that is shown
        ((0.4, 0.4), (4, 5)),
        ((9.0, 9.0), (9, 10)),
    ],
)
def test_frames_in_an_interval(interval: tuple[float, float], frames: tuple[int, int]) -> None:
    assert tuple(STEADY.frames_in([interval])[0]) == frames


def test_frames_at_an_unsteady_rate() -> None:
    found = UNSTEADY.frames_in([(0.1, 0.3), (0.26, 0.8), (0.5, 0.5)])
    assert found.tolist() == [[1, 3], [3, 5], [3, 4]]


def test_no_interval_has_no_frames() -> None:
    assert STEADY.frames_in(np.empty((0, 2))).shape == (0, 2)
