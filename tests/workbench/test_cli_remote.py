"""Recordings and graphs behind URLs: as those of this machine, also when the server goes away."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from object_store import ObjectStore, object_server, object_store
from typer.testing import CliRunner, Result

from pipelines.batch import task
from pipelines.inputs.kept import SIZE_VARIABLE
from workbench.cli import app
from workbench.project import open_project

Write = Callable[[Path], Path]
DLC = "DLC_resnet50_open_fieldNov3shuffle1_50000_el"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with object_server() as port:
        yield port


@pytest.fixture
def store(server: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    with object_store(server, monkeypatch) as made:
        yield made


@pytest.fixture
def data(tmp_path: Path, write_tracks: Write) -> Path:
    folder = tmp_path / "data"
    for name in ("m1.csv", "day 2/m2.csv"):
        write_tracks(folder / name)
    return folder


def workbench(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def label(*words: object, code: int = 0) -> dict[str, dict[str, object]]:
    """Label, and return the outcomes by recording."""
    done = workbench("label", "--jobs", 0, "--json", *words)
    assert done.exit_code == code, done.output
    return {one["recording"]: one for one in json.loads(done.stdout)["outcomes"]}


def states(outcomes: dict[str, dict[str, object]]) -> dict[str, object]:
    return {name: one["state"] for name, one in outcomes.items()}


def shards(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def test_the_same_facts_as_of_files_here(data: Path, store: ObjectStore, tmp_path: Path) -> None:
    store.put_folder(data, "mice/")
    here, there = tmp_path / "here", tmp_path / "there"
    label(data, "-p", here, "--fps", 30)
    outcomes = label(f"{store.url}/mice/**/*.csv", "-p", there, "--fps", 30)
    assert states(outcomes) == {"m1": "done", "m2": "done"}
    assert len(shards(here / "graph")) == 2
    assert shards(there / "graph") == shards(here / "graph")
    text = (there / "project.toml").read_text(encoding="utf-8")
    assert f'tracks = "{store.url}/mice/day 2/m2.csv"' in text
    assert "by-url" not in text


def test_again_and_from_another_process(data: Path, store: ObjectStore, tmp_path: Path) -> None:
    store.put_folder(data)
    project = tmp_path / "p"
    label(f"{store.url}/", "-p", project, "--fps", 30)
    before = store.gate.passed
    assert states(label("-p", project)) == {"m1": "skipped", "m2": "skipped"}
    assert states(label(f"{store.url}/m1.csv", "-p", project)) == {"m1": "skipped"}
    assert store.gate.passed - before < 20_000  # files are looked at, not fetched
    moved = store.put("m1.csv", (data / "m1.csv").read_bytes() + b"\n")
    assert moved.endswith("m1.csv")
    words = [sys.executable, "-m", "workbench", "label", "--jobs", "1", "--json", "-p", project]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = {one["recording"]: one["state"] for one in json.loads(done.stdout)["outcomes"]}
    assert found == {"m1": "done", "m2": "skipped"}


def test_a_server_that_is_away_and_comes_back(
    data: Path, store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "WAITS_S", (0.1,))
    store.put_folder(data)
    project = tmp_path / "p"
    label(f"{store.url}/m1.csv", "-p", project, "--fps", 30)
    assert workbench("add", f"{store.url}/day 2/m2.csv", "-p", project, "--fps", 30).exit_code == 0
    store.gate.close()
    outcomes = label("-p", project, code=1)
    assert states(outcomes) == {"m1": "failed", "m2": "failed"}
    assert {one["cause"] for one in outcomes.values()} == {"storage"}  # to be tried again
    assert f"{store.url}/day 2/m2.csv cannot be reached" in str(outcomes["m2"]["error"])
    store.gate.open()
    assert states(label("-p", project)) == {"m1": "skipped", "m2": "done"}


def test_a_server_that_comes_back_is_waited_for(
    data: Path, store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "WAITS_S", (0.5,) * 20)
    store.put_folder(data)
    project = tmp_path / "p"
    assert workbench("init", project).exit_code == 0
    assert workbench("add", f"{store.url}/**/*.csv", "-p", project, "--fps", 30).exit_code == 0
    store.gate.close()
    back = threading.Timer(3.0, store.gate.open)
    back.start()
    assert states(label("-p", project)) == {"m1": "done", "m2": "done"}
    back.join()


def test_a_graph_behind_a_url(data: Path, store: ObjectStore, tmp_path: Path) -> None:
    project, url = tmp_path / "p", f"{store.url}/lab/graph"
    assert workbench("init", project, "--graph", url).exit_code == 0
    assert f'graph = "{url}"' in (project / "project.toml").read_text(encoding="utf-8")
    assert states(label(data, "-p", project, "--fps", 30)) == {"m1": "done", "m2": "done"}
    assert not (project / "graph").exists()
    label(data, "-p", tmp_path / "here", "--fps", 30)
    local = tmp_path / "here" / "graph"
    assert {f"lab/graph/{name}" for name in shards(local)} <= set(store.names("lab/"))
    facts = [workbench("facts", "--json", "-p", one) for one in (project, tmp_path / "here")]
    assert facts[0].exit_code == 0, facts[0].output
    assert json.loads(facts[0].stdout)["facts"] == json.loads(facts[1].stdout)["facts"]
    assert len(json.loads(facts[0].stdout)["facts"]) > 0
    assert workbench("show", "m1", "-p", project).exit_code == 0
    answered = workbench("ask", "how long did chasing last?", "-p", project)
    assert answered.exit_code == 0, answered.output
    opened = open_project(project)
    assert opened.store().recordings() == ["m1", "m2"]
    assert workbench("remove", "m2", "-p", project).exit_code == 0
    assert opened.store().recordings() == ["m1"]


def test_a_graph_whose_server_goes_away(
    data: Path, store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "WAITS_S", (0.1,))
    project = tmp_path / "p"
    assert workbench("init", project, "--graph", f"{store.url}/graph").exit_code == 0
    label(data / "m1.csv", "-p", project, "--fps", 30)
    store.gate.close()
    away = workbench("facts", "-p", project)
    assert away.exit_code != 0
    assert "Cannot list" in away.output or "cannot be reached" in away.output, away.output
    store.gate.open()
    assert states(label(data, "-p", project, "--fps", 30)) == {"m1": "skipped", "m2": "done"}
    assert workbench("facts", "-p", project).exit_code == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://lab.org/graph", "cannot be written to in this way"),
        ("memory://graph", "memory ends with each process"),
        ("foo://lab/graph", "fsspec knows no foo://"),
        ("sftp://ann:secret@lab.org/graph", "holds a user name or password"),
    ],
)
def test_places_that_no_graph_can_be_in(url: str, told: str, tmp_path: Path) -> None:
    done = workbench("init", tmp_path / "p", "--graph", url)
    assert done.exit_code != 0
    assert told in done.output
    assert not (tmp_path / "p").exists()


def test_labels_of_a_mapping_file_are_brought_in(
    data: Path, store: ObjectStore, tmp_path: Path
) -> None:
    scored = "recording,subject,predicate,object,start_s,stop_s\n{},ind1,chase,ind2,0.5,1.25\n"
    (data / "scored.csv").write_text(scored.format("what the student called it"))
    store.put("scored 2.csv", scored.format("m2").encode())
    mapping = data / "recordings.csv"
    mapping.write_text(
        f"tracks,labels,fps\nm1.csv,scored.csv,30\nday 2/m2.csv,{store.url}/scored 2.csv,30\n"
    )
    project = tmp_path / "p"
    for _ in range(2):  # again: what was brought is replaced
        done = workbench("label", "--jobs", 0, "--json", mapping, "-p", project)
        assert done.exit_code == 0, done.output
        brought = json.loads(done.stdout)["labels"]
        assert [(one["recordings"], one["error"]) for one in brought] == [
            (["m1"], None), (["m2"], None)
        ]  # fmt: skip
        for name in ("m1", "m2"):
            said = [
                (fact.subject, fact.predicate, fact.object, fact.start_s, fact.stop_s)
                for fact in open_project(project).graph().recording(name).facts
                if fact.source == "human"
            ]
            assert said == [("ind1", "chase", "ind2", 0.5, 1.25)]


def test_labels_that_cannot_be_read_stop_nothing(data: Path, tmp_path: Path) -> None:
    (data / "notes.tsv").write_text("nothing of use\n")
    mapping = data / "recordings.csv"
    mapping.write_text("tracks,labels,fps\nm1.csv,notes.tsv,30\n")
    done = workbench("label", "--jobs", 0, "--json", mapping, "-p", tmp_path / "p")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert document["outcomes"][0]["state"] == "done"
    assert document["labels"][0]["error"]


@pytest.mark.slow
def test_videos_are_streamed_beside_tracks_and_fetched_without(
    store: ObjectStore, tmp_path: Path
) -> None:
    sample = Path(__file__).parents[2] / "sample_data" / "open_field"
    for name in ("open_field.mp4", f"open_field{DLC}.csv"):
        store.put(f"both/{name}", sample / name)
    store.put("video/alone.mp4", sample / "open_field_vfr.mp4")
    here = tmp_path / "here"
    alone = tmp_path / "alone.mp4"
    alone.write_bytes((sample / "open_field_vfr.mp4").read_bytes())
    label(sample / "open_field.mp4", sample / f"open_field{DLC}.csv", alone, "-p", here)
    there = tmp_path / "there"
    label(f"{store.url}/*/", "-p", there)
    assert sorted(shards(here / "graph")) == ["alone.parquet", "open_field.parquet"]
    assert shards(there / "graph") == shards(here / "graph")
    kept = {path.name for path in (there / "cache" / "by-url" / "s3").rglob("*.*")}
    assert {name for name in kept if "." in name} >= {"alone.mp4", f"open_field{DLC}.csv"}
    recording = open_project(there).recording("open_field")
    assert recording.tracks.sizes["time"] > 0
    assert workbench("show", "open_field", "-p", there).exit_code == 0


@pytest.mark.slow
def test_worker_processes_share_little_room(
    store: ObjectStore, tmp_path: Path, write_tracks: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        store.put(f"m{number}.csv", write_tracks(tmp_path / "data" / f"m{number}.csv"))
    size = (tmp_path / "data" / "m0.csv").stat().st_size
    room = 2.5 * size
    monkeypatch.setenv(SIZE_VARIABLE, str(room / 1e9))
    project = tmp_path / "p"
    done = workbench("label", "--jobs", 2, "--json", f"{store.url}/", "-p", project, "--fps", 30)
    assert done.exit_code == 0, done.output
    assert {one["state"] for one in json.loads(done.stdout)["outcomes"]} == {"done"}
    kept = list((project / "cache" / "by-url").rglob("*.csv"))
    assert 1 <= len(kept) <= 2
    monkeypatch.setenv(SIZE_VARIABLE, str(0.5 * size / 1e9))
    refused = label("--force", "-p", project, code=1)
    assert "of remote files are kept. Raise that" in str(refused["m0"]["error"])
