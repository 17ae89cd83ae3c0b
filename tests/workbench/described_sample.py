"""The beginning of the sample recording in a project, and what a model that sees it would say.

It is short so that it can be described again and again: five events, with a chase, rests and meals,
and one visit to the shelter.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import av
import pandas as pd
from model_server import ModelServer, Request
from typer.testing import CliRunner, Result

from graphs.records import Fact
from sample_data.claims import Said, truth
from workbench.cli import app
from workbench.cli.label import run_labels
from workbench.project import Project, open_project
from workbench.project_new import create_project
from workbench.samples import sample_entry, sample_folder

STOP_S = 25.0
"""Where it ends; the video has a keyframe there."""

EVENTS = 5
_SPAN = re.compile(r"Event: ([\d.]+) to ([\d.]+) s")


def short_sample(folder: Path) -> dict[str, Any]:
    """Write video and tracks up to `STOP_S`; return their entry of ``project.toml``."""
    folder.mkdir(parents=True)
    entry = sample_entry()
    video, tracks = (folder / Path(entry[role]).name for role in ("video", "tracks"))
    frames = _copy_packets(Path(entry["video"]), video)
    pd.read_hdf(entry["tracks"]).head(frames).to_hdf(tracks, key="df_with_missing")
    return {**entry, "video": video, "tracks": tracks}


def _copy_packets(source: Path, path: Path) -> int:
    """Copy what is shown before `STOP_S`; return how many frames that are."""
    copied = 0
    with av.open(str(source)) as old, av.open(str(path), "w") as new:
        stream = old.streams.video[0]
        into = new.add_stream_from_template(stream)
        for packet in old.demux(stream):
            if packet.pts is not None and packet.pts * packet.time_base < STOP_S:
                packet.stream = into
                new.mux(packet)
                copied += 1
    return copied


BOUTS = [
    Said(bout.subject, bout.predicate, bout.object, bout.start_s, min(bout.stop_s, STOP_S))
    for bout in truth(sample_folder())
    if bout.start_s < STOP_S
]
"""What really happens."""


def label_sample(folder: Path) -> Path:
    """Make a project that holds the recording, labelled by rules; return its folder."""
    project = create_project(folder / "p")
    project.add([short_sample(project.folder / "recordings")])
    run_labels(project, project.specs(), jobs=0)
    return project.folder


def with_model(labelled: Path, folder: Path, server: ModelServer, **said: object) -> Project:
    """Copy a labelled project and give it the model of a server."""
    shutil.copytree(labelled, folder)
    settings = {"name": "tiny-vl", "url": server.url, "form": "json_schema", "backoff_s": 0.01}
    open_project(folder).set_values("model", {**settings, **said})
    return open_project(folder)


def span_of(request: Request) -> tuple[float, float]:
    """Return start and stop of the event that a request asks about, in seconds."""
    found = _SPAN.search(request.text)
    assert found is not None
    return float(found[1]), float(found[2])


def what_happens(request: Request) -> Any:
    """Answer with the true bouts that lie in the event, as far as they are asked about."""
    start_s, stop_s = span_of(request)
    assert request.schema is not None
    entry = request.schema["properties"]["claims"]["items"]["properties"]
    claims = [
        {
            "subject": bout.subject, "predicate": bout.predicate, "object": bout.object,
            "start_s": None, "stop_s": None, "confidence": 0.9,
        }
        for bout in BOUTS
        if min(bout.stop_s, stop_s) - max(bout.start_s, start_s) > 0.5
        and bout.predicate in entry["predicate"]["enum"]
    ]  # fmt: skip
    return {"claims": claims[:20], "not_visible": [], "other": []}


def facts(project: Project, source: str = "model") -> list[Fact]:
    """Return the facts that a model stored, or another source."""
    return [fact for fact in project.store().read("open_field").facts if fact.source == source]


def workbench(*words: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, list(map(str, words)))
