"""Set algebra and relations of bouts, row by row; the methods of `Bouts` say what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from graphs import intervals as algebra
from graphs import relations
from graphs.errors import UserError
from graphs.intervals import Intervals
from workbench.analysis.matching import Same, matched_rows, merged
from workbench.analysis.rows import in_short

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts

_LEAST_S = 1e-6  # times of stored facts are whole microseconds, those of frames are not
_NEVER: Intervals = np.empty((0, 2))


def combined(
    bouts: Bouts, other: Bouts, same: Same | None, how: Literal["and", "without"]
) -> Bouts:
    """Return the times of bouts in which one of the others goes on too, or none does.

    `same` and errors as for `workbench.analysis.bouts.Bouts`; `how` is ``"and"`` or ``"without"``.
    """
    other = bouts_of(other, how)
    combine = algebra.intersection if how == "and" else algebra.difference
    recordings = merged([bouts.recordings, other.recordings])
    spans, assessed, rows = [], [], []
    for index, met in enumerate(matched_rows(bouts.rows, other.rows, same, recordings)):
        theirs = _beside(map(other.span, met))
        going = algebra.as_intervals(theirs)
        states, points = _split(bouts.span(index))
        inside = relations.overlapping(points, theirs) == (how == "and")
        pieces = _lasting(combine(states, going))
        spans.append(np.concatenate([pieces, points[inside]]))
        judged = _judged(other, met)
        known = algebra.intersection(bouts.assessed[index], judged)
        if not len(points):  # one side alone may tell that it does not go on
            absent = algebra.difference(bouts.assessed[index], states)
            against = algebra.difference(judged, going) if how == "and" else going
            against = algebra.intersection(against, judged)
            known = algebra.as_intervals(_beside([known, absent, against]))
        assessed.append(known)
        labels = dict.fromkeys(other.rows[i].label for i in met) or {"nothing": None}
        row = bouts.rows[index]
        rows.append(row._replace(label=in_short(f"{row.label} {how} {', '.join(labels)}")))
    return type(bouts).of(recordings, rows, spans, assessed)


def union(bouts: Bouts, other: Bouts) -> Bouts:
    """Return the times in which a bout of either set goes on; see `Bouts.union`."""
    both = type(bouts).joined([bouts, bouts_of(other, "or")])
    groups: dict[tuple[str, str | None, str | None], list[int]] = {}
    for index, row in enumerate(both.rows):
        groups.setdefault(row[:3], []).append(index)
    rows, spans, assessed, shares = [], [], [], []
    for members in groups.values():
        labels = dict.fromkeys(both.rows[i].label for i in members)
        rows.append(both.rows[members[0]]._replace(label=in_short(" or ".join(labels))))
        assessed.append(_judged(both, members))
        if len(members) == 1:
            spans.append(both.span(members[0]))
            shares.append(both.shares(members[0]))
            continue
        states, points = _split(_beside(map(both.span, members)))
        states = algebra.merge(states, max_gap_s=_LEAST_S)
        points = np.unique(points, axis=0)
        lone = points[~relations.overlapping(points, states)]
        spans.append(np.concatenate([states, lone]))
        shares.append(np.full(len(states) + len(lone), np.nan))
    return type(bouts).of(both.recordings, rows, spans, assessed, shares)


def outside(bouts: Bouts) -> Bouts:
    """Return the assessed times in which no bout goes on; see `Bouts.outside`."""
    spans = [
        _lasting(algebra.difference(looked, algebra.as_intervals(bouts.span(i))))
        for i, looked in enumerate(bouts.assessed)
    ]
    rows = [row._replace(label=in_short(f"not {row.label}")) for row in bouts.rows]
    return type(bouts).of(bouts.recordings, rows, spans, bouts.assessed)


def that(
    bouts: Bouts,
    other: Bouts,
    same: Same | None,
    qualify: Callable[[Intervals, Intervals], NDArray[np.bool_]],
) -> Bouts:
    """Return the bouts that qualify beside those of the other set that they meet.

    Parameters
    ----------
    bouts, other, same
        As for `workbench.analysis.bouts.Bouts`, whose errors it raises.
    qualify
        Given two arrays of intervals in seconds, returns which of the first qualify, shape (n,).

    Notes
    -----
    Rows that meet nothing which was ever looked for are not assessed: there is no telling.
    """
    other = bouts_of(other, "A relation")
    recordings = merged([bouts.recordings, other.recordings])
    keep = np.zeros(len(bouts), bool)
    assessed = list(bouts.assessed)
    for index, met in enumerate(matched_rows(bouts.rows, other.rows, same, recordings)):
        keep[bouts.row == index] = qualify(bouts.span(index), _beside(map(other.span, met)))
        if not _heard_of(other, met):
            assessed[index] = _NEVER
    return replace(bouts.chosen(keep), assessed=tuple(assessed))


def sequence(bouts: Bouts, others: Sequence[Bouts], within_s: float, same: Same | None) -> Bouts:
    """Return the sequences that start with bouts; see `Bouts.sequence`."""
    others = [bouts_of(other, "A sequence") for other in others]
    recordings = merged([bouts.recordings, *(other.recordings for other in others)])
    meets = [matched_rows(bouts.rows, other.rows, same, recordings) for other in others]
    spans, rows, assessed = [], [], list(bouts.assessed)
    for index, row in enumerate(bouts.rows):
        sets = [bouts.span(index)]
        for other, met in zip(others, meets, strict=True):
            sets.append(_beside(map(other.span, met[index])))
            if not _heard_of(other, met[index]):
                assessed[index] = _NEVER
        found = relations.sequences(sets, within_s)
        stops = [times[found[:, k], 1] for k, times in enumerate(sets)]
        spans.append(np.column_stack([sets[0][found[:, 0], 0], np.max(stops, axis=0)]))
        names = [", ".join(dict.fromkeys(r.label for r in other.rows)) for other in others]
        rows.append(row._replace(label=in_short(", then ".join([row.label, *names]))))
    return type(bouts).of(recordings, rows, spans, assessed)


def bouts_of(other: object, what: str) -> Bouts:
    """Return bouts as they are, and a mask as its bouts.

    Raises
    ------
    UserError
        `other` is neither; `what` names the operation.
    """
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask

    if isinstance(other, Mask):
        return other.bouts()
    if not isinstance(other, Bouts):
        message = (
            f"{what}: expected bouts, such as rec.behavior('rest'), or a mask; found "
            f"{type(other).__name__}."
        )
        raise UserError(message)
    return other


def _heard_of(bouts: Bouts, rows: Sequence[int]) -> bool:
    """Return whether anything is known of some rows."""
    return any(len(bouts.assessed[i]) or len(bouts.span(i)) for i in rows)


def _judged(bouts: Bouts, rows: Sequence[int]) -> Intervals:
    """Return when it can be said whether a bout of some rows goes on.

    That is while all of them are assessed, and while one of them is seen to go on.
    """
    if not rows:
        return _NEVER
    everywhere = reduce(algebra.intersection, (bouts.assessed[i] for i in rows))
    seen = (
        algebra.intersection(algebra.as_intervals(bouts.span(i)), bouts.assessed[i]) for i in rows
    )
    return algebra.as_intervals(_beside([everywhere, *seen]))


def _lasting(pieces: Intervals) -> Intervals:
    """Return the pieces that are more than where one side was rounded and the other was not."""
    return pieces[pieces[:, 1] - pieces[:, 0] > _LEAST_S]


def _beside(parts: Iterable[Intervals]) -> Intervals:
    return np.concatenate([_NEVER, *parts])


def _split(intervals: Intervals) -> tuple[Intervals, Intervals]:
    """Return states, merged, and points."""
    points = intervals[:, 0] == intervals[:, 1]
    return algebra.as_intervals(intervals[~points]), intervals[points]
