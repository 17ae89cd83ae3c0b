"""Text of a question as words, quoted names and signs, and messages that point into it.

A *bare word* is any run of characters other than white space and ``( ) / , : = < > " ?``. Whether
it is a word of the language, a name, a number or a unit is for the place to say where it stands:
``10s`` is a time after ``within`` and a recording after ``in``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from graphs.errors import UserError

Kind = Literal["word", "quoted", "any", "variable", "sign", "end"]
"""``any`` is a lone ``?``, a ``variable`` one with a word behind it: ``?x``."""

SHOWN = 60
"""Characters of a question that a message shows before and after the place of a fault."""

_TOKEN = re.compile(
    r"\s*(?:"
    r'"(?P<quoted>(?:[^"]|"")*)"'
    r"|(?P<variable>\?[^\s()/,:=<>\"?]+)"
    r"|(?P<any>\?)"
    r"|(?P<sign>>=|<=|[()/,:=<>])"
    r'|(?P<word>[^\s()/,:=<>"?]+)'
    r")"
)
_BARE = re.compile(r'[^\s()/,:=<>"?]+')


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a question.

    Parameters
    ----------
    kind
        What it is.
    text
        As written; without its quotation marks where it is quoted.
    start, stop
        Where it stands in the question, half-open, in characters.
    """

    kind: Kind
    text: str
    start: int
    stop: int

    @property
    def keyword(self) -> str:
        """The text as words of the language are compared; empty where it is no bare word."""
        return self.text.casefold() if self.kind == "word" else ""

    def is_sign(self, sign: str) -> bool:
        """Return whether it is this `sign`."""
        return self.kind == "sign" and self.text == sign


def tokens_of(text: str) -> list[Token]:
    """Return the words and signs of a question; the last one is its end.

    Raises
    ------
    UserError
        A quotation mark has no partner, or a name in quotation marks is empty.
    """
    found: list[Token] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            start = text.index('"', position)
            raise fault(text, start, len(text), 'This quotation mark has no partner: expected "')
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the groups are the kinds
        start = match.start(kind) - (kind == "quoted")
        token = Token(kind, match[kind].replace('""', '"'), start, match.end())
        if not token.text.strip():
            raise fault(text, start, match.end(), "Expected a name between quotation marks")
        found.append(token)
        position = match.end()
    return [*found, Token("end", "", len(text.rstrip()), len(text.rstrip()) + 1)]


def is_bare(name: str) -> bool:
    """Return whether a name can be written without quotation marks, as one word."""
    return _BARE.fullmatch(name) is not None


def written(name: str, reserved: Collection[str] = ()) -> str:
    """Return a name as a question has it, in quotation marks where it needs them."""
    if is_bare(name) and name.casefold() not in reserved:
        return name
    return '"' + name.replace('"', '""') + '"'


def fault(text: str, start: int, stop: int, problem: str) -> UserError:
    """Return the error for a place in a question, with the place underlined.

    Parameters
    ----------
    text
        The question.
    start, stop
        The place, half-open, in characters.
    problem
        What is wrong, what was expected: a sentence without the full stop.
    """
    line = re.sub(r"\s", " ", text)
    first, last = max(0, start - SHOWN), start + SHOWN
    before = ("..." if first else "") + line[first:start]
    after = line[start:last] + ("..." if last < len(line) else "")
    marks = "^" * max(1, min(stop, last) - start)
    stop_sign = "" if problem.endswith(("?", "...")) else "."
    return UserError(f"{problem}{stop_sign}\n  {before}{after}\n  {' ' * len(before)}{marks}")
