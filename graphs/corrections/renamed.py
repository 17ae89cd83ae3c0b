"""What was said of animals before they got other names, as it is said under those names.

A project gives animals their names; facts and reviews hold the names that were given when they were
made. All names of one moment change together, so that two animals can swap theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from graphs.corrections.made import with_edit
from graphs.records import Assessed, Fact

if TYPE_CHECKING:
    from graphs.corrections.reviews import Review

Renamed = Mapping[str, str]
"""Name before -> name after."""

R = TypeVar("R", Fact, Assessed)


def renamed_facts(facts: Iterable[Fact], names: Renamed) -> list[Fact]:
    """Return facts under other names; a correction names what it corrects by its identifier then.

    Parameters
    ----------
    facts
        All facts of a recording that speak of each other, under the names of the files.
    names
        What changes.
    """
    pairs = [(fact, _renamed(fact, names)) for fact in facts]
    ids = {old.fact_id: new.fact_id for old, new in pairs if old is not new}
    return [with_edit(new, ids) for _, new in pairs]


def renamed_spans(spans: Iterable[Assessed], names: Renamed) -> list[Assessed]:
    """Return assessed spans under other names."""
    return [_renamed(span, names) for span in spans]


def _renamed(record: R, names: Renamed) -> R:
    subject = names.get(record.subject, record.subject)
    target = None if record.object is None else names.get(record.object, record.object)
    if (subject, target) == (record.subject, record.object):
        return record
    return replace(record, subject=subject, object=target)


def renamed_reviews(reviews: Sequence[Review]) -> list[Review]:
    """Return reviews under the names that later ones of their recording gave, in order.

    Parameters
    ----------
    reviews
        In order; with a review all later ones of its recording.
    """
    later = _later_names(reviews)
    if not any(later):
        return list(reviews)
    ids, about, found = dict[str, str](), dict[int | None, str | None](), []
    for review, names in zip(reviews, later, strict=True):
        before, after = (
            None if fact is None else with_edit(_renamed(fact, names), ids)
            for fact in (review.before, review.after)
        )
        if review.before is not None and before is not None:
            ids[review.before.fact_id] = before.fact_id
            after = None if after is None else with_edit(after, ids)
        fact_id = before.fact_id if before else about.get(review.undoes, review.fact_id)
        about[review.seq] = fact_id
        found.append(replace(review, fact_id=fact_id, before=before, after=after))
    return found


def _later_names(reviews: Sequence[Review]) -> list[Renamed]:
    """Return for each review how the names that it speaks of are changed by later ones."""
    now = dict[str, Renamed]()
    later = list[Renamed]()
    for review in reversed(reviews):
        names = now.get(review.recording, {})
        later.append(names)
        if review.names is not None:
            new = {old: names.get(name, name) for old, name in review.names.items()}
            now[review.recording] = {**names, **new}
    return later[::-1]
