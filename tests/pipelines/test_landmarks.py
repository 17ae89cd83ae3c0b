"""Things among the keypoints: out of the animals, at the place where they are surely seen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.landmarks import landmark_places, without_things
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import Tracks, make_tracks, with_landmarks

FRAMES = 100
NAN = np.nan


def tracks_of(*animals: NDArray[np.float64] | float, confidence: float = 0.9) -> Tracks:
    """Return tracks with a nose at 0 and an object at (x, 0), with an x per animal or frame."""
    position = np.zeros((FRAMES, 2, 2, len(animals)))
    for number, x in enumerate(animals):
        position[:, 0, 1, number] = x
    sure = np.full((FRAMES, 2, len(animals)), confidence)
    names = [f"m{number}" for number in range(len(animals))]
    times = TimeBase.constant(FRAMES, 30)
    return make_tracks(position, sure, ["nose", "obj_1"], names, times, "test")


def test_a_thing_becomes_a_landmark_and_leaves_the_animals() -> None:
    apart = without_things(tracks_of(50.0), ("obj_1",))
    assert apart.keypoints == ["nose"]
    assert apart.landmarks is not None
    assert apart.landmarks["position"].values[0, :, 0].tolist() == [50, 0]
    assert landmark_places(apart, 0.6, 80.0) == ({"obj_1": (50.0, 0.0)}, [])
    tracks = tracks_of(50.0)
    assert without_things(tracks, ()) is tracks


def test_the_surest_of_several_animals_knows_where_a_thing_is() -> None:
    tracks = tracks_of(50.0, 700.0, NAN)
    tracks.data["confidence"].values[:, 1, 1] = 0.7
    tracks.data["confidence"].values[:, 1, 2] = 0.99  # sure of what it does not have
    assert landmark_places(without_things(tracks, ("obj_1",)), 0.6, 80.0)[0] == {"obj_1": (50, 0)}


def test_landmarks_of_the_file_are_kept() -> None:
    corner = np.full((FRAMES, 2, 1), 7.0)
    tracks = with_landmarks(tracks_of(50.0), ["corner"], corner, None)
    places, doubts = landmark_places(without_things(tracks, ("obj_1",)), 0.6, 80.0)
    assert places == {"corner": (7, 7), "obj_1": (50, 0)}
    assert doubts == []


def test_nothing_left_for_the_animals_is_refused() -> None:
    with pytest.raises(UserError, match=r"'nose', 'obj_1' are all things.*centre = \"nose\""):
        without_things(tracks_of(50.0), ("nose", "obj_1"))


def test_guesses_do_not_decide_where_a_thing_is() -> None:
    """Put in after 60 of 100 frames; until then the tracker guesses, and says so."""
    x = np.where(np.arange(FRAMES) < 60, 10.0, 500.0)
    tracks = tracks_of(x)
    tracks.data["confidence"].values[:60, 1, 0] = 0.01
    apart = without_things(tracks, ("obj_1",))
    assert landmark_places(apart, 0.6, 80.0) == ({"obj_1": (500.0, 0.0)}, [])
    assert landmark_places(apart, None, 80.0)[0] == {"obj_1": (10.0, 0.0)}


def test_a_thing_that_is_hardly_or_never_sure_is_said() -> None:
    tracks = tracks_of(50.0)
    tracks.data["confidence"].values[9:, 1, 0] = 0.1
    places, doubts = landmark_places(without_things(tracks, ("obj_1",)), 0.6, 80.0)
    assert places == {"obj_1": (50, 0)}
    assert "'obj_1' is seen in only 9.0% of the frames with a confidence of 0.6" in doubts[0]
    places, doubts = landmark_places(
        without_things(tracks_of(50.0, confidence=0.5), ("obj_1",)), 0.6, 80.0
    )
    assert places == {}
    assert doubts == ["'obj_1' has no place: it is never seen with a confidence of 0.6 or more."]


def test_a_thing_that_was_moved_is_said() -> None:
    """Elsewhere in 20 of 100 frames, by 60 px: over half of a body of 80 px, not of 200."""
    x = np.where(np.arange(FRAMES) < 80, 50.0, 110.0)
    apart = without_things(tracks_of(x), ("obj_1",))
    places, doubts = landmark_places(apart, 0.6, 80.0)
    assert places == {"obj_1": (50, 0)}
    assert "'obj_1' is farther than 40 px from its place in 20% of the frames" in doubts[0]
    assert landmark_places(apart, 0.6, 200.0)[1] == []
    assert "farther than 50 px" in landmark_places(apart, 0.6, None)[1][0]


def test_places_without_confidence_count() -> None:
    tracks = with_landmarks(tracks_of(50.0), ["lixit"], np.full((FRAMES, 2, 1), 3.0), None)
    assert landmark_places(tracks, 0.6, 80.0) == ({"lixit": (3.0, 3.0)}, [])
    assert landmark_places(tracks_of(1.0), 0.6, 80.0) == ({}, [])
