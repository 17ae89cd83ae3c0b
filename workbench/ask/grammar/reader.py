"""Reading a question from left to right: words, names, times and lengths.

Every method that reads something from a place on yields each way to read it, with where it ends;
a question is understood if some way reads all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TypeVar

from graphs.captions.closed import NUMBERS
from workbench.ask.grammar.frames import Who
from workbench.ask.grammar.tokens import Token
from workbench.ask.grammar.vocabulary import ANIMAL_NOUNS, Vocabulary

T = TypeVar("T")
Read = Iterator[tuple[T, int]]
"""Ways to read something, with the place where each ends."""

_LONGEST = 9
"""Words of a fixed phrase."""

ANIMAL = "|".join(sorted(ANIMAL_NOUNS - {"one", "ones"}))
_EACH = rf"(each|every)( single)?( one of the| of the)? ({ANIMAL}|one)|(the )?({ANIMAL}) each"
_ALL = (
    rf"(all|both|the|all the|all of the|both of the|both the|the two|the three|all three|any|"
    rf"either)( two| three| four| tested| experimental)? ({ANIMAL})|({ANIMAL})|all of them|both|"
    rf"everyone|everybody|anyone|anybody|an animal|a mouse|a rat|a fly|some({ANIMAL}|one)"
)
_OTHER = (
    rf"(the|an|any)? ?other( {ANIMAL}| one| {ANIMAL})?|another( ({ANIMAL}|one))?|each other|"
    rf"one another|(its|the|their) (partner|conspecific|cagemate|cage mate|mate|companion)s?|"
    rf"(the|any|an|a) other ({ANIMAL}|one)|others|the others"
)
_SECONDS = {
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "ms": 0.001,
    "millisecond": 0.001, "milliseconds": 0.001, "min": 60.0, "mins": 60.0, "minute": 60.0,
    "minutes": 60.0, "h": 3600.0, "hr": 3600.0, "hour": 3600.0, "hours": 3600.0,
}  # fmt: skip
_LENGTHS = {
    "px": "px", "pixel": "px", "pixels": "px", "mm": "mm", "millimeter": "mm", "millimeters": "mm",
    "millimetre": "mm", "millimetres": "mm", "cm": "cm", "centimeter": "cm", "centimeters": "cm",
    "centimetre": "cm", "centimetres": "cm", "m": "m", "meter": "m", "meters": "m", "metre": "m",
    "metres": "m", "bl": "BL",
}  # fmt: skip


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


_read: dict[str, None] = {}
"""Fixed phrases that were looked for so far."""


def known_words() -> frozenset[str]:
    """Return the words of all fixed phrases that were looked for."""
    return frozenset(word for text in _read for word in re.findall(r"[a-z]+", text)) | {*_SECONDS}


class Reader:
    """Reads names and quantities.

    Parameters
    ----------
    tokens
        The question.
    vocabulary
        The words of the project.
    """

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary) -> None:
        self.words = tuple(token.text for token in tokens)
        self.vocabulary = vocabulary
        self.furthest = 0
        """The place up to which some way of reading came."""
        self.wanted: dict[int, list[str]] = {}
        """Place of a number -> quantities that are expected there."""

    def reached(self, place: int) -> None:
        """Note that reading came to a place."""
        self.furthest = max(self.furthest, place)

    def wants(self, place: int, what: str) -> None:
        """Note what is expected in a place where a number stands."""
        if self.words[place : place + 1] and self.words[place][0].isdigit():
            self.wanted.setdefault(place, []).append(what)

    def said(self, start: int, stop: int) -> str:
        """Return words as they stand in the question."""
        return " ".join(self.words[start:stop])

    def lit(self, place: int, pattern: str) -> Iterator[int]:
        """Yield where a fixed phrase may end: longest first.

        `pattern` is a regular expression; a blank before or after its words does not matter.
        """
        compiled = _pattern(pattern)
        _read[pattern] = None
        for stop in range(min(len(self.words), place + _LONGEST), place - 1, -1):
            text = " ".join(self.words[place:stop])
            if any(compiled.fullmatch(one) for one in (text, f" {text}", f"{text} ")):
                self.reached(stop)
                yield stop

    def maybe(self, place: int, pattern: str) -> Iterator[int]:
        """Yield where a fixed phrase may end, and the place itself."""
        yield from dict.fromkeys((*self.lit(place, pattern), place))

    # names ----------------------------------------------------------------------------------

    def named(self, place: int) -> Read[Who]:
        """Read animals by name: ``mouse 1``, ``the first mouse``, ``mouse 1 and mouse 2``."""
        for name, stop in self._name(place):
            yield Who((name,)), stop
            for after in self.lit(stop, "and|or|&"):
                for other, end in self._name(after):
                    if other != name:
                        yield Who((name, other)), end

    def _name(self, place: int) -> Read[str]:
        for start in self.maybe(place, "the|animal|individual"):
            for name, stop in self.vocabulary.animals.at(self.words, start):
                self.reached(stop)
                yield str(name), stop

    def who(self, place: int) -> Read[Who]:
        """Read who does something: named, or each, or all."""
        yield from self.named(place)
        for stop in self.lit(place, _EACH):
            yield Who(each=True), stop
        for stop in self.lit(place, _ALL):
            yield Who(), stop
        for stop in self.lit(place, "it|he|she|this animal|the same animal|that animal"):
            yield Who(pronoun=True), stop

    def whom(self, place: int) -> Read[Who]:
        """Read to whom something is done: also the other animal, or any."""
        for stop in self.lit(place, _OTHER):
            yield Who(), stop
        yield from self.who(place)

    def point(self, place: int) -> Read[Who]:
        """Read an animal, or a point of one: ``the nose of mouse 1``, ``mouse 1's nose``."""
        for who, stop in self.whom(place):
            for start in self.maybe(stop, "'s"):
                for part, end in self.vocabulary.parts.at(self.words, start):
                    yield Who(who.names, who.each, str(part)), end
            yield who, stop
        for start in self.maybe(place, "the"):
            for part, stop in self.vocabulary.parts.at(self.words, start):
                for after in self.lit(stop, "of"):
                    for who, end in self.whom(after):
                        yield Who(who.names, who.each, str(part)), end

    def place_(self, place: int) -> Read[str]:
        """Read a zone or a thing: ``the shelter``, ``shelter zone``."""
        for start in self.maybe(place, "the|its|a|zone|object|the zone|the object"):
            for name, stop in self.vocabulary.places.at(self.words, start):
                self.reached(stop)
                for end in self.maybe(stop, "zone|area|object|region"):
                    yield str(name), end

    # quantities -----------------------------------------------------------------------------

    def number(self, place: int) -> Read[float]:
        """Read a number in digits or words."""
        if place < len(self.words):
            word = self.words[place]
            if word.replace(".", "", 1).isdigit():
                self.reached(place + 1)
                yield float(word), place + 1
            elif word in NUMBERS:
                self.reached(place + 1)
                yield float(NUMBERS[word]), place + 1
        for stop in self.lit(place, "a|an"):
            yield 1.0, stop
        for stop in self.lit(place, "half an?"):
            yield 0.5, stop

    def time(self, place: int) -> Read[float]:
        """Read a time in seconds: ``5 s``, ``two minutes``, ``1:30``, ``1 min 30 s``."""
        self.wants(place, "a time such as 5 s")
        for seconds, stop in self._time(place):
            yield seconds, stop
            for start in self.maybe(stop, "and"):
                for more, end in self._time(start):
                    if more < seconds:
                        yield seconds + more, end
        if place < len(self.words) and ":" in self.words[place]:
            minutes, _, rest = self.words[place].partition(":")
            self.reached(place + 1)
            yield 60.0 * float(minutes) + float(rest), place + 1
        for stop in self.lit(place, "second|minute"):
            for number, end in self.number(stop):
                yield number * _SECONDS[self.words[place]], end

    def _time(self, place: int) -> Read[float]:
        for number, stop in self.number(place):
            if stop < len(self.words) and self.words[stop] in _SECONDS:
                self.reached(stop + 1)
                yield number * _SECONDS[self.words[stop]], stop + 1

    def unit_of_time(self, place: int) -> Read[float]:
        """Read a unit of time, in seconds."""
        if place < len(self.words) and self.words[place] in _SECONDS:
            self.reached(place + 1)
            yield _SECONDS[self.words[place]], place + 1

    def length(self, place: int) -> Read[str]:
        """Read a length: ``"5 cm"``."""
        self.wants(place, "a length such as 5 cm")
        for number, stop in self.number(place):
            for unit, end in self._unit_of_length(stop):
                yield f"{number:g} {unit}", end

    def _unit_of_length(self, place: int) -> Read[str]:
        if place < len(self.words) and self.words[place] in _LENGTHS:
            self.reached(place + 1)
            yield _LENGTHS[self.words[place]], place + 1
        for stop in self.lit(place, "body lengths?"):
            yield "BL", stop

    def speed(self, place: int) -> Read[str]:
        """Read a speed: ``"10 cm/s"``."""
        self.wants(place, "a speed such as 10 cm/s")
        for length, stop in self.length(place):
            for end in self.lit(stop, "/ s|/ sec|per second|a second|per s|/ second"):
                yield f"{length}/s", end
