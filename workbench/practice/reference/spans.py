"""Lists of times, ``(start_s, stop_s)``, half-open: joined, cut, and put beside each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

Span = tuple[float, float]

_LEAST_S = 1e-6


def micro(time_s: float) -> int:
    """Return a time in whole microseconds, in which times are compared."""
    return round(time_s * 1e6) if math.isfinite(time_s) else 10**18


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap or touch as one; points are dropped."""
    found: list[Span] = []
    for start, stop in sorted(span for span in spans if span[1] > span[0]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return found


def length(spans: Iterable[Span]) -> float:
    """Return the summed length of spans that do not overlap."""
    return math.fsum(stop - start for start, stop in spans)


def where(holds: Callable[[float], bool], *sets: Iterable[Span]) -> list[Span]:
    """Return the times in which a condition holds, which changes only at ends of some spans."""
    edges = sorted({edge for spans in sets for span in spans for edge in span})
    cells = pairwise(edges)
    return joined(cell for cell in cells if holds((cell[0] + cell[1]) / 2))


def within(time_s: float, spans: Iterable[Span]) -> bool:
    """Return whether a time lies in some span."""
    return any(start <= time_s < stop for start, stop in spans)


def shared(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """Return the times in both sets."""
    return where(lambda t: within(t, one) and within(t, other), one, other)


def lasting(spans: Iterable[Span]) -> list[Span]:
    """Return spans that are longer than what rounding leaves."""
    return [span for span in spans if span[1] - span[0] > _LEAST_S]


# relations of one bout to another, in microseconds -----------------------------------------------

Ends = tuple[int, int, int, int]


def ends(one: Span, other: Span) -> Ends:
    """Return start and stop of both in whole microseconds."""
    return micro(one[0]), micro(one[1]), micro(other[0]), micro(other[1])


def overlaps(one: Span, other: Span) -> bool:
    """Return whether two share time; a point shares its moment."""
    a, b, c, d = ends(one, other)
    return c < (b if b > a else a + 1) and a < (d if d > c else c + 1)


def lies_in(one: Span, other: Span) -> bool:
    """Return whether one lies wholly inside the other."""
    a, b, c, d = ends(one, other)
    b, d = (b if b > a else a + 1), (d if d > c else c + 1)
    return c <= a and b <= d


def follows(one: Span, other: Span, within_s: float) -> bool:
    """Return whether the other starts later, at most so long after the end of the first."""
    a, b, c, _ = ends(one, other)
    return a < c <= b + micro(within_s)


def starts_after(one: Span, other: Span, within_s: float) -> bool:
    """Return whether the other starts at the end of the first, or at most so long after it."""
    _, b, c, _ = ends(one, other)
    return b <= c <= b + micro(within_s)


def ended_before(one: Span, other: Span, within_s: float) -> bool:
    """Return whether the other ended at the start of the first, or at most so long before it."""
    a, _, _, d = ends(one, other)
    return a - micro(within_s) <= d <= a


def near(one: Span, other: Span, within_s: float) -> bool:
    """Return whether there are at most so many seconds between two."""
    a, b, c, d = ends(one, other)
    return c <= b + micro(within_s) and a - micro(within_s) <= d


def allen(one: Span, other: Span) -> str:
    """Return which of the 13 relations of Allen (1983) holds between two bouts."""
    a, b, c, d = ends(one, other)
    if (a, b) == (c, d):
        return "equals"
    states = a < b and c < d
    if b < c or d < a:
        return "before" if b < c else "after"
    if states and (b == c or d == a):
        return "meets" if b == c else "met_by"
    if a == c:
        return "starts" if b < d else "started_by"
    if b == d:
        return "finishes" if c < a else "finished_by"
    if c < a and b < d:
        return "during"
    if a < c and d < b:
        return "contains"
    return "overlaps" if a < c else "overlapped_by"


def sequences(sets: Sequence[Sequence[Span]], within_s: float) -> list[tuple[float, float]]:
    """Return the sequences of bouts as a scorer reads forward, from first start to last stop.

    First bouts take turns in time; each takes the earliest next one from which the sequence can
    still be completed. No bout serves twice at one place.
    """
    ordered = [sorted(one, key=lambda span: (micro(span[0]), micro(span[1]))) for one in sets]
    used: list[set[int]] = [set() for _ in sets]

    def complete(place: int, before: Span) -> list[Span] | None:
        if place == len(ordered):
            return []
        for number, span in enumerate(ordered[place]):
            if number not in used[place] and follows(before, span, within_s):
                rest = complete(place + 1, span)
                if rest is not None:
                    used[place].add(number)
                    return [span, *rest]
        return None

    found = []
    for head in ordered[0]:
        rest = complete(1, head)
        if rest is not None:
            found.append((head[0], max(span[1] for span in [head, *rest])))
    return found
