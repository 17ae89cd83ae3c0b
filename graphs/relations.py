"""How bouts stand to each other in time, vectorised on sorted arrays.

A *list of bouts* is a float array of shape (n, 2) of ``[start_s, stop_s)`` in seconds. Unlike a set
of intervals it may be in any order, and its bouts may overlap. A bout with ``start_s == stop_s`` is
a *point*: it takes up one moment, where a *state* takes up ``[start_s, stop_s)`` without its stop.

Times and limits are rounded to whole microseconds, the resolution of stored times, and compared
exactly: 4.3 - 4.1 is more than 0.2 in floating point, but the gap is 0.2 s. Limits may be infinite.
A gap of n frames may round to a microsecond more than n frames do: ask for half a frame more.

Relations answer, for each bout of `first`, whether *some* bout of `second` stands to it as asked:
a bool array of shape (n,). Work grows with the number of bouts, not with the number of pairs.

Every function raises `UserError` where an array is no list of bouts (another shape, a bout that
stops before it starts, a time that is not finite) or a limit is negative or NaN.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.intervals import Intervals
from graphs.records import microseconds
from graphs.words import nearest

Allen = Literal[
    "before", "after", "meets", "met_by", "overlaps", "overlapped_by", "starts", "started_by",
    "during", "contains", "finishes", "finished_by", "equals",
]  # fmt: skip

_Ints = NDArray[np.int64]
_Bools = NDArray[np.bool_]

_MIRRORED: dict[Allen, Allen] = {
    "after": "before",
    "met_by": "meets",
    "overlapped_by": "overlaps",
    "finishes": "starts",
    "finished_by": "started_by",
}
"""What becomes of a relation when time runs backwards; the others stay what they are."""

_LONGEST_S = 1e12  # later times would not fit into whole microseconds with room to add
_EVER = 2**62  # microseconds, later than any time plus or minus any other


def before(first: Intervals, second: Intervals, within_s: float | None = None) -> _Bools:
    """Return which bouts end before, or just when, some other one starts.

    Parameters
    ----------
    first, second
        Lists of bouts, shapes (n, 2) and (m, 2).
    within_s
        The other one starts at most so many seconds after the end; ``None`` for no limit.

    Notes
    -----
    A point is before whatever starts at the same moment, itself included.
    """
    (_, stop), (other_start, _) = _whole(first), _whole(second)
    return _some_between(other_start, stop, stop + _limit(within_s))


def after(first: Intervals, second: Intervals, within_s: float | None = None) -> _Bools:
    """Return which bouts start after, or just when, some other one ends.

    Parameters
    ----------
    first, second
        Lists of bouts, shapes (n, 2) and (m, 2).
    within_s
        The other one ends at most so many seconds before the start; ``None`` for no limit.

    Notes
    -----
    A point is after whatever ends at the same moment, itself included.
    """
    (start, _), (_, other_stop) = _whole(first), _whole(second)
    return _some_between(other_stop, start - _limit(within_s), start)


def during(first: Intervals, second: Intervals) -> _Bools:
    """Return which bouts of `first` lie wholly inside a single one of `second`.

    Equal bouts count, and so do common ends. A point at the stop of a state is not inside it, and
    no state is inside a point.
    """
    (start, stop), (other_start, other_stop) = _spans(first), _spans(second)
    return _some(other_start, other_stop, -_EVER, start, least=stop)


def overlapping(first: Intervals, second: Intervals) -> _Bools:
    """Return which bouts of `first` share time with some one of `second`.

    To touch is not to share. A point shares its moment with a state that has started and not yet
    stopped, and with a point at the same moment.
    """
    (start, stop), (other_start, other_stop) = _spans(first), _spans(second)
    return _begun(other_start, stop, "left") > _begun(other_stop, start, "right")


def within(first: Intervals, second: Intervals, seconds: float) -> _Bools:
    """Return which bouts of `first` have some of `second` at most `seconds` away, on either side.

    The gap is 0 where two bouts share time or touch.
    """
    (start, stop), (other_start, other_stop) = _whole(first), _whole(second)
    limit = _limit(seconds)
    return _begun(other_start, stop + limit, "right") > _begun(other_stop, start - limit, "left")


def followed_by(first: Intervals, second: Intervals, within_s: float) -> _Bools:
    """Return which bouts of `first` have some of `second` start after them: meanwhile, or soon.

    The other one starts later than this one starts, and at most `within_s` seconds after it ends.
    """
    (start, stop), (other_start, _) = _whole(first), _whole(second)
    return _some_between(other_start, start + 1, stop + _limit(within_s))


def allen(first: Intervals, second: Intervals, relation: Allen) -> _Bools:
    """Return which bouts stand in one of Allen's relations to some other one.

    Parameters
    ----------
    first, second
        Lists of bouts, shapes (n, 2) and (m, 2).
    relation
        With A of `first` and B of `second`, each from - to +, the relation holds where

        - ``before``: A+ < B-; ``after``: B+ < A-
        - ``meets``: A+ = B-; ``met_by``: B+ = A-; both A and B are states
        - ``overlaps``: A- < B- < A+ < B+; ``overlapped_by``: B- < A- < B+ < A+
        - ``starts``: A- = B- and A+ < B+; ``started_by``: A- = B- and B+ < A+
        - ``during``: B- < A- and A+ < B+; ``contains``: A- < B- and B+ < A+
        - ``finishes``: A+ = B+ and B- < A-; ``finished_by``: A+ = B+ and A- < B-
        - ``equals``: A- = B- and A+ = B+

    Raises
    ------
    UserError
        There is no relation of that name.

    Notes
    -----
    Of any two bouts exactly one relation holds. The end points alone decide, so a relation is
    narrower than the function of the same name here: ``before`` wants a gap, ``during`` wants
    room at both ends. A point has both ends at one moment. It can be before, after or during a
    state, it starts the state at whose start it lies and finishes the one at whose stop it lies;
    two points are before, after or equal. Nothing meets or overlaps a point.

    References
    ----------
    Allen, J. F. (1983). Maintaining knowledge about temporal intervals. Communications of the ACM
    26(11), 832-843. For points: Vilain, M. B. (1982). A system for reasoning about time. AAAI-82.
    """
    known = get_args(Allen)
    if relation not in known:
        hint = nearest(relation, known)
        message = f"Unknown relation {relation!r}{hint}. Allen's relations: {', '.join(known)}."
        raise UserError(message)
    (start, stop), (other_start, other_stop) = _whole(first), _whole(second)
    if relation in _MIRRORED:
        relation = _MIRRORED[relation]
        start, stop, other_start, other_stop = -stop, -start, -other_stop, -other_start
    match relation:
        case "before":
            return _some_between(other_start, stop + 1, stop + _EVER)
        case "meets":
            return (start < stop) & np.isin(stop, other_start[other_start < other_stop])
        case "overlaps":
            return _some(other_start, other_stop, start + 1, stop - 1, least=stop + 1)
        case "starts":
            return _some(other_start, other_stop, start, start, least=stop + 1)
        case "started_by":
            return _some(other_start, -other_stop, start, start, least=1 - stop)
        case "during":
            return _some(other_start, other_stop, -_EVER, start - 1, least=stop + 1)
        case "contains":
            return _some(other_start, -other_stop, start + 1, _EVER, least=1 - stop)
        case _:
            return _equal(start, stop, other_start, other_stop)


def sequences(sets: Sequence[Intervals], within_s: float) -> _Ints:
    """Return the sequences of bouts, one of each list, in which every link is `followed_by`.

    Parameters
    ----------
    sets
        Two or more lists of bouts, one per position of the sequence. A list may stand at several
        positions.
    within_s
        Each bout starts later than the one before it starts, and at most so many seconds after
        that one ends.

    Returns
    -------
    Array
        Row numbers in the lists, shape (sequences, positions), by the time of the first bout.

    Raises
    ------
    UserError
        There are fewer than two lists.

    Notes
    -----
    As a scorer reads forward: the bouts of the first list take turns in time order, and each takes
    the earliest next bout from which the sequence can still be completed, then the earliest one
    after that, and so on. No bout serves twice at one position, so one that was taken is no longer
    there for later turns; where nothing completes the sequence, nothing is taken. Whatever is left
    in the end forms no further sequence, but another choice might have formed more of them. Bouts
    that start together are ordered by their stops, then by row number.
    """
    if len(sets) < 2:
        message = f"A sequence needs two or more lists of bouts, found {len(sets)}."
        raise UserError(message)
    limit = _limit(within_s)
    whole = [_whole(bouts) for bouts in sets]
    orders = [np.lexsort((stop, start)) for start, stop in whole]
    links = [
        (
            _begun(other_start, start[order], "right").tolist(),
            _begun(other_start, stop[order] + limit, "right").tolist(),
        )
        for ((start, stop), (other_start, _)), order in zip(
            itertools.pairwise(whole), orders, strict=False
        )
    ]
    paths = np.array(forward_paths(range(len(orders[0])), links), dtype=np.int64).reshape(
        -1, len(sets)
    )
    return np.column_stack([order[path] for order, path in zip(orders, paths.T, strict=True)])


def forward_paths(
    heads: Iterable[int], links: Sequence[tuple[list[int], list[int]]]
) -> list[list[int]]:
    """Return the sequences as ranks in time, in the order of their heads.

    Parameters
    ----------
    heads
        Ranks of the bouts that may be the first of a sequence, rising.
    links
        From each position to the next: each bout's first next one, and where the next ones end.

    Notes
    -----
    Ranks are looked at in rising order at each position, and none twice: one that was looked at is
    taken, or cannot be completed from what is left, which only becomes less.
    """
    found = []
    unseen = [0] * (len(links) + 1)  # per position, the first rank not looked at
    for head in heads:
        path = [head]
        while 0 < len(path) <= len(links):
            firsts, ends = links[len(path) - 1]
            candidate = max(firsts[path[-1]], unseen[len(path)])
            if candidate < ends[path[-1]]:
                unseen[len(path)] = candidate + 1
                path.append(candidate)
            else:
                path.pop()
        if path:
            found.append(path)
    return found


def gaps(intervals: Intervals) -> NDArray[np.float64]:
    """Return the seconds without any bout before each next start of one list, by start.

    Parameters
    ----------
    intervals
        A list of bouts, shape (n, 2).

    Returns
    -------
    Array
        From the latest end so far to the next start, 0 where bouts overlap; shape (n - 1,), or
        (0,) where there is no bout.
    """
    start, stop = _whole(intervals)
    order = np.argsort(start)
    latest = np.maximum.accumulate(stop[order])
    return np.maximum(start[order][1:] - latest[:-1], 0) / 1e6


def _whole(bouts: Intervals) -> tuple[_Ints, _Ints]:
    """Return the starts and stops of a list of bouts in whole microseconds."""
    array = np.asarray(bouts, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2:
        message = f"A list of bouts has shape (n, 2), start and stop in s; found {array.shape}."
        raise UserError(message)
    if not (np.abs(array) <= _LONGEST_S).all():
        wrong = array[~(np.abs(array) <= _LONGEST_S)][0]
        message = f"Times of bouts are finite, at most {_LONGEST_S:g} s; found {wrong}."
        raise UserError(message)
    start, stop = np.rint(array.T * 1e6).astype(np.int64)
    if (stop < start).any():
        wrong = array[stop < start][0]
        message = f"A bout stops before it starts: [{wrong[0]}, {wrong[1]})."
        raise UserError(message)
    return start, stop


def _spans(bouts: Intervals) -> tuple[_Ints, _Ints]:
    """Return the time that bouts take up, in half microseconds: a point takes up one of them."""
    start, stop = _whole(bouts)
    return 2 * start, 2 * stop + (start == stop)


def _limit(seconds: float | None) -> int:
    if seconds is None:
        return _EVER
    if not seconds >= 0:
        message = f"A limit is zero or more seconds, found {seconds}."
        raise UserError(message)
    return microseconds(min(seconds, _EVER / 1e6))


def _begun(times: _Ints, at: _Ints, side: Literal["left", "right"]) -> _Ints:
    """Count the times earlier than each `at`, or with side ``right`` no later."""
    return np.searchsorted(np.sort(times), at, side=side)


def _some_between(times: _Ints, low: _Ints, high: _Ints) -> _Bools:
    """Return whether some time lies in each [low, high], both included."""
    return _begun(times, high, "right") > _begun(times, low, "left")


def _equal(start: _Ints, stop: _Ints, other_start: _Ints, other_stop: _Ints) -> _Bools:
    """Return which pairs of start and stop occur among the others."""
    start_ids = np.unique(np.append(start, other_start), return_inverse=True)[1]
    stop_ids = np.unique(np.append(stop, other_stop), return_inverse=True)[1]
    pair_ids = start_ids * len(stop_ids) + stop_ids
    return np.isin(pair_ids[: len(start)], pair_ids[len(start) :])


def _some(keys: _Ints, values: _Ints, low: _Ints | int, high: _Ints | int, least: _Ints) -> _Bools:
    """Return whether some key in each [low, high], both included, has a value of `least` or more.

    The greatest value of a stretch of sorted keys is that of two stretches which cover it, each of
    a power of two in length.
    """
    order = np.argsort(keys)
    below, upto = np.broadcast_arrays(
        np.searchsorted(keys[order], low, side="left"),
        np.searchsorted(keys[order], high, side="right"),
    )
    greatest = np.full(len(least), -_EVER)
    stretches, length = values[order], 1  # the greatest of each `length` successive values
    while length <= len(keys):
        here = (length <= upto - below) & (upto - below < 2 * length)
        ends = stretches[below[here]], stretches[upto[here] - length]
        greatest[here] = np.maximum(*ends)
        stretches = np.maximum(stretches[:-length], stretches[length:])
        length *= 2
    return greatest >= least
