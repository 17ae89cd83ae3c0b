"""Files of a graph and what people changed, as the tables that questions are asked of.

`fill` is the one way from shards to the relations of `graphs.storage.tables`; the local index and
the workers of a cluster both go it, so they give the same answers. Beside those four it fills

``speaker``
    ``recording, run, name``: which model speaks in a run; runs of no model are not in it.
``mention``
    ``recording, labelled, shown, is_animal``: every name that the files of a recording have.
``shard``
    ``stem, recording, files`` (names with versions, JSON)``, mark`` (of reviews)``, duration_us,
    problem``: which files the rows are from, and what is wrong with one that could not be read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from graphs.errors import WorkbenchError
from graphs.query.counts import (
    ANIMAL_ROW,
    ANIMAL_ROW_SCHEMA,
    BUDGET_ROW,
    BUDGET_ROW_SCHEMA,
    totals,
)
from graphs.query.spans import standing_apart
from graphs.query.sql import APART
from graphs.records import ID_SEPARATOR, Fact, microseconds, source_of
from graphs.storage.overlay import Overlay
from graphs.storage.shard import KINDS, SCHEMA, ShardHeader, fact_rows
from graphs.storage.shard_names import recording_of_file_name
from graphs.storage.shard_read import OpenShard, records_from
from graphs.storage.store import GraphStore
from graphs.storage.tables import ASSESSED, ASSESSED_SCHEMA, EVENT, EVENT_SCHEMA, FACT, FACT_SCHEMA

MENTION, SHARD, SPEAKER = "mention", "shard", "speaker"
_PAIR = ["recording", "labelled"]
_ORDER = [("start_us", "ascending"), ("stop_us", "ascending"), ("fact_id", "ascending")]
THREADS = 2
BATCH_ROWS = 400_000
"""Rows that are held in memory before they go into the engine."""

Files = Mapping[str, str]
"""Names of files of one stem, with their versions."""

MENTION_SCHEMA = pa.schema(
    [("recording", pa.string()), ("labelled", pa.string()), ("shown", pa.string()),
     ("is_animal", pa.bool_())]
)  # fmt: skip
SHARD_SCHEMA = pa.schema(
    [("stem", pa.string()), ("recording", pa.string()), ("files", pa.string()),
     ("mark", pa.int64()), ("duration_us", pa.int64()), ("problem", pa.string())]
)  # fmt: skip
SPEAKER_SCHEMA = pa.schema(
    [("recording", pa.string()), ("run", pa.string()), ("name", pa.string())]
)
FILLED = {
    FACT: FACT_SCHEMA.append(pa.field(APART, pa.bool_())),
    ASSESSED: ASSESSED_SCHEMA,
    EVENT: EVENT_SCHEMA,
    MENTION: MENTION_SCHEMA,
    SHARD: SHARD_SCHEMA,
    SPEAKER: SPEAKER_SCHEMA,
    ANIMAL_ROW: ANIMAL_ROW_SCHEMA,
    BUDGET_ROW: BUDGET_ROW_SCHEMA,
}
MADE_BEFORE = (ANIMAL_ROW, BUDGET_ROW)
"""Figures of the facts, which questions can do without."""

_SQL_TYPES = {pa.string(): "VARCHAR", pa.int64(): "BIGINT", pa.float64(): "DOUBLE",
              pa.bool_(): "BOOLEAN"}  # fmt: skip


T = TypeVar("T")


def create_tables(engine: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of `FILLED`, empty."""
    for name, schema in FILLED.items():
        columns = ", ".join(f"{f.name} {_SQL_TYPES[f.type]}" for f in schema)
        engine.execute(f"CREATE TABLE {name} ({columns})")


@dataclass(slots=True)
class _Batch:
    """What was read of some recordings and is not in the engine yet."""

    rows: dict[str, list[pa.Table]] = field(
        default_factory=lambda: {kind: [SCHEMA.empty_table()] for kind in KINDS}
    )
    animals: list[tuple[str, str]] = field(default_factory=list)
    speakers: list[tuple[str, str, str]] = field(default_factory=list)
    shards: list[tuple[str, str | None, str, int, int | None, str | None]] = field(
        default_factory=list
    )

    @property
    def size(self) -> int:
        return sum(map(len, self.rows["fact"]))


def fill(
    engine: duckdb.DuckDBPyConnection,
    store: GraphStore,
    stems: Mapping[str, Files],
    overlay: Overlay,
    *,
    least_rows: int = 0,
) -> bool:
    """Put recordings into the tables of `FILLED`, which do not have them yet.

    A file that cannot be read becomes a problem in ``shard``; the others answer.

    Parameters
    ----------
    engine
        With the tables of `create_tables`.
    store
        Where the files are.
    stems
        Stem -> its files, as `GraphStore.files` says.
    overlay
        What people changed.
    least_rows
        Of so many facts, and more, figures are made beforehand; at most `BATCH_ROWS`.

    Returns
    -------
    bool
        Whether the tables of `MADE_BEFORE` are filled.
    """
    made = False
    for batch in _batches(store, stems, overlay):
        made = made or batch.size >= least_rows
        _insert(engine, batch, overlay, made_before=made)
    return made


def _batches(store: GraphStore, stems: Mapping[str, Files], overlay: Overlay) -> Iterator[_Batch]:
    batch = _Batch()
    with ThreadPoolExecutor(THREADS) as pool:
        for some in batched(stems.items(), THREADS * 8):
            opened = pool.map(lambda item: _opened(store, item[1]), some)
            for (stem, files), (shards, problems) in zip(some, opened, strict=True):
                _add(batch, stem, files, shards, problems, overlay)
            if batch.size >= BATCH_ROWS:
                yield batch
                batch = _Batch()
    yield batch


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of up to `size`."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


class _Read(NamedTuple):
    """A file that was read."""

    shard: OpenShard
    rows: Mapping[str, pa.Table]


def _opened(store: GraphStore, files: Iterable[str]) -> tuple[list[_Read], list[str]]:
    """Return the files that can be read, and what is wrong with the others."""
    read, problems = [], []
    for name in files:
        try:
            shard = store.open(name)
            read.append(_Read(shard, _with_source(shard.rows_by_kind(), shard.header)))
        except FileNotFoundError:
            continue  # removed since it was listed
        except WorkbenchError as error:
            problems.append(str(error))
    return sorted(read, key=lambda file: file.shard.header.layer), problems


def _with_source(rows: dict[str, pa.Table], header: ShardHeader) -> dict[str, pa.Table]:
    """Return the rows, with who looked for the behaviors in those of assessed spans."""
    spans = rows["assessed"]
    index = spans.column_names.index("source")
    source = pa.repeat(pa.scalar(source_of(header.run)), len(spans))
    if header.added:  # in a file of schema 1
        said_by = {run.run_id: source_of(run) for run in (header.run, *header.added)}
        source = pa.array([said_by[run] for run in spans.column("run").to_pylist()], pa.string())
    return rows | {"assessed": spans.set_column(index, SCHEMA.field(index), source)}


def _add(
    batch: _Batch,
    stem: str,
    files: Files,
    read: Sequence[_Read],
    problems: Sequence[str],
    overlay: Overlay,
) -> None:
    recording = _recording(read, files)
    reviews = overlay.reviews.get(recording, ()) if recording else ()
    if recording:
        rows = {kind: _joined(read, kind) for kind in KINDS}
        if reviews:
            facts = overlay.reviewed(recording, records_from(rows["fact"], Fact))
            rows["fact"] = fact_rows(facts).sort_by(_ORDER)
        for kind in KINDS:
            batch.rows[kind].append(rows[kind])
        batch.animals += [(recording, name) for name in _animals_listed(read)]
        batch.speakers += [(recording, *said) for said in _speakers(read)]
    about = json.dumps(dict(files), sort_keys=True)
    mark = reviews[-1].seq if reviews else 0
    problem = "\n".join(problems) or None
    batch.shards.append((stem, recording, about, mark, _duration_us(read), problem))


def _joined(read: Sequence[_Read], kind: str) -> pa.Table:
    """Return the rows of one kind of all files of a recording, by time."""
    tables = [file.rows[kind] for file in read if len(file.rows[kind])]
    if len(tables) == 1 or (tables and kind == "event"):
        return tables[0]  # a file is in order; a recording is cut in one way
    return pa.concat_tables([SCHEMA.empty_table(), *tables]).sort_by(_ORDER)


def _recording(read: Sequence[_Read], files: Iterable[str]) -> str | None:
    """Return whose files these are; ``None`` if no name tells and no file can be read."""
    if read:
        return read[0].shard.header.recording
    return next((r for r in map(recording_of_file_name, files) if r is not None), None)


def _duration_us(read: Sequence[_Read]) -> int | None:
    for file in read:
        duration_s = file.shard.header.notes.get("duration_s")
        if isinstance(duration_s, int | float) and math.isfinite(duration_s):
            return microseconds(duration_s)
    return None


def _animals_listed(read: Sequence[_Read]) -> set[str]:
    """Return the animals that files name, seen doing something or not."""
    lists = [file.shard.header.notes.get("animals") for file in read]
    return {str(name) for names in lists if isinstance(names, list) for name in names}


def _speakers(read: Sequence[_Read]) -> list[tuple[str, str]]:
    """Return the runs in which models speak, with their names."""
    runs = [run for file in read for run in (file.shard.header.run, *file.shard.header.added)]
    models = [(run.run_id, run.parameters.get("model")) for run in runs]
    named = {run: str(m["name"]) for run, m in models if isinstance(m, Mapping) and "name" in m}
    return list(named.items())


def problems_of(engine: duckdb.DuckDBPyConnection) -> list[str]:
    """Return which files could not be read, and why."""
    query = f"SELECT problem FROM {SHARD} WHERE problem IS NOT NULL ORDER BY stem"  # noqa: S608
    rows = engine.execute(query).fetchall()
    return [line for (problem,) in rows for line in problem.split("\n")]


# rows -> tables ---------------------------------------------------------------------------------


def _insert(
    engine: duckdb.DuckDBPyConnection, batch: _Batch, overlay: Overlay, *, made_before: bool
) -> None:
    rows = {kind: pa.concat_tables(tables) for kind, tables in batch.rows.items()}
    listed = pa.table(
        {name: pa.array([pair[i] for pair in batch.animals], pa.string())
         for i, name in enumerate(("recording", "labelled"))}
    )  # fmt: skip
    mentions = _mentions(rows, listed, overlay)
    facts = _with_names(rows["fact"], FACT_SCHEMA, mentions)
    tables = {
        FACT: facts.append_column(APART, pa.array(standing_apart(facts))),
        ASSESSED: _with_names(rows["assessed"], ASSESSED_SCHEMA, mentions),
        EVENT: rows["event"].select(EVENT_SCHEMA.names),
        MENTION: mentions,
        SHARD: _table_of(batch.shards, SHARD_SCHEMA),
        SPEAKER: _table_of(batch.speakers, SPEAKER_SCHEMA),
    }
    if made_before:
        tables |= _totals(tables)
    engine.execute("BEGIN")
    for name, table in tables.items():
        engine.register("new", table)
        engine.execute(f"INSERT INTO {name} SELECT * FROM new")  # noqa: S608 - names are ours
        engine.unregister("new")
    engine.execute("COMMIT")


def _totals(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    with duckdb.connect() as beside:
        for name in (FACT, ASSESSED):
            beside.register(name, tables[name])
        return totals(beside)


def _table_of(rows: Sequence[Sequence[object]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _mentions(rows: Mapping[str, pa.Table], listed: pa.Table, overlay: Overlay) -> pa.Table:
    """Return every name; an animal is who does something, or is named as one of the recording."""
    subjects = [_named(rows[kind], "subject") for kind in ("fact", "assessed")]
    objects = [_named(rows[kind], "object") for kind in ("fact", "assessed")]
    animals = pa.concat_tables([listed, *subjects])
    found = pa.concat_tables([animals, *objects]).group_by(_PAIR, use_threads=False).aggregate([])
    found = found.sort_by([(name, "ascending") for name in _PAIR])
    recordings, names = (found.column(name) for name in _PAIR)
    shown = names
    if overlay.names_mark:
        pairs = zip(recordings.to_pylist(), names.to_pylist(), strict=True)
        shown = pa.array([overlay.names.resolved(*pair) for pair in pairs], pa.string())
    is_animal = pc.is_in(_keys(recordings, names), _keys(*(animals.column(n) for n in _PAIR)))
    return pa.table([recordings, names, shown, is_animal], schema=MENTION_SCHEMA)


def _named(rows: pa.Table, column: str) -> pa.Table:
    """Return whom the rows name, once for each recording."""
    pair = [rows.column("recording"), rows.column(column)]
    named = pa.table(pair, names=_PAIR).filter(pc.is_valid(pair[1]))
    return named.group_by(_PAIR, use_threads=False).aggregate([])


def _keys(recordings: pa.ChunkedArray, names: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return one text for recording and name; null where there is no name."""
    return pc.binary_join_element_wise(recordings, names, ID_SEPARATOR)


def _with_names(rows: pa.Table, schema: pa.Schema, mentions: pa.Table) -> pa.Table:
    """Return facts or assessed spans with names to show; beside them, if others, the files' own."""
    columns = {name: rows.column(name) for name in schema.names if name in rows.column_names}
    known = _keys(mentions.column("recording"), mentions.column("labelled"))
    animals = known.filter(mentions.column("is_animal"))
    whom = _keys(rows.column("recording"), rows.column("object"))
    columns["object_is_animal"] = pc.fill_null(pc.is_in(whom, animals), False)
    for name in ("subject", "object"):
        columns[f"{name}_labelled"] = pa.nulls(len(rows), pa.string())
    renamed = pc.not_equal(mentions.column("labelled"), mentions.column("shown"))
    if pc.any(renamed).as_py():
        old, new = known.filter(renamed), mentions.column("shown").filter(renamed)
        for name in ("subject", "object"):
            place = pc.index_in(_keys(rows.column("recording"), columns[name]), old)
            columns[f"{name}_labelled"] = pc.if_else(pc.is_valid(place), columns[name], None)
            columns[name] = pc.coalesce(new.take(place), columns[name])
    return pa.table({name: columns[name] for name in schema.names})
