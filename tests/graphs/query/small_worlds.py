"""Small graphs at random, full of points and of facts that touch and overlap, and plain answers.

Times are whole ticks of a tenth of a second from 4.1 s on, so that hardly any is a round number in
floating point. The plain answers look at facts one by one, with `graphs.relations` and
`graphs.budget` where they say what holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from graphs import relations
from graphs.filters import FactFilter
from graphs.query.nodes import Combined, Match, Node, Pattern, Related, Sequence
from graphs.records import Assessed, Fact
from graphs.storage.tables import SCHEMAS

TICK_US = 100_000
ORIGIN_US = 4_100_000
ANIMALS = ("ann", "bob", "cy")
OBJECTS = (None, *ANIMALS, "nest", "")
PREDICATES = ("chase", "rear", "sniff")
RECORDINGS = ("one", "two's", "three")


class Row(NamedTuple):
    """A fact or an interval, in ticks."""

    recording: str
    subject: str
    predicate: str
    object: str | None
    start: int
    stop: int
    source: str = "rule"
    status: str = "asserted"


class Looked(NamedTuple):
    """An assessed span, in ticks."""

    recording: str
    subject: str
    predicate: str
    object: str | None
    start: int
    stop: int


@dataclass(frozen=True)
class World:
    """Facts and assessed spans of some recordings."""

    facts: tuple[Row, ...]
    looked: tuple[Looked, ...] = ()

    def only(self, recordings: Iterable[str]) -> World:
        """Return what there is of some recordings."""
        kept = set(recordings)
        return World(
            tuple(f for f in self.facts if f.recording in kept),
            tuple(a for a in self.looked if a.recording in kept),
        )


_names = st.sampled_from
_who = (_names(RECORDINGS), _names(ANIMALS[:2]), _names(PREDICATES), _names(OBJECTS))
_times = st.tuples(st.integers(0, 12), st.integers(0, 4)).map(lambda t: (t[0], sum(t)))
_facts = st.tuples(
    *_who, _times, _names(["rule", "human"]), _names(["asserted", "asserted", "rejected"])
).map(lambda f: Row(*f[:4], *f[4], *f[5:]))
_spans = st.tuples(*_who, _times).map(lambda a: Looked(*a[:4], *a[4]))

worlds = st.builds(
    World, st.lists(_facts, max_size=14).map(tuple), st.lists(_spans, max_size=8).map(tuple)
)


def us(ticks: int) -> int:
    """Return ticks as microseconds."""
    return ORIGIN_US + ticks * TICK_US


def seconds(ticks: int) -> float:
    """Return ticks as seconds."""
    return us(ticks) / 1e6


def tables(world: World) -> dict[str, pa.Table]:
    """Return the four relations."""
    facts = [
        {
            **row._asdict(),
            "fact_id": f"{world.facts[:number].count(row)}{row}",
            "start_us": us(row.start),
            "stop_us": us(row.stop),
            "kind": kind(row),
            "confidence": 0.5,
            "run": "r1",
            "evidence": "{}",
            "object_is_animal": row.object in ANIMALS,
            "subject_labelled": row.subject,
            "object_labelled": row.object,
        }
        for number, row in enumerate(world.facts)
    ]
    looked = [
        {
            **span._asdict(),
            "start_us": us(span.start),
            "stop_us": us(span.stop),
            "run": "r1",
            "source": "rule",
            "object_is_animal": span.object in ANIMALS,
        }
        for span in world.looked
    ]
    named = sorted({row.recording for row in (*world.facts, *world.looked)})
    recordings = [
        {"recording": name, "group_name": group_of(name), "session": None, "duration_us": None}
        for name in named
    ]
    rows = {"fact": facts, "assessed_span": looked, "event": [], "recording": recordings}
    return {name: pa.Table.from_pylist(rows[name], schema) for name, schema in SCHEMAS.items()}


def kind(row: Row) -> str:
    return "point" if row.start == row.stop else "state"


def group_of(recording: str) -> str | None:
    """Return the group of a recording; one has none."""
    return {"one": "young", "two's": "old"}.get(recording)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.sql("SET threads = 1")
    return connection


@contextmanager
def connected(world: World, *, apart: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that holds a world, with the column ``apart`` or without it."""
    connection = _engine()
    for name, table in tables(world).items():
        if apart and name == "fact":
            flags = pa.array([stands_apart(row, world) for row in world.facts], pa.bool_())
            table = table.append_column("apart", flags)
        connection.register(name, table)
    yield connection


def stands_apart(row: Row, world: World) -> bool:
    """Return whether no other fact of one recording, subject and predicate touches a fact."""
    others = [r for r in world.facts if r[:3] == row[:3] and r is not row]
    return all(r.stop < row.start or row.stop < r.start for r in others)


# plain answers ----------------------------------------------------------------------------------

COMPARED: dict[str, Callable[..., Any]] = {
    "before": relations.before,
    "after": relations.after,
    "during": lambda a, b, _: relations.during(a, b),
    "overlapping": lambda a, b, _: relations.overlapping(a, b),
    "within": relations.within,
    "followed_by": relations.followed_by,
}


def plain(node: Node, world: World) -> list[Row]:
    """Return the facts or intervals of a node, one by one."""
    match node:
        case Pattern(filter=wanted):
            return [row for row in world.facts if _is_wanted(row, wanted)]
        case Related():
            return list(_plain_related(node, world))
        case Combined():
            return list(_plain_combined(node, world))
        case Sequence():
            return list(_plain_sequences(node, world))


def _is_wanted(row: Row, wanted: FactFilter) -> bool:
    asked = (wanted.predicate, wanted.subject, wanted.object, wanted.status, wanted.source)
    given = (row.predicate, row.subject, row.object, row.status, row.source)
    return all(
        a is None or g in ([a] if isinstance(a, str) else a)
        for a, g in zip(asked, given, strict=True)
    )


def meets(one: Row, other: Row, match: Match | None) -> bool:
    """Return whether two rows meet."""
    if one.recording != other.recording:
        return False
    if match is not None:
        return all(getattr(one, a) == getattr(other, b) for a, b in match)
    both = one.object in ANIMALS and other.object in ANIMALS
    return one.subject == other.subject and (not both or one.object == other.object)


def bouts(rows: Iterable[Row]) -> np.ndarray:
    """Return rows as a list of bouts in seconds."""
    return np.array([(seconds(r.start), seconds(r.stop)) for r in rows]).reshape(-1, 2)


def _plain_related(node: Related, world: World) -> Iterator[Row]:
    second = plain(node.second, world)
    for row in plain(node.first, world):
        met = [other for other in second if meets(row, other, node.on)]
        limit = node.within_s
        holds = COMPARED[node.relation](bouts([row]), bouts(met), limit)[0]
        if bool(holds) != node.negated:
            yield row


def moments(rows: Iterable[Row]) -> set[int]:
    """Return the half ticks that rows take up; a point takes up one."""
    return {t for r in rows for t in {2 * r.start, *range(2 * r.start, 2 * r.stop)}}


def lasting(rows: Iterable[Row]) -> set[int]:
    """Return the ticks of the states among rows."""
    return {t for r in rows for t in range(r.start, r.stop)}


def runs(ticks: set[int]) -> list[tuple[int, int]]:
    """Return ticks as intervals."""
    starts = sorted(t for t in ticks if t - 1 not in ticks)
    stops = sorted(t + 1 for t in ticks if t + 1 not in ticks)
    return list(zip(starts, stops, strict=True))


def _by_row(rows: Iterable[Row]) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault((row.recording, row.subject, row.object), []).append(row)
    return found


def _plain_combined(node: Combined, world: World) -> Iterator[Row]:
    first, second = plain(node.first, world), plain(node.second, world)
    name = "combined"
    if node.operation == "or":
        sides = _by_row(first), _by_row(second)
        for key in {**sides[0], **sides[1]}:
            both = [row for side in sides for row in side.get(key, [])]
            if not all(key in side for side in sides):
                yield from (r._replace(predicate=name) for r in both)
                continue
            going = lasting(both)
            points = {r.start for r in both if r.start == r.stop} - going
            for start, stop in [*runs(going), *((p, p) for p in points)]:
                yield Row(key[0], key[1], name, key[2], start, stop)
        return
    for key, own in _by_row(first).items():
        met = [other for other in second if meets(own[0], other, node.on)]
        going, wanted = lasting(met), node.operation == "and"
        states = lasting(own) & going if wanted else lasting(own) - going
        kept = [
            r.start for r in own if r.start == r.stop and (2 * r.start in moments(met)) == wanted
        ]
        for start, stop in [*runs(states), *((p, p) for p in kept)]:
            yield Row(key[0], key[1], name, key[2], start, stop)


def _plain_sequences(node: Sequence, world: World) -> Iterator[Row]:
    sets = [plain(step, world) for step in node.steps]
    for key, own in _by_row(sets[0]).items():
        steps = [own]
        for one, match in zip(sets[1:], node.on, strict=True):
            steps.append([other for other in one if meets(own[0], other, match)])
        for path in plain_reading(steps, node.within_s):
            yield Row(key[0], key[1], "combined", key[2], path[0].start, max(r.stop for r in path))


def plain_reading(steps: list[list[Row]], within_s: tuple[float, ...]) -> list[tuple[Row, ...]]:
    """Return the sequences of one row: every way in turn, and the earliest of them."""
    if len(set(within_s)) == 1:
        found = relations.sequences([bouts(step) for step in steps], within_s[0])
        return [tuple(step[i] for step, i in zip(steps, path, strict=True)) for path in found]
    left = [sorted(enumerate(step), key=lambda r: (r[1].start, r[1].stop, r[0])) for step in steps]
    found = []
    for head in list(left[0]):
        for way in itertools.product([head], *left[1:]):
            links = zip(itertools.pairwise(way), within_s, strict=True)
            if all(
                a.start < b.start and (b.start - a.stop) * TICK_US <= round(limit * 1e6)
                for ((_, a), (_, b)), limit in links
            ):
                found.append(tuple(row for _, row in way))
                for step, taken in zip(left, way, strict=True):
                    step.remove(taken)
                break
    return found


def records(world: World) -> tuple[list[Fact], list[Assessed]]:
    """Return a world as records."""
    facts = [
        Fact(
            r.recording, r.subject, r.predicate, r.object, seconds(r.start), seconds(r.stop), 0, 1,
            kind(r), 0.5, r.status, r.source, "r1",
        )
        for r in world.facts
    ]  # fmt: skip
    return facts, [Assessed(*a[:4], seconds(a.start), seconds(a.stop)) for a in world.looked]
