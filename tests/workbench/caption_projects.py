"""The sample recording in a project of its own, labelled by its tracks, for tests of captions."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from model_server import ModelServer, Request

from workbench.cli.label import run_labels
from workbench.project import Project, open_project
from workbench.project_new import create_project
from workbench.samples import sample_entry

_MADE: list[Path] = []


def labelled_sample(folder: Path) -> Project:
    """Return the project in ``folder / "p"``; it is labelled once for all tests."""
    if not _MADE:
        _MADE.append(_made(Path(tempfile.mkdtemp(dir=folder.parent))))
    shutil.copytree(_MADE[0], folder / "p")
    return open_project(folder / "p")


def _made(folder: Path) -> Path:
    entry = sample_entry() | {"fps": 30.0}
    del entry["video"]
    project = create_project(folder / "p")
    project.add([entry])
    run_labels(project, project.specs(), jobs=0)
    return project.folder


def with_model(project: Project, server: ModelServer, **said: object) -> Project:
    """Give a project the model behind a server."""
    settings = {"name": "tiny-vl", "url": server.url, "form": "json_schema", "backoff_s": 0.01}
    project.set_values("model", settings | said)
    return open_project(project.folder)


def caption_of(request: Request) -> str:
    return str(request.text.rpartition("Caption: ")[2])


def said(*triples: str) -> Any:
    """Return an answer: ``"black mouse > chase > white mouse"``, ``"not mouse > rest"``."""
    listed = []
    for text in triples:
        subject, predicate, *target = text.removeprefix("not ").split(" > ")
        listed.append(
            {
                "subject": subject,
                "predicate": predicate,
                "object": target[0] if target else None,
                "negated": text.startswith("not "),
            }
        )
    return {"triples": listed}
