"""Reading verbs with their objects: ``chase mouse 2``, ``chased by mouse 1``, ``enter the nest``.

Every reading is an `Event`; `start` is where its clause begins, for the words that it is told in.
"""

from __future__ import annotations

from dataclasses import replace

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.frames import Event, EventSort, Lasting, Who
from workbench.ask.grammar.naming import NameReader
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.vocabulary import Verb

DO = "do|does|did"
BE = "is|are|was|were|be|being|been|gets|get|got|getting"
HAVE = "has|have|had"
FINITE: frozenset[Tense] = frozenset({"s", "past", "base"})
BASE: frozenset[Tense] = frozenset({"base"})
ING: frozenset[Tense] = frozenset({"ing"})
PARTICIPLE: frozenset[Tense] = frozenset({"participle"})
ADVERB = "ever|actually|also|spontaneously"
_PASSED_OVER = ("the", "a", "an", "its", "their")
TO = "to|towards|toward|at|with|on|against|of|into|in|inside|from"
_CROSSINGS: dict[EventSort, dict[Tense, str]] = {
    "entry": {
        "base": "enter|go into|go in|go to|step into",
        "s": "enters|goes into|goes in|goes to|steps into",
        "ing": "entering|going into|going to|stepping into",
        "past": "entered|went into|went to|stepped into",
    },
    "inside": {"base": "visit", "s": "visits", "ing": "visiting", "past": "visited"},
    "exit": {
        "base": "leave|exit|come out of|go out of",
        "s": "leaves|exits|comes out of|goes out of",
        "ing": "leaving|exiting|coming out of|going out of",
        "past": "left|exited|came out of|went out of",
    },
}
_LASTS = "|that last(ed|s)?|which last(ed|s)?|lasting|with a duration of|of|for"
_AT_LEAST = (
    "longer than|more than|over|at least|no less than|not less than|no shorter than|"
    "not shorter than"
)
_AT_MOST = "shorter than|less than|under|at most|no more than|not more than|no longer than"
_NOT_A_LENGTH = frozenset(
    {"after", "before", "later", "apart", "from", "away", "altogether", "overall", "into"}
)
"""What follows a time that does not say how long a bout lasts."""

_SUMMED = (("in", "total"), ("in", "all"), ("in", "sum"))


class ClauseReader(NameReader):
    """Reads verbs with their objects."""

    # verbs ----------------------------------------------------------------------------------

    def verb(self, place: int, tenses: frozenset[Tense]) -> Read[tuple[str, ...]]:
        """Read a behavior in one of some forms, or several joined by *or*."""
        for name, stop in self._verb(place, tenses):
            for after in self.lit(stop, "or|and/or"):
                for others, end in self.verb(after, tenses):
                    yield (name, *others), end
            yield (name,), stop

    def _verb(self, place: int, tenses: frozenset[Tense]) -> Read[str]:
        for start in self.maybe(place, f"{ADVERB}|either"):
            kept = [at for at in range(start, len(self.words)) if self._counts(at, start)]
            words = tuple(self.words[at] for at in kept)
            for meaning, length in self.vocabulary.verbs.at(words, 0):
                if isinstance(meaning, Verb) and meaning.tenses & tenses:
                    stop = kept[length - 1] + 1
                    self.reached(stop)
                    yield meaning.behavior, stop

    def _counts(self, place: int, start: int) -> bool:
        """Whether a word is part of a phrase: *sniff the nose* and *sniff its nose* are one."""
        return place == start or self.words[place] not in _PASSED_OVER

    def takes_animal(self, event: Event) -> bool:
        """Whether what happens is done to an animal."""
        return event.sort != "behavior" or self.vocabulary.target(event.behaviors) == "animal"

    def objects(self, behaviors: tuple[str, ...], place: int) -> Read[tuple[Who | None, str]]:
        """Read to whom or where something is done, with a preposition or not."""
        target = self.vocabulary.target(behaviors)
        for start in self.maybe(place, TO):
            if target == "animal":
                for whom, stop in self.whom(start):
                    yield (whom, ""), stop
            elif target == "place":
                for zone, stop in self.place_(start):
                    if all(self.vocabulary.is_about(name, zone) for name in behaviors):
                        yield (None, zone), stop
        if not target:
            for stop in self.lit(place, "itself|himself|herself|themselves|up"):
                yield (None, ""), stop
        yield (None, ""), place

    def done(
        self, place: int, subject: Who | None, tenses: frozenset[Tense], start: int
    ) -> Read[Event]:
        """Read a verb with its objects."""
        for behaviors, stop in self.verb(place, tenses):
            for (whom, zone), end in self.objects(behaviors, stop):
                said = self.said(start, end)
                yield Event("behavior", said, behaviors, subject, whom, zone), end
        yield from self._crossing(place, subject, tenses, start)

    def _crossing(
        self, place: int, subject: Who | None, tenses: frozenset[Tense], start: int
    ) -> Read[Event]:
        """Read visits to places that no behavior of the ethogram is about."""
        for sort, forms in _CROSSINGS.items():
            for tense in tenses & set(forms):
                for zone, end in self.then(place, forms[tense], self.place_):
                    if not self.is_crossed(sort, zone):
                        said = self.said(start, end)
                        yield Event(sort, said, subject=subject, place=zone), end

    def is_crossed(self, sort: EventSort, zone: str) -> bool:
        """Whether the ethogram has a behavior for entering, or leaving, a place."""
        about = {"entry": "enter", "exit": "leave"}.get(sort, "")
        return about in self.vocabulary.behaviors and self.vocabulary.is_about(about, zone)

    def undergone(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read a passive after *is*: ``chased by mouse 1``; roles are turned round."""
        for first in self.maybe(place, "being"):
            for behaviors, stop in self.verb(first, PARTICIPLE):
                if self.vocabulary.target(behaviors) != "animal":
                    continue
                passive = Event("behavior", "", behaviors, Who(), subject, passive=True)
                for doer, end in self.then(stop, "by", self.whom):
                    yield replace(passive, subject=doer, words=self.said(start, end)), end
                yield replace(passive, words=self.said(start, stop)), stop

    # how long -------------------------------------------------------------------------------

    def lasting(self, found: Read[Event]) -> Read[Event]:
        """Yield events, and those after which it is said how long they last."""
        for event, stop in found:
            yield event, stop
            if event.lasting is None:
                for lasting, end in self.length_of_bouts(stop):
                    yield replace(event, lasting=lasting), end

    def length_of_bouts(self, place: int) -> Read[Lasting]:
        """Read ``longer than 2 s``, ``for at least 5 s``, ``shorter than 1 s``."""
        for words, least in ((_AT_LEAST, True), (_AT_MOST, False)):
            for seconds, stop in self.then(place, f"({_LASTS}) ?({words})", self.time):
                for end in self.maybe(stop, "at a time|each|or longer|or more|or less|or shorter"):
                    if not self._is_something_else(end):
                        low, high = (seconds, None) if least else (None, seconds)
                        yield Lasting(low, high, self.said(place, end)), end

    def _is_something_else(self, place: int) -> bool:
        """Whether a time is no length of bouts: *less than 5 s after*, *more than 5 s in total*."""
        following = self.words[place : place + 2]
        return following[:1] != () and (following[0] in _NOT_A_LENGTH or following in _SUMMED)
