"""Facts added beside labelling: replaced by their own run, kept when labelling runs again."""

from __future__ import annotations

from pathlib import Path

import pytest
from stored_graphs import asked

from graphs.filters import FactFilter
from graphs.records import Assessed, Fact, Run, source_of
from graphs.storage.added import added_run, with_added
from graphs.storage.shard import RecordingGraph, encode_shard
from graphs.storage.shard_read import LABEL
from graphs.storage.store import GraphStore

ME, YOU = (added_run("tool", "1", source, "nap") for source in ("rule", "human"))


def labels(run: str, *predicates: str, stop_s: float = 10.0) -> RecordingGraph:
    """A labelled graph: one fact of each behavior but the last, all of them looked for."""
    who = Run(run, "tool", "1", "d", "s", "t", {}, {})
    facts = [fact(predicate, run) for predicate in predicates[:-1]]
    return RecordingGraph("r", who, run, (), facts, [looked(p, stop_s=stop_s) for p in predicates])


def fact(predicate: str, by: str, start_s: float = 0.0, subject: str = "a") -> Fact:
    span = (start_s, start_s + 1, 0, 1)
    return Fact("r", subject, predicate, None, *span, "state", 1.0, "asserted", "rule", by)


def looked(predicate: str, subject: str = "a", stop_s: float = 10.0) -> Assessed:
    return Assessed("r", subject, predicate, None, 0.0, stop_s)


def mine(*starts: float, subject: str = "a", by: Run = ME) -> list[Fact]:
    return [fact("nap", by.run_id, start, subject) for start in starts]


def naps(graph: RecordingGraph) -> list[tuple[str, float]]:
    return [(f.subject, f.start_s) for f in graph.facts if f.predicate == "nap"]


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    store = GraphStore(tmp_path)
    store.write(labels("labels", "walk", "rest"))
    return store


def add(
    store: GraphStore,
    run: Run,
    facts: list[Fact],
    assessed: list[Assessed] | None = None,
    of: set[tuple[str, str | None]] | None = None,
) -> None:
    def change(before: RecordingGraph | None) -> RecordingGraph:
        return with_added(before, "r", run, facts, assessed or [], of)

    store.change("r", run.run_id, change)


def test_the_run_is_the_same_each_time_and_says_who_speaks_of_what() -> None:
    assert added_run("tool", "2", "rule", "nap").run_id == ME.run_id != YOU.run_id
    assert added_run("tool", "1", "rule", "doze").run_id != ME.run_id
    assert (source_of(YOU), YOU.parameters[LABEL]) == ("human", "nap")
    assert source_of(Run("r", "t", "1", "d", "s", "t", {}, {})) == "rule"


def test_added_facts_stand_beside_those_of_labelling(store: GraphStore) -> None:
    before = store.read_layer("r")
    add(store, ME, mine(0), [looked("nap")])
    graph = store.read("r")
    assert sorted(f.predicate for f in graph.facts) == ["nap", "walk"]
    assert [a.predicate for a in graph.assessed] == ["rest", "walk", "nap"]
    assert graph.added == (ME,)
    assert graph.run.run_id == "labels"
    assert store.read_layer("r") == before


def test_the_same_run_replaces_what_it_added(store: GraphStore) -> None:
    add(store, ME, mine(0), [looked("nap")])
    add(store, ME, mine(3, 5), [looked("nap", stop_s=4)])
    graph = store.read("r")
    assert naps(graph) == [("a", 3), ("a", 5)]
    assert [a.stop_s for a in graph.assessed if a.predicate == "nap"] == [4]
    assert len(graph.added) == 1


def test_only_of_whom_all_is_given_is_replaced(store: GraphStore) -> None:
    add(store, ME, [*mine(0), *mine(1, subject="b")], [looked("nap", "b"), looked("nap", stop_s=3)])
    add(store, ME, mine(7), [looked("nap", "a")], of={("a", None)})
    graph = store.read("r")
    assert naps(graph) == [("b", 1), ("a", 7)]
    spans = {(a.subject, a.stop_s) for a in graph.assessed if a.predicate == "nap"}
    assert spans == {("b", 10), ("a", 10)}


def test_never_seen_is_stored_and_replaced_too(store: GraphStore) -> None:
    add(store, ME, [], [looked("nap")])
    add(store, ME, [], [looked("nap", stop_s=5)])
    assert [a.stop_s for a in store.read("r").assessed if a.predicate == "nap"] == [5]


def test_two_sources_of_one_behavior_stand_beside_each_other(store: GraphStore) -> None:
    add(store, ME, mine(0))
    add(store, YOU, mine(5, by=YOU))
    assert naps(store.read("r")) == [("a", 0), ("a", 5)]
    add(store, ME, [])
    assert naps(store.read("r")) == [("a", 5)]
    add(store, YOU, [])
    assert naps(store.read("r")) == []


def test_what_labelling_looked_for_stays_assessed_by_it(store: GraphStore) -> None:
    """Labelling looked for rest and saw none; a person looked for less time."""
    run = added_run("tool", "1", "human", "rest")
    add(store, run, [fact("rest", run.run_id)], [looked("rest", stop_s=3)])
    cursor = asked(store).index.cursor()
    spans = "SELECT stop_us, source, run FROM assessed_span WHERE predicate = 'rest' ORDER BY 1"
    assert cursor.sql(spans).fetchall() == [
        (3_000_000, "human", run.run_id),
        (10_000_000, "rule", "labels"),
    ]


def test_labelling_again_keeps_them(store: GraphStore) -> None:
    add(store, ME, mine(0), [looked("nap")])
    store.write(labels("later", "run", "rest"))
    graph = store.read("r")
    assert sorted(f.predicate for f in graph.facts) == ["nap", "run"]
    assert sorted(a.predicate for a in graph.assessed) == ["nap", "rest", "run"]
    assert graph.run.run_id == "later"
    add(store, ME, mine(4), of={("a", None)})
    assert naps(store.read("r")) == [("a", 4)]


def test_they_can_be_there_before_labelling(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    add(store, YOU, mine(0, by=YOU), [looked("nap")])
    assert "r" in store
    assert not store.is_labelled("r")
    assert store.recordings() == ["r"]
    assert naps(store.read("r")) == [("a", 0)]
    assert [f.start_s for f in asked(store).facts(FactFilter(recording="r"))] == [0]
    store.write(labels("labels", "walk", "rest"))
    assert store.is_labelled("r")
    assert len(store.read("r").facts) == 2


def test_a_layer_that_is_given_up_is_gone(store: GraphStore) -> None:
    add(store, ME, mine(0))
    store.change("r", ME.run_id, lambda before: None)
    store.change("r", ME.run_id, lambda before: None)  # nothing to remove
    assert store.read("r").added == ()
    with pytest.raises(FileNotFoundError):
        store.read_layer("r", ME.run_id)


def test_a_change_that_fails_changes_nothing(store: GraphStore) -> None:
    add(store, ME, mine(0))

    def fail(before: RecordingGraph | None) -> RecordingGraph | None:
        raise KeyError

    with pytest.raises(KeyError):
        store.change("r", ME.run_id, fail)
    assert naps(store.read("r")) == [("a", 0)]
    add(store, ME, mine(1))  # and the lock is free


def test_removing_a_recording_removes_what_was_added(store: GraphStore) -> None:
    add(store, ME, mine(0))
    store.remove("r")
    assert "r" not in store
    assert asked(store).facts() == []


def test_equal_layers_give_equal_bytes() -> None:
    first = with_added(None, "r", ME, mine(0, 4), [looked("nap")])
    second = with_added(first, "r", ME, [], of={("b", None)})
    assert encode_shard(first) == encode_shard(second)
