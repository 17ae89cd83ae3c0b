"""From what a caption says to the names of a project; what has none is listed, never guessed.

An entity is an individual or a place if its noun, with its attributes or without, is one of the
names or words given for it (case, spaces, ``_`` and ``-`` do not matter; the noun with attributes
goes first, and a name before a word), or if an ordinal counts it: *the first mouse* is ``mouse_1``.
Where there is one individual only, *the mouse* is it; as many as there are (*the two mice*, *both*)
are all of them. Predicates are those of the ethogram's entries, by `graphs.lexicon.surface`. A
behavior without object may say where: the place is then listed as not covered, the behavior counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from graphs.captions.closed import ORDINALS
from graphs.captions.graph import CaptionGraph, CaptionTriple, Entity
from graphs.captions.open_words import ANIMATE
from graphs.ethogram import Behavior, Ethogram, spelled_alike
from graphs.lexicon.surface import Lexicon, Reading
from graphs.lexicon.wordnet import WordNet

_NUMBERED = re.compile(r"(?P<noun>.*?)[ _-]?0*(?P<number>\d+)$")


@dataclass(frozen=True, slots=True)
class CaptionClaim:
    """A statement in names of the project.

    Parameters
    ----------
    subject, predicate, object
        An individual, a behavior of the ethogram, an individual or place; ``None`` for behaviors
        without object.
    words
        The part of the caption that says it; a model's words where they do not stand in it.
    start, stop
        Its characters, half-open.
    step
        Order in time, as `graphs.captions.graph.CaptionTriple` has it.
    """

    subject: str
    predicate: str
    object: str | None
    words: str
    start: int
    stop: int
    step: int = 0


@dataclass(frozen=True, slots=True)
class NotCovered:
    """What a caption says and the project has no name for.

    Parameters
    ----------
    words
        The part of the caption; a model's words where they do not stand in it.
    why
        In a sentence.
    start, stop
        Its characters, half-open.
    """

    words: str
    why: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class ClaimsOfCaption:
    """A caption in names of the project, and what is left.

    Parameters
    ----------
    claims
        In the order of the text, each once.
    not_covered
        Behaviors and relations without a claim. Attributes and who owns what are not listed.
    """

    claims: tuple[CaptionClaim, ...]
    not_covered: tuple[NotCovered, ...]


def as_claims(
    graph: CaptionGraph,
    ethogram: Ethogram,
    individuals: Mapping[str, Sequence[str]],
    places: Mapping[str, Sequence[str]] | None = None,
    wordnet: WordNet | None = None,
) -> ClaimsOfCaption:
    """Return what a caption claims of the individuals of a project.

    Parameters
    ----------
    graph
        The caption.
    ethogram
        The behaviors.
    individuals
        Name -> other words for it: ``{"mouse_1": ["black mouse"]}``.
    places
        Zones and objects, the same way; the kind of a zone is one of its words.
    wordnet
        Adds the words of the entries' synsets.
    """
    return _Mapper(graph, ethogram, individuals, places or {}, wordnet).run()


class _Mapper:
    def __init__(
        self,
        graph: CaptionGraph,
        ethogram: Ethogram,
        individuals: Mapping[str, Sequence[str]],
        places: Mapping[str, Sequence[str]],
        wordnet: WordNet | None,
    ) -> None:
        self.graph, self.ethogram = graph, ethogram
        self.individuals, self.places = individuals, places
        self.lexicon = Lexicon(ethogram, wordnet)
        self.names = [self._names(entity) for entity in graph.entities]
        self.owners: dict[int, int] = {
            t.object_at: t.subject_at
            for t in graph.triples
            if t.predicate == "have" and t.object_at is not None and t.subject_at is not None
        }
        self.claims: dict[CaptionClaim, None] = {}
        self.left: list[NotCovered] = []

    def run(self) -> ClaimsOfCaption:
        for triple in self.graph.triples:
            why = self._claim(triple)
            if why and triple.kind in ("behavior", "relation") and not self._is_owning(triple):
                self._leave(triple, why)
        for triple in self.graph.withheld:
            said = triple.hedge if triple.subject else "somebody it does not name"
            self._leave(triple, f"the caption does not state it: {said}")
        return ClaimsOfCaption(tuple(self.claims), tuple(self.left))

    def _leave(self, triple: CaptionTriple, why: str) -> None:
        words = self.graph.text[triple.start : triple.stop] or triple.words
        self.left.append(NotCovered(words, why, triple.start, triple.stop))

    def _is_owning(self, triple: CaptionTriple) -> bool:
        return triple.predicate == "have"

    # --- names ---

    def _names(self, entity: Entity) -> tuple[str, ...]:
        """Return the names that an entity has in the project."""
        known = {**dict(self.places), **dict(self.individuals)}
        described = {spelled_alike(f"{said} {entity.name}") for said in entity.attributes}
        for wanted in ({spelled_alike(entity.words), *described}, {spelled_alike(entity.name)}):
            named = [name for name in known if spelled_alike(name) in wanted]
            found = named or [
                name
                for name, words in known.items()
                if not wanted.isdisjoint(map(spelled_alike, words))
            ]
            if found:
                return tuple(found) if len(found) == 1 else ()
        return self._counted(entity)

    def _counted(self, entity: Entity) -> tuple[str, ...]:
        ordinals = [ORDINALS[said] for said in entity.attributes if said in ORDINALS]
        if ordinals:
            return tuple(n for n in self.individuals if self._is_number(n, entity, ordinals[0]))
        plain = not set(entity.attributes) - {"male", "female"} and self._is_animal(entity)
        number = entity.count if entity.count is not None else None if entity.plural else 1
        return tuple(self.individuals) if plain and number == len(self.individuals) else ()

    def _is_animal(self, entity: Entity) -> bool:
        nouns = {_NUMBERED.sub(r"\g<noun>", spelled_alike(name)) for name in self.individuals}
        return entity.name in ANIMATE or entity.name in nouns

    def _is_number(self, name: str, entity: Entity, number: int) -> bool:
        match = _NUMBERED.match(spelled_alike(name))
        return match is not None and match["noun"] == entity.name and int(match["number"]) == number

    # --- claims ---

    def _claim(self, triple: CaptionTriple) -> str:
        """Add what a triple claims; return why not, empty if it was added."""
        subjects = [n for n in self._named(triple.subject_at) if n in self.individuals]
        if not subjects:
            return f"{triple.subject!r} is no individual of the project"
        why = ""
        for reading, objects, rest in self._readings(triple):
            if reading.behavior is None:
                continue
            behavior = self.ethogram[reading.behavior]
            if rest and behavior.target != "none":
                continue
            why = self._fault(behavior, objects)
            if not why:
                self._add(triple, behavior, subjects, objects)
                if rest:
                    self._leave(triple, f"{behavior.name!r} has no object: {rest!r} is left out")
                return ""
        return why or f"{triple.predicate!r} is no behavior of {self.ethogram.name!r}"

    def _named(self, at: int | None) -> tuple[str, ...]:
        return () if at is None else self.names[at]

    def _readings(
        self, triple: CaptionTriple
    ) -> Iterator[tuple[Reading, tuple[str, ...] | None, str]]:
        """Yield what the predicate may mean, with its objects, and words that this leaves out."""
        predicate, read = triple.predicate, self.lexicon.read
        if triple.kind == "attribute":
            yield read(f"is {triple.object}"), None, ""
        elif triple.kind == "behavior":
            yield read(predicate), None, ""
            yield read(triple.words), None, ""
        elif triple.kind == "relation" and triple.object_at is not None:
            objects = self._named(triple.object_at)
            owner = self._named(self.owners.get(triple.object_at))
            if owner:
                yield read(f"{predicate} the {triple.object} of"), owner, ""
                yield read(f"{predicate} {triple.object}"), owner, ""
            yield read(predicate), objects, ""
            verb, _, prep = predicate.partition(" ")
            if prep and not set(objects) & set(self.individuals):
                yield read(verb), None, f"{prep} {triple.object}"

    def _fault(self, behavior: Behavior, objects: tuple[str, ...] | None) -> str:
        if behavior.target == "none":
            return "" if objects is None else f"{behavior.name!r} has no object"
        if objects is None:
            return f"{behavior.name!r} needs {behavior.target}, and none is named"
        known = self.individuals if behavior.target == "animal" else self.places
        if not objects or not set(objects) <= set(known):
            return f"the object of {behavior.name!r} is no {behavior.target} of the project"
        kind = behavior.target_kind
        if kind is not None and not any(self._is_of_kind(name, kind) for name in objects):
            return f"the object of {behavior.name!r} is no {kind}"
        return ""

    def _is_of_kind(self, name: str, kind: str) -> bool:
        return spelled_alike(kind) in map(spelled_alike, (name, *self.places[name]))

    def _add(
        self,
        triple: CaptionTriple,
        behavior: Behavior,
        subjects: Sequence[str],
        objects: tuple[str, ...] | None,
    ) -> None:
        words = self.graph.text[triple.start : triple.stop] or triple.words
        for subject, target in product(subjects, objects or (None,)):
            if subject != target:
                claim = CaptionClaim(
                    subject, behavior.name, target, words, triple.start, triple.stop, triple.step
                )
                self.claims[claim] = None
