"""Why a document was found: its shares of the score, and the shortest way to it from the question.

The way goes over the same edges as the walk did, within the same filter. A walk takes all ways at
once; the shortest one is the easiest to check, not the only one that counted.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse.csgraph import breadth_first_order

from graphs.errors import UserError
from graphs.retrieval.documents import Bools
from graphs.retrieval.phrase_graph import Walk
from graphs.retrieval.phrases import Key
from graphs.retrieval.results import Found, Hit
from graphs.retrieval.search import SearchIndex

MOST_SHOWN = 3  # facts of a step


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of the way.

    Parameters
    ----------
    start, stop
        Keys of its ends.
    how
        ``fact``, ``in the event``, ``is a`` or ``may mean the same``.
    weight
        Of the edge.
    facts
        The facts behind it in words, the first few; none for the last two.
    fact_ids
        Their identifiers.
    """

    start: Key
    stop: Key
    how: str
    weight: float
    facts: tuple[str, ...]
    fact_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document was found.

    Parameters
    ----------
    hit
        What was found.
    seeds
        Name in the question -> its share of the start of the walk.
    path
        From a seed to the event; empty if the graph leads nowhere near, or was not asked.
    """

    hit: Hit
    seeds: Mapping[str, float] = field(hash=False)
    path: tuple[Step, ...]

    def text(self) -> str:
        """Return the explanation in words, one line per part."""
        hit = self.hit
        parts = ", ".join(f"{name} {share:.3f}" for name, share in hit.parts.items())
        lines = [f"{hit.event_id} of {hit.recording}: rank {hit.rank}, {hit.score:.3f} ({parts})"]
        if hit.neighbor_of is not None:
            lines.append(f"found as a neighbor of document {hit.neighbor_of}")
        if self.seeds:
            said = ", ".join(f"{name} {share:.3f}" for name, share in self.seeds.items())
            lines.append(f"named in the question: {said}")
        for step in self.path:
            facts = f": {'; '.join(step.facts)}" if step.facts else ""
            lines.append(f"{step.start[2]} - {step.stop[2]} ({step.how}){facts}")
        return "\n".join(lines)


def explain(index: SearchIndex, found: Found, rank: int) -> Explanation:
    """Return why the document of a rank was found.

    Parameters
    ----------
    index
        What was searched.
    found
        What it returned.
    rank
        Of the hit, 1 for the best.

    Raises
    ------
    UserError
        Nothing has this rank.
    """
    hit = next((h for h in found.hits if h.rank == rank), None)
    if hit is None:
        message = f"No hit of rank {rank}; there are {len(found.hits)}."
        raise UserError(message)
    if not found.seeds or not found.settings.graph:
        return Explanation(hit, {}, ())
    allowed = found.scope.allows(index.documents)
    walk = index.walk(allowed)
    start = walk.seeds(found.seeds.values(), specificity=found.settings.specificity)
    nodes = np.flatnonzero(start).tolist()
    if not nodes:
        return Explanation(hit, {}, ())
    total = float(start.sum())
    seeds = {name: float(start[list(which)].sum()) / total for name, which in found.seeds.items()}
    way = _shortest(walk, _ends(index, walk, hit.document), nodes)
    pairs = itertools.pairwise(way)
    path = tuple(_step(index, walk, allowed, hit.document, *pair) for pair in pairs)
    return Explanation(hit, seeds, path)


def _event_node(index: SearchIndex, document: int) -> int:
    return len(index.graph.keys) + document


def _ends(index: SearchIndex, walk: Walk, document: int) -> list[int]:
    """Return the node of an event, or where events are no nodes, the phrases in it."""
    if index.graph.options.layers.events:
        return [_event_node(index, document)]
    phrases = walk.members[[document]].indices.tolist()
    return [int(phrase) for phrase in phrases]


def _shortest(walk: Walk, ends: Sequence[int], seeds: Sequence[int]) -> list[int]:
    """Return the nodes from the nearest seed to one of the ends; empty if there is no way."""
    best: list[int] = []
    for end in ends:
        reached, before = breadth_first_order(walk.weights, end, return_predecessors=True)
        near = reached[np.isin(reached, seeds)]
        if not len(near):
            continue
        way = [int(near[0])]
        while way[-1] != end:
            way.append(int(before[way[-1]]))
        best = way if not best or len(way) < len(best) else best
    return best


def _step(
    index: SearchIndex, walk: Walk, allowed: Bools, document: int, start: int, stop: int
) -> Step:
    graph, documents = index.graph, index.documents
    if stop == _event_node(index, document):
        inside = documents.fact_rows(document)
        rows = [r for r in range(inside.start, inside.stop) if start in graph.ends[r]]
        how = "in the event"
    else:
        rows = [r for r in graph.facts_between(start, stop).tolist() if allowed[graph.document[r]]]
        a_class = "class" in (graph.key(start)[0], graph.key(stop)[0])
        how = "fact" if rows else "is a" if a_class else "may mean the same"
    return Step(
        graph.key(start),
        graph.key(stop),
        how,
        float(walk.weights[start, stop]),
        tuple(documents.fact_sentence(row) for row in rows[:MOST_SHOWN]),
        tuple(str(documents.facts.fact_id[row]) for row in rows[:MOST_SHOWN]),
    )
