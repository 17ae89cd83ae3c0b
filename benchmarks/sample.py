"""The describer on recordings whose truth is known: tracks, variable frame rate, video, group.

The rules were written with the truth of `open_field` in view; the recordings of the group have
other scripts, motions and noise, and nobody looked at their scores while writing rules. Facts are
matched by subject, predicate and object at tIoU >= 0.5 (`pipelines.evaluate.facts`).
"""

from __future__ import annotations

import csv
import itertools
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from graphs.ethogram import parse_ethogram
from graphs.records import Fact
from pipelines.entries import Entry, read_defaults
from pipelines.evaluate.facts import Bout, Score, match_bouts, pooled
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.pairing import pair_files
from pipelines.recording import RecordingSpec
from sample_data.group import write_group
from workbench.ethograms import ethogram_text
from workbench.samples import sample_folder

CENTRE_AND_HEADING = ("approach", "chase", "enter", "flee", "follow", "leave", "rest")
"""Behaviors that need no more than a centre and a heading."""

Scores = dict[str, Score]


def main() -> bool:
    """Print F1 per behavior and condition; return whether the pooled ones reach their targets."""
    folder = sample_folder()
    tracks, vfr = (recording_of(folder, name) for name in ("open_field", "open_field_vfr"))
    columns = {
        "tracks": score(tracks, folder / "truth.csv"),
        "variable frame rate": score(vfr, folder / "truth.csv"),
        "video alone": score(replace(tracks, tracks=None, animal_count=2), folder / "truth.csv"),
        "group of 8": _group_scores(),
    }
    _print(columns)
    alone = pooled({n: s for n, s in columns["video alone"].items() if n in CENTRE_AND_HEADING})
    print(f"video alone, {', '.join(CENTRE_AND_HEADING)}: F1 {alone.f1:.3f} (target 0.70)")
    print(f"noisy tracks, all behaviors: F1 {pooled(columns['tracks']).f1:.3f} (target 0.90)")
    return alone.f1 >= 0.70 and pooled(columns["tracks"]).f1 >= 0.90


def score(recording: RecordingSpec, truth: Path) -> Scores:
    """Label a recording and return the score of every behavior that the truth speaks of.

    Where animals have other names than in the truth, the naming that fits best is taken.
    """
    facts = facts_of(recording)
    true = [bout for name, bout in read_truth(truth) if name == recording.name]
    known = {bout.predicate for bout in true}
    ours = sorted({fact.subject for fact in facts})
    theirs = sorted({bout.subject for bout in true})
    if set(ours) <= set(theirs):
        return match_bouts(_bouts(facts, known, {}), true)
    namings = (dict(zip(ours, order, strict=False)) for order in itertools.permutations(theirs))
    scores = [match_bouts(_bouts(facts, known, names), true) for names in namings]
    return max(scores, key=lambda found: pooled(found).f1)


def read_truth(path: Path) -> list[tuple[str, Bout]]:
    """Return the recording and the bout of every row of a truth table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (
                row["recording"],
                Bout(
                    row["subject"],
                    row["predicate"],
                    row["object"] or None,
                    float(row["start_s"]),
                    float(row["stop_s"]),
                ),
            )
            for row in csv.DictReader(file)
        ]


def facts_of(recording: RecordingSpec) -> Sequence[Fact]:
    """Label a recording with the shipped ethogram and the default settings."""
    ethogram = parse_ethogram(ethogram_text("social_rodents"))
    settings = LabelSettings()
    run = plan_run(recording, ethogram, settings)
    return label_recording(recording, ethogram, settings, run).facts


def _bouts(facts: Iterable[Fact], known: set[str], names: dict[str, str]) -> list[Bout]:
    return [
        Bout(
            names.get(fact.subject, fact.subject),
            fact.predicate,
            names.get(fact.object or "", fact.object),
            fact.start_s,
            fact.stop_s,
        )
        for fact in facts
        if fact.predicate in known
    ]


def recording_of(folder: Path, name: str) -> RecordingSpec:
    """Return a sample recording with its scale and zones."""
    pairs = {pair.recording.name: pair.recording for pair in pair_files([folder]).pairs}
    return replace(pairs[name], arena=_scene(folder).arena)


def _scene(folder: Path) -> RecordingSpec:
    scene = tomllib.loads((folder / "scene.toml").read_text(encoding="utf-8"))
    scene.pop("animals", None)
    return read_defaults(Entry(scene, "scene.toml", []))


def _group_scores() -> Scores:
    total: Scores = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for recording, _, tracks, truth in write_group(folder):
            spec = replace(_scene(folder), name=recording, tracks=tracks, fps=30.0)
            for predicate, one in score(spec, truth).items():
                total[predicate] = total.get(predicate, Score(0, 0, 0)) + one
    return total


def _print(columns: dict[str, Scores]) -> None:
    table = Table("behavior", *columns, title="F1 at tIoU >= 0.5 (matched / predicted / true)")
    predicates = sorted({name for scores in columns.values() for name in scores})
    for predicate in predicates:
        table.add_row(predicate, *(_cell(scores.get(predicate)) for scores in columns.values()))
    table.add_section()
    table.add_row("all", *(_cell(pooled(scores)) for scores in columns.values()))
    Console(width=120).print(table)


def _cell(found: Score | None) -> str:
    if found is None:
        return ""
    return f"{found.f1:.2f} ({found.matched}/{found.predicted}/{found.true})"
