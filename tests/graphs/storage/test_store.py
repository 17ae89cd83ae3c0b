"""The files of a graph: written, read, listed; damage, copies, strangers, odd folders."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from stored_graphs import RUN, asked, fact, generations, graph, read_only

from graphs.errors import DataError, UserError
from graphs.storage.added import added_run
from graphs.storage.shard import RecordingGraph
from graphs.storage.shard_names import shard_file_name
from graphs.storage.store import GraphStore

FACTS = [
    fact("day 1", "A", "chase", "B", 1.0, 2.0),
    fact("day 1", "B", "flee", "A", 1.5, 3.0),
    fact("day 1", "A", "rear", None, 2.0, 2.0),
]
NAP = added_run("tool", "1", "human", "nap")


def layer(recording: str) -> RecordingGraph:
    nap = replace(fact(recording, "A", "nap", None, 5, 6), run=NAP.run_id)
    return RecordingGraph(recording, NAP, "", facts=[nap], layer=NAP.run_id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a project's folder é" / "graph"


@pytest.fixture
def store(folder: Path) -> GraphStore:
    store = GraphStore(folder)
    store.write(graph("day 1", *FACTS))
    store.write(graph("tag 2 ü"))
    return store


def test_read_back_and_list(store: GraphStore) -> None:
    assert store.recordings() == ["day 1", "tag 2 ü"]
    assert "day 1" in store
    assert "day 3" not in store
    assert [f.predicate for f in store.read("day 1").facts] == ["chase", "flee", "rear"]
    assert store.header("day 1").fact_count == 3
    assert list(store.files()) == ["day%201.parquet", "tag%202%20%C3%BC.parquet"]


def test_writing_again_replaces_all_of_it(store: GraphStore, folder: Path) -> None:
    assert store.write(graph("day 1")) == "day%201.parquet"
    assert store.read("day 1").facts == []
    assert len(list(folder.iterdir())) == 2


def test_what_cannot_be_stored_leaves_what_was_there(store: GraphStore) -> None:
    with pytest.raises(ValueError, match="stops before it starts"):
        store.write(graph("day 1", replace(FACTS[0], stop_s=0)))
    assert len(store.read("day 1").facts) == 3


def test_a_version_differs_when_a_file_was_replaced(store: GraphStore) -> None:
    before = store.files()
    assert store.files() == before
    store.write(graph("day 1", *FACTS))  # the same bytes
    after = store.files()
    assert after["day%201.parquet"] != before["day%201.parquet"]
    assert after["tag%202%20%C3%BC.parquet"] == before["tag%202%20%C3%BC.parquet"]


def test_layers_are_of_their_recording(store: GraphStore) -> None:
    store.write(layer("day 1"))
    store.write(layer("unlabelled"))
    assert store.recordings() == ["day 1", "tag 2 ü", "unlabelled"]
    assert [f.predicate for f in store.read("day 1").facts] == ["chase", "flee", "rear", "nap"]
    assert "unlabelled" in store
    assert (store.is_labelled("day 1"), store.is_labelled("unlabelled")) == (True, False)
    assert [f.predicate for f in store.read("unlabelled").facts] == ["nap"]
    with pytest.raises(UserError, match="No recording 'unlabelled'"):
        store.header("unlabelled")


def test_names_that_begin_alike_are_told_apart(store: GraphStore) -> None:
    store.write(graph("day 10", fact("day 10", "A", "rest", None, 0, 1)))
    store.write(layer("day 10"))
    assert len(store.read("day 1").facts) == 3
    store.remove("day 1")
    assert len(store.read("day 10").facts) == 2


def test_remove(store: GraphStore, folder: Path) -> None:
    store.write(layer("day 1"))
    store.remove("day 1")
    assert store.recordings() == ["tag 2 ü"]
    assert len(list(folder.iterdir())) == 1
    with pytest.raises(UserError, match="No recording 'day 1'"):
        store.remove("day 1")


@pytest.mark.parametrize("call", [GraphStore.read, GraphStore.header, GraphStore.remove])
def test_unknown_recording_is_an_error_with_near_names(
    store: GraphStore, call: Callable[[GraphStore, str], object]
) -> None:
    with pytest.raises(UserError, match=r"No recording 'day1' in .*; did you mean 'day 1'\?"):
        call(store, "day1")


def test_empty_store(tmp_path: Path) -> None:
    store = GraphStore(tmp_path / "nothing")
    assert store.recordings() == []
    assert store.files() == {}
    assert store.clean() == []
    assert "x" not in store
    assert not (tmp_path / "nothing").exists()
    with pytest.raises(UserError, match="; nothing is labelled yet"):
        store.read("x")
    with pytest.raises(FileNotFoundError):
        store.read_layer("x")


def test_damage_is_an_error_until_it_is_written_again(store: GraphStore, folder: Path) -> None:
    path = folder / "day%201.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    assert store.recordings() == ["day 1", "tag 2 ü"]
    assert "day 1" in store
    for call in (store.read, store.header):
        with pytest.raises(DataError, match=r"'day%201.parquet' is damaged.*'day 1' again"):
            call("day 1")
    store.write(layer("day 1"))
    assert [f.predicate for f in store.read_layer("day 1", NAP.run_id).facts] == ["nap"]
    store.write(graph("day 1", *FACTS))
    assert len(store.read("day 1").facts) == 4


@pytest.mark.parametrize("copy", ["tag%203.parquet", "day%201+copy.parquet"])
def test_a_renamed_copy_is_named_and_not_used(store: GraphStore, folder: Path, copy: str) -> None:
    """Else what happened on day 1 would count twice."""
    (folder / copy).write_bytes((folder / "day%201.parquet").read_bytes())
    recording = "tag 3" if copy.startswith("tag") else "day 1"
    with pytest.raises(DataError, match="holds recording 'day 1', whose file would be"):
        store.read(recording)
    found = asked(store).facts()
    assert len(found) == len(FACTS)
    assert [copy in problem for problem in found.problems] == [True]


def test_strangers_are_left_alone(store: GraphStore, folder: Path) -> None:
    original = (folder / "day%201.parquet").read_bytes()
    (folder / "notes.txt").write_text("mine")
    (folder / "._day%201.parquet").write_bytes(b"left by a Mac")
    (folder / ".unfinished-0123456789ab-1-1-00000000.tmp").write_bytes(original)
    (folder / "folder.parquet").mkdir()
    assert store.recordings() == ["day 1", "tag 2 ü"]
    assert asked(store).facts().problems == []
    (folder / "day%201 (copy).parquet").write_bytes(original)
    found = asked(store).facts()
    assert len(found) == len(FACTS)
    assert len(found.problems) == 1
    assert "holds recording 'day 1'" in found.problems[0]
    assert store.recordings() == ["day 1", "tag 2 ü"]


def test_long_names(store: GraphStore) -> None:
    name = "C:/Users/Ünal/" + "very long folder/" * 30 + "m1"
    other = f"{name}2"
    for recording in (name, other):
        store.write(graph(recording, fact(recording, "A", "rest", None, 0, 1)))
        store.write(layer(recording))
    assert {name, other} < set(store.recordings())
    assert {f.recording for f in store.read(name).facts} == {name}
    store.remove(name)
    assert len(store.read(other).facts) == 2


def test_newer_files_are_left_alone(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphs.storage.shard.SCHEMA_VERSION", 3)
    store.write(graph("new"))
    monkeypatch.undo()
    assert "new" in store.recordings()
    with pytest.raises(UserError, match=r"newer version .*pip install --upgrade"):
        store.read("new")
    assert store.upgrade() == []
    found = asked(store).facts()
    assert len(found) == len(FACTS)
    assert "newer version" in found.problems[0]


@pytest.mark.parametrize("name", ["data [2024]", "wh*t?", "day=1", "{a,b}", "50% é", "it's", "a:b"])
def test_folders_of_any_name(tmp_path: Path, name: str) -> None:
    store = GraphStore(tmp_path / name / "graph")
    store.write(graph("m1", fact("m1", "A", "rest", None, 0, 1)))
    cache = tmp_path / name / "cache"
    index = asked(store, cache)
    index.index.compact()
    assert len(index.facts()) == len(asked(GraphStore(str(store.folder)), cache).facts()) == 1
    # DuckDB takes what follows a question mark for parameters: such a project is asked in memory
    assert generations(cache) == ([] if "?" in name else [1])


def test_relative_and_linked_folders(
    store: GraphStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    assert len(GraphStore(link).read("day 1").facts) == len(FACTS)
    monkeypatch.chdir(folder.parent)
    relative = GraphStore(Path("graph"))
    monkeypatch.chdir(tmp_path)
    assert len(relative.read("day 1").facts) == len(FACTS)


def test_a_store_travels_to_another_process(store: GraphStore) -> None:
    store.files()
    copy = pickle.loads(pickle.dumps(store))
    assert str(copy.folder) == str(store.folder)
    assert len(copy.read("day 1").facts) == len(FACTS)
    assert repr(copy) == repr(store)


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = GraphStore(tmp_path / "file" / "graph")
    with pytest.raises(UserError, match="Cannot write"):
        store.write(graph("x"))
    assert store.files() == {}


def test_a_read_only_folder_answers_and_says_why_it_is_not_written(
    store: GraphStore, folder: Path
) -> None:
    with read_only(folder):
        assert len(asked(store).facts()) == len(FACTS)
        for call in (
            lambda: store.write(graph("day 1")),
            lambda: store.remove("day 1"),
            lambda: store.change("day 1", NAP.run_id, lambda _: layer("day 1")),
        ):
            with pytest.raises(UserError, match=r"read-only|permission"):
                call()
    assert store.read("day 1").facts == list(FACTS)


def test_clean_removes_what_killed_writers_left(store: GraphStore, folder: Path) -> None:
    left = folder / ".unfinished-0123456789ab-1-1-00000000.tmp"
    left.touch()
    os.utime(left, (0, 0))
    assert store.clean() == [left.name]
    assert store.recordings() == ["day 1", "tag 2 ü"]


def test_layer_names_are_those_of_files(store: GraphStore) -> None:
    assert store.write(layer("day 1")) == shard_file_name("day 1", NAP.run_id)
    assert store.write(replace(graph("day 1"), run=RUN)) == shard_file_name("day 1")
