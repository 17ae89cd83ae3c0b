"""What the heavy tests share: DeepLabCut must be there, and one tiny trained model."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MEASURED: list[str] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests measured."""
    if MEASURED:
        terminalreporter.section("measured")
        for line in MEASURED:
            terminalreporter.line(line)


@pytest.fixture
def measured() -> Callable[[str], None]:
    """Function that takes a line to print after all tests."""
    return MEASURED.append


@pytest.fixture(scope="session", autouse=True)
def deeplabcut() -> None:
    """Fail where DeepLabCut is missing: here, leaving tests out would mean to test nothing."""
    if find_spec("deeplabcut") is None:
        pytest.fail(
            "DeepLabCut is not installed in this environment, and these tests are about it. "
            "Build their own and run them there: make test-heavy"
        )


def _trained(folder: Path, kind: str) -> Path:
    """Train in a process of its own; returns the project."""
    script = [sys.executable, str(HERE / "make_model.py"), str(folder), "--kind", kind]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent.parent)}
    started = time.perf_counter()
    done = subprocess.run(script, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    MEASURED.append(f"model {kind!r} trained in {time.perf_counter() - started:.0f} s")
    return Path(done.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="session")
def two_mice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained DeepLabCut project of one animal, whose points are those of two mice.

    The video to track, ``clip.mp4``, lies beside it.
    """
    return _trained(tmp_path_factory.mktemp("two"), "two")


@pytest.fixture(scope="session")
def multi_animal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained multi-animal DeepLabCut project, with ``clip.mp4`` of one mouse beside it."""
    return _trained(tmp_path_factory.mktemp("one"), "one")


collect_ignore = [] if find_spec("torch") and find_spec("xgrammar") else ["test_local_model.py"]
"""It builds models on import; without the extra local there is nothing to build them with."""
