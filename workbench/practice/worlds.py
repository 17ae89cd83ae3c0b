"""Worlds: projects whose right answers are known, because everything in them is made.

A world is the truth (positions, facts, places); `write_world` puts it into a project folder, as
track files and stored facts, and nothing that answers a question is taken from there again.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graphs.records import Assessed, Fact, Run
from workbench.practice.casts import CLOSE_TO, DASH, Cast, Doing
from workbench.practice.motion import FPS, FRAMES, LENGTH_S, positions

if TYPE_CHECKING:
    from workbench.project import Project

_LOOKED_S = (0.0, 15.0)
"""When every stored behavior was looked for."""

_RUN = Run("practice", "workbench", "practice", "geometry", "surprise", "imported", {}, {})


@dataclass(frozen=True, slots=True)
class Told:
    """A stored fact: who did what to whom, when in seconds, and how sure that is."""

    subject: str
    predicate: str
    object: str | None
    start_s: float
    stop_s: float
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is known of one recording.

    Parameters
    ----------
    name, group, session
        As the project has them.
    points
        Pixels, shape (frames, animals, keypoints, 2); NaN where not tracked.
    told
        Facts, by subject, predicate, object and time.
    looked
        Subject, predicate and object of what was looked for, seen or not.
    """

    name: str
    group: str
    session: str
    points: NDArray[np.float64]
    told: tuple[Told, ...]
    looked: tuple[tuple[str, str, str | None], ...]

    @property
    def looked_s(self) -> tuple[float, float]:
        """When it was looked for."""
        return _LOOKED_S


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A cast, and what its recordings show.

    Parameters
    ----------
    cast
        Names and places.
    seed
        What decides the rest.
    truths
        Name of a recording -> what is known of it.
    """

    cast: Cast
    seed: int
    truths: Mapping[str, Truth]


def make_world(cast: Cast, seed: int) -> World:
    """Return a world; the same for the same cast and seed."""
    truths = {}
    for number, (name, (group, session)) in enumerate(cast.recordings.items()):
        generator = np.random.default_rng([seed, number, *cast.name.encode()])
        points = positions(cast, generator)
        told, looked = _told(cast, generator)
        truths[name] = Truth(name, group, session, points, told, looked)
    return World(cast, seed, truths)


def _told(
    cast: Cast, generator: np.random.Generator
) -> tuple[tuple[Told, ...], tuple[tuple[str, str, str | None], ...]]:
    told, looked = [], []
    for subject in cast.animals:
        for doing in cast.doings:
            for target in _targets(cast, subject, doing):
                who = (subject, doing.name, target)
                looked.append(who)
                spans = _spans(generator, doing)
                told += [Told(*who, *span, _sure(generator)) for span in spans]
    return tuple(told), tuple(looked)


def _targets(cast: Cast, subject: str, doing: Doing) -> list[str | None]:
    if doing.target == "animal":
        return [name for name in cast.animals if name != subject]
    return list(cast.places) if doing.target == "zone" else [None]


def _spans(generator: np.random.Generator, doing: Doing) -> list[tuple[float, float]]:
    """Return two to five times that do not touch, in the time that was looked at."""
    count = int(generator.integers(2, 6))
    edges = np.sort(generator.choice(np.arange(10, int(_LOOKED_S[1] * FPS) - 10, 9), 2 * count,
                                     replace=False))  # fmt: skip
    starts, stops = edges[::2] / FPS, edges[1::2] / FPS
    return [(float(a), float(a if doing.point else b)) for a, b in zip(starts, stops, strict=True)]


def _sure(generator: np.random.Generator) -> float:
    return round(float(generator.integers(8, 20)) / 20, 2)


# in a folder --------------------------------------------------------------------------------------


def write_world(world: World, folder: Path) -> Project:
    """Write a world into a folder that is empty, and return its project."""
    from workbench.project_new import create_project

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ethogram.toml").write_text(ethogram_text(world.cast), encoding="utf-8")
    project = create_project(folder)
    project.set_values(
        "label",
        {"clean": {"min_confidence": False, "max_gap_s": 0, "max_jump_lengths": False}},
    )
    entries = []
    for truth in world.truths.values():
        path = folder / f"{truth.name}_DLC.csv"
        path.write_text(_tracks_text(world.cast, truth), encoding="utf-8")
        entries.append(_entry(world.cast, truth, path))
    project.add(entries)
    for truth in world.truths.values():
        project.store().write(_graph(world.cast, truth))
    return project


def ethogram_text(cast: Cast) -> str:
    """Return the behaviors of a world; two have a rule that says what they are, in pixels."""
    quoted = partial(json.dumps, ensure_ascii=False)
    target = {"none": "none", "animal": "animal", "zone": "zone"}
    lines = [f"name = {quoted(cast.species)}", 'description = "Made to practise on."', ""]
    for doing in cast.doings:
        lines += [
            f"[behavior.{quoted(doing.name)}]",
            f"definition = {quoted(f'The subject {doing.verb} something.')}",
            f"verb = {quoted(doing.verb)}",
            f'target = "{target[doing.target]}"',
            f'kind = "{"point" if doing.point else "state"}"',
            "",
        ]
    rules = (
        (DASH, "dashes", "none", f"speed(subject) > {cast.fast_px_s:g} px/s", 0.1),
        (CLOSE_TO, "is close to", "animal", f"distance(subject, object) < {cast.near_px:g} px", 0),
    )
    for name, verb, of, when, min_s in rules:
        lines += [
            f"[behavior.{name}]", f'definition = "The subject {verb}."', f'verb = "{verb}"',
            f'target = "{of}"', f"[behavior.{name}.rule]", f'when = "{when}"', f"min_s = {min_s}",
            "",
        ]  # fmt: skip
    return "\n".join(lines)


def _entry(cast: Cast, truth: Truth, path: Path) -> dict[str, Any]:
    zones: dict[str, Any] = {}
    for name, place in cast.places.items():
        (x, y), (a, b) = place.centre, place.half
        if place.round:
            zones[name] = {"circle": {"centre": [x, y], "radius": a}}
        else:
            corners = [[x - a, y - b], [x + a, y - b], [x + a, y + b], [x - a, y + b]]
            zones[name] = {"polygon": corners}
    entry = {
        "name": truth.name, "tracks": path, "fps": FPS, "group": truth.group,
        "session": truth.session, "body_length_px": cast.body_px, "zones": zones,
        "objects": {name: {"at": list(at)} for name, at in cast.things.items()},
    }  # fmt: skip
    return entry | ({} if cast.px_per_cm is None else {"px_per_cm": cast.px_per_cm})


def _tracks_text(cast: Cast, truth: Truth) -> str:
    """Return the positions as a multi-animal DeepLabCut table."""
    columns = [(who, point) for who in cast.animals for point in cast.keypoints]
    head = [
        ["scorer", *["DLC"] * (3 * len(columns))],
        ["individuals", *[who for who, _ in columns for _ in range(3)]],
        ["bodyparts", *[point for _, point in columns for _ in range(3)]],
        ["coords", *["x", "y", "likelihood"] * len(columns)],
    ]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(head)
    rows = out.getvalue().splitlines()
    for frame in range(FRAMES):
        cells = [str(frame)]
        for x, y in truth.points[frame].reshape(-1, 2).tolist():
            cells += [",,"] if math.isnan(x) else [f"{x!r},{y!r},1.0"]
        rows.append(",".join(cells))
    return "\n".join(rows) + "\n"


def _graph(cast: Cast, truth: Truth) -> Any:
    from graphs.storage.shard import RecordingGraph

    facts = [_fact(truth.name, told) for told in truth.told]
    assessed = [Assessed(truth.name, *who, *truth.looked_s) for who in truth.looked]
    roles = {name: [name] for name in cast.keypoints if not name.endswith("paw")}
    notes = {"duration_s": LENGTH_S, "animals": list(cast.animals),
             "roles": {**roles, "body": list(cast.keypoints)}}  # fmt: skip
    return RecordingGraph(truth.name, _RUN, "practice", (), facts, assessed, notes)


def _fact(recording: str, told: Told) -> Fact:
    point = told.start_s == told.stop_s
    frames = round(told.start_s * FPS), round(told.stop_s * FPS) + point
    return Fact(
        recording, told.subject, told.predicate, told.object, told.start_s, told.stop_s, *frames,
        "point" if point else "state", told.confidence, "asserted", "rule", _RUN.run_id,
    )  # fmt: skip
