"""What a project says of its recordings, as a relation to ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import duckdb
import pyarrow as pa

from graphs.storage.fill import SHARD
from graphs.storage.tables import RECORDING, RECORDING_SCHEMA


class Placed(NamedTuple):
    """What a project says of a recording besides its facts."""

    recording: str
    group: str | None
    session: str | None


def create_recordings(engine: duckdb.DuckDBPyConnection, places: Iterable[Placed]) -> None:
    """Make the relation of the recordings that something is stored of.

    Parameters
    ----------
    engine
        With the tables of `graphs.storage.fill`.
    places
        Groups and sessions; of recordings without files nothing is said.
    """
    schema = pa.schema([f for f in RECORDING_SCHEMA if f.name != "duration_us"])
    columns = list(zip(*places, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, pa.string()) for column in columns]
    engine.register("places", pa.Table.from_arrays(arrays, schema=schema))
    engine.execute(
        f"CREATE TABLE {RECORDING} AS SELECT recording, group_name, session, duration_us "  # noqa: S608
        f"FROM {SHARD} LEFT JOIN places USING (recording) WHERE recording IS NOT NULL"
    )
    engine.unregister("places")
