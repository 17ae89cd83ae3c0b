"""Intervals of many groups at once: algebra in whole microseconds, vectorised over all groups.

`laid_out` puts the groups one behind the other on one line of time, so that intervals of different
groups neither touch nor overlap there, and one pass over sorted arrays serves all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Intervals with their groups, in any order; half-open, points have ``start == stop``.

    Parameters
    ----------
    group
        Number of the group, from 0, shape (n,).
    start, stop
        Microseconds, shape (n,).
    """

    group: Ints
    start: Ints
    stop: Ints

    def __len__(self) -> int:
        return len(self.group)

    def where(self, chosen: Bools | Ints) -> Spans:
        """Return those that are chosen, or all in the order given."""
        return Spans(self.group[chosen], self.start[chosen], self.stop[chosen])

    def by_start(self) -> Spans:
        """Return the same by start; of intervals on a line that is by group, too."""
        return self.where(np.lexsort((self.stop, self.start)))

    def is_state(self) -> Bools:
        """Return which are more than a moment."""
        return self.stop > self.start


NONE = Spans(*(np.empty(0, np.int64) for _ in range(3)))


def joined(parts: Sequence[Spans]) -> Spans:
    """Return the spans of several sets beside each other."""
    columns = zip(*((part.group, part.start, part.stop) for part in parts), strict=True)
    return Spans(*map(np.concatenate, columns))


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Where groups lie on one line of time.

    Parameters
    ----------
    base
        To add to the times of a group, shape (groups,).
    latest
        The latest time of each group itself, shape (groups,).
    """

    base: Ints
    latest: Ints

    def put(self, spans: Spans) -> Spans:
        """Return spans at their place on the line."""
        base = self.base[spans.group]
        return Spans(spans.group, spans.start + base, spans.stop + base)

    def taken(self, spans: Spans) -> Spans:
        """Return spans of the line in the time of their groups."""
        base = self.base[spans.group]
        return Spans(spans.group, spans.start - base, spans.stop - base)


def laid_out(sets: Sequence[Spans], groups: int) -> Line:
    """Return a line on which the groups of some sets do not touch."""
    earliest, latest = np.full(groups, 2**62), np.full(groups, -(2**62))
    for spans in sets:
        np.minimum.at(earliest, spans.group, spans.start)
        np.maximum.at(latest, spans.group, spans.stop)
    empty = latest < earliest
    earliest[empty] = latest[empty] = 0
    length = latest - earliest + 2
    return Line(np.cumsum(length) - length - earliest, latest)


# on a line; every result is by start -----------------------------------------------------------


def union(spans: Spans) -> Spans:
    """Return states that overlap or touch as one; points are left out."""
    states = spans.where(spans.is_state()).by_start()
    if not len(states):
        return NONE
    latest = np.maximum.accumulate(states.stop)
    opens = np.append(True, states.start[1:] > latest[:-1])
    closes = np.append(opens[1:], True)
    return Spans(states.group[opens], states.start[opens], latest[closes])


def intersection(first: Spans, second: Spans) -> Spans:
    """Return the times in both of two unions."""
    low = np.searchsorted(second.stop, first.start, side="right")
    high = np.searchsorted(second.start, first.stop, side="left")
    counts = np.maximum(high - low, 0)
    left = np.repeat(np.arange(len(first)), counts)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    right = np.repeat(low, counts) + offsets
    return Spans(
        first.group[left],
        np.maximum(first.start[left], second.start[right]),
        np.minimum(first.stop[left], second.stop[right]),
    )


def difference(first: Spans, second: Spans) -> Spans:
    """Return the times in the first of two unions and not in the second one."""
    if not len(first) or not len(second):
        return first
    start = np.append(min(first.start[0], second.start[0]) - 1, second.stop)
    stop = np.append(second.start, max(first.stop[-1], second.stop[-1]) + 1)
    return intersection(first, Spans(np.zeros_like(start), start, stop))


def inside(moments: Ints, spans: Spans) -> Bools:
    """Return which moments lie in a union."""
    if not len(spans):
        return np.zeros(len(moments), bool)
    at = np.searchsorted(spans.start, moments, side="right") - 1
    return (at >= 0) & (moments < spans.stop[at])


def reaching(spans: Spans, other: Spans) -> Bools:
    """Return which of some spans share time with a union; points by their moment."""
    begun = np.searchsorted(other.start, spans.stop, side="left")
    ended = np.searchsorted(other.stop, spans.start, side="right")
    return np.where(spans.is_state(), begun > ended, inside(spans.start, other))


def standing_apart(facts: pa.Table) -> NDArray[np.bool_]:
    """Return which facts neither overlap nor touch another of their recording, subject, predicate.

    As `graphs.query.sql.APART_SQL`, in the order of the rows.

    Parameters
    ----------
    facts
        Columns ``recording, subject, predicate, start_us, stop_us``; no nulls.
    """
    group = np.zeros(len(facts), np.int64)
    for name in ("recording", "subject", "predicate"):
        codes = facts[name].combine_chunks().dictionary_encode()
        group = group * max(1, len(codes.dictionary)) + codes.indices.to_numpy()
    start, stop = (facts[name].to_numpy() for name in ("start_us", "stop_us"))
    order = np.lexsort((stop, start, group))
    group, start, stop = group[order], start[order], stop[order]
    same = np.append(False, group[1:] == group[:-1])
    number = np.cumsum(~same)
    length = int(stop.max(initial=0)) + 1  # one group's times lie behind all of the group before
    upto = np.maximum.accumulate(stop + number * length) - number * length
    free = np.ones(len(facts), bool)
    free[1:] &= ~same[1:] | (start[1:] > upto[:-1])
    free[:-1] &= ~same[1:] | (stop[:-1] < start[1:])
    result = np.empty(len(facts), bool)
    result[order] = free
    return result
