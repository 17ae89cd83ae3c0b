"""One process of `benchmarks.graph_scale`: makes the index of a graph, or asks it."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

BEGAN = time.perf_counter()


def index(folder: Path, count: int) -> bool:
    """Make the index, and print what it cost."""
    from benchmarks.graph_scale import opened

    began = time.perf_counter()
    opened(folder).index.cursor().close()
    size_mb = sum(path.stat().st_size for path in (folder / "cache").iterdir()) / 1e6
    print(f"  index made in {time.perf_counter() - began:.1f} s, {size_mb:.0f} MB", end="")
    return _memory(count)


def ask(folder: Path, count: int) -> bool:
    """Ask all questions, and print what they cost; return whether targets are met."""
    from benchmarks.graph_scale import TARGETS_MS, opened, point, questions, timed
    from benchmarks.graph_world import PER_RECORDING

    graph = opened(folder)
    known = questions(count // PER_RECORDING)
    graph.answer(known["window"])
    first_ms = (time.perf_counter() - BEGAN) * 1e3
    targets = TARGETS_MS.get(count, {})
    limit = targets.get("first answer")
    well = limit is None or first_ms <= limit
    said = "" if limit is None else f"target {limit} ms{'' if well else ', missed'}"
    print(f"  first answer of a new process, imports included: {first_ms:.0f} ms  {said}")
    with graph.index.cursor() as cursor:
        ids = cursor.sql("SELECT fact_id FROM fact LIMIT 1").fetchall()
    asked: dict[str, Callable[[], int]] = {}
    for name, query in known.items():
        asked[name] = lambda query=query: len(graph.answer(query).table)
    with graph.index.cursor() as cursor:
        asked["point"] = lambda: point(cursor, ids[0][0])
        for name, question in asked.items():
            rows, clock_ms, cpu_ms = timed(question)
            target = targets.get(name)
            missed = target is not None and clock_ms > target
            well &= not missed
            said = "" if target is None else f"target {target} ms{', missed' if missed else ''}"
            print(f"  {name:28}{clock_ms:9.1f} ms {cpu_ms:9.1f} ms cpu {rows:9,} rows  {said}")
    return _memory(count) and well


def _memory(count: int) -> bool:
    from benchmarks.graph_scale import MEMORY_TARGET_MB

    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    target = MEMORY_TARGET_MB.get(count)
    print(f"  most memory of this process: {memory_mb:.0f} MB (target {target})", flush=True)
    return target is None or memory_mb <= target


if __name__ == "__main__":
    steps = {"index": index, "ask": ask}
    sys.exit(0 if steps[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3])) else 1)
