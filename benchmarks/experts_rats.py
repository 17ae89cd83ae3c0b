"""Rules for `contact` and `aggression` against a person's labels: twenty videos of two rats.

Run ``python -m benchmarks experts_rats`` with the real recordings in ``../shared/data``, or
``python -m benchmarks.experts_rats FOLDER`` for other videos with labels in the same form. The
rules are in ``rules/rats.toml``; contact is what the person called social or aggression. Only
scored frames count.

What was seen while the rules were written
    Where the rats touch the tracker often has one of them only (35 % of social frames, 61 % of
    aggressive ones), and its likelihoods stay near 0.65 where it is right. So all positions are
    kept and gaps of up to 10 s filled by straight lines: the one seen walks up to where the other
    was lost. Filling the distance instead of the positions gives 0.82, the default cleaning 0.45.
    Nose to nearest body point is worth 0.04 more than body to body. Facing, movement, distance of
    bodies and a second threshold to hold were tried on top; none gained more than 0.003 for
    contact. The person's times are on time: no shift of the labels helps.
    For contact either half of the videos chooses the same numbers, though both were seen. The
    numbers for aggression are the middle of the grid, chosen with both halves in sight; they are
    less certain, as five videos hold most of it. Expect what the held-out figures below say.

What the rest of the gap is made of
    Printed at the end. A gradient-boosted classifier on 224 measures of the same tracks (their
    means, minima and spreads over 1 to 8 s), trained on 15 videos and scored on 5, four times
    over, gives 0.885 for contact and 0.59 for aggression: little is left in the tracks without
    longer memory. Away from the edges of bouts, false frames look like true ones (nose at 0.40 BL
    against 0.33, facing 45 deg against 39), with slightly slower rats: side by side, not
    interacting to the person. Missed ones have the nose at 0.78 BL, turned to the other. Aggression
    that is missed is short, aggression that is false is lively social contact.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.expert_scores import HEADER, Mask, describe, score_line
from benchmarks.rats_gap import rest_of_the_gap
from benchmarks.rats_videos import BEHAVIORS, Video, either_way, labelled, one_line, read_videos
from benchmarks.segmentation import DATA
from graphs.ethogram import load_ethogram
from pipelines.evaluate.facts import Score, frame_score
from pipelines.opened import OpenedRecording, open_recording
from pipelines.tracks.clean import CleanSettings

RULES = Path(__file__).parent / "rules" / "rats.toml"
TARGET = 0.82
FILLED = CleanSettings(min_confidence=None, max_gap_s=10.0)

CONTACT = """
[behavior.contact]
definition = "Noses at bodies."
target = "animal"
[behavior.contact.rule]
when = '''share(closest_distance(subject.nose, object) < {near} BL
             or closest_distance(object.nose, subject) < {near} BL, {window} s) > {share} %'''
min_s = 1
max_gap_s = 1
"""
AGGRESSION = """
[behavior.aggression]
definition = "Bodies on each other, moving."
target = "animal"
[behavior.aggression.rule]
when = '''share(distance(subject, object) < {near} BL
    and speed(subject, 0.4 s) + speed(object, 0.4 s) > {speed} BL/s, {window} s) > {share} %'''
hold = '''share(distance(subject, object) < {near} BL
    and speed(subject, 0.4 s) + speed(object, 0.4 s) > {speed} BL/s, {window} s) > {hold} %'''
min_s = 2
max_gap_s = 2
"""
GRIDS: Mapping[str, tuple[str, Mapping[str, tuple[float, ...]]]] = {
    "contact": (
        CONTACT,
        {"near": (0.5, 0.55, 0.6, 0.65, 0.7), "window": (2, 3, 4, 5), "share": (40, 50, 60)},
    ),
    "aggression": (
        AGGRESSION,
        {
            "near": (0.6, 0.7, 0.8),
            "speed": (0.5, 0.6, 0.7),
            "window": (8, 12, 16),
            "share": (40, 50, 60),
            "hold": (25, 30, 35),
        },
    ),
}
AS_SHIPPED: Mapping[str, tuple[float, ...]] = {
    "contact": (0.6, 4, 50),
    "aggression": (0.7, 0.6, 12, 50, 30),
}
CLEANINGS: Mapping[str, CleanSettings] = {
    "default (confidence 0.6, gaps to 0.2 s)": CleanSettings(),
    "confidence 0.6, gaps to 10 s": CleanSettings(max_gap_s=10.0),
    "all kept, gaps to 0.2 s": CleanSettings(min_confidence=None),
    "all kept, gaps to 2 s": CleanSettings(min_confidence=None, max_gap_s=2.0),
    "all kept, gaps to 5 s": CleanSettings(min_confidence=None, max_gap_s=5.0),
    "all kept, gaps to 10 s": FILLED,
    "all kept, gaps to 60 s": CleanSettings(min_confidence=None, max_gap_s=60.0),
}


def scores_of(
    videos: Sequence[Video], behavior: str, predicted: Sequence[Mask]
) -> dict[str, tuple[Score, Score]]:
    """Return pooled scores of odd, even and all videos."""
    groups: dict[str, tuple[Score, Score]] = {}
    for video, mask in zip(videos, predicted, strict=True):
        frames, events = video.score(behavior, mask)
        for group in ("odd videos" if video.number % 2 else "even videos", "all videos"):
            before = groups.get(group, (Score(0, 0, 0), Score(0, 0, 0)))
            groups[group] = (before[0] + frames, before[1] + events)
    return groups


def mean_f1(videos: Sequence[Video], behavior: str, predicted: Sequence[Mask]) -> float:
    """Return the mean frame F1 of the videos in which the behavior occurs."""
    scores = [v.score(behavior, mask)[0] for v, mask in zip(videos, predicted, strict=True)]
    f1 = [score.f1 for score in scores if score.true]
    return float(np.mean(f1)) if f1 else float("nan")


def table(
    name: str, videos: Sequence[Video], behavior: str, predicted: Sequence[Mask], each: bool = False
) -> float:
    """Print scores (of each video if asked for) and return the pooled F1 of frames."""
    print(f"{behavior}: {name}")
    print(HEADER)
    if each:
        for video, mask in zip(videos, predicted, strict=True):
            print(score_line(video.recording.name, *video.score(behavior, mask)))
    groups = scores_of(videos, behavior, predicted)
    for group in sorted(groups, reverse=True):
        print(score_line(group, *groups[group]))
    with_any = sum(bool((v.true[behavior] & v.scored).any()) for v in videos)
    mean = mean_f1(videos, behavior, predicted)
    print(f"  mean frame F1 of the {with_any} videos in which it occurs {mean:.3f}\n")
    return groups["all videos"][0].f1


def baselines(videos: Sequence[Video]) -> None:
    """Print what one line and no line at all score, in this run."""
    near = [one_line(video) for video in videos]
    always = [np.ones_like(video.scored) for video in videos]
    for behavior in BEHAVIORS:
        table("one line, bodies within 180 px", videos, behavior, near)
        table("always", videos, behavior, always)


def cleanings(videos: Sequence[Video]) -> None:
    """Print how the scores depend on cleaning."""
    ethogram = load_ethogram(RULES)
    print("Frame F1, pooled, by cleaning")
    for name, clean in CLEANINGS.items():
        masks = [labelled(video, ethogram, clean) for video in videos]
        f1 = {
            behavior: scores_of(videos, behavior, [m[behavior] for m in masks])["all videos"][0].f1
            for behavior in BEHAVIORS
        }
        print(f"  {name:44s}" + "".join(f" {b} {value:.3f}" for b, value in f1.items()))
    print()


def grid_counts(
    videos: Sequence[Video], recordings: Sequence[OpenedRecording], behavior: str
) -> tuple[list[tuple[float, ...]], NDArray[np.int64]]:
    """Return the choices of numbers, and (matched, predicted, true) frames of each and video."""
    rules, options = GRIDS[behavior]
    choices = list(itertools.product(*options.values()))
    counts = np.zeros((len(choices), len(videos), 3), dtype=np.int64)
    for row, choice in enumerate(choices):
        text = rules.format(**dict(zip(options, choice, strict=True)))
        for column, (video, opened) in enumerate(zip(videos, recordings, strict=True)):
            mask = either_way(describe(text, opened), len(video.scored))
            score = frame_score(mask, video.true[behavior], video.scored)
            counts[row, column] = score.matched, score.predicted, score.true
    return choices, counts


def f1_of(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return F1 of summed (matched, predicted, true), over the last axis."""
    return np.asarray(2 * counts[..., 0] / np.maximum(counts[..., 1] + counts[..., 2], 1))


def held_out(videos: Sequence[Video], recordings: Sequence[OpenedRecording], behavior: str) -> None:
    """Print what videos score with the numbers that are best on others."""
    choices, counts = grid_counts(videos, recordings, behavior)
    names = " ".join(GRIDS[behavior][1])
    print(f"{behavior}: tuned on some videos, scored on others ({len(choices)} choices of {names})")
    odd = np.array([video.number % 2 == 1 for video in videos])
    for name, here in (("odd", odd), ("even", ~odd)):
        best = int(f1_of(counts[:, here].sum(axis=1)).argmax())
        ours, others = (f1_of(counts[best, side].sum(axis=0)) for side in (here, ~here))
        print(f"  on the {name} ones {ours:.3f} -> on the rest {others:.3f}   {choices[best]}")
    one_out = np.zeros(3, dtype=np.int64)
    picked: dict[tuple[float, ...], int] = {}
    for column in range(len(videos)):
        best = int(f1_of(np.delete(counts, column, axis=1).sum(axis=1)).argmax())
        one_out += counts[best, column]
        picked[choices[best]] = picked.get(choices[best], 0) + 1
    own = np.take_along_axis(counts, f1_of(counts).argmax(axis=0)[None, :, None], axis=0)[0]
    print(f"  each video by its own best numbers {f1_of(own.sum(axis=0)):.3f}")
    pooled, left = f1_of(counts.sum(axis=1)), float(f1_of(one_out))
    most = max(picked, key=lambda choice: picked[choice])
    print(f"  each video by the best numbers of the others {left:.3f}", end="")
    print(f"   ({len(picked)} different choices, {picked[most]} times {most})")
    shipped = pooled[choices.index(AS_SHIPPED[behavior])]
    print(f"  as shipped {shipped:.3f}, best on all {pooled.max():.3f}: optimism of", end=" ")
    print(f"the best {pooled.max() - left:.3f}; quarter of choices above", end=" ")
    print(f"{np.quantile(pooled, 0.75):.3f}, half above {np.median(pooled):.3f}\n")


def main(folder: Path = DATA) -> bool:
    """Print scores, baselines, held-out scores and errors; return whether the target is met."""
    if not folder.is_dir():
        print(f"no recordings at {folder}")
        return True
    videos, ethogram = read_videos(folder), load_ethogram(RULES)
    baselines(videos)
    found = [labelled(video, ethogram, FILLED) for video in videos]
    f1 = {
        behavior: table("rules", videos, behavior, [m[behavior] for m in found], each=True)
        for behavior in BEHAVIORS
    }
    cleanings(videos)
    recordings = [open_recording(v.recording, clean=FILLED, body_length_cm=None) for v in videos]
    for behavior in BEHAVIORS:
        held_out(videos, recordings, behavior)
    rest_of_the_gap(videos, found)
    print(f"\ncontact: pooled frame F1 {f1['contact']:.3f}, target {TARGET}")
    print(f"aggression: pooled frame F1 {f1['aggression']:.3f}")
    print("human ceiling: not measured: one annotator")
    return f1["contact"] >= TARGET


if __name__ == "__main__":
    sys.exit(0 if main(*map(Path, sys.argv[1:2])) else 1)
