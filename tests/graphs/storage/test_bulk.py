"""Many facts in columns: the very files that are written one by one."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stored_graphs import RUN, asked, fact, graph, ids, version_of

from graphs.errors import DataError
from graphs.filters import FactFilter
from graphs.records import Fact
from graphs.storage.bulk import write_rows
from graphs.storage.shard import SCHEMA, RecordingGraph, encode_shard
from graphs.storage.shard_names import shard_file_name
from graphs.storage.shard_read import open_shard
from graphs.storage.store import GraphStore

OLD = Path(__file__).parent / "files" / "schema_1.parquet"


def rows_of(*graphs: RecordingGraph) -> pa.Table:
    """All records in columns, without identifiers, in no good order."""
    shards = [open_shard(encode_shard(graph), "x").rows() for graph in graphs]
    nullable = pa.schema([pa.field(f.name, f.type) for f in SCHEMA])
    table = pa.concat_tables(shards).cast(nullable).drop_columns(["fact_id"])
    return table.take(list(range(len(table)))[::-1])


def written(folder: Path, *graphs: RecordingGraph) -> dict[str, bytes]:
    store = GraphStore(folder)
    about = {graph.recording: replace(graph, events=(), facts=(), assessed=()) for graph in graphs}
    assert write_rows(store, rows_of(*graphs), about.__getitem__) == sorted(about)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def one_by_one(folder: Path, *graphs: RecordingGraph) -> dict[str, bytes]:
    store = GraphStore(folder)
    for each in graphs:
        store.write(each)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_very_bytes(tmp_path: Path) -> None:
    graphs = [
        graph(
            "day 1", fact("day 1", "A", "rear", None, 2, 2), fact("day 1", "A", "eat", "B", 1, 2)
        ),
        replace(graph("Tag 2 ü"), notes={"animals": ["A"]}, fingerprint="f9"),
        *(version_of(f"m{number}", number) for number in range(12)),
    ]
    assert written(tmp_path / "a", *graphs) == one_by_one(tmp_path / "b", *graphs)


def test_a_layer(tmp_path: Path) -> None:
    layer = RecordingGraph(
        "day 1", RUN, "", facts=[fact("day 1", "A", "nap", None, 1, 2)], layer="0a1b"
    )
    files = written(tmp_path / "a", layer)
    assert list(files) == [shard_file_name("day 1", "0a1b")]
    assert files == one_by_one(tmp_path / "b", layer)


text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(text.filter(bool), text, text, st.none() | text, st.integers(-9, 10**12), text),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_identifiers_are_those_of_single_facts(
    tmp_path: Path, claims: list[tuple[str, str, str, str | None, int, str]]
) -> None:
    folder = tmp_path / "graph"
    shutil.rmtree(folder, ignore_errors=True)
    facts = [
        Fact(recording, who, does, whom, us / 1e6, us / 1e6, 0, 1, "point", 0.5, "asserted",
             "import", run)
        for recording, who, does, whom, us, run in claims
    ]  # fmt: skip
    columns = {
        "record": ["fact"] * len(facts),
        "start_us": [us for *_, us, _ in claims],
        "stop_us": [us for *_, us, _ in claims],
        "evidence": ["{}"] * len(facts),
    } | {
        name: [getattr(f, name) for f in facts]
        for name in ("recording", "subject", "predicate", "object", "start_frame", "stop_frame",
                     "kind", "confidence", "status", "source", "run")
    }  # fmt: skip
    rows = pa.table({name: pa.array(v, SCHEMA.field(name).type) for name, v in columns.items()})
    store = GraphStore(folder)
    write_rows(store, rows, lambda recording: RecordingGraph(recording, RUN, ""))
    assert ids(asked(store).facts(FactFilter())) == ids(facts)
    table = asked(store).facts_table(FactFilter()).table
    assert sorted(table.column("fact_id").to_pylist()) == ids(facts)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("recording", None),
        ("recording", ""),
        ("subject", None),
        ("predicate", None),
        ("stop_us", 999_999),
        ("start_us", None),
        ("stop_us", None),
        ("kind", None),
        ("status", None),
        ("source", None),
        ("run", None),
        ("evidence", None),
        ("record", "claim"),
        ("record", None),
    ],
)
def test_rows_that_cannot_be_stored(tmp_path: Path, column: str, value: object) -> None:
    good = graph("day 1", fact("day 1", "A", "chase", "B", 1, 2))
    rows = rows_of(replace(good, events=(), assessed=()))
    index = rows.column_names.index(column)
    bad = rows.set_column(index, column, pa.array([value], rows.schema.field(column).type))
    both = pa.concat_tables([rows_of(version_of("m1", 1)), bad])
    store = GraphStore(tmp_path / "graph")
    with pytest.raises(DataError, match="Rows need"):
        write_rows(store, both, lambda recording: replace(good, recording=recording))
    assert not (tmp_path / "graph").exists()


def test_an_event_without_a_level(tmp_path: Path) -> None:
    rows = rows_of(graph("day 1"))
    index = rows.column_names.index("level")
    bad = rows.set_column(index, "level", pa.nulls(len(rows), pa.string()))
    with pytest.raises(DataError, match="Rows need"):
        write_rows(GraphStore(tmp_path), bad, lambda recording: graph(recording))


def test_columns_that_are_missing_are_empty(tmp_path: Path) -> None:
    rows = rows_of(graph("day 1", fact("day 1", "A", "rear", None, 2, 2)))
    few = rows.drop_columns(["object", "start_frame", "stop_frame", "confidence", "parent"])
    store = GraphStore(tmp_path / "graph")
    write_rows(store, few, lambda recording: RecordingGraph(recording, RUN, ""))
    (rear,) = store.read("day 1").facts
    assert (rear.object, rear.start_frame, rear.confidence) == (None, None, None)


def test_nothing(tmp_path: Path) -> None:
    assert (
        write_rows(GraphStore(tmp_path), SCHEMA.empty_table(), lambda recording: graph("x")) == []
    )


def test_what_people_added_to_an_old_file_stays(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    folder.mkdir()
    shutil.copy(OLD, folder / shard_file_name("Cage 3"))
    store = GraphStore(folder)
    again = graph("Cage 3", fact("Cage 3", "A", "walk", None, 0, 1))
    write_rows(store, rows_of(again), lambda recording: again)
    assert sorted(f.predicate for f in store.read("Cage 3").facts) == ["nap", "walk"]
