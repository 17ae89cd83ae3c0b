"""A question as rules rewrite it: its words and signs, and parts of it put in other places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphs.language.keywords import RESERVED
from graphs.language.names import Lookup, Spelled
from graphs.language.tokens import Token, written

Edit = tuple[int, int, str]
"""Start and stop in the question, and what stands there instead."""


@dataclass(frozen=True)
class Hint:
    """What to ask instead.

    Parameters
    ----------
    first, last
        Where the question is not in the language.
    problem
        How one asks for that: a sentence without the full stop.
    instead
        Questions to ask instead, the first that parses is told.
    is_sure
        Whether to say it where none of them parses.
    """

    first: Token
    last: Token
    problem: str
    instead: tuple[str, ...] = ()
    is_sure: bool = False


@dataclass(frozen=True)
class Asked:
    """A question that is not in the language.

    Parameters
    ----------
    text
        As written.
    tokens
        Its words and signs, without the end.
    lookup
        The names that there are.
    """

    text: str
    tokens: list[Token]
    lookup: Lookup

    def edited(self, edits: Iterable[Edit]) -> str:
        """Return the question with some places changed; they do not overlap."""
        text = self.text
        for start, stop, instead in sorted(edits, reverse=True):
            text = text[:start] + instead + text[stop:]
        return text

    def without(self, first: int, last: int) -> str:
        """Return the question without the tokens from `first` to `last`."""
        return self.edited([(self.tokens[first].start, self.tokens[last].stop, "")])

    def keyword(self, at: int) -> str:
        """Return the word at a place as words are compared; empty where there is none."""
        return self.tokens[at].keyword if 0 <= at < len(self.tokens) else ""

    def name_at(self, at: int, known: Spelled) -> tuple[str, int] | None:
        """Return the known name that starts at a token, and its last token; the longest one."""
        for last in range(min(at + 8, len(self.tokens)) - 1, at - 1, -1):
            some = self.tokens[at : last + 1]
            if any(token.kind not in ("word", "quoted") for token in some):
                continue
            meant = known.meant(" ".join(token.text for token in some))
            if len(meant) == 1:
                return written(meant[0], RESERVED), last
        return None
