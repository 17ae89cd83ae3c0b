"""What one source says of a recording as one immutable Parquet file, a *shard*.

Events, assessed intervals and facts stand in one table with a discriminating ``record`` column, so
that one rename commits all of them together. Times are whole microseconds in the file and float
seconds in the records. Who made it, from which inputs, and what a person should know about it are
JSON in the file's metadata. Equal records give equal bytes: rows are sorted, and nothing says when
the file was written. A checksum over the whole file is verified on every read, because engines
return wrong rows for a flipped bit without a word. `graphs.storage.shard_read` reads them.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from graphs.plain_json import to_json
from graphs.records import Assessed, Event, Fact, Run, microseconds

SCHEMA_VERSION = 2
"""1: other identifiers of facts, no run of events and assessed spans, and added facts stood in the
file of labelling, for there were no layers. `graphs.storage.shard_read` still reads it."""

_MARK = b"checksum\x18\x0ecrc32:"
"""Stands before the checksum in the file: key, type and length of the value, start of the value.

Text of people cannot hold it, because JSON has no bare control characters."""
_UNKNOWN = b"00000000"  # stands there while the checksum is computed

SCHEMA = pa.schema(
    [
        pa.field("record", pa.string(), nullable=False),  # event | assessed | fact
        pa.field("recording", pa.string(), nullable=False),
        pa.field("fact_id", pa.string()),
        pa.field("subject", pa.string()),
        pa.field("predicate", pa.string()),
        pa.field("object", pa.string()),
        pa.field("start_us", pa.int64(), nullable=False),
        pa.field("stop_us", pa.int64(), nullable=False),
        pa.field("start_frame", pa.int64()),
        pa.field("stop_frame", pa.int64()),
        pa.field("kind", pa.string()),
        pa.field("confidence", pa.float64()),
        pa.field("status", pa.string()),
        pa.field("source", pa.string()),
        pa.field("run", pa.string()),
        pa.field("event_id", pa.string()),  # an event's own; the event in which a fact starts
        pa.field("evidence", pa.string()),  # JSON, keys sorted
        pa.field("level", pa.string()),
        pa.field("parent", pa.string()),
        pa.field("segmenter", pa.string()),
    ]
)
KINDS = ("event", "assessed", "fact")
"""The kinds of records, in the order in which they stand in a file."""

_REPEATED = ["record", "recording", "subject", "predicate", "object", "kind", "status", "source",
             "run", "event_id", "level", "parent", "segmenter"]  # fmt: skip
_PRUNED = ["record", "recording", "start_us", "stop_us"]
"""Columns with statistics, by which a reader may pass row groups over."""
_ORDER = ["start_us", "stop_us", *(n for n in SCHEMA.names if n not in ("start_us", "stop_us"))]
R = TypeVar("R", Event, Fact, Assessed)


@dataclass(frozen=True, slots=True)
class RecordingGraph:
    """What one source says about one recording; the unit that is written.

    Parameters
    ----------
    recording
        Name of the recording; all records carry it.
    run
        Who made the records.
    fingerprint
        Of the inputs; with the run it decides whether the recording has to be labelled again.
    events, facts, assessed
        The records, in any order; read back, they are sorted by time.
    notes
        What a person should know: warnings, what cleaning changed, coverage. JSON-representable;
        NaN is stored as null, tuples come back as lists (in the run's parameters too).
    added
        Read together with its layers (`graphs.storage.store.GraphStore.read`): their runs. It
        cannot be written so.
    layer
        Empty for what labelling says; see `graphs.storage.shard_names`.
    """

    recording: str
    run: Run
    fingerprint: str
    events: Sequence[Event] = ()
    facts: Sequence[Fact] = ()
    assessed: Sequence[Assessed] = ()
    notes: Mapping[str, object] = field(default_factory=dict)
    added: Sequence[Run] = ()
    layer: str = ""


@dataclass(frozen=True, slots=True)
class ShardHeader:
    """What a shard says about itself in its metadata; cheap to read.

    Parameters
    ----------
    recording, run, fingerprint, notes, added, layer
        As in `RecordingGraph`; a file of schema 1 holds added runs.
    event_count, fact_count, assessed_count
        How many records the shard holds.
    schema_version
        `SCHEMA_VERSION` when it was written.
    """

    recording: str
    run: Run
    fingerprint: str
    notes: Mapping[str, object]
    event_count: int
    fact_count: int
    assessed_count: int
    added: Sequence[Run] = ()
    layer: str = ""
    schema_version: int = SCHEMA_VERSION


# records -> bytes -------------------------------------------------------------------------------


def encode_shard(graph: RecordingGraph) -> bytes:
    """Return the Parquet file of a recording's graph; equal graphs give equal bytes.

    Raises
    ------
    ValueError
        A record belongs to another recording, stops before it starts, or has a time that is not
        finite. All such faults are listed together. Or the graph was read with its layers.
    """
    if graph.added:
        message = f"{graph.recording!r} was read with its layers; write each layer by itself"
        raise ValueError(message)
    _check(graph)
    run = graph.run.run_id
    return encode_tables(
        graph,
        _table("event", Event, graph.events, {"run": [run] * len(graph.events)}),
        _table("assessed", Assessed, graph.assessed, {"run": [run] * len(graph.assessed)}),
        fact_rows(graph.facts),
    )


def fact_rows(facts: Sequence[Fact]) -> pa.Table:
    """Return facts as a table in `SCHEMA`."""
    derived = {
        "fact_id": [fact.fact_id for fact in facts],
        "evidence": [to_json(fact.evidence) for fact in facts],
    }
    return _table("fact", Fact, facts, derived)


def encode_tables(
    about: RecordingGraph, events: pa.Table, assessed: pa.Table, facts: pa.Table
) -> bytes:
    """Return the Parquet file of records in columns, for many records at a time.

    Parameters
    ----------
    about
        Recording, run, fingerprint, notes and layer; its records do not count.
    events, assessed, facts
        In `SCHEMA`, checked and complete.
    """
    order = [(name, "ascending") for name in _ORDER]
    kinds = (events, assessed, facts)
    tables = [table.sort_by(order) if len(table) > 1 else table for table in kinds]
    counts = {"event": len(events), "assessed": len(assessed), "fact": len(facts)}
    metadata = {
        "schema_version": str(SCHEMA_VERSION),
        "recording": about.recording,
        "layer": about.layer,
        "run": to_json(asdict(about.run)),
        "fingerprint": about.fingerprint,
        "notes": to_json(about.notes),
        "counts": to_json(counts),
        "checksum": "crc32:" + _UNKNOWN.decode(),
    }
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        SCHEMA,
        compression="zstd",
        use_dictionary=_REPEATED,
        write_statistics=_PRUNED,
        store_schema=False,
    ) as writer:
        for table in filter(len, tables):
            writer.write_table(table)  # one row group or more for each kind that there is
        writer.add_key_value_metadata(metadata)
    content = bytes(sink.getvalue())
    before, after = _around_checksum(content)
    return before + f"{zlib.crc32(content):08x}".encode() + after


def _around_checksum(content: bytes) -> tuple[bytes, bytes]:
    if content.count(_MARK) != 1:
        message = f"{content.count(_MARK)} checksums in it, expected one"
        raise ValueError(message)
    start = content.index(_MARK) + len(_MARK)
    return content[:start], content[start + len(_UNKNOWN) :]


def verify_checksum(content: bytes) -> None:
    """Raise `ValueError` unless the checksum of a file fits its content."""
    before, after = _around_checksum(content)
    computed = zlib.crc32(after, zlib.crc32(_UNKNOWN, zlib.crc32(before)))
    if content[len(before) : -len(after)] != f"{computed:08x}".encode():
        message = "its checksum does not fit its content"
        raise ValueError(message)


def _check(graph: RecordingGraph) -> None:
    faults = []
    records: list[Event | Fact | Assessed] = [*graph.events, *graph.facts, *graph.assessed]
    for record in records:
        if record.recording != graph.recording:
            faults.append(f"belongs to another recording than {graph.recording!r}: {record}")
        if not (math.isfinite(record.start_s) and math.isfinite(record.stop_s)):
            faults.append(f"has a time that is not finite: {record}")
        elif record.stop_s < record.start_s:
            faults.append(f"stops before it starts: {record}")
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults[:10])
        message = f"{graph.recording!r}: {len(faults)} record(s) cannot be stored:\n{listing}"
        raise ValueError(message)


def _table(
    record: str, kind: type[R], records: Sequence[R], derived: Mapping[str, list[str]]
) -> pa.Table:
    columns: dict[str, list[Any]] = {
        name: [getattr(r, name) for r in records] for name in stored_alike(kind)
    }
    columns |= derived
    columns["record"] = [record] * len(records)
    columns["start_us"] = [microseconds(r.start_s) for r in records]
    columns["stop_us"] = [microseconds(r.stop_s) for r in records]
    arrays = [
        pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(len(records), f.type)
        for f in SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def stored_alike(kind: type) -> list[str]:
    """Return the columns of a kind of record that hold what its fields hold."""
    derived = ("start_s", "stop_s", "evidence", "labelled")
    return [f.name for f in fields(kind) if f.name not in derived]
