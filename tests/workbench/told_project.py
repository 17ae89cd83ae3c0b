"""A project of two recordings of 20 s whose facts are known one by one."""

from __future__ import annotations

import math
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from graphs.records import Assessed, Event, Fact, Kind, Run
from graphs.storage.shard import RecordingGraph
from pipelines.label import plan_run
from workbench.project import Project, open_project
from workbench.project_new import create_project

FPS, LENGTH_S = 10.0, 20.0
RUN = Run("r1", "workbench", "0.1.0", "geometry", "surprise", "imported", {}, {})
ONE, TWO = "day 1", "day 2"

CLAIMS = {
    ONE: [
        ("A chase B", 2, 4, 0.9), ("A chase B", 10, 12, 0.5), ("B flee A", 2, 5, 0.8),
        ("A run", 2, 4, 1.0), ("B rest", 6, 9, 1.0), ("A enter shelter", 15, 15, 1.0),
    ],
    TWO: [("A chase B", 1, 3, math.nan), ("A chase C", 5, 6, 0.7), ("C rest", 8, 10, 1.0)],
}  # fmt: skip
LOOKED = {
    ONE: [("A", "chase"), ("B", "flee"), ("A", "run"), ("B", "rest"), ("A", "enter")],
    TWO: [("A", "chase"), ("C", "rest"), ("C", "groom")],
}
LOOKED_S = 18.0


def told_fact(recording: str, claim: str, start_s: float, stop_s: float, sure: float) -> Fact:
    subject, predicate, *target = claim.split()
    kind: Kind = "point" if start_s == stop_s else "state"
    frames = int(start_s * FPS), int(stop_s * FPS) + (kind == "point")
    return Fact(
        recording, subject, predicate, target[0] if target else None, float(start_s), float(stop_s),
        *frames, kind, sure, "asserted", "rule", RUN.run_id,
        event_id="bout-0001" if start_s < 8 else "bout-0002",
    )  # fmt: skip


def told_recording(recording: str) -> RecordingGraph:
    facts = [told_fact(recording, *claim) for claim in CLAIMS[recording]]
    spans = [Assessed(recording, *pair, None, 0.0, LOOKED_S) for pair in LOOKED[recording]]
    events = [
        Event(recording, "episode-0001", "episode", 0.0, LENGTH_S, None, "surprise"),
        Event(recording, "bout-0001", "bout", 0.0, 8.0, "episode-0001", "surprise"),
        Event(recording, "bout-0002", "bout", 8.0, LENGTH_S, "episode-0001", "surprise"),
    ]
    animals = sorted({fact.subject for fact in facts} | {"A", "B"})
    notes = {"duration_s": LENGTH_S, "animals": animals}
    return RecordingGraph(recording, RUN, "f0", events, facts, spans, notes)


def write_still_tracks(path: Path) -> Path:
    """Write DeepLabCut tracks of one point that stays where it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = ["scorer,DLC,DLC,DLC", "bodyparts,nose,nose,nose", "coords,x,y,likelihood"]
    rows = [f"{frame},10.0,20.0,0.99" for frame in range(int(FPS * LENGTH_S))]
    path.write_text("\n".join([*head, *rows]) + "\n")
    return path


def told_project(folder: Path) -> Project:
    """Make the project in ``folder / "told"``; its graph is written, nothing is labelled."""
    if not _MADE:
        _MADE.append(_made(Path(tempfile.mkdtemp(dir=folder.parent))))
    shutil.copytree(_MADE[0], folder, dirs_exist_ok=True)
    return open_project(folder / "told")


_MADE: list[Path] = []


def _made(folder: Path) -> Path:
    tracks = write_still_tracks(folder / "data" / "still.csv")
    project = create_project(folder / "told")
    project.add(
        [
            {"name": ONE, "tracks": tracks, "fps": FPS, "group": "control", "session": "am"},
            {"name": TWO, "tracks": tracks, "fps": FPS, "group": "drug"},
        ]
    )
    for name in (ONE, TWO):
        project.store().write(replace(told_recording(name), run=run_of(project, name)))
    return folder


def run_of(project: Project, name: str) -> Run:
    """Return the run that labelling would be now, under the identifier that facts here have."""
    now = plan_run(project.spec(name), project.full_ethogram(), project.label_settings())
    return replace(now, run_id=RUN.run_id)


def damage(project: Project, recording: str = ONE) -> Path:
    """Cut off the end of the file of a recording."""
    (path,) = project.graph_folder.glob(f"{recording.replace(' ', '%20')}*.parquet")
    path.write_bytes(path.read_bytes()[:-30])
    return path
