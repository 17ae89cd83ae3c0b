"""Kinematics on plain arrays: hand-computed values, both sides, wrap-around, gaps, fixed places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from pipelines import kernels
from pipelines.arena import Zone

NAN = np.nan
NORTH, EAST, SOUTH, WEST = (0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)  # on screen
T30 = np.arange(30) / 30


def moving(step: tuple[float, float], start: tuple[float, float], frames: int = 30) -> np.ndarray:
    return np.outer(np.arange(frames), step) + np.array(start, float)


def at(*places: tuple[float, ...]) -> np.ndarray:
    return np.array(places, dtype=float)


def test_length_and_product_of_vectors() -> None:
    assert kernels.norm(at((3, 4), (0, 0), (NAN, 1))) == pytest.approx([5, 0, NAN], nan_ok=True)
    assert kernels.norm(at((1, 2, 2))) == pytest.approx([3])
    assert kernels.dot(at((1, 2), (3, 0)), at((3, 4), (0, 5))).tolist() == [11, 0]


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        ([10, 20, 30], 20),
        ([10, NAN, 30], 20),
        ([10, NAN, NAN], NAN),
        ([10, NAN], 10),
        ([10], 10),
        ([NAN], NAN),
        ([], NAN),
    ],
)
def test_mean_of_at_least_half_of_the_points(x: list[float], expected: float) -> None:
    points = np.array([x, x], float)[np.newaxis]  # frames, space, keypoints
    found = kernels.mean_point(points)
    assert found == pytest.approx(np.full((1, 2), expected), nan_ok=True)
    assert kernels.mean_point(points.astype(np.float32)).dtype == np.float64


# directions -------------------------------------------------------------------------------------


def test_direction_grows_clockwise_on_screen() -> None:
    found = kernels.direction(at(EAST, SOUTH, WEST, NORTH, (1, 1), (0, 0), (NAN, 0)))
    assert found == pytest.approx([0, 90, 180, -90, 45, NAN, NAN], nan_ok=True)
    assert kernels.direction(at((0, 1, 9))) == pytest.approx([90])  # on the ground


def test_due_west_is_180_whatever_the_sign_of_zero() -> None:
    assert kernels.direction(np.array([[-1.0, -0.0], [-1.0, 0.0]])).tolist() == [180, 180]
    angles = np.array([-180.0, 540.0, 181.0, -181.0, 359.0, 0.0])
    assert kernels.wrap(angles).tolist() == [180, 180, -179, 179, -1, 0]


def test_what_hardly_moves_has_no_direction() -> None:
    still_then_up = at(*[(0, 0)] * 10, *[(0, -5 * k) for k in range(1, 11)])
    velocity = kernels.slope(still_then_up, np.arange(20) / 30, 0)
    found = kernels.direction(velocity)
    assert np.isnan(found[:9]).all()
    assert found[9:] == pytest.approx(np.full(11, -90.0))
    assert np.isnan(kernels.direction(velocity, least=151)).all()


def test_turning_through_180_is_no_jump() -> None:
    clockwise = kernels.wrap(np.arange(160, 220, 2.0))
    assert kernels.turning(clockwise, T30, 0.2) == pytest.approx(np.full(30, 60.0))
    assert kernels.turning(clockwise[::-1], T30, 0.2) == pytest.approx(np.full(30, -60.0))


def test_turning_across_a_gap_takes_the_shorter_way() -> None:
    heading = np.r_[np.full(10, 175.0), np.full(5, NAN), np.full(10, -175.0)]
    unwrapped = kernels.unwrap(heading)
    assert unwrapped[:10] == pytest.approx(np.full(10, 175.0))
    assert unwrapped[15:] == pytest.approx(np.full(10, 185.0))
    found = kernels.turning(heading, T30[:25], 0.2)
    assert np.isnan(found[10:15]).all()
    assert found[:10] == pytest.approx(np.zeros(10))
    assert found[15:] == pytest.approx(np.zeros(10))
    assert np.isnan(kernels.unwrap(np.full(3, NAN))).all()


def test_bearing_is_positive_to_the_right_of_the_animal() -> None:
    north = np.full(6, -90.0)
    target = at(NORTH, EAST, WEST, SOUTH, (1, -1), (0, 0))
    found = kernels.bearing(north, np.zeros((6, 2)), target)
    assert found == pytest.approx([0, 90, -90, 180, 45, NAN], nan_ok=True)


def test_bearing_across_the_wrap_around_and_to_a_fixed_place() -> None:
    off = np.radians([180 - 30, 180 + 30])
    target = np.column_stack([np.cos(off), np.sin(off)]) * 50
    assert kernels.bearing(np.full(2, 180.0), np.zeros(2), target) == pytest.approx([-30, 30])
    seen = kernels.bearing(np.array([90.0, -90.0]), np.zeros((2, 2)), np.array([5.0, 0.0]))
    assert seen == pytest.approx([-90, 90])
    ahead = np.zeros(2)  # from the back the target lies at 45 degrees, from the nose at 90
    assert kernels.bearing(ahead, at((0, 0)), np.array([10.0, 10.0])) == pytest.approx([45, 45])
    assert kernels.bearing(ahead, at((10, 0)), np.array([10.0, 10.0])) == pytest.approx([90, 90])


def test_angle_at_a_joint_in_two_and_three_axes() -> None:
    found = kernels.angle(at(*[EAST] * 4), np.zeros(2), at(SOUTH, NORTH, WEST, EAST))
    assert found.tolist() == [90, 90, 180, 0]
    found = kernels.angle(at(*[(1, 0, 0)] * 2), at((0, 0, 0), (1, 0, 0)), at(*[(0, 0, 1)] * 2))
    assert found == pytest.approx([90, NAN], nan_ok=True)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-360, 360), st.floats(0.1, 10))
def test_rotation_moves_directions_and_leaves_bearings(
    seed: int, degrees: float, factor: float
) -> None:
    random = np.random.default_rng(seed)
    before = random.normal(0, 100, (3, 20, 2))
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    after = factor * before @ matrix + random.normal(0, 100, 2)

    def seen(front: np.ndarray, back: np.ndarray, target: np.ndarray) -> list[np.ndarray]:
        heading = kernels.direction(front - back)
        return [heading, kernels.bearing(heading, back, target)]

    (heading, bearing), (turned, same) = seen(*before), seen(*after)
    none = np.zeros(20)
    assert np.abs(kernels.wrap(turned - heading - degrees)) == pytest.approx(none, abs=1e-5)
    assert np.abs(kernels.wrap(same - bearing)) == pytest.approx(none, abs=1e-5)
    _, flipped = seen(*(before * (1, -1)))
    assert np.abs(kernels.wrap(flipped + bearing)) == pytest.approx(none, abs=1e-5)


# lengths ----------------------------------------------------------------------------------------


def test_distance_of_two_points_and_to_a_fixed_place() -> None:
    nose, tail = at((3, 4), (NAN, 0), (0, 0)), np.zeros((3, 2))
    assert kernels.distance(nose, tail) == pytest.approx([5, NAN, 0], nan_ok=True)
    assert kernels.distance(nose, np.array([3.0, 0.0])) == pytest.approx([4, NAN, 3], nan_ok=True)


def test_closest_distance_leaves_out_what_is_unknown() -> None:
    first = np.array([[[0, 100], [0, 0]]] * 3, dtype=float)  # (0, 0) and (100, 0)
    second = np.array([[[3, 104], [4, 3]]] * 3, dtype=float)  # (3, 4) and (104, 3)
    first[1, :, 0] = NAN
    second[2] = NAN
    second[0, :, 1] = NAN
    assert kernels.closest_distance(first, second) == pytest.approx([5, 5, NAN], nan_ok=True)
    half = second.copy()
    half[:, 1] = NAN  # x alone is no position
    assert np.isnan(kernels.closest_distance(first, half)).all()
    assert np.isnan(kernels.closest_distance(first[:, :, :0], second)).all()


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
    assert kernels.approach_speed(runner, still, T30, 0.2) == pytest.approx(np.full(30, 180.0))
    assert kernels.approach_speed(still, runner, T30, 0.2) == pytest.approx(np.zeros(30))
    assert kernels.approach_speed(runner, runner, T30, 0.2) == pytest.approx(
        [NAN] * 30, nan_ok=True
    )
    past = kernels.approach_speed(moving((0, 6), (0, 0), 3), np.array([300.0, 6.0]), T30[:3], 0.2)
    assert past[1] == pytest.approx(0)  # at its nearest: neither towards nor away


def test_closing_speed_is_positive_while_the_distance_shrinks() -> None:
    chased, chaser = moving((8, 0), (100, 0)), moving((6, 0), (0, 0))
    assert kernels.approach_speed(chaser, chased, T30, 0.2) == pytest.approx(np.full(30, 180.0))
    assert kernels.closing_speed(chaser, chased, T30, 0.2) == pytest.approx(np.full(30, -60.0))
    assert kernels.closing_speed(chased, chaser, T30, 0.2) == pytest.approx(np.full(30, -60.0))
    fixed = np.array([500.0, 0.0])
    assert kernels.closing_speed(chaser, fixed, T30, 0.2) == pytest.approx(np.full(30, 180.0))


def test_distance_to_an_area_is_negative_inside() -> None:
    zone = Zone.polygon("shelter", [(0, 0), (10, 0), (10, 10), (0, 10)])
    places = at((5, 5), (15, 5), (NAN, 5), (5, NAN), (5, 13), (13, 14))
    found = kernels.distance_to_shape(places, zone.shape)
    assert found == pytest.approx([-5, 5, NAN, NAN, 3, 5], nan_ok=True)
    assert kernels.distance_to_shape(at((5, 5, 99)), zone.shape).tolist() == [-5]


def test_distance_to_areas_with_holes_and_parts() -> None:
    ring = Polygon([(0, 0), (30, 0), (30, 30), (0, 30)], [[(10, 10), (20, 10), (20, 20), (10, 20)]])
    both = MultiPolygon([ring, Polygon([(100, 0), (110, 0), (110, 10), (100, 10)])])
    places = at((15, 15), (5, 15), (105, 5), (95, 5), (NAN, 0))
    found = kernels.distance_to_shape(places, both)
    assert found == pytest.approx([5, -5, -5, 5, NAN], nan_ok=True)
    circle = Zone.circle("feeder", (50, 50), 20)
    random = np.random.default_rng(2).uniform(0, 100, (200, 2))
    from_border = np.hypot(*(random - 50).T) - 20
    # a circle is stored as a polygon of 128 corners
    assert kernels.distance_to_shape(random, circle.shape) == pytest.approx(from_border, abs=0.01)


def test_nothing_known_and_a_single_frame() -> None:
    unknown, t = np.full((20, 2), NAN), np.arange(20) / 30
    for window_s in (0, 0.2):
        assert np.isnan(kernels.slope(unknown, t, window_s)).all()
        assert np.isnan(kernels.slope(at((1, 1)), np.zeros(1), window_s)).all()
    assert kernels.smooth(at((1, 1)), np.zeros(1), 0.2).tolist() == [[1, 1]]


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
    t = T30[:25]

    def lengths(one: np.ndarray, two: np.ndarray) -> list[np.ndarray]:
        return [
            kernels.distance(one, two),
            kernels.approach_speed(one, two, t, 0.2),
            kernels.closing_speed(one, two, t, 0.2),
            kernels.norm(kernels.slope(one - two, t, 0.2)),
            kernels.norm(kernels.slope(one, t, 0.2)),
        ]

    for before, after in zip(lengths(*points), lengths(*moved), strict=True):
        assert after == pytest.approx(factor * before, nan_ok=True, rel=1e-6, abs=1e-6)
        assert np.isnan(before[4:7]).all()
