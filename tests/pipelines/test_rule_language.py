"""The rule language: what parses, what it means, and how faults are told."""

from __future__ import annotations

import pytest

from graphs.errors import UserError
from graphs.ethogram import ObjectClass
from pipelines.describe.language import parse_condition
from pipelines.describe.signals import functions_in_words, signatures
from pipelines.describe.tree import Comparison, Constant, Logical


def parse(text: str, target: ObjectClass = "animal") -> object:
    return parse_condition(text, signatures(), target)


def test_and_binds_tighter_than_or() -> None:
    node = parse("speed(subject) > 1 BL/s or speed(subject) > 2 cm/s and speed(object) < 3 px/s")
    assert isinstance(node, Logical)
    assert node.operator == "or"
    assert isinstance(node.right, Logical)
    assert node.right.operator == "and"


def test_chains_are_two_comparisons() -> None:
    node = parse("0.5 BL/s < speed(subject) < 2 BL/s")
    assert isinstance(node, Logical)
    assert isinstance(node.left, Comparison)
    assert isinstance(node.right, Comparison)
    assert node.right.right == Constant(2.0, "BL/s", (1, -1, 0))


@pytest.mark.parametrize(
    "text",
    [
        "distance(subject.nose, object.tailbase) < 0.25 BL",
        "not (speed(subject) > 2 BL/s)",
        "share(distance(subject, object) < 2 BL, 1 s) > 50 %",
        "distance(subject, object) - 2 cm < 0.5 * body_length(subject)",
        "body_length(subject) / body_length(object) < 0.8",
        "travel(subject, 500 ms) > 1 cm",
        "approach_speed(subject, object) > 0",  # zero needs no unit
        "tracked(subject.nose) and not tracked(object)",
        "abs(turning(subject)) > 90 deg/s",
    ],
)
def test_parses(text: str) -> None:
    parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sped(subject) > 1 BL/s", "unknown function 'sped'; did you mean 'speed'?"),
        ("speed(subjekt) > 1 BL/s", "unknown word 'subjekt'; did you mean 'subject'?"),
        ("speed(subject) > 3 cm", "a speed (px/s, mm/s, cm/s, BL/s) cannot be put beside a length"),
        ("speed(subject) > 3", "a speed (px/s, mm/s, cm/s, BL/s) cannot be put beside a plain"),
        ("speed(subject)", "expected a condition"),
        ("speed(subject) > ", "found the end"),
        ("speed(subject > 1 BL/s", "expected"),
        ("speed(subject) > 1 BL/s speed(object) < 1 BL/s", "expected 'and', 'or' or the end"),
        ("speed(subject, 3 cm) > 1 BL/s", "speed takes a time such as 0.5 s here"),
        ("speed() > 1 BL/s", "speed takes (point, window), found 0 argument(s)"),
        ("turning(subject.nose) > 1 deg/s", "turning takes an animal (subject"),
        ("median(speed(subject) > 1 BL/s, 1 s) > 1", "median takes a signal"),
        ("speed(subject) > 1 furlong/s", "at >>>"),
        ("speed(subject) > 1 BL/s & speed(object) < 1 BL/s", "not a number, unit, name"),
    ],
)
def test_faults_say_where_and_what(text: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(text)
    assert said in str(caught.value)
    assert ">>>" in str(caught.value)


def test_object_needs_a_target() -> None:
    with pytest.raises(UserError, match="'object' in the rule of a behavior that has no target"):
        parse("distance(subject, object) < 2 cm", "none")


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        ("facing(object, subject) < 40 deg", "zone", "facing takes an animal"),
        ("body_length(object) < 1 BL", "object", "body_length takes an animal"),
        ("distance(object, subject) < 1 BL", "zone", "distance takes an animal, a point of it"),
        ("distance(subject, object.nose) < 1 BL", "zone", "'nose' of a zone, which has no points"),
        ("inside(subject, object)", "animal", "inside takes a zone"),
        ("abs(mean(bearing(subject, object), 1 s)) < 30 deg", "animal", "does not run in a circle"),
    ],
)
def test_what_a_target_cannot_do(text: str, target: ObjectClass, said: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(text, target)
    assert said in str(caught.value)


def test_every_function_is_explained() -> None:
    lines = dict(functions_in_words())
    assert len(lines) == len(signatures())
    assert lines["speed(point, [window])"].startswith("Speed of a point")
    assert all(len(meaning) > 20 for meaning in lines.values())
