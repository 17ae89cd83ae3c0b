"""Ground truth as BORIS exports it: *Observations > Export events > Tabular events*, csv.

One row an event, START and STOP for a state, POINT for a point; seconds with three decimals. The
object of a social behavior is its modifier. Columns as in BORIS 9.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sample_data.truth import TruthFact

COLUMNS = (
    "Observation id", "Observation date", "Description", "Observation type", "Source",
    "Time offset (s)", "Coding duration", "Media duration (s)", "FPS (frame/s)", "Subject",
    "Observation duration by subject by observation", "Behavior", "Behavioral category",
    "Modifier #1", "Behavior type", "Time", "Media file name", "Image index", "Image file path",
    "Comment",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observation:
    """A scored recording: name, length in seconds, nominal frames per second, and its facts."""

    recording: str
    duration_s: float
    fps: float
    facts: Sequence[TruthFact]


def write_boris(path: Path, observations: Iterable[Observation]) -> None:
    """Write observations one after the other, events in order of time."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for observation in observations:
            events = [event for fact in observation.facts for event in _events(fact)]
            for time_s, status, fact in sorted(events, key=lambda event: event[0]):
                writer.writerow(_row(observation, time_s, status, fact))


def _events(fact: TruthFact) -> list[tuple[float, str, TruthFact]]:
    if fact.kind == "point":
        return [(fact.start_s, "POINT", fact)]
    return [(fact.start_s, "START", fact), (fact.stop_s, "STOP", fact)]


def _row(
    observation: Observation, time_s: float, status: str, fact: TruthFact
) -> dict[str, str | float]:
    media = f"{observation.recording}.mp4"
    return {
        "Observation id": observation.recording,
        "Observation date": "2026-11-03 10:00:00",
        "Observation type": "Media file(s)",
        "Source": f"player #1: {media}",
        "Time offset (s)": 0.0,
        "Coding duration": f"{observation.duration_s:.3f}",
        "Media duration (s)": f"{observation.duration_s:.3f}",
        "FPS (frame/s)": f"{observation.fps:.3f}",
        "Subject": fact.subject,
        "Observation duration by subject by observation": f"{observation.duration_s:.3f}",
        "Behavior": fact.predicate,
        "Modifier #1": fact.object,
        "Behavior type": status,
        "Time": f"{time_s:.3f}",
        "Media file name": media,
        "Image index": "NA",
        "Image file path": "NA",
    }
