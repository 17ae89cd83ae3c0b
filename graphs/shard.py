"""One recording's graph as one immutable Parquet file, a *shard*.

Events, assessed intervals and facts stand in one table with a discriminating ``record`` column, so
that one rename commits all of them together. Times are whole microseconds in the file and float
seconds in the records. Who made it, from which inputs, and what a person should know about it are
JSON in the file's metadata. Equal records give equal bytes: rows are sorted, and nothing says when
the file was written. A checksum over the whole file is verified on every read, because engines
return wrong rows for a flipped bit without a word.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graphs.errors import DataError, UserError
from graphs.plain_json import evidence_from_json, to_json
from graphs.records import Assessed, Event, Fact, Run, microseconds
from graphs.shard_names import recording_of_file_name

SCHEMA_VERSION = 1

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
_ORDER = ["start_us", "stop_us", *(n for n in SCHEMA.names if n not in ("start_us", "stop_us"))]
R = TypeVar("R", Event, Fact, Assessed)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RecordingGraph:
    """Everything that is said about one recording; the unit that is written and read.

    Parameters
    ----------
    recording
        Name of the recording; all records carry it.
    run
        Who made the records by labelling.
    fingerprint
        Of the inputs; with the run it decides whether the recording has to be labelled again.
    events, facts, assessed
        The records, in any order; read back, they are sorted by time.
    notes
        What a person should know: warnings, what cleaning changed, coverage. JSON-representable;
        NaN is stored as null, tuples come back as lists (in the run's parameters too).
    added
        Runs of people and analyses that added facts later; see `graphs.added`.
    """

    recording: str
    run: Run
    fingerprint: str
    events: Sequence[Event] = ()
    facts: Sequence[Fact] = ()
    assessed: Sequence[Assessed] = ()
    notes: Mapping[str, object] = field(default_factory=dict)
    added: Sequence[Run] = ()


@dataclass(frozen=True, slots=True)
class ShardHeader:
    """What a shard says about itself in its metadata; cheap to read.

    Parameters
    ----------
    recording, run, fingerprint, notes, added
        As in `RecordingGraph`.
    event_count, fact_count, assessed_count
        How many records the shard holds.
    """

    recording: str
    run: Run
    fingerprint: str
    notes: Mapping[str, object]
    event_count: int
    fact_count: int
    assessed_count: int
    added: Sequence[Run] = ()


# records -> bytes -------------------------------------------------------------------------------


def encode_shard(graph: RecordingGraph) -> bytes:
    """Return the Parquet file of a recording's graph; equal graphs give equal bytes.

    Raises
    ------
    ValueError
        A record belongs to another recording, stops before it starts, or has a time that is not
        finite. All such faults are listed together.
    """
    _check(graph)
    derived = {
        "fact_id": [f.fact_id for f in graph.facts],
        "evidence": [to_json(f.evidence) for f in graph.facts],
    }
    tables = [  # one row group or more for each kind
        _table("event", Event, graph.events, {}),
        _table("assessed", Assessed, graph.assessed, {}),
        _table("fact", Fact, graph.facts, derived),
    ]
    counts = {"event": len(graph.events), "assessed": len(graph.assessed), "fact": len(graph.facts)}
    metadata = {
        "schema_version": str(SCHEMA_VERSION),
        "recording": graph.recording,
        "run": to_json(asdict(graph.run)),
        "fingerprint": graph.fingerprint,
        "notes": to_json(graph.notes),
        "counts": to_json(counts),
        "checksum": "crc32:" + _UNKNOWN.decode(),
    }
    if graph.added:
        metadata["added"] = to_json([asdict(run) for run in graph.added])
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, SCHEMA, compression="zstd", store_schema=False) as writer:
        for table in tables:
            writer.write_table(table)
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


def _verify(content: bytes) -> None:
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
        name: [getattr(r, name) for r in records] for name in _stored_alike(kind)
    }
    columns |= derived
    columns["record"] = [record] * len(records)
    columns["start_us"] = [microseconds(r.start_s) for r in records]
    columns["stop_us"] = [microseconds(r.stop_s) for r in records]
    arrays = [
        pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(len(records), f.type)
        for f in SCHEMA
    ]
    table = pa.Table.from_arrays(arrays, schema=SCHEMA)
    return table.sort_by([(name, "ascending") for name in _ORDER])


def _stored_alike(kind: type) -> list[str]:
    return [f.name for f in fields(kind) if f.name not in ("start_s", "stop_s", "evidence")]


# bytes -> records -------------------------------------------------------------------------------


def read_header(path: Path) -> ShardHeader:
    """Return what a shard says about itself; the rows are verified but not decoded.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    DataError
        The file is damaged or is no shard.
    UserError
        The file was written by a newer version, or may not be read.
    """
    return _opened(path)[0]


def read_shard(path: Path) -> RecordingGraph:
    """Return the whole graph of one recording; raises as `read_header` does."""
    header, file = _opened(path)
    table = _decoded(path, lambda: _rows(file))
    return RecordingGraph(
        recording=header.recording,
        run=header.run,
        fingerprint=header.fingerprint,
        events=_decoded(path, lambda: records_from(_only(table, "event"), Event)),
        facts=_decoded(path, lambda: records_from(_only(table, "fact"), Fact)),
        assessed=_decoded(path, lambda: records_from(_only(table, "assessed"), Assessed)),
        notes=header.notes,
        added=header.added,
    )


def read_rows(path: Path) -> pa.Table:
    """Return all records of a shard as a table in `SCHEMA`; raises as `read_header` does."""
    _, file = _opened(path)
    return _decoded(path, lambda: _rows(file).cast(SCHEMA))


def records_from(table: pa.Table, kind: type[R]) -> list[R]:
    """Return the rows of a table in the shards' schema as records of one kind."""
    columns = {name: table.column(name).to_pylist() for name in _stored_alike(kind)}
    columns["start_s"] = [us / 1e6 for us in table.column("start_us").to_pylist()]
    columns["stop_s"] = [us / 1e6 for us in table.column("stop_us").to_pylist()]
    if kind is Fact:
        columns["evidence"] = [
            evidence_from_json(text) for text in table.column("evidence").to_pylist()
        ]
    return list(map(kind, *(columns[f.name] for f in fields(kind))))


def _only(table: pa.Table, record: str) -> pa.Table:
    return table.filter(pc.equal(table.column("record"), record))


def _opened(path: Path) -> tuple[ShardHeader, pq.ParquetFile]:
    try:
        content = path.read_bytes()  # at once: a writer may rename a new file here meanwhile
    except PermissionError:
        message = f"No permission to read {path}. Ask its owner for read access."
        raise UserError(message) from None
    file = _decoded(path, lambda: pq.ParquetFile(pa.BufferReader(content)))
    stored = _decoded(path, lambda: {k.decode(): v.decode() for k, v in _metadata(file).items()})
    version = _decoded(path, lambda: int(stored["schema_version"]))
    if version > SCHEMA_VERSION:
        message = (
            f"{path.name!r} was written by a newer version of the workbench (schema {version}; "
            f"this one reads up to {SCHEMA_VERSION}). Update with: "
            "pip install --upgrade behavior-workbench"
        )
        raise UserError(message)
    _decoded(path, lambda: _verify(content))
    return _decoded(path, lambda: _header_of(stored)), file


def _rows(file: pq.ParquetFile) -> pa.Table:
    """Return all rows, read in this thread: Arrow's now and then abort a process at exit."""
    return file.read(use_threads=False)


def _metadata(file: pq.ParquetFile) -> Mapping[bytes, bytes]:
    return file.metadata.metadata or {}


def _header_of(stored: Mapping[str, str]) -> ShardHeader:
    counts = json.loads(stored["counts"])
    return ShardHeader(
        recording=stored["recording"],
        run=Run(**json.loads(stored["run"])),
        fingerprint=stored["fingerprint"],
        notes=json.loads(stored["notes"]),
        event_count=counts["event"],
        fact_count=counts["fact"],
        assessed_count=counts["assessed"],
        added=tuple(Run(**run) for run in json.loads(stored.get("added", "[]"))),
    )


def _decoded(path: Path, decode: Callable[[], T]) -> T:
    """Return what `decode` gives; whatever damaged bytes make it raise becomes a `DataError`."""
    try:
        return decode()
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        recording = recording_of_file_name(path.name) or path.name
        message = (
            f"{path.name!r} is damaged or is no file of this store ({_first_line(error)}). "
            f"Label recording {recording!r} again to replace it, or move {path} away."
        )
        raise DataError(message) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
