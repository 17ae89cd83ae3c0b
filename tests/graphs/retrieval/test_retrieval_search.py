"""Search against brute force from the records, with and without filters; order, time, fallbacks."""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import networkx as nx
import numpy as np
import pytest
from made_events import ALONE, ANIMALS, THINGS, TO_ANIMALS, TO_THINGS, crowd, event, fact, five

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.records import Fact
from graphs.retrieval.documents import Floats
from graphs.retrieval.embedding import HashedNgrams
from graphs.retrieval.phrase_graph import GraphOptions, Layers
from graphs.retrieval.reading import documents_of
from graphs.retrieval.results import RELATED, Found, Settings
from graphs.retrieval.scope import Scope
from graphs.retrieval.search import SearchIndex

Key = tuple[str, str]
ENCODER = HashedNgrams(64)
FACTS = crowd(0, 60)


def index_of(facts: Iterable[Fact]) -> SearchIndex:
    return SearchIndex.of(documents_of(facts), ENCODER)


INDEX = index_of(FACTS)


def said(one: Fact) -> str:
    return f"{one.subject} {one.predicate}" + (f" {one.object}" if one.object else "")


def by_event(facts: Iterable[Fact]) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = defaultdict(list)
    for one in facts:
        found[one.recording, one.event_id or ""].append(one)
    return found


@functools.cache
def words_of(sentences: tuple[str, ...]) -> tuple[dict[str, int], int]:
    words = [word for sentence in sentences for word in sentence.split()]
    return Counter(words), len(words)


@functools.cache
def vector_of(sentences: tuple[str, ...]) -> Floats:
    mean = np.sum([ENCODER.embed([sentence])[0] for sentence in sentences], axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def brute_words(question: list[str], events: dict[Key, list[Fact]]) -> dict[Key, float]:
    counts = {key: words_of(tuple(map(said, facts))) for key, facts in events.items()}
    mean = sum(length for _, length in counts.values()) / len(counts)
    scores = dict.fromkeys(events, 0.0)
    for word in question:
        having = sum(word in count for count, _ in counts.values())
        idf = math.log(1 + (len(events) - having + 0.5) / (having + 0.5))
        for key, (count, length) in counts.items():
            if word in count:
                bound = count[word] + 1.2 * (1 - 0.75 + 0.75 * length / mean)
                scores[key] += idf * count[word] * 2.2 / bound
    return scores


def brute_vectors(question: list[str], events: dict[Key, list[Fact]]) -> dict[Key, float]:
    asked = ENCODER.embed([" ".join(question)])[0]
    return {k: float(vector_of(tuple(map(said, facts))) @ asked) for k, facts in events.items()}


def brute_walk(question: list[str], events: dict[Key, list[Fact]]) -> dict[Key, float]:
    graph, names = nx.Graph(), defaultdict[str, set[object]](set)
    where = defaultdict[object, set[Key]](set)
    for key, facts in events.items():
        for one in facts:
            start = (one.recording, one.subject)
            stop = (one.recording, one.object) if one.object else ("", one.predicate)
            for a, b in ((start, stop), (("event", key), start), (("event", key), stop)):
                graph.add_edge(a, b, weight=graph.get_edge_data(a, b, {"weight": 0})["weight"] + 1)
            for end in (start, stop):
                names[end[1]].add(end)
                where[end].add(key)
    seeds = dict.fromkeys(graph, 0.0)
    for word in set(question):
        total = sum(len(where[node]) for node in names.get(word, ()))
        for node in names.get(word, ()):
            seeds[node] += 1 / total / len(names[word])
    if not any(seeds.values()):
        return {}
    ranks = nx.pagerank(graph, 0.5, seeds, weight="weight", tol=1e-12, max_iter=1000)
    return {key: ranks["event", key] for key in events}


def brute(
    question: list[str], events: dict[Key, list[Fact]], weights: Settings
) -> dict[Key, float]:
    parts = [
        (weights.lexical, brute_words(question, events)),
        (weights.dense, brute_vectors(question, events)),
        (weights.graph, brute_walk(question, events) if weights.graph else {}),
    ]
    parts = [(weight, part) for weight, part in parts if weight and part]
    scores = dict.fromkeys(events, 0.0)
    bearing = set[Key]()
    for weight, part in parts:
        low, high = min(part.values()), max(part.values())
        bearing |= {key for key, value in part.items() if value > max(0, 1e-6 * high)}
        for key, value in part.items():
            scaled = (value - low) / (high - low) if high > low else float(value > 0)
            scores[key] += weight * scaled / sum(w for w, _ in parts)
    return {key: score for key, score in scores.items() if key in bearing}


def meets(key: Key, facts: list[Fact], scope: Scope) -> bool:
    start, stop = min(f.start_s for f in facts), max(f.stop_s for f in facts)
    return (
        scope.recording in (None, key[0])
        and (scope.animal is None or any(scope.animal in (f.subject, f.object) for f in facts))
        and (scope.zone is None or any(f.object == scope.zone for f in facts))
        and (scope.after_s is None or start >= scope.after_s)
        and (scope.before_s is None or stop <= scope.before_s)
    )


def check(found: Found, expected: dict[Key, float], k: int) -> None:
    """The hits are the best k, with their scores; those of equal score may stand for each other."""
    best = sorted(expected.values(), reverse=True)[:k]
    ours = sorted(found.hits, key=lambda hit: hit.rank)
    assert [hit.rank for hit in ours] == list(range(1, len(ours) + 1))
    assert [hit.score for hit in ours] == pytest.approx(best, abs=2e-4)
    for hit in ours:
        assert hit.score == pytest.approx(expected[hit.recording, hit.event_id], abs=2e-4)
        assert sum(hit.parts.values()) == pytest.approx(hit.score, abs=1e-6)
    times = [(hit.recording, hit.start_s) for hit in found.hits]
    assert times == sorted(times)


def question(random: np.random.Generator) -> list[str]:
    words = [*ANIMALS, *THINGS, *ALONE, *TO_ANIMALS, *TO_THINGS]
    return [str(word) for word in random.choice(words, int(random.integers(1, 4)), replace=False)]


def some_scope(random: np.random.Generator) -> Scope:
    pick = random.random(5) < 0.4
    return Scope(
        recording=str(random.choice(["r1", "r2", "r3"])) if pick[0] else None,
        animal=str(random.choice(ANIMALS)) if pick[1] else None,
        zone=str(random.choice(THINGS)) if pick[2] else None,
        after_s=float(random.integers(0, 400)) if pick[3] else None,
        before_s=float(random.integers(200, 600)) if pick[4] else None,
    )


@pytest.mark.parametrize("filtered", [False, True])
def test_search_by_vectors_and_words_equals_brute_force(filtered: bool) -> None:
    random = np.random.default_rng(int(filtered))
    settings, everything = Settings(lexical=1, dense=0.7, graph=0), by_event(FACTS)
    for _ in range(1000):
        asked = question(random)
        scope = some_scope(random) if filtered else Scope()
        events = {key: facts for key, facts in everything.items() if meets(key, facts, scope)}
        found = INDEX.search(" ".join(asked), 5, scope=scope, settings=settings)
        assert found.fallback == (not events)
        if events:
            check(found, brute(asked, events, settings), 5)


@pytest.mark.parametrize("filtered", [False, True])
def test_search_with_the_graph_equals_brute_force(filtered: bool) -> None:
    random = np.random.default_rng(2 + filtered)
    everything = by_event(FACTS)
    for _ in range(60):
        asked = question(random)
        scope = some_scope(random) if filtered else Scope()
        events = {key: facts for key, facts in everything.items() if meets(key, facts, scope)}
        if events:
            found = INDEX.search(" ".join(asked), 5, scope=scope)
            check(found, brute(asked, events, Settings()), 5)


def test_before_a_time_nothing_later_is_seen() -> None:
    random = np.random.default_rng(5)
    for _ in range(30):
        asked, until = " ".join(question(random)), float(random.integers(50, 600))
        events = by_event(FACTS).values()
        past = [f for facts in events if max(g.stop_s for g in facts) <= until for f in facts]
        now = INDEX.search(asked, scope=Scope(before_s=until), settings=Settings(neighbors=2))
        then = index_of(past).search(asked, settings=Settings(neighbors=2))
        assert all(hit.stop_s <= until for hit in now.hits)
        assert [(h.recording, h.event_id, h.rank) for h in now.hits] == [
            (h.recording, h.event_id, h.rank) for h in then.hits
        ]
        assert [h.score for h in now.hits] == pytest.approx([h.score for h in then.hits], abs=1e-4)


def test_a_fact_that_starts_after_its_event_counts_for_before() -> None:
    late = [fact("e1", "A", "rear", None, 5.0), fact("e1", "A", "groom", None, 50.0)]
    index = SearchIndex.of(documents_of(late, [event("e1", 0, 10)]), ENCODER)
    assert not Scope(before_s=20).allows(index.documents).any()
    assert Scope(before_s=50).allows(index.documents).all()


def test_nothing_meets_the_filter() -> None:
    index = SearchIndex.of(five(), ENCODER)
    found = index.search("A eats at the feeder", 2, scope=Scope(animal="nobody", before_s=25))
    assert found.fallback
    assert "No event meets the filter; ranked by vectors alone among the 3 events" in found.notes[0]
    assert found.hits
    assert all(hit.stop_s <= 25 for hit in found.hits)
    assert {name for hit in found.hits for name in hit.parts} == {"dense"}
    alone = SearchIndex.of(five()).search("A", scope=Scope(zone="nowhere"))
    assert "ranked by words alone among the 5 events" in alone.notes[0]
    nothing = index.search("A", scope=Scope(recording="other"))
    assert nothing.fallback
    assert nothing.hits == ()


def test_a_question_without_names_is_ranked_by_text() -> None:
    found = SearchIndex.of(five(), ENCODER).search("anything eaten", settings=RELATED)
    assert found.fallback
    assert found.notes == (
        "No name of the question is in the graph; the graph was not used.",
        "Nothing else to rank by; ranked by vectors alone.",
    )
    assert found.hits
    mixed = SearchIndex.of(five(), ENCODER).search("anything eaten")
    assert not mixed.fallback
    assert mixed.notes == ("No name of the question is in the graph; the graph was not used.",)


def test_names_are_found_by_the_longest_that_fits() -> None:
    facts = [
        fact("e1", "mouse_1", "enter", "open arm", 0),
        fact("e2", "mouse_2", "enter", "arm", 9),
        fact("e3", "mouse_2", "rear", None, 20),
    ]
    index = SearchIndex.of(documents_of(facts), ENCODER)
    found = index.search("Did Mouse 1 enter the open arm, rearing?", settings=RELATED)
    assert set(found.seeds) == {"mouse_1", "open arm", "rear"}
    assert set(index.search("an arm", settings=RELATED).seeds) == {"arm"}
    assert set(index.search("?", seeds=["mouse_2"], settings=RELATED).seeds) == {"mouse_2"}
    other = {"standing": ["rear"]}
    found = index.search("standing up", synonyms=lambda word: other.get(word, []))
    assert set(found.seeds) == {"rear"}
    assert next(hit for hit in found.hits if hit.rank == 1).event_id == "e3"


def test_neighbors_come_with_a_part_of_the_score() -> None:
    facts = [fact(f"e{i}", "A", "rest" if i != 3 else "rear", None, 10 * i) for i in range(6)]
    facts += [fact("e9", "A", "rest", None, 31, recording="s")]
    index = SearchIndex.of(documents_of(facts))
    words = Settings(lexical=1, dense=0, graph=0, neighbors=2, decay=0.5)
    found = index.search("rear", 1, settings=words)
    assert [hit.event_id for hit in found.hits] == ["e1", "e2", "e3", "e4", "e5"]
    assert [hit.score for hit in found.hits] == pytest.approx([0.25, 0.5, 1, 0.5, 0.25])
    assert [hit.rank for hit in found.hits] == [4, 2, 1, 3, 5]
    assert [hit.neighbor_of for hit in found.hits] == [3, 3, None, 3, 3]
    past = index.search("rear", 1, settings=words, scope=Scope(before_s=31))
    assert [hit.event_id for hit in past.hits] == ["e1", "e2", "e3"]


def test_an_index_that_grew_finds_the_same() -> None:
    parts = [[f for f in FACTS if (f.start_s < 300) is early] for early in (True, False)]
    grown = index_of(parts[0]).extended(documents_of(parts[1]))
    for asked in ("ana groom", "bo visit hut", "water"):
        ours, theirs = (
            {(h.recording, h.event_id): h.score for h in index.search(asked).hits}
            for index in (grown, INDEX)
        )
        assert ours == pytest.approx(theirs, abs=1e-4)
    with pytest.raises(UserError, match="are there already, such as 'e0"):
        grown.extended(documents_of(parts[0]))


def test_verbs_of_the_ethogram_are_words_of_a_document() -> None:
    ethogram = parse_ethogram(
        '[behavior.nose_to_tail]\ndefinition = "d"\nverb = "sniffs the tail of"\ntarget = "animal"'
    )
    documents = documents_of([fact("e", "A", "nose_to_tail", "B", 0)], ethogram=ethogram)
    index = SearchIndex.of(documents, options=GraphOptions(Layers(classes=True)))
    assert index.search("who sniffed a tail").hits[0].event_id == "e"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"lexical": 0, "dense": 0, "graph": 0}, "one positive"),
        ({"graph": -1}, "none negative"),
        ({"neighbors": -1}, "0 or more"),
        ({"decay": 0}, "more than 0"),
    ],
)
def test_settings_that_cannot_be(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(UserError, match=message):
        Settings(**wrong)  # type: ignore[arg-type]  # mypy sees float for the count, too
    with pytest.raises(UserError, match="at least 1"):
        INDEX.search("ana", 0)


def test_ties_go_to_the_earlier_event() -> None:
    facts = [fact(f"e{i}", "A", "rest", None, 100 - 10 * i) for i in range(5)]
    index = SearchIndex.of(documents_of(facts))
    found: Sequence[str] = [h.event_id for h in index.search("rest", 2).hits]
    assert found == ["e4", "e3"]


def test_an_empty_index_finds_nothing_and_grows() -> None:
    empty = SearchIndex.of(documents_of([]), ENCODER)
    found = empty.search("A")
    assert found.hits == ()
    assert "among the 0 events" in found.notes[0]
    grown = empty.extended(five())
    assert grown.search("groom", 1).hits == SearchIndex.of(five(), ENCODER).search("groom", 1).hits
