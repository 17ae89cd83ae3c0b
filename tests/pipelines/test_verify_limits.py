"""What the referee does not decide: gaps, borders, moments, and what it knows nothing of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scenes import FPS, body, scene
from verify_world import ETHOGRAM, FRAMES, claim, referee, verdict, world

from graphs.records import Assessed, Fact
from pipelines.describe.claims import Triple
from pipelines.describe.contract import Description
from pipelines.timebase import TimeBase
from pipelines.verify.referee import Referee

B_RUNS = Triple("b", "run")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("b", "run", None, 25.0, 30.0), "outside the recording, which goes from 0 to 20.0 s"),
        (("b", "run", None, -9.0, -3.0), "outside the recording"),
        (("b", "run", None, 7.0, 5.0), "no time: it goes from 7 to 5 s"),
        (("b", "run", None, float("nan"), 5.0), "no time"),
        (("b", "fly", None, 1.0, 5.0), "'fly' is no behavior of the ethogram"),
        (("d", "run", None, 1.0, 5.0), "d is not tracked."),
        (("b", "visit", "attic", 1.0, 5.0), "attic is not tracked, and no zone"),
        (("b", "race", "b", 1.0, 5.0), "The rule of race cannot be measured on b and b here."),
        (("b", "huddle", "a", 1.0, 5.0), "found by a function, whose bouts are not at hand"),
    ],
)
def test_what_cannot_be_tested_has_no_numbers(
    said: tuple[str, str, str | None, float, float], why: str
) -> None:
    found = verdict(*said)
    assert (found.state, dict(found.numbers)) == ("untestable", {})
    assert why in found.why


def test_one_odd_claim_does_not_cost_the_others() -> None:
    who_does = (("b", "fly"), ("b", "run"), ("a", "run"))
    said = [claim(subject, predicate, None, 4, 8) for subject, predicate in who_does]
    assert [one.state for one in referee().verdicts(said)] == ["untestable", "agree", "disagree"]


@pytest.mark.parametrize(
    ("start_s", "state"), [(7.0, "agree"), (8.1, "untestable"), (8.3, "disagree")]
)
def test_just_beside_a_bout_is_not_denied(start_s: float, state: str) -> None:
    # the bout ends at 7.9 s; a quarter of a second is nothing to quarrel about
    assert verdict("b", "run", None, start_s, start_s + 4).state == state


def test_a_rule_that_holds_too_briefly_for_a_bout_is_not_denied() -> None:
    # c is fast for half a second; a bout needs one
    assert verdict("c", "run", None, 2.0, 8.0).state == "untestable"
    assert verdict("c", "run", None, 7.0, 13.0).state == "disagree"
    assert set(referee().struck_out([Triple("c", "run")], 2.0, 8.0)) == set()
    assert set(referee().struck_out([Triple("c", "run")], 7.0, 13.0)) == {Triple("c", "run")}


@pytest.mark.parametrize(
    ("cm_s", "state"), [(10.0, "disagree"), (17.0, "untestable"), (22.0, "agree")]
)
def test_speeds_between_the_two_thresholds_are_not_clear(cm_s: float, state: str) -> None:
    # a run begins above 20 cm/s and lasts above 15; 1 cm/s is 1 px a frame
    steady = referee(scene({"a": body(cm_s * np.arange(60.0))}))
    found = steady.verdict(claim("a", "run", None, 1.0, 5.0))
    assert found.state == state
    assert found.numbers["speed(subject, 0.4 s) cm/s"] == pytest.approx(cm_s, rel=1e-3)


def test_nearly_all_must_have_been_seen_before_a_candidate_is_struck_out() -> None:
    of = world()
    of.position[100:120, :, :, of.individuals.index("b")] = np.nan
    watched = referee(of)
    # of 9 to 15 s two are missing: enough for an answer, not for not asking
    assert watched.verdict(claim("b", "run", None, 9.0, 15.0)).state == "disagree"
    assert watched.struck_out([B_RUNS], 9.0, 15.0) == {}
    assert set(watched.struck_out([B_RUNS], 13.0, 19.0)) == {B_RUNS}
    # of 9.5 to 12.5 s two thirds are missing
    assert watched.verdict(claim("b", "run", None, 9.5, 12.5)).state == "untestable"


def test_nothing_is_denied_while_the_camera_paused() -> None:
    times_s = np.arange(FRAMES) / FPS
    times_s[100:] += 30.0  # frames 99 and 100 are 30 s apart
    of = replace(world(), times_s=times_s)
    paused = Referee(of, TimeBase(times_s, "by hand", FPS), ETHOGRAM)
    found = paused.verdict(claim("b", "run", None, 15.0, 25.0))
    assert (found.state, found.numbers["coverage"]) == ("untestable", 0.0)
    assert paused.verdict(claim("b", "run", None, 42.0, 46.0)).state == "disagree"


def test_an_animal_that_is_never_seen_is_untestable() -> None:
    of = scene({"a": body(np.zeros(50)), "b": np.full((50, 2, 3), np.nan)})
    assert referee(of).verdict(claim("b", "run", None, 1.0, 4.0)).state == "untestable"
    assert referee(of).verdict(claim("a", "run", None, 1.0, 4.0)).state == "disagree"


def fact(predicate: str, target: str | None, start_s: float, stop_s: float) -> Fact:
    return Fact(
        "test", "b", predicate, target, start_s, stop_s, 0, 1,
        "state" if target else "point", 1.0, "asserted", "rule", "run",
    )  # fmt: skip


def test_what_functions_found_is_held_against_claims() -> None:
    of = world()
    found = Description(
        (fact("huddle", "a", 3.0, 6.0), fact("greet", None, 9.0, 9.0)),
        (Assessed("test", "b", "huddle", "a", 0, 12), Assessed("test", "b", "greet", None, 0, 20)),
    )
    told = Referee(of, TimeBase(of.times_s, "by hand", FPS), ETHOGRAM, found)
    states = {
        ("huddle", "a", 2.0, 5.0): "agree",
        ("huddle", "a", 8.0, 11.0): "disagree",
        ("huddle", "a", 13.0, 16.0): "untestable",  # not assessed any more
        ("greet", None, 8.0, 9.5): "agree",
        ("greet", None, 9.4, 12.0): "agree",
        ("greet", None, 10.0, 12.0): "disagree",
    }
    for (predicate, target, start_s, stop_s), state in states.items():
        one = told.verdict(claim("b", predicate, target, start_s, stop_s))
        assert one.state == state, (predicate, start_s, one.why)
    denied = told.verdict(claim("b", "huddle", "a", 8.0, 11.0))
    assert denied.why == "The function of huddle finds none; the nearest bout is 2.0 s away."
    assert denied.numbers == {"coverage": 1.0, "share_true": 0.0, "nearest bout s": 2.0}
    assert told.verdict(claim("b", "run", None, 4.0, 8.0)).state == "agree"
