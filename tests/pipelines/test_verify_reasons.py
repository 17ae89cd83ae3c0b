"""What a verdict says: numbers, and the part of the rule that decides; speeds by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import body, opened, scene
from verify_world import ETHOGRAM, claim, referee, verdict, world

from pipelines.describe import measure
from pipelines.describe.geometry import GeometryDescriber
from pipelines.verify import closeup

SPEED = "speed(subject, 0.4 s) cm/s"


def test_numbers_say_what_was_measured_assessed_and_labelled() -> None:
    assert verdict("b", "run", None, 5.0, 7.0).numbers == {
        SPEED: pytest.approx(30, rel=1e-3), "coverage": 1.0, "share_true": 1.0
    }  # fmt: skip
    # labelled from 4.0 to 7.9 s: half of the first claim; 4.1 s before the second
    half = verdict("b", "run", None, 2.1, 5.9).numbers
    assert half["share_true"] == pytest.approx(0.5, abs=0.05)
    assert verdict("b", "run", None, 12.0, 14.0).numbers == {
        SPEED: 0.0, "coverage": 1.0, "share_true": 0.0, "nearest bout s": pytest.approx(4.1)
    }  # fmt: skip


def test_numbers_are_those_of_the_geometry_describer() -> None:
    of = world()
    facts = GeometryDescriber(ETHOGRAM).describe(opened(of), [], "run", lambda _share: None).facts
    states = [fact for fact in facts if fact.kind == "state"]
    assert {fact.predicate for fact in states} >= {"run", "walk", "chase"}
    for fact in states:
        found = referee(of).verdict(
            claim(fact.subject, fact.predicate, fact.object, fact.start_s, fact.stop_s)
        )
        assert found.state == "agree"
        measured = {key: value for key, value in fact.evidence.items() if "(" in key}
        assert {key: found.numbers[key] for key in measured} == pytest.approx(measured, rel=1e-3)


SPEED_OF = "speed(subject, 0.4 s)"
DECIDING = {
    # never together: where the object is fastest for the rule the subject rests
    ("b", "race", "a", 3.0, 15.0): f"race needs {SPEED_OF} > 20 cm/s (at best 0 cm/s); ",
    # before the object runs it is the object
    ("b", "race", "a", 3.0, 9.0): "race needs speed(object, 0.4 s) > 10 cm/s (at best 0 cm/s); ",
    # of two ways the nearer one
    ("b", "burst", None, 4.5, 7.5): f"burst needs {SPEED_OF} > 40 cm/s (at best 30 cm/s); ",
    ("b", "hurry", None, 4.5, 7.5): f"hurry needs not ({SPEED_OF} < 50 cm/s) (at best 30 cm/s); ",
    # a limit in body lengths is said in the unit of the measurement too: 10 x 8 cm
    ("b", "dash", None, 4.5, 7.5): f"{SPEED_OF} > 10 BL/s, that is 80 cm/s (at best 30 cm/s); ",
    # it comes to rest at 1200 px, 780 cm before the zone
    ("b", "visit", "far", 3.0, 15.0): "needs inside(subject, object) (at best 780 cm away); ",
    ("b", "walk", None, 4.5, 7.5): "walk is not scored during run; the nearest bout is 0.4 s away.",
    ("b", "leave", "nest", 8.5, 15.0): "what leave needs holds here, but does not end; it is never",
}


@pytest.mark.parametrize("said", DECIDING)
def test_the_part_that_decides_is_named(said: tuple[str, str, str | None, float, float]) -> None:
    found = verdict(*said)
    assert found.state == "disagree"
    assert DECIDING[said] in found.why


def test_what_is_shown_is_said_with_its_time() -> None:
    assert verdict("b", "run", None, 0.0, 15.0).why == "The tracks show it, 4.00 to 7.90 s."


def test_the_wrong_way_round_is_said() -> None:
    # b runs away to the right at 30 cm/s, a behind it at 50
    steps = np.arange(60.0)
    pair = referee(scene({"a": body(50 * steps), "b": body(3000 + 30 * steps)}))
    assert pair.verdict(claim("a", "chase", "b", 1.0, 5.0)).state == "agree"
    turned = pair.verdict(claim("b", "chase", "a", 1.0, 5.0))
    assert turned.state == "disagree"
    assert turned.why == "The tracks show that a does it to b."


def test_verdicts_and_reasons_do_not_depend_on_where_a_recording_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = [claim("c", "run", None, t, t + 7.0) for t in np.arange(0, 13, 0.7)]
    said += [claim("b", "race", "a", t, t + 6.0) for t in np.arange(0, 13, 0.7)]
    said += [claim("b", "visit", "nest", t, t + 6.0) for t in np.arange(0, 13, 0.7)]
    whole = referee().verdicts(said)
    assert {one.state for one in whole} == {"agree", "disagree", "untestable"}
    for module in (measure, closeup):
        monkeypatch.setattr(module, "STRETCH_S", 2.5)
    for one, other in zip(whole, referee().verdicts(said), strict=True):
        assert (one.state, one.why) == (other.state, other.why)
        assert one.numbers == pytest.approx(other.numbers, rel=1e-3)
