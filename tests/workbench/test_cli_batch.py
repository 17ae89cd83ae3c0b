"""`workbench label` for many recordings: plan, estimate, report, retry; and `workbench status`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from installed_reader import install_reader
from typer.testing import CliRunner, Result

from graphs.errors import UserError
from pipelines.batch.outcome import Progress
from pipelines.batch.remaining import Remaining
from workbench.cli import app
from workbench.cli.batch_words import showing
from workbench.cli.label_plan import history_file, megabytes_in, seconds_in

if TYPE_CHECKING:
    from model_server import ModelServer

    from workbench.project import Project

Write = Callable[[Path], Path]
ROOT = Path(__file__).parents[2]


def workbench(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def label(*arguments: object) -> Result:
    return workbench("label", "--jobs", 0, *arguments)


@pytest.fixture
def data(tmp_path: Path, write_tracks: Write) -> Path:
    """Two good recordings and a bad one."""
    for name in ("m1", "m2"):
        write_tracks(tmp_path / "data" / f"{name}.csv")
    (tmp_path / "data" / "bad.mp4").write_text("this is text")
    return tmp_path / "data"


def all_files(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*")}


def test_a_dry_run_says_what_and_why_and_writes_nothing(tmp_path: Path, data: Path) -> None:
    planned = label(data, "-p", tmp_path / "p", "--fps", 30, "--dry-run")
    assert planned.exit_code == 1
    assert "2 to label, 0 to skip (labelled already), 1 refused" in planned.stdout
    assert "a guess" in planned.stdout
    assert not (tmp_path / "p").exists()
    assert label(data, "-p", tmp_path / "p", "--fps", 30).exit_code == 1
    before = all_files(tmp_path / "p")
    again = label("-p", tmp_path / "p", "--dry-run", "--force", "--json")
    plan = json.loads(again.stdout)["plan"]
    assert plan["counts"] == {"label": 2, "skip": 0, "refuse": 1}
    assert (plan["past"], plan["guess"]) == (2, False)
    first = next(one for one in plan["recordings"] if one["recording"] == "m1")
    assert (first["action"], first["why"]) == ("label", "labelling again is forced")
    assert (first["frames"], first["animals"], first["duration_s"]) == (90, 2, 3)
    assert first["expected_s"] > 0
    other = label("-p", tmp_path / "p", "--dry-run", "--segmenter", "fixed")
    assert "another segmenter" in other.stdout
    assert all_files(tmp_path / "p") == before


def test_paths_are_planned_as_if_they_were_added(tmp_path: Path, data: Path) -> None:
    label(data / "m1.csv", "-p", tmp_path / "p", "--fps", 30)
    before = all_files(tmp_path / "p")
    planned = label(data, "-p", tmp_path / "p", "--fps", 30, "--dry-run")
    assert "1 to label, 1 to skip (labelled already), 1 refused" in planned.stdout
    assert all_files(tmp_path / "p") == before


def test_an_estimate_says_how_long_and_does_nothing(tmp_path: Path, data: Path) -> None:
    said = label(data, "-p", tmp_path / "p", "--fps", 30, "--estimate")
    assert "labelling: 2 to label" in said.stdout
    assert "one at a time" in said.stdout
    assert not (tmp_path / "p").exists()


def test_what_the_model_costs_for_recordings_not_labelled_is_told_by_their_length(
    serve: Callable[..., ModelServer], make: Callable[..., Project]
) -> None:
    server = serve()
    project = make(server)
    (first,) = project.specs()
    assert first.video is not None
    assert first.tracks is not None
    video = shutil.copy(first.video, project.folder / "second.mp4")
    tracks = shutil.copy(first.tracks, project.folder / f"second{first.tracks.suffix}")
    project.add([{"name": "second", "video": str(video), "tracks": str(tracks)}])
    said = label("-p", project.folder, "--estimate")
    assert "labelling: 1 to label, 1 to skip" in said.stdout
    assert "1 recording not labelled yet, if they are like those that are: about" in said.stdout
    document = json.loads(label("-p", project.folder, "--estimate", "--json").stdout)
    known, guessed = document["estimate"], document["estimate_not_labelled"]
    assert known["calls"] == pytest.approx(guessed["calls"], abs=1)
    assert known["calls"] > 0
    assert server.requests == []
    assert document["plan"]["counts"] == {"label": 1, "skip": 1, "refuse": 0}


def test_the_report_is_kept_and_its_command_labels_only_what_failed(
    tmp_path: Path, data: Path, write_tracks: Write
) -> None:
    project = tmp_path / "p"
    done = label(data, "-p", project, "--fps", 30)
    assert "2 done, 0 skipped, 1 failed" in done.stdout
    assert "To label only those: " in done.stdout
    (folder,) = (project / "reports").iterdir()
    report = json.loads((folder / "report.json").read_text())
    assert report["states"] == {"done": 2, "failed": 1}
    assert report["causes"] == {"input": 1}
    assert report["throughput"]["recorded_s"] == 6
    assert report["failures"][0]["recordings"] == ["bad"]
    assert report["retry"].endswith(f"label --retry-failed --jobs 0 -p {project}")
    assert "bad" in (folder / "report.html").read_text()
    again = label("-p", project, "--retry-failed", "--json")
    assert [one["recording"] for one in json.loads(again.stdout)["outcomes"]] == ["bad"]
    text = (project / "project.toml").read_text()
    write_tracks(tmp_path / "data" / "bad.csv")
    mended = text.replace('video = "../data/bad.mp4"', 'tracks = "../data/bad.csv"')
    (project / "project.toml").write_text(mended)
    well = label("-p", project, "--retry-failed")
    assert (well.exit_code, "1 done, 0 skipped, 0 failed" in well.stdout) == (0, True)
    nothing = label("-p", project, "--retry-failed")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "all that was begun is done" in nothing.stderr


def test_a_run_with_nothing_to_do_keeps_no_report(project: Path) -> None:
    before = sorted((project / "reports").iterdir())
    assert "0 done, 1 skipped" in label("-p", project).stdout
    assert sorted((project / "reports").iterdir()) == before


def test_status_of_a_run_that_is_over(tmp_path: Path, data: Path) -> None:
    workbench("init", tmp_path / "p")
    assert "nothing was labelled" in workbench("status", "-p", tmp_path / "p").stdout
    label(data, "-p", tmp_path / "p", "--fps", 30)
    said = workbench("status", "-p", tmp_path / "p")
    assert said.exit_code == 0
    assert "3 of 3 recordings" in said.stdout
    assert "finished in" in said.stdout
    assert "--retry-failed" in said.stdout
    (run,) = json.loads(workbench("status", "-p", tmp_path / "p", "--json").stdout)["runs"]
    assert (run["health"], run["done"], run["causes"]) == ("finished", 3, {"input": 1})
    assert Path(run["report"]).is_file()


WAITING = """
import time
from pipelines.tracks.registry import register_track_format

@register_track_format("waiting", lambda path: None if path.suffix == ".waiting" else "another")
def read(path):
    while True:
        time.sleep(0.1)
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with an installed package whose track format is read for ever."""
    return install_reader(tmp_path / "site", WAITING)


def start(project: Path, site: Path, *words: str) -> subprocess.Popen[str]:
    """Begin to label a project in which the tracks of m2 are read for ever."""
    text = (project / "project.toml").read_text()
    (project / "project.toml").write_text(text.replace("m2.csv", "m2.waiting"))
    (project.parent / "data" / "m2.waiting").write_text("wait")
    return subprocess.Popen(
        [sys.executable, "-m", "workbench", "label", "-p", str(project), "--force", *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(site)))},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def when_running(project: Path, done: int) -> dict[str, object]:
    """Wait until so many recordings are done and another is worked on; return the run."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        runs = json.loads(workbench("status", "-p", project, "--json").stdout)["runs"]
        for run in runs:
            if run["health"] == "running" and run["done"] == done and run["doing"]:
                assert isinstance(run, dict)
                return run
        time.sleep(0.2)
    raise AssertionError(runs)


def test_status_of_a_run_that_goes_on_and_of_one_that_was_killed(
    tmp_path: Path, data: Path, site: Path
) -> None:
    project = tmp_path / "p"
    label(data, "-p", project, "--fps", 30)
    child = start(project, site, "--jobs", "0", "-r", "m1", "-r", "m2")
    run = when_running(project, done=1)
    assert (run["pid"], run["total"]) == (child.pid, 2)
    shown = workbench("status", "-p", project).stdout
    assert "1 of 2 recordings (1 done); running" in shown
    assert "m2" in shown
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    followed = workbench("status", "-p", project, "--follow")
    assert followed.exit_code == 1
    assert "1 of 2 recordings" in followed.stdout
    assert "ended without a word" in followed.stdout


def test_what_a_killed_run_was_to_do_is_tried_again(
    tmp_path: Path, data: Path, site: Path, write_tracks: Write
) -> None:
    project = tmp_path / "p"
    write_tracks(data / "m3.csv")
    label(data / "m1.csv", data / "m2.csv", data / "m3.csv", "-p", project, "--fps", 30)
    assert "all that was begun is done" in label("-p", project, "--retry-failed").stderr
    child = start(project, site, "--jobs", "0", "-r", "m1", "-r", "m2", "-r", "m3")
    when_running(project, done=1)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    text = (project / "project.toml").read_text()
    (project / "project.toml").write_text(text.replace("m2.waiting", "m2.csv"))
    again = label("-p", project, "--retry-failed", "--force", "--json")
    assert again.exit_code == 0, again.output
    outcomes = json.loads(again.stdout)["outcomes"]
    assert [(one["recording"], one["state"]) for one in outcomes] == [
        ("m2", "done"),
        ("m3", "done"),
    ]
    assert "all that was begun is done" in label("-p", project, "--retry-failed").stderr


def test_a_run_that_is_stopped_says_what_it_dropped_and_how_to_go_on(
    tmp_path: Path, data: Path, site: Path
) -> None:
    project = tmp_path / "p"
    label(data / "m1.csv", data / "m2.csv", "-p", project, "--fps", 30)
    child = start(project, site, "-r", "m2", "-r", "m1")
    when_running(project, done=0)
    child.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    child.send_signal(signal.SIGTERM)
    said, _ = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "0 done, 0 skipped, 0 failed, 2 stopped" in said
    assert f"label --retry-failed --force -p {project}" in said
    assert "(2 stopped); stopped after" in workbench("status", "-p", project).stdout
    planned = json.loads(
        label("-p", project, "--retry-failed", "--force", "--dry-run", "--json").stdout
    )
    assert [one["recording"] for one in planned["plan"]["recordings"]] == ["m1", "m2"]


def test_a_limit_that_was_broken_is_not_in_the_command_that_tries_again(
    tmp_path: Path, data: Path, site: Path
) -> None:
    project = tmp_path / "p"
    label(data / "m1.csv", data / "m2.csv", "-p", project, "--fps", 30)
    child = start(project, site, "--time-limit", "3s", "--memory-limit", "3GB")
    said, _ = child.communicate(timeout=60)
    assert child.returncode == 1
    assert "1 done, 0 skipped, 1 failed" in said
    again = f"label --retry-failed --force --memory-limit 3000MB -p {project}\n"
    assert again in said
    assert "the command below leaves the limit out" in " ".join(said.split())
    assert again in workbench("status", "-p", project).stdout


def test_limits_are_read_and_need_a_process(tmp_path: Path, data: Path) -> None:
    times = {
        "90": 90, "90s": 90, "1.5min": 90, "2 h": 7200, "1h30min": 5400, "1d": 86400, "5m": 300,
        " 1h 30m ": 5400,
    }  # fmt: skip
    assert {text: seconds_in(text) for text in times} == times
    amounts = {"500MB": 500, "4gb": 4000, "2GiB": 2147.483648, "1TB": 1e6, "512 MiB": 536.870912}
    assert {text: megabytes_in(text) for text in amounts} == pytest.approx(amounts)
    for wrong in ("soon", "0s", "-3", "3GB", "1h30", "1..5s", "1h, 2h", ""):
        with pytest.raises(UserError, match="such as 90s"):
            seconds_in(wrong)
    with pytest.raises(UserError, match="such as 4000MB, 4GB or 2GiB; found '4'"):
        megabytes_in("4")
    refused = label(data, "-p", tmp_path / "p", "--time-limit", "90s")
    assert refused.exit_code == 2
    assert "--jobs 1 or more" in refused.stderr
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(("budget", "said"), [("5 bananas", "5 BANANAS"), ("lots", "'lots'")])
def test_a_budget_that_could_not_be_kept_is_refused(
    tmp_path: Path, data: Path, budget: str, said: str
) -> None:
    refused = label(data, "-p", tmp_path / "p", "--fps", 30, "--budget", budget)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert "'200 calls'" in refused.stderr
    assert not (tmp_path / "p").exists()
    workbench("init", tmp_path / "p")
    assert label(data, "-p", tmp_path / "p", "--fps", 30, "--budget", budget).exit_code == 2
    assert not list((tmp_path / "p" / "graph").glob("*"))


def test_retry_is_for_recordings_of_the_project(project: Path, tmp_path: Path) -> None:
    refused = label(tmp_path / "data", "-p", project, "--retry-failed")
    assert refused.exit_code == 2
    assert "Give PATHS, or" in refused.stderr


def test_what_recordings_took_is_kept_in_the_cache_of_the_user(tmp_path: Path, data: Path) -> None:
    label(data, "-p", tmp_path / "p", "--fps", 30)
    lines = [json.loads(line) for line in history_file().read_text().splitlines()]
    assert [(line["work"], line["jobs"], line["units"]) for line in lines] == [
        ("tracks", 0, 180), ("tracks", 0, 180),
    ]  # fmt: skip


def test_bars_show_what_is_worked_on_and_what_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    remaining = Remaining(2)
    with showing(2, remaining) as show:
        for stage, share, done in (("read", 0.0, 0), ("track", 0.5, 0), ("done", 1.0, 1)):
            now = Progress("m1", stage, share, done, 2)
            remaining.heard(now)
            show(now)
        remaining.heard(Progress("m2", "failed", 1.0, 2, 2))
        show(Progress("m2", "failed", 1.0, 2, 2))
    assert "2/2" in capsys.readouterr().err
