"""Questions on a real cluster of two processes, one of which may be killed."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from small_worlds import RECORDINGS, Looked, Row, World, connected, tables

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.graph import Graph
from graphs.query.cluster import answer_on_cluster
from graphs.query.nodes import Budget, Count, Pattern, Query, Related, Select, Sequence, Transitions
from graphs.query.run import answer
from graphs.records import Fact, Run
from graphs.storage.index import GraphIndex
from graphs.storage.overlay import Overlay
from graphs.storage.shard import RecordingGraph
from graphs.storage.shard_source import shard_sources
from graphs.storage.store import GraphStore

distributed = pytest.importorskip("distributed", reason="needs the extra cluster")

CHASE, REAR = (Pattern(FactFilter(predicate=name)) for name in ("chase", "rear"))
QUERIES: list[Query] = [
    Select(Related(CHASE, "followed_by", REAR, 0.4)),
    Select(Sequence((CHASE, REAR), (0.4,), (None,))),
    Count(CHASE, ("group",), 0.5),
    Budget(),
    Transitions(),
]
WORLD = World(
    tuple(
        Row(recording, who, does, "bob" if does == "chase" else None, at, at + length)
        for recording in RECORDINGS
        for number, who in enumerate(("ann", "cy"))
        for at, (does, length) in enumerate(
            [("chase", 3), ("rear", 0), ("chase", 1), ("rear", 4)] * 3
        )
        if (at + number) % 3
    ),
    tuple(Looked(recording, "ann", "chase", None, 0, 9) for recording in RECORDINGS),
)


@dataclass(frozen=True)
class Tables:
    """A group of recordings; where `marker` is given, loading stops there until it is removed."""

    relations: dict[str, pa.Table]
    marker: Path | None = None

    def load(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        if self.marker is not None and not self.marker.exists():
            self.marker.write_text(str(os.getpid()))
            time.sleep(60)  # killed here
        for name, table in self.relations.items():
            connection.register(name, table)
        return []


@dataclass(frozen=True)
class Deadly:
    """A group of recordings that kills its worker."""

    def load(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def client() -> Iterator[object]:
    with warnings.catch_warnings():
        # what the cluster says of its own sockets and loops when its processes end
        warnings.filterwarnings("ignore", category=ResourceWarning)
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="distributed")
        cluster = distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        )
        with cluster, distributed.Client(cluster, set_as_default=False) as connected_client:
            cluster.scheduler.allowed_failures = 1
            yield connected_client


def local(query: Query) -> pa.Table:
    with connected(WORLD, apart=False) as connection:
        return answer(query, connection)


def groups() -> list[Tables]:
    return [Tables(tables(WORLD.only([name]))) for name in RECORDINGS]


def test_a_cluster_answers_as_one_engine_does(client: distributed.Client) -> None:
    for query in QUERIES:
        assert (
            answer_on_cluster(query, groups(), client)
            .table.to_pandas()
            .equals(local(query).to_pandas())
        )
    with pytest.raises(UserError, match="at least one group"):
        answer_on_cluster(QUERIES[0], [], client)
    with pytest.raises(UserError, match="zero or more seconds"):
        answer_on_cluster(Select(Related(CHASE, "before", REAR, -1)), groups(), client)


def test_a_worker_that_is_killed_changes_nothing(
    client: distributed.Client, tmp_path: Path
) -> None:
    marker = tmp_path / "loading"
    first, *others = groups()
    killed = []

    def kill() -> None:
        while not marker.exists() or not marker.read_text():
            time.sleep(0.02)
        killed.append(int(marker.read_text()))
        os.kill(killed[0], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    sources = [Tables(first.relations, marker), *others]
    found = answer_on_cluster(Budget(), sources, client)
    thread.join()
    assert killed
    assert found.table.to_pandas().equals(local(Budget()).to_pandas())


def test_files_of_a_graph_are_asked_in_groups(client: distributed.Client, tmp_path: Path) -> None:
    store = GraphStore(tmp_path)
    run = Run("r", "", "", "", "", "", {}, {})
    for number in range(5):
        name = f"day {number}"
        facts = [
            Fact(name, "A", "chase", "B", t, t + 1, 0, 1, "state", 1.0, "asserted", "rule", "r")
            for t in range(0, 2 * number, 2)
        ]
        store.write(RecordingGraph(name, run, "", facts=facts))
    query, here = Count(CHASE, ("recording",)), Graph(GraphIndex(store))
    sources = shard_sources(store, Overlay(), [], 3)
    found = answer_on_cluster(query, sources, client)
    assert found.table.to_pandas().equals(here.answer(query).table.to_pandas())
    assert found.problems == []
    (tmp_path / "day%203.parquet").write_bytes(b"no shard")
    found = answer_on_cluster(query, shard_sources(store, Overlay(), [], 3), client)
    assert found.table["count"].to_pylist() == [1, 2, 4]
    assert [problem[:16] for problem in found.problems] == ["'day%203.parquet"]


def test_what_kills_every_worker_is_named(client: distributed.Client) -> None:
    with pytest.raises(UserError, match="lost with worker after worker"):
        answer_on_cluster(Budget(), [*groups(), Deadly()], client)
