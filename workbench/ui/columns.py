"""Facts, events and assessed time of one recording as columns, for scripts that draw them.

Times are whole microseconds. Names are sent once, in ``words``; columns hold their places there,
and -1 for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graphs.storage.tables import ASSESSED, EVENT, FACT, RECORDING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_NAMES = ("subject", "predicate", "object", "status", "source", "run")
_COLUMNS = "fact_id, start_us, stop_us, kind, confidence, subject, predicate, object, status, " \
           "source, run"  # fmt: skip
_LEVELS = ("session", "episode", "bout")

Spans = list[tuple[int, int]]


def columns_of(cursor: duckdb.DuckDBPyConnection, recording: str) -> dict[str, Any]:
    """Return all facts of a recording, also rejected ones, with events and assessed time."""
    found = _table(
        cursor,
        f"SELECT DISTINCT ON (fact_id) {_COLUMNS} FROM {FACT} WHERE recording = $name "  # noqa: S608
        "ORDER BY start_us, stop_us, fact_id",
        recording,
    )
    words, coded = _coded({name: found.column(name).to_pylist() for name in _NAMES})
    duration_us = _duration_us(cursor, recording, found)
    return {
        "words": words,
        "facts": {
            "id": found.column("fact_id").to_pylist(),
            "start": found.column("start_us").to_pylist(),
            "stop": found.column("stop_us").to_pylist(),
            "point": [int(kind == "point") for kind in found.column("kind").to_pylist()],
            "confidence": [_rounded(one) for one in found.column("confidence").to_pylist()],
            **coded,
        },
        "events": _events(cursor, recording),
        "assessed": _assessed(cursor, recording),
        "duration_us": duration_us,
    }


def _rounded(confidence: float | None) -> float | None:
    """Return a confidence to the thousandth; what is not known (NaN) is none."""
    if confidence is None or confidence != confidence:
        return None
    return round(confidence, 3)


def _coded(columns: dict[str, list[str | None]]) -> tuple[list[str], dict[str, list[int]]]:
    """Return distinct names and the columns as places among them."""
    places: dict[str | None, int] = {None: -1}
    coded = {}
    for name, values in columns.items():
        for value in dict.fromkeys(values):
            places.setdefault(value, len(places) - 1)
        coded[name] = [places[value] for value in values]
    return [word for word in places if word is not None], coded


def _duration_us(cursor: duckdb.DuckDBPyConnection, recording: str, facts: pa.Table) -> int:
    query = f"SELECT duration_us FROM {RECORDING} WHERE recording = $name"  # noqa: S608
    for (duration_us,) in cursor.execute(query, {"name": recording}).fetchall():
        if duration_us is not None:
            return int(duration_us)
    return max(facts.column("stop_us").to_pylist(), default=0)


def _events(cursor: duckdb.DuckDBPyConnection, recording: str) -> dict[str, dict[str, list[Any]]]:
    found = _table(
        cursor,
        f"SELECT level, event_id, start_us, stop_us FROM {EVENT} WHERE recording = $name "  # noqa: S608
        "ORDER BY start_us, stop_us, event_id",
        recording,
    ).to_pylist()
    return {
        level: {
            key: [row[column] for row in found if row["level"] == level]
            for key, column in (("id", "event_id"), ("start", "start_us"), ("stop", "stop_us"))
        }
        for level in _LEVELS
        if any(row["level"] == level for row in found)
    }


def _assessed(cursor: duckdb.DuckDBPyConnection, recording: str) -> list[dict[str, Any]]:
    """Return when each behavior of each subject was looked at, by whomever."""
    found = _table(
        cursor,
        f"SELECT subject, predicate, object, start_us, stop_us FROM {ASSESSED} "  # noqa: S608
        "WHERE recording = $name ORDER BY subject, predicate, object NULLS FIRST, start_us",
        recording,
    ).to_pylist()
    spans: dict[tuple[str, str, str | None], Spans] = {}
    for row in found:
        who = (row["subject"], row["predicate"], row["object"])
        spans.setdefault(who, []).append((row["start_us"], row["stop_us"]))
    return [
        {"subject": s, "predicate": p, "object": o, "spans": flat(merged(of))}
        for (s, p, o), of in spans.items()
    ]


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return spans in time order, those that touch or overlap as one."""
    found: Spans = []
    for start, stop in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return found


def flat(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return starts and stops in one list, alternating."""
    return [edge for span in spans for edge in span]


def _table(cursor: duckdb.DuckDBPyConnection, query: str, recording: str) -> pa.Table:
    return cursor.sql(query, params={"name": recording}).to_arrow_table()
