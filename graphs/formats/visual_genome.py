"""Objects, attributes and relationships per picture, as in Visual Genome; the picture is an event.

The file is a JSON list of pictures. One stands for every event, with what starts in it, and one
(``event_id`` null) for every recording, with what belongs to no event and, under ``about``, its
attributes, runs and assessed intervals.

- ``objects``: ``object_id``, the same number wherever it is the same individual or thing,
  ``names``, ``synsets``, ``kind`` and ``identity``. There are no boxes: places are in the tracks.
- ``attributes``, what an individual does alone: ``object_id``, ``attribute`` and its ``synsets``.
- ``relationships``: ``subject_id``, ``predicate``, ``object_id`` and ``synsets``.
- ``withdrawn``: ``attributes`` and ``relationships`` that a person rejected or corrected, apart
  from those that stand.

Every attribute and relationship has a ``fact`` with its interval, source, confidence, status, run
and evidence, and ``subject_labelled`` and ``object_labelled`` where people renamed an animal since.
There is no place for reviews.

Times are float seconds from the first presentation timestamp of the recording, half-open, with all
their digits; frames are 0-based and half-open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from graphs.ethogram import Ethogram
from graphs.formats.contract import Context, Described
from graphs.formats.entities import Entity, entities_of
from graphs.formats.records_json import (
    event_json,
    fact_json,
    recording_json,
    sorted_events,
    sorted_facts,
)
from graphs.formats.visual_genome_read import SCHEMA_VERSION, read_pictures
from graphs.plain_json import to_json
from graphs.records import STANDING, Event, Fact
from graphs.storage.atomic import write_atomic

Entry = dict[str, object]


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to one file; `UserError` if it cannot be written."""

    def pictures(file: BinaryIO) -> None:
        numbers = _Numbers()
        before = b"[\n"
        for graph in graphs:
            for picture in _pictures(graph, context, numbers):
                file.write(before + to_json(picture).encode())
                before = b",\n"
        file.write(b"\n]\n" if before != b"[\n" else b"[]\n")

    write_atomic(path, pictures)


def read(path: Path) -> list[Described]:
    """Return the recordings of a file; see `graphs.formats.visual_genome_read.read_pictures`."""
    return read_pictures(path)


class _Numbers:
    """The numbers that pictures, things and statements have in a file."""

    def __init__(self) -> None:
        self._things: dict[tuple[str, str], int] = {}
        self._given: dict[str, int] = defaultdict(int)

    def thing(self, kind: str, identity: str) -> int:
        """Return the number of an individual or thing, the same each time."""
        return self._things.setdefault((kind, identity), len(self._things) + 1)

    def next(self, what: str) -> int:
        """Return the next number for a picture or statement, from 1."""
        self._given[what] += 1
        return self._given[what]


def _pictures(graph: Described, context: Context, numbers: _Numbers) -> Iterator[Entry]:
    events: dict[str | None, Event] = {e.event_id: e for e in sorted_events(graph.events)}
    inside: dict[str | None, list[Fact]] = defaultdict(list)
    for fact in sorted_facts(graph.facts):
        inside[fact.event_id if fact.event_id in events else None].append(fact)
    entities = entities_of(graph, context)
    about = recording_json(graph)
    del about["recording"]
    yield {
        "image_id": numbers.next("image"),
        "schema_version": SCHEMA_VERSION,
        "recording": graph.recording,
        "event_id": None,
        "about": about,
        **_scene(inside[None], entities, context, numbers),
    }
    for event_id, event in events.items():
        yield {
            "image_id": numbers.next("image"),
            "schema_version": SCHEMA_VERSION,
            "recording": graph.recording,
            **event_json(event),
            **_scene(inside[event_id], entities, context, numbers),
        }


def _scene(
    facts: list[Fact], entities: Mapping[str, Entity], context: Context, numbers: _Numbers
) -> Entry:
    names: dict[int, list[str]] = defaultdict(list)
    ids = {}
    for name in sorted({n for f in facts for n in (f.subject, f.object) if n is not None}):
        entity = entities[name]
        ids[name] = number = numbers.thing(entity.kind, entity.identity)
        names[number].append(name)
    objects = []
    for number, called in names.items():
        entity = entities[called[0]]
        known = {"kind": entity.kind, "identity": entity.identity}
        objects.append({"object_id": number, "names": called, "synsets": [], **known})
    standing = [f for f in facts if f.status in STANDING]
    withdrawn = [f for f in facts if f.status not in STANDING]
    return {
        "objects": objects,
        **_statements(standing, ids, context.ethogram, numbers),
        "withdrawn": _statements(withdrawn, ids, context.ethogram, numbers),
    }


def _statements(
    facts: list[Fact], ids: dict[str, int], ethogram: Ethogram | None, numbers: _Numbers
) -> Entry:
    attributes, relationships = [], []
    for fact in facts:
        behavior = ethogram.behaviors.get(fact.predicate) if ethogram else None
        synsets = [behavior.synset] if behavior and behavior.synset else []
        told: Entry = {"synsets": synsets, "fact": {**fact_json(fact), "event_id": fact.event_id}}
        if fact.object is None:
            number = numbers.next("attribute")
            place: Entry = {"attribute_id": number, "object_id": ids[fact.subject]}
            attributes.append({**place, "attribute": fact.predicate, **told})
        else:
            place = {"relationship_id": numbers.next("relationship")}
            place |= {"subject_id": ids[fact.subject], "object_id": ids[fact.object]}
            relationships.append({**place, "predicate": fact.predicate, **told})
    return {"attributes": attributes, "relationships": relationships}
