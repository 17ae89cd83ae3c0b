"""Headings, turning, bearings: signs on a screen whose y points down, both sides, wrap-around."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import kernels, kinematics

NAN = np.nan
NORTH, EAST, SOUTH, WEST = (0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)  # on screen


def track(xy: object) -> xr.DataArray:
    values = np.asarray(xy, dtype=np.float64)
    coords = {"time": np.arange(len(values)) / 30, "space": ["x", "y", "z"][: values.shape[1]]}
    return xr.DataArray(values, coords, ("time", "space"), attrs={"units": "px"})


def angles(degrees: object) -> xr.DataArray:
    values = np.asarray(degrees, dtype=np.float64)
    return xr.DataArray(values, {"time": np.arange(len(values)) / 30}, ("time",))


def test_heading_grows_clockwise_on_screen() -> None:
    front = track([EAST, SOUTH, WEST, NORTH, (1, 1), (0, 0), (NAN, 0)])
    found = kinematics.heading(front, track(np.zeros((7, 2))))
    assert found.values == pytest.approx([0, 90, 180, -90, 45, NAN, NAN], nan_ok=True)
    assert found.attrs["units"] == "deg"


def test_heading_due_west_is_180_whatever_the_sign_of_zero() -> None:
    assert kernels.direction(np.array([[-1.0, -0.0], [-1.0, 0.0]])).tolist() == [180.0, 180.0]
    assert kernels.wrap(np.array([-180.0, 540.0, 181.0, -181.0, 359.0])).tolist() == [
        180.0,
        180.0,
        -179.0,
        179.0,
        -1.0,
    ]


def test_heading_of_motion_is_unknown_at_rest() -> None:
    still_then_up = track([(0, 0)] * 10 + [(0, -5.0 * k) for k in range(1, 11)])
    found = kinematics.heading_of_motion(still_then_up, window_s=0).values
    assert np.isnan(found[:9]).all()
    assert found[9:] == pytest.approx(np.full(11, -90.0))
    assert np.isnan(kinematics.heading_of_motion(still_then_up, 0, min_speed=151).values).all()


def test_turning_through_180_is_no_jump() -> None:
    clockwise = kernels.wrap(np.arange(160, 220, 2.0))
    found = kinematics.turning(angles(clockwise))
    assert found.values == pytest.approx(np.full(30, 60.0))
    assert found.attrs["units"] == "deg/s"
    assert kinematics.turning(angles(clockwise[::-1])).values == pytest.approx(np.full(30, -60.0))


def test_turning_across_a_gap_takes_the_shorter_way() -> None:
    heading = np.r_[np.full(10, 175.0), np.full(5, NAN), np.full(10, -175.0)]
    unwrapped = kernels.unwrap(heading)
    assert unwrapped[:10] == pytest.approx(np.full(10, 175.0))
    assert unwrapped[15:] == pytest.approx(np.full(10, 185.0))
    found = kinematics.turning(angles(heading)).values
    assert np.isnan(found[10:15]).all()
    assert found[:10] == pytest.approx(np.zeros(10))
    assert found[15:] == pytest.approx(np.zeros(10))
    assert np.isnan(kernels.unwrap(np.full(3, NAN))).all()


def test_bearing_is_positive_to_the_right_of_the_animal() -> None:
    front, back = track([NORTH] * 6), track([(0, 0)] * 6)
    target = track([NORTH, EAST, WEST, SOUTH, (1, -1), (0, 0)])
    found = kinematics.bearing(front, back, target)
    assert found.values == pytest.approx([0, 90, -90, 180, 45, NAN], nan_ok=True)
    aside = kinematics.facing(front, back, target)
    assert aside.values == pytest.approx([0, 90, 90, 180, 45, NAN], nan_ok=True)


def test_facing_is_symmetric_across_the_wrap_around() -> None:
    back = track([(0, 0)] * 2)
    front = track([WEST] * 2)  # heading 180
    off = np.radians([180 - 30, 180 + 30])
    target = track(np.column_stack([np.cos(off), np.sin(off)]) * 50)
    assert kinematics.bearing(front, back, target).values == pytest.approx([-30.0, 30.0])
    assert (kinematics.facing(front, back, target).values < 40).all()


def test_bearing_from_a_stated_origin_and_a_fixed_target() -> None:
    front, back = track([(10, 0)] * 2), track([(0, 0)] * 2)
    assert kinematics.bearing(front, back, (10, 10)).values == pytest.approx([45.0, 45.0])
    nose = kinematics.bearing(front, back, (10, 10), origin=front)
    assert nose.values == pytest.approx([90.0, 90.0])
    seen = kinematics.bearing_from(angles([90, -90]), (0, 0), (5, 0))
    assert seen.values == pytest.approx([-90.0, 90.0])


def test_angle_at_a_joint_in_two_and_three_axes() -> None:
    found = kinematics.angle(
        track([EAST, EAST, EAST, EAST]), (0, 0), track([SOUTH, NORTH, WEST, EAST])
    )
    assert found.values == pytest.approx([90, 90, 180, 0])
    corner = track([(0, 0, 0), (1, 0, 0)])
    found = kinematics.angle(track([(1, 0, 0)] * 2), corner, track([(0, 0, 1)] * 2))
    assert found.values == pytest.approx([90, NAN], nan_ok=True)


def test_heading_in_three_axes_is_that_on_the_ground() -> None:
    found = kinematics.heading(track([(0, 1, 9)]), track([(0, 0, 0)]))
    assert found.values == pytest.approx([90])


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-360, 360), st.floats(0.1, 10))
def test_rotation_moves_headings_and_leaves_bearings(
    seed: int, degrees: float, factor: float
) -> None:
    random = np.random.default_rng(seed)
    points = random.normal(0, 100, (3, 20, 2))
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    moved = factor * points @ matrix + random.normal(0, 100, 2)
    before = [track(p) for p in points]
    after = [track(p) for p in moved]
    change = kinematics.heading(*after[:2]).values - kinematics.heading(*before[:2]).values
    assert np.abs(kernels.wrap(change - degrees)) == pytest.approx(np.zeros(20), abs=1e-5)
    same = kinematics.bearing(*after).values - kinematics.bearing(*before).values
    assert np.abs(kernels.wrap(same)) == pytest.approx(np.zeros(20), abs=1e-5)
    mirrored = [track(p * (1, -1)) for p in points]
    flipped = kinematics.bearing(*mirrored).values + kinematics.bearing(*before).values
    assert np.abs(kernels.wrap(flipped)) == pytest.approx(np.zeros(20), abs=1e-5)
