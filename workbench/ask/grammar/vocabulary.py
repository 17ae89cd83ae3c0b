"""The words of a project: animals, zones, groups and behaviors, in every form a question has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphs.ethogram import Behavior
from graphs.lexicon.surface import Lexicon
from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.tokens import words_of
from workbench.sandbox.names import DataNames

Words = tuple[str, ...]

MOTION = frozenset({"walk", "run", "move", "locomotion"})
"""Behaviors that are ways to move about."""

ONE_ANIMAL = (
    "animal|individual|mouse|rat|fly|fish|subject|bird|vole|gerbil|monkey|horse|hamster|bee"
)
ANIMALS = (
    "animals|individuals|mice|rats|flies|fish|subjects|birds|voles|gerbils|monkeys|horses|"
    "hamsters|bees"
)
ANIMAL = f"{ANIMALS}|{ONE_ANIMAL}"
"""Words for what is tracked, in patterns."""

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_NUMBERED = re.compile(r"(.*\D)0*(\d+)$")
_NOUNS = {"flee": "flight", "pursue": "pursuit", "chase": "pursuit"}
"""Nouns of another form than their verbs, by verb."""

_TREATED = ("treated", "treatment")
_COUNTED = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}


class Phrases:
    """Texts that start somewhere in a question, with what they mean."""

    def __init__(self) -> None:
        self._known: dict[Words, dict[object, None]] = {}
        self._longest = 0

    def add(self, phrase: Iterable[str], meaning: object) -> None:
        """Know a phrase."""
        words = tuple(phrase)
        if words:
            self._known.setdefault(words, {})[meaning] = None
            self._longest = max(self._longest, len(words))

    def at(self, words: Words, place: int) -> Iterator[tuple[object, int]]:
        """Yield what may be meant from a place on, longest first, with where it ends."""
        for stop in range(min(len(words), place + self._longest), place, -1):
            for meaning in self._known.get(words[place:stop], ()):
                yield meaning, stop

    def items(self) -> Iterable[tuple[Words, Iterable[object]]]:
        """Return every phrase with what it may mean."""
        return self._known.items()

    def texts(self) -> list[str]:
        """Return every phrase as a text."""
        return [" ".join(phrase) for phrase in self._known]

    def words(self) -> set[str]:
        """Return every word of every phrase."""
        return {word for phrase in self._known for word in phrase}


@dataclass(frozen=True)
class Verb:
    """A form of what names a behavior."""

    behavior: str
    tenses: frozenset[Tense]


@dataclass
class Vocabulary:
    """The words of a project.

    Parameters
    ----------
    names
        What there is.
    behaviors
        The ethogram's entries by name.
    kinds
        Name of a zone or thing -> its kinds, in one recording or another.
    """

    names: DataNames
    behaviors: Mapping[str, Behavior]
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    animals: Phrases = field(default_factory=Phrases)
    places: Phrases = field(default_factory=Phrases)
    parts: Phrases = field(default_factory=Phrases)
    groups: Phrases = field(default_factory=Phrases)
    sessions: Phrases = field(default_factory=Phrases)
    recordings: Phrases = field(default_factory=Phrases)
    verbs: Phrases = field(default_factory=Phrases)

    def __post_init__(self) -> None:
        for name in self.names.animals:
            for phrase in _animal_phrases(name):
                self.animals.add(phrase, name)
        for known, phrases in (
            ((*self.names.zones, *self.names.objects), self.places),
            (self.names.parts, self.parts),
            (self.names.recordings, self.recordings),
            (self.names.groups, self.groups),
            (self.names.sessions, self.sessions),
        ):
            for name in known:
                phrases.add(words_of(name), name)
        for known, phrases in (
            (self.names.groups, self.groups), (self.names.sessions, self.sessions),
        ):  # fmt: skip
            for name in known:
                phrases.add(words_of(f"{name}s"), name)
        treated, treatment = _TREATED
        if treated in self.names.groups and treatment not in self.names.groups:
            self.groups.add((treatment,), treated)
        self._add_verbs()

    def _add_verbs(self) -> None:
        for phrase, meant in Lexicon(self.behaviors.values()).phrases().items():
            for name, tenses in meant.items():
                self.verbs.add(phrase, Verb(name, frozenset(tenses)))
        for name in self.behaviors:
            self.verbs.add(words_of(name), Verb(name, frozenset({"base"})))
        self._add_nouns()

    def _add_nouns(self) -> None:
        """Know *flight* where *flee* is known, unless it is said of something else."""
        known = self.words()
        for verb, noun in _NOUNS.items():
            for meaning, _ in self.verbs.at((verb,), 0):
                if isinstance(meaning, Verb) and "base" in meaning.tenses and noun not in known:
                    self.verbs.add((noun,), Verb(meaning.behavior, frozenset({"base"})))
                    self.verbs.add((f"{noun}s",), Verb(meaning.behavior, frozenset({"s"})))

    def words(self) -> set[str]:
        """Return every word that names something here."""
        known = (self.animals, self.places, self.parts, self.groups, self.sessions,
                 self.recordings, self.verbs)  # fmt: skip
        return set().union(*(phrases.words() for phrases in known))

    def is_about(self, behavior: str, place: str) -> bool:
        """Whether a behavior is done to a zone or thing."""
        entry = self.behaviors[behavior]
        if entry.target not in ("zone", "object"):
            return False
        there = self.names.zones if entry.target == "zone" else self.names.objects
        return place in there and (
            entry.target_kind is None
            or entry.target_kind == place
            or entry.target_kind in self.kinds.get(place, ())
        )

    def target(self, behaviors: Iterable[str]) -> str:
        """Return what behaviors are done to: ``animal``, ``place`` or nothing."""
        targets = {self.behaviors[name].target for name in behaviors}
        if len(targets) != 1:
            return ""
        [target] = targets
        return {"animal": "animal", "none": ""}.get(target, "place")

    def said(self, behavior: str, tenses: frozenset[Tense]) -> Iterator[Words]:
        """Yield the phrases for a behavior in some forms."""
        for phrase, meanings in self.verbs.items():
            if any(isinstance(one, Verb) and one.behavior == behavior and one.tenses & tenses
                   for one in meanings):  # fmt: skip
                yield phrase

    def moves(self, behaviors: Iterable[str]) -> bool:
        """Whether one of some behaviors is a way to move about, so that *much* may mean far."""
        return not MOTION.isdisjoint(behaviors)

    def is_point(self, behaviors: Iterable[str]) -> bool:
        """Whether one of some behaviors is a point in time."""
        return any(self.behaviors[name].kind == "point" for name in behaviors)


def _animal_phrases(name: str) -> Iterator[Words]:
    words = words_of(name)
    yield words
    numbered = _NUMBERED.match(name)
    if numbered is None:
        return
    noun, number = words_of(numbered[1]), int(numbered[2])
    yield (*noun, str(number))
    yield ("number", str(number))
    if number in _COUNTED:
        yield (*noun, _COUNTED[number])
    for word, value in _ORDINALS.items():
        if value == number:
            yield (word, *noun)
            yield from ((word, kind) for kind in ("animal", "individual"))
