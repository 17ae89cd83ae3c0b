"""What people changed in a graph, beside its files: reviews of facts, and names of individuals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphs.corrections.reviewed import by_recording, reviewed
from graphs.corrections.reviews import Review, ReviewLog
from graphs.individuals.entities import Names
from graphs.individuals.entity_log import EntityLog
from graphs.records import Fact

Named = Mapping[str, Iterable[str]]
"""Recording -> names of animals that a person gave there."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is laid over the files of a graph when it is read, as of one moment.

    Parameters
    ----------
    reviews
        Recording -> its reviews, in order; those that are missing were never reviewed.
    names
        What names are shown as, and who is who.
    names_mark
        A number that grows with every renaming.
    """

    reviews: Mapping[str, Sequence[Review]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    names_mark: int = 0

    @property
    def marks(self) -> dict[str, int]:
        """Recording -> number of its last review."""
        return {recording: reviews[-1].seq for recording, reviews in self.reviews.items()}

    def reviewed(self, recording: str, facts: Sequence[Fact]) -> list[Fact]:
        """Return the facts of a recording as they stand after reviews."""
        return reviewed(facts, self.reviews.get(recording, ()))

    def shown_names(self, recording: str, names: Sequence[str]) -> Mapping[str, str]:
        """Return the names to show, by the names that the files have."""
        return self.names.mapping(recording, names) if self.names_mark else {}


class Overlays:
    """Reads the overlay of a project, and again when something was added.

    Parameters
    ----------
    path
        ``project.db``; it need not exist.
    named
        Gives the animals that a person named, as of now.
    """

    def __init__(self, path: Path, named: Callable[[], Named] = dict) -> None:
        self.reviews = ReviewLog(path)
        self.entities = EntityLog(path)
        self._path = path
        self._named = named
        self._lock = threading.Lock()
        self._now = Overlay()
        self._named_then: Named = {}

    def __call__(self) -> Overlay:
        """Return the overlay as of now."""
        with self._lock:
            named, now = self._named(), self._now
            is_new = not (now.reviews or now.names_mark) and named == self._named_then
            if is_new and not self._path.exists():
                return now
            last = max(now.marks.values(), default=0)
            reviews, is_named = now.reviews, named != self._named_then
            if self.reviews.last_seq() != last:
                reviews = by_recording(self.reviews.reviews())
                is_named |= _named_last(reviews) != _named_last(now.reviews)
            operations = self.entities.last_seq()
            names = now.names
            if is_named or operations != now.names_mark:
                names = Names(self.entities.operations(), named)
                self._named_then = named
            self._now = Overlay(reviews, names, operations)
            return self._now


def _named_last(reviews: Mapping[str, Sequence[Review]]) -> int:
    """Return the number of the last review that gave animals other names; 0 if none did."""
    return max((r.seq for said in reviews.values() for r in said if r.action == "name"), default=0)


def with_names(fact: Fact, shown: Mapping[str, str]) -> Fact:
    """Return a fact under the names to show, which keeps those that the files have."""
    labelled = (fact.subject, fact.object)
    subject = shown.get(fact.subject, fact.subject)
    target = None if fact.object is None else shown.get(fact.object, fact.object)
    if (subject, target) == labelled:
        return fact
    return replace(fact, subject=subject, object=target, labelled=labelled)
