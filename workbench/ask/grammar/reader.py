"""Reading a question from left to right: fixed phrases, names and quantities.

Every method that reads something from a place on yields each way to read it, with where it ends;
a question is understood if some way reads all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import Any, TypeVar

from graphs.captions.closed import NUMBERS
from workbench.ask.grammar.tokens import Token
from workbench.ask.grammar.vocabulary import Vocabulary

T = TypeVar("T")
Read = Iterator[tuple[T, int]]
"""Ways to read something, with the place where each ends."""

LONGEST = 9
"""Words of a fixed phrase."""

SECONDS = {
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "ms": 0.001,
    "millisecond": 0.001, "milliseconds": 0.001, "min": 60.0, "mins": 60.0, "minute": 60.0,
    "minutes": 60.0, "h": 3600.0, "hr": 3600.0, "hour": 3600.0, "hours": 3600.0,
}  # fmt: skip
LENGTHS = {
    "px": "px", "pixel": "px", "pixels": "px", "mm": "mm", "millimeter": "mm", "millimeters": "mm",
    "millimetre": "mm", "millimetres": "mm", "cm": "cm", "centimeter": "cm", "centimeters": "cm",
    "centimetre": "cm", "centimetres": "cm", "m": "m", "meter": "m", "meters": "m", "metre": "m",
    "metres": "m", "bl": "BL",
}  # fmt: skip


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def remembered(read: Callable[[Any, int], Read[T]]) -> Callable[[Any, int], Read[T]]:
    """Read what starts in a place once: many ways of reading ask for the same."""
    name = read.__qualname__

    @wraps(read)
    def again(self: Any, place: int) -> Read[T]:
        found = self.known.get((name, place))
        if found is None:
            found = self.known[name, place] = tuple(read(self, place))
        return iter(found)

    return again


class Reader:
    """Reads fixed phrases and quantities.

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
        self._ends: dict[tuple[int, str], tuple[int, ...]] = {}
        self.known: dict[tuple[str, int], Any] = {}
        """What was read from a place on, by who reads it."""
        self.wanted: dict[int, list[str]] = {}
        """Place of a number -> quantities that are expected there."""

    def reached(self, place: int) -> None:
        """Note that reading came to a place."""
        self.furthest = max(self.furthest, place)

    def said(self, start: int, stop: int) -> str:
        """Return words as they stand in the question."""
        return " ".join(self.words[start:stop])

    # fixed phrases --------------------------------------------------------------------------

    def lit(self, place: int, pattern: str) -> Iterator[int]:
        """Yield where a fixed phrase may end: longest first.

        `pattern` is a regular expression; a blank before or after its words does not matter.
        """
        found = self._ends.get((place, pattern))
        if found is None:
            found = self._ends[place, pattern] = tuple(self._literal(place, pattern))
        for stop in found:
            self.reached(stop)
            yield stop

    def _literal(self, place: int, pattern: str) -> Iterator[int]:
        compiled = _pattern(pattern)
        ahead = f" {' '.join(self.words[place : place + LONGEST])} "
        if compiled.match(ahead) is None and compiled.match(ahead, 1) is None:
            return
        for stop in range(min(len(self.words), place + LONGEST), place - 1, -1):
            text = " ".join(self.words[place:stop])
            if any(compiled.fullmatch(one) for one in (text, f" {text}", f"{text} ")):
                yield stop

    def maybe(self, place: int, pattern: str) -> Iterator[int]:
        """Yield where a fixed phrase may end, and the place itself."""
        yield from dict.fromkeys((*self.lit(place, pattern), place))

    def then(self, place: int, pattern: str, *ways: Callable[[int], Read[T]]) -> Read[T]:
        """Read a fixed phrase and what comes after it, in one of some ways."""
        for stop in self.lit(place, pattern):
            for way in ways:
                yield from way(stop)

    def past(self, place: int, pattern: str, *ways: Callable[[int], Read[T]]) -> Read[T]:
        """Read the same where the fixed phrase may be missing."""
        for stop in self.maybe(place, pattern):
            for way in ways:
                yield from way(stop)

    def ended(self, found: Read[T], pattern: str) -> Read[T]:
        """Yield what a fixed phrase follows."""
        for one, stop in found:
            for end in self.lit(stop, pattern):
                yield one, end

    def maybe_ended(self, found: Read[T], pattern: str) -> Read[T]:
        """Yield what a fixed phrase follows, or does not."""
        for one, stop in found:
            for end in self.maybe(stop, pattern):
                yield one, end

    # quantities -----------------------------------------------------------------------------

    def _wants(self, place: int, what: str) -> None:
        """Note what is expected in a place where a number stands."""
        if self.words[place : place + 1] and self.words[place][0].isdigit():
            self.wanted.setdefault(place, []).append(what)

    def number(self, place: int) -> Read[float]:
        """Read a number in digits or words."""
        yield from self.counted(place)
        for stop in self.lit(place, "a|an"):
            yield 1.0, stop
        for stop in self.lit(place, "half( an?)?"):
            yield 0.5, stop

    def counted(self, place: int) -> Read[float]:
        """Read a number in digits or words, no *a*."""
        if place < len(self.words):
            word = self.words[place]
            if word.replace(".", "", 1).isdigit():
                self.reached(place + 1)
                yield float(word), place + 1
            elif word in NUMBERS:
                self.reached(place + 1)
                yield float(NUMBERS[word]), place + 1

    def time(self, place: int) -> Read[float]:
        """Read a time in seconds: ``5 s``, ``two minutes``, ``1:30``, ``1 min 30 s``."""
        self._wants(place, "a time such as 5 s")
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
            for number, end in self.counted(stop):
                yield number * SECONDS[self.words[place]], end

    def _time(self, place: int) -> Read[float]:
        for number, stop in self.number(place):
            for unit, end in self.unit_of_time(stop):
                yield number * unit, end

    def unit_of_time(self, place: int) -> Read[float]:
        """Read a unit of time, in seconds."""
        if place < len(self.words) and self.words[place] in SECONDS:
            self.reached(place + 1)
            yield SECONDS[self.words[place]], place + 1

    def length(self, place: int) -> Read[str]:
        """Read a length: ``"5 cm"``."""
        self._wants(place, "a length such as 5 cm")
        for number, stop in self.number(place):
            for unit, end in self._unit_of_length(stop):
                yield f"{number:g} {unit}", end

    def _unit_of_length(self, place: int) -> Read[str]:
        if place < len(self.words) and self.words[place] in LENGTHS:
            self.reached(place + 1)
            yield LENGTHS[self.words[place]], place + 1
        for stop in self.lit(place, "body lengths?"):
            yield "BL", stop

    def speed(self, place: int) -> Read[str]:
        """Read a speed: ``"10 cm/s"``."""
        self._wants(place, "a speed such as 10 cm/s")
        for length, end in self.ended(
            self.length(place), "/ s|/ sec|per second|a second|per s|/ second"
        ):
            yield f"{length}/s", end
