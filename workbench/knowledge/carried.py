"""Corrections of facts that labelling again has replaced: to which facts they apply now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.corrections.reviewed import Carried, standing_reviews
from graphs.corrections.reviewed import carried as carried_of
from graphs.corrections.reviews import Review
from graphs.filters import Names, several
from graphs.records import Fact
from graphs.storage.overlay import with_names

if TYPE_CHECKING:
    from workbench.knowledge.graph import KnowledgeGraph

_LEAST_S = 0.005
"""Seconds: times that differ by less are told as equal."""


@dataclass(frozen=True, slots=True)
class CarriedReview:
    """A correction that applies to bouts with other times now, or to none.

    Parameters
    ----------
    review
        The correction.
    fact
        What it was about, under the names that are shown.
    to
        The facts that it applies to now, likewise; none if nothing is like enough.
    stays
        Whether what it says stands as a fact of its own: a correction, or an accepted fact that
        nothing now is like.
    """

    review: Review
    fact: Fact
    to: tuple[Fact, ...]
    stays: bool

    @property
    def words(self) -> list[str]:
        """Return what became of it, a line for each fact that it applies to."""
        if self.to:
            return [f"{new.status} {_times(new)} s ({_difference(self.fact, new)})"
                    for new in self.to]  # fmt: skip
        if not self.stays:
            return ["applies to nothing any more"]
        what = "the accepted" if self.review.action == "accept" else "the corrected"
        return [f"replaces nothing any more; {what} fact stays"]


def carried(graph: KnowledgeGraph, recordings: Names = None) -> list[CarriedReview]:
    """Return the corrections that apply to bouts with other times now, or to none, in order.

    Parameters
    ----------
    graph
        The graph.
    recordings
        One or several; all if not given.

    Raises
    ------
    UserError
        There is no such recording.
    DataError
        What is stored of one is damaged.
    """
    overlay = graph.overlays()
    asked = several(recordings)
    specs = graph.project.specs() if asked is None else map(graph.project.spec, map(str, asked))
    stored = set(graph.graph.recordings())
    found = []
    for name in dict.fromkeys(spec.name for spec in specs):
        if name in stored and overlay.reviews.get(name):
            found += [_shown(graph, one) for one in _all_of(graph, name) if one.is_changed]
    return sorted(found, key=lambda one: one.review.seq)


def rejection(graph: KnowledgeGraph, fact: Fact) -> Review | None:
    """Return the review that rejected a fact, itself or the one that it stands in the place of."""
    for review in reversed(standing_reviews(graph.overlays.reviews.reviews(fact.recording))):
        if review.action == "reject" and review.fact_id == fact.fact_id:
            return review
    for one in _all_of(graph, fact.recording):
        if any(new.fact_id == fact.fact_id for new in one.to):
            return one.review
    return None


def _all_of(graph: KnowledgeGraph, recording: str) -> list[Carried]:
    stored = graph.project.store().read(recording)
    return carried_of(stored.facts, graph.overlays().reviews.get(recording, ()))


def _shown(graph: KnowledgeGraph, one: Carried) -> CarriedReview:
    old = one.review.before
    assert old is not None
    fact, *to = _named(graph, [old, *one.to])
    return CarriedReview(one.review, fact, tuple(to), one.stays)


def _named(graph: KnowledgeGraph, facts: Sequence[Fact]) -> Iterable[Fact]:
    """Return facts of one claim under the names that are shown."""
    names = [name for name in (facts[0].subject, facts[0].object) if name is not None]
    shown = graph.overlays().shown_names(facts[0].recording, names)
    return [with_names(fact, shown) for fact in facts]


def _times(fact: Fact) -> str:
    if fact.kind == "point":
        return f"{fact.start_s:.2f}"
    return f"{fact.start_s:.2f}-{fact.stop_s:.2f}"


def _difference(old: Fact, new: Fact) -> str:
    if old.kind == "point":
        return _shift("", new.start_s - old.start_s) or "at the same time"
    parts = [
        _shift("starts ", new.start_s - old.start_s),
        _shift("stops ", new.stop_s - old.stop_s),
    ]
    return ", ".join(part for part in parts if part) or "at the same times"


def _shift(what: str, by_s: float) -> str:
    if abs(by_s) < _LEAST_S:
        return ""
    return f"{what}{abs(by_s):.2f} s {'later' if by_s > 0 else 'earlier'}"
