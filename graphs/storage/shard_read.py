"""Shards back from their bytes; see `graphs.storage.shard`.

Whatever damaged bytes make a decoder raise becomes a `DataError` that names the file. Files of
schema 1 are read too: their facts get the identifiers of today, and events and assessed intervals
the run that made them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graphs.errors import DataError, UserError
from graphs.plain_json import evidence_from_json
from graphs.records import Assessed, Event, Fact, Run
from graphs.storage.shard import (
    KINDS,
    SCHEMA,
    SCHEMA_VERSION,
    R,
    RecordingGraph,
    ShardHeader,
    stored_alike,
    verify_checksum,
)
from graphs.storage.shard_names import recording_of_file_name

T = TypeVar("T")
LABEL = "label"
"""Parameter of the run of added facts: the behavior it speaks of (see `graphs.storage.added`)."""


@dataclass(frozen=True, slots=True)
class OpenShard:
    """A shard whose bytes are sound.

    Parameters
    ----------
    header
        What it says about itself.
    name
        Of the file.
    file
        The Parquet file.
    """

    header: ShardHeader
    name: str
    file: pq.ParquetFile

    def rows(self) -> pa.Table:
        """Return all records as a table in `graphs.storage.shard.SCHEMA`."""
        return _decoded(self.name, self._rows)

    def _rows(self) -> pa.Table:
        # read in this thread: Arrow's own now and then abort a process at exit
        table = self.file.read(use_threads=False)
        if not table.schema.equals(SCHEMA):
            table = table.cast(SCHEMA)
        return table if self.header.schema_version > 1 else _of_today(table, self.header)

    def rows_by_kind(self) -> dict[str, pa.Table]:
        """Return the records of each kind (``event``, ``assessed``, ``fact``), by time."""
        table, header = self.rows(), self.header
        counts = (header.event_count, header.assessed_count, header.fact_count)
        if sum(counts) != len(table):
            message = f"{self.name!r} is damaged: {len(table)} records, expected {sum(counts)}."
            raise DataError(message)
        starts = (0, counts[0], counts[0] + counts[1])
        return {
            kind: table.slice(start, count)
            for kind, start, count in zip(KINDS, starts, counts, strict=True)
        }

    def graphs(self) -> list[RecordingGraph]:
        """Return the records: one graph, or one per layer of a file of schema 1."""
        header, rows = self.header, self.rows_by_kind()
        whole = RecordingGraph(
            recording=header.recording,
            run=header.run,
            fingerprint=header.fingerprint,
            events=_decoded(self.name, lambda: records_from(rows["event"], Event)),
            facts=_decoded(self.name, lambda: records_from(rows["fact"], Fact)),
            assessed=_decoded(self.name, lambda: records_from(rows["assessed"], Assessed)),
            notes=header.notes,
            layer=header.layer,
        )
        return _split(whole, header.added)


def open_shard(content: bytes, name: str) -> OpenShard:
    """Return a shard; its rows are verified but not decoded yet.

    Parameters
    ----------
    content
        Of the file, read at once.
    name
        Of the file, for messages.

    Raises
    ------
    DataError
        The file is damaged or is no shard.
    UserError
        The file was written by a newer version.
    """
    file = _decoded(name, lambda: pq.ParquetFile(pa.BufferReader(content)))
    stored = _decoded(name, lambda: {k.decode(): v.decode() for k, v in _metadata(file).items()})
    version = _decoded(name, lambda: int(stored["schema_version"]))
    if version > SCHEMA_VERSION:
        message = (
            f"{name!r} was written by a newer version of the workbench (schema {version}; "
            f"this one reads up to {SCHEMA_VERSION}). Update with: "
            "pip install --upgrade behavior-workbench"
        )
        raise UserError(message)
    _decoded(name, lambda: verify_checksum(content))
    return OpenShard(_decoded(name, lambda: _header_of(stored)), name, file)


def records_from(table: pa.Table, kind: type[R]) -> list[R]:
    """Return the rows of a table as records of one kind.

    Parameters
    ----------
    table
        With the columns of `graphs.storage.shard.SCHEMA`, or of `graphs.storage.tables`.
    kind
        `Event`, `Fact` or `Assessed`.
    """
    columns = {name: table.column(name).to_pylist() for name in stored_alike(kind)}
    columns["start_s"] = [us / 1e6 for us in table.column("start_us").to_pylist()]
    columns["stop_s"] = [us / 1e6 for us in table.column("stop_us").to_pylist()]
    if kind is Fact:
        columns["evidence"] = [
            evidence_from_json(text) for text in table.column("evidence").to_pylist()
        ]
        columns["labelled"] = _labelled(table)
    return list(map(kind, *(columns[f.name] for f in fields(kind))))


def _labelled(table: pa.Table) -> list[tuple[str, str | None] | None]:
    """Return subject and object as labelled, where a table shows other names."""
    if "subject_labelled" not in table.column_names:
        return [None] * len(table)
    names = ("subject", "object", "subject_labelled", "object_labelled")
    rows = zip(*(table.column(name).to_pylist() for name in names), strict=True)
    return [
        None if old_subject is old_object is None else (old_subject or subject, old_object or whom)
        for subject, whom, old_subject, old_object in rows
    ]


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
        layer=stored.get("layer", ""),
        schema_version=int(stored["schema_version"]),
    )


def _decoded(name: str, decode: Callable[[], T]) -> T:
    """Return what `decode` gives; whatever damaged bytes make it raise becomes a `DataError`."""
    try:
        return decode()
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        recording = recording_of_file_name(name) or name
        message = (
            f"{name!r} is damaged or is no file of this store ({_first_line(error)}). "
            f"Label recording {recording!r} again to replace it, or move the file away."
        )
        raise DataError(message) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


# schema 1 ---------------------------------------------------------------------------------------


def _of_today(table: pa.Table, header: ShardHeader) -> pa.Table:
    """Return the rows of a file of schema 1 as schema 2 has them."""
    facts = records_from(table.filter(pc.equal(table.column("record"), "fact")), Fact)
    is_fact = pc.equal(table.column("record"), "fact")
    places = np.flatnonzero(is_fact.to_numpy(zero_copy_only=False)).tolist()
    ids: list[str | None] = [None] * len(table)
    runs = _runs_of_labels(table.column("predicate").to_pylist(), header)
    for place, fact in zip(places, facts, strict=True):
        ids[place], runs[place] = fact.fact_id, fact.run
    for name, values in (("fact_id", ids), ("run", runs)):
        index = SCHEMA.get_field_index(name)
        table = table.set_column(index, SCHEMA.field(index), pa.array(values, pa.string()))
    return table


def _runs_of_labels(labels: Sequence[str | None], header: ShardHeader) -> list[str]:
    """Return who looked for each behavior: an added run if it says so, else labelling."""
    of = {run.parameters[LABEL]: run.run_id for run in header.added if run.parameters["assesses"]}
    return [of.get(label, header.run.run_id) for label in labels]


def _split(whole: RecordingGraph, added: Sequence[Run]) -> list[RecordingGraph]:
    """Return what labelling said and what was added to it as graphs of their own."""
    assessing = {run.parameters[LABEL]: run for run in added if run.parameters["assesses"]}
    ids = {run.run_id for run in added}
    labelled = replace(
        whole,
        facts=[fact for fact in whole.facts if fact.run not in ids],
        assessed=[span for span in whole.assessed if span.predicate not in assessing],
    )
    layers = [
        RecordingGraph(
            recording=whole.recording,
            run=run,
            fingerprint="",
            facts=[fact for fact in whole.facts if fact.run == run.run_id],
            assessed=[s for s in whole.assessed if assessing.get(s.predicate) == run],
            layer=run.run_id,
        )
        for run in added
    ]
    return [labelled, *layers]
