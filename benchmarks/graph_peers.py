"""The questions of `benchmarks.graph_scale` asked of other engines, each in its own manner.

SQLite has indexes for these questions. networkx holds one edge per fact; what it is asked is plain
Python over its edges, sorted once. Ladybug (the successor of Kuzu) is asked in Cypher, with facts
as nodes beside their recordings. Each returns the same numbers.
"""

from __future__ import annotations

import bisect
import importlib
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq

Questions = dict[str, Callable[[], int]]
"""Name of a question -> what answers it with a number."""

_COLUMNS = ["fact_id", "recording", "subject", "predicate", "object", "start_us", "stop_us"]


def sqlite(facts: pa.Table, asked: dict[str, Any], folder: Path) -> Questions:
    """Return the questions to a SQLite file with indexes."""
    engine = sqlite3.connect(folder / "peer.sqlite")
    engine.execute(f"CREATE TABLE fact ({', '.join(_COLUMNS)})")
    rows = zip(*(facts[name].to_pylist() for name in _COLUMNS), strict=True)
    engine.executemany(f"INSERT INTO fact VALUES ({', '.join('?' * len(_COLUMNS))})", rows)
    engine.execute("CREATE UNIQUE INDEX by_id ON fact (fact_id)")
    engine.execute("CREATE INDEX by_time ON fact (recording, start_us, stop_us)")
    engine.execute(
        "CREATE INDEX by_what ON fact (predicate, recording, subject, start_us, stop_us)"
    )
    engine.execute("ANALYZE")
    join = """SELECT count(*) FROM fact a WHERE predicate = :first {where} AND EXISTS (
        SELECT 1 FROM fact b WHERE b.predicate = :second AND b.recording = a.recording
        AND b.subject = a.subject AND b.start_us > a.start_us
        AND b.start_us <= a.stop_us + :limit)"""
    window = """SELECT count(*) FROM fact WHERE recording = :recording AND start_us < :stop
        AND (stop_us > :start OR start_us >= :start)"""
    budget = """WITH near AS (SELECT *, max(stop_us) OVER (
            PARTITION BY recording, subject, predicate, object, start_us = stop_us
            ORDER BY start_us, stop_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS upto
            FROM fact),
        each AS (SELECT recording, sum(max(stop_us - max(start_us, coalesce(upto, start_us)), 0)) t
            FROM near GROUP BY recording, subject, predicate, object, start_us = stop_us)
        SELECT sum(t) FROM each"""

    def number(text: str) -> Callable[[], int]:
        return lambda: int(engine.execute(text, asked).fetchone()[0])

    return {
        "point": number("SELECT count(*) FROM fact WHERE fact_id = :fact_id"),
        "window": number(window),
        "join one": number(join.format(where="AND a.recording = :recording")),
        "join all": number(join.format(where="")),
        "budget": number(budget),
    }


def networkx(facts: pa.Table, asked: dict[str, Any]) -> Questions:
    """Return the questions to a graph in memory."""
    graph = nx.MultiDiGraph()
    for row in facts.select(_COLUMNS).to_pylist():
        graph.add_edge(row["subject"], row["object"] or row["predicate"], row["fact_id"], **row)
    edges = [row for _, _, row in graph.edges(data=True)]
    by_id = {row["fact_id"]: row for row in edges}
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in edges:
        of[row["recording"]].append(row)

    def window() -> int:
        start, stop = asked["start"], asked["stop"]
        return sum(
            r["start_us"] < stop and (r["stop_us"] > start or r["start_us"] >= start)
            for r in of[asked["recording"]]
        )

    def join(rows: list[dict[str, Any]]) -> int:
        starts = defaultdict(list)
        for r in rows:
            if r["predicate"] == asked["second"]:
                starts[r["recording"], r["subject"]].append(r["start_us"])
        for times in starts.values():
            times.sort()
        found = 0
        for r in rows:
            if r["predicate"] == asked["first"]:
                times = starts[r["recording"], r["subject"]]
                at = bisect.bisect_right(times, r["start_us"])
                found += at < len(times) and times[at] <= r["stop_us"] + asked["limit"]
        return found

    return {
        "point": lambda: int(asked["fact_id"] in by_id),
        "window": window,
        "join one": lambda: join(of[asked["recording"]]),
        "join all": lambda: join(edges),
        "budget": lambda: _time_in_bouts(edges),
    }


def _time_in_bouts(edges: list[dict[str, Any]]) -> int:
    spans = defaultdict(list)
    for r in edges:
        who = r["recording"], r["subject"], r["predicate"], r["object"]
        spans[who].append((r["start_us"], r["stop_us"]))
    total = 0
    for times in spans.values():
        upto = -1
        for start, stop in sorted(times):
            total += max(0, stop - max(start, upto))
            upto = max(upto, stop)
    return total


def ladybug(facts: pa.Table, asked: dict[str, Any], folder: Path) -> Questions:
    """Return the questions to an embedded Cypher engine; none if it is not installed."""
    try:
        engine = importlib.import_module("ladybug")
    except ImportError:
        return {}
    connection = engine.Connection(engine.Database(str(folder / "peer.ladybug")))
    kinds = ", ".join(f"{n} {'INT64' if n.endswith('_us') else 'STRING'}" for n in _COLUMNS)
    connection.execute(f"CREATE NODE TABLE Fact({kinds}, PRIMARY KEY (fact_id))")
    connection.execute("CREATE NODE TABLE Recording(name STRING, PRIMARY KEY (name))")
    connection.execute("CREATE REL TABLE Has(FROM Recording TO Fact)")
    names = facts.select(["recording"]).group_by("recording").aggregate([])
    with tempfile.TemporaryDirectory() as temporary:
        for table, what in (
            (facts.select(_COLUMNS), "Fact"),
            (names, "Recording"),
            (facts.select(["recording", "fact_id"]), "Has"),
        ):
            path = Path(temporary) / f"{what}.parquet"
            pq.write_table(table, path)
            connection.execute(f"COPY {what} FROM '{path}'")
    join = """MATCH (r:Recording{one})-[:Has]->(a:Fact {{predicate: $first}}),
        (r)-[:Has]->(b:Fact {{predicate: $second}})
        WHERE a.subject = b.subject AND b.start_us > a.start_us
        AND b.start_us <= a.stop_us + $limit RETURN count(DISTINCT a.fact_id)"""
    window = """MATCH (r:Recording {name: $recording})-[:Has]->(a:Fact)
        WHERE a.start_us < $stop AND (a.stop_us > $start OR a.start_us >= $start) RETURN count(*)"""

    def number(text: str) -> Callable[[], int]:
        given = {name: value for name, value in asked.items() if f"${name}" in text}
        return lambda: int(connection.execute(text, given).get_next()[0])

    return {
        "point": number("MATCH (a:Fact {fact_id: $fact_id}) RETURN count(*)"),
        "window": number(window),
        "join one": number(join.format(one=" {name: $recording}")),
        "join all": number(join.format(one="")),
    }
