"""Who does what to whom in a stretch of a recording, added up: what a graph on the page shows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.records import STANDING, Event, Fact
from graphs.storage.shard_read import records_from
from graphs.storage.tables import EVENT, FACT
from graphs.words import did_you_mean
from workbench.ui.columns import merged

if TYPE_CHECKING:
    import duckdb

SHOWN = 50
"""Facts of a node or an edge that are sent at once."""

_COLUMNS = "fact_id, subject, predicate, object, kind, start_us, stop_us, confidence, source"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wants to see of a recording; empty and ``None`` for everything.

    Parameters
    ----------
    event
        Only what goes on in this event, cut to it.
    animal
        Only what it does, or what is done to it.
    predicate
        Only this behavior.
    source
        Only what this one says: ``rule``, ``model``, ``human``, ``import``.
    min_confidence
        At least this, 0 to 1; see `graphs.filters.FactFilter`.
    start_s, stop_s
        Only in this window, in seconds, cut to it.
    """

    event: str = ""
    animal: str = ""
    predicate: str = ""
    source: str = ""
    min_confidence: float | None = None
    start_s: float | None = None
    stop_s: float | None = None

    def filter(self, recording: str, event: Event | None) -> FactFilter:
        """Return the filter of facts; `UserError` if a number is none, or the window is empty."""
        for number in (self.min_confidence, self.start_s, self.stop_s):
            if number is not None and not math.isfinite(number):
                message = f"Expected a number; found {number}."
                raise UserError(message)
        return FactFilter(
            recording,
            predicate=self.predicate or None,
            source=self.source or None,
            min_confidence=self.min_confidence,
            between=self.window(event),
            status=STANDING,
        )

    def window(self, event: Event | None) -> tuple[float, float] | None:
        """Return the seconds that are looked at; ``None`` for all."""
        if event is None and self.start_s is None and self.stop_s is None:
            return None
        starts = [event.start_s] if event else [0.0]
        stops = [event.stop_s] if event else []
        starts += [self.start_s] if self.start_s is not None else []
        stops += [self.stop_s] if self.stop_s is not None else []
        start_s, stop_s = max(starts), min(stops, default=_END_S)
        if stop_s <= start_s:
            message = f"The window from {start_s:g} to {stop_s:g} s ends before it starts."
            raise UserError(message)
        return start_s, stop_s


_END_S = 1e9


class Who(NamedTuple):
    """What is claimed: subject, behavior, and whom or where, or ``None``."""

    subject: str
    predicate: str
    object: str | None


@dataclass(slots=True)
class Claim:
    """All facts that claim the same, added up.

    Parameters
    ----------
    who
        What they claim.
    spans
        Kind -> stretches in microseconds.
    ids
        Of the facts.
    confidences
        Those that are known.
    sources
        Who says so.
    """

    who: Who
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    ids: set[str] = field(default_factory=set)
    confidences: list[float] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)

    def told(self) -> dict[str, Any]:
        """Return it in numbers: bouts that overlap or touch are one, as in a time budget."""
        bouts = {kind: merged(spans) for kind, spans in self.spans.items()}
        stretches = [span for found in bouts.values() for span in found]
        known = self.confidences
        return {
            "subject": self.who.subject,
            "predicate": self.who.predicate,
            "object": self.who.object,
            "kind": "state" if "state" in bouts else "point",
            "facts": len(self.ids),
            "count": len(stretches),
            "total_s": sum(stop - start for start, stop in stretches) / 1e6,
            "confidence": sum(known) / len(known) if known else None,
            "sources": sorted(self.sources),
        }


def claims_of(
    cursor: duckdb.DuckDBPyConnection, wanted: FactFilter, animal: str = ""
) -> list[Claim]:
    """Return what facts claim, by subject, behavior and object.

    Parameters
    ----------
    cursor
        Of the index.
    wanted
        Which facts; their times are cut to its window.
    animal
        Only facts in which it takes part, if not empty.
    """
    condition, values = _where(wanted, {"node": animal} if animal else {})
    rows = cursor.execute(f"SELECT {_COLUMNS} FROM {FACT} WHERE {condition}", values).fetchall()  # noqa: S608
    first, last = (round(end * 1e6) for end in wanted.between or (0.0, _END_S))
    claims: dict[Who, Claim] = {}
    for fact_id, subject, predicate, object_, kind, start, stop, confidence, source in rows:
        who = Who(subject, predicate, object_)
        claim = claims.setdefault(who, Claim(who))
        claim.spans[kind].append((max(start, first), min(stop, last)))
        if fact_id not in claim.ids and confidence is not None and not math.isnan(confidence):
            claim.confidences.append(confidence)
        claim.ids.add(fact_id)
        claim.sources.add(source)
    return [claims[who] for who in sorted(claims, key=lambda w: (w[0], w[1], w[2] or ""))]


def facts_of(
    cursor: duckdb.DuckDBPyConnection, wanted: FactFilter, part: Mapping[str, str], first: int
) -> tuple[list[Fact], int]:
    """Return facts of a node or an edge in time order, from the `first` on, and how many there are.

    Parameters
    ----------
    cursor
        Of the index.
    wanted
        Which facts the graph is made of.
    part
        ``node``, or ``subject`` and ``predicate`` with ``object`` (without it, what is done alone);
        ``animal`` as for `claims_of`.
    first
        How many come before.
    """
    condition, values = _where(wanted, part)
    counted = f"SELECT count(DISTINCT fact_id) FROM {FACT} WHERE {condition}"  # noqa: S608
    ((total,),) = cursor.execute(counted, values).fetchall()
    table = cursor.sql(
        f"SELECT * FROM (SELECT DISTINCT ON (fact_id) * FROM {FACT} WHERE {condition}) "  # noqa: S608
        f"ORDER BY start_us, stop_us, fact_id LIMIT {SHOWN} OFFSET $first",
        params=values | {"first": max(first, 0)},
    ).to_arrow_table()
    return list(records_from(table, Fact)), int(total)


def _where(wanted: FactFilter, part: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    condition, values = wanted.sql()
    conditions = [condition]
    for name in ("node", "animal"):
        if part.get(name):
            conditions.append(f"(subject = ${name} OR object = ${name})")
            values[name] = part[name]
    if part.get("predicate"):
        conditions.append("subject = $who AND predicate = $does")
        conditions.append("object = $whom" if part.get("object") else "object IS NULL")
        values |= {"who": part.get("subject", ""), "does": part["predicate"]}
        values |= {"whom": part["object"]} if part.get("object") else {}
    return " AND ".join(conditions), values


def event_of(cursor: duckdb.DuckDBPyConnection, recording: str, event_id: str) -> Event:
    """Return an event of a recording.

    Raises
    ------
    UserError
        There is none of this name; near ones are told.
    """
    query = f"SELECT * FROM {EVENT} WHERE recording = $r AND event_id = $e LIMIT 1"  # noqa: S608
    table = cursor.sql(query, params={"r": recording, "e": event_id}).to_arrow_table()
    for event in records_from(table, Event):
        return event
    named = f"SELECT event_id FROM {EVENT} WHERE recording = $r"  # noqa: S608
    known = [name for (name,) in cursor.execute(named, {"r": recording}).fetchall()]
    message = f"No event {event_id!r} in {recording!r}{did_you_mean(event_id, known)}"
    raise UserError(message)


def subjects_of(cursor: duckdb.DuckDBPyConnection, recording: str) -> set[str]:
    """Return who does anything in a recording: its animals."""
    query = f"SELECT DISTINCT subject FROM {FACT} WHERE recording = $r"  # noqa: S608
    return {name for (name,) in cursor.execute(query, {"r": recording}).fetchall()}


def choices_of(cursor: duckdb.DuckDBPyConnection, recording: str) -> dict[str, list[str]]:
    """Return what a person may filter a recording by."""
    standing = {"r": recording, "standing": list(STANDING)}
    where = "WHERE recording = $r AND list_contains($standing::VARCHAR[], status)"

    def distinct(column: str, table: str) -> list[str]:
        query = f"SELECT DISTINCT {column} FROM {table} {where} AND {column} IS NOT NULL ORDER BY 1"  # noqa: S608
        return [value for (value,) in cursor.execute(query, standing).fetchall()]

    names = sorted({*distinct("subject", FACT), *distinct("object", FACT)})
    return {
        "names": names,
        "predicates": distinct("predicate", FACT),
        "sources": distinct("source", FACT),
    }
