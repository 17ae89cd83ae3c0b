"""The short sample, labelled once, to ask questions about."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from described_sample import label_sample

from workbench.project import Project, open_project


@pytest.fixture(scope="session")
def labelled_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return label_sample(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="session")
def sample(labelled_sample: Path) -> Project:
    """The project, only to be read."""
    return open_project(labelled_sample)


@pytest.fixture
def own_sample(labelled_sample: Path, tmp_path: Path) -> Project:
    """A copy of it."""
    shutil.copytree(labelled_sample, tmp_path / "p")
    return open_project(tmp_path / "p")
