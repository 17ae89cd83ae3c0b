"""Bouts from margins: hysteresis, gaps, lengths, exclusions, crossings; by hand."""

from __future__ import annotations

import numpy as np
import pytest

from graphs.ethogram import RuleText
from pipelines.describe.bouts import (
    Margins,
    crossings,
    find_bouts,
    pack,
    runs,
    split_at,
    unpack,
    without,
)
from pipelines.timebase import TimeBase

NAN = float("nan")
CLOCK = TimeBase.constant(20, 10)


def margins(when: list[float], hold: list[float] | None = None) -> Margins:
    packed = pack(np.array(when + [-1.0] * (20 - len(when))))
    if hold is None:
        return Margins(packed, packed)
    return Margins(packed, pack(np.array(hold + [-1.0] * (20 - len(hold)))))


def bouts(found: Margins, **rule: float) -> list[list[int]]:
    return find_bouts(found, RuleText(when="", **rule), CLOCK).tolist()  # type: ignore[arg-type]


def test_packing_keeps_sign_and_unknown() -> None:
    values = np.array([1.0, 0.5, 1e-9, 0.0, -1e-9, -0.5, NAN])
    back = unpack(pack(values))
    assert back == pytest.approx([1, 0.5, 0.01, -0.01, -0.01, -0.01, NAN], nan_ok=True)


def test_runs_touch_both_ends() -> None:
    assert runs(np.array([True, True, False, True])).tolist() == [[0, 2], [3, 4]]
    assert runs(np.zeros(3, bool)).tolist() == []
    assert runs(np.ones(3, bool)).tolist() == [[0, 3]]


def test_a_bout_is_as_long_as_its_frames() -> None:
    assert bouts(margins([-1, 1, 1, 1, -1])) == [[1, 4]]


def test_gaps_are_joined_before_short_bouts_are_dropped() -> None:
    found = margins([1, 1, -1, 1, -1, -1, -1, 1])
    assert bouts(found) == [[0, 2], [3, 4], [7, 8]]
    assert bouts(found, max_gap_s=0.1) == [[0, 4], [7, 8]]
    assert bouts(found, max_gap_s=0.1, min_s=0.3) == [[0, 4]]
    assert bouts(found, max_s=0.1) == [[3, 4], [7, 8]]


def test_unknown_frames_end_a_bout_unless_the_gap_is_short() -> None:
    found = margins([1, NAN, NAN, 1])
    assert bouts(found) == [[0, 1], [3, 4]]
    assert bouts(found, max_gap_s=0.2) == [[0, 4]]


def test_hold_keeps_what_when_has_started_in_both_directions() -> None:
    when = [-1.0, -1, 1, -1, -1, -1, -1, -1]
    hold = [-1.0, 1, 1, 1, -1, 1, 1, -1]
    assert bouts(margins(when, hold)) == [[1, 4]]  # [5, 7) never had `when`


def test_exclusion_cuts_and_splits() -> None:
    ranges = np.array([[0, 10], [12, 14]])
    assert without(ranges, np.array([[3, 5], [11, 20]])).tolist() == [[0, 3], [5, 10]]
    assert without(ranges, np.empty((0, 2), np.int64)).tolist() == ranges.tolist()


def test_crossings_need_the_other_side_to_be_seen() -> None:
    inside = margins([1, 1, -1, 1, 1, NAN, NAN, 1, 1, -1])
    found = find_bouts(inside, RuleText(when=""), CLOCK)
    assert found.tolist() == [[0, 2], [3, 5], [7, 9]]
    # [0, 2) was going on when tracking began; the gap after 5 only interrupts a stay
    assert crossings(inside, found, "start").tolist() == [[3, 5]]
    assert crossings(inside, found, "stop").tolist() == [[0, 2], [7, 9]]


def test_a_crossing_hidden_by_a_gap_counts() -> None:
    inside = margins([-1, NAN, 1, 1] + [NAN] * 16)
    found = find_bouts(inside, RuleText(when=""), CLOCK)
    assert crossings(inside, found, "start").tolist() == [[2, 4]]
    assert crossings(inside, found, "stop").tolist() == []


def test_a_pause_of_the_camera_ends_a_bout_unless_it_is_short() -> None:
    times = np.arange(20) / 10
    times[5:] += 3.0
    clock = TimeBase(times, "by hand")
    assert clock.pauses.tolist() == [5]
    always = margins([1.0] * 20)
    found = find_bouts(always, RuleText(when=""), clock)
    assert found.tolist() == [[0, 5], [5, 20]]
    # the frame before the pause stands for three frames: 0.4 to 0.7 s
    assert clock.stops_s[4] == pytest.approx(0.7)
    assert find_bouts(always, RuleText(when="", max_gap_s=3), clock).tolist() == [[0, 20]]


def test_split_at() -> None:
    ranges = np.array([[0, 5], [7, 9]])
    assert split_at(ranges, np.array([0, 3, 5, 6, 8])).tolist() == [[0, 3], [3, 5], [7, 8], [8, 9]]
