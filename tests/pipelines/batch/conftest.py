"""A folder of recordings, and how they are to be labelled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from batch_world import LabelInto, ethogram, files_in, good, install_bad_reader

from pipelines.batch import label_all
from pipelines.label import LabelSettings
from pipelines.recording import RecordingSpec


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def goods(data: Path) -> list[RecordingSpec]:
    return [good(data, f"good{number}", 60 + number) for number in range(6)]


@pytest.fixture
def label(monkeypatch: pytest.MonkeyPatch) -> LabelInto:
    """Return `label_all` with an ethogram and settings."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return partial(label_all, ethogram=ethogram(), settings=LabelSettings())


@pytest.fixture
def expected(label: LabelInto, goods: Sequence[RecordingSpec], tmp_path: Path) -> dict[str, str]:
    """Return the files that the good recordings give."""
    label(goods, tmp_path / "expected", jobs=0)
    files = files_in(tmp_path / "expected")
    assert len(files) == len(goods)
    return files


@pytest.fixture
def bad_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a track format whose reader does what the file says, here and in workers."""
    install_bad_reader(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
