"""The command that goes on with a run: in the same way, and with no more leave than it had."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graphs.plain_json import to_json
from pipelines.batch.remaining import Remaining
from pipelines.batch.status import Doing, RunLog
from workbench.cli import app

Write = Callable[[Path], Path]
SAID = [
    "--jobs", "2", "--time-limit", "90s", "--memory-limit", "3GB", "--no-model",
    "--budget", "200 calls", "--offline",
]  # fmt: skip
KEPT = "--jobs 2 --time-limit 90s --memory-limit 3000MB --no-model --budget '200 calls' --offline"


def workbench(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def in_a_shell(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own: ``--offline`` holds for a whole process."""
    command = [sys.executable, "-m", "workbench", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def words_of(command: str) -> list[str]:
    """Return the words of a command after the program."""
    words = shlex.split(command)
    return words[words.index("label") :]


@pytest.fixture
def project(tmp_path: Path, write_tracks: Write) -> Path:
    """A project of which one recording is done and one is not, by a run with all limits."""
    write_tracks(tmp_path / "data" / "good.csv")
    (tmp_path / "data" / "bad.mp4").write_text("this is text")
    project = tmp_path / "my project"
    done = in_a_shell("label", tmp_path / "data", "-p", project, "--fps", 30, *SAID)
    assert done.returncode == 1, done.stderr
    assert f"{KEPT} -p {shlex.quote(str(project))}" in done.stdout
    return project


def report_of(project: Path) -> dict[str, object]:
    (path,) = project.glob("reports/*/report.json")
    report: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return report


@pytest.mark.slow
def test_what_was_forbidden_stays_forbidden_when_a_run_is_gone_on_with(project: Path) -> None:
    retry = str(report_of(project)["retry"])
    assert retry.endswith(f"label --retry-failed {KEPT} -p {shlex.quote(str(project))}")
    assert retry.partition("label")[2] in workbench("status", "-p", project).stdout
    again = in_a_shell(*words_of(retry), "--json")
    assert again.returncode == 1, again.stderr
    outcomes = json.loads(again.stdout)["outcomes"]
    assert [(one["recording"], one["state"]) for one in outcomes] == [("bad", "failed")]


@pytest.mark.slow
def test_a_run_that_died_is_gone_on_with_in_the_same_way(project: Path) -> None:
    (path,) = project.glob("reports/*/status.json")
    status = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(status | {"ended": None, "ticks": 1}), encoding="utf-8")
    said = workbench("status", "-p", project)
    assert said.exit_code == 1
    assert f"label {KEPT} -p {shlex.quote(str(project))}" in said.stdout


@pytest.mark.slow
def test_a_project_that_was_moved_is_gone_on_with_where_it_is(
    project: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved"
    shutil.move(project, moved)
    said = workbench("status", "-p", moved).stdout
    assert f"label --retry-failed {KEPT} -p {moved}" in said
    assert f"-p {shlex.quote(str(project))}\n" not in said.partition("To label only")[2]


def test_how_long_a_stage_lasts_is_told_as_of_now(tmp_path: Path) -> None:
    project, folder = tmp_path / "p", tmp_path / "p" / "reports" / "2026_0001"
    assert workbench("init", project).exit_code == 0
    with RunLog(project / "reports", "workbench label", 1, Remaining(1)) as log:
        began = time.time() - 3600
        doing = (Doing("m1", "track", 0.5, began), Doing("m2", "begin", 0.0, began))
        quiet = replace(log.status, run=folder.name, doing=doing, beat=time.time() - 30)
        folder.mkdir()
        (folder / "status.json").write_text(to_json(asdict(quiet)), encoding="utf-8")
        said = workbench("status", "-p", project).stdout
    assert [line.split()[-4:] for line in said.splitlines() if line.split()[:1] == ["m1"]] == [
        ["1", "h", "0", "min"]
    ]


def test_what_an_older_version_wrote_of_a_run_is_still_told(
    tmp_path: Path, write_tracks: Write
) -> None:
    write_tracks(tmp_path / "data" / "good.csv")
    (tmp_path / "data" / "bad.mp4").write_text("this is text")
    project = tmp_path / "p"
    assert workbench("label", tmp_path / "data", "-p", project, "--fps", 30, "--jobs", 0)
    (path,) = project.glob("reports/*/status.json")
    status = json.loads(path.read_text(encoding="utf-8"))
    older = {key: value for key, value in status.items() if key not in ("again", "retry")}
    path.write_text(json.dumps(older), encoding="utf-8")
    assert f"label --retry-failed -p {project}" in workbench("status", "-p", project).stdout
