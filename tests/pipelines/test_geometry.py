"""The geometry describer on scenes by hand: facts, evidence, confidence, what was assessed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scenes import FPS, body, opened, scene

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.records import Event
from pipelines.arena import Zone
from pipelines.describe import measure
from pipelines.describe.contract import Description, get_describer
from pipelines.scene import Scene

NAN = float("nan")
CHASE = '''
[behavior.chase]
definition = "Runs behind the other."
target = "animal"
[behavior.chase.rule]
when = """
speed(subject) > 1 BL/s and distance(subject, object) < 4 BL
and facing(subject, object) < 40 deg"""
min_s = 0.5
'''


def describe(of: Scene, ethogram: str, events: Sequence[Event] = ()) -> Description:
    describer = get_describer("geometry", parse_ethogram(ethogram))
    return describer.describe(opened(of), events, "run1", lambda _share: None)


def running(frames: int = 40, start: int = 10, stop: int = 30) -> np.ndarray:
    """Position along x of an animal that runs 20 px a frame from `start` to `stop`."""
    return 20.0 * np.clip(np.arange(frames) - start, 0, stop - start)


def test_a_chase_is_one_fact_with_its_numbers() -> None:
    x = running()
    of = scene({"a": body(x), "b": body(x + 160)})
    events = [
        Event("test", "bout-0001", "bout", 0.0, 1.05, None, "fixed"),
        Event("test", "bout-0002", "bout", 1.05, 4.0, None, "fixed"),
    ]
    (fact,) = describe(of, CHASE, events).facts
    assert (fact.subject, fact.predicate, fact.object) == ("a", "chase", "b")
    assert (fact.start_s, fact.stop_s) == pytest.approx((1.0, 3.1), abs=0.1)
    assert fact.start_s == pytest.approx(fact.start_frame / FPS)
    assert fact.stop_s == pytest.approx(fact.stop_frame / FPS)
    assert fact.event_id == "bout-0001"
    assert (fact.kind, fact.status, fact.source, fact.run) == ("state", "asserted", "rule", "run1")
    numbers = dict(fact.evidence)
    assert numbers["coverage"] == 1
    assert numbers["distance(subject, object) cm"] == 16
    assert numbers["facing(subject, object) deg"] == pytest.approx(0, abs=1e-3)
    assert 17 < numbers["speed(subject) cm/s"] <= 20  # the ends are within the velocity window
    assert fact.confidence == pytest.approx(0.5 + 0.5 * numbers["margin"], abs=1e-3)
    assert numbers["margin"] == pytest.approx(0.5, abs=0.03)  # 2 BL of at most 4


def test_confidence_falls_with_coverage() -> None:
    x = running()
    seen, hidden = body(x), body(x)
    hidden[15:20] = NAN
    ethogram = CHASE + "max_gap_s = 1\n"
    whole = describe(scene({"a": seen, "b": body(x + 160)}), ethogram)
    partly = describe(scene({"a": hidden, "b": body(x + 160)}), ethogram)
    assert len(partly.facts) == 1
    fact = partly.facts[0]
    coverage = fact.evidence["coverage"]
    assert coverage == pytest.approx(1 - 5 / (fact.stop_frame - fact.start_frame), abs=1e-3)
    assert fact.confidence < whole.facts[0].confidence
    # and in the gap nothing was assessed
    spans = [(a.start_s, a.stop_s) for a in partly.assessed if a.subject == "a"]
    assert np.allclose(spans, [(0.0, 1.5), (2.0, 4.0)])


def test_points_are_crossings() -> None:
    shelter = Zone.polygon("hut", [(100, -50), (300, -50), (300, 50), (100, 50)], "shelter")
    ethogram = """
[behavior.enter]
definition = "Goes in."
target = "zone:shelter"
kind = "point"
rule = "inside(subject, object)"
[behavior.leave]
definition = "Goes out."
target = "zone:shelter"
kind = "point"
[behavior.leave.rule]
when = "inside(subject, object)"
at = "stop"
"""
    of = scene({"a": body(running())}, {"hut": shelter, "food": Zone.circle("food", (0, 0), 9)})
    enters, leaves = describe(of, ethogram).facts
    # 20 px a frame from frame 10 on: inside at 101..299, that is frames 16 to 24
    assert (enters.predicate, enters.object, enters.start_frame) == ("enter", "hut", 16)
    assert enters.start_s == enters.stop_s == pytest.approx(1.6)
    assert (leaves.predicate, leaves.start_frame, leaves.stop_frame) == ("leave", 25, 26)


def test_excluded_while_the_other_holds() -> None:
    ethogram = """
[behavior.rest]
definition = "Stays."
excludes = ["sit"]
rule = { when = "speed(subject) < 1 cm/s", min_s = 0.5 }
[behavior.sit]
definition = "Stays at the left."
rule = "speed(subject) < 1 cm/s and distance(subject, object) < 1 BL"
target = "zone"
"""
    left = Zone.circle("left", (0, 0), 20)
    of = scene({"a": body(running())}, {"left": left})
    facts = describe(of, ethogram).facts
    assert [f.predicate for f in facts] == ["sit", "rest"]
    assert facts[0].stop_s <= facts[1].start_s  # resting at the start is sitting


def test_behaviors_that_cannot_be_seen_are_named_and_not_assessed() -> None:
    ethogram = CHASE + '[behavior.sniff]\ndefinition = "x"\nrule = "speed(subject.nose) > 1 cm/s"\n'
    of = scene({"a": body(running())[:, :, 1:2]}, points=("centre",))
    found = describe(of, ethogram)
    assert found.notes == (
        "Not assessed, as there is no other animal: chase.",
        "Not assessed, as the tracks have no keypoint for 'nose': sniff.",
    )
    assert {a.predicate for a in found.assessed} == set()  # a single animal chases nobody


def test_what_is_left_of_a_cut_bout_must_have_met_the_rule() -> None:
    ethogram = """
[behavior.walk]
definition = "x"
excludes = ["dash"]
rule = { when = "speed(subject, 0) > 18 cm/s", hold = "speed(subject, 0) > 5 cm/s" }
[behavior.dash]
definition = "x"
rule = "speed(subject, 0) > 15 cm/s"
""".replace(", 0)", ", 0.1 s)")
    steps = np.full(40, 10.0)
    steps[15:25] = 20
    facts = describe(scene({"a": body(np.cumsum(steps))}), ethogram).facts
    assert {fact.predicate for fact in facts} == {"dash"}


def test_a_loose_hold_does_not_make_a_fact_surer() -> None:
    of = scene({"a": body(10.0 * np.arange(40))})
    rule = '[behavior.go]\ndefinition = "x"\n[behavior.go.rule]\nwhen = "speed(subject) > 9 cm/s"\n'
    (strict,) = describe(of, rule).facts
    (loose,) = describe(of, rule + 'hold = "speed(subject) > 1 cm/s"\n').facts
    assert strict.confidence == loose.confidence == pytest.approx(0.56, abs=0.01)


def test_an_excluder_that_could_not_be_seen_costs_coverage() -> None:
    ethogram = """
[behavior.rest]
definition = "x"
excludes = ["nod"]
rule = "speed(subject) < 1 cm/s"
[behavior.nod]
definition = "x"
rule = "speed(subject.nose) > 5 cm/s"
"""
    still = body(np.zeros(40))
    still[20:, :, 0] = NAN  # the nose is lost
    (fact,) = describe(scene({"a": still}), ethogram).facts
    assert (fact.start_frame, fact.stop_frame) == (0, 40)
    assert fact.evidence["coverage"] == pytest.approx(0.5, abs=0.03)


def test_exclusion_by_another_pair_does_not_count() -> None:
    ethogram = (
        CHASE
        + """
[behavior.near]
definition = "x"
target = "animal"
excludes = ["chase"]
rule = "distance(subject, object) < 5 BL"
"""
    )
    x = running()
    of = scene({"a": body(x), "b": body(x + 160), "c": body(x, 100.0, 90)})
    facts = describe(of, ethogram).facts
    near = [f for f in facts if (f.subject, f.predicate, f.object) == ("a", "near", "c")]
    assert [(f.start_frame, f.stop_frame) for f in near] == [(0, 40)]


def test_nothing_happens_while_the_camera_pauses() -> None:
    times = np.arange(40) / FPS
    times[20:] += 300
    of = scene({"a": body(20.0 * np.arange(40))}, times_s=times)
    rule = '[behavior.run]\ndefinition = "x"\nrule = "speed(subject) > 10 cm/s"\n'
    found = describe(of, rule)
    assert max(fact.duration_s for fact in found.facts) < 2.5
    assert sum(a.stop_s - a.start_s for a in found.assessed) < 4.5


def test_equality_counts_where_it_is_written() -> None:
    of = scene({"a": body(20.0 * np.arange(40))})
    always = "share(speed(subject) > 10 cm/s, 1 s)"
    for sign, facts in ((">=", 1), (">", 0)):
        rule = f'[behavior.go]\ndefinition = "x"\nrule = "{always} {sign} 100 %"\n'
        assert len(describe(of, rule).facts) == facts


def test_stretches_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    walks = {
        name: body(*np.cumsum(random.normal(0, 12, (2, 600)), axis=1), random.uniform(0, 9, 600))
        for name in ("a", "b")
    }
    walks["a"][100:130] = NAN
    of = scene(walks)
    ethogram = CHASE.replace("min_s = 0.5", "max_gap_s = 0.4") + (
        '[behavior.near]\ndefinition = "x"\ntarget = "animal"\n'
        'rule = "mean(distance(subject, object), 3 s) < 30 cm"\n'
    )
    whole = describe(of, ethogram)
    monkeypatch.setattr(measure, "STRETCH_S", 7.0)
    parts = describe(of, ethogram)
    assert len(whole.facts) > 10
    assert parts.facts == whole.facts
    assert parts.assessed == whole.assessed


def test_faults_of_all_rules_together() -> None:
    ethogram = """
[behavior.a]
definition = "x"
rule = "sped(subject) > 1 cm/s"
[behavior.b]
definition = "x"
rule = { when = "speed(subject) > 1 cm/s", hold = "speed(subject) > 1 cm" }
"""
    with pytest.raises(UserError) as caught:
        get_describer("geometry", parse_ethogram(ethogram))
    message = str(caught.value)
    assert "2 faults in its rules" in message
    assert "a.rule.when: unknown function 'sped'; did you mean 'speed'?" in message
    assert "b.rule.hold: a speed" in message


def test_unknown_describer() -> None:
    with pytest.raises(UserError, match="No describer 'magic'; known: functions, geometry"):
        get_describer("magic", parse_ethogram(CHASE))
