"""Names that a question may use: who knows them, and how what a person wrote finds them.

A name is found as it is written, else as it is written but for case, ``_``, ``-`` and spaces.
Two names that differ in nothing else are both told, never guessed between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Protocol


class Names(Protocol):
    """What is there to be asked for: the behaviors and names of some graph."""

    def predicates(self, word: str) -> tuple[str, ...]:
        """Return the behaviors that a word stands for, as facts name them; none if it is unknown.

        Parameters
        ----------
        word
            Name or synonym of a behavior, with its special cases; a heading such as
            ``aggression``, or a more general word; several words with spaces between them.
        """
        ...

    def words(self) -> Collection[str]:
        """Return words for `predicates` that are worth suggesting where one is unknown."""
        ...

    def entities(self) -> Collection[str]:
        """Return the names of animals, zones and objects."""
        ...

    def recordings(self) -> Collection[str]:
        """Return the names of all recordings."""
        ...

    def groups(self) -> Collection[str]:
        """Return the names of experimental groups."""
        ...

    def sessions(self) -> Collection[str]:
        """Return the names of sessions."""
        ...

    def recordings_of_group(self, name: str) -> Collection[str]:
        """Return the recordings of the group of that `name`."""
        ...

    def recordings_of_session(self, name: str) -> Collection[str]:
        """Return the recordings of the session of that `name`."""
        ...


def as_compared(name: str) -> str:
    """Return what is left of a name if case, ``_``, ``-`` and spaces do not matter."""
    return "".join(c for c in name.casefold() if c not in "_-" and not c.isspace())


class Spelled:
    """Names by how they are spelled.

    Parameters
    ----------
    known
        All names of one sort.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.known = frozenset(known)
        self._alike: dict[str, list[str]] = {}
        for name in sorted(self.known):
            self._alike.setdefault(as_compared(name), []).append(name)

    def meant(self, name: str) -> tuple[str, ...]:
        """Return the known name that `name` means: the same one, else all spelled alike."""
        return (name,) if name in self.known else tuple(self._alike.get(as_compared(name), ()))


class Lookup:
    """The names that are there, asked for once in one question.

    Parameters
    ----------
    names
        Who knows them.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self._predicates: dict[tuple[str, bool], tuple[str, ...]] = {}

    def predicate(self, word: str, *, quoted: bool) -> tuple[str, ...]:
        """Return the behaviors that a word stands for, sorted.

        Parameters
        ----------
        word
            As the person wrote it.
        quoted
            The behavior of that very name alone, if there is one: no special cases.
        """
        if (word, quoted) not in self._predicates:
            found = tuple(sorted(set(self.names.predicates(word))))
            same = Spelled(found).meant(word) if quoted else ()
            self._predicates[word, quoted] = same if len(same) == 1 else found
        return self._predicates[word, quoted]

    @cached_property
    def entities(self) -> Spelled:
        """Animals, zones and objects."""
        return Spelled(self.names.entities())

    @cached_property
    def recordings(self) -> Spelled:
        """Recordings."""
        return Spelled(self.names.recordings())

    @cached_property
    def groups(self) -> Spelled:
        """Experimental groups."""
        return Spelled(self.names.groups())

    @cached_property
    def sessions(self) -> Spelled:
        """Sessions."""
        return Spelled(self.names.sessions())
