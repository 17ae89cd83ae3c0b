"""What is checked of a claim that a person makes: that its object fits, and that it is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.corrections.made import MADE_BY_REVIEW
from graphs.errors import DataError, UserError
from graphs.records import STANDING, Fact, as_labelled, microseconds
from graphs.storage.fill import MENTION
from workbench.knowledge.lookup import selected

if TYPE_CHECKING:
    from graphs.ethogram import Behavior
    from workbench.knowledge.graph import KnowledgeGraph

_REPEATED = """
    recording = $recording AND predicate = $predicate AND start_us = $start AND stop_us = $stop
    AND source = 'human' AND list_contains($standing::VARCHAR[], status)
"""


def entry_of(graph: KnowledgeGraph, predicate: str) -> Behavior | None:
    """Return what the ethogram says of a behavior; ``None`` if it says nothing."""
    entry = graph.project.ethogram().behaviors.get(predicate)
    if entry is None or entry.function is None:
        return entry
    try:  # the function says what the entry does not
        return graph.project.full_ethogram().behaviors[predicate]
    except (UserError, DataError):
        return None


def check_target(graph: KnowledgeGraph, fact: Fact, *, of_class: bool) -> None:
    """Check that a fact has an object if its behavior has one, and one that it can be about.

    Parameters
    ----------
    graph
        The graph.
    fact
        The fact, under the names of the files.
    of_class
        Whether the object must be of the class that the ethogram says, as far as it is known what
        the object is.

    Raises
    ------
    UserError
        It has none, or none is expected, or it is something else.
    """
    entry = entry_of(graph, fact.predicate)
    if entry is not None and entry.arity == 1 and fact.object is not None:
        message = f"{fact.predicate!r} has no object, but {fact.object!r} is given as one."
        raise UserError(message)
    if entry is not None and entry.arity == 2 and fact.object is None:
        message = f"{fact.predicate!r} needs an object ({entry.target}): none is given."
        raise UserError(message)
    if fact.subject == fact.object:
        message = f"{fact.subject!r} cannot be subject and object at once."
        raise UserError(message)
    if of_class and entry is not None and fact.object is not None:
        _check_class(graph, entry, fact.recording, fact.object)


def _check_class(graph: KnowledgeGraph, entry: Behavior, recording: str, name: str) -> None:
    known = _classes(graph, recording, name)
    if not known or any(
        what == entry.target and entry.target_kind in (None, kind) for what, kind in known
    ):
        return
    expected = entry.target if entry.target_kind is None else f"{entry.target_kind} {entry.target}"
    what, kind = known[0]
    found = what if kind in ("", name) else f"{what} ({kind})"
    message = (
        f"{entry.name!r} expects as its object: {expected}. {name!r} of recording {recording!r} "
        f"is something else: {found}. Another object must be allowed: --new, new=True, or the tick "
        "on the page."
    )
    raise UserError(message)


def _classes(graph: KnowledgeGraph, recording: str, name: str) -> list[tuple[str, str]]:
    """Return class and kind of what has a name in a recording; nothing if it is not known."""
    arena = graph.project.spec(recording).arena
    found = []
    if name in arena.zones:
        found.append(("zone", arena.zones[name].kind))
    if name in arena.objects:
        found.append(("object", arena.objects[name].kind))
    if found:
        return found
    query = f"SELECT 1 FROM {MENTION} WHERE recording = $1 AND labelled = $2 AND is_animal"  # noqa: S608
    with graph.graph.index.cursor() as cursor:
        is_animal = cursor.execute(query, [recording, name]).fetchone() is not None
    return [("animal", "")] if is_animal else []


def check_new(graph: KnowledgeGraph, fact: Fact) -> None:
    """Raise a `UserError` if a person said the same already, and it stands.

    Parameters
    ----------
    graph
        The graph.
    fact
        What is to be added, under the names of the files.
    """
    values = {
        "recording": fact.recording,
        "predicate": fact.predicate,
        "start": microseconds(fact.start_s),
        "stop": microseconds(fact.stop_s),
        "standing": list(STANDING),
    }
    with graph.graph.index.cursor() as cursor:
        found = selected(cursor, _REPEATED, values)
    for known in map(as_labelled, found.values()):
        if (known.subject, known.object) == (fact.subject, fact.object):
            who = str(known.evidence.get("by", "people"))
            review = (
                f", review {known.run.removeprefix(MADE_BY_REVIEW)}"
                if known.run.startswith(MADE_BY_REVIEW)
                else ""
            )
            message = (
                f"This is there already, added by {who}{review} (fact {known.fact_id}). "
                "Nothing was added; accept or comment that one."
            )
            raise UserError(message)
