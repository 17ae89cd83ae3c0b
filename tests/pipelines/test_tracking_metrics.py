"""Tracking metrics on cases whose answers can be counted by hand."""

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines.evaluate.tracking import (
    heading_errors,
    match_frames,
    swap_frames,
    tracking_quality,
)


def two_animals(frames: int) -> np.ndarray:
    """Animals that stand at (0, 0) and (100, 0)."""
    return np.tile(np.array([[0.0, 0.0], [100.0, 0.0]]), (frames, 1, 1))


def test_names_do_not_matter_for_matches() -> None:
    true = two_animals(4)
    quality = tracking_quality(true, true[:, ::-1] + [3.0, 4.0], within_px=6)
    assert (quality.instances, quality.matched, quality.swaps) == (8, 8, 0)
    assert quality.match_share == 1.0
    assert quality.identity_share == 1.0
    assert quality.median_error_px == pytest.approx(5.0)


def test_distance_limit_and_unseen_animals() -> None:
    true, found = two_animals(4), two_animals(4)
    found[0, 0, 0] = 7.0
    found[1, 1] = np.nan
    true[2, 0] = np.nan
    quality = tracking_quality(true, found, within_px=6)
    assert (quality.instances, quality.matched) == (7, 5)
    assert quality.match_share == pytest.approx(5 / 7)


def test_swap_of_two_animals_counts_once() -> None:
    true, found = two_animals(10), two_animals(10)
    found[6:] = found[6:, ::-1]
    pairs = match_frames(true, found, within_px=5)
    assert swap_frames(pairs) == [6]
    quality = tracking_quality(true, found, within_px=5)
    assert quality.swaps == 1
    assert quality.identity_share == pytest.approx(0.6)


def test_swap_during_a_gap_is_counted_when_it_is_over() -> None:
    true, found = two_animals(10), two_animals(10)
    found[4:6] = np.nan
    found[6:] = found[6:, ::-1]
    assert swap_frames(match_frames(true, found, within_px=5)) == [6]


def test_gap_alone_is_no_swap() -> None:
    true, found = two_animals(10), two_animals(10)
    found[4:6] = np.nan
    assert tracking_quality(true, found, within_px=5).swaps == 0


def test_one_found_animal_serves_one_true_one() -> None:
    true = np.array([[[0.0, 0.0], [4.0, 0.0]]])
    found = np.array([[[3.0, 0.0]]])
    assert match_frames(true, found, within_px=5).tolist() == [[-1, 0]]


def test_most_pairs_win_over_nearest_pair() -> None:
    # greedy would pair the two at distance 1 and leave the others 11 apart
    true = np.array([[[0.0, 0.0], [6.0, 0.0]]])
    found = np.array([[[5.0, 0.0], [-5.0, 0.0]]])
    assert match_frames(true, found, within_px=6).tolist() == [[1, 0]]


def test_chosen_frames_only() -> None:
    true, found = two_animals(4), two_animals(4)
    found[0] = np.nan
    quality = tracking_quality(true, found, 5, frames=np.array([False, True, True, True]))
    assert quality.match_share == 1.0


def test_nothing_to_compare() -> None:
    quality = tracking_quality(np.full((3, 1, 2), np.nan), two_animals(3), within_px=5)
    assert np.isnan(quality.match_share)
    assert np.isnan(quality.identity_share)
    assert np.isnan(quality.median_error_px)


def test_frames_must_agree() -> None:
    with pytest.raises(UserError, match="same frames; found 3 and 4"):
        match_frames(two_animals(3), two_animals(4), within_px=5)


def test_heading_errors_wrap_at_half_a_turn() -> None:
    pairs = np.array([[0, 1], [1, -1]])
    true = np.array([[170.0, 10.0], [0.0, 50.0]])
    found = np.array([[-170.0, 20.0], [5.0, 180.0]])
    assert heading_errors(true, found, pairs).tolist() == [20.0, 10.0, 180.0]
