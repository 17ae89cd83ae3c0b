"""The things that a question names, wherever they stand: who, what, where, when, and what is asked.

Every word has to belong to a thing or to be one that says nothing by itself. The question is parted
into the fewest things; where that can be done in several ways, all of them are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.concept_words import (
    AFTER,
    ASKED,
    BEFORE,
    COMPARED,
    EMPTY,
    JOINED,
    LIMITS,
    NEGATED,
    OUTSIDE,
    PER,
    PREPOSITIONS,
    RELATIONS,
    SIMPLE,
    TIMES_OVER,
    UNITS,
)
from workbench.ask.grammar.frames import Relation, Scope, Than, Who, Window
from workbench.ask.grammar.questions import QuestionReader
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.states import INSIDE
from workbench.ask.grammar.vocabulary import ANIMAL, ANIMALS, Verb

Kind = Literal[
    "who", "verb", "zone", "in", "out", "limit", "than", "window", "windows", "scope", "per",
    "unit", "relation", "soon", "join", "not", "be", "preposition", "asked", "empty",
]  # fmt: skip
Dimension = Literal["s", "length", "speed"]

_MOST_WAYS = 12
_EMPTY_COSTS = 1.1
_TWO = 2


NEITHER = Who(how="both", part="neither")
"""Said of animals none of which does something."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that is named.

    Parameters
    ----------
    kind
        What it is.
    start, stop
        Words of the question, half-open.
    value
        What is meant: a `Who`, a `Verb`, the name of a zone, a `Limit`, ...
    """

    kind: Kind
    start: int
    stop: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class Limit:
    """More or less than a quantity, in seconds or with its unit."""

    dimension: Dimension
    over: bool
    quantity: float | str


class ItemReader(QuestionReader):
    """Finds the things that a question names."""

    def covers(self) -> list[tuple[Item, ...]]:
        """Return every way to part the question into the fewest things; none if a word is left."""
        best: list[tuple[float, list[tuple[Item, ...]]] | None] = [None] * (len(self.words) + 1)
        best[0] = (0.0, [()])
        for place in range(len(self.words)):
            here = best[place]
            if here is None:
                continue
            cost, ways = here
            for item in dict.fromkeys(self.items(place)):
                total = cost + (_EMPTY_COSTS if item.kind == "empty" else 1.0)
                known = best[item.stop]
                if known is None or total < known[0] - 1e-9:
                    best[item.stop] = (total, [(*way, item) for way in ways])
                elif total < known[0] + 1e-9:
                    known[1].extend((*way, item) for way in ways[: _MOST_WAYS - len(known[1])])
        end = best[-1]
        return [] if end is None else end[1]

    def items(self, place: int) -> Iterator[Item]:
        """Yield the things that may start in a place."""
        for kind, read in self._readers():
            for value, stop in read(place):
                if stop > place:
                    yield Item(kind, place, stop, value)

    def _readers(self) -> tuple[tuple[Kind, Callable[[int], Read[Any]]], ...]:
        return (
            ("who", self._whos), ("verb", self._verbs), ("zone", self.place_),
            ("window", self._windows), ("windows", self.windows), ("scope", self._scopes),
            ("per", self._pers), ("unit", self._units), ("relation", self._relations),
            ("limit", self._limits), ("than", self._thans), ("asked", self._asks),
            ("soon", self._soon),
            ("in", lambda place: self._said(place, INSIDE)),
            ("out", lambda place: self._said(place, OUTSIDE)),
            ("join", lambda place: self._said(place, JOINED)),
            ("not", lambda place: self._said(place, NEGATED)),
            ("be", lambda place: self._said(place, "is|are|was|were|be|been|being|gets|got|get")),
            ("preposition", lambda place: self._said(place, PREPOSITIONS)),
            ("empty", lambda place: self._said(place, EMPTY)),
        )  # fmt: skip

    def _said(self, place: int, pattern: str) -> Read[str]:
        for stop in self.lit(place, pattern):
            yield self.said(place, stop), stop

    def _whos(self, place: int) -> Read[Who]:
        yield from self.point(place)
        if len(self.vocabulary.names.animals) == _TWO:
            for stop in self.lit(place, "them"):
                yield Who(), stop
            for stop in self.lit(place, f"one of (them|the two( {ANIMALS})?)"):
                yield Who(how="any"), stop
        for stop in self.lit(place, f"(neither|none)( of)?( the)?( two)? ({ANIMAL}|them)|nobody"):
            yield NEITHER, stop

    # what happens ---------------------------------------------------------------------------

    def _verbs(self, place: int) -> Read[Verb]:
        """Read a form of a behavior: all the tenses that its words may have."""
        found: dict[tuple[str, int], frozenset[Tense]] = {}
        kept = [at for at in range(place, len(self.words)) if self._counts(at, place)]
        words = tuple(self.words[at] for at in kept)
        for meaning, length in self.vocabulary.verbs.at(words, 0):
            if isinstance(meaning, Verb):
                key = (meaning.behavior, kept[length - 1] + 1)
                found[key] = found.get(key, frozenset()) | meaning.tenses
        for (behavior, stop), tenses in found.items():
            yield Verb(behavior, tenses), stop
        for words_, verb in SIMPLE:
            for stop in self.lit(place, words_):
                if any(True for _ in self.place_(stop)):
                    yield verb, stop

    # limits ---------------------------------------------------------------------------------

    def _limits(self, place: int) -> Read[Limit]:
        quantities: tuple[tuple[Dimension, Callable[[int], Read[Any]]], ...] = (
            ("s", self.time), ("length", self.length), ("speed", self.speed),
        )  # fmt: skip
        for words, over in LIMITS:
            for at in self.lit(place, words):
                said = self.said(place, at)
                for dimension, read in quantities:
                    if dimension == "s" and said in ("within", "up to", "under"):
                        continue  # how soon, or a stretch of time
                    for quantity, stop in read(at):
                        yield Limit(dimension, over, quantity), stop

    def _windows(self, place: int) -> Read[Window]:
        """Read a stretch of time, also where only its two ends are told: *20 to 45 s*."""
        yield from self.window(place)
        to = "to|until|till"
        for start in self.maybe(place, "for|in|during|over|of|within"):
            yield from self._bare(place, start, to)
            for low, at in self.time(start):
                for high, stop in self.then(at, to, self.time):
                    if low < high:
                        yield Window(low, high, words=self.said(place, stop)), stop
        for seconds, at in self.then(place, "since|from", self.time):
            for stop in self.lit(at, "(until|to|till) the end( of it| of the recording)?"):
                yield Window(start_s=seconds, words=self.said(place, stop)), stop

    def _thans(self, place: int) -> Read[Than]:
        for words, sign in TIMES_OVER:
            for at in self.lit(place, words):
                for number, after in self.counted(at):
                    for stop in self.lit(after, "times?|occasions?"):
                        yield Than(sign, int(number), self.said(place, stop)), stop
                for stop in self.lit(at, "once"):
                    yield Than(sign, 1, self.said(place, stop)), stop
                for stop in self.lit(at, "twice"):
                    yield Than(sign, 2, self.said(place, stop)), stop

    def _units(self, place: int) -> Read[str]:
        for words, unit in UNITS:
            for stop in self.lit(place, words):
                if stop == len(self.words) or self.words[stop] not in ("of", "per", "/"):
                    yield unit, stop

    def _relations(self, place: int) -> Read[tuple[Relation, float | None]]:
        for relation, words in RELATIONS:
            for stop in self.lit(place, words):
                yield (relation, None), stop
        around: tuple[tuple[Relation, str], ...] = (("after", AFTER), ("before", BEFORE))
        for relation, words in around:
            for within_s, at in self._within(place):
                for stop in self.lit(at, words):
                    yield (relation, within_s), stop
        for seconds, after in self.then(place, "within", self.time):
            for stop in self.lit(after, "of"):
                yield ("near", seconds), stop

    def _soon(self, place: int) -> Read[float]:
        """Read *within 2 s* where it says how soon after something that was told before."""
        for seconds, at in self.then(place, "within|in less than|in under", self.time):
            for stop in self.maybe(at, "afterwards|of it|of that|after it|after that|later"):
                yield seconds, stop

    # of which recordings --------------------------------------------------------------------

    def _scopes(self, place: int) -> Read[Scope]:
        for scope, stop in self.scope(place):
            if scope != Scope(words=scope.words):
                yield scope, stop
        of_all = "(for |in |of |from )?(all|all the|the)"
        for name, at in self.then(place, of_all, self.group):
            for stop in self.maybe(at, "mice|animals|recordings"):
                yield Scope(groups=(name,), words=self.said(place, stop)), stop
        yield from self._two_groups(place)
        for first, after in self.past(place, "(between|of|for|in|from)", self.recording):
            for second, stop in self.then(after, "and|vs|versus", self.recording):
                if first != second:
                    yield Scope(recordings=(first, second), words=self.said(place, stop)), stop

    def _two_groups(self, place: int) -> Read[Scope]:
        """Read *control and treated*, *between the treated and the control mice*."""
        noun = "groups?|mice|animals|recordings|ones"
        joined = f"({noun})? ?(and|vs|versus|with|to|against|or)( in| for)?( the)?"
        before = "(between|of|for|in|from|the|both)( the)?"
        for first, after in self.past(place, before, self.group):
            for second, at in self.then(after, joined, self.group):
                for stop in self.maybe(at, noun):
                    if first != second:
                        words = self.said(place, stop)
                        yield Scope(groups=(first, second), words=words), stop

    def _pers(self, place: int) -> Read[Any]:
        for what, stop in self.per(place):
            if what != "minute" and self.words[stop - 1] not in ("each", "separately"):
                yield what, stop
        for at in self.lit(place, "((in|for|of|from) (each|every)|per|by)( of the)?"):
            for _, stop in self._scoped(at, at):
                if self.words[stop - 1] in ("recording", "recordings", "video", "videos"):
                    yield "recording", at
        for words, what in PER:
            for stop in self.lit(place, words):
                yield what, stop

    # what is asked --------------------------------------------------------------------------

    def _asks(self, place: int) -> Read[tuple[str, ...]]:
        for words, tags in ASKED:
            for stop in self.lit(place, words):
                yield tags, stop
        for stop in self.lit(place, COMPARED):
            yield ("compare",), stop
