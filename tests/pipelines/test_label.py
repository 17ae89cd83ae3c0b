"""What a run depends on: the contents of files and what was said, not where files lie."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graphs.errors import DataError
from graphs.ethogram import parse_ethogram
from graphs.records import Run
from pipelines.arena import Arena, FixedObject, Zone
from pipelines.label import LabelSettings, plan_run
from pipelines.recording import RecordingSpec

ETHOGRAM = parse_ethogram('[behavior.a]\ndefinition = "x"')
ARENA = Arena(
    {"nest": Zone.circle("nest", (10.0, 10.0), 5.0)}, {"toy": FixedObject("toy", (1.0, 2.0))}
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a video, tracks and boundaries (of which only the bytes matter here)."""
    folder = tmp_path / "here"
    folder.mkdir()
    for name, text in (("v.avi", "v"), ("t.csv", "t"), ("b.csv", "time_s\n1\n")):
        (folder / name).write_text(text)
    return folder


def planned(folder: Path) -> Run:
    recording = RecordingSpec("r", folder / "v.avi", folder / "t.csv", arena=ARENA)
    settings = LabelSettings("imported", {"path": str(folder / "b.csv")})
    return plan_run(recording, ETHOGRAM, settings)


@pytest.mark.parametrize("name", ["v.avi", "t.csv", "b.csv"])
def test_another_content_of_any_file_is_another_run(folder: Path, name: str) -> None:
    before = planned(folder)
    (folder / name).write_text("time_s\n2\n3\n")
    after = planned(folder)
    assert after.run_id != before.run_id
    assert len(set(after.inputs.values()) - set(before.inputs.values())) == 1


def test_the_same_files_elsewhere_are_the_same_run(folder: Path, tmp_path: Path) -> None:
    before = planned(folder)
    moved = tmp_path / "moved" / "far"
    shutil.copytree(folder, moved)
    assert planned(moved) == before
    assert str(tmp_path) not in repr(before)
    assert before.parameters["segmenter"] == {"path": "b.csv"}
    assert sorted(before.inputs) == ["segmenter path", "tracks", "video"]


def test_boundaries_that_are_not_there_are_said(folder: Path) -> None:
    (folder / "b.csv").unlink()
    with pytest.raises(
        DataError, match=r"b\.csv cannot be read: No such file.*workbench add FOLDER\.$"
    ):
        planned(folder)
