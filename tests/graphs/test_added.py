"""Facts added beside labelling: replaced by their own run, kept when labelling runs again."""

from __future__ import annotations

from pathlib import Path

from graphs.added import carried_over, with_added
from graphs.records import Assessed, Fact, Run
from graphs.shard import RecordingGraph, encode_shard
from graphs.store import GraphStore


def run(name: str) -> Run:
    return Run(name, "tool", "1", "d", "s", "t", {}, {})


def fact(predicate: str, by: str, start_s: float = 0.0) -> Fact:
    return Fact(
        "r", "a", predicate, None, start_s, start_s + 1, 0, 1, "state", 1.0, "asserted", "rule", by
    )


def looked(predicate: str, stop_s: float = 10.0) -> Assessed:
    return Assessed("r", "a", predicate, None, 0.0, stop_s)


LABELLED = RecordingGraph(
    "r", run("labels"), "f", (), [fact("walk", "labels")], [looked("walk")], {}
)


def test_added_facts_stand_beside_those_of_labelling() -> None:
    graph = with_added(LABELLED, run("me"), [fact("nap", "me")], [looked("nap"), looked("walk", 3)])
    assert [f.predicate for f in graph.facts] == ["walk", "nap"]
    assert list(graph.assessed) == [looked("walk"), looked("nap")]  # labelling's own stands
    assert [one.run_id for one in graph.added] == ["me"]
    assert LABELLED.added == ()


def test_the_same_run_replaces_what_it_added() -> None:
    first = with_added(LABELLED, run("me"), [fact("nap", "me")], [looked("nap")])
    other = with_added(first, run("you"), [fact("nap", "you", 5)])
    again = with_added(other, run("me"), [fact("nap", "me", 3)], [looked("nap", 4)])
    assert [(f.run, f.start_s) for f in again.facts] == [("labels", 0), ("you", 5), ("me", 3)]
    assert [one.run_id for one in again.added] == ["you", "me"]


def test_labelling_again_keeps_them() -> None:
    old = with_added(LABELLED, run("me"), [fact("nap", "me")], [looked("nap")])
    new = RecordingGraph("r", run("later"), "g", (), [fact("run", "later")], [looked("run")], {})
    kept = carried_over(new, old)
    assert [f.predicate for f in kept.facts] == ["run", "nap"]
    assert list(kept.assessed) == [looked("run"), looked("nap")]
    assert kept.run.run_id == "later"
    assert kept.added == old.added


def test_labelling_that_looks_for_it_itself_says_when() -> None:
    old = with_added(LABELLED, run("me"), [fact("nap", "me")], [looked("nap")])
    new = RecordingGraph("r", run("later"), "g", (), (), [looked("nap", 7)], {})
    assert list(carried_over(new, old).assessed) == [looked("nap", 7)]


def test_without_added_facts_nothing_changes() -> None:
    assert carried_over(LABELLED, LABELLED) is LABELLED


def test_round_trip(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    graph = with_added(LABELLED, run("me"), [fact("nap", "me")], [looked("nap")])
    store.write(graph)
    assert [one.run_id for one in store.read("r").added] == ["me"]
    assert [one.run_id for one in store.header("r").added] == ["me"]
    assert b"added" not in encode_shard(LABELLED)
