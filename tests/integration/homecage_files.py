"""Labels of group-housed mice, one per second and mouse, as a project and its knowledge graph.

A recording is a segment of 30 min of one cage. The labels are snippets of 2 min of it, at minutes
that the file gives: times are seconds from the start of the segment, so two snippets that follow
each other at once run on, and whatever lies between others is not assessed.

A second of a mouse was assessed when a person gave it a behavior. It was not when the mouse could
not be seen (``N/Obs``, observable 0) or must not be scored (``N/Adm``). Ambiguous seconds
(observable 1) would count as assessed; in this file all of them are ``N/Adm``, so none does.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from graphs.records import Assessed, Fact, Run
from graphs.storage.shard import RecordingGraph
from workbench.project import Project, open_project
from workbench.project_new import create_project

BEHAVIORS = {
    "Imm": "immobile",
    "Feed": "feed",
    "Drink": "drink",
    "S-Grm": "self_groom",
    "A-Grm": "allo_groom",
    "Loco": "locomote",
    "Other": "other",
}
"""Label in the file -> behavior of the ethogram."""

SEGMENT_S = 1800

ETHOGRAM = """\
name = "home cage"

[behavior.immobile]
definition = "The whole body stays in place, without any movement but breathing."
synonyms = ["rest"]

[behavior.feed]
definition = "The snout is at the food hopper, or the paws hold food to the mouth."

[behavior.drink]
definition = "The snout is at the spout of the water bottle."

[behavior.self_groom]
definition = "The snout or a paw moves over the own fur."
parent = "groom"

[behavior.allo_groom]
definition = "The snout moves over the fur of another mouse."
parent = "groom"

[behavior.locomote]
definition = "The whole body moves to another place in the cage."

[behavior.other]
definition = "The mouse moves, and does nothing else of this list."
"""

RUN = Run("technician", "csv", "1", "person", "", "", {"source": "import"}, {})

_Labels = dict[str, dict[int, str]]


def recording_name(cage: str, segment: int) -> str:
    """Return what the recording of a segment is called: ``A017``."""
    return f"{cage}{segment:03d}"


def session_name(segment: int) -> str:
    """Return the session of a segment: those with labels come in blocks, 24 numbers apart."""
    return f"day_{segment // 24}"


def homecage_project(labels: Path, folder: Path) -> Project:
    """Make a project whose graph holds the labels.

    Parameters
    ----------
    labels
        ``annotations.csv.gz``.
    folder
        Made for the project, and for track files beside it that hold no positions.
    """
    by_recording = _read(labels)
    project = create_project(folder / "project", ethogram=_written(folder / "cage.toml", ETHOGRAM))
    entries = [
        f'[[recording]]\nname = "{recording_name(cage, segment)}"\n'
        f'tracks = "../{recording_name(cage, segment)}.csv"\nfps = 1\n'
        f'group = "{cage}"\nsession = "{session_name(segment)}"\n'
        for cage, segment in by_recording
    ]
    tracks = _no_positions()
    store = project.store()
    for (cage, segment), mice in by_recording.items():
        name = recording_name(cage, segment)
        _written(folder / f"{name}.csv", tracks)
        store.write(
            RecordingGraph(
                name,
                RUN,
                "labels",
                facts=[fact for mouse, said in mice.items() for fact in _facts(name, mouse, said)],
                assessed=[a for mouse, said in mice.items() for a in _assessed(name, mouse, said)],
            )
        )
    _written(project.folder / "project.toml", "\n".join(["schema = 1\n", *entries]))
    return open_project(project.folder)


def _read(labels: Path) -> dict[tuple[str, int], _Labels]:
    """Return (cage, segment) -> mouse -> second of the segment -> behavior, where assessed."""
    found: dict[tuple[str, int], _Labels] = defaultdict(lambda: defaultdict(dict))
    with gzip.open(labels, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            mice = found[row["cage"], int(row["segment"])]
            if int(row["observable"]) == 0 or row["admissible"] != "True":
                continue
            second = 60 * int(row["snippet"]) + int(row["second"])
            mice[row["mouse"]][second] = BEHAVIORS[row["behaviour"]]
    return found


def _facts(recording: str, mouse: str, said: dict[int, str]) -> Iterator[Fact]:
    """Yield a fact for each longest stretch of seconds with one behavior."""
    for start, stop in _stretches(said):
        seconds = range(start, stop)
        for behavior, same in itertools.groupby(seconds, said.__getitem__):
            at = list(same)
            yield Fact(
                recording, mouse, behavior, None, float(at[0]), float(at[-1] + 1), at[0],
                at[-1] + 1, "state", math.nan, "asserted", "import", RUN.run_id,
            )  # fmt: skip


def _assessed(recording: str, mouse: str, said: dict[int, str]) -> Iterator[Assessed]:
    """Yield when each behavior was looked for: whoever gives one label has thought of all."""
    for start, stop in _stretches(said):
        for behavior in BEHAVIORS.values():
            yield Assessed(recording, mouse, behavior, None, float(start), float(stop))


def _stretches(said: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Yield start and stop of each longest stretch of assessed seconds."""
    start: int | None = None
    for second in sorted(said):
        if start is None:
            start = second
        if second + 1 not in said:
            yield start, second + 1
            start = None


def _no_positions() -> str:
    """Return the tracks of three mice that were not found in any second of a segment."""
    mice, columns = ("R", "G", "B"), ("x", "y", "likelihood")
    head = [
        ["scorer", *["none"] * 9],
        ["individuals", *(mouse for mouse in mice for _ in columns)],
        ["bodyparts", *["centre"] * 9],
        ["coords", *columns * 3],
    ]
    rows = [",".join(row) for row in head]
    rows += [f"{second}{',' * 9}" for second in range(SEGMENT_S)]
    return "\n".join(rows) + "\n"


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
