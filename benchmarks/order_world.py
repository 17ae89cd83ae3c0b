"""A made recording of an hour with as many events as one asks for, in a project of its own.

Three animals in an arena with a shelter and a feeder do what the shipped ethogram of rodents knows.
Events follow each other without gaps; in each one to five things start, common ones more often than
rare ones (Zipf).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from graphs.ethogram import Behavior
from graphs.records import Assessed, Event, Fact, Run
from graphs.storage.shard import RecordingGraph
from workbench.project import Project
from workbench.project_new import create_project

ANIMALS = ("mouse_1", "mouse_2", "mouse_3")
PLACES = {"shelter": "shelter", "feeder": "feeder"}
LONG_S, FPS = 3600.0, 1.0
RECORDING = "long"
RUN = Run("r1", "workbench", "0.1.0", "geometry", "surprise", "imported", {}, {})

Done = tuple[str, Behavior, str | None]
"""Who does what, to whom or where."""


def long_project(folder: Path, events: int = 600, seed: int = 0) -> Project:
    """Make a project in a new folder whose one recording has these events."""
    project = create_project(folder / "project", ethogram="social_rodents")
    tracks = _write_tracks(folder / "still.csv")
    project.add([{"name": RECORDING, "tracks": tracks, "fps": FPS}])
    project.store().write(_recording(list(project.ethogram().behaviors.values()), events, seed))
    return project


def _recording(behaviors: Sequence[Behavior], count: int, seed: int) -> RecordingGraph:
    rng = random.Random(seed)
    everything = _everything(behaviors)
    rng.shuffle(everything)
    often = [1 / place for place in range(1, len(everything) + 1)]
    lengths = [rng.uniform(0.5, 1.5) for _ in range(count)]
    edges = [0.0, *(LONG_S * end / sum(lengths) for end in accumulate(lengths))]
    bouts, facts = list[Event](), list[Fact]()
    for number, (start_s, stop_s) in enumerate(pairwise(edges), start=1):
        bout = Event(RECORDING, f"bout-{number:04d}", "bout", start_s, stop_s, None, "surprise")
        bouts.append(bout)
        things = rng.choices(everything, often, k=rng.randint(1, 5))
        facts += [_fact(done, bout, rng) for done in things]
    seen = sorted({(fact.subject, fact.predicate) for fact in facts})
    assessed = [Assessed(RECORDING, *pair, None, 0.0, LONG_S) for pair in seen]
    notes = {"duration_s": LONG_S, "animals": list(ANIMALS)}
    facts.sort(key=lambda fact: fact.start_s)
    return RecordingGraph(RECORDING, RUN, "made", bouts, facts, assessed, notes)


def _everything(behaviors: Sequence[Behavior]) -> list[Done]:
    found: list[Done] = []
    for behavior in behaviors:
        for who in ANIMALS:
            whom: list[str | None] = [None]
            if behavior.target == "animal":
                whom = [other for other in ANIMALS if other != who]
            elif behavior.target != "none":
                whom = [place for place, kind in PLACES.items() if kind == behavior.target_kind]
            found += [(who, behavior, one) for one in whom]
    return found


def _fact(done: Done, bout: Event, rng: random.Random) -> Fact:
    who, behavior, whom = done
    start_s = rng.uniform(bout.start_s, bout.stop_s)
    stop_s = start_s if behavior.kind == "point" else min(start_s + rng.uniform(0.5, 8), LONG_S)
    frames = int(start_s * FPS), int(stop_s * FPS) + 1
    return Fact(
        RECORDING, who, behavior.name, whom, start_s, stop_s, *frames, behavior.kind, 0.9,
        "asserted", "rule", RUN.run_id, event_id=bout.event_id,
    )  # fmt: skip


def _write_tracks(path: Path) -> Path:
    """Write DeepLabCut tracks of one point that stays where it is: a project needs some."""
    head = ["scorer,DLC,DLC,DLC", "bodyparts,nose,nose,nose", "coords,x,y,likelihood"]
    rows = [f"{frame},10.0,20.0,0.99" for frame in range(int(LONG_S * FPS))]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    return path
