"""How many false claims the tracks flag, and how many true ones.

On the two sample recordings, which decide (they have 32 bouts, drawn from again and again), and on
the eight of the group, which have others. A claim is false if the truth has nothing of the kind
within a second of it. With the real recordings in ``../shared/data``, for information: what a
person scored of two rats, and as much time at random in which the same person saw nothing of the
kind within a second.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.experts_rats import FILLED, RULES
from benchmarks.rats_videos import BEHAVIORS, Video, read_videos
from benchmarks.segmentation import DATA, FPS
from graphs.ethogram import load_ethogram, parse_ethogram
from pipelines.describe.bouts import runs
from pipelines.describe.claims import Claim, State, Triple
from pipelines.opened import open_recording
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings
from pipelines.verify.referee import Referee
from sample_data.claims import KINDS, Said, false_claims, true_claims, truth
from sample_data.group import write_group
from workbench.ethograms import ethogram_text
from workbench.samples import open_sample, sample_folder

COUNT = 500
PER_RECORDING = 200
RATS = 5
"""Videos of rats that are looked at."""

CLEAR_S = 1.0
"""Seconds around a false claim about rats in which the person scored nothing of the kind."""

TRIES = 1000
STATES: tuple[State, ...] = ("agree", "disagree", "untestable")

Judged = list[tuple[str, State]]
"""The kind of a claim, empty for true ones, and what the tracks say."""


def main() -> bool:
    """Print the shares, and whether they meet their targets on the sample recordings."""
    spec, folder = open_sample().spec, sample_folder()
    shaky = RecordingSpec(
        "open_field_vfr",
        video=folder / "open_field_vfr.mp4",
        tracks=next(folder.glob("open_field_vfrDLC*.h5")),
        arena=spec.arena,
    )
    bouts = truth(folder)
    met = [_report(one.name, _judged(one, bouts, COUNT)) for one in (spec, shaky)]
    with tempfile.TemporaryDirectory() as written:
        _group(Path(written), spec)
    if DATA.is_dir():
        _rats(read_videos()[:RATS])
    else:
        print("rats: the real recordings are not there")
    return all(met)


def _group(folder: Path, spec: RecordingSpec) -> None:
    judged: Judged = []
    for name, _, tracks, truth_path in write_group(folder):
        (folder / name).mkdir()
        shutil.copy(truth_path, folder / name / "truth.csv")
        one = RecordingSpec(name, tracks=tracks, fps=30.0, arena=spec.arena)
        judged += _judged(one, truth(folder / name, name), PER_RECORDING)
    _report("group of eight", judged)


def _judged(spec: RecordingSpec, bouts: Sequence[Said], count: int) -> Judged:
    """Return what the tracks say about as many true claims as false ones."""
    ethogram = parse_ethogram(ethogram_text("social_rodents"))
    opened = open_recording(spec, clean=CleanSettings(), body_length_cm=ethogram.body_length_cm)
    clock = opened.tracks.timebase
    predicates = sorted({bout.predicate for bout in truth(sample_folder())})
    true = true_claims(bouts, count, seed=1)
    said = true + false_claims(bouts, clock.stop_s, predicates, count, seed=2)
    started = time.process_time()
    referee = Referee(opened.scene, clock, ethogram)
    verdicts = referee.verdicts([Claim(Triple(*s.triple), s.start_s, s.stop_s) for s in said])
    print(f"{spec.name}: {len(said)} verdicts about {len(bouts)} bouts in "
          f"{time.process_time() - started:.2f} CPU s, the rules measured")  # fmt: skip
    return [(one.kind, verdict.state) for one, verdict in zip(said, verdicts, strict=True)]


def _report(name: str, judged: Judged) -> bool:
    """Print the shares of each kind of claim, and whether they are as they should be."""
    true = Counter(state for kind, state in judged if not kind)
    flagged_true = true["disagree"] / true.total()
    print(name)
    print(f"  true claims: {true['agree'] / true.total():.1%} agree, {flagged_true:.1%} flagged "
          f"(target <= 2%), {true['untestable'] / true.total():.1%} untestable")  # fmt: skip
    flagged = 0.0
    for wanted in (*KINDS, "in all"):
        found = Counter(state for kind, state in judged if kind and wanted in (kind, "in all"))
        testable = found.total() - found["untestable"]
        flagged = found["disagree"] / max(testable, 1)
        print(f"  false {wanted:10} {flagged:.1%} of the testable flagged "
              f"(target >= 90%), {testable / found.total():.1%} testable")  # fmt: skip
    return flagged_true <= 0.02 and flagged >= 0.9


def _rats(videos: Sequence[Video]) -> None:
    """Print what the rules for rats say of a person's bouts, and of times without any."""
    ethogram = load_ethogram(RULES)
    found: dict[tuple[str, bool], Counter[State]] = {}
    for video in videos:
        opened = open_recording(
            video.recording, clean=FILLED, body_length_cm=ethogram.body_length_cm
        )
        clock = opened.tracks.timebase
        referee = Referee(opened.scene, clock, ethogram)
        first, second = opened.scene.individuals
        for name in BEHAVIORS:
            for is_true, times in enumerate(_scored(video, name)):
                claims = [Claim(Triple(first, name, second), *one) for one in times]
                states = Counter(one.state for one in referee.verdicts(claims))
                found.setdefault((name, bool(is_true)), Counter()).update(states)
    for (name, is_true), states in found.items():
        shares = ", ".join(f"{states[s] / states.total():.0%} {s}" for s in STATES)
        print(f"rats, {'bouts' if is_true else 'times without'} of {name}: {shares} "
              f"({states.total()}, for information)")  # fmt: skip


def _scored(video: Video, name: str) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return times of a second or more without a behavior, and its bouts; both in seconds."""
    draw = np.random.default_rng(video.number)
    frames = len(video.scored)
    true = runs(video.true[name] & video.scored)
    true = true[true[:, 1] - true[:, 0] >= FPS]
    clear = video.scored.copy()
    for start, stop in runs(video.true[name] | ~video.scored):
        clear[max(0, start - round(CLEAR_S * FPS)) : stop + round(CLEAR_S * FPS)] = False
    without = []
    for start, stop in true:
        for first in draw.integers(0, max(frames - (stop - start), 1), TRIES):
            if clear[first : first + stop - start].all():
                without.append((first / FPS, (first + stop - start) / FPS))
                break
    return without, [(start / FPS, stop / FPS) for start, stop in true]
