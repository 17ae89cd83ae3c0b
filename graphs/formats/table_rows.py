"""The tidy tables of facts, events, assessed intervals, recordings, runs and reviews, as rows.

One row per record. Names of columns carry the unit: ``start_s``, ``stop_s`` and ``duration_s`` are
seconds from the first presentation timestamp of the recording, half-open, rounded to microseconds
(halves to even); ``start_frame`` and ``stop_frame`` are 0-based and half-open. Evidence, parameters
and inputs are JSON. What kind of file holds the rows is told elsewhere (`graphs.formats.tables`,
`graphs.formats.tables_parquet`).
"""

from __future__ import annotations

import contextlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from graphs.formats.checked import Faults, Fields
from graphs.formats.contract import Described
from graphs.formats.records_json import (
    Parts,
    assessed_from,
    attributes_from,
    described,
    event_from,
    event_json,
    fact_from,
    fact_json,
    run_from,
    sorted_assessed,
    sorted_events,
    sorted_facts,
    sorted_runs,
)
from graphs.plain_json import to_json
from graphs.records import microseconds

Value = str | int | float | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        With its unit.
    sort
        ``text``; ``optional`` text that may be missing; ``seconds``; ``number`` that may be
        unknown; ``whole`` number; ``count``, a whole number that may be missing; ``json``.
    what
        What it says, in a few words.
    needed
        Whether a table without the column is at fault.
    """

    name: str
    sort: Literal["text", "optional", "seconds", "number", "whole", "count", "json"]
    what: str
    needed: bool = True


_RECORDING = Column("recording", "text", "name of the recording")
_START = Column("start_s", "seconds", "start, in seconds from the first frame of the recording")
_STOP = Column("stop_s", "seconds", "end, in seconds; the same as the start for a point")
_DURATION = Column("duration_s", "seconds", "stop_s - start_s")
_WHO = (
    Column("subject", "text", "the individual that does it"),
    Column("predicate", "text", "name of the behavior"),
    Column("object", "optional", "the other individual, zone or thing; empty if there is none"),
)

FACTS, EVENTS, ASSESSED, RECORDINGS, RUNS = "facts", "events", "assessed", "recordings", "runs"
REVIEWS = "reviews"

TABLES: Mapping[str, Sequence[Column]] = {
    FACTS: (
        _RECORDING,
        Column("fact_id", "text", "identifier, worked out from the other columns"),
        *_WHO,
        _START,
        _STOP,
        _DURATION,
        Column("start_frame", "whole", "first frame, counted from 0; -1 if not known"),
        Column("stop_frame", "whole", "the frame after the last one; -1 if not known"),
        Column("kind", "text", "state (lasts) or point (does not)"),
        Column("confidence", "number", "from 0 to 1; empty if not known"),
        Column("status", "text", "asserted, proposed, accepted, rejected or superseded"),
        Column("source", "text", "who says so: rule, model, human or import"),
        Column("run", "text", "identifier of the run that made it (table runs)"),
        Column("event_id", "optional", "the event in which it starts (table events)"),
        Column("evidence", "json", "measured numbers behind it, with units in their names; JSON"),
        Column("subject_labelled", "optional", "subject as labelled, if renamed since", False),
        Column("object_labelled", "optional", "object as labelled, if renamed since", False),
    ),
    EVENTS: (
        _RECORDING,
        Column("event_id", "text", "identifier, unique in the recording"),
        Column("level", "text", "bout, episode or session"),
        _START,
        _STOP,
        _DURATION,
        Column("parent", "optional", "event_id of the event of the next level that holds it"),
        Column("segmenter", "text", "what drew the boundaries"),
    ),
    ASSESSED: (_RECORDING, *_WHO, _START, _STOP, _DURATION),
    RECORDINGS: (
        _RECORDING,
        Column("group", "optional", "experimental group"),
        Column("session", "optional", "session"),
        Column("duration_s", "number", "length, in seconds; empty if not known"),
        Column("video", "optional", "name of the video file"),
        Column("attributes", "json", "what else is known; JSON"),
    ),
    RUNS: (
        _RECORDING,
        Column("run_id", "text", "identifier, which the column run of table facts names"),
        Column("tool", "text", "program"),
        Column("version", "text", "of the program"),
        Column("describer", "text", "what made the facts"),
        Column("segmenter", "text", "what drew the boundaries"),
        Column("tracker", "text", "what made the tracks"),
        Column("parameters", "json", "everything that was set; JSON"),
        Column("inputs", "json", "role of a file and fingerprint of its content; JSON"),
    ),
    REVIEWS: (
        Column("seq", "whole", "number of the review, increasing"),
        Column("at", "text", "when; UTC"),
        Column("by", "text", "who"),
        _RECORDING,
        Column("fact_id", "optional", "the fact (table facts)"),
        Column("action", "text", "accept, reject, edit, comment, add or undo"),
        Column("comment", "optional", "in the words of the person"),
        Column("undoes", "count", "seq of the review that an undo takes back"),
        Column("words", "text", "the same as a sentence"),
    ),
}
"""Table -> its columns, in order."""

TABLES_READ = (RECORDINGS, RUNS, EVENTS, ASSESSED, FACTS)
"""The tables that are read, in this order: reviews are a record, and facts carry their status."""

_ABOUT = {
    FACTS: "who does what to whom, and when; one row per fact",
    EVENTS: "the intervals that were described; one row per event",
    ASSESSED: "when a behavior was looked for and could be seen; without, absence is not known",
    RECORDINGS: "one row per recording",
    RUNS: "who made the facts; one row per run and recording",
    REVIEWS: "what people said of facts: a record, which an import passes over",
}
_TEXTS = ("group", "session", "video")  # attributes with a column of their own


def explanation() -> str:
    """Return what every table and column says, for people."""
    lines = ["Times are in seconds to the microsecond, intervals are half-open: [start_s, stop_s)."]
    for table, columns in TABLES.items():
        lines += ["", f"{table}: {_ABOUT[table]}"]
        lines += [f"  {column.name}: {column.what}" for column in columns]
    return "\n".join(lines)


# records -> rows --------------------------------------------------------------------------------


def rows_of(graph: Described) -> dict[str, list[Row]]:
    """Return the rows of a recording by table, in order of time."""
    facts = [{**fact_json(f), "event_id": f.event_id} for f in sorted_facts(graph.facts)]
    records: dict[str, list[dict[str, object]]] = {
        FACTS: facts,
        EVENTS: [event_json(event) for event in sorted_events(graph.events)],
        ASSESSED: [asdict(span) for span in sorted_assessed(graph.assessed)],
        RECORDINGS: [_recording_record(graph.attributes)],
        RUNS: [asdict(run) for run in sorted_runs(graph.runs)],
        REVIEWS: [dict(review) for review in graph.reviews],
    }
    return {
        table: [_row(TABLES[table], {**r, "recording": graph.recording}) for r in of_table]
        for table, of_table in records.items()
    }


def _recording_record(attributes: Mapping[str, str | float]) -> dict[str, object]:
    """Return attributes of the expected sort in columns of their own, and the others together."""
    own = {
        name: value
        for name, value in attributes.items()
        if (name in _TEXTS and isinstance(value, str) and value)
        or (name == "duration_s" and not isinstance(value, str) and math.isfinite(value))
    }
    rest = {name: value for name, value in attributes.items() if name not in own}
    return {**own, "attributes": rest}


def _row(columns: Sequence[Column], record: Mapping[str, object]) -> Row:
    values = dict(record)
    if any(column.name == "start_s" for column in columns):
        start_us, stop_us = (microseconds(float(str(record[n]))) for n in ("start_s", "stop_s"))
        times = (start_us, stop_us, stop_us - start_us)
        values |= {
            c.name: us / 1e6 for c, us in zip((_START, _STOP, _DURATION), times, strict=True)
        }
    return {column.name: _value(column, values.get(column.name)) for column in columns}


def _value(column: Column, value: object) -> Value:
    if column.sort == "json":
        return to_json(value)
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return value if isinstance(value, int) or value is None else str(value)


# rows -> records --------------------------------------------------------------------------------

Found = Iterable[tuple[str, Row]]
"""Rows, each with the words for where it stands."""


def graphs_of(tables: Mapping[str, Found], faults: Faults) -> list[Described]:
    """Return the recordings that rows tell of; what is wrong with rows is noted in `faults`."""
    parts: dict[str, Parts] = defaultdict(Parts)
    for table in TABLES_READ:
        for where, row in tables.get(table, ()):
            _take(table, Fields(_with_json(TABLES[table], row), where, faults), parts)
    return described(parts)


def _with_json(columns: Sequence[Column], row: Row) -> dict[str, object]:
    entry: dict[str, object] = dict(row)
    for column in columns:
        value = entry.get(column.name)
        if column.sort == "json" and isinstance(value, str):
            with contextlib.suppress(ValueError, RecursionError):  # checked with the other fields
                entry[column.name] = json.loads(value)
    return entry


def _take(table: str, fields: Fields, parts: dict[str, Parts]) -> None:
    name = fields.name("recording")
    own = parts[name]
    if table == FACTS:
        own.add(fact_from(fields, name, fields.optional_text("event_id")), fields.where)
    elif table == EVENTS:
        own.events.append(event_from(fields, name))
    elif table == ASSESSED:
        own.assessed.append(assessed_from(fields, name))
    elif table == RUNS:
        own.runs.append(run_from(fields))
    else:
        own.attributes = attributes_from(fields)
        for column in _TEXTS:
            text = fields.optional_text(column)
            if text is not None:
                own.attributes[column] = text
        duration_s = fields.number("duration_s")
        if not math.isnan(duration_s):
            own.attributes["duration_s"] = duration_s
