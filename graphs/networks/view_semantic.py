"""What kinds of things do what to which kinds: counts over all facts that a person confirmed.

A *class triple* is (class of the subject, predicate, class of the object, or ``None`` for what an
animal does alone). The class of an entity comes from a mapping from entity names to classes; by
default it is its kind: ``animal``, ``zone`` or ``object``.

Nodes of the graph
    A class has its name as key and ``kind`` ``class``; a unary behavior has the key
    ``behavior:NAME`` and ``kind`` ``behavior``. Both have ``label``.
Edges of the graph
    One per class triple, with the predicate as key and ``predicate``, ``arity`` (1 or 2), ``n``
    (facts) and ``share`` (of all facts counted).
Graph
    ``n``: all facts counted.

**Confirmed** is what a person accepted, or said in the first place: status ``accepted``, or source
``human`` unless rejected or superseded. What a rule or a model says, however sure, is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from graphs.ethogram import Ethogram
from graphs.networks.scene import target_class, target_key
from graphs.records import STANDING, Fact

ClassTriple = tuple[str, str, str | None]
"""Class of the subject, predicate, class of the object or ``None``."""


def confirmed(fact: Fact) -> bool:
    """Return whether a person accepted the fact or said it, and nobody took it back since."""
    return fact.status == "accepted" or (fact.source == "human" and fact.status in STANDING)


def class_triples(
    facts: Sequence[Fact],
    classes: Mapping[str, str] | None = None,
    ethogram: Ethogram | None = None,
    beside: Iterable[Fact] = (),
) -> list[ClassTriple]:
    """Return the class triple of each fact.

    Parameters
    ----------
    facts
        Of any recordings and any status.
    classes
        Entity name -> class. A name that is missing has its kind as class: an animal if it is
        subject of some fact of the recording, else what the ethogram says that the behavior aims
        at, else an object.
    ethogram
        Tells zones from objects, and animals that only something is done to.
    beside
        More facts of the recordings, which only serve to tell who is an animal.
    """
    classes = classes or {}
    animals = {(f.recording, f.subject) for f in (*facts, *beside)}

    def of_object(fact: Fact, name: str) -> str:
        if name in classes:
            return classes[name]
        if (fact.recording, name) in animals:
            return "animal"
        return target_class(fact.predicate, ethogram) or "object"

    return [
        (
            classes.get(fact.subject, "animal"),
            fact.predicate,
            None if fact.object is None else of_object(fact, fact.object),
        )
        for fact in facts
    ]


def semantic_counts(
    facts: Iterable[Fact],
    classes: Mapping[str, str] | None = None,
    ethogram: Ethogram | None = None,
) -> Counter[ClassTriple]:
    """Return how many confirmed facts there are of each class triple.

    Parameters
    ----------
    facts
        Of any recordings; those that nobody confirmed only tell who is an animal.
    classes, ethogram
        As for `class_triples`.
    """
    facts = list(facts)
    counted = [fact for fact in facts if confirmed(fact)]
    return Counter(class_triples(counted, classes, ethogram, beside=facts))


def semantic_graph(
    facts: Iterable[Fact],
    classes: Mapping[str, str] | None = None,
    ethogram: Ethogram | None = None,
) -> nx.MultiDiGraph:
    """Return the counts of `semantic_counts` as a graph of classes."""
    counts = semantic_counts(facts, classes, ethogram)
    total = counts.total()
    graph = nx.MultiDiGraph(n=total)
    for (subject, predicate, target), n in counts.items():
        graph.add_node(subject, kind="class", label=subject)
        key = target_key(predicate, target)
        if target is None:
            graph.add_node(key, kind="behavior", label=predicate)
        else:
            graph.add_node(key, kind="class", label=target)
        graph.add_edge(
            subject,
            key,
            key=predicate,
            predicate=predicate,
            arity=1 if target is None else 2,
            n=n,
            share=n / total,
        )
    return graph
