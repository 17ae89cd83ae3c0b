"""Joining pieces of tracks: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import Tracks, make_tracks
from pipelines.tracks.tracklets import join_tracklets, usual_number


def pieces(*spans: tuple[str, int, int, float], frames: int = 20) -> Tracks:
    """Return tracks from pieces given as name, first frame, last frame and place on the x axis."""
    position = np.full((frames, 2, 2, len(spans)), np.nan, np.float32)
    for i, (_, first, last, x) in enumerate(spans):
        position[first : last + 1, 0, 0, i] = x
        position[first : last + 1, 0, 1, i] = x + 10
        position[first : last + 1, 1, :, i] = 5
    names = [span[0] for span in spans]
    return make_tracks(position, None, ["a", "b"], names, TimeBase.constant(frames, 10), "test")


def test_the_usual_number_ignores_what_is_rare() -> None:
    assert usual_number(np.array([2] * 95 + [5] * 5)) == 2
    assert usual_number(np.array([2] * 50 + [3] * 50)) == 3
    assert usual_number(np.array([0, 0, 0])) == 1


def test_a_piece_goes_to_the_animal_that_was_lost_nearest() -> None:
    tracks = pieces(("l1", 0, 8, 0), ("r1", 0, 9, 500), ("r2", 11, 19, 490), ("l2", 12, 19, 10))
    joined = join_tracklets(tracks)
    assert joined.individuals == ["l1", "r1"]
    x = joined.data["position"].sel(space="x", keypoint="a").values
    np.testing.assert_array_equal(x[[0, 8, 12, 19], 0], [0, 0, 10, 10])
    np.testing.assert_array_equal(x[[0, 9, 11, 19], 1], [500, 500, 490, 490])
    assert np.isnan(x[9:12, 0]).all()
    assert joined.log[-1] == {
        "operation": "join_tracklets",
        "animals": 2,
        "pieces": 4,
        "left_out": {},
    }
    assert "4 pieces of tracks were joined into 2 animals ('l1', 'r1')" in joined.warnings[-1]


def test_a_brief_double_is_left_out_and_counted() -> None:
    joined = join_tracklets(pieces(("a", 0, 19, 0), ("b", 0, 19, 500), ("ghost", 5, 5, 1)))
    assert joined.individuals == ["a", "b"]
    assert joined.log[-1]["left_out"] == {"ghost": 1}
    assert "1 pieces (1 of 41 instances)" in joined.warnings[-1]


def test_the_number_of_animals_can_be_given() -> None:
    tracks = pieces(("a", 0, 9, 0), ("b", 10, 19, 0), ("c", 3, 6, 300))
    assert join_tracklets(tracks, 1).log[-1]["left_out"] == {"c": 4}
    assert join_tracklets(tracks, 2).log[-1]["left_out"] == {}
    assert join_tracklets(tracks, 3) is tracks
    with pytest.raises(UserError, match="1 or more; found 0"):
        join_tracklets(tracks, 0)
