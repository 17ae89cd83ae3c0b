"""A project whose names are hostile: everything that a person can name is called as one of them."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

from told_project import FPS, write_still_tracks

from graphs.records import Assessed, Event, Fact, Run
from graphs.storage.shard import RecordingGraph
from workbench.project import Project
from workbench.project_new import create_project

LENGTH_S = 20.0
HOSTILE = [
    "<img src=x onerror=walkHit(0)>",
    "<script>walkHit(1)</script>",
    '"><svg onload=walkHit(2)>',
    "' onmouseover='walkHit(3)",
    '{{constructor.constructor("walkHit(4)")()}}',
    "${walkHit(5)}",
    '<iframe srcdoc="<script>parent.walkHit(6)</script>">',
    "javascript:walkHit(7)",
    "</textarea></option><img src=x onerror=walkHit(8)>",
    "[look](javascript:walkHit(9))",
    "<details open ontoggle=walkHit(10)>x",
    "&lt;img src=x onerror=walkHit(11)&gt;",
    "<style>*{display:none}</style>",
    "<b>bold</b>&amp;",
    "`;walkHit(14);//",
    "\u202egnp.drac",
    "W" * 150,
]
"""Each would run something, look otherwise, or break the page, if it were more than text."""

_RUN = Run("r1", "workbench", "0.1.0", "geometry", "surprise", "imported", {}, {})


def as_file(text: str) -> str:
    """Return a name as a file can have it: without a slash, and not too long."""
    return text.replace("/", "\u2215")[:120]


def hostile_project(folder: Path) -> Project:
    """Make the project: a recording for each text, with animals, zone, group and session of it."""
    project = create_project(folder / as_file(HOSTILE[0]))
    ethogram = project.folder / "ethogram.toml"
    ethogram.write_text(
        ethogram.read_text()
        + f"\n[behavior.sniff_around]\ndefinition = {_quoted(' '.join(HOSTILE[:15]))}\n"
        + f'verb = {_quoted(HOSTILE[0])}\ntarget = "animal"\nsynonyms = [{_quoted(HOSTILE[1])}]\n'
    )
    tracks = write_still_tracks(folder / "data" / "still.csv")
    entries = []
    for text in HOSTILE:
        own = shutil.copy(tracks, project.folder / f"{as_file(text)}.csv")
        entries.append(
            {
                "name": text, "tracks": Path(own), "fps": FPS, "group": text, "session": text,
                "zones": {text: {"kind": "shelter", "polygon": [[0, 0], [90, 0], [90, 90]]}},
            }
        )  # fmt: skip
    project.add(entries)
    for text in HOSTILE:
        project.store().write(_recording(text))
    for number, text in enumerate(HOSTILE):
        project.memory.write(f"said_{number}", text)
    return project


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _recording(name: str) -> RecordingGraph:
    at = HOSTILE.index(name)
    names = [HOSTILE[(at + further) % len(HOSTILE)] for further in range(3)]
    claims = [
        (names[0], "chase", names[1], 2.0, 4.0), (names[1], "sniff_around", names[0], 5.0, 9.0),
        (names[2], "rest", None, 10.0, 12.0), (names[0], "approach", names[2], 13.0, 15.0),
    ]  # fmt: skip
    facts = [
        Fact(
            name, subject, predicate, target, start_s, stop_s, int(start_s * FPS),
            int(stop_s * FPS), "state", math.nan, "asserted", "rule", _RUN.run_id,
            event_id="bout-0001",
        )
        for subject, predicate, target, start_s, stop_s in claims
    ]  # fmt: skip
    spans = [Assessed(name, one, "chase", None, 0.0, LENGTH_S) for one in names]
    events = [
        Event(name, "episode-0001", "episode", 0.0, LENGTH_S, None, "surprise"),
        Event(name, "bout-0001", "bout", 0.0, LENGTH_S, "episode-0001", "surprise"),
    ]
    notes = {"duration_s": LENGTH_S, "animals": names}
    return RecordingGraph(name, _RUN, "f0", events, facts, spans, notes)
