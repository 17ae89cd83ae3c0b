"""Remarks on tracks and clock, in words."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import FPS, body, scene

from pipelines import remarks as module
from pipelines.remarks import remarks
from pipelines.timebase import TimeBase


def test_swaps_are_named_with_their_times() -> None:
    one, two = body(np.zeros(20)), body(np.full(20, 300.0))
    one[5:7], two[5:7] = two[5:7].copy(), one[5:7].copy()
    of = scene({"b": one, "a": two})
    (said,) = remarks(of, TimeBase(of.times_s, "", FPS))
    assert said.startswith(
        "a and b seem to trade places within a frame 2 times (0.50 s, 0.70 s): their names may"
    )


def test_pauses_are_counted() -> None:
    times = np.arange(20) / FPS
    times[8:] += 2
    times[12:] += 5
    of = scene({"a": body(np.zeros(20))}, times_s=times)
    (said,) = remarks(of, TimeBase(times, "", FPS))
    # a frame stands for three median frames: 0.2 s of each pause are not lost
    assert said.startswith("The camera paused 2 times, 6.6 s in all (longest 4.8 s, from 3.4 s)")


def test_nothing_odd_nothing_said() -> None:
    of = scene({"a": body(20.0 * np.arange(20)), "b": body(np.zeros(20))})
    assert remarks(of, TimeBase(of.times_s, "", FPS)) == []


def test_swaps_are_found_wherever_stretches_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = body(np.zeros(40)), body(np.full(40, 300.0))
    for start in (3, 10, 17, 27):
        swapped = slice(start, start + 4)
        one[swapped], two[swapped] = two[swapped].copy(), one[swapped].copy()
    one[15:17] = np.nan  # the third exchange happens while one is lost
    of = scene({"a": one, "b": two})
    whole = remarks(of, TimeBase(of.times_s, "", FPS))
    assert "8 times (0.30 s, 0.70 s, 1.00 s, 1.40 s, 1.70 s, ...)" in whole[0]
    for stretch in (1, 2, 5, 10, 39):
        monkeypatch.setattr(module, "_STRETCH", stretch)
        assert remarks(of, TimeBase(of.times_s, "", FPS)) == whole
