"""Rules for `explore` against people's labels: novel-object recognition, one mouse, nine videos.

Run ``python -m benchmarks experts_objects`` with the real recordings in ``../shared/data``. The
rules are in ``rules/objects.toml``. Eight videos of two cages have one set of labels; a ninth, of
which there are positions in cm only, was labelled by five people and was not tuned on.

What was seen while the rules were written
    Labels follow the frames closely: a shift of one frame either way lowers F1 by 0.02 to 0.03.
    Where the likelihood of the nose is low and the head is at the object, people say "explores" in
    97 of 100 frames: the nose is hidden by the object or the head bent over it. Dropping these
    frames, as a likelihood limit does, is what costs the usual rule most. Within 2.25 cm the angle
    of the head does not matter, beyond it does. Mice that sit still beside the object do not count.
    The form of the rule was found on both cages; tuning on one of them tests only four
    numbers, not the choice of form, of the limit of stillness, of min_s and of max_gap_s.

What the rest of the gap is made of
    Printed at the end. Three fifths of the wrong frames lie within 0.2 s of a labelled start or
    stop. The largest single part is one object (C2_D, obj_2), at which the person scored almost
    nothing after 178 s although the nose is at it for eight seconds more, head turned to it; this
    turns the discrimination index of that mouse round and hides the difference between the groups.
    Mice on top of the object (mostly in cage C2) are labelled now so, now so. On the ninth video
    two people agree better than the rules with one of them; its positions come with hidden noses
    already filled in, so that clause of the rules has nothing to say there.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.expert_raters import compare_raters, recording_from_cm
from benchmarks.expert_scores import (
    HEADER,
    Mask,
    changed,
    columns_score,
    describe,
    error_shares,
    facts_mask,
    score_line,
)
from graphs.ethogram import load_ethogram
from pipelines.arena import Arena
from pipelines.evaluate.facts import Score
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.opened import OpenedRecording, open_recording
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings

DATA = Path(__file__).parents[2] / "shared" / "data" / "mouse_object_exploration"
RULES = Path(__file__).parent / "rules" / "objects.toml"
FPS = 25.0
TARGET = 0.80
OBJECTS = ("obj_1", "obj_2")
EDGE_FRAMES = 5
SURE = CleanSettings(min_confidence=0.9, max_gap_s=0.0, max_jump_lengths=None)

ONE_LINE = """
[behavior.explore]
definition = "The nose within 2.5 cm, the head turned to the object, the nose surely seen."
target = "object:object"
rule = "distance(subject.nose, object) < 2.5 cm and head_facing(subject, object) < 45 deg"
"""

ANY_ANGLE_CM = (1.75, 2.0, 2.25, 2.5)
POINTED_AT_CM = (2.4, 2.6, 2.8)
POINTED_AT_DEG = (30, 45)
HEAD_CM = (3.25, 3.5, 3.75)


@dataclass(frozen=True, slots=True, eq=False)
class Video:
    """A recording with the frames in which a person saw the mouse explore each object.

    Parameters
    ----------
    recording
        Tracks and scale.
    true
        Shape (frames, 2).
    group
        Delay between the sessions.
    novel
        Column of the object that is new to the mouse.
    """

    recording: RecordingSpec
    true: Mask
    group: str
    novel: int

    @property
    def cage(self) -> str:
        """Cage, as in the name: ``C1``."""
        return self.recording.name[7:9]


def read_videos(folder: Path = DATA) -> list[Video]:
    """Return the eight videos by name."""
    return [
        Video(
            RecordingSpec(
                str(row.video),
                tracks=folder / "pose" / f"{row.video}_DLC.h5",
                fps=FPS,
                arena=Arena(px_per_cm=1 / float(str(row.cm_per_px))),
            ),
            _labels(folder / "labels" / f"{row.video}_labels.csv"),
            str(row.group),
            (row.obj_1, row.obj_2).index("Novel"),
        )
        for row in pd.read_csv(folder / "videos.csv").itertuples()
    ]


def _labels(path: Path) -> Mask:
    return pd.read_csv(path)[list(OBJECTS)].to_numpy() > 0


def labelled(recording: RecordingSpec, frames: int) -> Mask:
    """Return what the whole pipeline finds (read, clean, segment, describe), shape (frames, 2)."""
    ethogram, settings = load_ethogram(RULES), LabelSettings()
    run = plan_run(recording, ethogram, settings)
    facts = label_recording(recording, ethogram, settings, run).facts
    who = facts[0].subject if facts else ""
    return np.stack([facts_mask(facts, frames, who, target) for target in OBJECTS], axis=1)


def opened(videos: Sequence[Video], clean: CleanSettings) -> list[OpenedRecording]:
    """Return the videos read and cleaned."""
    return [open_recording(v.recording, clean=clean, body_length_cm=None) for v in videos]


def found(rules: str, recordings: Sequence[OpenedRecording]) -> list[Mask]:
    """Return what rules find in recordings that are already open, each of shape (frames, 2)."""
    masks = []
    for one in recordings:
        facts = describe(rules, one)
        who, frames = one.tracks.individuals[0], one.tracks.frames
        masks.append(np.stack([facts_mask(facts, frames, who, t) for t in OBJECTS], axis=1))
    return masks


def table(name: str, videos: Sequence[Video], predicted: Sequence[Mask]) -> Score:
    """Print the scores of all videos, of each cage and of all, and return the last."""
    print(name)
    print(HEADER)
    rows: dict[str, tuple[Score, Score]] = {}
    for video, mask in zip(videos, predicted, strict=True):
        frames, events = columns_score(mask, video.true, FPS)
        print(score_line(video.recording.name, frames, events))
        for group in (f"pooled {video.cage}", "pooled"):
            before = rows.get(group, (Score(0, 0, 0), Score(0, 0, 0)))
            rows[group] = (before[0] + frames, before[1] + events)
    for group in sorted(rows, reverse=True):
        print(score_line(group, *rows[group]))
    print()
    return rows["pooled"][0]


def tuned_on_half(videos: Sequence[Video]) -> None:
    """Print what each cage scores with the numbers that are best on the other."""
    rules, recordings = RULES.read_text(), opened(videos, CleanSettings())
    choices = list(itertools.product(ANY_ANGLE_CM, POINTED_AT_CM, POINTED_AT_DEG, HEAD_CM))
    cages = sorted({video.cage for video in videos})
    scores: list[dict[str, Score]] = []
    for near, far, angle, head in choices:
        numbers = {
            "object) < 2.25 cm": f"object) < {near} cm",
            "object) < 2.6 cm": f"object) < {far} cm",
            "object) < 30 deg": f"object) < {angle} deg",
            "object) < 3.5 cm": f"object) < {head} cm",
        }
        masks = found(changed(rules, numbers), recordings)
        by_cage = dict.fromkeys(cages, Score(0, 0, 0))
        for video, mask in zip(videos, masks, strict=True):
            by_cage[video.cage] += columns_score(mask, video.true, FPS)[0]
        scores.append(by_cage)
    print(f"Tuned on one cage, scored on the other ({len(choices)} combinations of 4 numbers)")
    held_out = Score(0, 0, 0)
    for cage, other in zip(cages, reversed(cages), strict=True):
        best = max(range(len(choices)), key=lambda place: scores[place][cage].f1)
        held_out += scores[best][other]
        print(
            f"  on {cage} {scores[best][cage].f1:.3f} -> {other} {scores[best][other].f1:.3f}"
            "   nose {} cm; {} cm within {} deg; hidden, ear {} cm".format(*choices[best])
        )
    top = max(sum(s.values(), Score(0, 0, 0)).f1 for s in scores)
    print(
        f"  pooled, each cage by the other's numbers {held_out.f1:.3f}; "
        f"best on all {top:.3f}: optimism {top - held_out.f1:.3f}\n"
    )


def discrimination(videos: Sequence[Video], predicted: Sequence[Mask]) -> None:
    """Print the discrimination index of every mouse and the mean of each group."""
    print("Discrimination index (novel - known) / (novel + known), and seconds at both objects")
    data = _indices(videos, predicted)
    for row in data.itertuples():
        print(
            f"  {row.name} {row.group:7s} rules {row.rules:+.2f}  person {row.person:+.2f}"
            f"  error {row.error:+.2f}   {row.rules_s:5.1f} s  {row.person_s:5.1f} s"
        )
    size = data["error"].abs()
    print(f"  group means: {_group_means(data)}")
    print(f"  error: mean {size.mean():.2f}, median {size.median():.2f}, largest {size.max():.2f}")
    worst = int(size.to_numpy().argmax())
    rest = data[np.arange(len(data)) != worst]
    agreement = float(np.corrcoef(rest["rules"], rest["person"])[0, 1])
    print(
        f"  without {videos[worst].recording.name}: mean {rest['error'].abs().mean():.2f}", end=""
    )
    print(f", correlation {agreement:.2f}; {_group_means(rest)}")


def _group_means(data: pd.DataFrame) -> str:
    return "; ".join(
        f"{group} rules {part['rules'].mean():+.2f}, person {part['person'].mean():+.2f}"
        for group, part in data.groupby("group")
    )


def _indices(videos: Sequence[Video], predicted: Sequence[Mask]) -> pd.DataFrame:
    """Return index by rules and by person, their difference, and the totals in seconds."""
    rows = []
    for video, mask in zip(videos, predicted, strict=True):
        rules, person = _index(mask, video.novel), _index(video.true, video.novel)
        rows.append(
            {
                "name": video.recording.name,
                "group": video.group,
                "rules": rules,
                "person": person,
                "error": rules - person,
                "rules_s": mask.sum() / FPS,
                "person_s": video.true.sum() / FPS,
            }
        )
    return pd.DataFrame(rows)


def _index(mask: Mask, novel: int) -> float:
    new, known = int(mask[:, novel].sum()), int(mask[:, 1 - novel].sum())
    return (new - known) / (new + known) if new + known else float("nan")


def five_people(folder: Path = DATA / "five_raters") -> None:
    """Print how well five people agree on one more video, and how well rules agree with them."""
    people = [_labels(path) for path in sorted(folder.glob("rater_*.csv"))]
    with tempfile.TemporaryDirectory() as scratch:
        recording = recording_from_cm(folder / "position_cm.csv.gz", Path(scratch), FPS)
        rules = labelled(recording, len(people[0]))
        one = open_recording(recording, clean=SURE, body_length_cm=None)
    compare_raters(people, {"rules": rules, "one line": found(ONE_LINE, [one])[0]}, FPS)


def rest_of_the_gap(videos: Sequence[Video], predicted: Sequence[Mask]) -> None:
    """Print what the wrong frames are."""
    print(f"Wrong frames (edges: within {EDGE_FRAMES / FPS:g} s of a labelled start or stop)")
    pairs = {
        f"{video.recording.name} {target}": (mask[:, column], video.true[:, column])
        for video, mask in zip(videos, predicted, strict=True)
        for column, target in enumerate(OBJECTS)
    }
    ours, theirs = (np.concatenate(masks) for masks in zip(*pairs.values(), strict=True))
    shares = error_shares(ours, theirs, EDGE_FRAMES)
    print("  " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))
    wrong = {name: int((p != t).sum()) for name, (p, t) in pairs.items()}
    for name in sorted(wrong, key=lambda name: -wrong[name])[:3]:
        p, t = pairs[name]
        share = wrong[name] / sum(wrong.values())
        print(f"  {name}: {share:.0%} of them; rules {p.sum()} frames, person {t.sum()}")


def main() -> bool:
    """Print scores, baseline, halves, indices, raters and errors; tell if the target is met."""
    if not DATA.is_dir():
        print(f"no recordings at {DATA}")
        return True
    videos = read_videos()
    one_line = found(ONE_LINE, opened(videos, SURE))
    table("One line: nose < 2.5 cm, head < 45 deg, likelihood > 0.9", videos, one_line)
    masks = [labelled(video.recording, len(video.true)) for video in videos]
    pooled = table("Rules", videos, masks)
    tuned_on_half(videos)
    discrimination(videos, masks)
    simple = _indices(videos, one_line)["error"].abs()
    print(f"  one line, error: mean {simple.mean():.2f}, median {simple.median():.2f}\n")
    five_people()
    rest_of_the_gap(videos, masks)
    print(f"\npooled frame F1 {pooled.f1:.3f}, target {TARGET}")
    return pooled.f1 >= TARGET


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
