"""Fixtures shared by all tests."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The tests start hundreds of processes: what these import is compiled once, and so are the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Two tests run at once, and what they start: each keeps to one processor.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")

# What recordings took is kept out of the cache of whoever runs the tests, by any process of theirs.
_CACHE = tempfile.mkdtemp(prefix="workbench-cache-")
os.environ["WORKBENCH_CACHE_DIR"] = _CACHE
atexit.register(shutil.rmtree, _CACHE, ignore_errors=True)


def pytest_collection_finish() -> None:
    """Keep the collector of garbage from going through modules and tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with real recordings and expert labels that lies beside the project, if present."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real recordings: ../shared/data is not beside {ROOT.name}")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _configuration_of_shared_fixtures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a person trusts on this machine out of what several tests share, too."""
    folder = tmp_path_factory.getbasetemp() / "configuration" / "shared"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_CONFIG_DIR", str(folder))
        yield


@pytest.fixture(autouse=True)
def _own_configuration(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep what a person trusts on this machine out of the tests, and the other way round."""
    folder = tmp_path_factory.getbasetemp() / "configuration" / os.urandom(4).hex()
    monkeypatch.setenv("WORKBENCH_CONFIG_DIR", str(folder))
    monkeypatch.setenv("WORKBENCH_CACHE_DIR", str(folder))
