"""What reviews do to the facts of a project: compared before and after they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphs.corrections.reviews import Review, ReviewLog
from graphs.records import STANDING, Fact, as_labelled
from graphs.storage.tables import FACT
from workbench.knowledge.lookup import selected

if TYPE_CHECKING:
    import duckdb

_LISTED = "list_contains($ids::VARCHAR[], fact_id)"


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact that stands otherwise than before.

    Parameters
    ----------
    before, after
        The fact before and now, under the names that are shown; ``None`` where there is none.
    """

    before: Fact | None
    after: Fact | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """What one review did.

    Parameters
    ----------
    review
        As it was written.
    before, after
        The fact as it stood before and as it stands now, under the names that are shown; ``None``
        where there is none (before one is added, say).
    others
        Other facts that it changed: those that labelled again stand in the place of the fact, say.
    undone
        The review that an undo takes back.
    """

    review: Review
    before: Fact | None
    after: Fact | None
    others: tuple[Changed, ...] = ()
    undone: Review | None = None


class Effects:
    """Compares the facts of a graph before and after reviews.

    Parameters
    ----------
    log
        The reviews, as they are after.
    written
        What was written.
    """

    def __init__(self, log: ReviewLog, written: Sequence[Review]) -> None:
        self._written = written
        self._known = {review.seq: review for review in written}
        if any(review.undoes is not None for review in written):
            self._known |= {review.seq: review for review in log.reviews()}
        self._said = [self._deed(review) for review in written]

    def _deed(self, review: Review) -> Review:
        """Return what a review is about in the end: itself, or what an undo takes or gives back."""
        while review.undoes is not None:
            review = self._known[review.undoes]
        return review

    def compared(
        self, before: duckdb.DuckDBPyConnection, after: duckdb.DuckDBPyConnection
    ) -> list[Corrected]:
        """Return what every review did, in order.

        Parameters
        ----------
        before, after
            The facts of the two moments.
        """
        about = [_ids(said) for said in self._said]
        named = {one for ids in about for one in ids}
        recordings = sorted({review.recording for review in self._written})
        then, now = _statuses(before, recordings), _statuses(after, recordings)
        changed = {one for one, _ in then ^ now} - named
        wanted = {"ids": sorted(named | changed)}
        was, there = selected(before, _LISTED, wanted), selected(after, _LISTED, wanted)
        done = [
            Corrected(
                review,
                _standing_first(was, ids),
                _standing_first(there, ids),
                undone=None if review.undoes is None else self._known[review.undoes],
            )
            for review, ids in zip(self._written, about, strict=True)
        ]
        others: list[list[Changed]] = [[] for _ in done]
        for change in _in_time(Changed(was.get(one), there.get(one)) for one in changed):
            others[self._cause(change)].append(change)
        return [replace(one, others=tuple(o)) for one, o in zip(done, others, strict=True)]

    def _cause(self, change: Changed) -> int:
        """Return the place of the review that changed a fact: the last that claims the same."""
        fact = as_labelled(_either(change))
        here = [i for i, r in enumerate(self._written) if r.recording == fact.recording]
        same = [
            i
            for i in here
            if any(
                told is not None and _claim(told) == _claim(fact)
                for told in (self._said[i].before, self._said[i].after)
            )
        ]
        return (same or here)[-1]


def _ids(said: Review) -> list[str]:
    """Return the identifiers of the facts that a review is about, corrected ones first."""
    ids = [said.after.fact_id] if said.after else []
    return ids + ([said.fact_id] if said.fact_id else [])


def _claim(fact: Fact) -> tuple[str, str, str | None]:
    return fact.subject, fact.predicate, fact.object


def _either(change: Changed) -> Fact:
    fact = change.after or change.before
    assert fact is not None
    return fact


def _in_time(changes: Iterable[Changed]) -> list[Changed]:
    def when(change: Changed) -> tuple[str, float, float, str]:
        fact = _either(change)
        return fact.recording, fact.start_s, fact.stop_s, fact.fact_id

    return sorted(changes, key=when)


def _statuses(cursor: duckdb.DuckDBPyConnection, recordings: Sequence[str]) -> set[tuple[str, str]]:
    query = (
        f"SELECT DISTINCT fact_id, status FROM {FACT} "  # noqa: S608 - names of our own
        "WHERE list_contains($recordings::VARCHAR[], recording)"
    )
    rows = cursor.execute(query, {"recordings": list(recordings)}).fetchall()
    return {(fact_id, status) for fact_id, status in rows}


def _standing_first(facts: Mapping[str, Fact], ids: Sequence[str]) -> Fact | None:
    there = [facts[one] for one in ids if one in facts]
    return next((one for one in there if one.status in STANDING), there[0] if there else None)
