"""The labelled sample project; made once in a run of the tests, and only read from then on."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.project import Project
    from workbench.sandbox.running import Sandbox


@cache
def sample() -> Project:
    """Return the project."""
    from pipelines.batch import label_all
    from workbench.cli.demo import sample_project

    folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project = sample_project(folder / "project")
    outcomes = label_all(
        project.specs(),
        project.graph_folder,
        project.full_ethogram(),
        project.label_settings(),
        jobs=0,
    )
    assert not [one for one in outcomes if one.state == "failed"]
    return project


@cache
def sandbox() -> Sandbox:
    """Return where programs about it are run, with limits that are soon reached."""
    from workbench.sandbox.running import Limits, Sandbox

    return Sandbox(sample(), Limits(own_s=0.6, total_s=60, calls=3000))
