"""The facts of whole recordings as networkx graphs, and the slice of them that holds at an instant.

Nodes are those of `graphs.networks.scene`: entities with ``kind`` and ``label``, unary behaviors
under ``behavior:NAME``. In a graph of several recordings the key of an entity is its identity, and
``members`` lists the (recording, name) pairs that it stands for.

`facts_graph` has one edge per fact: key and attributes as in `graphs.networks.scene`, and
``recording``.

`summary_graph` has one edge per subject, predicate and object, with the predicate as key:

- ``predicate``, ``arity`` (1 or 2)
- ``facts``: how many facts say so
- ``count``: bouts, where facts that overlap or touch are one bout; points at one time are one
- ``total_s``: seconds in bouts; 0 for points
- ``mean_confidence``: of the facts whose confidence is known; NaN if none is
- ``recordings``: their names, sorted
- ``first_s``, ``last_s``: first start and last stop, seconds; only in a graph of one recording,
  because times of different recordings have nothing to do with each other

Graph attribute: ``recordings``, the sorted names of those that have facts. Facts that do not stand
(rejected or superseded) are left out everywhere.
"""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

import networkx as nx

from graphs.budget import time_budget
from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.formats.contract import Context, EntityKind
from graphs.networks.scene import (
    add_ends,
    add_fact,
    in_time_order,
    overlaps,
    scene_at,
    target_class,
)
from graphs.records import STANDING, Fact

Identities = Mapping[tuple[str, str], str]
"""(recording, entity name) -> a text that is the same exactly for the same individual or thing."""

_Claim = tuple[str, str, str | None]
_Members = dict[str, set[tuple[str, str]]]


def facts_at(facts: Iterable[Fact], time_s: float) -> list[Fact]:
    """Return the standing facts that hold at an instant, in the order given.

    Parameters
    ----------
    facts
        Of any recordings; the instant is taken in each of them.
    time_s
        Seconds from the start of each recording. A state holds from its start up to its stop, and
        not at the stop; a point only at its very time.
    """
    after = math.nextafter(time_s, math.inf)
    return [f for f in facts if f.status in STANDING and overlaps(f, time_s, after)]


def scenes_at(
    facts: Iterable[Fact], time_s: float, ethogram: Ethogram | None = None
) -> dict[str, nx.MultiDiGraph]:
    """Return what holds so many seconds into each recording, by recording in sorted order.

    Every recording that has a fact at any time has a scene, which may be empty; each is as
    `graphs.networks.scene.scene_at` gives it.
    """
    per_recording: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        per_recording[fact.recording].append(fact)
    return {
        recording: scene_at(per_recording[recording], time_s, ethogram)
        for recording in sorted(per_recording)
    }


def facts_graph(
    facts: Iterable[Fact],
    ethogram: Ethogram | None = None,
    identities: Identities | None = None,
) -> nx.MultiDiGraph:
    """Return a graph in which every standing fact is an edge.

    Parameters
    ----------
    facts
        Of one recording, or with `identities` of several.
    ethogram
        Tells zones from objects, as in `graphs.networks.scene`.
    identities
        Who is the same over recordings. Without an entry an animal is one of its recording only,
        with the key ``NAME@RECORDING``, and a zone or object is the same everywhere. ``None``
        leaves the names as they are, and takes one recording only.

    Raises
    ------
    UserError
        The facts are of several recordings, and no identities are given.
    """
    named, members = _named(facts, ethogram, identities)
    animals = {fact.subject for _, fact in named}
    graph = nx.MultiDiGraph(recordings=sorted({fact.recording for _, fact in named}))
    for key, fact in named:
        target = add_fact(graph, fact, key, animals, ethogram)
        graph.edges[fact.subject, target, key]["recording"] = fact.recording
    return _with_members(graph, members)


def summary_graph(
    facts: Iterable[Fact],
    ethogram: Ethogram | None = None,
    identities: Identities | None = None,
) -> nx.MultiDiGraph:
    """Return a graph with one edge per subject, predicate and object that says how much of it.

    Parameters
    ----------
    facts, ethogram, identities
        As for `facts_graph`.

    Raises
    ------
    UserError
        The facts are of several recordings, and no identities are given.

    Notes
    -----
    Two names of one recording that are one identity (a track that was lost and found again) have
    their bouts joined where they overlap or touch. Bouts of different recordings are added up.
    """
    named, members = _named(facts, ethogram, identities)
    facts = [fact for _, fact in named]
    animals = {fact.subject for fact in facts}
    graph = nx.MultiDiGraph(recordings=sorted({fact.recording for fact in facts}))
    claims: dict[_Claim, list[Fact]] = defaultdict(list)
    for fact in facts:
        claims[fact.subject, fact.predicate, fact.object].append(fact)
    amounts = _bouts_and_seconds(facts)
    for claim, same in claims.items():
        target = add_ends(graph, same[0], animals, ethogram)
        attributes = _summary(same, *amounts[claim])
        if identities is None:
            attributes["first_s"] = min(fact.start_s for fact in same)
            attributes["last_s"] = max(fact.stop_s for fact in same)
        graph.add_edge(claim[0], target, key=claim[1], **attributes)
    return _with_members(graph, members)


def renamed(
    facts: Iterable[Fact], identities: Identities, ethogram: Ethogram | None = None
) -> list[Fact]:
    """Return the facts with identities in the place of names, in the order given.

    Notes
    -----
    The rule for names without an entry is that of `facts_graph`. What is subject of some fact of a
    recording is an animal there, and so is the object of a behavior that the ethogram aims at
    animals. The identifier of a fact changes with the names in it.
    """
    facts = list(facts)
    animals = {(f.recording, f.subject) for f in facts} | {
        (f.recording, f.object)
        for f in facts
        if f.object is not None and target_class(f.predicate, ethogram) == "animal"
    }
    context = Context(identities=identities)

    def key(recording: str, name: str) -> str:
        kind: EntityKind = "animal" if (recording, name) in animals else "object"
        return context.identity(recording, name, kind)

    return [
        dataclasses.replace(
            f,
            subject=key(f.recording, f.subject),
            object=None if f.object is None else key(f.recording, f.object),
        )
        for f in facts
    ]


def _named(
    facts: Iterable[Fact], ethogram: Ethogram | None, identities: Identities | None
) -> tuple[list[tuple[str, Fact]], _Members | None]:
    """Return the standing facts under their identifiers, and what each new name stands for."""
    facts = list(facts)
    recordings = sorted({f.recording for f in facts})
    if identities is None and len(recordings) > 1:
        message = (
            f"A graph of names is of one recording; found facts of {len(recordings)}: "
            f"{', '.join(recordings[:5])}. Choose one of them, or pass identities that say who is "
            "the same in several ({} if nobody is)."
        )
        raise UserError(message)
    new = facts if identities is None else renamed(facts, identities, ethogram)
    pairs = [(old, fact) for old, fact in zip(facts, new, strict=True) if old.status in STANDING]
    pairs.sort(key=lambda pair: in_time_order(pair[0]))
    members: _Members = defaultdict(set)
    for old, fact in pairs:
        members[fact.subject].add((old.recording, old.subject))
        if fact.object is not None and old.object is not None:
            members[fact.object].add((old.recording, old.object))
    return [(old.fact_id, fact) for old, fact in pairs], None if identities is None else members


def _with_members(graph: nx.MultiDiGraph, members: _Members | None) -> nx.MultiDiGraph:
    for key, stands_for in (members or {}).items():
        graph.nodes[key]["members"] = sorted(stands_for)
    return graph


def _bouts_and_seconds(facts: list[Fact]) -> dict[_Claim, tuple[int, float]]:
    amounts: dict[_Claim, tuple[int, float]] = {}
    table = time_budget(facts, ())
    columns = (table[name].tolist() for name in ("subject", "predicate", "object"))
    figures = table["count"].tolist(), table["total_s"].tolist()
    for *claim, more, more_s in zip(*columns, *figures, strict=True):
        who, does, whom = claim
        count, seconds = amounts.get((who, does, whom), (0, 0.0))
        amounts[who, does, whom] = count + more, seconds + more_s
    return amounts


def _summary(facts: list[Fact], count: int, total_s: float) -> dict[str, object]:
    known = [fact.confidence for fact in facts if not math.isnan(fact.confidence)]
    return {
        "predicate": facts[0].predicate,
        "arity": 1 if facts[0].object is None else 2,
        "facts": len(facts),
        "count": count,
        "total_s": total_s,
        "mean_confidence": sum(known) / len(known) if known else math.nan,
        "recordings": sorted({fact.recording for fact in facts}),
    }
