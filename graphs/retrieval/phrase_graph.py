"""The graph that PageRank walks on: who and what occurs together in the facts of events.

Phrases
    An *entity* is one animal, zone or object of one recording, or of everything that bears the same
    identity. A *behavior* is what an animal does alone (also to itself). A *class* is what an
    entity is one of. Predicates with an object are no nodes: an edge keeps them as its facts.
Events
    One node per document.
Edges, undirected, weights added
    Fact with an object: 1 between its two ends. Fact without: 1 between animal and behavior.
    With `Layers.events`: 1 per fact between the event and each end of the fact.
    With `Layers.classes`: 1 between an entity and its class.
    Synonymy: the cosine, between a free-text name and a canonical concept (`synonymy`).

An event's score is that of its own node; without the layer of events, the sum over its facts of the
scores of their distinct ends. The first is better where one animal is in many events: what walks to
such a hub is shared among all of them, whereas a sum gives the whole of it to each. On planted
chains of three facts beside a hub that is in half of the events, recall@5 is 1.0 and 0.67 (350
events; `tests`).

Nothing is joined because two animals are called alike, or look alike to an encoder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx
import numpy as np
import scipy.sparse as sp

from graphs.retrieval.documents import ANIMAL, KINDS, Bools, Documents, Floats, Ints
from graphs.retrieval.lexical import name_words
from graphs.retrieval.pagerank import DAMPING, inverse_degrees_of, personalized_pagerank
from graphs.retrieval.phrases import NOT_IN, Key, Naming, Phrases, named
from graphs.retrieval.sparse import entries, grown
from graphs.retrieval.synonymy import Synonymy, synonymy_edges


@dataclass(frozen=True, slots=True)
class Layers:
    """Which edges there are besides those between the two ends of a fact.

    Parameters
    ----------
    behaviors
        Animal - behavior without object. Without, facts without an object are not in the graph.
    events
        Event - end of a fact.
    classes
        Entity - its class.
    """

    behaviors: bool = True
    events: bool = True
    classes: bool = False


@dataclass(frozen=True, eq=False)
class GraphOptions:
    """How a graph is made.

    Parameters
    ----------
    layers
        Which edges there are.
    identities
        Who is the same in several recordings; by default, and where it says ``None``, an animal,
        a zone or an object is one of its recording.
    classes
        What an entity is one of; by default ``animal``, ``zone`` or ``object``.
    synonymy
        Which names may mean the same; ``None`` for no such edges.
    """

    layers: Layers = field(default_factory=Layers)
    identities: Naming | None = None
    classes: Naming | None = None
    synonymy: Synonymy | None = None


@dataclass(frozen=True, eq=False)
class Walk:
    """What a walk needs: of all documents, or of those that may be found.

    Parameters
    ----------
    weights
        Of all edges, symmetric: phrases, then classes, then events.
    members
        In how many of an event's facts a phrase is an end, shape (documents, phrases).
    occurrences
        In how many events a phrase is, or some entity of a class, shape (phrases + classes,).
    """

    weights: sp.csr_array
    members: sp.csr_array
    occurrences: Ints

    @cached_property
    def inverse_degrees(self) -> Floats:
        """1 / sum of the weights at a node."""
        return inverse_degrees_of(self.weights)

    def seeds(self, names: Iterable[Sequence[int]], *, specificity: bool = True) -> Floats:
        """Return the seed weight of each node.

        Parameters
        ----------
        names
            The nodes that bear each name of the question. Those that are in no event (of those that
            may be found) do not count.
        specificity
            A name weighs 1 / the number of events it is in, else 1. Its nodes share that equally.
        """
        weights = np.zeros(self.weights.shape[0], np.float32)
        for nodes in names:
            there = [node for node in nodes if self.occurrences[node]]
            if there:
                events = int(self.occurrences[there].sum()) if specificity else 1
                weights[there] += np.float32(1 / (events * len(there)))
        return weights

    def scores(self, seeds: Floats, damping: float = DAMPING) -> Floats:
        """Return the score of each event, shape (documents,); 0 for all if nothing is a seed."""
        if not seeds.any():
            return np.zeros(self.members.shape[0], np.float32)
        ranks = personalized_pagerank(
            self.weights, seeds, damping=damping, inverse_degrees=self.inverse_degrees
        )
        events = ranks[len(self.occurrences) :]
        return events if len(events) else self.members @ ranks[: self.members.shape[1]]


@dataclass(frozen=True, eq=False)
class PhraseGraph:
    """Phrases, events and the edges between them.

    Parameters
    ----------
    options
        How it was made.
    phrases
        Who and what the facts are about.
    ends
        Both ends of each fact, shape (facts, 2); `NOT_IN` for facts that are not in the graph.
    document
        The event of each fact, shape (facts,).
    joined
        Facts between two phrases, symmetric, shape (phrases, phrases).
    members
        In how many of an event's facts a phrase is an end, shape (documents, phrases).
    events
        Recording and identifier of each document.
    """

    options: GraphOptions
    phrases: Phrases
    ends: Ints
    document: Ints
    joined: sp.csr_array
    members: sp.csr_array
    events: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, documents: Documents, options: GraphOptions | None = None) -> PhraseGraph:
        """Make the graph of documents."""
        ends, none = np.empty((0, 2), np.int64), np.empty(0, np.int64)
        nothing = entries((), (), (0, 0))
        empty = cls(options or GraphOptions(), Phrases(), ends, none, nothing, nothing, ())
        return empty.extended(documents)

    def extended(self, documents: Documents) -> PhraseGraph:
        """Return the graph with further documents behind: only their own edges are added."""
        phrases = self.phrases.copy()
        ends = phrases.add(
            documents, self.options.identities, behaviors=self.options.layers.behaviors
        )
        size, shift = len(phrases), len(self.events)
        document = documents.facts.document
        members = _membership(ends, document, (len(documents), size))
        return PhraseGraph(
            self.options,
            phrases,
            np.concatenate([self.ends, ends]),
            np.concatenate([self.document, document + shift]),
            grown(self.joined, size, size) + _joined(ends, size),
            sp.csr_array(sp.vstack([grown(self.members, shift, size), members])),
            (*self.events, *map(documents.key, range(len(documents)))),
        )

    @cached_property
    def keys(self) -> list[Key]:
        """Keys of phrases, then of classes."""
        return [*self.phrases.numbers, *self._classes[0]]

    @cached_property
    def labels(self) -> Mapping[tuple[str, ...], list[int]]:
        """Stemmed words of a name -> the phrases and classes of that name."""
        found: dict[tuple[str, ...], list[int]] = {}
        for number, (_, _, name) in enumerate(self.keys):
            found.setdefault(name_words(name), []).append(number)
        return found

    @cached_property
    def whole(self) -> Walk:
        """The walk over all documents."""
        return self._walk(self.joined, self.members)

    def within(self, allowed: Bools) -> Walk:
        """Return the walk by the facts of some documents alone; others leave no trace in it."""
        inside = allowed[self.document]
        ends = self.ends[inside]
        members = _membership(ends, self.document[inside], self.members.shape)
        return self._walk(_joined(ends, len(self.phrases)), members)

    def _walk(self, joined: sp.csr_array, members: sp.csr_array) -> Walk:
        of_phrases = np.bincount(members.indices, minlength=members.shape[1])
        there = sp.diags_array((of_phrases > 0).astype(np.float32))
        classes = sp.csr_array(there @ self._classes[1])
        phrases = sp.csr_array(joined + there @ self._synonymy @ there)
        above, below = sp.csr_array(classes.T), entries((), (), (classes.shape[1],) * 2)
        grid = [[phrases, classes], [above, below]]
        if self.options.layers.events:
            apart = entries((), (), (classes.shape[1], members.shape[0]))
            nothing = entries((), (), (members.shape[0],) * 2)
            grid = [
                [phrases, classes, sp.csr_array(members.T)],
                [above, below, apart],
                [members, sp.csr_array(apart.T), nothing],
            ]
        weights = sp.csr_array(sp.block_array(grid, format="csr", dtype=np.float32))
        of_classes = ((members @ classes) > 0).sum(axis=0)
        return Walk(weights, members, np.concatenate([of_phrases, of_classes]).astype(np.int64))

    @cached_property
    def _classes(self) -> tuple[list[Key], sp.csr_array]:
        """Classes, and which phrase is of which, shape (phrases, classes)."""
        number: dict[str, int] = {}
        rows, columns = [], []
        if self.options.layers.classes:
            for phrase, home in self.phrases.homes.items():
                label = named(self.options.classes, *home) or KINDS[self.phrases.kinds[phrase]]
                rows.append(phrase)
                columns.append(number.setdefault(label, len(number)))
        keys = [("class", "", label) for label in number]
        return keys, entries(rows, columns, (len(self.phrases), len(number)))

    @cached_property
    def _synonymy(self) -> sp.csr_array:
        animal = np.array([self.phrases.kinds.get(i) == ANIMAL for i in range(len(self.phrases))])
        return synonymy_edges(list(self.phrases.numbers), animal, self.options.synonymy)

    def facts_between(self, one: int, other: int) -> Ints:
        """Return the rows of the facts whose ends are two phrases, in either direction."""
        there = (self.ends == (one, other)).all(axis=1) | (self.ends == (other, one)).all(axis=1)
        return np.flatnonzero(there)

    def key(self, node: int) -> Key:
        """Return the key of a node of a walk."""
        if node < len(self.keys):
            return self.keys[node]
        return ("event", *self.events[node - len(self.keys)])

    def to_networkx(self) -> nx.Graph:
        """Return the graph for a look or a check: nodes are keys, edges have ``weight``."""
        graph = nx.Graph()
        weights = sp.coo_array(sp.triu(self.whole.weights))
        graph.add_nodes_from(map(self.key, range(weights.shape[0])))
        ends = zip(weights.row.tolist(), weights.col.tolist(), weights.data.tolist(), strict=True)
        graph.add_weighted_edges_from((self.key(a), self.key(b), weight) for a, b, weight in ends)
        return graph


def _joined(ends: Ints, size: int) -> sp.csr_array:
    """Return how many facts join two phrases, symmetric."""
    ends = ends[ends[:, 0] != NOT_IN]
    half = entries(ends[:, 0], ends[:, 1], (size, size))
    return half + sp.csr_array(half.T)


def _membership(ends: Ints, document: Ints, shape: tuple[int, int]) -> sp.csr_array:
    """Return in how many facts of a document a phrase is an end."""
    there = ends[:, 0] != NOT_IN
    return entries(np.repeat(document[there], 2), ends[there].ravel(), shape)
