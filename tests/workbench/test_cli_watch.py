"""`workbench watch`: recordings are labelled as they arrive, each once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import pytest
from typer.testing import CliRunner, Result

from pipelines.batch.claims import claimed
from workbench.cli import app
from workbench.project import open_project
from workbench.project_new import create_project

Write = Callable[[Path], Path]
ROOT = Path(__file__).parents[2]
FRAMES = 90


def watch(*words: object) -> Result:
    return CliRunner().invoke(
        app, ["watch", *map(str, words), "--jobs", "0", "--fps", "30", "--once"]
    )


class Watching:
    """A watch in a process of its own."""

    def __init__(self, folder: Path, project: Path, *words: str, site: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workbench", "watch", str(folder), "-p", str(project),
             "--fps", "30", *words],
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), site))},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def end(self, number: signal.Signals) -> tuple[str, str]:
        self.process.send_signal(number)
        return self.process.communicate(timeout=60)


@pytest.fixture
def watching() -> Iterator[Callable[..., Watching]]:
    begun: list[Watching] = []

    def begin(folder: Path, project: Path, *words: str, site: str = "") -> Watching:
        begun.append(Watching(folder, project, *words, site=site))
        return begun[-1]

    yield begin
    for one in begun:
        one.process.kill()
        one.process.communicate()


def copy_slowly(content: bytes, folder: Path, names: list[str], wait_s: float) -> None:
    """Copy files one after the other, each in four pieces."""
    piece = -(-len(content) // 4)
    for name in names:
        with (folder / f"{name}.csv").open("wb", buffering=0) as file:
            for start in range(0, len(content), piece):
                file.write(content[start : start + piece])
                time.sleep(wait_s)


def stored(project: Path) -> dict[str, int]:
    """Return when each recording was stored."""
    return {path.name: path.stat().st_mtime_ns for path in (project / "graph").glob("*.parquet")}


def until(true: Callable[[], bool]) -> None:
    over = time.monotonic() + 60
    while not true():
        assert time.monotonic() < over
        time.sleep(0.05)


def outcomes_of(project: Path) -> list[Path]:
    """Return the files that say what became of recordings, of all runs."""
    return list((project / "reports").glob("*/outcomes.jsonl"))


def labelled_how_often(project: Path) -> Counter[str]:
    """Return how often each recording was labelled, whole, by what the runs kept."""
    lines = [
        json.loads(line) for file in outcomes_of(project) for line in file.read_text().splitlines()
    ]
    assert {line["frames"] for line in lines if line["state"] == "done"} <= {FRAMES}
    return Counter(line["recording"] for line in lines if line["state"] == "done")


@pytest.mark.slow
def test_files_that_are_copied_slowly_are_labelled_one_time_each_also_after_a_kill(
    tmp_path: Path, write_tracks: Write, watching: Callable[..., Watching]
) -> None:
    content = write_tracks(tmp_path / "whole.csv").read_bytes()
    folder, project = tmp_path / "arriving", tmp_path / "p"
    folder.mkdir()
    names = [f"m{number}" for number in range(20)]
    copies = [
        threading.Thread(target=copy_slowly, args=(content, folder, part, 0.1))
        for part in (names[:10], names[10:])
    ]
    first = watching(folder, project, "--settle", "1.5s")
    for copy in copies:
        copy.start()
    until(lambda: len(stored(project)) >= 4)
    first.process.kill()
    for copy in copies:
        copy.join()
    before = stored(project)
    assert 4 <= len(before) < 20
    second = watching(folder, project, "--settle", "1.5s", "--jobs", "2")
    until(lambda: len(stored(project)) == 20)
    time.sleep(2)  # in which a file would be labelled again
    said, told = second.end(signal.SIGINT)
    assert second.process.returncode == 130
    assert "Traceback" not in told
    assert f"{len(before)} labelled before" in told
    assert f"{20 - len(before)} done, 0 failed" in said
    assert {name: stored(project)[name] for name in before} == before
    assert set(labelled_how_often(project).values()) == {1}
    assert set(stored(project)) == {f"{name}.parquet" for name in names}


def test_a_damaged_file_is_told_and_tried_again_only_when_it_changes(
    tmp_path: Path, write_tracks: Write, watching: Callable[..., Watching]
) -> None:
    folder, project = tmp_path / "arriving", tmp_path / "p"
    content = write_tracks(folder / "good.csv").read_bytes()
    (folder / "bad.csv").write_bytes(content[:300] + b"no table\n")
    begun = watching(folder, project, "--settle", "0.3s", "--jobs", "0")
    until(lambda: len(list((project / "reports").glob("*/report.json"))) == 1)
    assert labelled_how_often(project) == {"good": 1}
    time.sleep(1)  # in which it would be tried again
    (report,) = (project / "reports").glob("*/report.json")
    assert "bad.csv" in report.read_text()
    whole = folder / ".bad.csv.part"
    whole.write_bytes(content)
    whole.replace(folder / "bad.csv")
    until(lambda: labelled_how_often(project) == {"good": 1, "bad": 1})
    said, told = begun.end(signal.SIGTERM)
    assert begun.process.returncode == 130
    assert "bad: waits for bad.csv to stop growing" in told
    assert "1 done, 0 skipped, 1 failed" in said
    assert "watched" in said.splitlines()[-1]


def test_what_is_there_is_labelled_and_the_watch_ends_when_that_is_wanted(
    tmp_path: Path, write_tracks: Write
) -> None:
    folder, project = tmp_path / "arriving", tmp_path / "p"
    write_tracks(folder / "m1.csv")
    (folder / "m2.mp4").write_bytes(b"a video")
    first = watch(folder, "-p", project, "--settle", "0.2s", "--tracks-needed",
                  "--tracks-wait", "0", "--group", "control", "--json")  # fmt: skip
    assert first.exit_code == 0, first.output
    document = json.loads(first.stdout)
    assert [(one["recording"], one["state"]) for one in document["outcomes"]] == [("m1", "done")]
    assert list(document["left"]) == ["m2"]
    assert open_project(project).spec("m1").group == "control"
    before = stored(project)
    again = watch(folder, "-p", project, "--settle", "0.2s", "--tracks-wait", "0")
    assert again.exit_code == 1
    assert "1 labelled before" in again.stderr
    assert "m2: " in again.stderr
    assert "0 done, 1 failed" in again.stdout
    assert stored(project) == before


def test_a_table_may_speak_of_recordings_that_come_later_and_of_their_labels(
    tmp_path: Path, write_tracks: Write, watching: Callable[..., Watching]
) -> None:
    folder, project = tmp_path / "arriving", tmp_path / "p"
    folder.mkdir()
    (tmp_path / "table.csv").write_text(
        "tracks,labels,name,group\narriving/m1.csv,arriving/scored.txt,first,control\n"
    )
    words = ("--settle", "0.3s", "--jobs", "0", "--mapping", str(tmp_path / "table.csv"))
    begun = watching(folder, project, *words)
    write_tracks(folder / "m1.csv")
    header = "recording,subject,predicate,object,start_s,stop_s"
    (folder / "scored.txt").write_text(f"{header}\nfirst,ind1,chase,ind2,0.5,1.25\n")

    def scored() -> list[tuple[str, float]]:
        if not stored(project):
            return []
        facts = open_project(project).graph().recording("first").facts
        return [(fact.predicate, fact.start_s) for fact in facts if fact.source == "human"]

    until(lambda: bool(scored()))
    begun.end(signal.SIGINT)
    assert scored() == [("chase", 0.5)]
    assert open_project(project).spec("first").group == "control"
    assert labelled_how_often(project) == {"first": 1}


def groups(project: Path) -> dict[str, str | None]:
    return {spec.name: spec.group for spec in open_project(project).specs()}


def test_rows_for_what_is_labelled_are_taken_up(
    tmp_path: Path, write_tracks: Write, watching: Callable[..., Watching]
) -> None:
    folder, project, table = tmp_path / "arriving", tmp_path / "p", tmp_path / "table.csv"
    for name in ("a", "b", "c"):
        write_tracks(folder / f"{name}.csv")
    table.write_text("tracks,group\narriving/a.csv,G1\n")
    words = ("--settle", "0.2s", "--jobs", "0", "--mapping", str(table))
    begun = watching(folder, project, *words)
    until(lambda: len(stored(project)) == 3)
    before = stored(project)
    assert groups(project) == {"a": "G1", "b": None, "c": None}
    rows = "arriving/b.csv,G2,\narriving/c.csv,,12\n"
    table.write_text(f"tracks,group,px_per_cm\narriving/a.csv,G9,\n{rows}")
    until(lambda: groups(project) == {"a": "G9", "b": "G2", "c": None})
    until(lambda: stored(project)["c.parquet"] > before["c.parquet"])
    _, told = begun.end(signal.SIGINT)
    assert "a: group is now 'G9'" in told
    assert "c: arena is changed" in told
    assert labelled_how_often(project) == {"a": 1, "b": 1, "c": 2}  # a group changes no facts


def test_a_row_for_what_another_run_holds_counts_once_it_is_let_go(
    tmp_path: Path, write_tracks: Write, watching: Callable[..., Watching]
) -> None:
    folder, project, table = tmp_path / "arriving", tmp_path / "p", tmp_path / "table.csv"
    write_tracks(folder / "a.csv")
    table.write_text("tracks,px_per_cm\narriving/a.csv,10\n")
    words = ("--settle", "0.2s", "--jobs", "0", "--mapping", str(table))
    begun = watching(folder, project, *words)
    until(lambda: len(stored(project)) == 1)
    with claimed(project / "graph", "a", "another run"):
        table.write_text("tracks,px_per_cm\narriving/a.csv,12.5\n")
        until(lambda: '"held"' in "".join(map(Path.read_text, outcomes_of(project))))
    until(lambda: labelled_how_often(project) == {"a": 2})
    begun.end(signal.SIGINT)


def test_rows_that_came_while_nobody_watched_are_taken_up(
    tmp_path: Path, write_tracks: Write
) -> None:
    folder, project, table = tmp_path / "arriving", tmp_path / "p", tmp_path / "table.csv"
    for name in ("a", "b"):
        write_tracks(folder / f"{name}.csv")
    words = (folder, "-p", project, "--settle", "0.2s")
    assert watch(*words, "--group", "control").exit_code == 0
    table.write_text("tracks,group\narriving/b.csv,G2\n")
    again = watch(*words, "--mapping", table, "--group", "other")
    assert again.exit_code == 0, again.output
    assert "b: group is now 'G2'" in again.stderr
    assert groups(project) == {"a": "control", "b": "G2"}
    assert "is now" not in watch(*words, "--mapping", table).stderr
    assert labelled_how_often(project) == {"a": 1, "b": 1}


def test_a_known_recording_is_watched_though_another_folder_has_one_of_its_name(
    tmp_path: Path, write_tracks: Write
) -> None:
    folder, project = tmp_path / "arriving", tmp_path / "p"
    write_tracks(folder / "a.csv")
    words = (folder, "-p", project, "--settle", "0.2s")
    assert watch(*words).exit_code == 0
    content = write_tracks(folder / "day2" / "a.csv").read_text()
    (folder / "a.csv").write_text(content.replace("0.99", "0.98"))
    again = watch(*words)
    assert again.exit_code == 1
    assert "more than one recording would be called 'a'" in again.stderr
    assert f"only what the project has is looked at: {str(folder / 'a.csv')!r}" in again.stderr
    assert labelled_how_often(project) == {"a": 2}


def test_what_another_run_held_is_labelled_once_it_is_let_go(
    tmp_path: Path, write_tracks: Write, watching: Callable[..., Watching]
) -> None:
    folder, project = tmp_path / "arriving", tmp_path / "p"
    write_tracks(folder / "m1.csv")
    (project / "graph").mkdir(parents=True)
    create_project(project)
    with claimed(project / "graph", "m1", "another run"):
        begun = watching(folder, project, "--settle", "0.2s", "--jobs", "0", "--once")
        until(lambda: '"held"' in "".join(map(Path.read_text, outcomes_of(project))))
    said, _ = begun.process.communicate(timeout=60)
    assert begun.process.returncode == 0, said
    assert labelled_how_often(project) == {"m1": 1}


READER = """
from pathlib import Path
from pipelines.tracks.registry import register_track_format

def why_not(path):
    if "odd" in Path(path).name:
        raise RuntimeError("never seen the like")
    return "another"

@register_track_format("odd", why_not)
def read(path): ...
"""


def test_a_fault_of_ours_in_one_file_ends_no_watch(
    tmp_path: Path, write_tracks: Write, watching: Callable[..., Watching]
) -> None:
    folder, project, site = tmp_path / "arriving", tmp_path / "p", tmp_path / "site"
    write_tracks(folder / "good.csv")
    with h5py.File(folder / "odd.h5", "w") as file:
        file["positions"] = [1.0]
    (site / "odd-1.dist-info").mkdir(parents=True)
    (site / "odd_reader.py").write_text(READER)
    (site / "odd-1.dist-info" / "METADATA").write_text("Name: odd\nVersion: 1\n")
    entry = "[behavior_workbench.track_formats]\nodd = odd_reader\n"
    (site / "odd-1.dist-info" / "entry_points.txt").write_text(entry)
    words = ("--settle", "0.2s", "--jobs", "0", "--once")
    begun = watching(folder, project, *words, site=str(site))
    said, told = begun.process.communicate(timeout=60)
    assert begun.process.returncode == 1, said
    assert "odd.h5' is left out: unexpected RuntimeError: never seen the like" in told
    assert labelled_how_often(project) == {"good": 1}


def test_a_recording_that_the_project_refuses_stops_no_other(
    tmp_path: Path, write_tracks: Write
) -> None:
    project = tmp_path / "p"
    write_tracks(tmp_path / "elsewhere" / "m1.csv")
    labelled = CliRunner().invoke(
        app,
        ["label", str(tmp_path / "elsewhere"), "-p", str(project), "--fps", "30", "--jobs", "0"],
    )
    assert labelled.exit_code == 0
    for name in ("m1", "m2"):
        write_tracks(tmp_path / "arriving" / f"{name}.csv")
    done = watch(tmp_path / "arriving", "-p", project, "--settle", "0.2s")
    assert done.exit_code == 1
    assert "recording 'm1' is in the project with tracks" in done.stderr
    assert labelled_how_often(project) == {"m1": 1, "m2": 1}


def test_a_watch_that_is_stopped_finishes_what_is_begun_and_says_what_is_left(
    tmp_path: Path, write_tracks: Write, watching: Callable[..., Watching]
) -> None:
    folder, project = tmp_path / "arriving", tmp_path / "p"
    content = write_tracks(folder / "m0.csv").read_bytes()
    for number in range(1, 80):
        (folder / f"m{number}.csv").write_bytes(content)
    begun = watching(folder, project, "--settle", "0.3s", "--jobs", "0")
    until(lambda: len(stored(project)) >= 3)
    said, told = begun.end(signal.SIGINT)
    done = len(stored(project))
    assert begun.process.returncode == 130
    assert "80 recordings (m0, m1, m10, m11, m12, ...): waits for files to stop growing" in told
    assert f"watched {folder}: {done} done, 0 failed, {80 - done} stopped" in said
    assert f"not labelled so far: {80 - done} recordings" in told


def test_what_cannot_be_watched_is_refused_before_a_project_is_made(tmp_path: Path) -> None:
    refused = watch(tmp_path / "nowhere", "-p", tmp_path / "p")
    assert refused.exit_code == 2
    assert "is no folder" in refused.stderr
    refused = watch(tmp_path, "-p", tmp_path / "p", "--settle", "soon")
    assert "such as 90s" in refused.stderr
    assert not (tmp_path / "p").exists()
