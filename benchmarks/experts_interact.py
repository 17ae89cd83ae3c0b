"""Rules for `interact` against a person's labels: three videos of an adult and a juvenile mouse.

Run ``python -m benchmarks experts_interact`` with the real recordings in ``../shared/data``. The
rules are in ``rules/interact.toml``; labels are BORIS START/STOP rows, a frame is 1/30 s.

What was seen while the rules were written
    The person's START and STOP both come late, by 0.2 to 0.5 s: at START the nose has long been at
    the body, at STOP it is often a body length away. A delay of 0.4 s explains more of the
    disagreement than any threshold, so it is part of the rule and reported with and without. What
    was missed beyond that were runs close behind the other animal: hence the clause on pursuit.
    Facing, head angle, distance to the body's outline, immobility and contact of any two body
    points were tried and changed the mean by less than 0.01, or only on the videos tuned on.
    The form of the rule was found on all three videos; leaving one out tests only its three
    main numbers, not the form, the speed of a pursuit, min_s and max_gap_s.
    These tracks come smoothed by DeepLabCut, which guesses a hidden nose near where it is: keeping
    positions of low likelihood scores higher than the default cleaning. The default is what counts
    here, as it is what a new project gets.

What the rest of the gap is made of
    Printed at the end. Half or more of the wrong frames lie within half a second of a START or
    STOP, which one constant delay cannot follow. The long false stretches of the first video are
    the two at rest, the nose still at the other's body, where the person stopped scoring; those of
    the second and third contacts that the juvenile began, or that nobody scored. The long missed
    ones are contacts with the body while the nose is elsewhere, or (third video, 174.6 s) hidden.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.expert_scores import (
    HEADER,
    Mask,
    changed,
    describe,
    error_shares,
    event_score,
    facts_mask,
    longest,
    near_edges,
    score_line,
)
from graphs.ethogram import load_ethogram
from pipelines.evaluate.facts import Score, frame_score
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.opened import OpenedRecording, open_recording
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings

DATA = Path(__file__).parents[2] / "shared" / "data" / "mouse_adult_juvenile_interaction"
RULES = Path(__file__).parent / "rules" / "interact.toml"
FPS = 30.0
TARGET = 0.77
AS_TRACKED = CleanSettings(min_confidence=None)
UNTOUCHED = CleanSettings(min_confidence=None, max_gap_s=0.0, max_jump_lengths=None)
EDGE_FRAMES = 15

ONE_LINE = """
[behavior.interact]
definition = "The adult's nose within 60 px of any point of the juvenile."
target = "animal"
rule = "closest_distance(subject.nose, object) < 60 px"
"""

NEAR_BL = (0.2, 0.25, 0.3, 0.35, 0.4)
PURSUIT_BL = (0.0, 0.75, 1.0, 1.25, 1.5)
DELAY_S = (0.0, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Video:
    """A recording and the frames in which a person saw the adult interact."""

    recording: RecordingSpec
    true: Mask

    def score(self, predicted: Mask) -> tuple[Score, Score]:
        """Return the score of frames and that of events."""
        return frame_score(predicted, self.true), event_score(predicted, self.true, FPS)


def read_videos(folder: Path = DATA) -> list[Video]:
    """Return the videos by name."""
    videos = []
    for pose in sorted((folder / "pose").iterdir()):
        name = pose.name.split("DLC")[0]
        frames = len(pd.read_csv(pose, header=[0, 1, 2, 3], index_col=0))
        recording = RecordingSpec(name, tracks=pose, fps=FPS)
        videos.append(Video(recording, _labels(folder / "boris" / f"{name}_reencode.csv", frames)))
    return videos


def _labels(path: Path, frames: int) -> Mask:
    rows = pd.read_csv(path, skiprows=15)
    times = [rows.loc[rows["Status"] == status, "Time"] for status in ("START", "STOP")]
    mask = np.zeros(frames, dtype=bool)
    for start, stop in zip(*times, strict=True):
        mask[int(start * FPS) : int(stop * FPS)] = True
    return mask


def labelled(video: Video, clean: CleanSettings) -> Mask:
    """Return what the whole pipeline finds: read, clean, segment, describe."""
    ethogram, settings = load_ethogram(RULES), LabelSettings(clean=clean)
    run = plan_run(video.recording, ethogram, settings)
    facts = label_recording(video.recording, ethogram, settings, run).facts
    return facts_mask(facts, len(video.true), "adult", "juvenile")


def opened(videos: Sequence[Video], clean: CleanSettings) -> list[OpenedRecording]:
    """Return the videos read and cleaned."""
    return [open_recording(v.recording, clean=clean, body_length_cm=None) for v in videos]


def found(rules: str, recordings: Sequence[OpenedRecording]) -> list[Mask]:
    """Return what rules find in recordings that are already open."""
    return [
        facts_mask(describe(rules, one), one.tracks.frames, "adult", "juvenile")
        for one in recordings
    ]


def table(name: str, videos: Sequence[Video], predicted: Sequence[Mask]) -> float:
    """Print the scores of all videos and return the mean F1 of frames."""
    print(name)
    print(HEADER)
    scores = [video.score(mask) for video, mask in zip(videos, predicted, strict=True)]
    for video, (frames, events) in zip(videos, scores, strict=True):
        print(score_line(video.recording.name, frames, events))
    mean = float(np.mean([frames.f1 for frames, _ in scores]))
    events = sum((score for _, score in scores), Score(0, 0, 0))
    print(f"  mean frame F1 {mean:.3f}, pooled event F1 {events.f1:.3f}\n")
    return mean


def grid() -> dict[tuple[float, float, float], Mapping[str, str]]:
    """Return all combinations of the tuned numbers, with how the rules are changed to them."""
    return {
        (near, pursuit, delay): {
            "object) < 0.3 BL": f"object) < {near} BL",
            "object) < 0.45 BL": f"object) < {near + 0.15:.2f} BL",
            "object) < 1.25 BL": f"object) < {pursuit} BL",
            "0.1 s), 0.4 s)": f"0.1 s), {delay} s)",
        }
        for near, pursuit, delay in itertools.product(NEAR_BL, PURSUIT_BL, DELAY_S)
    }


def leave_one_out(videos: Sequence[Video], recordings: Sequence[OpenedRecording]) -> None:
    """Print what each video scores with the numbers that are best on the two others."""
    rules, options = RULES.read_text(), grid()
    choices = list(options)
    scores = np.array(
        [
            [
                frame_score(mask, video.true).f1
                for mask, video in zip(
                    found(changed(rules, options[c]), recordings), videos, strict=True
                )
            ]
            for c in choices
        ]
    )
    print(f"tuned on two videos, scored on the third ({len(choices)} combinations of 3 numbers)")
    _held_out(videos, choices, scores)
    shipped = scores[choices.index((0.3, 1.25, 0.4))].mean()
    print(f"  as shipped, on all three: {shipped:.3f}")
    print("The same, with no delay allowed")
    at_once = [place for place, choice in enumerate(choices) if choice[2] == 0]
    _held_out(videos, [choices[place] for place in at_once], scores[at_once])
    print()


def _held_out(
    videos: Sequence[Video],
    choices: Sequence[tuple[float, float, float]],
    scores: NDArray[np.float64],
) -> None:
    """Print the score of every video under the best choice of the others; (choices, videos)."""
    held_out = []
    for number, video in enumerate(videos):
        best = int(np.delete(scores, number, axis=1).mean(axis=1).argmax())
        held_out.append(scores[best, number])
        near, pursuit, delay = choices[best]
        print(
            f"  {video.recording.name:44s} F1 {held_out[-1]:.3f}"
            f"   nose {near:g} BL, pursuit {pursuit:g} BL, delay {delay:g} s"
        )
    top, mean = scores.mean(axis=1).max(), float(np.mean(held_out))
    print(f"  mean {mean:.3f}; best on all three {top:.3f}: optimism {top - mean:.3f}")


def rest_of_the_gap(videos: Sequence[Video], predicted: Sequence[Mask]) -> None:
    """Print what the wrong frames are."""
    print(f"Wrong frames (edges: within {EDGE_FRAMES / FPS:g} s of START or STOP)")
    for video, mask in zip(videos, predicted, strict=True):
        shares = error_shares(mask, video.true, EDGE_FRAMES)
        inner = ~near_edges(video.true, EDGE_FRAMES)
        words = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
        print(f"  {video.recording.name}: {words}")
        print(f"    longest missed {longest(video.true & ~mask & inner, 3, FPS)}")
        print(f"    longest false  {longest(mask & ~video.true & inner, 3, FPS)}")


def main() -> bool:
    """Print scores, baseline, leave-one-out and errors; return whether the target is met."""
    if not DATA.is_dir():
        print(f"no recordings at {DATA}")
        return True
    videos = read_videos()
    table(
        "One line: nose < 60 px, tracks as they are",
        videos,
        found(ONE_LINE, opened(videos, UNTOUCHED)),
    )
    masks = [labelled(video, CleanSettings()) for video in videos]
    mean = table("Rules, default cleaning (likelihood below 0.6 removed)", videos, masks)
    kept = [labelled(video, AS_TRACKED) for video in videos]
    table("Rules, positions kept whatever their likelihood", videos, kept)
    cleaned = opened(videos, CleanSettings())
    no_delay = changed(RULES.read_text(), {"0.1 s), 0.4 s)": "0.1 s), 0 s)"})
    table("Rules, default cleaning, no delay of the key", videos, found(no_delay, cleaned))
    print("Default cleaning:", end=" ")
    leave_one_out(videos, cleaned)
    print("Positions kept:", end=" ")
    leave_one_out(videos, opened(videos, AS_TRACKED))
    rest_of_the_gap(videos, masks)
    print(
        f"\nmean frame F1 {mean:.3f}, target {TARGET}; one person scored, so no human ceiling here"
    )
    return mean >= TARGET


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
