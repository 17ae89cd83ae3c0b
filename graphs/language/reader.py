"""The place in a question that is being read: words, names, times, and what was expected there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NoReturn

from graphs.errors import UserError
from graphs.language.keywords import ALL_UNITS, ASKING, EQUATED, OPEN_END_S, RESERVED, UNITS
from graphs.language.names import Lookup, Names, Spelled, as_compared
from graphs.language.tokens import Token, fault, tokens_of
from graphs.words import did_you_mean, nearest

MOST_WORDS = 8
"""Words of one name that needs no quotation marks."""

LONGEST_S = OPEN_END_S
"""No time is longer: whole microseconds of it still fit the tables."""

_SEPARATORS = frozenset({"|", "||", "&", "&&"})
"""No words of the language, though of other ones."""

_NUMBER = re.compile(r"((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]{1,3})?)([^\W\d]*)")


class Reader:
    """Reads a question from left to right.

    All methods that take something raise `UserError` where it is not what stands there.

    Parameters
    ----------
    text
        The question.
    names
        Who knows the names in it.

    Attributes
    ----------
    places
        Recordings that a condition is on -> how it said which: ``of group control``.
    """

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.lookup = Lookup(names)
        self.at = 0
        self.places: dict[str | tuple[str, ...], str] = {}

    @property
    def next(self) -> Token:
        """What stands here, not yet taken."""
        return self.tokens[self.at]

    def ahead(self, count: int) -> Token:
        """Return what stands `count` places further on, or the end."""
        return self.tokens[min(self.at + count, len(self.tokens) - 1)]

    def take(self, *words: str) -> Token | None:
        """Take one of some `words` or signs, if it stands here."""
        token = self.next
        if (token.text if token.kind == "sign" else token.keyword) not in words:
            return None
        self.at += 1
        return token

    def expect(self, *words: str) -> str:
        """Take one of some `words` or signs, which must stand here, and return it."""
        token = self.take(*words)
        if token is None:
            self.refuse(listed(map(repr, words)), words)
        return token.keyword or token.text

    def found(self) -> str:
        """Return what stands here in words of a message."""
        return "the end" if self.next.kind == "end" else repr(self.next.text)

    def refuse(self, expected: str, near: Iterable[str] = ()) -> NoReturn:
        """Raise the error that something else stands here than what was `expected`.

        Parameters
        ----------
        expected
            What, in words.
        near
            Words of which the nearest one is suggested.
        """
        hint = nearest(self.next.text, near) if self.next.kind == "word" else ""
        raise self.fault(self.next, f"Expected {expected}, found {self.found()}{hint}")

    def fault(self, token: Token, problem: str, last: Token | None = None) -> UserError:
        """Return the error of a `problem` at a `token`, or from there to the `last` one."""
        return fault(self.text, token.start, (last or token).stop, problem)

    def runs(self) -> Iterator[tuple[str, int]]:
        """Yield the names that may start here, the longest first, and how many words each has."""
        if self.next.kind == "quoted":
            yield self.next.text, 1
        elif self.next.kind == "word":
            words: list[str] = []
            while len(words) < MOST_WORDS and as_compared(self.ahead(len(words)).keyword):
                words.append(self.ahead(len(words)).text)
            for count in range(len(words), 0, -1):
                yield " ".join(words[:count]), count

    def names(self, what: str, known: Spelled) -> list[str]:
        """Take names with ``,`` or ``/`` between them, and return them as they are known.

        Parameters
        ----------
        what
            What they are names of, in words.
        known
            The names that there are.
        """
        taken = [self._name(what, known)]
        while self.take(",", "/"):
            taken.append(self._name(what, known))
        return taken

    def _name(self, what: str, known: Spelled) -> str:
        first = self.next
        if first.kind not in ("word", "quoted"):
            self.refuse(f"the name of a {what}")
        if first.keyword in RESERVED:
            quoted = "; a name like this is written in quotation marks"
            raise self.fault(first, f"Expected a {what}, found {first.text!r}{quoted}")
        for name, count in self.runs():
            meant = known.meant(name)
            if len(meant) > 1:
                last = self.ahead(count - 1)
                raise self.fault(first, two_names(name, meant), last)
            if meant:
                self.at += count
                return meant[0]
        hint = did_you_mean(first.text, known.known)
        raise self.fault(first, f"Unknown {what} {first.text!r}{hint}")

    def word_of(self, what: str, known: Sequence[str]) -> str:
        """Take one of the words that are `known` for something, called `what` in messages."""
        token = self.take(*known)
        if token is None:
            self.refuse(f"{what} ({listed(known)})", known)
        return token.keyword

    def listing(self, take: Callable[[], str]) -> list[str]:
        """Take things with commas between them, each by the function `take`."""
        taken = [take()]
        while self.take(","):
            taken.append(take())
        return taken

    def share(self, expected: str) -> float:
        """Take a number without a unit, or a percentage; `expected` says which, in words."""
        percent = self.next.keyword.endswith("%")
        match = _NUMBER.fullmatch(self.next.keyword.removesuffix("%"))
        if match is None or match[2]:
            self.refuse(expected)
        self.at += 1
        return float(Decimal(match[1]) / 100) if percent else float(match[1])

    def unit_behind(self) -> str | None:
        """Return the unit of the time that was just taken, ``None`` for ``1:30``."""
        last = self.tokens[self.at - 1].keyword
        match = _NUMBER.fullmatch(last)
        unit = match[2] if match is not None else last
        return unit if unit in ALL_UNITS else None

    def starts_time(self, ahead: int = 0) -> bool:
        """Return whether a time with its unit, or ``1:30``, stands so many places further on."""
        match = _NUMBER.fullmatch(self.ahead(ahead).keyword)
        if match is None:
            return False
        after = self.ahead(ahead + 1)
        return match[2] in ALL_UNITS or (
            not match[2] and (after.keyword in ALL_UNITS or after.is_sign(":"))
        )

    def lone_number(self) -> str | None:
        """Return the number that stands here if it has no unit, else ``None``."""
        match = _NUMBER.fullmatch(self.next.keyword)
        lone = match is not None and not match[2] and not self.starts_time()
        return match[1] if match is not None and lone else None

    def _clock(self, number: str) -> float:
        """Take what follows the first `number` of ``1:30`` or ``1:02:03.5``."""
        first = self.tokens[self.at - 1]
        parts = [number]
        while len(parts) < 3 and self.take(":"):
            more = _NUMBER.fullmatch(self.next.keyword)
            if more is None or more[2] or float(more[1]) >= 60:
                self.refuse("a number below 60: times are minutes:seconds or h:min:s")
            self.at += 1
            parts.append(more[1])
        seconds = float(sum(Decimal(p) * 60**i for i, p in enumerate(reversed(parts))))
        if not all(part.isdecimal() for part in parts[:-1]) or seconds > LONGEST_S:
            problem = "Expected a time such as 1:30, minutes:seconds, or 1:02:03"
            raise self.fault(first, problem, self.tokens[self.at - 1])
        return seconds

    def seconds(self, *, least_s: float = 0.0) -> float:
        """Take a time with its unit or ``minutes:seconds``, and return it in seconds.

        Parameters
        ----------
        least_s
            Shorter times are refused.
        """
        token = self.next
        match = _NUMBER.fullmatch(token.keyword)
        if match is None:
            self.refuse("a time such as '10 s'")
        self.at += 1
        number, unit = match.groups()
        at_unit = token
        if not unit and self.next.is_sign(":"):
            unit, seconds = "s", self._clock(number)
            at_unit = self.tokens[self.at - 1]
        else:
            if not unit:
                at_unit, unit = self.next, self.next.keyword
                if unit not in ALL_UNITS:
                    self.refuse(f"a unit of time after {number!r} ({listed(UNITS)})", UNITS)
                self.at += 1
            if unit not in ALL_UNITS:
                raise self.fault(token, f"Unknown unit of time {unit!r}; expected {listed(UNITS)}")
            seconds = float(Decimal(number) * Decimal(ALL_UNITS[unit]))
        if not least_s <= seconds <= LONGEST_S:
            bounds = f"{least_s:g} to {LONGEST_S:g} s"
            raise self.fault(token, f"Expected a time of {bounds}, found {seconds:g} s", at_unit)
        return seconds

    def equated(self) -> bool:
        """Return whether ``status =``, ``confidence >`` or the like stands here."""
        after = self.ahead(1)
        return after.kind == "sign" and after.text in EQUATED.get(self.next.keyword, ())

    def length_limit(self) -> bool:
        """Return whether ``at least`` or ``at most`` stands here."""
        return self.next.keyword == "at" and self.ahead(1).keyword in ("least", "most")

    def starts_name(self) -> bool:
        """Return whether a name, ``?`` or a variable stands here."""
        token = self.next
        if token.kind == "word":
            if self.equated() or self.length_limit() or token.keyword in _SEPARATORS:
                return False
            return token.keyword not in RESERVED or token.keyword in ("nobody", *ASKING)
        return token.kind in ("quoted", "any", "variable")


def listed(words: Iterable[str]) -> str:
    """Return words as ``a, b or c``."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def two_names(name: str, meant: Iterable[str]) -> str:
    """Return the problem that a `name` is spelled like several that it may have `meant`."""
    return f"{name!r} may mean {listed(map(repr, meant))}; write one of them as it is spelled"
