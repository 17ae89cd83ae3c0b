"""How one animal moves, by hand: positions, speeds, headings and angles, at 10 frames a second."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from analysis_recordings import NAN, letters, recording

from graphs.errors import UserError

EAST, SOUTH, WEST, NORTH = (10, 0), (0, 10), (-10, 0), (0, -10)  # on screen: y points down
GAP = (NAN, NAN)

Track = Sequence[tuple[float, ...]]

# what, positions (px), times (s), window (s), px per cm, speed in every frame
SPEEDS: list[tuple[str, Track, list[float] | None, float | str, float | None, list[float]]] = [
    ("3-4-5 triangle", [(0, 0), (3, 4), (6, 8)], None, 0, None, [50, 50, 50]),
    ("in cm", [(0, 0), (3, 4), (6, 8)], None, 0, 10, [5, 5, 5]),
    ("at rest", [(7, 7)] * 3, None, 0, None, [0, 0, 0]),
    ("there and back", [(0, 0), (5, 0), (0, 0)], None, 0, None, [50, 0, 50]),
    ("one frame", [(3, 3)], None, 0, None, [NAN]),
    ("one frame, with a window", [(3, 3)], None, 0.2, None, [NAN]),
    ("two frames", [(0, 0), (0, 7)], None, 0, None, [70, 70]),
    ("two frames, with a window", [(0, 0), (0, 7)], None, 0.2, None, [70, 70]),
    ("alone between gaps", [(0, 0), GAP, (20, 0), GAP], None, 0, None, [NAN] * 4),
    ("beside a gap", [(0, 0), (1, 0), GAP, (3, 0), (5, 0)], None, 0, None, [10, 10, NAN, 20, 20]),
    ("x alone is no position", [(0, 0), (1, NAN), (2, 0)], None, 0, None, [NAN] * 3),
    ("uneven times", [(0, 0), (10, 0), (40, 0)], [0, 0.1, 0.4], 0, None, [100, 100, 100]),
    # neighbours 0 and 8 px, 0.4 s apart
    ("uneven times and speed", [(0, 0), (2, 0), (8, 0)], [0, 0.1, 0.4], 0, None, [20, 20, 20]),
    ("three axes", [(0, 0, 0), (1, 2, 2), (2, 4, 4)], None, 0, None, [30, 30, 30]),
    ("three axes in cm", [(0, 0, 0), (1, 2, 2)], None, 0, 6, [5, 5]),
    # a line through 3 frames: (4 - 0) / 0.2 s in the middle, through 2 frames at the ends
    ("line through 3 frames", [(0, 0), (1, 0), (4, 0)], None, 0.2, None, [10, 20, 30]),
    ("the same in words", [(0, 0), (1, 0), (4, 0)], None, "200 ms", None, [10, 20, 30]),
    # at k = 2, sum of t x / sum of t^2 = (-0.2 * 0 - 0.1 * 1 + 0.1 * 9 + 0.2 * 16) / 0.1 = 40
    ("line through 5", [(k * k, 0) for k in range(5)], None, 0.4, None, [20, 30, 40, 50, 60]),
    ("less than half is known", [(0, 0), GAP, GAP, (9, 0)], None, 0.2, None, [NAN] * 4),
]


@pytest.mark.parametrize(
    ("track", "times_s", "window_s", "px_per_cm", "expected"),
    [case[1:] for case in SPEEDS],
    ids=[case[0] for case in SPEEDS],
)
def test_speed(
    track: Track,
    times_s: list[float] | None,
    window_s: float | str,
    px_per_cm: float | None,
    expected: list[float],
) -> None:
    rec = recording({"a": track}, times_s=times_s, px_per_cm=px_per_cm)
    found = rec.speed("a", window_s)
    assert found.unit == ("cm/s" if px_per_cm else "px/s")
    assert found.values[0] == pytest.approx(expected, nan_ok=True)
    assert rec.velocity("a", window_s).length().values[0] == pytest.approx(expected, nan_ok=True)


def test_position_of_a_point_and_in_cm() -> None:
    rec = recording({"a": [[(30, 40), (10, 20)]], "b": [[GAP, (1, 2)]]}, ("nose", "centre"))
    assert rec.position("a").array().tolist() == [[[10, 20]]]
    assert rec.position("a.nose").x.values.tolist() == [[30]]
    assert rec.position("*.nose").y.values[:, 0] == pytest.approx([40, NAN], nan_ok=True)
    assert rec.position("a.nose").length().values[0, 0] == pytest.approx(50)
    scaled = recording({"a": [(30, 40)]}, px_per_cm=10)
    assert scaled.position("a").y.values[0, 0] == pytest.approx(4)
    assert scaled.position("a").y.label == "position y (cm)"


def test_axes() -> None:
    flat, deep = recording({"a": [(1, 2)]}), recording({"a": [(1, 2, 3)]})
    assert deep.position("a").z.values.tolist() == [[3]]
    with pytest.raises(UserError, match="No axis 'z'; there are x, y"):
        _ = flat.position("a").z


def test_velocity_has_both_signs() -> None:
    rec = recording({"a": [(3 * k, -4 * k) for k in range(4)]})
    velocity = rec.velocity("a", 0)
    assert velocity.x.values[0] == pytest.approx([30] * 4)
    assert velocity["y"].values[0] == pytest.approx([-40] * 4)
    assert velocity.x.unit == "px/s"


def test_acceleration_is_the_change_of_speed() -> None:
    rec = recording({"a": [(k * k, 0) for k in range(5)]}, px_per_cm=10)
    assert rec.speed("a", 0).values[0] == pytest.approx([1, 2, 4, 6, 7])
    found = rec.acceleration("a", 0)
    assert found.values[0] == pytest.approx([10, 15, 20, 15, 10])
    assert found.unit == "cm/s^2"
    turned = recording({"a": [(-k * k, 0) for k in range(5)]})  # speeds up to the left
    assert turned.acceleration("a", 0).values[0] == pytest.approx([100, 150, 200, 150, 100])


def test_acceleration_of_free_fall() -> None:
    rec = recording({"a": [(0, 500 * (k / 30) ** 2) for k in range(60)]}, fps=30)
    assert rec.acceleration("a").values[0, 6:-6] == pytest.approx(np.full(48, 1000.0), rel=1e-3)


@pytest.mark.parametrize(
    ("nose", "degrees"),
    [
        (EAST, 0), (SOUTH, 90), (WEST, 180), (NORTH, -90), ((10, 10), 45), ((-10, -10), -135),
        ((0, 0), NAN), ((NAN, 0), NAN),
    ],
)  # fmt: skip
def test_heading_grows_clockwise_on_screen(nose: tuple[float, float], degrees: float) -> None:
    rec = recording({"a": [[nose, (0, 0)]]}, ("nose", "tailbase"))
    assert rec.heading("a").values[0, 0] == pytest.approx(degrees, nan_ok=True)
    assert rec.heading("a").unit == "deg"


def test_heading_in_three_axes_is_that_on_the_ground() -> None:
    rec = recording({"a": [[(0, 1, 9), (0, 0, 0)]]}, ("nose", "tailbase"))
    assert rec.heading("a").values[0, 0] == pytest.approx(90)


def test_heading_of_an_animal_tracked_as_one_point_is_that_of_its_motion() -> None:
    # up the screen at 3 px per second, then at 50; a tenth of a body length is 4 px
    up = [(0, -0.3 * k) for k in range(10)] + [(0, -3 - 5.0 * k) for k in range(10)]
    found = recording({"a": up}, body_length_px=40).heading("a").values[0]
    assert np.isnan(found[:10]).all()
    assert found[10:] == pytest.approx(np.full(10, -90.0))


def test_turning_through_180_is_no_jump() -> None:
    turns = np.radians(np.arange(160, 220, 2.0))  # 2 degrees per frame, clockwise
    clockwise = [[(100 * np.cos(t), 100 * np.sin(t)), (0, 0)] for t in turns]
    rec = recording({"a": clockwise, "b": clockwise[::-1]}, ("nose", "tailbase"), fps=30)
    assert rec.turning("a").values[0] == pytest.approx(np.full(30, 60.0), abs=1e-3)
    assert rec.turning("b").values[0] == pytest.approx(np.full(30, -60.0), abs=1e-3)
    assert rec.turning("a").unit == "deg/s"


def test_turning_across_a_gap_takes_the_shorter_way() -> None:
    west = [[(-10, 1), (0, 0)]] * 3 + [[GAP, GAP]] * 2 + [[(-10, -1), (0, 0)]] * 3
    found = recording({"a": west}, ("nose", "tailbase")).turning("a", 0).values[0]
    assert found == pytest.approx([0, 0, 0, NAN, NAN, 0, 0, 0], nan_ok=True, abs=1e-9)


@pytest.mark.parametrize(
    ("nose", "px_per_cm", "expected"),
    [((3, 4), None, 5), ((30, 40), 10, 5), (GAP, None, NAN), ((1, 2, 2), None, 3)],
)
def test_body_length(nose: tuple[float, ...], px_per_cm: float | None, expected: float) -> None:
    rec = recording({"a": [[nose, (0,) * len(nose)]]}, ("nose", "tailbase"), px_per_cm=px_per_cm)
    assert rec.body_length("a").values[0, 0] == pytest.approx(expected, nan_ok=True)


def test_body_length_without_a_tail_base() -> None:
    with pytest.raises(UserError, match="the tracks have no keypoint for 'nose'"):
        recording({"a": [(1, 1)]}, ("paw",)).body_length("a")


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([EAST, (0, 0), SOUTH], 90),
        ([EAST, (0, 0), NORTH], 90),
        ([EAST, (0, 0), WEST], 180),
        ([EAST, (0, 0), (20, 0)], 0),
        ([EAST, (0, 0), (10, 10)], 45),
        ([(0, 0), (0, 0), SOUTH], NAN),
        ([GAP, (0, 0), SOUTH], NAN),
        ([(1, 0, 0), (0, 0, 0), (0, 0, 1)], 90),
        ([(1, 1, 5), (0, 0, 5), (1, 1, 6)], np.degrees(np.arctan(1 / np.sqrt(2)))),
    ],
)
def test_angle_at_a_point(points: Track, expected: float) -> None:
    rec = recording({"a": [points]}, ("nose", "centre", "tailbase"))
    found = rec.angle("a.nose", "a.centre", "a.tailbase")
    assert found.values[0, 0] == pytest.approx(expected, nan_ok=True, abs=1e-5)
    assert found.label == "angle(nose, centre, tailbase) (deg)"


def test_angle_of_every_animal_and_between_two() -> None:
    bent, straight = [[EAST, (0, 0), SOUTH]], [[EAST, (0, 0), WEST]]
    rec = recording({"a": bent, "b": straight}, ("nose", "centre", "tailbase"))
    assert rec.angle("*.nose", "*.centre", "*.tailbase").values[:, 0] == pytest.approx([90, 180])
    between = rec.angle("a.tailbase", "a.centre", "b.tailbase")
    assert between.values[0, 0] == pytest.approx(90)
    assert str(between.rows[0]) == "a -> b"
    with pytest.raises(UserError, match="stand for 2, 1 and 1"):
        rec.angle("*.nose", "a.centre", "a.tailbase")


def test_tracked_is_always_known() -> None:
    rec = recording({"a": [[EAST, EAST], [EAST, GAP], [GAP, GAP]]}, ("nose", "centre"))
    assert letters(rec.tracked("a")) == ["TFF"]
    assert letters(rec.tracked("a.nose")) == ["TTF"]
    assert rec.tracked("a").fraction() == pytest.approx(1 / 3)


def test_a_role_of_several_points_is_the_mean_of_at_least_half() -> None:
    hips = [[(0, 0), (10, 4)], [(0, 0), GAP], [GAP, GAP]]
    rec = recording({"a": hips}, ("lefthip", "righthip"))
    assert rec.position("a.tailbase").x.values[0] == pytest.approx([5, 0, NAN], nan_ok=True)
