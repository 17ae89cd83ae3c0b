"""Reviews of facts that are there no more, carried to what labelling again put in their place.

The rule is told in `graphs.corrections.reviewed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graphs.records import Fact, Kind, Source, Status, microseconds

NEAR_US = 500_000
"""Points at most this far apart, in microseconds, can be the same."""

Family = Literal["present", "gone", "added"]
_Group = tuple[str, str, str, str | None, Kind, Source]


@dataclass(slots=True)
class Ruled:
    """A fact that people spoke about, and what they said last.

    `family` is where the chain of corrections that led to it began: with a fact that is present,
    with one that is gone, or with an added one. `made` tells a person's fact.
    """

    fact: Fact
    status: Status
    seq: int
    family: Family
    source: Source
    made: bool
    withdrawn: bool = False
    corrections: list[Ruled] = field(default_factory=list)


@dataclass(slots=True)
class Carrying:
    """What carried reviews decide.

    Parameters
    ----------
    kept
        Accepted facts that are gone and stay, in the order of their reviews.
    by
        Place of a base fact -> the review that decides about it.
    reached
        Numbers of the reviews that had a fact to decide about, also one with a review of its own
        or about which a later review decides.
    """

    kept: list[Fact] = field(default_factory=list)
    by: dict[int, Ruled] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)


class _Pool:
    """Facts of one claim by one kind of source, those that a review can be carried to.

    Facts with a review of their own are `fixed`. After the base facts come accepted facts that
    are gone, which later reviews can overrule like any other.
    """

    def __init__(self, facts: Sequence[Fact], indices: Sequence[int], fixed: Iterable[bool]):
        self.indices = indices
        self.start = _us(facts[i].start_s for i in indices)
        self.stop = _us(facts[i].stop_s for i in indices)
        self.fixed = np.fromiter(fixed, dtype=np.bool_, count=len(indices))
        self.kept: list[Ruled] = []
        self.status: dict[int, Status] = {}  # of places in the pool
        self.by: dict[int, Ruled] = {}

    def set_status(self, where: NDArray[np.bool_], status: Status, by: Ruled) -> None:
        places = np.flatnonzero(where & ~self.fixed).tolist()
        self.status |= dict.fromkeys(places, status)
        self.by |= dict.fromkeys(places, by)

    def inside(self, fact: Fact) -> NDArray[np.bool_]:
        """Tell which facts lie inside one by at least half, or points: near it."""
        start, stop = microseconds(fact.start_s), microseconds(fact.stop_s)
        if fact.kind == "point":
            near: NDArray[np.bool_] = np.abs(self.start - start) <= NEAR_US
            return near
        shared = np.minimum(self.stop, stop) - np.maximum(self.start, start)
        inside: NDArray[np.bool_] = (shared >= 0) & (2 * shared >= self.stop - self.start)
        return inside

    def best(self, fact: Fact) -> int | None:
        """Return the place of the base fact that is most like one, if any is like enough."""
        count = len(self.indices)
        if count == 0:
            return None
        start, stop = microseconds(fact.start_s), microseconds(fact.stop_s)
        if fact.kind == "point":
            away = np.abs(self.start[:count] - start)
            nearest = int(away.argmin())
            return nearest if away[nearest] <= NEAR_US else None
        starts, stops = self.start[:count], self.stop[:count]
        shared = np.minimum(stops, stop) - np.maximum(starts, start)
        union = np.maximum((stops - starts) + (stop - start) - shared, 1)
        likest = int((shared / union).argmax())
        return likest if shared[likest] > 0 and 2 * shared[likest] >= union[likest] else None

    def keep(self, entry: Ruled) -> None:
        """Put a fact that is gone beside those that are there, as accepted."""
        self.status[len(self.start)] = "accepted"
        self.start = np.append(self.start, microseconds(entry.fact.start_s))
        self.stop = np.append(self.stop, microseconds(entry.fact.stop_s))
        self.fixed = np.append(self.fixed, False)
        self.kept.append(entry)

    def carry(self, entry: Ruled) -> bool:
        """Let one standing review decide about the facts that it is carried to, if there are any.

        Tells whether there were, those with a review of their own included.
        """
        count = len(self.indices)
        inside = self.inside(entry.fact)
        reached = bool(inside[:count].any())
        if entry.made or entry.status != "accepted":
            status = "superseded" if entry.status == "accepted" else entry.status
            self.set_status(inside, status, entry)
            return reached
        best = self.best(entry.fact)
        if best is None:
            self.set_status(inside, "superseded", entry)
            self.keep(entry)
            return reached
        inside[:count] = False
        self.set_status(inside, "superseded", entry)  # kept ones say the same
        if not self.fixed[best]:
            self.status[best], self.by[best] = "accepted", entry
        return True


def _us(times_s: Iterable[float]) -> NDArray[np.int64]:
    return np.rint(np.fromiter(times_s, dtype=np.float64) * 1e6).astype(np.int64)


def carry(facts: Sequence[Fact], ruled: Iterable[Ruled], status: dict[int, Status]) -> Carrying:
    """Add what carried reviews decide to `status`.

    Parameters
    ----------
    facts
        Base facts.
    ruled
        What was reviewed or made.
    status
        Place in `facts` -> status by its own review.
    """
    entries = sorted((entry for entry in ruled if carries(entry)), key=lambda entry: entry.seq)
    done = Carrying()
    if not entries:
        return done
    pools = _pools(facts, {group for entry in entries for group in _groups(entry)}, status)
    for entry in entries:
        reached = [pools[group].carry(entry) for group in _groups(entry)]
        if any(reached):
            done.reached.add(entry.seq)
    kept = []
    for pool in pools.values():
        count = len(pool.indices)
        for place, new in pool.status.items():
            if place < count:
                status[pool.indices[place]] = new
                done.by[pool.indices[place]] = pool.by[place]
            else:
                entry = pool.kept[place - count]
                kept.append((entry.seq, replace(entry.fact, status=new)))
    done.kept = [fact for _, fact in sorted(kept, key=lambda one: one[0])]
    return done


def carries(entry: Ruled) -> bool:
    """Tell whether what was said of a fact decides about others."""
    if entry.withdrawn or entry.family == "present":
        return False
    return entry.family == "gone" or entry.status == "accepted"


def _groups(entry: Ruled) -> list[_Group]:
    """Return the groups of facts that a review can be carried to."""
    fact = entry.fact
    claimed = (fact.recording, fact.subject, fact.predicate, fact.object, fact.kind)
    sources: tuple[Source, ...] = (entry.source,) if entry.family == "gone" else ("rule", "model")
    return [(*claimed, source) for source in sources]


def _pools(
    facts: Sequence[Fact], groups: set[_Group], fixed: dict[int, Status]
) -> dict[_Group, _Pool]:
    members: dict[_Group, list[int]] = {group: [] for group in groups}
    for i, f in enumerate(facts):
        group = (f.recording, f.subject, f.predicate, f.object, f.kind, f.source)
        if group in members:
            members[group].append(i)
    return {
        group: _Pool(facts, indices, (i in fixed for i in indices))
        for group, indices in members.items()
    }
