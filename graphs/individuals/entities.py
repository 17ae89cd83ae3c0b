"""Individual animals, zones and objects: what they are called, and which of them are the same one.

A *mention* is a name in a recording as the files of the graph have it. By default the name is the
name. People rename, merge, keep apart and classify; each is an operation appended to `project.db`,
and `Names` is a pure function of them. An operation on one recording speaks of a mention, so of the
name as labelled, and takes the place of what was said of that mention before. An operation on
everywhere speaks of all that is called so at that time, after the operations before it.

A zone or object of the same name is the same one everywhere. That an animal in one recording is the
animal of the same name in another is known only if a person named it in both, or said so by an
operation: a tracker's ``ind1`` and a role like ``resident`` say nothing about who it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from graphs.formats.contract import EntityKind
from graphs.records import STANDING, Fact
from graphs.storage.undoable import standing

OperationKind = Literal["rename", "merge", "separate", "classify", "undo"]

Spoken = tuple[str | None, str]
"""A recording and a name as labelled there, or ``None`` for everywhere and a name as shown."""


class Mention(NamedTuple):
    """A name in a recording, as labelled.

    Parameters
    ----------
    recording, name
        Where, and what it is called there.
    kind
        ``animal``, ``zone`` or ``object``.
    facts
        How many facts that stand it takes part in.
    """

    recording: str
    name: str
    kind: EntityKind
    facts: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """What a person said about names.

    Parameters
    ----------
    seq
        Number in the log, increasing.
    at
        When: UTC, ISO 8601 with microseconds.
    by
        Who.
    action
        ``rename``, ``merge``, ``separate``, ``classify``, or ``undo`` of another operation.
    mentions
        Of what it speaks.
    name
        The new name (``rename``, ``merge``), or the class (``classify``).
    synset
        WordNet synset of the class.
    undoes
        Number of the operation that an ``undo`` takes back.
    """

    seq: int
    at: str
    by: str
    action: OperationKind
    mentions: tuple[Spoken, ...]
    name: str | None = None
    synset: str | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One individual or thing, over all recordings.

    Parameters
    ----------
    name
        To show and to query by.
    kind
        ``animal``, ``zone`` or ``object``.
    identity
        The same text exactly for the same individual or thing.
    known
        Whether it is known who it is; else it is an animal of one recording only.
    recordings
        Where it occurs, sorted.
    facts
        How many facts that stand it takes part in.
    class_name, synset
        What it is one of, if a person said so.
    """

    name: str
    kind: EntityKind
    identity: str
    known: bool
    recordings: tuple[str, ...]
    facts: int
    class_name: str | None = None
    synset: str | None = None


# what follows from operations ---------------------------------------------------------------------


class _State(NamedTuple):
    path: tuple[str, ...]  # what it was called, from the name as labelled to the one to show
    known: bool
    apart: bool


class Names:
    """What mentions are called and who they are, after operations.

    Parameters
    ----------
    operations
        All of them, undone ones and undos too, in any order.
    named
        Recording -> names (as labelled) of animals that a person gave there.
    """

    def __init__(
        self,
        operations: Iterable[Operation] = (),
        named: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._named = {recording: set(names) for recording, names in (named or {}).items()}
        self._of_mention: dict[Spoken, Operation] = {}
        self._of_name = defaultdict[str, list[Operation]](list)
        self._classes: dict[Spoken, tuple[str, str | None]] = {}
        self._apart: list[set[str]] = []
        self._states: dict[tuple[str, str], _State] = {}
        for operation in standing(operations):
            self._take(operation)

    def _take(self, operation: Operation) -> None:
        if operation.action == "classify":
            assert operation.name is not None
            said = operation.name, operation.synset
            self._classes |= dict.fromkeys(operation.mentions, said)
            return
        everywhere = [name for recording, name in operation.mentions if recording is None]
        if operation.action == "separate" and everywhere:
            self._apart.append(set(everywhere))
            return
        for spoken in operation.mentions:
            if spoken[0] is not None:
                self._of_mention[spoken] = operation
        for name in everywhere:
            self._of_name[name].append(operation)

    def resolved(self, recording: str, name: str) -> str:
        """Return the name to show and to query by, of a name as labelled."""
        return self._state(recording, name).path[-1]

    def mapping(self, recording: str, names: Iterable[str]) -> dict[str, str]:
        """Return names as labelled -> names to show, of one recording."""
        return {name: self.resolved(recording, name) for name in names}

    def identity(self, recording: str, name: str, kind: EntityKind = "animal") -> str:
        """Return a text that is the same exactly for the same individual or thing.

        Parameters
        ----------
        recording, name
            The mention, as labelled.
        kind
            What it is.
        """
        state = self._state(recording, name)
        if not state.apart and (kind != "animal" or state.known):
            return state.path[-1]
        return f"{state.path[-1]}@{recording}"

    def known(self, recording: str, name: str) -> bool:
        """Tell whether a person said who an animal is, or that it is nobody else.

        A rename everywhere is a change of words and says nothing about who is who.
        """
        return self._state(recording, name).known

    def kept_apart(self, first: str, second: str) -> bool:
        """Tell whether a person said that two names are not one."""
        return any({first, second} <= names for names in self._apart)

    def class_of(self, recording: str, name: str) -> tuple[str, str | None] | None:
        """Return class and synset of a mention; ``None`` if nobody said.

        What was said of the mention holds, then of its name to show, then of its names before.
        """
        everywhere = [(None, called) for called in reversed(self._state(recording, name).path)]
        for spoken in [(recording, name), *everywhere]:
            if spoken in self._classes:
                return self._classes[spoken]
        return None

    def _state(self, recording: str, name: str) -> _State:
        mention = (recording, name)
        if mention not in self._states:
            self._states[mention] = self._after_operations(mention)
        return self._states[mention]

    def _after_operations(self, mention: tuple[str, str]) -> _State:
        recording, called = mention
        path, seq, apart = [called], 0, False
        known = called in self._named.get(recording, ())
        said = self._of_mention.get(mention)
        if said is not None:
            seq, known, apart = said.seq, True, said.action == "separate"
            path.append(called := said.name or called)
        while True:
            later = [op for op in self._of_name.get(called, ()) if op.seq > seq]
            later = [op for op in later if not (apart and op.action == "merge")]
            if not later:
                return _State(tuple(path), known, apart)
            seq, known = later[0].seq, known or later[0].action == "merge"
            path.append(called := later[0].name or called)


def mentions_of(
    facts: Iterable[Fact], kinds: Mapping[str, EntityKind] | None = None
) -> list[Mention]:
    """Return who and what facts speak of, in order of recording and name.

    Parameters
    ----------
    facts
        Of any recordings.
    kinds
        Name -> what it is; a name that is missing is an animal if it is the subject of some fact of
        its recording, else an object.
    """
    animals, counts = set[tuple[str, str]](), defaultdict[tuple[str, str], int](int)
    for fact in facts:
        animals.add((fact.recording, fact.subject))
        for name in {fact.subject, fact.object} - {None}:
            counts[fact.recording, str(name)] += fact.status in STANDING
    return [
        Mention(
            recording,
            name,
            (kinds or {}).get(name, "animal" if (recording, name) in animals else "object"),
            count,
        )
        for (recording, name), count in sorted(counts.items())
    ]


def entities(mentions: Iterable[Mention], names: Names) -> list[Entity]:
    """Return the individuals and things that mentions speak of, by kind and name."""
    groups = defaultdict[tuple[EntityKind, str], list[Mention]](list)
    for mention in mentions:
        identity = names.identity(mention.recording, mention.name, mention.kind)
        groups[mention.kind, identity].append(mention)
    found = [_entity(kind, identity, group, names) for (kind, identity), group in groups.items()]
    return sorted(found, key=lambda e: (e.kind, e.name, e.identity))


def _entity(kind: EntityKind, identity: str, group: Sequence[Mention], names: Names) -> Entity:
    said = (names.class_of(mention.recording, mention.name) for mention in group)
    class_name, synset = next((found for found in said if found is not None), (None, None))
    return Entity(
        name=names.resolved(group[0].recording, group[0].name),
        kind=kind,
        identity=identity,
        known=kind != "animal" or any(names.known(m.recording, m.name) for m in group),
        recordings=tuple(sorted({m.recording for m in group})),
        facts=sum(m.facts for m in group),
        class_name=class_name,
        synset=synset,
    )
