"""What a recording of a project has already, for an import to compare with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphs.records import STANDING, Assessed, Event, Fact, Source, Status, microseconds
from graphs.storage.overlay import Overlay, with_names
from graphs.storage.shard_names import shard_file_name, stem_and_layer
from graphs.storage.store import GraphStore, merged
from workbench.knowledge.exchange import duration_s

if TYPE_CHECKING:
    from graphs.storage.shard import RecordingGraph

Claim = tuple[str, str, str | None]
"""Subject, predicate, object."""

Span = tuple[str, str, str | None, int, int]
"""A claim with start and stop in microseconds."""

Said = tuple[Span, Source]
"""Who does what to whom, when, and who says so."""

Moment = tuple[str, int, int, Source, str]
"""Predicate, start and stop in microseconds, source and run: what is left without the names."""

Ends = tuple[str, str | None]
"""Subject and object."""


@dataclass(frozen=True, slots=True)
class Present:
    """What is known of a recording besides what one import brought.

    Parameters
    ----------
    recording
        Its name.
    status
        Identifier of a fact (as labelled, and as shown) -> its status now.
    said
        What facts that stand say, as labelled, whichever run made them.
    assessed
        Assessed spans, as labelled and as shown.
    events
        What was cut.
    before
        How many facts the import brought earlier.
    duration_s
        Length in seconds, if it is known.
    labelled
        Name as shown -> name as labelled, where they differ and there is only one.
    shown
        Name as labelled -> name as shown, where they differ.
    names
        All names as shown, and those of zones and objects, but for what the import brought.
    called
        What facts say besides the names -> the names, as labelled, of the first of them.
    """

    recording: str
    status: Mapping[str, Status]
    said: frozenset[Said]
    assessed: frozenset[Span]
    events: tuple[Event, ...]
    before: int
    duration_s: float | None
    labelled: Mapping[str, str]
    shown: Mapping[str, str]
    names: frozenset[str]
    called: Mapping[Moment, Ends]

    @property
    def known(self) -> frozenset[str]:
        """All names, as shown and as labelled."""
        return self.names.union(self.shown)

    @property
    def is_known(self) -> bool:
        """Whether anything is stored of the recording."""
        return bool(self.status or self.assessed or self.events)


def present(
    store: GraphStore, overlay: Overlay, recording: str, layer: str, places: Iterable[str] = ()
) -> Present:
    """Return what a recording has besides one layer.

    Parameters
    ----------
    store
        The files of the graph.
    overlay
        What people changed.
    recording
        Its name; nothing need be stored of it.
    layer
        Of the import.
    places
        Names of the zones and objects of its arena.

    Raises
    ------
    DataError
        A file of the recording is damaged.
    """
    layers = _layers(store, recording)
    own = [fact for graph in layers if graph.layer == layer for fact in graph.facts]
    others = [graph for graph in layers if graph.layer != layer]
    facts = [fact for graph in others for fact in graph.facts]
    spans = [span for graph in others for span in graph.assessed]
    brought = {fact.fact_id for fact in own} - {fact.fact_id for fact in facts}
    reviewed = overlay.reviewed(recording, [*facts, *own])
    animals = {str(name) for graph in others for name in _animals(graph)}
    kept = [fact for fact in reviewed if fact.fact_id not in brought]
    names = {*animals, *places, *_names([*kept, *spans])}
    shown = overlay.shown_names(recording, sorted(names))
    status: dict[str, Status] = {}
    said = set[Said]()
    called: dict[Moment, Ends] = {}
    for fact in kept:
        if fact.status in STANDING:
            said.add((span_of(fact), fact.source))
        status[fact.fact_id] = fact.status
        called.setdefault(moment_of(fact), (fact.subject, fact.object))
        named = with_names(fact, shown)
        if named.labelled is not None:
            status.setdefault(replace(named, labelled=None).fact_id, fact.status)
    both = [*spans, *(_with_shown(span, shown) for span in spans)]
    return Present(
        recording=recording,
        status=status,
        said=frozenset(said),
        assessed=frozenset(map(span_of, both)),
        events=tuple(event for graph in others for event in graph.events),
        before=len(own),
        duration_s=duration_s(merged(others)) if others else None,
        labelled=_one_labelled(names, shown),
        shown={name: shown[name] for name in names if shown.get(name, name) != name},
        names=frozenset(shown.get(name, name) for name in names),
        called=called,
    )


def _layers(store: GraphStore, recording: str) -> list[RecordingGraph]:
    stem = stem_and_layer(shard_file_name(recording))[0]
    files = [name for name in store.files(stem) if stem_and_layer(name)[0] == stem]
    return [graph for name in files for graph in store.open(name).graphs()]


def _animals(graph: RecordingGraph) -> Iterable[object]:
    listed = graph.notes.get("animals")
    return listed if isinstance(listed, list) else ()


def _names(records: Iterable[Fact | Assessed]) -> set[str]:
    ends = {(record.subject, record.object) for record in records}
    return {name for pair in ends for name in pair if name is not None}


def _with_shown(span: Assessed, shown: Mapping[str, str]) -> Assessed:
    target = None if span.object is None else shown.get(span.object, span.object)
    return replace(span, subject=shown.get(span.subject, span.subject), object=target)


def _one_labelled(names: Iterable[str], shown: Mapping[str, str]) -> dict[str, str]:
    """Return the names as labelled of names that only one of them is shown as."""
    known = set(names)
    of: dict[str, list[str]] = {}
    for labelled in known:
        of.setdefault(shown.get(labelled, labelled), []).append(labelled)
    return {new: old[0] for new, old in of.items() if len(old) == 1 and new not in known}


def claim_of(record: Fact | Assessed) -> Claim:
    """Return who does what to whom."""
    return record.subject, record.predicate, record.object


def moment_of(fact: Fact) -> Moment:
    """Return what a fact says besides the names, when, and who says so."""
    start_us, stop_us = microseconds(fact.start_s), microseconds(fact.stop_s)
    return fact.predicate, start_us, stop_us, fact.source, fact.run


def span_of(record: Fact | Assessed) -> Span:
    """Return who does what to whom, and when."""
    return (*claim_of(record), microseconds(record.start_s), microseconds(record.stop_s))
