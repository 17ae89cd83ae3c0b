"""Projects for tests of the page's server."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo project, labelled; nothing in it may be changed."""
    from pipelines.batch import label_all
    from workbench.cli.demo import sample_project

    project = sample_project(tmp_path_factory.mktemp("sample") / "demo")
    label_all(
        project.specs(), project.graph_folder, project.full_ethogram(), project.label_settings(),
        jobs=0, cache=project.cache_folder,
    )  # fmt: skip
    return project.folder


@pytest.fixture
def sample_copy(sample_folder: Path, tmp_path: Path) -> Callable[[], Path]:
    """Copy the demo project, as often as one likes."""
    numbers = itertools.count()

    def copy() -> Path:
        return Path(shutil.copytree(sample_folder, tmp_path / f"demo {next(numbers)}"))

    return copy
