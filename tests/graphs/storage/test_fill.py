"""Files into tables: what each table holds, by hand, and that batches make no difference."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from said_reviews import Said
from stored_graphs import fact, graph

from graphs.corrections.reviewed import by_recording
from graphs.individuals.entities import Names, Operation
from graphs.query.counts import ANIMAL_ROW, BUDGET_ROW
from graphs.records import Assessed, Run
from graphs.storage.added import added_run
from graphs.storage.fill import FILLED, batched, create_tables, fill
from graphs.storage.overlay import Overlay
from graphs.storage.shard import RecordingGraph
from graphs.storage.shard_names import stem_and_layer
from graphs.storage.store import GraphStore

NAP = added_run("tool", "1", "human", "nap")
CHASE = fact("day 1", "A", "chase", "B", 1, 2)
VISIT = fact("day 1", "B", "visit", "nest", 3, 4)


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    store = GraphStore(tmp_path / "graph")
    labelled = graph("day 1", CHASE, VISIT)
    store.write(replace(labelled, notes={"duration_s": 60.5, "animals": ["A", "B", "unseen"]}))
    nap = replace(fact("day 1", "A", "nap", None, 0.5, 1), run=NAP.run_id, source="human")
    span = Assessed("day 1", "A", "nap", None, 0, 10)
    store.write(RecordingGraph("day 1", NAP, "", (), [nap], [span], layer=NAP.run_id))
    return store


def filled(store: GraphStore, overlay: Overlay | None = None) -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect()
    create_tables(engine)
    stems = defaultdict[str, dict[str, str]](dict)
    for name, version in store.files().items():
        stems[stem_and_layer(name)[0]][name] = version
    fill(engine, store, stems, overlay or Overlay())
    return engine


def rows(engine: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return engine.execute(query).fetchall()


def test_tables_are_as_they_are_declared(store: GraphStore) -> None:
    engine = filled(store)
    for name, schema in FILLED.items():
        assert engine.sql(f"SELECT * FROM {name}").columns == schema.names


def test_facts_of_all_layers_by_time(store: GraphStore) -> None:
    columns = "predicate, start_us, stop_us, source, run, object_is_animal, fact_id"
    found = rows(filled(store), f"SELECT {columns} FROM fact")
    assert [row[:6] for row in found] == [
        ("nap", 500_000, 1_000_000, "human", NAP.run_id, False),
        ("chase", 1_000_000, 2_000_000, "rule", "r1", True),
        ("visit", 3_000_000, 4_000_000, "rule", "r1", False),
    ]
    assert [row[6] for row in found][1:] == [CHASE.fact_id, VISIT.fact_id]
    assert rows(filled(store), "SELECT DISTINCT subject_labelled, object_labelled FROM fact") == [
        (None, None)
    ]


def test_who_looked(store: GraphStore) -> None:
    imported = Run("r9", "t", "1", "d", "s", "t", {"source": "import"}, {})
    store.write(replace(graph("day 2"), run=imported))
    columns = "recording, subject, predicate, run, source"
    assert rows(filled(store), f"SELECT {columns} FROM assessed_span ORDER BY ALL") == [
        ("day 1", "A", "chase", "r1", "rule"),
        ("day 1", "A", "nap", NAP.run_id, "human"),
        ("day 1", "B", "chase", "r1", "rule"),
        ("day 2", "A", "chase", "r9", "import"),
        ("day 2", "B", "chase", "r9", "import"),
    ]


def test_events(store: GraphStore) -> None:
    assert rows(filled(store), "SELECT * FROM event ORDER BY start_us, stop_us") == [
        ("day 1", "bout-0001", "bout", 0, 30_000_000, "episode-0001", "surprise", "r1"),
        ("day 1", "episode-0001", "episode", 0, 60_000_000, None, "surprise", "r1"),
    ]


def test_every_name(store: GraphStore) -> None:
    assert rows(filled(store), "SELECT * FROM mention") == [
        ("day 1", "A", "A", True),
        ("day 1", "B", "B", True),
        ("day 1", "nest", "nest", False),
        ("day 1", "unseen", "unseen", True),
    ]


def test_which_files(store: GraphStore) -> None:
    ((stem, recording, files, mark, duration_us, problem),) = rows(
        filled(store), "SELECT * FROM shard"
    )
    assert (stem, recording, mark, duration_us, problem) == (
        "day%201",
        "day 1",
        0,
        60_500_000,
        None,
    )
    assert json.loads(str(files)) == store.files()


@pytest.mark.parametrize("duration_s", [None, float("nan"), float("inf"), "long", []])
def test_a_duration_that_nobody_knows(store: GraphStore, duration_s: object) -> None:
    notes = {} if duration_s is None else {"duration_s": duration_s}
    store.write(replace(graph("day 1"), notes=notes))
    assert rows(filled(store), "SELECT duration_us FROM shard") == [(None,)]


def test_names_to_show(store: GraphStore) -> None:
    store.write(graph("day 2", replace(CHASE, recording="day 2")))
    said = [
        Operation(1, "now", "mara", "rename", (("day 1", "A"),), "Max"),
        Operation(2, "now", "mara", "rename", ((None, "nest"),), "home"),
    ]
    engine = filled(store, Overlay(names=Names(said), names_mark=2))
    columns = "subject, object, subject_labelled, object_labelled, object_is_animal"
    assert rows(engine, f"SELECT {columns} FROM fact ORDER BY recording, start_us") == [
        ("Max", None, "A", None, False),
        ("Max", "B", "A", None, True),
        ("B", "home", None, "nest", False),
        ("A", "B", None, None, True),
    ]
    ids = rows(engine, "SELECT fact_id FROM fact WHERE predicate = 'chase' ORDER BY recording")
    assert ids == [(CHASE.fact_id,), (replace(CHASE, recording="day 2").fact_id,)]
    spans = "SELECT recording, subject FROM assessed_span WHERE predicate = 'chase' ORDER BY ALL"
    assert rows(engine, spans) == [
        ("day 1", "B"), ("day 1", "Max"), ("day 2", "A"), ("day 2", "B"),
    ]  # fmt: skip
    mentions = "SELECT labelled, shown FROM mention WHERE labelled <> shown ORDER BY 1"
    assert rows(engine, mentions) == [("A", "Max"), ("nest", "home")]


def test_reviews_of_a_recording(store: GraphStore) -> None:
    said = Said()
    said.reject(CHASE)
    said.accept(VISIT)
    engine = filled(store, Overlay(by_recording(said.all)))
    assert rows(engine, "SELECT predicate, status FROM fact ORDER BY start_us") == [
        ("nap", "asserted"),
        ("chase", "rejected"),
        ("visit", "accepted"),
    ]
    assert rows(engine, "SELECT mark FROM shard") == [(2,)]


def test_what_cannot_be_read_is_told(store: GraphStore, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    (folder / "day%201.parquet").write_bytes(b"")
    (folder / "gone.parquet").write_bytes(b"PAR1")
    (folder / "M1.parquet").write_bytes(b"PAR1")  # named for no recording: A1 and a1 would meet
    engine = filled(store)
    assert rows(engine, "SELECT predicate FROM fact") == [("nap",)]
    found = rows(engine, "SELECT stem, recording, problem IS NOT NULL FROM shard ORDER BY 1")
    assert found == [("M1", None, True), ("day%201", "day 1", True), ("gone", "gone", True)]


def test_a_file_that_is_removed_meanwhile_is_no_problem(store: GraphStore) -> None:
    engine = duckdb.connect()
    create_tables(engine)
    fill(engine, store, {"gone": {"gone.parquet": "1"}}, Overlay())
    assert rows(engine, "SELECT stem, recording, problem FROM shard") == [("gone", "gone", None)]


def test_batches_make_no_difference(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        name = f"m{number:02}"
        store.write(graph(name, *(fact(name, "A", "walk", "B", s, s + 1) for s in range(number))))
        store.write(RecordingGraph(name, looked_at(f"by model {number}", "tiny"), "", layer="tiny"))
    at_once = filled(store)
    monkeypatch.setattr("graphs.storage.fill.BATCH_ROWS", 10)
    in_batches = filled(store)
    for name in FILLED:
        made = name in (ANIMAL_ROW, BUDGET_ROW)  # of rows of a whole batch, in no order
        query = f"SELECT * FROM {name}" + " ORDER BY ALL" * made
        assert rows(in_batches, query) == rows(at_once, query) != []


def looked_at(run: str, model: str) -> Run:
    parameters = {"source": "model", "model": {"kind": "chat", "name": model}}
    return Run(run, "t", "1", "chat", "s", "t", parameters, {})


def test_models_are_told_apart_by_name(store: GraphStore) -> None:
    for model in ("small", "big"):
        run = looked_at(f"by {model}", model)
        store.write(RecordingGraph("day 1", run, "", layer=model))
    assert rows(filled(store), "SELECT * FROM speaker ORDER BY ALL") == [
        ("day 1", "by big", "big"),
        ("day 1", "by small", "small"),
    ]


def test_batched() -> None:
    assert list(batched(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batched([], 2)) == []
