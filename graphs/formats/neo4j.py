"""Neo4j: a folder of CSV files for ``neo4j-admin database import``, and a Cypher script.

Nodes
    ``Recording`` with its attributes; ``Entity`` (also ``Animal``, ``Zone`` or ``Object``), one per
    identity over all recordings; ``Behavior``; ``Run``; ``Event``; ``Assessed``; ``Fact``. A fact
    is a node, so that it can have a time, an event and a run.
Relationships
    ``SUBJECT``, ``OBJECT``, ``PREDICATE``, ``IN_RECORDING``, ``STARTS_IN`` (event), ``MADE_BY``
    (run) and ``REVISION_OF`` (the fact that a person corrected) from facts; see
    `graphs.formats.neo4j_tables` for the others. Besides, facts with an object that stand are
    direct relationships between entities, with the predicate in capitals as type.
Values
    Times are seconds of the recording, half-open, rounded to the microsecond; frames 0-based,
    half-open. Evidence, parameters and inputs are JSON text. A text is in quotes; a cell without
    quotes and content is a property that is not there. What refers to an event, run or fact that
    is not in the export has the name as property and no relationship.

``README.txt`` in the folder has the command, ``load.cypher`` does the same in a running database.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from graphs.ethogram import Behavior
from graphs.formats.contract import Context, Described
from graphs.formats.entities import Entity, Unique, entities_of
from graphs.formats.folder import written_folder
from graphs.formats.neo4j_script import explanation, load_script
from graphs.formats.neo4j_tables import LINKS, NODES, Cell, Type, csv_row, json_cell, listed
from graphs.networks.scene import in_time_order
from graphs.records import STANDING, Assessed, Event, Fact, Run, microseconds

_RESERVED = ("recording", ":LABEL")


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to a folder.

    Raises
    ------
    UserError
        The folder holds something else, or cannot be written.
    """
    about = explanation(context.project)
    with written_folder(path, about) as folder, contextlib.ExitStack() as stack:
        files = {
            name: stack.enter_context((folder / f"{name}.csv").open("wb"))
            for name in (*NODES, *LINKS)
        }
        _Writer(files, context).write(graphs, folder)


class _Writer:
    """Writes rows as they come, except of what recordings share, which is kept to the end."""

    def __init__(self, files: Mapping[str, BinaryIO], context: Context) -> None:
        self._files = files
        self._context = context
        self._unique = {name: Unique() for name in ("events", "assessed", "facts")}
        self._recordings: dict[str, dict[str, str | float]] = {}
        self._entities: dict[str, Entity] = {}
        self._behaviors: dict[str, Behavior | None] = {}
        self._runs: dict[str, Run] = {}
        self._types: set[str] = set()

    def write(self, graphs: Iterable[Described], folder: Path) -> None:
        """Write all files but the README."""
        for name, table in NODES.items():
            if name != "recordings":
                self._files[name].write(csv_row(table.header()))
        for name, link in LINKS.items():
            self._files[name].write(csv_row(link.header()))
        for behavior in self._context.ethogram or ():
            self._behaviors[behavior.name] = behavior
        for graph in graphs:
            self._recording(graph)
        self._finish_behaviors()
        for entity in self._entities.values():
            labels = f"Entity;{entity.kind.capitalize()}"
            self._row("entities", entity.identity, entity.label, entity.kind, labels)
        for run in self._runs.values():
            made = (run.tool, run.version, run.describer, run.segmenter, run.tracker)
            how = (json_cell(run.parameters), json_cell(run.inputs))
            self._row("runs", run.run_id, *made, *how, "Run")
        columns = self._finish_recordings()
        tables = {**NODES, "recordings": replace(NODES["recordings"], columns=columns)}
        script = load_script(tables, sorted(self._types))
        (folder / "load.cypher").write_text(script, encoding="utf-8", newline="\n")

    def _row(self, name: str, *cells: Cell) -> None:
        self._files[name].write(csv_row(cells))

    def _link(self, name: str, start: str, end: str, *cells: Cell) -> None:
        self._row(name, start, end, LINKS[name].type, *cells)

    def _recording(self, graph: Described) -> None:
        name = graph.recording
        self._recordings.setdefault(name, {}).update(graph.attributes)
        for run in graph.runs:
            self._runs.setdefault(run.run_id, run)
            self._link("recording_run", name, run.run_id)
        entities = entities_of(graph, self._context)
        for entity in entities.values():
            known = self._entities.setdefault(entity.identity, entity)
            if entity.kind == "animal":  # also where it does not act in its first recording
                self._entities[entity.identity] = replace(known, kind="animal")
            self._link("entity_recording", entity.identity, name, entity.name)
        events = self._events(graph.events)
        for span in graph.assessed:
            self._assessed(span, entities)
        self._facts(sorted(graph.facts, key=in_time_order), entities, events)

    def _events(self, events: Iterable[Event]) -> dict[str, str]:
        """Write the events of a recording, and return their keys."""
        keys: dict[str, str] = {}
        rows = sorted(events, key=lambda e: (e.start_s, e.stop_s, e.event_id))
        for event in rows:
            key = self._unique["events"](f"{event.recording}/{event.event_id}")
            keys.setdefault(event.event_id, key)
            about = (event.recording, event.event_id, event.level, event.segmenter)
            self._row("events", key, *about, *_span(event), "Event")
            self._link("event_recording", key, event.recording)
        for event in rows:
            parent = keys.get(event.parent) if event.parent is not None else None
            if parent is not None:
                self._link("event_parent", keys[event.event_id], parent)
        return keys

    def _assessed(self, span: Assessed, entities: Mapping[str, Entity]) -> None:
        start_s, stop_s = _span(span)
        claim = (span.recording, span.subject, span.predicate, span.object or "")
        key = self._unique["assessed"]("/".join((*claim, f"{start_s:.6f}")))
        self._row("assessed", key, *_claim(span), start_s, stop_s, "Assessed")
        self._links("assessed", key, span, entities)

    def _links(
        self, name: str, key: str, claim: Fact | Assessed, entities: Mapping[str, Entity]
    ) -> None:
        self._behaviors.setdefault(claim.predicate, None)
        self._link(f"{name}_recording", key, claim.recording)
        self._link(f"{name}_subject", key, entities[claim.subject].identity)
        self._link(f"{name}_behavior", key, claim.predicate)
        if claim.object is not None:
            self._link(f"{name}_object", key, entities[claim.object].identity)

    def _facts(
        self, facts: Iterable[Fact], entities: Mapping[str, Entity], events: Mapping[str, str]
    ) -> None:
        keys: dict[str, str] = {}
        corrected: list[tuple[str, str]] = []
        for fact in facts:
            key = self._unique["facts"](fact.fact_id)
            keys.setdefault(fact.fact_id, key)
            self._row("facts", key, *_claim(fact), *_about(fact), "Fact")
            self._links("fact", key, fact, entities)
            event = events.get(fact.event_id) if fact.event_id is not None else None
            if event is not None:
                self._link("fact_event", key, event)
            if fact.run in self._runs:
                self._link("fact_run", key, fact.run)
            if fact.object is not None and fact.status in STANDING:
                ends = (entities[fact.subject].identity, entities[fact.object].identity)
                self._direct(key, fact, *ends)
            corrected.append((key, str(fact.evidence.get("edits"))))
        for key, original in corrected:
            if original in keys:
                self._link("fact_revision", key, keys[original])

    def _direct(self, key: str, fact: Fact, start: str, end: str) -> None:
        kind = re.sub(r"\W", "_", fact.predicate.upper()) or "_"
        self._types.add(kind)
        about = (key, fact.predicate, fact.recording, *_span(fact), _confidence(fact), fact.source)
        self._row("direct", start, end, kind, *about)

    def _finish_behaviors(self) -> None:
        parents = {b.parent for b in self._behaviors.values() if b is not None and b.parent}
        for heading in sorted(parents - set(self._behaviors)):
            self._behaviors[heading] = None
        for name, known in self._behaviors.items():
            about: tuple[Cell, ...] = (None,) * 7
            if known is not None:
                about = (known.verb, known.definition, known.target, known.kind)
                about += (listed(known.synonyms), known.synset, known.reference)
                if known.parent is not None:
                    self._link("behavior_parent", name, known.parent)
            self._row("behaviors", name, *about, "Behavior")

    def _finish_recordings(self) -> dict[str, Type]:
        """Write the recordings with all attributes that any has; return these columns."""
        found = sorted({key for values in self._recordings.values() for key in values})
        unique, columns = Unique("_"), dict[str, Type]()
        for name in _RESERVED:
            unique(name)
        for key in found:
            values = [about[key] for about in self._recordings.values() if key in about]
            is_text = any(isinstance(value, str) for value in values)
            column = unique(re.sub(r"\W", "_", key) or "_")
            columns[column] = "string" if is_text else "double"
        table = replace(NODES["recordings"], columns=columns)
        self._files["recordings"].write(csv_row(table.header()))
        for name, about in self._recordings.items():
            cells = [
                str(about[key]) if kind == "string" and key in about else about.get(key)
                for key, kind in zip(found, columns.values(), strict=True)
            ]
            self._row("recordings", name, *cells, "Recording")
        return columns


def _span(record: Fact | Event | Assessed) -> tuple[float, float]:
    return microseconds(record.start_s) / 1e6, microseconds(record.stop_s) / 1e6


def _claim(claim: Fact | Assessed) -> tuple[Cell, ...]:
    return claim.recording, claim.subject, claim.predicate, claim.object


def _confidence(fact: Fact) -> float | None:
    return None if math.isnan(fact.confidence) else float(fact.confidence)


def _about(fact: Fact) -> tuple[Cell, ...]:
    return (
        *_span(fact),
        fact.start_frame,
        fact.stop_frame,
        fact.kind,
        _confidence(fact),
        fact.status,
        fact.status in STANDING,
        fact.source,
        fact.run,
        fact.event_id,
        json_cell(fact.evidence),
    )
