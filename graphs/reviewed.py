"""Facts as they stand: what the files of the graph say, and what people said about it after.

A pure function of base facts and reviews, so undoing every review gives the base facts back.

Reviews of a fact that is there
    The last one decides: accepted, rejected, or superseded by the corrected fact of an edit. A
    correction is a fact too and can be reviewed in turn. Accepting or editing the original once
    more supersedes an earlier correction of it; rejecting the original leaves it.
Reviews of a fact that is there no more, because labelling again has replaced it
    They are carried to what now stands in its place: facts of the same recording, subject,
    predicate, object, kind and source that have no review of their own. What a person rejected or
    corrected stays so: every new fact of which at least half lies inside the old one (points: at
    most 0.5 s away) is rejected or superseded, and so is one that repeats the corrected claim. What
    a person accepted stays too: the new fact with the largest temporal intersection over union, if
    that is at least 0.5, is accepted; if there is none, the old fact stays as it was accepted and
    supersedes new ones that lie inside it by half. Reviews are carried in their order.
Added facts
    They supersede facts of rules and models that claim the same and lie inside them by half.

A review of a correction that is undone says nothing until it is redone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graphs.corrections import MADE_BY_REVIEW
from graphs.records import Fact, Kind, Source, Status, microseconds
from graphs.reviews import Review
from graphs.undoable import standing

NEAR_US = 500_000
"""Points at most this far apart, in microseconds, can be the same."""

_Claim = tuple[str, str, str, str | None, int, int, Source, str]
_Family = Literal["present", "gone", "added"]
_Group = tuple[str, str, str, str | None, Kind, Source]
_STATUS: dict[str, Status] = {"accept": "accepted", "reject": "rejected", "edit": "superseded"}


@dataclass(slots=True)
class _Ruled:
    """A fact that people spoke about, and what they said last.

    `family` is where the chain of corrections that led to it began: with a fact that is present,
    with one that is gone, or with an added one. `made` tells a person's fact.
    """

    fact: Fact
    status: Status
    seq: int
    family: _Family
    source: Source
    made: bool
    withdrawn: bool = False
    corrections: list[_Ruled] = field(default_factory=list)


def reviewed(facts: Sequence[Fact], reviews: Sequence[Review]) -> list[Fact]:
    """Return facts as they stand after reviews.

    Parameters
    ----------
    facts
        As the files of the graph say, all facts of a recording (or of several): one that is left
        out counts as gone.
    reviews
        All reviews of those recordings, undone ones and undos too, in any order.

    Returns
    -------
    list of Fact
        The facts in their order, with the status that they have now; after them what people
        corrected or added, then what they accepted before it was replaced, each in order of the
        reviews. Without reviews, the very facts.
    """
    deeds = [r for r in standing_reviews(reviews) if r.action != "comment"] if reviews else []
    if not deeds:
        return list(facts)
    present = _present(facts, [r.before for r in deeds if r.before is not None])
    ruled = _ruled(deeds, present.keys())
    status = dict[int, Status]()
    for claim, indices in present.items():
        status |= dict.fromkeys(indices, ruled[claim].status)
    kept = _carry(facts, ruled.values(), status)
    made = [replace(entry.fact, status=entry.status) for entry in ruled.values() if entry.made]
    now = [replace(f, status=status[i]) if i in status else f for i, f in enumerate(facts)]
    return now + made + kept


def _present(facts: Sequence[Fact], asked: Sequence[Fact]) -> dict[_Claim, list[int]]:
    """Return the places of the facts that are asked for, of those that are there."""
    claims, runs = {_claim(fact) for fact in asked}, {fact.run for fact in asked}
    present = defaultdict[_Claim, list[int]](list)
    for index, fact in enumerate(facts):
        if fact.run in runs and (claim := _claim(fact)) in claims:
            present[claim].append(index)
    return present


def standing_reviews(reviews: Iterable[Review]) -> list[Review]:
    """Return the reviews that are not undone, in order, without the undos.

    Parameters
    ----------
    reviews
        Reviews and the undos of them.
    """
    return standing(reviews)


def by_recording(reviews: Iterable[Review]) -> dict[str, list[Review]]:
    """Return the reviews that concern each recording, in their order, undos too."""
    concerning = defaultdict[str, list[Review]](list)
    for review in reviews:
        concerning[review.recording].append(review)
    return dict(concerning)


def comments(reviews: Iterable[Review]) -> dict[str, list[Review]]:
    """Return the standing reviews that hold words, by the identifier of the fact they are about.

    Those of an added fact are found under the identifier that it got.
    """
    about = defaultdict[str, list[Review]](list)
    for review in standing_reviews(reviews):
        fact_id = review.fact_id or (review.after.fact_id if review.after else None)
        if review.comment and fact_id:
            about[fact_id].append(review)
    return dict(about)


def _claim(fact: Fact) -> _Claim:
    """Return what makes up `Fact.fact_id`, which takes longer to compute."""
    start, stop = microseconds(fact.start_s), microseconds(fact.stop_s)
    return (
        fact.recording, fact.subject, fact.predicate, fact.object, start, stop, fact.source,
        fact.run,
    )  # fmt: skip


# what people said -------------------------------------------------------------------------------


def _ruled(deeds: Iterable[Review], present: Iterable[_Claim]) -> dict[_Claim, _Ruled]:
    """Return what holds of each fact that was reviewed or made, taking the reviews in order."""
    there, ruled = set(present), dict[_Claim, _Ruled]()
    for deed in deeds:
        after = deed.after
        if deed.action == "add":
            assert after is not None
            ruled[_claim(after)] = _Ruled(after, "accepted", deed.seq, "added", "human", True)
            continue
        before = deed.before
        assert before is not None
        claim = _claim(before)
        entry = ruled.get(claim)
        if entry is None:
            if claim not in there and before.run.startswith(MADE_BY_REVIEW):
                continue  # a correction that is undone
            family: _Family = "present" if claim in there else "gone"
            entry = _Ruled(before, "asserted", deed.seq, family, before.source, False)
            ruled[claim] = entry
        entry.status, entry.seq, entry.withdrawn = _STATUS[deed.action], deed.seq, False
        if deed.action == "reject":
            continue
        _withdraw(entry.corrections)
        if after is not None:
            new = _Ruled(after, "accepted", deed.seq, entry.family, entry.source, True)
            entry.corrections.append(new)
            ruled[_claim(after)] = new
    return ruled


def _withdraw(corrections: Iterable[_Ruled]) -> None:
    for entry in corrections:
        entry.status, entry.withdrawn = "superseded", True
        _withdraw(entry.corrections)


# carried to what labelling again made -------------------------------------------------------------


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
        self.kept: list[_Ruled] = []
        self.status: dict[int, Status] = {}  # of places in the pool

    def set_status(self, where: NDArray[np.bool_], status: Status) -> None:
        self.status |= dict.fromkeys(np.flatnonzero(where & ~self.fixed).tolist(), status)

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

    def keep(self, entry: _Ruled) -> None:
        """Put a fact that is gone beside those that are there, as accepted."""
        self.status[len(self.start)] = "accepted"
        self.start = np.append(self.start, microseconds(entry.fact.start_s))
        self.stop = np.append(self.stop, microseconds(entry.fact.stop_s))
        self.fixed = np.append(self.fixed, False)
        self.kept.append(entry)

    def carry(self, entry: _Ruled) -> None:
        """Let one standing review decide about the facts that it is carried to."""
        inside = self.inside(entry.fact)
        if entry.made or entry.status != "accepted":
            self.set_status(inside, "superseded" if entry.status == "accepted" else entry.status)
            return
        best = self.best(entry.fact)
        if best is None:
            self.set_status(inside, "superseded")
            self.keep(entry)
            return
        inside[: len(self.indices)] = False
        self.set_status(inside, "superseded")  # kept ones say the same
        if not self.fixed[best]:
            self.status[best] = "accepted"


def _us(times_s: Iterable[float]) -> NDArray[np.int64]:
    return np.rint(np.fromiter(times_s, dtype=np.float64) * 1e6).astype(np.int64)


def _carry(facts: Sequence[Fact], ruled: Iterable[_Ruled], status: dict[int, Status]) -> list[Fact]:
    """Add what carried reviews decide to `status`; return the accepted facts that stay.

    Parameters
    ----------
    facts
        Base facts.
    ruled
        What was reviewed or made.
    status
        Place in `facts` -> status by its own review.
    """
    entries = sorted((entry for entry in ruled if _carries(entry)), key=lambda entry: entry.seq)
    if not entries:
        return []
    pools = _pools(facts, {group for entry in entries for group in _groups(entry)}, status)
    for entry in entries:
        for group in _groups(entry):
            pools[group].carry(entry)
    kept = []
    for pool in pools.values():
        count = len(pool.indices)
        for place, new in pool.status.items():
            if place < count:
                status[pool.indices[place]] = new
            else:
                entry = pool.kept[place - count]
                kept.append((entry.seq, replace(entry.fact, status=new)))
    return [fact for _, fact in sorted(kept, key=lambda one: one[0])]


def _carries(entry: _Ruled) -> bool:
    if entry.withdrawn or entry.family == "present":
        return False
    return entry.family == "gone" or entry.status == "accepted"


def _groups(entry: _Ruled) -> list[_Group]:
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
