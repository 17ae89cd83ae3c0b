"""Facts added beside labelling: replaced by their own run, kept when labelling runs again."""

from __future__ import annotations

from pathlib import Path

from graphs.added import added_run, assessed_by_labelling, carried_over, label_of, with_added
from graphs.records import Assessed, Fact, Run
from graphs.shard import RecordingGraph, encode_shard
from graphs.store import GraphStore

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


LABELLED = labels("labels", "walk", "rest")


def naps(graph: RecordingGraph) -> list[tuple[str, float]]:
    return [(f.subject, f.start_s) for f in graph.facts if f.predicate == "nap"]


def test_added_facts_stand_beside_those_of_labelling() -> None:
    graph = with_added(LABELLED, ME, mine(0), [looked("nap")])
    assert [f.predicate for f in graph.facts] == ["walk", "nap"]
    assert [a.predicate for a in graph.assessed] == ["walk", "rest", "nap"]
    assert [label_of(run) for run in graph.added] == ["nap"]
    assert assessed_by_labelling(graph) == {"walk", "rest"}
    assert LABELLED.added == ()


def test_the_same_run_replaces_what_it_added() -> None:
    first = with_added(LABELLED, ME, mine(0), [looked("nap")])
    again = with_added(first, ME, mine(3, 5), [looked("nap", stop_s=4)])
    assert naps(again) == [("a", 3), ("a", 5)]
    assert [a.stop_s for a in again.assessed if a.predicate == "nap"] == [4]
    assert len(again.added) == 1


def test_only_of_whom_all_is_given_is_replaced() -> None:
    first = with_added(LABELLED, ME, [*mine(0), *mine(1, subject="b")], [looked("nap", "b")])
    again = with_added(first, ME, mine(7), [looked("nap", "a")], of={("a", None)})
    assert naps(again) == [("b", 1), ("a", 7)]
    assert [a.subject for a in again.assessed if a.predicate == "nap"] == ["b", "a"]


def test_never_seen_is_stored_and_replaced_too() -> None:
    first = with_added(LABELLED, ME, [], [looked("nap")])
    again = with_added(first, ME, [], [looked("nap", stop_s=5)])
    assert [a.stop_s for a in again.assessed if a.predicate == "nap"] == [5]


def test_two_sources_of_one_behavior_stand_beside_each_other() -> None:
    both = with_added(with_added(LABELLED, ME, mine(0), [looked("nap")]), YOU, mine(5, by=YOU))
    assert naps(with_added(both, ME, [])) == [("a", 5)]
    assert naps(with_added(both, YOU, [])) == [("a", 0)]


def test_what_labelling_looked_for_stays_assessed_by_it() -> None:
    run = added_run("tool", "1", "human", "rest")  # labelling looked for it and saw none
    graph = with_added(LABELLED, run, [fact("rest", run.run_id)], [looked("rest", stop_s=3)])
    assert list(graph.assessed) == list(LABELLED.assessed)
    assert list(with_added(graph, run, []).assessed) == list(LABELLED.assessed)


def test_labelling_again_keeps_them() -> None:
    old = with_added(LABELLED, ME, mine(0), [looked("nap")])
    kept = carried_over(labels("later", "run", "rest"), old)
    assert [f.predicate for f in kept.facts] == ["run", "nap"]
    assert [a.predicate for a in kept.assessed] == ["run", "rest", "nap"]
    assert kept.run.run_id == "later"
    assert naps(with_added(kept, ME, mine(4), of={("a", None)})) == [("a", 4)]


def test_labelling_that_looks_for_it_itself_says_when() -> None:
    old = with_added(LABELLED, ME, mine(0), [looked("nap")])
    kept = carried_over(labels("later", "nap", stop_s=7), old)
    assert [a.stop_s for a in kept.assessed] == [7]
    assert assessed_by_labelling(kept) == {"nap"}


def test_without_added_facts_nothing_changes() -> None:
    assert carried_over(LABELLED, LABELLED) is LABELLED


def test_round_trip(tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    store.write(with_added(LABELLED, ME, mine(0), [looked("nap")]))
    assert list(map(label_of, store.read("r").added)) == ["nap"]
    assert assessed_by_labelling(store.read("r")) == {"walk", "rest"}
    assert list(map(label_of, store.header("r").added)) == ["nap"]
    assert b"assesses" not in encode_shard(LABELLED)
