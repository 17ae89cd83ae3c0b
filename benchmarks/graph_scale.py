"""How long questions take on a generated project, and beside it on SQLite, networkx and Ladybug.

``python -m benchmarks graph_scale`` makes 10^6 facts, and for the others 10^5; the environment
variables ``GRAPH_FACTS`` and ``GRAPH_PEER_FACTS`` say other numbers. Facts are written as files of
a graph; a process of its own makes the index, and another asks (``benchmarks.graph_ask``).
Milliseconds are medians of five runs, of the clock and of the processor (all threads together, so
that other work on the machine counts less). Targets are for two processors with nothing else to do.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import graph_peers
from benchmarks.graph_world import PER_RECORDING, behavior, generated, recording_name
from graphs.filters import FactFilter
from graphs.graph import Graph
from graphs.query.nodes import Budget, Count, Pattern, Query, Related, Select, Sequence, Transitions
from graphs.query.run import answer
from graphs.records import STANDING, Run
from graphs.storage.bulk import write_rows
from graphs.storage.index import GraphIndex
from graphs.storage.places import Placed
from graphs.storage.shard import RecordingGraph
from graphs.storage.store import GraphStore

FIRST, SECOND, THIRD = behavior(5), behavior(6), behavior(7)
LIMIT_S, WINDOW_S = 5.0, (100.0, 160.0)
SUBJECT = (("subject", "subject"),)
RUNS = 5
PART = 250_000
"""Facts that are made and written at a time."""

TARGETS_MS = {
    1_000_000: {"window": 10, "join one": 15, "join all": 150, "budget": 150, "first answer": 1000},
    10_000_000: {"window": 20, "sequence": 1000, "budget": 1000},
}
LOAD_TARGET_S = {1_000_000: 5, 10_000_000: 60}
MEMORY_TARGET_MB = {1_000_000: 600, 10_000_000: 2000}


def written(count: int, folder: Path) -> float:
    """Write a generated graph, and return the seconds that writing took."""
    store, run = GraphStore(folder / "graph"), Run("r1", "", "", "", "", "", {}, {})
    seconds = 0.0
    for first in range(0, count, PART):
        tables = generated(min(PART, count - first), first // PER_RECORDING)
        rows = pa.concat_tables(
            [
                tables[name].append_column("record", pa.repeat(record, len(tables[name])))
                for name, record in (("fact", "fact"), ("assessed_span", "assessed"))
            ],
            promote_options="default",
        )
        began = time.perf_counter()
        write_rows(store, rows, lambda name: RecordingGraph(name, run, "", notes=NOTES))
        seconds += time.perf_counter() - began
    return seconds


NOTES = {"duration_s": 600.0}


def opened(folder: Path) -> Graph:
    """Return the graph that was written, with its index in the same folder."""
    store = GraphStore(folder / "graph")
    places = [
        Placed(name, "treated" if int(name[-1]) % 2 else "control", "first")
        for name in (recording_name(i) for i in range(len(store.files())))
    ]
    return Graph(GraphIndex(store, cache=folder / "cache", places=lambda: places))


def questions(recordings: int) -> dict[str, Query]:
    """Return what is asked."""
    one = recording_name(recordings // 2)

    def pattern(name: str, recording: str | None = None) -> Pattern:
        return Pattern(FactFilter(recording, predicate=name, status=STANDING))

    def join(recording: str | None) -> Select:
        pair = pattern(FIRST, recording), pattern(SECOND, recording)
        return Select(Related(pair[0], "followed_by", pair[1], LIMIT_S, SUBJECT))

    steps = pattern(FIRST), pattern(SECOND), pattern(THIRD)
    return {
        "window": Select(Pattern(FactFilter(one, between=WINDOW_S))),
        "join one": join(one),
        "join all": join(None),
        "join all, usual match": Select(Related(steps[0], "followed_by", steps[1], LIMIT_S)),
        "sequence": Select(Sequence(steps, (LIMIT_S, LIMIT_S), (None, None))),
        "budget": Count(Pattern(FactFilter(status=STANDING)), ("subject", "predicate")),
        "budget of each recording": Budget(),
        "count per group and minute": Count(pattern(FIRST), ("group",), 60.0),
        "transitions": Transitions(FactFilter(status=STANDING)),
    }


def main() -> bool:
    """Print the figures; return False where a target is missed or two engines disagree."""
    count = int(float(os.environ.get("GRAPH_FACTS", "1e6")))
    peer_count = int(float(os.environ.get("GRAPH_PEER_FACTS", "1e5")))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = written(count, folder)
        size_mb = sum(path.stat().st_size for path in (folder / "graph").iterdir()) / 1e6
        target_s = LOAD_TARGET_S.get(count)
        print(
            f"{count:,} facts written in {seconds:.1f} s (target {target_s}), {size_mb:.0f} MB",
            flush=True,
        )
        well = target_s is None or seconds <= target_s
        for what in ("index", "ask"):
            command = [sys.executable, "-m", "benchmarks.graph_ask", what, str(folder), str(count)]
            well &= subprocess.run(command, check=False).returncode == 0
        return _beside_peers(peer_count, folder) and well


def _some_id(connection: duckdb.DuckDBPyConnection) -> str:
    ids = connection.sql("SELECT fact_id FROM fact ORDER BY fact_id LIMIT 1").fetchall()
    return str(ids[0][0])


def point(connection: duckdb.DuckDBPyConnection, fact_id: str) -> int:
    """Return how many facts have an identifier."""
    query = "SELECT * FROM fact WHERE fact_id = $fact_id"
    return int(connection.sql(query, params={"fact_id": fact_id}).to_arrow_table().num_rows)


def timed(ask: Callable[[], int]) -> tuple[int, float, float]:
    """Return an answer and the median milliseconds of the clock and of the processor."""
    clock, cpu, answered = [], [], 0
    for _ in range(RUNS):
        began, used = time.perf_counter(), time.process_time()
        answered = ask()
        clock.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return answered, statistics.median(clock) * 1e3, statistics.median(cpu) * 1e3


def _beside_peers(count: int, folder: Path) -> bool:
    written(count, folder / "small")
    connection = opened(folder / "small").index.cursor()
    facts = connection.sql("SELECT * FROM fact").to_arrow_table()
    asked: dict[str, Any] = {
        "fact_id": _some_id(connection),
        "recording": recording_name(count // PER_RECORDING // 2),
        "start": round(WINDOW_S[0] * 1e6),
        "stop": round(WINDOW_S[1] * 1e6),
        "first": FIRST,
        "second": SECOND,
        "limit": round(LIMIT_S * 1e6),
    }
    known = questions(count // PER_RECORDING)

    def rows(name: str) -> Callable[[], int]:
        return lambda: int(answer(known[name], connection).num_rows)

    def budget() -> int:
        total_s = answer(Budget(), connection)["total_s"]
        return round(float(pc.sum(total_s).as_py()) * 1e6)

    ours = {"point": lambda: point(connection, asked["fact_id"]), "budget": budget}
    ours |= {name: rows(name) for name in ("window", "join one", "join all")}
    engines = {
        "graphs": ours,
        "SQLite": graph_peers.sqlite(facts, asked, folder),
        "networkx": graph_peers.networkx(facts, asked),
        "Ladybug": graph_peers.ladybug(facts, asked, folder),
    }
    print(f"{count:,} facts, ms (of the clock):")
    print(f"  {'':12}" + "".join(f"{name:>20}" for name in engines))
    agree = True
    for name in ("point", "window", "join one", "join all", "budget"):
        found = {e: timed(asks[name]) for e, asks in engines.items() if name in asks}
        base = found["graphs"][1]
        cells = [
            f"{found[e][1]:.2f} ({found[e][1] / base:.2g}x)" if e in found else "" for e in engines
        ]
        print(f"  {name:12}" + "".join(f"{cell:>20}" for cell in cells))
        if len({number for number, _, _ in found.values()}) != 1:
            agree = False
            print(f"  {name}: answers differ: { ({e: f[0] for e, f in found.items()}) }")
    connection.close()
    return agree
