"""Points of an animal by role or keypoint."""

from __future__ import annotations

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines import kinematics
from pipelines.roles import Roles
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import Tracks, make_tracks

NAMES = ["nose", "neck", "lefthip", "righthip", "tail_tip"]
ROLES = Roles.from_keypoints(NAMES)


@pytest.fixture
def tracks() -> Tracks:
    """Two animals, four frames; point k of animal n is at (10 k + 100 n, k)."""
    k, n = np.arange(5)[:, None], np.arange(2)[None]
    position = np.stack([10.0 * k + 100 * n, k + 0.0 * n])[None].repeat(4, axis=0)
    position[1, :, 2, 0] = np.nan  # one of three trunk points
    position[2, :, 1:3, 0] = np.nan  # two of three
    return make_tracks(position, None, NAMES, ["a", "b"], TimeBase.constant(4, 25), "test")


def test_a_keypoint_and_a_role(tracks: Tracks) -> None:
    nose = kinematics.point(tracks, ROLES, "b", "nose")
    assert nose.dims == ("time", "space")
    assert nose.dtype == np.float64
    assert nose.attrs["units"] == "px"
    assert nose["time"].values == pytest.approx([0, 0.04, 0.08, 0.12])
    assert nose.values.tolist() == [[100.0, 0.0]] * 4
    assert kinematics.point(tracks.data, ROLES, "a", "tail_tip").values[0].tolist() == [40.0, 4.0]


def test_a_role_of_several_keypoints_is_the_mean_of_at_least_half(tracks: Tracks) -> None:
    centre = kinematics.point(tracks, ROLES, "a", "centre").values
    assert centre[0].tolist() == [20.0, 2.0]
    assert centre[1].tolist() == [20.0, 2.0]  # neck and right hip
    assert np.isnan(centre[2]).all()


def test_a_role_without_a_keypoint_is_unknown_throughout(tracks: Tracks) -> None:
    assert np.isnan(kinematics.point(tracks, ROLES, "a", "left_ear").values).all()


def test_points_of_the_body_over_a_stretch(tracks: Tracks) -> None:
    stretch = tracks.data.isel(time=slice(1, 3))
    body = kinematics.points(stretch, ROLES, "a")
    assert body.dims == ("time", "space", "keypoint")
    assert list(body["keypoint"].values) == ["nose", "neck", "lefthip", "righthip"]
    near = kinematics.closest_distance(body, kinematics.points(stretch, ROLES, "b"))
    assert near.values == pytest.approx([np.hypot(70, 3)] * 2)


def test_unknown_names(tracks: Tracks) -> None:
    with pytest.raises(UserError, match=r"No individual 'A'; did you mean 'a'"):
        kinematics.point(tracks, ROLES, "A", "nose")
    with pytest.raises(UserError, match=r"'nozze' is neither a role nor a keypoint; did you mean"):
        kinematics.point(tracks, ROLES, "a", "nozze")
