"""What is shown and kept: zoom within a budget, memory by place, explanations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from made_events import event, fact, five

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.records import Fact
from graphs.retrieval.documents import Documents, Floats
from graphs.retrieval.embedding import HashedNgrams
from graphs.retrieval.explain import explain
from graphs.retrieval.phrase_graph import GraphOptions, Layers
from graphs.retrieval.places import NOWHERE, PlaceMemory, Policy, in_detail, places_of
from graphs.retrieval.reading import documents_of
from graphs.retrieval.results import RELATED, Hit, Settings
from graphs.retrieval.scope import Scope
from graphs.retrieval.search import SearchIndex
from graphs.retrieval.synonymy import Synonymy
from graphs.retrieval.zoom import Context, chunks_of, zoom

MANY = documents_of([fact(f"e{i:04d}", "A", "rest", None, float(i)) for i in range(157 * 32 - 5)])
"""5,019 events of a second: 157 chunks."""


def hits(documents: Documents, *which: int) -> list[Hit]:
    return [
        Hit(d, *documents.key(d), int(documents.start_us[d]) / 1e6, 0.0, 1.0, rank, {})
        for rank, d in enumerate(which, start=1)
    ]


def details(context: Context) -> list[str]:
    return [line for line in context.text.splitlines() if line.startswith("  ")]


def named(context: Context) -> list[str]:
    return [line.split(",")[0].split()[-1] for line in details(context)]


def test_chunks_end_after_32_events_or_ten_minutes() -> None:
    chunks = chunks_of(MANY, ["r"])
    assert [len(chunk.documents) for chunk in chunks] == [32] * 156 + [27]
    rare = documents_of(
        [fact(f"e{i}", "A", "rest", None, 250.0 * i) for i in range(5)]
        + [fact("e0", "A", "rest", None, 0, recording="s")]
    )
    assert [len(c.documents) for c in chunks_of(rare, ["r", "s"])] == [3, 2, 1]
    assert [c.recording for c in chunks_of(rare, ["s"])] == ["s"]
    assert chunks_of(rare, []) == ()


def test_two_chunks_with_hits_of_157() -> None:
    context = zoom(MANY, hits(MANY, 1000, 3005), budget=40_000)
    assert len(context.chunks) == 157
    assert context.detailed == (30, 31, 32, 92, 93, 94)
    assert len(details(context)) == 6 * 32
    assert len(context.text.splitlines()) == 157 + 6 * 32
    assert len(context.text) <= 40_000
    assert context.left_out == ()
    assert "  [1] e1000, 1000.0 to 1001.0 s: A rests from 1000.0 to 1001.0 s" in context.text
    assert "r, 0.0 to 32.0 s: 32 events; A rest (32)" in context.text


@pytest.mark.parametrize("budget", [200, 500, 3000, 9000, 20_000])
def test_less_is_shown_within_a_smaller_budget(budget: int) -> None:
    context = zoom(MANY, hits(MANY, 1000, 3005), budget=budget)
    assert len(context.text) <= budget
    assert len(context.detailed) <= 6
    shown = " ".join(details(context))
    if budget > 200:
        assert "[1] e1000" in shown
        assert "[2] e3005" in shown
    whole = zoom(MANY, hits(MANY, 1000, 3005), budget=40_000)
    assert set(details(context)) <= set(details(whole))


def test_neighbors_go_first_and_bad_hits_before_good_ones() -> None:
    facts = [fact(f"e{i:02d}", "A", "rest", None, 300.0 * i) for i in range(12)]
    documents = documents_of(facts)  # two events in a chunk
    found = hits(documents, 5, 10)
    lengths = [named(zoom(documents, found, budget=budget)) for budget in range(2000, 550, -10)]
    assert lengths[0] == ["e02", "e03", "e04", "e05", "e06", "e07", "e08", "e09", "e10", "e11"]
    gone = ["e05", "e10", "e04", "e11", "e06", "e03", "e07", "e02", "e09", "e08"]
    for more, fewer in pairwise(lengths):
        assert set(fewer) <= set(more)
    for shown in lengths:
        assert set(shown) == set(gone[: len(shown)])
    assert zoom(documents, hits(documents, 5, 10), budget=200).left_out in ((), (10,))


def test_only_what_may_be_seen_is_shown() -> None:
    allowed = Scope(before_s=1010).allows(MANY)
    context = zoom(MANY, hits(MANY, 1000), budget=40_000, allowed=allowed)
    assert "e1009" in context.text
    assert "e1010" not in context.text
    assert len(context.chunks) == 32
    kept = np.zeros(len(MANY), bool)
    kept[[999, 1001]] = True
    context = zoom(MANY, hits(MANY, 1000), budget=40_000, kept=kept)
    assert named(context) == ["e0999", "e1000", "e1001"]


def test_budgets_that_cannot_be() -> None:
    with pytest.raises(UserError, match="at least 200"):
        zoom(MANY, [], budget=199)
    facts = [fact("e", "A", "rest", None, 0, recording=f"recording {i}") for i in range(30)]
    documents = documents_of(facts)
    with pytest.raises(UserError, match="A line for each of 30 recordings"):
        zoom(documents, hits(documents, *range(30)), budget=300)
    assert zoom(documents, []).text == ""


def test_other_places_are_kept_when_one_is_full() -> None:
    random = np.random.default_rng(0)
    places = np.where(random.random(4000) < 0.95, 0, random.integers(1, 5, 4000))
    kept = PlaceMemory().keeps(places)
    others = places != 0
    assert kept[others].mean() >= 0.9
    assert kept[~others].sum() == 200
    assert kept[~others][-200:].all()
    one_buffer = PlaceMemory(per_place=4000, total=1000).keeps(places)
    assert one_buffer[others].mean() < 0.5


SCRIPT = [0, 0, 1, 0, 2, 1, 0, 0, 2, 3]
"""Places of ten events."""


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        ("oldest_first", [4, 5, 6, 7, 8, 9]),
        ("newest_first", [0, 1, 2, 3, 4, 5]),
        # place 0 has had the most events throughout: 0, 1, 3 and 6 of it go
        ("most_visited_place_first", [2, 4, 5, 7, 8, 9]),
        # event 6 comes: place 2 (one so far) loses 4; 7: place 1 (two) loses 2; 8: places 1 and 2
        # have had two each, the older event is 5 of place 1; 9: place 3 (one) loses 9 itself
        ("least_visited_place_first", [0, 1, 3, 6, 7, 8]),
    ],
)
def test_each_policy_evicts_what_it_says(policy: Policy, kept: list[int]) -> None:
    memory = PlaceMemory(per_place=10, total=6, policy=policy)
    assert np.flatnonzero(memory.keeps(SCRIPT)).tolist() == kept


def test_each_place_keeps_its_last() -> None:
    kept = PlaceMemory(per_place=2).keeps(SCRIPT)
    assert np.flatnonzero(kept).tolist() == [2, 4, 5, 6, 7, 8, 9]
    assert PlaceMemory().keeps([]).tolist() == []


@pytest.mark.parametrize("wrong", [{"per_place": 0}, {"total": 0}, {"policy": "random"}])
def test_memories_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(UserError, match=r"expected at least 1|No policy 'random'"):
        PlaceMemory(**wrong)  # type: ignore[arg-type]  # that is the point


def test_places_of_events() -> None:
    ethogram = parse_ethogram('[behavior.enter]\ndefinition = "d"\ntarget = "zone"')
    facts = [
        fact("e1", "A", "touch", "ball", 0),
        fact("e1", "A", "enter", "hut", 1),
        fact("e2", "A", "enter", "nest", 10),
        fact("e2", "A", "enter", "hut", 11),
        fact("e2", "A", "enter", "hut", 12),
        fact("e3", "A", "touch", "ball", 20),
        fact("e4", "A", "rear", None, 30),
        fact("e5", "A", "enter", "hut", 40),
        fact("e1", "A", "enter", "hut", 0, recording="s"),
    ]
    documents = documents_of(facts, ethogram=ethogram)
    named = {
        documents.key(d): None if place == NOWHERE else documents.names[place]
        for d, place in enumerate(places_of(documents).tolist())
    }
    assert named == {
        ("r", "e1"): "hut", ("r", "e2"): "hut", ("r", "e3"): "ball", ("r", "e4"): None,
        ("r", "e5"): "hut", ("s", "e1"): "hut",
    }  # fmt: skip
    kept = in_detail(documents, PlaceMemory(per_place=1))
    assert {documents.key(d) for d in np.flatnonzero(kept).tolist()} == {
        ("r", "e3"), ("r", "e4"), ("r", "e5"), ("s", "e1"),
    }  # fmt: skip


def test_the_way_from_the_question_to_an_event() -> None:
    index = SearchIndex.of(five(), HashedNgrams())
    found = index.search("shelter", 5, settings=RELATED)
    far = next(hit for hit in found.hits if hit.event_id == "c4")
    why = explain(index, found, far.rank)
    assert dict(why.seeds) == {"shelter": pytest.approx(1)}
    assert [step.start[2] for step in why.path] == ["shelter", "B", "A"]
    assert why.path[-1].stop == ("event", "r", "c4")
    assert [step.how for step in why.path] == ["fact", "fact", "in the event"]
    assert why.path[0].facts == ("B flees to shelter from 10.0 to 11.0 s",)
    assert why.path[1].facts == ("A approaches B from 0.0 to 1.0 s",)
    assert all(len(step.fact_ids) == len(step.facts) for step in why.path)
    text = why.text()
    assert text.startswith(f"c4 of r: rank {far.rank}, {far.score:.3f} (graph {far.score:.3f})")
    assert "shelter - B (fact): B flees to shelter" in text


def test_the_way_where_events_are_no_nodes_ends_at_a_phrase_of_the_event() -> None:
    options = GraphOptions(Layers(events=False))
    index = SearchIndex.of(five(), options=options)
    found = index.search("shelter", 5, settings=RELATED)
    far = next(hit for hit in found.hits if hit.event_id == "c4")
    path = explain(index, found, far.rank).path
    assert [(step.start[2], step.stop[2]) for step in path] == [("shelter", "B"), ("B", "A")]


def test_ways_over_classes_and_synonyms() -> None:
    class Same(HashedNgrams):
        def embed(self, texts: Sequence[str]) -> Floats:
            return np.ones((len(texts), 1), np.float32)

    facts: list[Fact] = [
        fact("e1", "A", "enter", "hut", 0),
        fact("e2", "B", "enter", "refuge", 9),
        fact("e3", "C", "enter", "nest", 18, recording="s"),
    ]
    options = GraphOptions(
        Layers(classes=True),
        classes=lambda _, name: name if name in ("A", "B") else "thing",
        synonymy=Synonymy(Same(1), {"hut"}),
    )
    index = SearchIndex.of(documents_of(facts), options=options)
    found = index.search("hut", 5, settings=RELATED)
    ways = {
        hit.event_id: [step.how for step in explain(index, found, hit.rank).path]
        for hit in found.hits
    }
    assert ways["e1"] == ["in the event"]
    assert ways["e2"] == ["may mean the same", "in the event"]
    assert ways["e3"] == ["is a", "is a", "in the event"]


def test_explanations_without_a_way() -> None:
    index = SearchIndex.of(five(), HashedNgrams())
    by_words = index.search("groom", settings=Settings(lexical=1, dense=0, graph=0, neighbors=1))
    assert explain(index, by_words, 1).path == ()
    beside = explain(index, by_words, 2)
    assert "found as a neighbor of document 2" in beside.text()
    apart = index.search("groom contain", 5)
    rank = next(hit.rank for hit in apart.hits if hit.event_id == "c5")
    assert explain(index, apart, rank).path == ()
    with pytest.raises(UserError, match="No hit of rank 9; there are 3"):
        explain(index, by_words, 9)


def test_events_without_facts_are_shown() -> None:
    events = [event("a", 0, 5), event("b", 5, 9)]
    documents = documents_of([fact("a", "A", "rest", None, 0)], events)
    context = zoom(documents, hits(documents, 0))
    assert "b, 5.0 to 9.0 s: nothing labelled" in context.text
