"""Files of the first schema: today's identifiers, layers apart, nothing lost when rewritten."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from stored_graphs import asked, files_in, ids

from graphs.filters import FactFilter
from graphs.records import Assessed, Fact
from graphs.storage.added import added_run, with_added
from graphs.storage.shard import RecordingGraph, encode_shard
from graphs.storage.shard_names import shard_file_name
from graphs.storage.shard_read import OpenShard, open_shard
from graphs.storage.store import GraphStore, merged

OLD = Path(__file__).parent / "files" / "schema_1.parquet"
R = "Cage 3"
NAP = added_run("behavior-workbench", "0.1.0", "human", "nap")

CLAIMS = [
    ("A", "chase", "B", 1_000_000, 2_500_000, "rule", "labelled"),
    ("B", "rear", None, 4_000_000, 4_000_000, "rule", "labelled"),
    ("A", "nap", None, 10_000_000, 12_000_000, "human", NAP.run_id),
]
"""What the old program wrote."""


def expected_id(claim: tuple[object, ...]) -> str:
    parts = [R, *("\x1e" if part is None else str(part) for part in claim)]
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()[:16]


@pytest.fixture
def shard() -> OpenShard:
    return open_shard(OLD.read_bytes(), OLD.name)


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    """A folder as the old program left it."""
    store = GraphStore(tmp_path / "graph")
    store.write(RecordingGraph("new", NAP, ""))
    shutil.copy(OLD, tmp_path / "graph" / shard_file_name(R))
    return store


def nap(start_s: float) -> Fact:
    span = (start_s, start_s + 1, int(start_s * 30), int(start_s * 30) + 30)
    return Fact(R, "B", "nap", None, *span, "state", 1.0, "asserted", "human", NAP.run_id)


def test_identifiers_are_those_of_today(shard: OpenShard) -> None:
    old = pq.read_table(OLD).column("fact_id").drop_null().to_pylist()
    rows = shard.rows_by_kind()["fact"]
    assert rows.column("fact_id").to_pylist() == list(map(expected_id, CLAIMS))
    assert not set(old) & set(map(expected_id, CLAIMS))
    facts = [fact for graph in shard.graphs() for fact in graph.facts]
    assert ids(facts) == sorted(map(expected_id, CLAIMS))


def test_events_and_assessed_spans_get_their_run(shard: OpenShard) -> None:
    rows = shard.rows_by_kind()
    assert rows["event"].column("run").to_pylist() == ["labelled"]
    spans = rows["assessed"].select(["predicate", "run"]).to_pylist()
    assert {span["predicate"]: span["run"] for span in spans} == {
        "chase": "labelled",
        "rear": "labelled",
        "nap": NAP.run_id,
    }


def test_added_facts_are_layers(shard: OpenShard) -> None:
    labelled, layer = shard.graphs()
    assert (labelled.layer, labelled.run.run_id, labelled.fingerprint) == ("", "labelled", "fp")
    assert [f.predicate for f in labelled.facts] == ["chase", "rear"]
    assert [(f.confidence, f.evidence) for f in labelled.facts] == [(0.8, {"distance_cm": 2.5}),
                                                                    (0.8, {})]  # fmt: skip
    assert {a.predicate for a in labelled.assessed} == {"chase", "rear"}
    assert [e.event_id for e in labelled.events] == ["bout-0001"]
    assert labelled.notes == {"animals": ["A", "B"]}
    assert (layer.layer, layer.run.run_id) == (NAP.run_id, NAP.run_id)
    assert [f.predicate for f in layer.facts] == ["nap"]
    assert list(layer.assessed) == [Assessed(R, "A", "nap", None, 0, 15)]
    assert layer.events == ()


def test_the_store_reads_it_as_it_reads_its_own(store: GraphStore) -> None:
    assert store.header(R).schema_version == 1
    before = store.read(R)
    assert [f.predicate for f in before.facts] == ["chase", "rear", "nap"]
    assert [run.run_id for run in before.added] == [NAP.run_id]
    found = asked(store).facts()
    assert ids(found) == sorted(map(expected_id, CLAIMS))
    assert found.problems == []


def test_upgrade(store: GraphStore, tmp_path: Path) -> None:
    index = asked(store, tmp_path / "cache")
    before = store.read(R)
    answers = [index.facts_table().table, index.facts(), index.events()]
    spans = index.index.cursor().sql("SELECT * FROM assessed_span ORDER BY ALL").fetchall()
    assert store.upgrade() == [shard_file_name(R)]
    assert files_in(tmp_path / "graph") == sorted(
        [shard_file_name(R), shard_file_name(R, NAP.run_id), shard_file_name("new")]
    )
    assert store.header(R).schema_version == 2
    assert store.read(R) == before
    assert store.read_layer(R, NAP.run_id).facts == [f for f in before.facts if f.run == NAP.run_id]
    assert [index.facts_table().table, index.facts(), index.events()] == answers
    assert index.index.cursor().sql("SELECT * FROM assessed_span ORDER BY ALL").fetchall() == spans
    assert store.upgrade() == []


def test_labelling_again_keeps_what_was_added(store: GraphStore) -> None:
    again = replace(store.read_layer(R), fingerprint="fp2", facts=[], assessed=[])
    store.write(again)
    assert [f.predicate for f in store.read(R).facts] == ["nap"]
    assert store.header(R).fingerprint == "fp2"


def test_encoded_labelling_keeps_it_too(store: GraphStore) -> None:
    again = replace(store.read_layer(R), fingerprint="fp2", facts=[], assessed=[])
    store.write_encoded(R, "", encode_shard(again))
    assert [f.predicate for f in store.read(R).facts] == ["nap"]


def test_adding_goes_on_where_the_old_program_stopped(store: GraphStore) -> None:
    def add(before: RecordingGraph | None) -> RecordingGraph:
        return with_added(before, R, NAP, [nap(14)], of={("B", None)})

    store.change(R, NAP.run_id, add)
    naps = asked(store).facts(FactFilter(predicate="nap"))
    assert [(f.subject, f.start_s) for f in naps] == [("A", 10), ("B", 14)]
    assert [f.predicate for f in store.read_layer(R).facts] == ["chase", "rear"]


def test_a_misnamed_copy_is_not_upgraded_over_the_new_file(
    store: GraphStore, tmp_path: Path
) -> None:
    """It would put what was labelled then in place of what was labelled since."""
    store.write(replace(store.read_layer(R), fingerprint="fp2"))
    shutil.copy(OLD, tmp_path / "graph" / "Cage 3 (copy).parquet")
    assert store.upgrade() == []
    assert store.header(R).fingerprint == "fp2"


def test_layers_together_are_in_order_of_time(shard: OpenShard) -> None:
    labelled, layer = shard.graphs()
    early = replace(layer, facts=[nap(0), *layer.facts])
    both = merged([early, labelled])
    assert [f.start_s for f in both.facts] == [0, 1, 4, 10]
    assert (both.run, both.fingerprint, both.added) == (labelled.run, "fp", (layer.run,))
