"""The two worlds that questions are asked about: the sample recording, and eight of two groups.

Each is made once in a run of the tests and only read from then on.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.project import Project

WORLDS = ("sample", "group")


@cache
def question_project(world: str) -> Project:
    """Return the labelled project of a world; nothing in it may be changed."""
    folder = Path(tempfile.mkdtemp(prefix=f"questions-{world}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project = {"sample": _sample, "group": _group}[world](folder)
    _label(project)
    return project


def _sample(folder: Path) -> Project:
    from workbench.cli.demo import sample_project

    return sample_project(folder / "project")


def _group(folder: Path) -> Project:
    from sample_data.group import write_group
    from workbench.project_new import create_project

    written = write_group(folder / "data")
    scene = tomllib.loads((folder / "data" / "scene.toml").read_text(encoding="utf-8"))
    said = {"px_per_cm": scene["px_per_cm"], "zones": scene["zones"], "fps": 30.0}
    project = create_project(folder / "project", ethogram="social_rodents")
    project.add(
        [{"name": name, "tracks": path, "group": group, **said} for name, group, path, _ in written]
    )
    return project


def _label(project: Project) -> None:
    from pipelines.batch import label_all

    outcomes = label_all(
        project.specs(),
        project.graph_folder,
        project.full_ethogram(),
        project.label_settings(),
        jobs=0,
    )
    failed = [f"{one.recording}: {one.error}" for one in outcomes if one.state == "failed"]
    assert not failed, failed
