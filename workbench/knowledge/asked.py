"""Questions made fit for a project: words checked, only its recordings, cut to their window."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.filters import FactFilter, Names, several
from graphs.language.keywords import SOURCES, STATUSES
from graphs.query.nodes import Combined, Count, Node, Pattern, Query, Related, Select
from graphs.query.nodes import Sequence as SequenceNode
from graphs.storage.overlay import with_names
from graphs.words import did_you_mean

if TYPE_CHECKING:
    from graphs.records import Assessed, Fact
    from graphs.storage.overlay import Overlay
    from graphs.storage.shard import RecordingGraph

LATEST_S = 1e9
"""Seconds; later than any recording ends."""

Window = tuple[float, float]
"""Start and stop in seconds of each recording, half-open."""


def checked(wanted: FactFilter) -> FactFilter:
    """Return a filter whose words and numbers make sense, its window with an end.

    Raises
    ------
    UserError
        A status or source that no fact can have, a confidence that is not 0 to 1, or a time that
        is no number; all faults together.
    """
    faults = [
        *_unknown("status", wanted.status, STATUSES),
        *_unknown("source", wanted.source, SOURCES),
    ]
    sure = wanted.min_confidence
    if sure is not None and not 0 <= sure <= 1:
        faults.append(f"A confidence is 0 to 1, found {sure}.")
    faults += _not_seconds(*(wanted.between or ()), wanted.min_s, wanted.max_s)
    if faults:
        raise UserError("\n".join(faults))
    lengths = {
        name: min(length_s, LATEST_S)
        for name in ("min_s", "max_s")
        if (length_s := getattr(wanted, name)) is not None
    }
    wanted = replace(wanted, **lengths)
    if wanted.between is None:
        return wanted
    start_s, stop_s = (max(-LATEST_S, min(time_s, LATEST_S)) for time_s in wanted.between)
    return replace(wanted, between=(start_s, stop_s))


def check_seconds(*times_s: float | None) -> None:
    """Refuse times that are no numbers; some may not be given."""
    faults = _not_seconds(*times_s)
    if faults:
        raise UserError("\n".join(faults))


def _not_seconds(*times_s: float | None) -> list[str]:
    wrong = [time_s for time_s in times_s if time_s is not None and math.isnan(time_s)]
    return [f"Times are numbers of seconds, found {time_s}." for time_s in wrong]


def _unknown(what: str, wanted: Names, known: Sequence[str]) -> list[str]:
    return [
        f"No fact has the {what} {word!r}{did_you_mean(str(word), known)}"
        for word in several(wanted) or ()
        if word not in known
    ]


# what a question does not say itself ------------------------------------------------------------


def completed(query: Query, complete: Callable[[FactFilter], FactFilter]) -> Query:
    """Return a question whose filters are completed, each by itself."""
    match query:
        case Select() | Count():
            return replace(query, node=_completed(query.node, complete))
        case _:
            return replace(query, filter=complete(query.filter))


def only(wanted: FactFilter, names: Sequence[str]) -> FactFilter:
    """Return a filter for some recordings only, if it is for all."""
    return wanted if wanted.recording is not None else replace(wanted, recording=list(names))


def towards(wanted: FactFilter, behaviors: Callable[[str], Collection[str]]) -> FactFilter:
    """Return a filter for the behaviors that can be done to the objects that it names.

    *What is done to B?* is no question about rearing: when that was looked for does not count.
    With ``None`` among the objects it stays as it is. `behaviors` gives those of an object.
    """
    objects = several(wanted.object)
    if objects is None or None in objects:
        return wanted
    found = {behavior for name in objects for behavior in behaviors(str(name))}
    return replace(wanted, predicate=sorted(found))


def _completed(node: Node, complete: Callable[[FactFilter], FactFilter]) -> Node:
    match node:
        case Pattern():
            return Pattern(complete(node.filter))
        case SequenceNode():
            return replace(node, steps=tuple(_completed(step, complete) for step in node.steps))
        case _:
            return replace(
                node,
                first=_completed(node.first, complete),
                second=_completed(node.second, complete),
            )


# windows ----------------------------------------------------------------------------------------


def window_of(node: Node) -> Window | None:
    """Return the window of time that the rows of a node are asked for in.

    Facts have that of their pattern; what is computed from several facts has one if all of these
    have it.
    """
    match node:
        case Pattern():
            return node.filter.between
        case Related():
            return window_of(node.first)
        case Combined():
            return _shared([node.first, node.second])
        case SequenceNode():
            return _shared(node.steps)


def _shared(nodes: Iterable[Node]) -> Window | None:
    windows = {window_of(node) for node in nodes}
    return windows.pop() if len(windows) == 1 else None


# as shown ---------------------------------------------------------------------------------------


def as_shown(stored: RecordingGraph, overlay: Overlay) -> RecordingGraph:
    """Return what is stored of a recording with what people changed laid over it."""
    facts = overlay.reviewed(stored.recording, stored.facts)
    records: list[Fact | Assessed] = [*facts, *stored.assessed]
    named = {name for record in records for name in (record.subject, record.object) if name}
    shown = overlay.shown_names(stored.recording, sorted(named))
    spans = [
        replace(
            span,
            subject=shown.get(span.subject, span.subject),
            object=None if span.object is None else shown.get(span.object, span.object),
        )
        for span in stored.assessed
    ]
    return replace(stored, facts=[with_names(fact, shown) for fact in facts], assessed=spans)
