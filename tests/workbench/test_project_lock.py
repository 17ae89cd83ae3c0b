"""Runs that start together on one project: no recording is lost, whoever made the project."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphs.errors import UserError
from graphs.storage import lock
from workbench.project import open_project
from workbench.project_lock import editing
from workbench.project_new import create_project
from workbench.project_set import Said

Write = Callable[[Path], Path]
COUNT = 4
LABEL = [sys.executable, "-m", "workbench", "label", "--jobs", "0", "--fps", "30"]


@pytest.mark.slow
def test_runs_that_make_a_project_together_lose_no_recording(
    tmp_path: Path, write_tracks: Write
) -> None:
    runs = []
    for number in range(COUNT):
        write_tracks(tmp_path / f"part{number}" / f"m{number}.csv")
        command = [*LABEL, str(tmp_path / f"part{number}"), "-p", str(tmp_path / "p")]
        runs.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
    said = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0] * COUNT, said
    project = open_project(tmp_path / "p")
    assert sorted(spec.name for spec in project.specs()) == [f"m{n}" for n in range(COUNT)]
    assert sorted(project.store().recordings()) == [f"m{n}" for n in range(COUNT)]
    assert sum("made " in text for text in said) == 1


@pytest.mark.slow
def test_who_adds_waits_for_who_adds_before(tmp_path: Path, write_tracks: Write) -> None:
    write_tracks(tmp_path / "data" / "late.csv")
    project = create_project(tmp_path / "p")
    with editing(project.folder):
        late = subprocess.Popen([*LABEL, str(tmp_path / "data"), "-p", str(tmp_path / "p")])
        with pytest.raises(subprocess.TimeoutExpired):
            late.wait(3.0)
        assert open_project(project.folder).specs() == []
    assert late.wait() == 0
    assert [spec.name for spec in open_project(project.folder).specs()] == ["late"]


def test_what_many_change_at_once_is_all_there(tmp_path: Path, write_tracks: Write) -> None:
    names = [f"m{number}" for number in range(12)]
    folder = create_project(tmp_path / "p").folder
    entries = [
        {"name": name, "tracks": str(write_tracks(tmp_path / f"{name}.csv")), "fps": 30.0}
        for name in names
    ]

    def change(number: int) -> None:
        open_project(folder).add([entries[number]])
        open_project(folder).say([names[number]], Said({"group": f"g{number}"}))

    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(change, range(len(names))))
    specs = {spec.name: spec.group for spec in open_project(folder).specs()}
    assert specs == {name: f"g{number}" for number, name in enumerate(names)}


def test_one_of_many_makes_the_project(tmp_path: Path) -> None:
    def make(_number: int) -> str:
        try:
            create_project(tmp_path / "p")
        except UserError as error:
            return str(error)
        return "made"

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(make, range(6)))
    assert said.count("made") == 1
    assert sum("is a project already" in text for text in said) == 5


def test_a_project_that_is_not_made_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").touch()
    for folder in (tmp_path / "new" / "p", tmp_path):
        with pytest.raises(UserError, match="no such"), editing(folder):
            raise UserError("no such")
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]


def test_a_disk_without_locks_is_written_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_handle: int, path: Path) -> bool:
        message = f"no locks: {path}"
        raise UserError(message) from OSError("no locks")

    monkeypatch.setattr(lock, "try_lock", no_locks)
    create_project(tmp_path)
    assert open_project(tmp_path).specs() == []


def test_who_holds_it_for_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_project(tmp_path)

    def held_for_long(_handle: int, path: Path, _until: float) -> None:
        message = f"Another process has been writing in {path.parent} for long."
        raise UserError(message)

    monkeypatch.setattr(lock, "_wait", held_for_long)
    with pytest.raises(UserError, match="for long"), editing(tmp_path):
        pytest.fail("it went on all the same")
