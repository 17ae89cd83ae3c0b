"""Projects whose animals, places and facts are known one by one; their names are as odd as asked.

Every animal stands at a place of its own, 100 px from the next, in recordings of 20 s.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphs.records import Assessed, Fact, Kind, Run
from graphs.storage.shard import RecordingGraph
from pipelines.label import plan_run
from workbench.ask.asking import Conversation
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.ask.plan import NotUnderstoodError
from workbench.project import Project
from workbench.project_new import create_project

FPS, LENGTH_S = 10.0, 20.0
POINTS = ("nose", "centre", "tailbase")
RUN = Run("r1", "workbench", "0.1.0", "geometry", "surprise", "imported", {}, {})

Claim = tuple[str, str, str | None, float, float]
"""Subject, behavior, object, start and stop in seconds."""


def grammar_world(
    folder: Path,
    animals: Sequence[str] = ("mouse_1", "mouse_2"),
    recordings: Mapping[str, str | None] | None = None,
    *,
    ethogram: str = "social_rodents",
    claims: Sequence[Claim] | None = (),
    looked: Sequence[tuple[str, str, str | None]] = (),
    **said: Any,
) -> Project:
    """Make a project.

    Parameters
    ----------
    folder
        Made if it does not exist.
    animals
        Their names.
    recordings
        Name -> group.
    ethogram
        One that comes with the workbench.
    claims
        Facts of every recording; ``None`` for a project that is not labelled.
    looked
        Subject, behavior and object that were looked for all the time.
    said
        More keys of every recording: zones, objects, px_per_cm.
    """
    tracks = write_standing(folder / "data" / "standing.csv", animals)
    project = create_project(folder / "project", ethogram=ethogram)
    named = recordings or {"cage": None}
    entries = [{"name": name, "tracks": tracks, "fps": FPS, **said} for name in named]
    for entry, group in zip(entries, named.values(), strict=True):
        entry.update({"group": group} if group else {})
    project.add(entries)
    for name in named if claims is not None else ():
        now = plan_run(project.spec(name), project.full_ethogram(), project.label_settings())
        graph = _graph(name, animals, claims or (), looked)
        project.store().write(replace(graph, run=replace(now, run_id=RUN.run_id)))
    return project


def write_standing(path: Path, animals: Sequence[str]) -> Path:
    """Write DeepLabCut tracks of animals that stand where they are, but for a little sway."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [(who, point, c) for who in animals for point in POINTS for c in "xyl"]
    named = {"x": "x", "y": "y", "l": "likelihood"}
    rows = [
        ["scorer", *["DLC"] * len(columns)],
        ["individuals", *(who for who, _, _ in columns)],
        ["bodyparts", *(point for _, point, _ in columns)],
        ["coords", *(named[c] for _, _, c in columns)],
    ]
    for frame in range(int(FPS * LENGTH_S)):
        cells = [str(frame)]
        for number in range(len(animals)):
            for ahead in (20, 0, -20):
                sway = math.sin(0.1 * frame + number)
                cells += [f"{100 + 100 * number + ahead:.1f}", f"{100 + sway:.2f}", "0.99"]
        rows.append(cells)
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    return path


def _graph(
    name: str,
    animals: Sequence[str],
    claims: Sequence[Claim],
    looked: Sequence[tuple[str, str, str | None]],
) -> RecordingGraph:
    facts = [_fact(name, claim) for claim in claims]
    pairs = dict.fromkeys([*looked, *((f.subject, f.predicate, f.object) for f in facts)])
    spans = [Assessed(name, *pair, 0.0, LENGTH_S) for pair in pairs]
    notes = {
        "duration_s": LENGTH_S,
        "animals": list(animals),
        "roles": {"body": ["nose", "centre", "tailbase"], "nose": ["nose"]},
    }
    return RecordingGraph(name, RUN, "f0", [], facts, spans, notes)


def _fact(name: str, claim: Claim) -> Fact:
    subject, predicate, target, start_s, stop_s = claim
    kind: Kind = "point" if start_s == stop_s else "state"
    frames = int(start_s * FPS), int(stop_s * FPS) + (kind == "point")
    return Fact(
        name, subject, predicate, target, float(start_s), float(stop_s), *frames, kind, 1.0,
        "asserted", "rule", RUN.run_id, event_id=None,
    )  # fmt: skip


def planned(planner: GrammarPlanner, *turns: str) -> str:
    """Return the lines that the program for the last of some turns has of its own."""
    planner.frame = None
    for turn in turns:
        program = planner.plan(turn).program
    return program.split("project = open_project()\n")[1].strip()


def refused(planner: GrammarPlanner, *turns: str) -> str:
    """Return why the last of some turns is refused; empty if it is planned."""
    planner.frame = None
    for turn in turns[:-1]:
        try:
            planner.plan(turn)
        except NotUnderstoodError:
            continue
    try:
        planner.plan(turns[-1])
    except NotUnderstoodError as error:
        return str(error)
    return ""


def answered(project: Project, question: str) -> dict[str, float | bool | str]:
    """Return what a question is answered with, by name."""
    answer = Conversation(project).ask(question)
    return {value.name: value.value for value in answer.values}
