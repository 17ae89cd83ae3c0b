"""Distances, approach and zones: hand-computed values, gaps, and what must not depend on place."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from pipelines import kernels, kinematics
from pipelines.arena import Zone

NAN = np.nan


def track(xy: object) -> xr.DataArray:
    values = np.asarray(xy, dtype=np.float64)
    coords = {"time": np.arange(len(values)) / 30, "space": ["x", "y", "z"][: values.shape[1]]}
    return xr.DataArray(values, coords, ("time", "space"), attrs={"units": "px"})


def keypoints(values: np.ndarray) -> xr.DataArray:
    return xr.DataArray(
        values,
        {"time": np.arange(len(values)) / 30},
        ("time", "space", "keypoint"),
        attrs={"units": "px"},
    )


def moving(step: tuple[float, float], start: tuple[float, float], frames: int = 30) -> xr.DataArray:
    return track(np.outer(np.arange(frames), step) + start)


def test_distance_and_body_length() -> None:
    nose, tail = track([(3, 4), (NAN, 0), (0, 0)]), track([(0, 0)] * 3)
    assert kinematics.distance(nose, tail).values == pytest.approx([5, NAN, 0], nan_ok=True)
    assert kinematics.distance(nose, (3, 0)).values == pytest.approx([4, NAN, 3], nan_ok=True)
    length = kinematics.body_length(track([(8, 0), (10, 0), (12, 0), (99, 0)]), track([(0, 0)] * 4))
    assert length.name == "body_length"
    assert kinematics.median_length(length) == 11.0
    assert np.isnan(kinematics.median_length(length * NAN))


def test_closest_distance_ignores_what_is_unknown() -> None:
    first = keypoints(np.array([[[0, 100], [0, 0]]] * 3, dtype=float))  # (0, 0) and (100, 0)
    second = keypoints(np.array([[[3, 104], [4, 3]]] * 3, dtype=float))  # (3, 4) and (104, 3)
    first.values[1, :, 0] = NAN
    second.values[2] = NAN
    second.values[0, :, 1] = NAN
    found = kinematics.closest_distance(first, second)
    assert found.values == pytest.approx([5.0, 5.0, NAN], nan_ok=True)
    assert found.dims == ("time",)


def test_closest_distance_over_many_frames_equals_all_pairs() -> None:
    random = np.random.default_rng(5)
    one = random.normal(0, 50, (9000, 3, 4)).astype(np.float32)
    two = random.normal(0, 50, (9000, 3, 5)).astype(np.float32)
    one[random.random((9000, 4)).nonzero()[0][::7], :, 2] = NAN
    wide = one[:, :, :, None].astype(float) - two[:, :, None].astype(float)
    expected = np.nanmin(np.sqrt((wide**2).sum(axis=1)), axis=(1, 2))
    assert kernels.closest_distance(one, two) == pytest.approx(expected)


def test_approach_belongs_to_the_one_that_moves() -> None:
    still, runner = moving((0, 0), (300, 0)), moving((6, 0), (0, 0))
    assert kinematics.approach_speed(runner, still).values == pytest.approx(np.full(30, 180.0))
    assert kinematics.approach_speed(still, runner).values == pytest.approx(np.zeros(30))
    away = moving((-6, 0), (0, 0))
    assert kinematics.approach_speed(away, still).values == pytest.approx(np.full(30, -180.0))
    past = kinematics.approach_speed(moving((0, 6), (0, 0), 3), (300, 6))
    assert past.values[1] == pytest.approx(0.0)  # at its nearest: neither towards nor away
    assert past.attrs["units"] == "px/s"


def test_closing_speed_is_positive_while_the_distance_shrinks() -> None:
    chased, chaser = moving((8, 0), (100, 0)), moving((6, 0), (0, 0))
    assert kinematics.approach_speed(chaser, chased).values == pytest.approx(np.full(30, 180.0))
    assert kinematics.closing_speed(chaser, chased).values == pytest.approx(np.full(30, -60.0))
    assert kinematics.closing_speed(chased, chaser).values == pytest.approx(np.full(30, -60.0))
    assert kinematics.closing_speed(chaser, (500, 0)).values == pytest.approx(np.full(30, 180.0))


def test_relative_speed_of_two_that_move_as_one_is_zero() -> None:
    one, two = moving((6, 8), (0, 0)), moving((6, 8), (50, 9))
    assert kinematics.relative_speed(one, two).values == pytest.approx(np.zeros(30), abs=1e-9)
    opposite = kinematics.relative_speed(one, moving((-6, -8), (0, 0)))
    assert opposite.values == pytest.approx(np.full(30, 600.0))


def test_coinciding_points_have_no_direction_of_approach() -> None:
    one = moving((6, 0), (0, 0), 5)
    assert np.isnan(kinematics.approach_speed(one, one).values).all()


def test_zone_membership_has_three_values() -> None:
    zone = Zone.polygon("shelter", [(0, 0), (10, 0), (10, 10), (0, 10)])
    at = track([(5, 5), (15, 5), (NAN, 5), (5, NAN), (5, 13), (13, 14)])
    found = kinematics.in_zone(at, zone)
    assert found.values == pytest.approx([1, 0, NAN, NAN, 0, 0], nan_ok=True)
    apart = kinematics.distance_to_zone(at, zone)
    assert apart.values == pytest.approx([-5, 5, NAN, NAN, 3, 5], nan_ok=True)
    assert apart.attrs["units"] == "px"
    assert kinematics.in_zone(track([(5, 5, 99)]), zone).values.tolist() == [1.0]


def test_distance_to_areas_with_holes_and_parts() -> None:
    ring = Polygon([(0, 0), (30, 0), (30, 30), (0, 30)], [[(10, 10), (20, 10), (20, 20), (10, 20)]])
    both = MultiPolygon([ring, Polygon([(100, 0), (110, 0), (110, 10), (100, 10)])])
    at = np.array([(15.0, 15.0), (5, 15), (105, 5), (95, 5), (NAN, 0)])
    found = kernels.distance_to_shape(at, both)
    assert found == pytest.approx([5, -5, -5, 5, NAN], nan_ok=True)
    circle = Zone.circle("feeder", (50, 50), 20)
    random = np.random.default_rng(2).uniform(0, 100, (200, 2))
    from_border = np.hypot(*(random - 50).T) - 20
    # a circle is stored as a polygon of 128 corners
    assert kernels.distance_to_shape(random, circle.shape) == pytest.approx(from_border, abs=0.01)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-180, 180), st.floats(0.1, 10))
def test_lengths_do_not_depend_on_where_and_scale_with_the_picture(
    seed: int, degrees: float, factor: float
) -> None:
    random = np.random.default_rng(seed)
    points = np.cumsum(random.normal(0, 5, (2, 25, 2)), axis=1)
    points[0, 4:7] = NAN
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    moved = factor * points @ matrix + random.normal(0, 100, 2)
    one, two = track(points[0]), track(points[1])
    new_one, new_two = track(moved[0]), track(moved[1])
    for function in (
        kinematics.distance,
        kinematics.approach_speed,
        kinematics.closing_speed,
        kinematics.relative_speed,
    ):
        before, after = function(one, two).values, function(new_one, new_two).values
        assert after == pytest.approx(factor * before, nan_ok=True, rel=1e-6, abs=1e-6)
        assert np.isnan(before[4:7]).all()
    for function in (kinematics.speed, kinematics.path_length):
        before, after = function(one).values, function(new_one).values
        assert after == pytest.approx(factor * before, nan_ok=True, rel=1e-6, abs=1e-6)
