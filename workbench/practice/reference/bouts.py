"""Bouts: set algebra and relations, by going through all pairs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.practice.reference import spans as ends
from workbench.practice.reference.amounts import NotJudgedError, in_seconds
from workbench.practice.reference.bout_set import BoutSet
from workbench.practice.reference.drawn import Drawn
from workbench.practice.reference.lanes import Lane
from workbench.practice.reference.spans import Span

if TYPE_CHECKING:
    from workbench.practice.reference.masks import Mask
    from workbench.practice.reference.recording import Recording


@dataclass(frozen=True, eq=False)
class Bouts(BoutSet):
    """Lanes of one recording or several, beside others."""

    # algebra --------------------------------------------------------------------------------------

    def intersection(self, other: Any, same: str | None = None) -> Bouts:
        """Return the times in which one of the others goes on too."""
        return self._combined(_bouts(other), same, "and")

    def difference(self, other: Any, same: str | None = None) -> Bouts:
        """Return the times in which none of the others goes on."""
        return self._combined(_bouts(other), same, "without")

    def __and__(self, other: Any) -> Bouts:
        return self.intersection(other)

    def __sub__(self, other: Any) -> Bouts:
        return self.difference(other)

    def __or__(self, other: Any) -> Bouts:
        return self.union(other)

    def _combined(self, other: Bouts, same: str | None, how: str) -> Bouts:
        lanes = [_beside(lane, other.met(lane, same), how) for lane in self.lanes]
        return Bouts({**self.recordings, **other.recordings}, tuple(lanes))

    def union(self, other: Any) -> Bouts:
        """Return the times in which a bout of either goes on."""
        second = _bouts(other)
        groups: dict[tuple[Any, ...], list[Lane]] = {}
        for lane in (*self.lanes, *second.lanes):
            groups.setdefault((lane.recording, lane.subject, lane.object), []).append(lane)
        lanes = []
        for members in groups.values():
            label = " or ".join(dict.fromkeys(lane.label for lane in members))
            looked = tuple(_judged(members))
            timed = members[0].timed
            if len(members) > 1:
                states = ends.joined(span for lane in members for span in lane.times)
                moments = {t for lane in members for t in lane.times if t[0] == t[1]}
                lone = [p for p in moments if not any(ends.overlaps(p, s) for s in states)]
                timed = tuple((a, b, math.nan) for a, b in sorted([*states, *lone]))
            lanes.append(replace(members[0], label=label, timed=timed, looked=looked))
        return Bouts({**self.recordings, **second.recordings}, tuple(lanes))

    def outside(self) -> Bouts:
        """Return the time that was looked at and in which no bout goes on."""
        return replace(self, lanes=tuple(map(_free, self.lanes)))

    # relations ------------------------------------------------------------------------------------

    def _that(
        self,
        other: Any,
        same: str | None,
        stands: Callable[[Span, Span], bool],
        *,
        wanted: bool = True,
    ) -> Bouts:
        second, lanes = _bouts(other), []
        for lane in self.lanes:
            met = second.met(lane, same)
            theirs = [span for one in met for span in one.times]
            timed = tuple(
                t for t in lane.timed if any(stands(t[:2], span) for span in theirs) == wanted
            )
            heard = any(one.looked or one.timed for one in met)
            lanes.append(replace(lane, timed=timed, looked=lane.looked if heard else ()))
        return Bouts({**self.recordings, **second.recordings}, tuple(lanes))

    def before(
        self, other: Any, within_s: float | str | None = None, same: str | None = None
    ) -> Bouts:
        """Return those after whose end one of the others starts."""
        limit = _limit(within_s)
        return self._that(other, same, lambda a, b: ends.starts_after(a, b, limit))

    def after(
        self, other: Any, within_s: float | str | None = None, same: str | None = None
    ) -> Bouts:
        """Return those before whose start one of the others ended."""
        limit = _limit(within_s)
        return self._that(other, same, lambda a, b: ends.ended_before(a, b, limit))

    def during(self, other: Any, same: str | None = None) -> Bouts:
        """Return those that lie wholly inside one of the others."""
        return self._that(other, same, ends.lies_in)

    def overlapping(self, other: Any, same: str | None = None) -> Bouts:
        """Return those that share time with one of the others."""
        return self._that(other, same, ends.overlaps)

    def not_overlapping(self, other: Any, same: str | None = None) -> Bouts:
        """Return those that share no time with the others."""
        return self._that(other, same, ends.overlaps, wanted=False)

    def within(self, other: Any, seconds: float | str, same: str | None = None) -> Bouts:
        """Return those with at most so many seconds to one of the others."""
        limit = in_seconds(seconds)
        return self._that(other, same, lambda a, b: ends.near(a, b, limit))

    def followed_by(self, other: Any, within_s: float | str, same: str | None = None) -> Bouts:
        """Return those that one of the others follows."""
        limit = in_seconds(within_s)
        return self._that(other, same, lambda a, b: ends.follows(a, b, limit))

    def not_followed_by(self, other: Any, within_s: float | str, same: str | None = None) -> Bouts:
        """Return those that none of the others follows."""
        limit = in_seconds(within_s)
        return self._that(other, same, lambda a, b: ends.follows(a, b, limit), wanted=False)

    def allen(self, other: Any, relation: str, same: str | None = None) -> Bouts:
        """Return those that stand in one of Allen's relations to one of the others."""
        return self._that(other, same, lambda a, b: ends.allen(a, b) == relation)

    def sequence(self, *others: Any, within_s: float | str, same: str | None = None) -> Bouts:
        """Return sequences that start with these bouts."""
        following = [_bouts(other) for other in others]
        lanes = []
        for lane in self.lanes:
            sets, looked = [lane.times], lane.looked
            for one in following:
                met = one.met(lane, same)
                sets.append([span for other in met for span in other.times])
                if not any(other.looked or other.timed for other in met):
                    looked = ()
            found = ends.sequences(sets, in_seconds(within_s))
            names = [
                ", ".join(dict.fromkeys(other.label for other in one.lanes)) for one in following
            ]
            timed = tuple((a, b, math.nan) for a, b in sorted(found))
            label = ", then ".join([lane.label, *names])
            lanes.append(replace(lane, label=label, timed=timed, looked=looked))
        return replace(self, lanes=tuple(lanes))

    # elsewhere ------------------------------------------------------------------------------------

    def mask(self, rec: Recording) -> Mask:
        """Return them as a mask over the frames of a recording."""
        from workbench.practice.reference.masks import Mask
        from workbench.practice.reference.rows import Who

        groups: dict[Who, list[Lane]] = {}
        for lane in self.lanes:
            if lane.recording == rec.name:
                groups.setdefault(Who(lane.subject, lane.object), []).append(lane)
        going = [
            np.any([rec.covered(lane.times) for lane in members], axis=0)
            for members in groups.values()
        ]
        known = [
            np.all([rec.covered(lane.looked) for lane in members], axis=0)
            for members in groups.values()
        ]
        labels = dict.fromkeys(lane.label for members in groups.values() for lane in members)
        true, looked = np.array(going), np.array(known)
        return Mask(rec, tuple(groups), true, looked & ~true, ", ".join(labels))

    def plot(self) -> Drawn:
        """Return what a raster shows: times of every subject, label and object."""
        lanes = {
            (lane.subject, lane.label, lane.object): lane.times for lane in self.lanes if lane.timed
        }
        return Drawn("raster", {"rows": list(lanes.values())})


def _bouts(other: object) -> Bouts:
    from workbench.practice.reference.masks import Mask

    if isinstance(other, Mask):
        return other.bouts()
    if not isinstance(other, Bouts):
        message = f"bouts beside {type(other).__name__}"
        raise NotJudgedError(message)
    return other


def _limit(within_s: float | str | None) -> float:
    return math.inf if within_s is None else in_seconds(within_s)


def _beside(lane: Lane, met: Sequence[Lane], how: str) -> Lane:
    """Return the times of a lane in which one of others goes on too, or none does."""
    wanted, judged = how == "and", _judged(met)
    everything = [span for one in met for span in one.times]
    theirs = ends.joined(everything)
    points = [t for t in lane.times if t[0] == t[1]]

    def goes_on(time_s: float) -> bool:
        mine = ends.within(time_s, lane.states)
        return mine and ends.within(time_s, theirs) == wanted

    def settled(time_s: float) -> bool:
        looked, other = ends.within(time_s, lane.looked), ends.within(time_s, judged)
        if points:
            return looked and other
        absent = looked and not ends.within(time_s, lane.states)
        against = other and ends.within(time_s, theirs) != wanted
        return (looked and other) or absent or against

    going = ends.where(goes_on, lane.states, theirs)
    looked = ends.where(settled, lane.looked, lane.states, theirs, judged)
    moments = [p for p in points if any(ends.overlaps(p, span) for span in everything) == wanted]
    labels = ", ".join(dict.fromkeys(one.label for one in met)) or "nothing"
    timed = sorted([*ends.lasting(going), *moments])
    return replace(
        lane,
        label=f"{lane.label} {how} {labels}",
        timed=tuple((a, b, math.nan) for a, b in timed),
        looked=tuple(looked),
    )


def _free(lane: Lane) -> Lane:
    """Return the time that was looked at and in which nothing goes on."""

    def is_free(time_s: float) -> bool:
        return ends.within(time_s, lane.looked) and not ends.within(time_s, lane.states)

    free = ends.lasting(ends.where(is_free, lane.looked, lane.states))
    timed = tuple((a, b, math.nan) for a, b in free)
    return replace(lane, label=f"not {lane.label}", timed=timed)


def _judged(lanes: Sequence[Lane]) -> list[Span]:
    """Return when it can be said whether one of some lanes goes on."""
    if not lanes:
        return []
    return ends.where(
        lambda t: (
            all(ends.within(t, lane.looked) for lane in lanes)
            or any(ends.within(t, lane.states) and ends.within(t, lane.looked) for lane in lanes)
        ),
        *(lane.looked for lane in lanes),
        *(lane.states for lane in lanes),
    )
