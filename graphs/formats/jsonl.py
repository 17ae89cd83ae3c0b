"""JSON lines: everything that is known, one event a line, for programs and for diffs.

Every line is a JSON object with sorted keys; ``record`` says what it is.

``file``
    The first line: ``format``, ``schema_version``, ``project``.
``recording``
    ``recording``, ``attributes``, ``runs`` (who made the facts) and ``assessed`` (when behaviors
    were looked for). The lines of a recording follow its own, in order of time.
``event``
    ``recording``, ``event_id``, ``level``, ``start_s``, ``stop_s``, ``parent``, ``segmenter``, and
    the ``facts`` that start in it.
``fact``
    A fact of no event of the recording, with ``recording`` and ``event_id``.
``review``
    What a person said of a fact: ``seq``, ``at`` (UTC), ``by``, ``recording``, ``fact_id``,
    ``action``, ``comment``, ``undoes`` (number of another review), ``words``. These lines are a
    record, and reading passes them over: facts carry the status that follows from them.

A fact has ``subject_labelled`` and ``object_labelled`` where people renamed an animal since; its
``fact_id`` is made of these.

Times are float seconds from the first presentation timestamp, half-open, written with all their
digits: nothing is rounded. Frames are 0-based and half-open. A number that is not known is null,
infinity the text ``"inf"``. Fields that this version does not know are passed over.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from graphs.errors import DataError
from graphs.formats.checked import Faults, Fields, opened, refuse_newer
from graphs.formats.contract import Context, Described
from graphs.formats.records_json import (
    Parts,
    described,
    event_from,
    event_json,
    fact_from,
    fact_json,
    recording_from,
    recording_json,
    sorted_events,
    sorted_facts,
)
from graphs.plain_json import to_json
from graphs.records import Fact
from graphs.storage.atomic import write_atomic

FORMAT = "behavior-workbench graph"
SCHEMA_VERSION = 1
_RECORDS = ("recording", "event", "fact", "review")
_ADVICE = "Nothing was read. Correct these lines, or export the file again."


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to one file, one after the other; `UserError` if it cannot be written."""

    def lines(file: BinaryIO) -> None:
        first = {"format": FORMAT, "schema_version": SCHEMA_VERSION, "project": context.project}
        _write_line(file, {"record": "file", **first})
        for graph in graphs:
            for line in _lines(graph):
                _write_line(file, line)

    write_atomic(path, lines)


def _write_line(file: BinaryIO, line: dict[str, object]) -> None:
    file.write(to_json(line).encode() + b"\n")


def _lines(graph: Described) -> Iterator[dict[str, object]]:
    yield {"record": "recording", **recording_json(graph)}
    known = {event.event_id for event in graph.events}
    inside: dict[str, list[Fact]] = defaultdict(list)
    outside = []
    for fact in sorted_facts(graph.facts):
        if fact.event_id in known:
            inside[str(fact.event_id)].append(fact)
        else:
            outside.append(fact)
    for event in sorted_events(graph.events):
        facts = [fact_json(fact) for fact in inside[event.event_id]]
        yield {
            "record": "event",
            "recording": graph.recording,
            **event_json(event),
            "facts": facts,
        }
    for fact in outside:
        place = {"recording": graph.recording, "event_id": fact.event_id}
        yield {"record": "fact", **place, **fact_json(fact)}
    for review in graph.reviews:
        yield {"record": "review", **review}


def read(path: Path) -> list[Described]:
    """Return the recordings of a file, as they were written.

    Raises
    ------
    UserError
        The file is not there, or a newer version wrote it.
    DataError
        It is another kind of file, or lines of it are damaged; the first ten are listed.
    """
    faults = Faults(path.name)
    parts: dict[str, Parts] = {}
    with opened(path) as file:
        _check_header(path, file.readline())
        for number, line in enumerate(file, start=2):
            fields = _fields(line, f"line {number}", faults)
            if fields is not None:
                _take(fields, parts)
    faults.raise_any(_ADVICE)
    return described(parts)


def _check_header(path: Path, line: bytes) -> None:
    try:
        header = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        message = (
            f'{path.name!r}, line 1: expected an object with "format":"{FORMAT}", found '
            f"{line[:60].decode(errors='replace')!r}. Choose a file that was exported as jsonl."
        )
        raise DataError(message)
    faults = Faults(path.name)
    version = Fields(header, "line 1", faults).whole("schema_version")
    faults.raise_any(_ADVICE)
    refuse_newer(path.name, version, SCHEMA_VERSION)


def _fields(line: bytes, where: str, faults: Faults) -> Fields | None:
    if not line.strip():
        return None
    try:
        entry = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        whole = "" if line.endswith(b"\n") else " (the file ends within this line: it was cut off)"
        faults.add(where, f"expected a JSON object, found damaged text: {error}{whole}")
        return None
    if not isinstance(entry, dict):
        faults.add(where, f"expected a JSON object, {{...}}, found {str(entry)[:60]!r}")
        return None
    if entry.get("record") not in _RECORDS:
        faults.add(where, f"record is {entry.get('record')!r}; expected {', '.join(_RECORDS)}")
        return None
    return Fields(entry, where, faults)


def _take(fields: Fields, parts: dict[str, Parts]) -> None:
    """Add what a line says to the parts of its recording."""
    record = fields.word("record", _RECORDS)
    if record == "review":
        return
    name = fields.name("recording")
    if record == "recording":
        if name in parts:
            fields.fault(f"recording {name!r} has a line of its own already; expected one")
        parts[name] = recording_from(fields, name)
        return
    if name not in parts:
        fields.fault(f"{record} of recording {name!r}, which has no line of its own above")
        parts[name] = Parts()
    if record == "fact":
        parts[name].add(fact_from(fields, name, fields.optional_text("event_id")), fields.where)
        return
    event = event_from(fields, name)
    parts[name].events.append(event)
    for fact in fields.several("facts"):
        parts[name].add(fact_from(fact, name, event.event_id), fact.where)
