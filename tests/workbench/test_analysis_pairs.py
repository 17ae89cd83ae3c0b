"""Two animals, or an animal and a place, by hand: distances, directions, approach, overlap."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from analysis_recordings import NAN, letters, recording
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from graphs.errors import UserError
from pipelines.arena import Zone
from pipelines.hulls import overlap
from workbench.analysis.recording import Recording

GAP = (NAN, NAN)
BODY = ("nose", "centre", "tailbase")
NEST = Zone.polygon("nest", [(0, 0), (10, 0), (10, 10), (0, 10)])


def facing_east(x: float, y: float) -> list[tuple[float, float]]:
    """Nose, centre and tail base of an animal that looks to the right, 20 px long."""
    return [(x + 10, y), (x, y), (x - 10, y)]


@pytest.mark.parametrize(
    ("first", "second", "px_per_cm", "expected"),
    [
        ((0, 0), (3, 4), None, 5),
        ((0, 0), (30, 40), 10, 5),
        ((7, 7), (7, 7), None, 0),
        (GAP, (3, 4), None, NAN),
        ((0, 0), (3, NAN), None, NAN),
    ],
)
def test_distance(
    first: tuple[float, float],
    second: tuple[float, float],
    px_per_cm: float | None,
    expected: float,
) -> None:
    rec = recording({"a": [first], "b": [second]}, px_per_cm=px_per_cm)
    found = rec.distance("a", "b")
    assert found.values[0, 0] == pytest.approx(expected, nan_ok=True)
    assert found.unit == ("cm" if px_per_cm else "px")
    assert rec.distance("b", "a").values[0, 0] == pytest.approx(expected, nan_ok=True)


def test_distance_between_points_of_two_and_of_one_animal() -> None:
    rec = recording({"a": [facing_east(0, 0)], "b": [facing_east(40, 30)]}, BODY)
    found = rec.distance("a.nose", "b.tailbase")  # (10, 0) and (30, 30)
    assert found.values[0, 0] == pytest.approx(np.hypot(20, 30))
    assert found.name == "distance(nose, tailbase)"
    assert rec.distance("a", "b.centre").values[0, 0] == 50
    own = rec.distance("*", ".nose")
    assert own.values[:, 0].tolist() == [10, 10]
    assert [str(row) for row in own.rows] == ["a", "b"]
    assert rec.distance("a.nose", "a.tailbase").values[0, 0] == 20


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ((5, 5), -5), ((5, 8), -2), ((15, 5), 5), ((13, 14), 5), ((5, 10), 0), (GAP, NAN),
        ((5, NAN), NAN),
    ],
)  # fmt: skip
def test_distance_to_a_zone_is_negative_inside(at: tuple[float, float], expected: float) -> None:
    rec = recording({"a": [at]}, zones=[NEST])
    assert rec.distance_to("a", "nest").values[0, 0] == pytest.approx(expected, nan_ok=True)
    assert rec.distance("a", "nest").values[0, 0] == pytest.approx(expected, nan_ok=True)
    scaled = recording({"a": [at]}, zones=[NEST], px_per_cm=10)
    found = scaled.distance_to("a", "nest")
    assert found.values[0, 0] == pytest.approx(expected / 10, nan_ok=True)
    assert found.label == "distance(nest) (cm)"


def test_distance_to_a_thing() -> None:
    fed = [[(3, 4), (0, 0)], [(30, 40), (0, 0)], [GAP, (0, 0)]]
    rec = recording({"a": fed}, ("centre", "feeder"))
    assert rec.objects == ["feeder"]
    found = rec.distance_to("a", "feeder")
    assert found.values[0] == pytest.approx([5, 50, NAN], nan_ok=True)
    assert str(found.rows[0]) == "a -> feeder"
    assert rec.facing("a", "feeder").values.shape == (1, 3)


def test_distance_to_a_zone_in_three_axes_is_that_on_the_ground() -> None:
    rec = recording({"a": [(5, 15, 99)]}, zones=[NEST])
    assert rec.distance_to("a", "nest").values[0, 0] == 5
    assert letters(rec.in_zone("a", "nest")) == ["F"]
    assert letters(recording({"a": [(5, 5, 99)]}, zones=[NEST]).in_zone("a", "nest")) == ["T"]


def test_closest_distance_leaves_out_what_is_unknown() -> None:
    one = [(0, 0), (50, 0), (100, 0)]  # nose, centre, tailbase
    near, far = [(3, 4), (500, 500), (104, 3)], [(3, 4), (500, 500), GAP]
    rec = recording(
        {"a": [one, one, one, one], "b": [near, far, [GAP] * 3, [(50, 1), (500, 0), (0, 500)]]},
        BODY,
    )
    found = rec.closest_distance("a", "b")
    # (3, 4) is 5 from (0, 0); (104, 3) is 5 from (100, 0); (50, 1) is 1 from (50, 0)
    assert found.values[0] == pytest.approx([5, 5, NAN, 1], nan_ok=True)
    assert found.values[0].tolist()[:2] == rec.closest_distance("b", "a").values[0].tolist()[:2]


def test_closest_distance_does_not_count_tails() -> None:
    rec = recording({"a": [[(0, 0), (10, 0)]], "b": [[(0, 30), (10, 1)]]}, ("centre", "tailtip"))
    assert rec.closest_distance("a", "b").values[0, 0] == 30


def test_closest_distance_to_a_zone_is_negative_once_a_point_is_inside() -> None:
    rec = recording({"a": [facing_east(5, 5), facing_east(30, 5)]}, BODY, zones=[NEST])
    # centre (5, 5) lies 5 inside; tail base (20, 5) is 10 away
    assert rec.closest_distance("a", "nest").values[0].tolist() == [-5, 10]


def test_closest_distance_in_three_axes() -> None:
    rec = recording({"a": [(0, 0, 0)], "b": [(1, 2, 2)]})
    assert rec.closest_distance("a", "b").values[0, 0] == 3


@pytest.mark.parametrize(
    ("target", "bearing"),
    [
        ((100, 0), 0), ((0, 100), 90), ((0, -100), -90), ((-100, 0), 180), ((100, 100), 45),
        ((0, 0), NAN), (GAP, NAN),
    ],
)  # fmt: skip
def test_bearing_is_positive_clockwise_and_facing_has_no_side(
    target: tuple[float, float], bearing: float
) -> None:
    rec = recording({"a": [facing_east(0, 0)], "b": [[target] * 3]}, BODY)
    assert rec.bearing("a", "b").values[0, 0] == pytest.approx(bearing, nan_ok=True)
    assert rec.facing("a", "b").values[0, 0] == pytest.approx(abs(bearing), nan_ok=True)
    assert rec.bearing("a", "b").circular
    assert not rec.facing("a", "b").circular


def test_bearing_is_relative_to_the_body_axis() -> None:
    north = [(0, -10), (0, 0), (0, 10)]  # an animal that looks up the screen
    rec = recording({"a": [north], "b": [[(50, 0)] * 3]}, BODY)
    assert rec.bearing("a", "b").values[0, 0] == 90  # to its right


def test_facing_a_zone_is_facing_its_centroid() -> None:
    rec = recording({"a": [facing_east(-15, 5)]}, BODY, zones=[NEST])
    assert rec.facing("a", "nest").values[0, 0] == 0
    away = recording({"a": [facing_east(25, 5)]}, BODY, zones=[NEST])
    assert away.facing("a", "nest").values[0, 0] == 180


def test_head_facing_is_seen_from_the_ears() -> None:
    points = ("nose", "leftear", "rightear", "tailbase")
    looks_down = [(0, 10), (5, 0), (-5, 0), (-50, 0)]  # the head points south, the body east
    rec = recording({"a": [looks_down], "b": [[(0, 100)] * 4]}, points)
    assert rec.head_facing("a", "b").values[0, 0] == pytest.approx(0)
    aside = recording({"a": [looks_down], "b": [[(100, 0)] * 4]}, points)
    assert aside.head_facing("a", "b").values[0, 0] == pytest.approx(90)


@pytest.mark.parametrize(
    ("nose", "expected"), [((10, 0), 0), ((-10, 0), 180), ((0, 10), 90), ((0, -10), 90), (GAP, NAN)]
)
def test_alignment(nose: tuple[float, float], expected: float) -> None:
    rec = recording({"a": [[(10, 0), (0, 0)]], "b": [[nose, (0, 0)]]}, ("nose", "tailbase"))
    assert rec.alignment("a", "b").values[0, 0] == pytest.approx(expected, nan_ok=True)


def test_alignment_is_of_animals() -> None:
    rec = recording({"a": [facing_east(5, 5)]}, BODY, zones=[NEST])
    with pytest.raises(UserError, match="alignment is of two animals; 'nest' has no body axis"):
        rec.alignment("a", "nest")


# px per frame of a (from x = 0) and b (from x = 300), at 30 fps; approach of a, closing, relative
APPROACH = [
    ("a runs to b at rest", 6, 0, 180, 180, 180),
    ("a runs away from b", -6, 0, -180, -180, 180),
    ("b runs to a at rest", 0, -6, 0, 180, 180),
    ("a chases b, which is faster", 6, 8, 180, -60, 60),
    ("they move as one", 6, 6, 180, 0, 0),
    ("head on", 6, -6, 180, 360, 360),
    ("both at rest", 0, 0, 0, 0, 0),
]


@pytest.mark.parametrize(
    ("a", "b", "approach", "closing", "relative"),
    [case[1:] for case in APPROACH],
    ids=[case[0] for case in APPROACH],
)
def test_approach_closing_and_relative_speed(
    a: float, b: float, approach: float, closing: float, relative: float
) -> None:
    rec = recording(
        {"a": [(a * k, 0) for k in range(20)], "b": [(300 + b * k, 0) for k in range(20)]}, fps=30
    )
    for window_s in (0, 0.2):
        found = rec.approach_speed("a", "b", window_s).values[0]
        assert found == pytest.approx(np.full(20, float(approach)), abs=1e-6)
        for one, other in (("a", "b"), ("b", "a")):
            found = rec.closing_speed(one, other, window_s).values[0]
            assert found == pytest.approx(np.full(20, float(closing)), abs=1e-6)
            found = rec.relative_speed(one, other, window_s).values[0]
            assert found == pytest.approx(np.full(20, float(relative)), abs=1e-6)


def test_approach_in_cm_to_a_zone_and_a_gap() -> None:
    track = [(110 - 10 * k, 5) if k != 2 else GAP for k in range(5)]
    rec = recording({"a": track}, zones=[NEST], px_per_cm=10)
    found = rec.approach_speed("a", "nest", 0)
    assert found.unit == "cm/s"
    assert found.values[0] == pytest.approx([10, 10, NAN, 10, 10], nan_ok=True)
    assert rec.closing_speed("a", "nest", 0).values[0, 0] == pytest.approx(10)


def test_passing_by_is_neither_towards_nor_away() -> None:
    rec = recording({"a": [(0, 0), (0, 6), (0, 12)], "b": [(300, 6)] * 3})
    assert rec.approach_speed("a", "b").values[0, 1] == pytest.approx(0)


def test_no_direction_of_approach_where_two_coincide() -> None:
    track = [(6 * k, 0) for k in range(5)]
    rec = recording({"a": track, "b": track})
    assert np.isnan(rec.approach_speed("a", "b").values).all()


def test_in_zone_does_not_count_the_border() -> None:
    at = [(5, 5), (15, 5), (NAN, 5), (5, NAN), (10, 5), (0, 0)]
    rec = recording({"a": at}, zones=[NEST])
    assert letters(rec.in_zone("a", "nest")) == ["TF??FF"]


def test_in_zone_of_points_and_several_zones() -> None:
    yard = Zone.circle("yard", (20, 5), 8)
    rec = recording(
        {"a": [facing_east(10, 5)], "b": [facing_east(90, 5)]}, BODY, zones=[NEST, yard]
    )
    found = rec.in_zone("*.nose")
    assert [str(row) for row in found.rows] == ["a -> nest", "a -> yard", "b -> nest", "b -> yard"]
    assert letters(found) == ["F", "T", "F", "F"]
    assert letters(rec.in_zone("a.tailbase", ["yard", "nest"])) == ["F", "F"]
    assert letters(rec.in_zone("a", "yard")) == ["F"]
    assert rec.in_zone("a.nose", "yard").name == "in_zone(nose, yard)"


def test_overlap_with_a_zone_and_of_lines_and_points() -> None:
    square = Zone.polygon("square", [(0, 0), (4, 0), (4, 4), (0, 4)])
    rec = recording(
        {"a": [[(-1, 2), (9, 2)], [(20, 2), (30, 2)], [GAP, GAP], [(2, 2), GAP]]},
        ("nose", "tailbase"),
        zones=[square],
    )
    assert letters(rec.overlap("a", "square")) == ["TF?T"]
    crossing = recording(
        {"a": [[(0, 0), (10, 10)]], "b": [[(0, 10), (10, 0)]]}, ("nose", "tailbase")
    )
    assert letters(crossing.overlap("a", "b")) == ["T"]


def hull_of_every_frame(points: np.ndarray) -> list[BaseGeometry | None]:
    """The outline of the known points of every frame, shape (frames, 2, points), one by one."""
    known = [frame[:, np.isfinite(frame).all(axis=0)].T for frame in points]
    return [shapely.MultiPoint(at).convex_hull if len(at) else None for at in known]


def overlap_of_every_frame(first: np.ndarray, second: np.ndarray | BaseGeometry) -> np.ndarray:
    """Whether outlines share a point, NaN where one is unknown; none is left out."""
    area = isinstance(second, BaseGeometry)
    others = [second] * len(first) if area else hull_of_every_frame(second)
    pairs = zip(hull_of_every_frame(first), others, strict=True)
    return np.array([NAN if None in (one, of) else float(one.intersects(of)) for one, of in pairs])


def some_bodies(random: np.random.Generator, frames: int, points: int) -> np.ndarray:
    """Bodies here and there, in whole pixels so that they touch too; some points not known."""
    centre = random.integers(0, 30, (frames, 2, 1))
    at = (centre + random.integers(-6, 7, (frames, 2, points))).astype(float)
    known = random.random(frames)[:, None] > random.random((frames, points))  # 0, 1, 2 or more
    at[np.broadcast_to(~known[:, None], at.shape)] = NAN
    half = random.random(at.shape) < 0.05
    at[half] = NAN  # of some points, one axis alone is known
    return at


L_SHAPE = shapely.Polygon([(5, 5), (25, 5), (25, 12), (12, 12), (12, 25), (5, 25)])
RING = shapely.Polygon([(2, 2), (28, 2), (28, 28), (2, 28)], [[(6, 6), (24, 6), (24, 24), (6, 24)]])


@pytest.mark.parametrize("points", [1, 2, 3, 8])
def test_overlap_is_that_of_the_outlines_of_every_frame(points: int) -> None:
    random = np.random.default_rng(points)
    first, second = some_bodies(random, 1500, points), some_bodies(random, 1500, points)
    second[::9] = first[::9]  # two single points meet by chance only rarely
    for other in (second, L_SHAPE, RING, shapely.Point(15, 15)):
        expected = overlap_of_every_frame(first, other)
        assert np.array_equal(overlap(first, other), expected, equal_nan=True)
        as_stored = first.astype(np.float32)
        assert np.array_equal(overlap(as_stored, other), expected, equal_nan=True)
    found = overlap(second, first)
    assert np.array_equal(found, overlap(first, second), equal_nan=True)
    assert {0.0, 1.0} <= set(found[np.isfinite(found)])
    assert np.isnan(found).any()


def test_overlap_of_boxes_that_meet_but_outlines_that_do_not() -> None:
    corner = np.array([[(0, 0), (10, 0), (0, 10)]], float).transpose(0, 2, 1)
    opposite = np.array([[(10, 10), (10, 6), (6, 10)]], float).transpose(0, 2, 1)
    assert overlap(corner, opposite).tolist() == [0]
    assert overlap(corner, opposite - 2.9).tolist() == [0]
    assert overlap(corner, opposite - 3).tolist() == [1]  # (7, 3) and (3, 7) lie on the long side
    assert overlap(opposite + 10, L_SHAPE).tolist() == [0]  # in the notch of the L
    assert overlap(corner + 10, RING).tolist() == [0]  # in the hole
    assert overlap(corner + 15, RING).tolist() == [1]


def test_half_a_position_has_no_outline() -> None:
    half = np.array([[(5, NAN), (NAN, 5)]], float).transpose(0, 2, 1)
    whole = np.array([[(0, 0), (10, 10)]], float).transpose(0, 2, 1)
    for found in (overlap(half, whole), overlap(whole, half), overlap(half, L_SHAPE)):
        assert np.isnan(found).all()
    nothing = np.empty((1, 2, 0))
    assert np.isnan(overlap(nothing, whole)).all()


def test_overlap_with_zones_of_other_shapes() -> None:
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)], float)
    rec = recording(
        {"a": [square + 14, square + 6, square + 10, square * NAN, square + 40]},
        ("nose", "leftear", "rightear", "centre"),
        zones=[
            Zone.polygon("l", list(L_SHAPE.exterior.coords)[:-1]),
            Zone.circle("c", (12, 12), 3),
        ],
    )
    assert letters(rec.overlap("a", "l")) == ["FTT?F"]
    # the nearest corner is 2.8 from the middle, then (10, 10) is
    assert letters(rec.overlap("a", "c")) == ["TTT?F"]


AXES_3D = [
    # what, px per frame of a (from the origin) and b (from x = 300), approach, closing, relative
    ("along x", (6, 0, 0), (0, 0, 0), 180, 180, 180),
    ("up", (0, 0, 6), (0, 0, 6), 0, 0, 0),
    ("towards it and up together", (6, 0, 8), (0, 0, 8), 180, 180, 180),
    ("head on", (6, 0, 0), (-6, 0, 0), 180, 360, 360),
]


@pytest.mark.parametrize(
    ("a", "b", "approach", "closing", "relative"),
    [case[1:] for case in AXES_3D],
    ids=[case[0] for case in AXES_3D],
)
def test_speeds_of_two_in_three_axes(
    a: tuple[float, ...],
    b: tuple[float, ...],
    approach: float,
    closing: float,
    relative: float,
) -> None:
    k = np.arange(20)[:, None]
    rec = recording({"a": k * np.array(a), "b": [300, 0, 0] + k * np.array(b)}, fps=30)
    for window_s in (0, 0.2):
        for found, expected in (
            (rec.approach_speed("a", "b", window_s), approach),
            (rec.closing_speed("a", "b", window_s), closing),
            (rec.closing_speed("b", "a", window_s), closing),
            (rec.relative_speed("a", "b", window_s), relative),
        ):
            assert found.values[0] == pytest.approx(np.full(20, float(expected)), abs=1e-6)


def test_the_third_axis_counts_in_distances_and_speeds_of_two() -> None:
    # b is straight above a, which rises towards it at 6 px per frame
    rec = recording({"a": [(7, 7, 6 * k) for k in range(20)], "b": [(7, 7, 300)] * 20}, fps=30)
    assert rec.distance("a", "b").values[0, :3].tolist() == [300, 294, 288]
    assert rec.closest_distance("a", "b").values[0, 0] == 300
    for found in (
        rec.approach_speed("a", "b"),
        rec.closing_speed("a", "b"),
        rec.relative_speed("a", "b"),
    ):
        assert found.values[0] == pytest.approx(np.full(20, 180.0))
    away = recording({"a": [(0, 0, 0)], "b": [(1, 2, 2)], "c": [(0, 0, NAN)]})
    assert away.distance("a", "b").values[0, 0] == 3
    assert np.isnan(away.distance("a", "c").values).all()


def test_a_thing_on_the_ground_has_two_axes() -> None:
    track = [(3 + 6 * k, 4, 90 * k) for k in range(20)]
    rec = recording({"a": track}, fps=30, objects={"toy": (303, 4)}, zones=[NEST])
    assert rec.distance("a", "toy").values[0, :3].tolist() == [300, 294, 288]
    assert rec.distance_to("a", "toy").values[0, 0] == 300
    assert rec.approach_speed("a", "toy").values[0] == pytest.approx(np.full(20, 180.0))
    assert rec.closing_speed("a", "toy").values[0] == pytest.approx(np.full(20, 180.0))


def test_a_pair_needs_two_animals() -> None:
    with pytest.raises(UserError, match="make no pair: the recording has a"):
        recording({"a": [(0, 0)]}).distance()


def _moved(at: np.ndarray, degrees: float, factor: float, shift: np.ndarray) -> Recording:
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    points = factor * at @ matrix + shift
    return recording({"a": points[0], "b": points[1]}, ("nose", "tailbase"))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-180, 180), st.floats(0.1, 4))
def test_lengths_scale_and_angles_stay_when_the_picture_is_turned(
    seed: int, degrees: float, factor: float
) -> None:
    random = np.random.default_rng(seed)
    points = np.cumsum(random.normal(0, 5, (2, 25, 2, 2)), axis=1)  # animal, frame, point, space
    points[0, 4:7] = NAN
    rec = _moved(points, 0, 1, np.zeros(2))
    moved = _moved(points, degrees, factor, random.normal(0, 100, 2))
    for name in ("distance", "approach_speed", "closing_speed", "relative_speed"):
        before, after = (getattr(r, name)("a", "b").values[0] for r in (rec, moved))
        assert after == pytest.approx(factor * before, nan_ok=True, rel=1e-2, abs=1e-2)
        assert np.isnan(before[4:7]).all()
    before, after = (r.speed("b").values[0] for r in (rec, moved))
    assert after == pytest.approx(factor * before, nan_ok=True, rel=1e-2, abs=1e-2)
    turned = moved.heading("b").values[0] - rec.heading("b").values[0] - degrees
    assert np.abs((turned + 180) % 360 - 180) == pytest.approx(np.zeros(25), abs=0.1)
