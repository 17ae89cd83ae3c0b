"""The store: reading, filters against plain Python, damage, foreign files."""

from __future__ import annotations

import dataclasses
import itertools
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graphs.errors import DataError, UserError
from graphs.filters import FactFilter
from graphs.records import Assessed, Event, Fact, Kind, Run
from graphs.shard import RecordingGraph
from graphs.store import GraphStore

RUN = Run("r1", "workbench", "0.1.0", "geometry", "surprise", "imported", {}, {})


def fact(recording: str, who: str, does: str, whom: str | None, start: float, stop: float) -> Fact:
    kind: Kind = "point" if start == stop else "state"
    return Fact(
        recording, who, does, whom, start, stop, int(start * 30), int(stop * 30) + 1, kind, 0.8,
        "asserted", "rule", "r1",
    )  # fmt: skip


def graph(recording: str, *facts: Fact) -> RecordingGraph:
    return RecordingGraph(
        recording,
        RUN,
        "f0",
        [
            Event(recording, "episode-0001", "episode", 0, 60, None, "surprise"),
            Event(recording, "bout-0001", "bout", 0, 30, "episode-0001", "surprise"),
        ],
        facts,
        [Assessed(recording, who, "chase", None, 0, 60) for who in ("A", "B")],
    )


FACTS = [
    fact("day 1", "A", "chase", "B", 1.0, 2.0),
    fact("day 1", "B", "flee", "A", 1.5, 3.0),
    fact("day 1", "A", "rear", None, 2.0, 2.0),
    dataclasses.replace(
        fact("day 1", "A", "groom", None, 4, 9), source="model", confidence=float("nan")
    ),
    dataclasses.replace(
        fact("tag 2 ü", "A", "chase", "B", 5, 6), confidence=0.3, status="proposed"
    ),
    fact("tag 2 ü", "C", "chase", 'it\'s "B"; --', 5, 6),
]


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    store = GraphStore(tmp_path / "a project's folder é" / "graph")
    for recording in ("day 1", "tag 2 ü"):
        store.write(graph(recording, *(f for f in FACTS if f.recording == recording)))
    return store


def test_read_back_and_list(store: GraphStore) -> None:
    assert store.recordings() == ["day 1", "tag 2 ü"]
    assert "day 1" in store
    assert "day 3" not in store
    assert [f.predicate for f in store.read("day 1").facts] == ["chase", "flee", "rear", "groom"]
    assert store.header("day 1").fact_count == 4


def test_writing_again_replaces_all_of_it(store: GraphStore) -> None:
    store.write(graph("day 1"))
    assert store.read("day 1").facts == []
    assert store.facts("day 1") == []
    assert len(list(store.folder.iterdir())) == 2


def test_remove(store: GraphStore) -> None:
    store.remove("day 1")
    assert store.recordings() == ["tag 2 ü"]
    assert {f.recording for f in store.facts()} == {"tag 2 ü"}
    with pytest.raises(UserError, match="No recording 'day 1'"):
        store.remove("day 1")


@pytest.mark.parametrize("call", [GraphStore.read, GraphStore.header, GraphStore.facts])
def test_unknown_recording_is_an_error_with_near_names(
    store: GraphStore, call: Callable[[GraphStore, str], object]
) -> None:
    with pytest.raises(UserError, match=r"No recording 'day1' in .*; did you mean 'day 1'\?"):
        call(store, "day1")


def test_empty_store(tmp_path: Path) -> None:
    store = GraphStore(tmp_path / "nothing")
    assert store.recordings() == []
    assert store.facts() == []
    assert store.events() == []
    assert store.facts_table().table.num_rows == 0
    assert "start_s" in store.facts_table().table.column_names
    assert not store.folder.exists()
    with pytest.raises(UserError, match="; nothing is labelled yet"):
        store.read("x")


def meets(f: Fact, wanted: FactFilter) -> bool:
    """The filter again, in the plainest words."""
    for column in ("recording", "subject", "predicate", "object", "source", "status"):
        names = getattr(wanted, column)
        names = [names] if isinstance(names, str) else names
        if names is not None and getattr(f, column) not in names:
            return False
    if wanted.min_confidence is not None and not f.confidence >= wanted.min_confidence:
        return False
    if wanted.between is None:
        return True
    a, b = wanted.between
    return a <= f.start_s < b if f.kind == "point" else f.start_s < b and f.stop_s > a


FILTERS = [
    FactFilter(),
    FactFilter(recording="day 1"),
    FactFilter(recording=["day 1", "tag 2 ü"], predicate="chase"),
    FactFilter(subject=["A", "C"]),
    FactFilter(subject=[]),
    FactFilter(predicate="no such"),
    FactFilter(object="B"),
    FactFilter(object=[None]),
    FactFilter(object=[None, "A"]),
    FactFilter(object='it\'s "B"; --'),
    FactFilter(min_confidence=0.0),
    FactFilter(min_confidence=0.5),
    FactFilter(source="model"),
    FactFilter(status=["proposed", "rejected"]),
    FactFilter(subject="A", predicate="chase", object="B", between=(0, 5.5), status="asserted"),
    *(FactFilter(between=w) for w in itertools.combinations((0, 1, 1.5, 2.0, 3.0, 4, 5, 9, 99), 2)),
]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_filters_equal_plain_python(store: GraphStore, wanted: FactFilter) -> None:
    arguments = {f.name: getattr(wanted, f.name) for f in dataclasses.fields(wanted)}
    found = store.facts(**arguments)
    expected = [f for f in FACTS if meets(f, wanted)]
    assert sorted(f.fact_id for f in found) == sorted(f.fact_id for f in expected)
    assert found.problems == []
    assert store.facts_table(wanted).table.column("fact_id").to_pylist() == [
        f.fact_id for f in found
    ]


def test_window_edges_by_hand(store: GraphStore) -> None:
    """State facts overlap the half-open window; a point fact lies in it."""

    def in_window(a: float, b: float) -> list[str]:
        return [f.predicate for f in store.facts("day 1", between=(a, b))]

    assert in_window(0, 1.0) == []  # chase starts where the window ends
    assert in_window(2.0, 2.1) == ["flee", "rear"]  # chase ended at 2.0, rear is at 2.0
    assert in_window(1.9, 2.0) == ["chase", "flee"]
    with pytest.raises(UserError, match="ends before it starts"):
        in_window(3, 2)


def test_order_is_recording_then_time(store: GraphStore) -> None:
    found = store.facts()
    assert [(f.recording, f.start_s) for f in found] == sorted(
        (f.recording, f.start_s) for f in found
    )


def test_table_has_seconds_and_becomes_a_data_frame(store: GraphStore) -> None:
    frame = store.facts_table(FactFilter(predicate="flee")).table.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    row = frame.iloc[0]
    assert (row.start_s, row.stop_s, row.duration_s) == (1.5, 3.0, 1.5)
    assert (row.start_frame, row.stop_frame) == (45, 91)


def test_events_and_assessed(store: GraphStore) -> None:
    assert [e.event_id for e in store.events("day 1")] == ["bout-0001", "episode-0001"]
    assert [e.recording for e in store.events(level="bout")] == ["day 1", "tag 2 ü"]
    assert store.events("day 1", level=["session"]) == []
    assert store.assessed("day 1", subject="B") == [Assessed("day 1", "B", "chase", None, 0, 60)]


def test_damaged_files_are_named_and_the_rest_answers(store: GraphStore) -> None:
    for name in ("cut", "empty", "inside"):
        store.write(graph(name, *(dataclasses.replace(f, recording=name) for f in FACTS)))
    healthy = {f.fact_id for f in FACTS}
    assert len(store.facts()) == 4 * len(FACTS)
    content = store.path("cut").read_bytes()
    store.path("cut").write_bytes(content[: len(content) // 2])
    store.path("empty").write_bytes(b"")
    content = store.path("inside").read_bytes()
    half = len(content) // 2
    store.path("inside").write_bytes(b"PAR1" + bytes(half) + content[half + 4 :])
    for _ in range(2):  # found out, then remembered
        found = store.facts()
        assert {f.fact_id for f in found} == healthy
        assert len(found.problems) == 3
        for name in ("cut", "empty", "inside"):
            assert any(f"'{name}.parquet' is damaged" in p for p in found.problems)
    assert store.facts("day 1").problems == []
    assert len(store.facts("cut").problems) == 1
    with pytest.raises(DataError, match="Label recording 'cut' again"):
        store.read("cut")
    store.write(graph("cut"))
    assert len(store.facts().problems) == 2


def test_shards_that_change_during_a_question(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the engine read from a file that was replaced meanwhile is not used."""
    ask = store._scan._ask
    turns: Iterator[Callable[[], object]] = iter(
        [
            lambda: store.write(graph("day 1", fact("day 1", "A", "rest", None, 0, 1))),
            lambda: store.remove("tag 2 ü"),
            lambda: store.write(graph("day 1", fact("day 1", "A", "walk", None, 0, 1))),
        ]
    )

    def ask_while_another_writes(*arguments: Any) -> Any:
        answer = ask(*arguments)
        for turn in itertools.islice(turns, 1):
            turn()
        return answer

    monkeypatch.setattr(store._scan, "_ask", ask_while_another_writes)
    found = store.facts()
    assert [(f.recording, f.predicate) for f in found] == [("day 1", "rest")]
    assert found.problems == []
    assert [f.predicate for f in store.facts()] == ["walk"]


def test_copies_and_strangers_are_not_counted(store: GraphStore) -> None:
    original = store.path("day 1").read_bytes()
    (store.folder / "day%201 (copy).parquet").write_bytes(original)
    (store.folder / "notes.txt").write_text("mine")
    (store.folder / "._day%201.parquet").write_bytes(b"left by a Mac")
    (store.folder / ".unfinished-0123456789ab-1-1-00000000.tmp").write_bytes(original)
    found = store.facts()
    assert len(found) == len(FACTS)
    assert len(found.problems) == 1
    assert "holds recording 'day 1'" in found.problems[0]
    assert store.recordings() == ["day 1", "tag 2 ü"]


def test_long_names(store: GraphStore) -> None:
    name = "C:/Users/Ünal/" + "very long folder/" * 30 + "m1"
    store.write(graph(name, fact(name, "A", "rest", None, 0, 1)))
    assert name in store.recordings()
    assert store.facts(name)[0].recording == name


def test_newer_shards_are_left_alone(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphs.shard.SCHEMA_VERSION", 2)
    store.write(graph("new"))
    monkeypatch.undo()
    found = store.facts()
    assert len(found) == len(FACTS)
    assert "newer version" in found.problems[0]


def test_only_this_folder_can_be_read(store: GraphStore) -> None:
    """What reaches the engine is sealed: no other file, no extension from the network."""
    engine = store._scan._cursor()
    for query in ("SELECT * FROM read_text('/etc/hostname')", "INSTALL httpfs", "SET threads = 1"):
        with pytest.raises(Exception, match=r"disabled|locked|[Pp]ermission"):
            engine.execute(query).fetchall()


@pytest.mark.parametrize("name", ["data [2024]", "wh*t?", "day=1", "{a,b}", "50% é", "it's"])
def test_folders_of_any_name(tmp_path: Path, name: str) -> None:
    store = GraphStore(tmp_path / name / "graph")
    store.write(graph("m1", fact("m1", "A", "rest", None, 0, 1)))
    assert len(store.facts()) == 1
    assert store.facts_table().table.column("recording").to_pylist() == ["m1"]


def test_relative_and_linked_folders(
    store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link"
    link.symlink_to(store.folder, target_is_directory=True)
    assert len(GraphStore(link).facts()) == len(FACTS)
    monkeypatch.chdir(store.folder.parent)
    relative = GraphStore(Path("graph"))
    monkeypatch.chdir(tmp_path)
    assert len(relative.facts()) == len(FACTS)


def test_a_store_travels_to_another_process(store: GraphStore) -> None:
    store.facts()
    assert len(pickle.loads(pickle.dumps(store)).facts()) == len(FACTS)


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="Cannot write"):
        GraphStore(tmp_path / "file" / "graph").write(graph("x"))


def test_clean_removes_what_killed_writers_left(store: GraphStore) -> None:
    left = store.folder / ".unfinished-0123456789ab-1-1-00000000.tmp"
    left.touch()
    os.utime(left, (0, 0))
    assert store.clean() == [left]
