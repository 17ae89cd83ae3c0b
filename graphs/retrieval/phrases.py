"""Phrases: who and what facts are about, across the recordings of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from graphs.retrieval.documents import ANIMAL, NO_OBJECT, Bools, Documents, Ints

Key = tuple[str, str, str]
"""Kind of node (``entity``, ``behavior``, ``class``, ``event``), where it is known (a recording,
or empty for everywhere), name."""

Naming = Callable[[str, str], str | None] | Mapping[tuple[str, str], str]
"""(Recording, name) -> a name that holds everywhere (an identity, a class), if there is one."""

NOT_IN = -1
"""End of a fact that is not in the graph."""


def named(naming: Naming | None, recording: str, name: str) -> str | None:
    """Return what a naming says, ``None`` if nothing."""
    if naming is None:
        return None
    return naming(recording, name) if callable(naming) else naming.get((recording, name))


@dataclass(eq=False)
class Phrases:
    """Phrases in the order in which they came; grows.

    Parameters
    ----------
    numbers
        Key -> number.
    kinds
        Number of a phrase -> number into `KINDS`; 0 for behaviors. An animal stays an animal.
    homes
        Number of an entity -> the recording and name that it was first seen by.
    """

    numbers: dict[Key, int] = field(default_factory=dict)
    kinds: dict[int, int] = field(default_factory=dict)
    homes: dict[int, tuple[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def copy(self) -> Phrases:
        """Return one that grows on its own."""
        return Phrases(dict(self.numbers), dict(self.kinds), dict(self.homes))

    def add(self, documents: Documents, identities: Naming | None, *, behaviors: bool) -> Ints:
        """Return both ends of each fact, shape (facts, 2), adding phrases that are new.

        Parameters
        ----------
        documents
            Whose facts.
        identities
            Who is the same in several recordings.
        behaviors
            Facts without an object, and those whose object is the subject itself, end at the
            behavior; else they are left out (`NOT_IN`).
        """
        facts = documents.facts
        pairs, subject, thing = _pairs(documents)
        keys = [_key(identities, *pair) for pair in pairs]
        first = {key: i for i, key in reversed(list(enumerate(keys)))}
        same = np.array([first[key] for key in keys], np.int64)
        alone = facts.object == NO_OBJECT
        alone |= ~alone & (same[subject] == same[thing])
        kept = np.ones(len(facts), bool) if behaviors else ~alone
        both = np.stack([same[subject], same[thing]], axis=1)
        number = np.full(len(keys), NOT_IN, np.int64)
        for i in np.unique(both[kept & ~alone]).tolist() + np.unique(both[kept, 0]).tolist():
            number[i] = self.numbers.setdefault(keys[i], len(self))
            self.homes.setdefault(int(number[i]), pairs[i])
        ends = number[both]
        ends[alone, 1] = self._behaviors(documents, alone & kept)[facts.predicate[alone]]
        ends[~kept] = NOT_IN
        self._note_kinds(ends[:, 0], np.full(len(facts), ANIMAL))
        self._note_kinds(ends[~alone, 1], facts.object_kind[~alone].astype(np.int64))
        return ends

    def _behaviors(self, documents: Documents, which: Bools) -> Ints:
        """Return the phrase of each predicate, adding those of some facts."""
        number = np.full(len(documents.predicates), NOT_IN, np.int64)
        for predicate in np.unique(documents.facts.predicate[which]).tolist():
            key = ("behavior", "", documents.predicates[predicate])
            number[predicate] = self.numbers.setdefault(key, len(self))
        return number

    def _note_kinds(self, phrase: Ints, kind: Ints) -> None:
        several = ANIMAL + 3
        for code in np.unique((phrase * several + kind)[phrase != NOT_IN]).tolist():
            number, said = divmod(code, several)
            self.kinds[number] = min(self.kinds.get(number, said), said)


def _pairs(documents: Documents) -> tuple[list[tuple[str, str]], Ints, Ints]:
    """Return distinct (recording, name), and which are subject and object of each fact.

    Where a fact has no object, its subject stands for one.
    """
    facts, several = documents.facts, max(len(documents.names), 1)
    home = documents.recording[facts.document] * several
    thing = np.where(facts.object == NO_OBJECT, facts.subject, facts.object)
    code, which = np.unique(
        np.concatenate([home + facts.subject, home + thing]), return_inverse=True
    )
    pairs = [
        (documents.recordings[recording], documents.names[name])
        for recording, name in (divmod(c, several) for c in code.tolist())
    ]
    subject, thing = np.split(which, 2)
    return pairs, subject, thing


def _key(identities: Naming | None, recording: str, name: str) -> Key:
    identity = named(identities, recording, name)
    return ("entity", recording, name) if identity is None else ("entity", "", identity)
