"""A thousand claims about each of the sample recordings, half of them false."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from graphs.ethogram import parse_ethogram
from pipelines.describe.claims import Claim, State, Triple
from pipelines.opened import open_recording
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings
from pipelines.verify.referee import Referee
from sample_data.claims import Said, false_claims, true_claims, truth
from workbench.ethograms import ethogram_text
from workbench.samples import open_sample, sample_folder

COUNT = 500


def referee(name: str) -> tuple[Referee, float]:
    ethogram = parse_ethogram(ethogram_text("social_rodents"))
    spec, folder = open_sample().spec, sample_folder()
    tracks = next(Path(folder).glob(f"{name}DLC*.h5"))
    one = RecordingSpec(name, video=folder / f"{name}.mp4", tracks=tracks, arena=spec.arena)
    opened = open_recording(one, clean=CleanSettings(), body_length_cm=ethogram.body_length_cm)
    clock = opened.tracks.timebase
    return Referee(opened.scene, clock, ethogram), clock.stop_s


def said(of: Referee, claims: Sequence[Said]) -> list[State]:
    verdicts = of.verdicts([Claim(Triple(*c.triple), c.start_s, c.stop_s) for c in claims])
    return [one.state for one in verdicts]


def faults(right: Sequence[State], wrong: Sequence[State]) -> list[str]:
    """What a referee does badly, given what it says of true claims and of false ones."""
    testable = len(wrong) - wrong.count("untestable")
    checks = {
        "flags true claims": right.count("disagree") <= 0.02 * len(right),
        "does not see true ones": right.count("agree") >= 0.9 * len(right),
        "does not flag false ones": wrong.count("disagree") >= 0.9 * testable,
        "calls too much untestable": testable >= 0.85 * len(wrong),
    }
    return [fault for fault, met in checks.items() if not met]


def test_a_referee_of_one_mind_fails() -> None:
    every = {state: [state] * COUNT for state in ("agree", "disagree", "untestable")}
    assert faults(every["agree"], every["agree"]) == ["does not flag false ones"]
    assert "flags true claims" in faults(every["disagree"], every["disagree"])
    assert "calls too much untestable" in faults(every["untestable"], every["untestable"])


@pytest.mark.parametrize("name", ["open_field", "open_field_vfr"])
def test_false_claims_are_flagged_and_true_ones_are_not(name: str) -> None:
    of, stop_s = referee(name)
    bouts = truth(sample_folder())
    predicates = sorted({bout.predicate for bout in bouts})
    right = said(of, true_claims(bouts, COUNT, seed=1))
    wrong = said(of, false_claims(bouts, stop_s, predicates, COUNT, seed=2))
    assert len(right) == len(wrong) == COUNT
    assert faults(right, wrong) == []


def test_no_candidate_that_is_true_is_struck_out() -> None:
    of, _ = referee("open_field")
    bouts = truth(sample_folder())
    triples = [Triple(*bout.triple) for bout in bouts]
    struck = 0
    for bout in bouts:
        event = (max(0.0, bout.start_s - 1.0), bout.stop_s + 1.0)
        out = of.struck_out(triples, *event)
        assert Triple(*bout.triple) not in out
        struck += len(out) / len(set(triples))
    assert struck / len(bouts) > 0.5, "most of what is legal is not happening"
