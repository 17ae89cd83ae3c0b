"""Scene graphs: the facts of one event, or of one instant, as a networkx graph; facts as words.

Nodes
    An entity has its name as key and ``kind`` ``animal``, ``zone`` or ``object``. A unary behavior
    has the key ``behavior:NAME`` and ``kind`` ``behavior``, so that what an animal does alone is
    reached from it like what it does to others. All have ``label``, the name to show.
Edges
    One per fact, from the subject to the object (or to the behavior), with the fact's id as key and
    ``predicate``, ``arity`` (1 or 2), ``kind``, ``confidence``, ``status``, ``source``, ``run``,
    ``evidence``, ``start_s`` and ``stop_s`` (seconds inside the event), ``fact_start_s`` and
    ``fact_stop_s`` (as the fact says, also outside of the event).
Graph
    ``recording``, ``start_s``, ``stop_s``, and for an event ``event_id`` and ``level``.

Facts that do not stand (rejected by a person, or superseded by an edited fact) are left out. Equal
claims of one run are one edge.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.records import STANDING, Event, Fact

if TYPE_CHECKING:
    import networkx as nx

EVER = (-math.inf, math.inf)
"""The window that holds every fact, and clips none."""


def scene_graph(
    facts: Iterable[Fact], event: Event, ethogram: Ethogram | None = None
) -> nx.MultiDiGraph:
    """Return the facts that overlap an event as a graph.

    Parameters
    ----------
    facts
        Of any recordings; those of other recordings are passed over.
    event
        Facts that reach beyond it are clipped to it; a point fact belongs to it if it lies in it.
    ethogram
        Tells zones from objects. Without it, or for behaviors that it does not have, what is
        subject of some fact is an animal, and everything else an object.
    """
    start_s, stop_s = event.start_s, event.stop_s
    facts = [f for f in facts if f.recording == event.recording]
    scene = _graph(facts, (start_s, stop_s), (start_s, stop_s), ethogram)
    scene.graph |= {
        "recording": event.recording,
        "event_id": event.event_id,
        "level": event.level,
        "start_s": start_s,
        "stop_s": stop_s,
    }
    return scene


def scene_at(
    facts: Iterable[Fact], time_s: float, ethogram: Ethogram | None = None
) -> nx.MultiDiGraph:
    """Return the facts that hold at an instant as a graph; a point fact only at its very time.

    Raises
    ------
    UserError
        The facts are of several recordings, whose times have nothing to do with each other.
    """
    facts = list(facts)
    recordings = sorted({f.recording for f in facts})
    if len(recordings) > 1:
        message = (
            f"A scene is of one recording; found facts of {len(recordings)}: "
            f"{', '.join(recordings[:5])}. Choose one of them."
        )
        raise UserError(message)
    instant = (time_s, math.nextafter(time_s, math.inf))
    scene = _graph(facts, instant, EVER, ethogram)
    scene.graph |= {
        "recording": recordings[0] if recordings else None,
        "start_s": time_s,
        "stop_s": time_s,
    }
    return scene


def overlaps(fact: Fact, start_s: float, stop_s: float) -> bool:
    """Return whether a fact reaches into ``[start_s, stop_s)``, or as a point lies in it."""
    return fact.start_s < stop_s and (fact.stop_s > start_s or fact.start_s >= start_s)


def _graph(
    facts: list[Fact],
    window: tuple[float, float],
    clip: tuple[float, float],
    ethogram: Ethogram | None,
) -> nx.MultiDiGraph:
    import networkx as nx  # slow to import

    scene = nx.MultiDiGraph()
    animals = {f.subject for f in facts}  # of the whole recording: here one may only be acted on
    inside = [f for f in facts if f.status in STANDING and overlaps(f, *window)]
    for fact in sorted(inside, key=in_time_order):
        add_fact(scene, fact, fact.fact_id, animals, ethogram, clip)
    return scene


def in_time_order(fact: Fact) -> tuple[float, float, str]:
    """Return the sort key by which edges are added: start, stop, identifier."""
    return fact.start_s, fact.stop_s, fact.fact_id


def add_fact(
    graph: nx.MultiDiGraph,
    fact: Fact,
    key: str,
    animals: Collection[str],
    ethogram: Ethogram | None,
    clip: tuple[float, float] = EVER,
) -> str:
    """Add a fact as an edge with its two nodes, and return the key of the node that it leads to.

    Attributes are those that the head of this module lists.

    Parameters
    ----------
    graph
        Is changed.
    fact
        Its times, clipped to `clip` (seconds), are ``start_s`` and ``stop_s`` of the edge.
    key
        Of the edge.
    animals
        Names of all that are subject of some fact of the recording.
    ethogram
        Tells zones from objects.
    """
    target = add_ends(graph, fact, animals, ethogram)
    graph.add_edge(
        fact.subject,
        target,
        key=key,
        predicate=fact.predicate,
        arity=1 if fact.object is None else 2,
        kind=fact.kind,
        confidence=fact.confidence,
        status=fact.status,
        source=fact.source,
        run=fact.run,
        evidence=dict(fact.evidence),
        start_s=max(fact.start_s, clip[0]),
        stop_s=min(fact.stop_s, clip[1]),
        fact_start_s=fact.start_s,
        fact_stop_s=fact.stop_s,
    )
    return target


def add_ends(
    graph: nx.MultiDiGraph, fact: Fact, animals: Collection[str], ethogram: Ethogram | None
) -> str:
    """Add the two nodes of a fact, with ``kind`` and ``label``, and return the key of the second.

    A node that is known as a zone stays one where a later predicate says nothing.
    """
    graph.add_node(fact.subject, kind="animal", label=fact.subject)
    target = target_key(fact.predicate, fact.object)
    if fact.object is None:
        graph.add_node(target, kind="behavior", label=fact.predicate)
        return target
    kind = "animal" if target in animals else target_class(fact.predicate, ethogram)
    if kind or target not in graph:
        graph.add_node(target, kind=kind or "object", label=target)
    return target


def target_key(predicate: str, target: str | None) -> str:
    """Return the key of the node that a fact leads to: its object, or else ``behavior:NAME``."""
    return f"behavior:{predicate}" if target is None else target


def target_class(predicate: str, ethogram: Ethogram | None) -> str | None:
    """Return ``animal``, ``zone`` or ``object`` as the ethogram has it, ``None`` if it does not."""
    behavior = ethogram.behaviors.get(predicate) if ethogram else None
    return behavior.target if behavior and behavior.target != "none" else None


def sentence(fact: Fact, ethogram: Ethogram | None = None) -> str:
    """Return a fact in words.

    Parameters
    ----------
    fact
        Any fact; its predicate need not be in the ethogram.
    ethogram
        Gives the verb; without one, the predicate's own name is inflected.

    Examples
    --------
    ``mouse_1 chases mouse_2 from 12.3 to 15.0 s (confidence 0.91)``,
    ``mouse_1 rears at 3.25 s (proposed, confidence unknown)``.
    """
    behavior = ethogram.behaviors.get(fact.predicate) if ethogram else None
    name = fact.predicate.replace("_", " ")
    verb = behavior.verb if behavior else name
    if verb == name:
        verb = _third_person(verb)
    whom = f" {fact.object}" if fact.object is not None else ""
    if fact.kind == "point":
        when = f"at {fact.start_s:.2f} s"
    else:
        digits = 1 if fact.duration_s >= 0.5 else 2
        when = f"from {fact.start_s:.{digits}f} to {fact.stop_s:.{digits}f} s"
    sure = "unknown" if math.isnan(fact.confidence) else f"{fact.confidence:.2f}"
    standing = "" if fact.status == "asserted" else f"{fact.status}, "
    return f"{fact.subject} {verb}{whom} {when} ({standing}confidence {sure})"


def _third_person(verb: str) -> str:
    first, space, rest = verb.partition(" ")
    if first.endswith("ing"):
        return f"is {verb}"
    if first.endswith(("ss", "sh", "ch", "x", "z", "o")):
        first += "es"
    elif first.endswith("y") and first[-2:-1] not in "aeiou":
        first = first[:-1] + "ies"
    elif not first.endswith("s"):
        first += "s"
    return first + space + rest
