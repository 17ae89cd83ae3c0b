"""The graph and the walk on it: values by hand, networkx as reference, what is never joined."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from made_events import FIVE, chains, crowd, fact, five

from graphs.errors import UserError
from graphs.retrieval.documents import Documents, Floats
from graphs.retrieval.pagerank import personalized_pagerank
from graphs.retrieval.phrase_graph import GraphOptions, Layers, PhraseGraph
from graphs.retrieval.reading import documents_of
from graphs.retrieval.synonymy import Synonymy

BARE = Layers(behaviors=False, events=False)


class Fixed:
    """Vectors by hand: the cosine of any two different texts (of some, if given) is as said."""

    def __init__(self, cosine: float, among: Sequence[str] = ()) -> None:
        self.name, self.dim, self.cosine, self.among = "fixed", 64, cosine, among
        self.seen: dict[str, int] = {}

    def embed(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            shared = self.cosine if not self.among or text in self.among else 0
            vector[0] = np.sqrt(shared)
            vector[1 + self.seen.setdefault(text, len(self.seen))] = np.sqrt(1 - shared)
        return vectors


def graph_of(documents: Documents, layers: Layers, synonymy: Synonymy | None = None) -> PhraseGraph:
    return PhraseGraph.of(documents, GraphOptions(layers, synonymy=synonymy))


def scores(
    graph: PhraseGraph, names: Sequence[str], *, specificity: bool = True, damping: float = 0.5
) -> dict[str, float]:
    nodes = [[i for i, key in enumerate(graph.keys) if key[2] == name] for name in names]
    walk = graph.whole
    found = walk.scores(walk.seeds(nodes, specificity=specificity), damping)
    pairs = zip(graph.events, found.tolist(), strict=True)
    return {event: score for (_, event), score in pairs}


def edges(graph: PhraseGraph) -> dict[frozenset[tuple[str, str, str]], float]:
    found = graph.to_networkx().edges(data="weight")
    return {frozenset((a, b)): round(weight, 5) for a, b, weight in found}


def test_specificity_changes_the_order() -> None:
    graph = graph_of(five(), BARE)
    seeds = ["A", "shelter"]
    specific, plain = scores(graph, seeds), scores(graph, seeds, specificity=False)
    expected = {"c1": 0.819, "c2": 0.916, "c3": 0, "c4": 0.576, "c5": 0}
    assert specific == pytest.approx(expected, abs=5e-4)
    expected = {"c1": 0.976, "c2": 0.771, "c3": 0, "c4": 0.780, "c5": 0}
    assert plain == pytest.approx(expected, abs=5e-4)
    assert sorted(specific, key=specific.__getitem__)[:1:-1] == ["c2", "c1", "c4"]
    assert sorted(plain, key=plain.__getitem__)[:1:-1] == ["c1", "c4", "c2"]


def test_a_synonym_reaches_what_no_fact_does() -> None:
    assert scores(graph_of(five(), BARE), ["shelter"])["c5"] == 0
    # a subject is an animal, and those are never joined: refuge is an object here
    facts = [*FIVE[:-1], fact("c5", "D", "hide_in", "refuge", 40)]
    synonymy = Synonymy(Fixed(0.86, ["refuge", "shelter"]), {"shelter"})
    joined = graph_of(documents_of(facts), BARE, synonymy)
    assert scores(joined, ["shelter"])["c5"] == pytest.approx(0.190, abs=5e-4)


def test_damping_is_a_half() -> None:
    graph = graph_of(five(), BARE)
    names = ["c1", "c2", "c4"]
    near, far = scores(graph, ["shelter"]), scores(graph, ["shelter"], damping=0.85)
    assert [near[name] for name in names] == pytest.approx([0.506, 1.207, 0.166], abs=5e-4)
    assert [far[name] for name in names] == pytest.approx([0.893, 0.985, 0.547], abs=5e-4)
    walk = graph.whole
    start = walk.seeds([[graph.phrases.numbers["entity", "r", "shelter"]]])
    assert walk.scores(start).tolist() == pytest.approx(list(near.values()))


@pytest.mark.parametrize("events", [False, True])
def test_what_an_animal_does_alone_is_found_by_both(events: bool) -> None:
    full = graph_of(five(), Layers(events=events))
    for name in ("groom", "C"):
        found = scores(full, [name])
        assert found["c3"] > 0
        assert sum(found.values()) == pytest.approx(found["c3"])
        assert sum(scores(graph_of(five(), BARE), [name]).values()) == 0


def test_what_an_animal_does_to_itself_is_done_alone() -> None:
    graph = graph_of(documents_of([fact("e", "C", "groom", "C", 0)]), Layers(events=False))
    animal, behavior = ("entity", "r", "C"), ("behavior", "", "groom")
    assert edges(graph) == {frozenset((animal, behavior)): 1}


@pytest.mark.parametrize("layers", [BARE, Layers(), Layers(classes=True)])
def test_adding_events_equals_building_anew(layers: Layers) -> None:
    facts = crowd(3, 40)
    synonymy = Synonymy(Fixed(0.9), {"hut", "rear"})
    cuts = (0, 7, 8, 30, 40)
    parts = [
        documents_of([f for f in facts if f"e{a:03d}" <= (f.event_id or "") < f"e{b:03d}"])
        for a, b in pairwise(cuts)
    ]
    grown = graph_of(parts[0], layers, synonymy)
    for part in parts[1:]:
        before = edges(grown)
        grown = grown.extended(part)
        after = edges(grown)
        new = {key for key in after if after[key] != before.get(key)}
        own = {f.event_id for f in facts if (f.event_id or "") in part.event_id.tolist()}
        named = {name for f in facts if f.event_id in own for name in (f.subject, f.object)}
        mean_same = {"hut", "rear", "groom", "wheel", "nest", "water"}
        for one, other in map(tuple, new):
            assert {one[2], other[2]} & (own | named) or {one[2], other[2]} <= mean_same
    whole = graph_of(documents_of(facts), layers, synonymy)
    assert edges(grown) == edges(whole)
    assert scores(grown, ["ana"]) == pytest.approx(scores(whole, ["ana"]), abs=1e-5)


def test_two_animals_are_never_joined() -> None:
    facts = [fact("e1", "mouse_A", "sniff", "mouse_B", 0), fact("e2", "mouse_B", "rear", None, 9)]
    everything = {"mouse_A", "mouse_B", "sniff", "rear", "groom"}
    for canonical in (everything, {"mouse_A"}, set[str]()):
        with_synonyms = graph_of(documents_of(facts), Layers(), Synonymy(Fixed(0.99), canonical))
        assert edges(with_synonyms) == edges(graph_of(documents_of(facts), Layers()))


def test_synonyms_join_free_text_to_concepts_of_one_place() -> None:
    facts = [
        fact("e1", "A", "enter", "hut", 0, recording="r1"),
        fact("e1", "A", "enter", "refuge", 2, recording="r1"),
        fact("e1", "A", "enter", "shelter", 4, recording="r1"),
        fact("e1", "A", "enter", "nest", 6, recording="r2"),
        fact("e1", "A", "enter", "it", 8, recording="r1"),
    ]
    graph = graph_of(documents_of(facts), BARE, Synonymy(Fixed(0.9), {"hut", "shelter"}))
    joined = {frozenset(k[2] for k in key) for key in edges(graph)}
    assert {pair for pair in joined if "A" not in pair} == {
        frozenset(("refuge", "hut")), frozenset(("refuge", "shelter")),
    }  # fmt: skip
    nearest = Synonymy(Fixed(0.9), {"hut", "shelter"}, most=1)
    limited = graph_of(documents_of(facts), BARE, nearest)
    assert len(edges(limited)) == len(edges(graph)) - 1
    far = graph_of(documents_of(facts), BARE, Synonymy(Fixed(0.79), {"hut", "shelter"}))
    assert len(edges(far)) == len(edges(graph)) - 2


def test_identities_and_classes() -> None:
    facts = [
        fact("e1", "m1", "chase", "m2", 0, recording="mon"),
        fact("e1", "m1", "chase", "m2", 0, recording="tue"),
    ]
    apart = PhraseGraph.of(documents_of(facts))
    assert scores(apart, ["m1"])["e1"] > 0
    assert ("entity", "mon", "m1") in apart.keys
    assert ("entity", "tue", "m1") in apart.keys
    same = {("mon", "m1"): "Mia", ("tue", "m2"): "Mia"}
    options = GraphOptions(
        Layers(events=False, classes=True), identities=same, classes=lambda _, name: f"kind {name}"
    )
    assert edges(PhraseGraph.of(documents_of(facts), options)) == {
        frozenset((("entity", "", "Mia"), ("entity", "mon", "m2"))): 1,
        frozenset((("entity", "", "Mia"), ("entity", "tue", "m1"))): 1,
        frozenset((("entity", "", "Mia"), ("class", "", "kind m1"))): 1,
        frozenset((("entity", "mon", "m2"), ("class", "", "kind m2"))): 1,
        frozenset((("entity", "tue", "m1"), ("class", "", "kind m1"))): 1,
    }
    by_kind = graph_of(documents_of(facts), Layers(classes=True))
    assert ("class", "", "animal") in by_kind.keys


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 12), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.3, 0.5, 0.85]))
def test_the_walk_equals_networkx(size: int, seed: int, damping: float) -> None:
    random = np.random.default_rng(seed)
    weights = np.triu(random.integers(0, 4, (size, size)) * random.random((size, size)), k=1)
    weights = (weights + weights.T).astype(np.float32)
    seeds = (random.random(size) * (random.random(size) < 0.5)).astype(np.float32)
    seeds[random.integers(size)] = 1
    expected = nx.pagerank(
        nx.from_numpy_array(weights), alpha=damping, max_iter=1000, tol=1e-12,
        personalization=dict(enumerate(seeds.tolist())), weight="weight",
    )  # fmt: skip
    found = personalized_pagerank(sp.csr_array(weights), seeds, damping=damping)
    assert found.dtype == np.float32
    assert found == pytest.approx(list(expected.values()), abs=1e-5)


def test_the_walk_on_a_graph_of_facts_equals_networkx() -> None:
    graph = graph_of(documents_of(crowd(1, 60)), Layers(classes=True))
    walk = graph.whole
    start = walk.seeds([[3], [5, 8]])
    personalization = {graph.key(i): float(start[i]) for i in np.flatnonzero(start).tolist()}
    expected = nx.pagerank(graph.to_networkx(), 0.5, personalization, weight="weight", tol=1e-12)
    found = personalized_pagerank(walk.weights, start)
    by_key = {graph.key(i): score for i, score in enumerate(found.tolist())}
    assert by_key == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize(
    ("seeds", "damping", "tolerance"),
    [([0.0, 0.0], 0.5, 1e-6), ([1.0, 0.0], 1.0, 1e-6), ([1.0, 0.0], 0.5, 0.0)],
)
def test_walks_that_cannot_be(seeds: list[float], damping: float, tolerance: float) -> None:
    start, weights = np.array(seeds, np.float32), sp.csr_array(np.ones((2, 2), np.float32))
    with pytest.raises(UserError, match="expected 0 <= damping < 1"):
        personalized_pagerank(weights, start, damping=damping, tolerance=tolerance)


def recall_at_5(found: Sequence[dict[str, float]], relevant: Sequence[Sequence[str]]) -> float:
    """Return the mean share of relevant events among the five best; equal scores are shuffled."""
    shares = []
    for scored, wanted in zip(found, relevant, strict=True):
        names = np.random.default_rng(0).permutation([n for n, s in scored.items() if s > 0])
        best = sorted(names.tolist(), key=lambda name: -scored[name])[:5]
        shares.append(len(set(best) & set(wanted)) / len(wanted))
    return float(np.mean(shares))


def baselines(graph: PhraseGraph, name: str) -> tuple[dict[str, float], dict[str, float]]:
    """Return scores of events by the node that is named, and by it and its neighbors."""
    node = np.array([key[2] == name for key in graph.phrases.numbers], np.float32)
    near = node + np.asarray(graph.joined @ node > 0, np.float32)
    return tuple(  # type: ignore[return-value]  # two of them
        dict(zip((e for _, e in graph.events), (graph.members @ w).tolist(), strict=True))
        for w in (node, near)
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("layers", [Layers(events=False), Layers()])
def test_pairs_are_found_by_the_walk(seed: int, layers: Layers) -> None:
    documents, pairs, _ = chains(seed, hub=False)
    graph = graph_of(documents, layers)
    names, relevant = zip(*pairs, strict=True)
    assert recall_at_5([scores(graph, [name]) for name in names], relevant) == 1.0
    assert recall_at_5([baselines(graph, name)[0] for name in names], relevant) == 0.5


@pytest.mark.parametrize("seed", range(3))
def test_chains_of_three_beside_a_hub(seed: int) -> None:
    documents, _, triples = chains(seed, hub=True)
    graph = graph_of(documents, Layers())
    hub = graph.phrases.numbers["entity", "r", "hub"]
    assert graph.whole.occurrences[hub] / len(documents) == pytest.approx(0.5, abs=0.01)
    names, relevant = zip(*triples, strict=True)
    walked = recall_at_5([scores(graph, [name]) for name in names], relevant)
    alone = recall_at_5([baselines(graph, name)[0] for name in names], relevant)
    near = recall_at_5([baselines(graph, name)[1] for name in names], relevant)
    assert walked - alone >= 0.3
    assert walked > near
    summed = graph_of(documents, Layers(events=False))
    assert walked > recall_at_5([scores(summed, [name]) for name in names], relevant)
