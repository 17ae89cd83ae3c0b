"""Answers about the order of what animals do: first and last, before and after, gaps, sequences.

Where a wording can be read in two honest ways both are accepted; where the readings would say yes
and no the oracle stops, so that no such question gets into a set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from question_expected import FRAME_S, Expected, Intervals, Names, Number, Rows, YesNo, plain
from question_facts import EDGE_S, Seen, looked, rows_of, seen
from question_oracle import ANIMALS, Found, in_seconds, shown

from workbench.ask.answer import Answer

SIDE_BY_SIDE_S = 0.15
"""Bouts that start, or stop, this close to each other count as one moment."""

WORDS = {
    "approach": ("approaches", "approaching", "approached"),
    "chase": ("chases", "chasing", "chased"),
    "contact": ("touches", "touching"),
    "enter": ("enters", "entering", "entered"),
    "feed": ("feeds", "feeding", "fed"),
    "flee": ("flees", "fleeing", "fled"),
    "follow": ("follows", "following", "followed"),
    "groom": ("grooms", "grooming", "groomed"),
    "leave": ("leaves", "leaving", "left"),
    "nose_to_nose": ("sniffs the nose of", "sniffing the nose"),
    "nose_to_tail": ("sniffs the tail base of", "sniffing the tail base"),
    "rear": ("rears", "rearing", "reared"),
    "rest": ("rests", "resting", "rested"),
    "run": ("runs", "running", "ran"),
    "walk": ("walks", "walking", "walked"),
}
"""Behavior -> forms in which an answer may name it."""


@dataclass(frozen=True, slots=True)
class Order(Names):
    """Names in an order, as they follow each other in the values or the lines of a table."""

    order: tuple[str, ...] = ()

    def fits(self, given: Answer) -> bool:
        """Whether the names that are told, one after the other, are these."""
        texts = [f"{v.name} {v.value if isinstance(v.value, str) else ''}" for v in given.values]
        lines = [row for table in given.tables for row in table.rows]
        tables = ["; ".join(cell for cell in row if isinstance(cell, str)) for row in lines]
        return any(self._read(some) == self.order for some in (texts, tables) if some)

    def _read(self, texts: Iterable[str]) -> tuple[str, ...]:
        forms = {plain(form): n for n in self.among for form in (n, *self.also.get(n, ()))}
        longest = sorted(forms, key=len, reverse=True)
        pattern = rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)"
        return tuple(forms[one[1]] for text in texts for one in re.finditer(pattern, plain(text)))


# which comes first ------------------------------------------------------------------------------


def first_of(world: str, a: str, b: str, last: bool = False, recording: str = "") -> Found:
    """Which of two behaviors comes first, or last; the times of both say it, too."""
    at = -1 if last else 0
    rows = [seen(world, claim, recording=recording)[at] for claim in (a, b)]
    best = (max if last else min)(rows, key=lambda row: row.start_s)
    assert abs(rows[0].start_s - rows[1].start_s) > SIDE_BY_SIDE_S, rows
    both = {row.predicate for row in rows}
    named = Names(frozenset({best.predicate}), frozenset(both), WORDS)
    times = Rows({(r.predicate,): r.start_s for r in rows}, "s", least=1.5 * FRAME_S)
    return Found((named, times), shown(rows))


def who_first(world: str, does: str, last: bool = False, recording: str = "") -> Found:
    """Which animal does something first, or last; when each does says it, too."""
    at = -1 if last else 0
    bouts = {who: seen(world, f"{who} {does}", recording=recording) for who in ANIMALS}
    times = {who: rows[at].start_s for who, rows in bouts.items() if rows}
    best = (max if last else min)(times, key=lambda who: times[who])
    assert all(abs(times[best] - t) > EDGE_S for who, t in times.items() if who != best), times
    named = Names(frozenset({best}), frozenset(ANIMALS))
    table = Rows({(who,): t for who, t in times.items()}, "s", least=1.5 * FRAME_S)
    both: tuple[Expected, ...] = (named, table) if len(times) > 1 else (named,)
    return Found(both, shown([row for rows in bouts.values() for row in rows]))


def happened_before(world: str, a: str, b: str, recording: str = "") -> Found:
    """Whether one thing is done before another: before its first, and before any of it."""
    one, two = (seen(world, claim, recording=recording) for claim in (a, b))
    before_first = one[0].start_s < two[0].start_s
    before_any = one[0].stop_s <= two[-1].start_s + EDGE_S
    assert before_first == before_any, (one, two)
    return Found((YesNo(before_first),), shown([*one, *two]))


def opening(world: str, animal: str, last: bool = False, recording: str = "") -> Found:
    """What an animal does first of all; what it does last of all starts last, or stops last."""
    rows = seen(world, f"{animal} *", recording=recording)
    if not last:
        return Found(_beside([r for r in rows if _close(r.start_s, rows[0].start_s)]), shown(rows))
    final = max(row.stop_s for row in rows)
    ways = [
        [r for r in rows if _close(r.start_s, rows[-1].start_s)],
        [r for r in rows if _close(r.stop_s, final)],
    ]
    return Found(_unique(one for way in ways for one in _beside(way)), shown(rows))


# next and before --------------------------------------------------------------------------------


def next_done(world: str, a: str, at: int = 0, recording: str = "") -> Found:
    """What the animal begins first once a bout has ended."""
    row = seen(world, a, recording=recording)[at]
    rows = [
        one
        for one in seen(world, f"{row.subject} *", recording=row.recording)
        if one.start_s >= row.stop_s - EDGE_S and one != row
    ]
    return Found(_beside([r for r in rows if _close(r.start_s, rows[0].start_s)]), shown([row]))


def done_before(world: str, a: str, at: int = 0, recording: str = "") -> Found:
    """What the animal was through with last when a bout began, by its end or by its start."""
    row = seen(world, a, recording=recording)[at]
    rows = [
        one
        for one in seen(world, f"{row.subject} *", recording=row.recording)
        if one.stop_s <= row.start_s + EDGE_S and one != row
    ]
    stop, start = max(r.stop_s for r in rows), max(r.start_s for r in rows)
    ways = [
        [r for r in rows if _close(r.stop_s, stop)],
        [r for r in rows if _close(r.start_s, start)],
    ]
    return Found(_unique(one for way in ways for one in _beside(way)), shown([row]))


def wait_for(world: str, a: str, b: str, at: int = 0, edge: str = "", recording: str = "") -> Found:
    """Time from the "end" or the "start" of a bout, or either, to the start of another."""
    row = seen(world, a, recording=recording)[at]
    later = {}
    for name, from_s in (("end", row.stop_s), ("start", row.start_s)):
        starts = [r.start_s for r in seen(world, b, recording=recording) if r != row]
        later[name] = min(s for s in starts if s >= from_s - EDGE_S) - from_s
    ways = [edge] if edge else ["end", "start"]
    return Found(tuple(in_seconds(later[way], 2) for way in ways), shown([row]))


def longest_gap(world: str, a: str, shortest: bool = False) -> Found:
    """The longest time, or the shortest, from the end of a bout to the start of the next."""
    rows = seen(world, a)
    gaps = [(one.stop_s, two.start_s) for one, two in pairwise(rows)]
    best = (min if shortest else max)(gaps, key=lambda gap: gap[1] - gap[0])
    between = Intervals(((rows[0].recording, *best),))
    return Found((in_seconds(best[1] - best[0], 2), between), shown(rows))


def followed_share(world: str, a: str, b: str, within_s: float) -> Found:
    """Share of bouts after whose end another behavior starts within so many seconds."""
    rows, starts = seen(world, a), [row.start_s for row in seen(world, b)]
    edges = [s - row.stop_s - within_s for row in rows for s in starts]
    assert all(abs(edge) > 2 * FRAME_S for edge in edges), edges
    kept = [r for r in rows if any(-EDGE_S <= s - r.stop_s <= within_s for s in starts)]
    return Found((Number(len(kept) / len(rows), least=6e-3),), shown(rows))


# sequences --------------------------------------------------------------------------------------


def sequence(
    world: str, animal: str, within: Sequence[float] | None = None, recording: str = ""
) -> Found:  # fmt: skip
    """All bouts of an animal in the order of their starts."""
    window = None if within is None else (float(within[0]), float(within[1]))
    assert looked(world, f"{animal} *", recording)
    rows = sorted(seen(world, f"{animal} *", window, recording), key=lambda row: row.start_s)
    assert len({row.start_s for row in rows}) == len(rows), rows  # else their order is open
    names = tuple(row.predicate for row in rows)
    return Found((_in_order(world, names), *shown(rows)), shown(rows))


def order_first(world: str, animal: str, does: Sequence[str]) -> Found:
    """In which order an animal first shows some behaviors; the time of each says it, too."""
    rows = [seen(world, f"{animal} {name}")[0] for name in does]
    rows.sort(key=lambda row: row.start_s)
    order = _in_order(world, tuple(row.predicate for row in rows))
    times = Rows({(r.predicate,): r.start_s for r in rows}, "s", least=1.5 * FRAME_S)
    return Found((order, times), shown(rows))


def _in_order(world: str, names: tuple[str, ...]) -> Order:
    known = frozenset(row.predicate for row in rows_of(world, "assessed"))
    return Order(frozenset(names), known, WORDS, names)


def _close(one: float, two: float) -> bool:
    return abs(one - two) <= SIDE_BY_SIDE_S


def _beside(rows: Sequence[Seen]) -> tuple[Expected, ...]:
    """Return the names of bouts at one moment: any one of them, or all."""
    names = [frozenset({row.predicate}) for row in rows]
    every = frozenset(row.predicate for row in rows)
    return _unique(Names(one, frozenset(WORDS), WORDS) for one in (*names, every))


def _unique(some: Iterable[Expected]) -> tuple[Expected, ...]:
    return tuple({repr(one): one for one in some}.values())
