"""Velocity, speed, acceleration and path on labelled arrays: hand-computed values and units."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from graphs.errors import UserError
from pipelines import kinematics

NAN = np.nan
FPS = 30


def track(xy: object, times: object = None, units: str = "px") -> xr.DataArray:
    """Return positions with a time coordinate, at 30 fps if no times are given."""
    values = np.asarray(xy, dtype=np.float64)
    t = np.arange(len(values)) / FPS if times is None else np.asarray(times, float)
    space = ["x", "y", "z"][: values.shape[1]]
    return xr.DataArray(
        values, {"time": t, "space": space}, ("time", "space"), attrs={"units": units}
    )


def straight(step: tuple[float, ...], frames: int = 30) -> xr.DataArray:
    return track(np.outer(np.arange(frames), step))


def test_six_pixels_per_frame_at_30_fps_are_180_pixels_per_second() -> None:
    found = kinematics.speed(straight((6, 0)))
    assert found.values == pytest.approx(np.full(30, 180.0))
    assert found.attrs["units"] == "px/s"
    assert found.dims == ("time",)
    assert found["time"].values[1] == pytest.approx(1 / 30)


def test_velocity_has_both_signs_and_keeps_its_dims() -> None:
    found = kinematics.velocity(straight((3, -4)), window_s=0)
    assert found.dims == ("time", "space")
    assert found.sel(space="x").values == pytest.approx(np.full(30, 90.0))
    assert found.sel(space="y").values == pytest.approx(np.full(30, -120.0))
    assert found.attrs == {"units": "px/s"}
    assert kinematics.speed(straight((3, -4))).values == pytest.approx(np.full(30, 150.0))


def test_three_axes_and_other_units() -> None:
    moving = track(np.outer(np.arange(10), (1, 2, 2)), units="cm")
    found = kinematics.speed(moving)
    assert found.values == pytest.approx(np.full(10, 90.0))
    assert found.attrs["units"] == "cm/s"


def test_acceleration_of_free_fall() -> None:
    t = np.arange(60) / FPS
    found = kinematics.acceleration(track(np.column_stack([0 * t, 500 * t**2])))
    assert found.attrs["units"] == "px/s^2"
    assert found.values[6:-6] == pytest.approx(np.tile([0.0, 1000.0], (48, 1)), abs=1e-6)


def test_dropped_frames_do_not_look_like_speed() -> None:
    kept = [0, 1, 2, 3, 9, 10, 11, 12, 13]  # five frames are missing
    moving = track([(6.0 * k, 0) for k in kept], [k / FPS for k in kept])
    assert kinematics.speed(moving).values == pytest.approx(np.full(9, 180.0))
    assert kinematics.speed(moving, 0).values == pytest.approx(np.full(9, 180.0))


def test_path_length_counts_only_what_was_seen() -> None:
    moving = track([(0, 0), (3, 4), (NAN, NAN), (30, 40), (30, 41)])
    found = kinematics.path_length(moving)
    assert found.values == pytest.approx([0, 5, NAN, 5, 6], nan_ok=True)
    assert found.attrs["units"] == "px"


def test_smooth_and_rolling_keep_labels() -> None:
    moving = straight((2, 1))
    smoothed = kinematics.smooth(moving, 0.3)
    xr.testing.assert_allclose(smoothed, moving)
    near = kinematics.distance(moving, (0, 0))
    assert kinematics.rolling(near, 0.2, "mean").attrs["units"] == "px"
    assert kinematics.rolling(near > 10, 0.2, "fraction").attrs["units"] == "1"
    assert kinematics.rate(near).attrs["units"] == "px/s"
    assert kinematics.rate(near).values[5] == pytest.approx(30 * np.hypot(2, 1))


def test_one_frame_and_nothing_known() -> None:
    assert np.isnan(kinematics.speed(track([(1, 1)])).values).all()
    assert kinematics.path_length(track([(1, 1)])).values.tolist() == [0.0]
    unknown = track(np.full((20, 2), NAN))
    for function in (kinematics.speed, kinematics.path_length, kinematics.heading_of_motion):
        assert np.isnan(function(unknown).values).all()


def test_points_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(UserError, match="same number of frames; found 20 and 30"):
        kinematics.distance(straight((1, 0), 20), straight((1, 0), 30))
    with pytest.raises(UserError, match="same unit; found cm and px"):
        kinematics.distance(track([(0, 0)], units="cm"), track([(0, 0)]))
    with pytest.raises(UserError, match="same space axes; found 2 and 3"):
        kinematics.distance(track([(0, 0)]), track([(0, 0, 0)]))
    with pytest.raises(UserError, match="all that were given are fixed"):
        kinematics.distance((0, 0), (1, 1))


def test_the_order_of_dims_does_not_matter() -> None:
    moving = straight((6, 0))
    turned = kinematics.speed(moving.transpose("space", "time"))
    assert turned.values == pytest.approx(np.full(30, 180.0))
    velocity = kinematics.velocity(moving.transpose("space", "time"))
    assert velocity.sel(space="x").values == pytest.approx(np.full(30, 180.0))
