"""Many facts at once, in columns: a million become files of a graph in seconds.

For imports of large tables; single recordings are written with
`graphs.storage.store.GraphStore.write`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa

from graphs.errors import DataError
from graphs.storage.shard import KINDS, SCHEMA, RecordingGraph, encode_tables
from graphs.storage.store import GraphStore

THREADS = 8
"""More than processors, because the disk is waited for."""

_FACT_ID = """left(md5(concat_ws(chr(31), recording, subject, predicate,
    coalesce(object, chr(30)), start_us::VARCHAR, stop_us::VARCHAR, source, run)), 16)"""
"""As `graphs.records.Fact.fact_id`."""

_FAULTS = """
    SELECT recording, record, start_us, stop_us FROM rows
    WHERE coalesce(recording, '') = '' OR coalesce(stop_us < start_us, true) OR CASE record
        WHEN 'event' THEN event_id IS NULL OR level IS NULL OR segmenter IS NULL OR run IS NULL
        WHEN 'assessed' THEN subject IS NULL OR predicate IS NULL OR run IS NULL
        WHEN 'fact' THEN subject IS NULL OR predicate IS NULL OR kind IS NULL OR status IS NULL
            OR source IS NULL OR run IS NULL OR evidence IS NULL
        ELSE true END LIMIT 10
"""


def write_rows(
    store: GraphStore, rows: pa.Table, about: Callable[[str], RecordingGraph]
) -> list[str]:
    """Write records of many recordings, one file for each.

    Parameters
    ----------
    store
        Where to.
    rows
        Columns of `graphs.storage.shard.SCHEMA`, in any order; those that are missing are empty.
        Identifiers of facts are computed.
    about
        Gives run, fingerprint, notes and layer of a recording; its records do not count.

    Returns
    -------
    list of str
        The recordings, sorted.

    Raises
    ------
    DataError
        Rows lack what they need, or stop before they start; nothing is written.
    UserError
        The folder cannot be written; recordings that were written before stay.
    """
    table = _complete(rows)
    parts = list(_by_recording(table))

    def encoded(part: tuple[str, pa.Table]) -> tuple[RecordingGraph, bytes]:
        graph = about(part[0])
        return graph, encode_tables(graph, *_by_kind(part[1]))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda part: _written(store, *encoded(part)), parts))
    return [recording for recording, _ in parts]


def _written(store: GraphStore, graph: RecordingGraph, content: bytes) -> None:
    store.write_encoded(graph.recording, graph.layer, content)


def _complete(rows: pa.Table) -> pa.Table:
    """Return rows in `SCHEMA`, by recording, with the identifiers of facts."""
    missing = [field.name for field in SCHEMA if field.name not in rows.column_names]
    for name in missing:
        rows = rows.append_column(name, pa.nulls(len(rows), SCHEMA.field(name).type))
    with duckdb.connect() as engine:
        engine.register("rows", rows.select(SCHEMA.names))
        faults = engine.execute(_FAULTS).fetchall()
        if faults:
            listing = "\n".join(f"  - {fault}" for fault in faults)
            message = (
                "Rows need a recording, a run and a stop that is not before the start; facts and "
                "assessed spans a subject and a predicate; facts kind, status, source and "
                "evidence; events event_id, level and segmenter. "
                f"Found (recording, record, start_us, stop_us):\n{listing}"
            )
            raise DataError(message)
        query = f"""
            SELECT * REPLACE (CASE WHEN record = 'fact' THEN {_FACT_ID} END AS fact_id)
            FROM rows ORDER BY recording, list_position($kinds, record)
        """  # noqa: S608
        return engine.sql(query, params={"kinds": list(KINDS)}).to_arrow_table().cast(SCHEMA)


def _by_recording(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    counts = table.group_by("recording", use_threads=False).aggregate([([], "count_all")])
    start = 0
    for recording, count in zip(*(column.to_pylist() for column in counts.columns), strict=True):
        yield recording, table.slice(start, count)
        start += count


def _by_kind(rows: pa.Table) -> Iterator[pa.Table]:
    """Yield the rows of each kind, which stand in this order."""
    counts = {
        count["values"]: count["counts"] for count in rows["record"].value_counts().to_pylist()
    }
    start = 0
    for kind in KINDS:
        yield rows.slice(start, counts.get(kind, 0))
        start += counts.get(kind, 0)
