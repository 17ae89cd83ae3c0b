"""Cleaning, worked by hand on one point; and what is counted and said."""

from __future__ import annotations

import json

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines.timebase import TimeBase
from pipelines.tracks.clean import CleanSettings, clean_tracks, fill_gaps, find_jumps
from pipelines.tracks.schema import Tracks, make_tracks

NAN = np.nan


def line(*x: float) -> np.ndarray:
    """Return positions of one point on the x axis, shape (frames, 2)."""
    position = np.zeros((len(x), 2), np.float32)
    position[:, 0] = x
    position[np.isnan(position[:, 0])] = np.nan
    return position


def two_points(confidence: list[float] | None = None, fps: float = 10) -> Tracks:
    """Return one animal 10 px long that moves 1 px per frame for 10 frames."""
    position = np.zeros((10, 2, 2, 1), np.float32)
    position[:, 0, 0, 0] = np.arange(10)
    position[:, 0, 1, 0] = np.arange(10) + 10
    values = None
    if confidence is not None:
        values = np.full((10, 2, 1), 0.9, np.float32)
        values[:, 0, 0] = confidence
    timebase = TimeBase.constant(10, fps)
    return make_tracks(position, values, ["nose", "tail"], ["m"], timebase, "test")


# --- gaps ---


def test_short_gaps_are_filled_and_ends_are_not() -> None:
    position = line(NAN, 0, NAN, 2, NAN, NAN, NAN, 10, NAN)
    assert fill_gaps(position, np.arange(9) / 10, max_gap_s=0.1) == 1
    np.testing.assert_array_equal(position[:, 0], [NAN, 0, 1, 2, NAN, NAN, NAN, 10, NAN])
    assert fill_gaps(position, np.arange(9) / 10, max_gap_s=0.3) == 3
    np.testing.assert_allclose(position[:, 0], [NAN, 0, 1, 2, 4, 6, 8, 10, NAN])
    np.testing.assert_array_equal(np.isnan(position[:, 1]), np.isnan(position[:, 0]))


def test_gaps_are_filled_in_time_not_in_frames() -> None:
    position = line(0, NAN, NAN, 10)
    fill_gaps(position, np.array([0, 0.1, 0.4, 1.0]), max_gap_s=1)
    np.testing.assert_allclose(position[:, 0], [0, 1, 4, 10], rtol=1e-6)


def test_nothing_to_fill() -> None:
    for position in (line(NAN, NAN), line(NAN, 1, NAN), line(1, 2)):
        before = position.copy()
        assert fill_gaps(position, np.arange(len(position)) / 10, 1) == 0
        np.testing.assert_array_equal(position, before)


# --- jumps ---


@pytest.mark.parametrize(
    ("x", "jumps"),
    [
        ((0, 1, 90, 2, 3), [2]),  # away and back
        ((0, 1, 90, 91, 3, 4), [2, 3]),  # two frames away
        ((0, 1, 90, 91, 92, 93), []),  # away for good: not for us to say which is right
        ((0, 1, 90, 180, 3), []),  # never back near where it was within two leaps
        ((0, 90, 0, 90, 0), [1, 3]),  # to and fro: every other stretch
        ((0, 1, NAN, 90, NAN, 3), [3]),  # gaps between
        ((0, 5, 10, 5, 0), []),  # fast, but no leap
        ((NAN, NAN, 1, NAN), []),
    ],
)
def test_jumps(x: tuple[float, ...], jumps: list[int]) -> None:
    found = find_jumps(line(*x), np.arange(len(x)) / 10, limit_px=20, longest_s=0.5)
    assert found.tolist() == jumps


def test_a_long_absence_is_no_jump() -> None:
    x = (0, *([90] * 8), 0)
    assert not len(find_jumps(line(*x), np.arange(10) / 10, 20, longest_s=0.5))
    assert len(find_jumps(line(*x), np.arange(10) / 10, 20, longest_s=0.9)) == 8


# --- the whole ---


def test_cut_off_then_fill_with_counts_in_the_log() -> None:
    tracks = two_points([0.9, 0.9, 0.1, 0.9, 0.9, 0.1, 0.1, 0.1, 0.9, 0.1])
    cleaned = clean_tracks(tracks)
    nose = cleaned.data["position"].sel(space="x", keypoint="nose", individual="m")
    np.testing.assert_allclose(nose, [0, 1, 2, 3, 4, NAN, NAN, NAN, 8, NAN])
    entry = cleaned.log[-1]
    assert entry["removed"] == {"m": {"nose": 5}}
    assert entry["filled"] == {"m": {"nose": 1}}
    assert entry["jumps"] == {}
    assert entry["summary"] == (
        "Of 20 positions: removed 5 (25.0%) below 0.6; removed 0 in jumps; filled 1 (5.0%) in gaps "
        "up to 0.2 s."
    )
    json.dumps(cleaned.log)
    assert "1 point: m nose (50%)" in cleaned.warnings[0]


def test_the_original_is_kept_unless_told_otherwise() -> None:
    tracks = two_points([0.1] * 5 + [0.9] * 5)
    clean_tracks(tracks)
    assert not np.isnan(tracks.data["position"]).any()
    cleaned = clean_tracks(tracks, overwrite=True)
    assert np.shares_memory(cleaned.data["position"].values, tracks.data["position"].values)


def test_points_without_confidence_are_not_touched() -> None:
    tracks = two_points()
    cleaned = clean_tracks(tracks)
    np.testing.assert_array_equal(cleaned.data["position"], tracks.data["position"])
    assert cleaned.log[-1]["removed"] == {}


def test_a_cut_off_that_removes_most_of_a_point_is_said() -> None:
    cleaned = clean_tracks(two_points([0.2] * 9 + [0.9]))
    assert cleaned.warnings == (
        "The confidence cut-off (min_confidence = 0.6) removes more than a quarter of the "
        "positions of 1 point: m nose (90%). What needs them is not assessed there; if this "
        "tracker scores low, lower it.",
    )


def test_jumps_are_flagged_and_removed_unless_told_otherwise() -> None:
    tracks = two_points()
    tracks.data["position"].values[4, 0, 0, 0] = 50  # five body lengths away
    flagged = clean_tracks(tracks, CleanSettings(remove_jumps=False))
    assert flagged.log[-1]["jumps"] == {"m": {"nose": 1}}
    assert float(flagged.data["position"][4, 0, 0, 0]) == 50
    removed = clean_tracks(tracks)
    assert float(removed.data["position"][4, 0, 0, 0]) == pytest.approx(4)
    lenient = clean_tracks(tracks, CleanSettings(body_length_px=100))
    assert lenient.log[-1]["jumps"] == {}


def test_a_leap_is_measured_by_the_body_from_nose_to_tail_base() -> None:
    """A body of 10 px with a tail of 40: 20 px away and back is a jump."""
    position = np.zeros((10, 2, 3, 1))
    position[:, 0, :, 0] = [0, 10, 50]
    position[4, 1] = 20
    names = ["nose", "tail_base", "tail_tip"]
    tracks = make_tracks(position, None, names, ["m"], TimeBase.constant(10, 10), "test")
    cleaned = clean_tracks(tracks)
    assert cleaned.log[-1]["jumps"] == {"m": dict.fromkeys(names, 1)}


def test_without_nose_and_tail_base_the_extent_of_the_body_counts() -> None:
    position = np.zeros((10, 2, 2, 1))
    position[:, 0, 1, 0] = 30
    position[4, 1] = 20
    tracks = make_tracks(position, None, ["a", "b"], ["m"], TimeBase.constant(10, 10), "test")
    assert clean_tracks(tracks).log[-1]["jumps"] == {}
    lower = clean_tracks(tracks, CleanSettings(max_jump_lengths=0.5))
    assert lower.log[-1]["jumps"] == {"m": {"a": 1, "b": 1}}


def test_nothing_asked_nothing_done() -> None:
    settings = CleanSettings(min_confidence=None, max_gap_s=0, max_jump_lengths=None)
    tracks = two_points([0.1] * 10)
    tracks.data["position"].values[4] = NAN
    cleaned = clean_tracks(tracks, settings)
    np.testing.assert_array_equal(cleaned.data["position"], tracks.data["position"])
    assert cleaned.log[-1]["summary"] == "Of 20 positions: nothing was done."


def test_negative_limits_are_refused_together() -> None:
    with pytest.raises(UserError, match=r"max_gap_s = -1, max_jump_s = nan"):
        CleanSettings(max_gap_s=-1, max_jump_s=NAN)
