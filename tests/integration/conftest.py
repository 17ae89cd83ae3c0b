"""The command line, kept warm for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_files import tracks
from warm_workbench import WarmWorkbench


@pytest.fixture(scope="session")
def workbench() -> Iterator[WarmWorkbench]:
    """The command line in processes of its own."""
    warm = WarmWorkbench()
    yield warm
    warm.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of originals with one good recording."""
    folder = tmp_path / "data"
    folder.mkdir()
    tracks(folder / "good.csv")
    return folder
