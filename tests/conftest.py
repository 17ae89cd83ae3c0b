"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with real recordings and expert labels that lies beside the project, if present."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real recordings: ../shared/data is not beside {ROOT.name}")
    return folder


@pytest.fixture(autouse=True)
def _own_configuration(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep what a person trusts on this machine out of the tests, and the other way round."""
    folder = tmp_path_factory.getbasetemp() / "configuration" / os.urandom(4).hex()
    monkeypatch.setenv("WORKBENCH_CONFIG_DIR", str(folder))
