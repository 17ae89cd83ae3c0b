"""The shipped ethograms, as they come and with default settings, against people's labels.

The rules in ``benchmarks/rules/`` are written for these recordings; this is what a person gets who
just types ``workbench label``. What people scored is broader than one shipped behavior, so the
nearest one is taken: ``contact`` for social contact of rats and for interaction of mice, and
``explore`` for objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks import experts_interact, experts_objects, rats_videos
from benchmarks.expert_scores import facts_mask
from graphs.ethogram import parse_ethogram
from graphs.records import Fact
from pipelines.evaluate.facts import Score, frame_score
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.recording import RecordingSpec
from workbench.ethograms import ethogram_text


def main() -> bool:
    """Print frame F1 of the nearest shipped behavior; there is no target."""
    if not rats_videos.DATA.is_dir():
        print("no real recordings beside the project")
        return True
    _rats()
    _mice()
    _objects()
    return True


def _facts(recording: RecordingSpec, ethogram: str, predicate: str) -> list[Fact]:
    behaviors, settings = parse_ethogram(ethogram_text(ethogram)), LabelSettings()
    run = plan_run(recording, behaviors, settings)
    facts = label_recording(recording, behaviors, settings, run).facts
    return [fact for fact in facts if fact.predicate == predicate]


def _print(name: str, scores: Sequence[Score]) -> None:
    total = sum(scores, Score(0, 0, 0))
    mean = float(np.mean([score.f1 for score in scores]))
    print(
        f"{name:40s} precision {total.precision:.2f} recall {total.recall:.2f} "
        f"F1 {total.f1:.3f} pooled, {mean:.3f} mean of {len(scores)} videos"
    )


def _rats() -> None:
    scores = []
    for video in rats_videos.read_videos():
        facts = _facts(video.recording, "social_rodents", "contact")
        found = rats_videos.either_way(facts, len(video.scored))
        scores.append(frame_score(found, video.true["contact"], video.scored))
    _print("rats: contact for social or aggression", scores)


def _mice() -> None:
    scores = []
    for video in experts_interact.read_videos():
        facts = _facts(video.recording, "social_rodents", "contact")
        found = facts_mask(facts, len(video.true), "adult", "juvenile")
        scores.append(frame_score(found, video.true))
    _print("mice: contact for interaction", scores)


def _objects() -> None:
    for scaled in (True, False):
        scores = []
        for video in experts_objects.read_videos():
            recording = video.recording
            if not scaled:
                recording = replace(recording, arena=replace(recording.arena, px_per_cm=None))
            facts = _facts(recording, "object_exploration", "explore")
            frames = len(video.true)
            animal = facts[0].subject if facts else ""
            found = [facts_mask(facts, frames, animal, name) for name in experts_objects.OBJECTS]
            scores.append(frame_score(np.stack(found, axis=1).ravel(), video.true.ravel()))
        _print(f"objects: explore, {'scale known' if scaled else 'no scale'}", scores)
