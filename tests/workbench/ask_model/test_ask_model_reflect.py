"""Machine checks of what a program found: the wrong beside the right."""

from __future__ import annotations

import math

import pytest

from workbench.ask.answer import Clip, Value
from workbench.ask.reflect import Checks
from workbench.ask.telling import Told
from workbench.sandbox.names import DataNames

NAMES = DataNames(("day_1", "day_2"), animals=("mouse_1", "mouse_2"), zones=("shelter",))
CHECKS = Checks(NAMES, {"day_1": 60.0, "day_2": 40.0}.get)


def told(*values: Value, clips: tuple[Clip, ...] = ()) -> Told:
    return Told(values=list(values), clips=list(clips))


@pytest.mark.parametrize(
    ("question", "value", "fits"),
    [
        ("How long did it walk?", Value(3.0, "s"), True),
        ("How long did it walk?", Value(3.0), False),
        ("How long is mouse_1?", Value(8.0, "cm"), True),
        ("How far did it go?", Value(12.0, "px"), True),
        ("How far did it go?", Value(12.0, "cm/s"), False),
        ("How fast was it?", Value(12.0, "cm/s"), True),
        ("How fast was it?", Value(12.0, "cm"), False),
        ("Its speed in cm/s?", Value(12.0, "cm/s"), True),
        ("Its path in cm?", Value(12.0, "s"), False),
        ("How many seconds apart?", Value(2.0, "s"), True),
        ("How many seconds apart?", Value(2.0, "cm"), False),
        ("What fraction of the time?", Value(0.3), True),
        ("What fraction of the time?", Value(12.0, "s"), False),
        ("How often?", Value(12.0), True),
        ("How long did it walk?", Value(math.nan), True),
        ("How long did it walk?", Value("never"), True),
        ("How long did it walk?", Value(True), True),
    ],
)
def test_units_are_those_that_the_question_asks_for(
    question: str, value: Value, fits: bool
) -> None:
    faults = CHECKS.faults(question, told(value))
    assert (faults == ()) is fits, faults
    assert fits or "the question asks for" in faults[0]


def test_nothing_is_a_fault() -> None:
    [fault] = CHECKS.faults("How often?", told())
    assert "answered nothing" in fault


def test_clips_lie_in_their_recordings() -> None:
    inside = Clip("day_2", 38.0, 40.03)
    assert CHECKS.faults("When?", told(clips=(inside,))) == ()
    outside, other = Clip("day_2", 38.0, 45.0), Clip("day_3", 0.0, 1.0)
    faults = CHECKS.faults("When?", told(clips=(inside, outside, other)))
    assert len(faults) == 2
    assert "38 to 45 s lies outside 'day_2', which has 40 s" in faults[0]
    assert "'day_3'" in faults[1]


def test_names_that_look_like_an_animal_are_one() -> None:
    assert CHECKS.faults("Who?", told(Value(1.0, name="mouse_2 first"))) == ()
    [fault] = CHECKS.faults("Who?", told(Value(1.0, name="mouse_3")))
    assert "there is no animal 'mouse_3'" in fault
    assert CHECKS.faults("Who?", told(Value(1.0, name="part 3"))) == ()


def test_what_is_not_known_or_hardly_assessed_is_doubted() -> None:
    assert CHECKS.doubts("answer(x)", told(Value(math.nan, "s"))) == (
        "no value is known: all are NaN",
    )
    assert CHECKS.doubts("answer(x)", told(Value(1.0, "s", assessed_s=30.0))) == ()
    [doubt] = CHECKS.doubts("answer(x)", told(Value(1.0, "s", assessed_s=10.0)))
    assert "10 s, 25% of the 40 s" in doubt
    cut = "answer(x.in_window(0, 10).total_s)"
    assert CHECKS.doubts(cut, told(Value(1.0, "s", assessed_s=10.0))) == ()
    mixed = told(Value(math.nan, "s"), Value(2.0, "s"))
    assert CHECKS.doubts("answer(x)", mixed) == ()
