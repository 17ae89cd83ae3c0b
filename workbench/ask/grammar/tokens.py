"""A question as words: lower case, contractions written out, names and numbers taken apart.

``mouse_1``, ``mouse 1`` and ``Mouse-1`` are the same two words; every word keeps its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(
    r"\d+:\d\d(?!\d)|\d+(?:\.\d+)?|'s\b|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)?|[%°?!.,;:<>=/]"
)
_CONTRACTED = {
    "whats": ("what", "is"), "wheres": ("where", "is"), "hows": ("how", "is"),
    "can't": ("can", "not"), "won't": ("will", "not"), "it's": ("it", "is"),
}  # fmt: skip
_BEFORE_IS = frozenset({"what", "where", "how", "who", "when", "which", "there", "that", "it"})
_PUNCTUATION = frozenset("?!.,;:")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a question.

    Parameters
    ----------
    text
        Lower case.
    start, stop
        Characters of the question, half-open.
    """

    text: str
    start: int
    stop: int


def tokens_of(question: str) -> list[Token]:
    """Return the words of a question; punctuation between them is left out."""
    found: list[Token] = []
    for match in _WORD.finditer(question.replace("’", "'")):
        text = match[0].lower()
        if text not in _PUNCTUATION:
            found += [Token(one, *match.span()) for one in _parts(text, found)]
    return found


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name or phrase, as they are in a question."""
    return tuple(token.text for token in tokens_of(text))


def text_of(question: str, tokens: list[Token], start: int, stop: int) -> str:
    """Return some words as they stand in the question, half-open."""
    return question[tokens[start].start : tokens[stop - 1].stop] if start < stop else ""


def chunk_of(question: str, token: Token) -> str:
    """Return what stands between blanks around a word."""
    start = question.rfind(" ", 0, token.start) + 1
    stop = question.find(" ", token.stop)
    return question[start : len(question) if stop < 0 else stop].strip("?!.,;:\"'")


def _parts(text: str, before: list[Token]) -> tuple[str, ...]:
    if text == "'s" and before and before[-1].text in _BEFORE_IS:
        return ("is",)
    if text in _CONTRACTED:
        return _CONTRACTED[text]
    if text.endswith("n't"):
        return (text.removesuffix("n't"), "not")
    return (text,)
