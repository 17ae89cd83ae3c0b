"""The tracks as referee: by hand on small scenes, and on a thousand claims about the sample."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scenes import FPS, body, scene

from graphs.ethogram import Ethogram, parse_ethogram
from pipelines.arena import Zone
from pipelines.describe import measure
from pipelines.describe.claims import Claim, Triple, Verdict
from pipelines.opened import open_recording
from pipelines.scene import Scene
from pipelines.timebase import TimeBase
from pipelines.tracks.clean import CleanSettings
from pipelines.verify.referee import Referee
from sample_data.claims import KINDS, Said, false_claims, true_claims, truth
from workbench.ethograms import ethogram_text
from workbench.samples import open_sample, sample_folder

ETHOGRAM = parse_ethogram("""
name = "small"
body_length_cm = 8

[behavior.run]
definition = "Moves fast."
[behavior.run.rule]
when = "speed(subject, 0.4 s) > 20 cm/s"
hold = "speed(subject, 0.4 s) > 15 cm/s"

[behavior.approach]
definition = "Comes nearer."
target = "animal"
[behavior.approach.rule]
when = "approach_speed(subject, object) > 10 cm/s"

[behavior.enter]
definition = "Goes in."
target = "zone"
kind = "point"
[behavior.enter.rule]
when = "inside(subject, object)"

[behavior.sniff]
definition = "Nobody can measure it."
target = "animal"
""")
FRAMES = 200
RUNS = (40, 80)
"""Frames in which b runs, at 30 cm/s, from 0 to 120 cm; a rests at 60 cm beside its way."""


def world(gap: slice | None = None) -> Scene:
    steps = np.zeros(FRAMES)
    steps[RUNS[0] : RUNS[1]] = 30.0  # px a frame: 30 cm/s
    moving = body(np.cumsum(steps))
    if gap is not None:
        moving[gap] = np.nan
    resting = body(np.full(FRAMES, 1100.0), 50.0)
    zones = {"nest": Zone.polygon("nest", [(600, -50), (1300, -50), (1300, 90), (600, 90)])}
    return scene({"a": resting, "b": moving}, zones)


def referee(of: Scene, ethogram: Ethogram = ETHOGRAM) -> Referee:
    return Referee(of, TimeBase(of.times_s, "by hand", FPS), ethogram)


def verdict(
    subject: str, predicate: str, target: str | None, start_s: float, stop_s: float, **said: slice
) -> Verdict:
    return referee(world(**said)).verdict(
        Claim(Triple(subject, predicate, target), start_s, stop_s)
    )


@pytest.mark.parametrize(
    ("start_s", "stop_s", "state"),
    [
        (4.0, 8.0, "agree"),  # the bout
        (5.0, 6.0, "agree"),  # a part of it
        (2.0, 10.0, "agree"),  # the event in which it lies
        (7.4, 12.0, "agree"),  # half a second of it
        (8.6, 12.0, "disagree"),
        (0.0, 3.0, "disagree"),
        (7.5, 11.0, "untestable"),  # 0.4 s of it: neither here nor there
    ],
)
def test_a_state_and_when_it_is_claimed(start_s: float, stop_s: float, state: str) -> None:
    assert verdict("b", "run", None, start_s, stop_s).state == state


def test_another_animal_does_not() -> None:
    found = verdict("a", "run", None, 4.0, 8.0)
    assert found.state == "disagree"
    assert found.numbers["speed(subject, 0.4 s) cm/s"] == pytest.approx(0, abs=1e-6)
    assert "run needs speed(subject, 0.4 s) > 20 cm/s (at best 0 cm/s)" in found.why
    assert "never seen here" in found.why


def test_the_numbers_are_means_over_the_claim() -> None:
    assert verdict("b", "run", None, 5.0, 7.0).numbers == {
        "speed(subject, 0.4 s) cm/s": pytest.approx(30, rel=1e-3),
        "coverage": 1.0,
        "share_true": 1.0,
    }


def test_the_other_way_round_is_said() -> None:
    assert verdict("b", "approach", "a", 4.2, 6.0).state == "agree"
    turned = verdict("a", "approach", "b", 4.2, 6.0)
    assert turned.state == "disagree"
    assert turned.why == "The tracks show that b does it to a."


@pytest.mark.parametrize(
    ("start_s", "stop_s", "state"),
    [(5.0, 7.0, "agree"), (6.2, 9.0, "agree"), (0.0, 4.0, "disagree"), (9.0, 15.0, "disagree")],
)
def test_a_point_lies_in_the_claim_or_near_it(start_s: float, stop_s: float, state: str) -> None:
    # b's centre passes 600 px at frame 40 + 20: 6 s
    assert verdict("b", "enter", "nest", start_s, stop_s).state == state


def test_who_is_there_from_the_start_does_not_enter() -> None:
    assert verdict("a", "enter", "nest", 0.0, 5.0).state == "disagree"


@pytest.mark.parametrize(
    ("subject", "predicate", "target", "why"),
    [
        ("a", "sniff", "b", "sniff has no rule"),
        ("c", "run", None, "c is not tracked"),
        ("a", "enter", "garden", "garden is not tracked, and no zone or object"),
    ],
)
def test_what_cannot_be_measured_is_untestable(
    subject: str, predicate: str, target: str | None, why: str
) -> None:
    found = verdict(subject, predicate, target, 1.0, 5.0)
    assert found.state == "untestable"
    assert why in found.why


def test_where_it_was_not_tracked_nothing_is_denied() -> None:
    gap = slice(100, 180)
    assert verdict("b", "run", None, 10.5, 17.5, gap=gap).state == "untestable"
    assert verdict("b", "run", None, 10.5, 17.5, gap=gap).why == "Too little of it is tracked."
    assert verdict("b", "run", None, 0.5, 3.5, gap=gap).state == "disagree"


def test_candidates_are_struck_out_only_where_nothing_speaks_for_them() -> None:
    of = referee(world())
    triples = [
        Triple("b", "run"), Triple("a", "run"), Triple("a", "sniff", "b"),
        Triple("b", "enter", "nest"),
    ]  # fmt: skip
    assert set(of.struck_out(triples, 4.0, 8.0)) == {Triple("a", "run")}
    assert set(of.struck_out(triples, 7.8, 12.0)) == {Triple("a", "run"), triples[3]}
    assert set(of.struck_out(triples, 12.0, 15.0)) == {triples[0], triples[1], triples[3]}


def test_verdicts_do_not_depend_on_where_a_recording_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claims = [Claim(Triple("b", "run"), t, t + 1.5) for t in np.arange(0, 18, 0.7)]
    whole = referee(world()).verdicts(claims)
    monkeypatch.setattr(measure, "STRETCH_S", 3.0)
    assert [one.state for one in referee(world()).verdicts(claims)] == [one.state for one in whole]


def as_claims(said: list[Said]) -> list[Claim]:
    return [Claim(Triple(*one.triple), one.start_s, one.stop_s) for one in said]


def test_a_thousand_claims_about_the_sample() -> None:
    ethogram = parse_ethogram(ethogram_text("social_rodents"))
    opened = open_recording(
        open_sample().spec, clean=CleanSettings(), body_length_cm=ethogram.body_length_cm
    )
    of = Referee(opened.scene, opened.tracks.timebase, ethogram)
    bouts = truth(sample_folder())
    duration_s = opened.tracks.timebase.stop_s
    true = true_claims(bouts, 500, seed=1)
    false = false_claims(bouts, duration_s, sorted({b.predicate for b in bouts}), 500, seed=2)
    assert len(true) == len(false) == 500
    assert Counter(one.kind for one in false) == dict.fromkeys(KINDS, 125)
    right = Counter(one.state for one in of.verdicts(as_claims(true)))
    wrong = Counter(one.state for one in of.verdicts(as_claims(false)))
    assert right["disagree"] <= 0.02 * 500
    assert right["agree"] >= 0.9 * 500
    assert wrong["disagree"] >= 0.9 * (500 - wrong["untestable"])
    assert wrong["untestable"] <= 0.2 * 500
