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
from dataclasses import dataclass, replace

from graphs.corrections.carrying import Family, Ruled, carries, carry
from graphs.corrections.made import MADE_BY_REVIEW
from graphs.corrections.reviews import Review
from graphs.records import Fact, Source, Status, microseconds
from graphs.storage.undoable import standing

_Claim = tuple[str, str, str, str | None, int, int, Source, str]
_STATUS: dict[str, Status] = {"accept": "accepted", "reject": "rejected", "edit": "superseded"}


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
    kept = carry(facts, ruled.values(), status).kept
    made = [replace(entry.fact, status=entry.status) for entry in ruled.values() if entry.made]
    now = [replace(f, status=status[i]) if i in status else f for i, f in enumerate(facts)]
    return now + made + kept


@dataclass(frozen=True, slots=True)
class Carried:
    """A standing review of a fact that labelling again has replaced.

    Parameters
    ----------
    review
        The last one of that fact; its `before` is the fact.
    to
        The facts that it decides about now, with the status that they have.
    stays
        Whether what it says stands as a fact of its own: a correction, or an accepted fact that
        nothing now is like.
    """

    review: Review
    to: tuple[Fact, ...]
    stays: bool

    @property
    def is_changed(self) -> bool:
        """Whether it applies to other times than it was said of, or to nothing that is there."""
        old = self.review.before
        assert old is not None
        times = microseconds(old.start_s), microseconds(old.stop_s)
        return not self.to or any(
            (microseconds(new.start_s), microseconds(new.stop_s)) != times for new in self.to
        )


def carried(facts: Sequence[Fact], reviews: Sequence[Review]) -> list[Carried]:
    """Return what became of the reviews of facts that are there no more, in order.

    Left out is what decides about nothing because later reviews do, or those of the new facts.

    Parameters
    ----------
    facts, reviews
        As for `reviewed`.
    """
    deeds = {r.seq: r for r in standing_reviews(reviews) if r.action != "comment"}
    present = _present(facts, [r.before for r in deeds.values() if r.before is not None])
    ruled = _ruled(deeds.values(), present.keys())
    status = dict[int, Status]()
    for claim, indices in present.items():
        status |= dict.fromkeys(indices, ruled[claim].status)
    done = carry(facts, ruled.values(), status)
    to = defaultdict[int, list[Fact]](list)
    for place, entry in sorted(done.by.items()):
        to[entry.seq].append(replace(facts[place], status=status[place]))
    kept = {_claim(fact) for fact in done.kept if fact.status == "accepted"}
    found = dict[int, bool]()
    for entry in ruled.values():
        if entry.family == "gone" and carries(entry):
            stays = entry.status == "accepted" and (entry.made or _claim(entry.fact) in kept)
            found[entry.seq] = found.get(entry.seq, False) or stays
    return [
        Carried(deeds[seq], tuple(to[seq]), stays)
        for seq, stays in sorted(found.items())
        if to[seq] or seq not in done.reached
    ]


def _present(facts: Sequence[Fact], asked: Sequence[Fact]) -> dict[_Claim, list[int]]:
    """Return the places of the facts that are asked for, of those that are there."""
    claims, runs = {_claim(fact) for fact in asked}, {fact.run for fact in asked}
    present = defaultdict[_Claim, list[int]](list)
    for index, fact in enumerate(facts):
        if fact.run in runs and (claim := _claim(fact)) in claims:
            present[claim].append(index)
    return present


def standing_reviews(reviews: Iterable[Review]) -> list[Review]:
    """Return the reviews of facts that are not undone, in order, without the undos.

    Parameters
    ----------
    reviews
        Reviews and the undos of them; those that gave animals other names are about no fact.
    """
    return [review for review in standing(reviews) if review.action != "name"]


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


def _ruled(deeds: Iterable[Review], present: Iterable[_Claim]) -> dict[_Claim, Ruled]:
    """Return what holds of each fact that was reviewed or made, taking the reviews in order."""
    there, ruled = set(present), dict[_Claim, Ruled]()
    for deed in deeds:
        after = deed.after
        if deed.action == "add":
            assert after is not None
            ruled[_claim(after)] = Ruled(after, "accepted", deed.seq, "added", "human", True)
            continue
        before = deed.before
        assert before is not None
        claim = _claim(before)
        entry = ruled.get(claim)
        if entry is None:
            if claim not in there and before.run.startswith(MADE_BY_REVIEW):
                continue  # a correction that is undone
            family: Family = "present" if claim in there else "gone"
            entry = Ruled(before, "asserted", deed.seq, family, before.source, False)
            ruled[claim] = entry
        entry.status, entry.seq, entry.withdrawn = _STATUS[deed.action], deed.seq, False
        if deed.action == "reject":
            continue
        _withdraw(entry.corrections)
        if after is not None:
            new = Ruled(after, "accepted", deed.seq, entry.family, entry.source, True)
            entry.corrections.append(new)
            ruled[_claim(after)] = new
    return ruled


def _withdraw(corrections: Iterable[Ruled]) -> None:
    for entry in corrections:
        entry.status, entry.withdrawn = "superseded", True
        _withdraw(entry.corrections)
