"""How long questions take on a generated project, and beside it on SQLite, networkx and Ladybug.

``python -m benchmarks graph_scale`` asks 10^6 facts, and the others 10^5; the environment variables
``GRAPH_FACTS`` and ``GRAPH_PEER_FACTS`` say other numbers. Milliseconds are medians of five runs,
of the clock and of the processor (all threads together, so that other work on the machine counts
less). Targets are for two processors with nothing else to do.
"""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import graph_peers
from benchmarks.graph_world import PER_RECORDING, behavior, generated, recording_name
from graphs.filters import FactFilter
from graphs.query.nodes import Budget, Count, Pattern, Query, Related, Select, Sequence, Transitions
from graphs.query.run import answer
from graphs.query.sql import APART_SQL

FIRST, SECOND, THIRD = behavior(5), behavior(6), behavior(7)
LIMIT_S, WINDOW_S = 5.0, (100.0, 160.0)
SUBJECT = (("subject", "subject"),)
RUNS = 5

TARGETS_MS = {
    1_000_000: {"window": 10, "join one": 15, "join all": 150, "budget": 150},
    10_000_000: {"window": 20, "sequence": 1000, "budget": 1000},
}


def load(tables: Mapping[str, pa.Table], path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to a file with the relations, sorted by recording and start."""
    connection = duckdb.connect(str(path))
    for name, table in tables.items():
        connection.register("given", table)
        more = f", {APART_SQL} AS apart" if name == "fact" else ""
        order = "ORDER BY recording, start_us, stop_us" if name == "fact" else ""
        connection.sql(f"SELECT *{more} FROM given {order}").to_table(name)
        connection.unregister("given")
    return connection


def questions(recordings: int) -> dict[str, Query]:
    """Return what is asked."""
    one = recording_name(recordings // 2)

    def pattern(name: str, recording: str | None = None) -> Pattern:
        return Pattern(FactFilter(recording, predicate=name))

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
        "count by behavior": Count(Pattern(FactFilter()), ("predicate",)),
        "budget": Budget(),
        "transitions": Transitions(),
    }


def main() -> bool:
    """Print the figures; return False where a target is missed or two engines disagree."""
    count = int(float(os.environ.get("GRAPH_FACTS", "1e6")))
    peer_count = int(float(os.environ.get("GRAPH_PEER_FACTS", "1e5")))
    with tempfile.TemporaryDirectory() as folder:
        well = _ours(count, Path(folder) / "graph.duckdb")
        return _beside_peers(peer_count, Path(folder)) and well


def _ours(count: int, path: Path) -> bool:
    tables = generated(count)
    began = time.perf_counter()
    connection = load(tables, path)
    loaded_s, size_mb = time.perf_counter() - began, path.stat().st_size / 1e6
    ids = tables["fact"]["fact_id"]
    fact_id = ids[len(ids) // 2].as_py()
    del tables, ids
    print(f"{count:,} facts loaded in {loaded_s:.1f} s, {size_mb:.0f} MB")
    asked: dict[str, Callable[[], int]] = {"point": lambda: _point(connection, fact_id)}
    for name, query in questions(count // PER_RECORDING).items():
        asked[name] = lambda query=query: int(answer(query, connection).num_rows)
    well = True
    for name, ask in asked.items():
        rows, clock_ms, cpu_ms = _timed(ask)
        target = TARGETS_MS.get(count, {}).get(name)
        missed = target is not None and clock_ms > target
        well &= not missed
        said = "" if target is None else f"target {target} ms{', missed' if missed else ''}"
        print(f"  {name:24}{clock_ms:9.1f} ms {cpu_ms:9.1f} ms cpu {rows:9,} rows  {said}")
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  most memory, making the facts included: {memory_mb:.0f} MB")
    connection.close()
    return well


def _point(connection: duckdb.DuckDBPyConnection, fact_id: str) -> int:
    query = "SELECT * FROM fact WHERE fact_id = $fact_id"
    return int(connection.sql(query, params={"fact_id": fact_id}).to_arrow_table().num_rows)


def _timed(ask: Callable[[], int]) -> tuple[int, float, float]:
    """Return an answer and the median milliseconds of the clock and of the processor."""
    clock, cpu, answered = [], [], 0
    for _ in range(RUNS):
        began, used = time.perf_counter(), time.process_time()
        answered = ask()
        clock.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return answered, statistics.median(clock) * 1e3, statistics.median(cpu) * 1e3


def _beside_peers(count: int, folder: Path) -> bool:
    tables = generated(count)
    facts = tables["fact"]
    asked: dict[str, Any] = {
        "fact_id": facts["fact_id"][count // 2].as_py(),
        "recording": recording_name(count // PER_RECORDING // 2),
        "start": round(WINDOW_S[0] * 1e6),
        "stop": round(WINDOW_S[1] * 1e6),
        "first": FIRST,
        "second": SECOND,
        "limit": round(LIMIT_S * 1e6),
    }
    connection = load(tables, folder / "small.duckdb")
    known = questions(count // PER_RECORDING)

    def rows(name: str) -> Callable[[], int]:
        return lambda: int(answer(known[name], connection).num_rows)

    def budget() -> int:
        total_s = answer(Budget(), connection)["total_s"]
        return round(float(pc.sum(total_s).as_py()) * 1e6)

    ours = {"point": lambda: _point(connection, asked["fact_id"]), "budget": budget}
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
        found = {e: _timed(asks[name]) for e, asks in engines.items() if name in asks}
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
