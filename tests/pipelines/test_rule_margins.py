"""From rules to margins: arithmetic, three-valued logic and every signal, on scenes by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import body, scene

from graphs.ethogram import ObjectClass
from pipelines.arena import FixedObject, Zone
from pipelines.describe.evaluate import Evaluator, both
from pipelines.describe.language import parse_condition
from pipelines.describe.signals import signatures
from pipelines.describe.stretch import MissingPoint, Stretch
from pipelines.describe.tree import Comparison
from pipelines.scene import Scene

NAN = float("nan")
FRAMES = np.arange(20)


def _target(of: Scene, name: str | None) -> ObjectClass:
    if name is None:
        return "none"
    return "zone" if name in of.arena.zones else "object" if name in of.arena.objects else "animal"


def margin(of: Scene, text: str, subject: str = "a", target: str | None = "b") -> np.ndarray:
    node = parse_condition(text, signatures(), _target(of, target))
    return Evaluator(Stretch(of, 0, len(of.times_s))).margin(node, subject, target)


def value(of: Scene, signal: str, subject: str = "a", target: str | None = "b") -> np.ndarray:
    node = parse_condition(f"{signal} > 0", signatures(), _target(of, target))
    assert isinstance(node, Comparison)
    return Evaluator(Stretch(of, 0, len(of.times_s))).signal(node.left, subject, target)


@pytest.fixture
def chase() -> Scene:
    """`a` runs along +x at 200 px/s, `b` 160 px ahead of it at the same speed."""
    return scene({"a": body(20.0 * FRAMES), "b": body(20.0 * FRAMES + 160)})


def test_margin_is_the_share_beyond_the_threshold(chase: Scene) -> None:
    assert margin(chase, "speed(subject) > 10 cm/s") == pytest.approx(1)  # 20 cm/s, twice it
    assert margin(chase, "speed(subject) > 16 cm/s") == pytest.approx(0.25)
    assert margin(chase, "speed(subject) > 40 cm/s") == pytest.approx(-0.5)
    assert margin(chase, "distance(subject, object) < 4 BL") == pytest.approx(0.5)  # 2 BL
    assert margin(chase, "8 cm < distance(subject, object)") == pytest.approx(1)


def test_units_agree(chase: Scene) -> None:
    for threshold in ("200 px/s", "20 cm/s", "200 mm/s", "2.5 BL/s"):
        assert margin(chase, f"speed(subject) > {threshold}") == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [(0.5, 0.2, 0.2), (0.5, -0.2, -0.2), (NAN, -0.2, -0.2), (NAN, 0.2, NAN), (NAN, NAN, NAN)],
)
def test_kleene_and(left: float, right: float, expected: float) -> None:
    found = both(np.array([left]), np.array([right]))
    assert found == pytest.approx([expected], nan_ok=True)


def test_or_and_not_with_unknown() -> None:
    gap = body(20.0 * FRAMES)
    gap[5:15] = NAN
    of = scene({"a": gap, "b": body(20.0 * FRAMES)})
    known = "distance(subject, object) < 1 BL"
    assert np.isnan(margin(of, known)[5:15]).all()
    assert (margin(of, f"{known} or speed(object) > 10 cm/s")[5:15] > 0).all()
    assert np.isnan(margin(of, f"{known} and speed(object) > 10 cm/s")[5:15]).all()
    assert (margin(of, f"{known} and speed(object) < 10 cm/s")[5:15] < 0).all()
    assert np.isnan(margin(of, f"not ({known})")[5:15]).all()
    assert (margin(of, "tracked(subject)") > 0).tolist() == [True] * 5 + [False] * 10 + [True] * 5


def test_directions(chase: Scene) -> None:
    assert value(chase, "facing(subject, object)") == pytest.approx(0, abs=1e-4)
    assert value(chase, "facing(subject, object)", "b", "a") == pytest.approx(180)
    assert value(chase, "approach_speed(subject, object)") == pytest.approx(200, rel=1e-4)
    assert value(chase, "approach_speed(subject, object)", "b", "a") == pytest.approx(-200)
    assert value(chase, "closing_speed(subject, object)") == pytest.approx(0, abs=1e-3)
    assert value(chase, "relative_speed(subject, object)") == pytest.approx(0, abs=1e-3)
    assert value(chase, "alignment(subject, object)") == pytest.approx(0, abs=1e-4)
    assert value(chase, "moving_towards(subject, object)") == pytest.approx(0, abs=1e-3)


def test_facing_is_the_same_on_both_sides() -> None:
    target = body(np.zeros(5), heading=0)
    for side in (-30.0, 30.0):
        of = scene({"a": body(np.full(5, -200.0), heading=side), "b": target})
        assert value(of, "facing(subject, object)") == pytest.approx(30, abs=1e-3)
        assert value(of, "bearing(subject, object)") == pytest.approx(-side, abs=1e-3)
        assert value(of, "head_facing(subject, object)") == pytest.approx(30, abs=1e-3)


def test_lengths(chase: Scene) -> None:
    assert value(chase, "distance(subject, object)") == pytest.approx(160)
    assert value(chase, "distance(subject.nose, object.tailbase)") == pytest.approx(80, rel=1e-5)
    assert value(chase, "closest_distance(subject, object)") == pytest.approx(80, rel=1e-5)
    assert value(chase, "body_length(subject)") == pytest.approx(80, rel=1e-5)
    middle = slice(6, 14)  # away from the ends, where windows are cut
    assert value(chase, "travel(subject, 1 s)")[middle] == pytest.approx(200, rel=1e-3)
    assert value(chase, "displacement(subject, 1 s)")[middle] == pytest.approx(200, rel=1e-3)
    assert value(chase, "acceleration(subject)") == pytest.approx(0, abs=1e-2)


def test_zones_and_objects() -> None:
    zone = Zone.polygon("nest", [(-50, -50), (50, -50), (50, 50), (-50, 50)])
    thing = FixedObject("ball", (300.0, 0.0))
    of = scene({"a": body([0.0, 40, 60, NAN])}, {"nest": zone}, {"ball": thing})
    apart = value(of, "distance(subject, object)", target="nest")
    assert apart == pytest.approx([-50, -10, 10, NAN], nan_ok=True)
    inside = margin(of, "inside(subject, object)", target="nest")
    assert inside == pytest.approx([1, 0.5, -0.5, NAN], nan_ok=True)
    apart = value(of, "distance(subject.nose, object)", target="ball")
    assert apart == pytest.approx([260, 220, 200, NAN], nan_ok=True)
    assert value(of, "closest_distance(subject, object)", target="nest")[2] == pytest.approx(-30)


def test_windows() -> None:
    x = np.zeros(20)
    x[10:] = 100
    of = scene({"a": body(x), "b": body(np.zeros(20))})
    apart = "distance(subject, object)"
    assert value(of, f"earlier({apart}, 0.5 s)")[10:16].tolist() == [0] * 5 + [100]
    assert value(of, f"later({apart}, 0.5 s)")[4:7].tolist() == [0, 100, 100]
    assert np.isnan(value(of, f"later({apart}, 0.5 s)")[15:]).all()
    assert value(of, f"highest({apart}, 0.4 s)")[7:9].tolist() == [0, 100]
    assert value(of, f"lowest({apart}, 0.4 s)")[11:13].tolist() == [0, 100]
    assert value(of, f"mean({apart}, 0.4 s)")[10] == pytest.approx(60)
    assert value(of, f"median({apart}, 0.4 s)")[10] == pytest.approx(100)
    assert value(of, f"spread({apart}, 0.4 s)")[2] == pytest.approx(0)
    assert value(of, f"share({apart} > 50 px, 0.4 s)")[9] == pytest.approx(0.4)


def test_arithmetic_and_division_by_zero() -> None:
    of = scene({"a": body(np.zeros(5)), "b": body(np.zeros(5))})
    assert value(of, "body_length(subject) / body_length(object)") == pytest.approx(1)
    assert np.isnan(value(of, "body_length(subject) / distance(subject, object)")).all()
    assert value(of, "-2 * body_length(subject) + 1 BL") == pytest.approx(-80, rel=1e-5)


def test_a_point_that_is_not_tracked_is_named() -> None:
    of = scene({"a": body(np.zeros(5))[:, :, 1:2]}, points=("centre",))
    with pytest.raises(MissingPoint, match="no keypoint for 'nose'"):
        margin(of, "speed(subject.nose) > 1 cm/s", target=None)


def test_without_front_and_back_the_heading_is_that_of_motion() -> None:
    of = scene(
        {"a": body(20.0 * FRAMES)[:, :, 1:2], "b": body(np.full(20, 900.0))[:, :, 1:2]},
        points=("centre",),
    )
    assert value(of, "facing(subject, object)") == pytest.approx(0, abs=1e-3)
    assert np.isnan(value(of, "facing(subject, object)", "b", "a")).all()  # it does not move
