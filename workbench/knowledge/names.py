"""The names that a question about a project may use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from graphs.errors import UserError
from graphs.filters import ObjectNames, several
from graphs.graph import Graph
from graphs.language.keywords import RESERVED
from graphs.lexicon.vocabulary import Vocabulary
from graphs.lexicon.wordnet import find_wordnet
from graphs.words import did_you_mean
from pipelines.recording import RecordingSpec

if TYPE_CHECKING:
    from graphs.ethogram import Ethogram

Asked = Literal["subject", "object", "animal", "zone", "recording"]
"""What a name is given for."""


class GraphNames:
    """What there is to be asked for in a graph, as of now.

    Of recordings that something is stored of but nothing is said of, nothing is known here.

    Parameters
    ----------
    graph
        The facts.
    ethogram
        The behaviors.
    specs
        What is said of the recordings.
    """

    def __init__(self, graph: Graph, ethogram: Ethogram, specs: Iterable[RecordingSpec]) -> None:
        self._graph = graph
        self._ethogram = ethogram
        self._specs = list(specs)

    def is_about(self, ethogram: Ethogram, specs: Iterable[RecordingSpec]) -> bool:
        """Whether nothing else is said of behaviors and recordings than here."""
        return self._ethogram == ethogram and self._specs == list(specs)

    @cached_property
    def stored_predicates(self) -> set[str]:
        """Behaviors of facts and assessed spans."""
        return self._graph.names("predicate", self.own)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What words mean: ethogram, WordNet where it is there, and what facts say."""
        extra = self.stored_predicates - set(self._ethogram.behaviors)
        return Vocabulary(self._ethogram, find_wordnet(), sorted(extra))

    def predicates(self, word: str) -> tuple[str, ...]:
        """Return the behaviors that a word stands for; none if it is unknown.

        Words of the query language belong to a behavior only where they are in its very name.
        """
        try:
            found = self.vocabulary.why(word)
        except UserError:
            return ()
        if RESERVED & set(word.casefold().split()) and found[0].how not in ("name", "synonym"):
            return ()
        return tuple(reached.predicate for reached in found)

    def words(self) -> Collection[str]:
        """Return words for behaviors that are worth suggesting."""
        synonyms = {word for behavior in self._ethogram for word in behavior.synonyms}
        return self.stored_predicates | set(self._ethogram.behaviors) | synonyms

    @cached_property
    def _entities(self) -> set[str]:
        return self._graph.names("subject", self.own) | self._graph.names("object", self.own)

    def entities(self) -> Collection[str]:
        """Return the names of animals, zones and objects."""
        return self._entities

    @cached_property
    def _recordings(self) -> list[str]:
        said = {spec.name for spec in self._specs}
        return [name for name in self._graph.recordings() if name in said]

    @cached_property
    def own(self) -> list[str] | None:
        """The recordings of the project that something is stored of; ``None`` for all that are."""
        all_own = len(self._recordings) == len(self._graph.recordings())
        return None if all_own else self._recordings

    def recordings(self) -> Collection[str]:
        """Return the names of all recordings that something is stored of."""
        return self._recordings

    def groups(self) -> Collection[str]:
        """Return the names of experimental groups."""
        return {spec.group for spec in self._specs if spec.group is not None}

    def sessions(self) -> Collection[str]:
        """Return the names of sessions."""
        return {spec.session for spec in self._specs if spec.session is not None}

    def recordings_of_group(self, name: str) -> Collection[str]:
        """Return the recordings of a group."""
        return self._stored(lambda spec: spec.group == name)

    def recordings_of_session(self, name: str) -> Collection[str]:
        """Return the recordings of a session."""
        return self._stored(lambda spec: spec.session == name)

    def _stored(self, is_meant: Callable[[RecordingSpec], bool]) -> list[str]:
        stored = set(self._recordings)
        return [spec.name for spec in self._specs if is_meant(spec) and spec.name in stored]

    def meant_predicates(self, words: ObjectNames) -> list[str] | None:
        """Return the behaviors that some words stand for, cases included.

        Raises
        ------
        UserError
            A word is unknown.
        """
        wanted = several(words)
        if wanted is None:
            return None
        found = [name for word in wanted for name in self.vocabulary.predicates(str(word))]
        return list(dict.fromkeys(found))

    def towards(self, name: str) -> set[str]:
        """Return the stored behaviors that can be done to an animal, a zone or a thing.

        Those that the ethogram says so of, and those that facts or assessed spans say it of.
        """
        arenas = [spec.arena for spec in self._specs]
        kinds = {"zone"} if any(name in arena.zones for arena in arenas) else set()
        kinds |= {"object"} if any(name in arena.objects for arena in arenas) else set()
        kinds |= {"animal"} if name in self._graph.names("subject", self.own) else set()
        able = {one.name for one in self._ethogram if one.target in kinds}
        told = self._graph.names("predicate", self.own, name)
        return (able & self.stored_predicates) | told

    def check(
        self, what: Asked, wanted: ObjectNames, recordings: Collection[str] | None = None
    ) -> None:
        """Refuse names that occur nowhere in some recordings, or in any.

        Parameters
        ----------
        what
            ``subject`` or ``object`` of facts; ``animal`` or ``zone``, which may be either;
            ``recording``.
        wanted
            The names; ``None`` among them is no name.
        recordings
            Where they should be; any if not given.

        Raises
        ------
        UserError
            With the names that come near.
        """
        names = [name for name in several(wanted) or () if name is not None]
        if not names:
            return
        known = self._known(what, recordings)
        for name in names:
            if name not in known:
                hint = did_you_mean(name, known) or "; there are none"
                message = f"No {what} {name!r} was labelled here{hint}"
                raise UserError(message)

    def _known(self, what: Asked, recordings: Collection[str] | None) -> Collection[str]:
        match what:
            case "recording":
                return self._recordings
            case "animal" | "zone":
                return self._entities
            case _:
                some = self.own if recordings is None else list(recordings)
                return self._graph.names(what, some)
