"""Which documents may be found: conditions on recording, animal, zone and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphs.filters import Names
from graphs.records import microseconds
from graphs.retrieval.documents import ANIMAL, Bools, Documents, Ints


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents may be found; all conditions that are given must hold.

    Parameters
    ----------
    recording
        One name or several of which any will do.
    animal
        Subject or object of some fact of the document.
    zone
        A zone, or an object, that some fact of the document is about.
    after_s
        Seconds; documents that start then or later.
    before_s
        Seconds; documents that are over by then.
    """

    recording: Names = None
    animal: Names = None
    zone: Names = None
    after_s: float | None = None
    before_s: float | None = None

    def allows(self, documents: Documents) -> Bools:
        """Return which documents may be found, shape (documents,)."""
        facts = documents.facts
        allowed = self.in_time(documents)
        if self.animal is not None:
            numbers = _numbers(documents.names, self.animal)
            some = np.isin(facts.subject, numbers) | np.isin(facts.object, numbers)
            allowed &= _with_some(some, documents)
        if self.zone is not None:
            inside = np.isin(facts.object, _numbers(documents.names, self.zone))
            allowed &= _with_some(inside & (facts.object_kind != ANIMAL), documents)
        return allowed

    def in_time(self, documents: Documents) -> Bools:
        """Return which documents meet the conditions on recording and time."""
        allowed = np.ones(len(documents), bool)
        if self.recording is not None:
            numbers = _numbers(documents.recordings, self.recording)
            allowed &= np.isin(documents.recording, numbers)
        if self.after_s is not None:
            allowed &= documents.start_us >= microseconds(self.after_s)
        if self.before_s is not None:
            allowed &= documents.known_us <= microseconds(self.before_s)
        return allowed


def _numbers(vocabulary: Sequence[str], names: Names) -> Ints:
    wanted = {names} if isinstance(names, str) else set(names or ())
    return np.array([i for i, name in enumerate(vocabulary) if name in wanted], np.int64)


def _with_some(facts: Bools, documents: Documents) -> Bools:
    there = np.zeros(len(documents), bool)
    there[documents.facts.document[facts]] = True
    return there
