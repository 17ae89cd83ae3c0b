"""Words, numbers and marks of a caption, with where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:[-'’]\w+)*|['’]s?(?!\w)|[^\w\s]")
_NUMBERED = re.compile(r"([^\W\d_]+)_(\d+)")
_JOINED = {"eachother": ("each", "other"), "cannot": ("can", "not")}
_SHORT = {"'re": "are", "'m": "am", "'ll": "will", "'ve": "have", "'d": "would"}


@dataclass(slots=True)
class Token:
    """A word.

    Parameters
    ----------
    low
        In lower case; of *can't*, ``ca`` and ``n't`` are tokens of their own.
    start, stop
        Characters of the caption, half-open.
    tag
        Part of speech, once `graphs.captions.tagging` has seen it.
    """

    low: str
    start: int
    stop: int
    tag: str = ""


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text; *zebra's* is two, *it's* and ``mouse_1`` too.

    Of a numbered name the first token reaches up to the second.
    """
    found: list[Token] = []
    for match in _WORD.finditer(text):
        found.extend(_split(match.group().lower().replace("’", "'"), match.start(), match.end()))
    return found


def _split(low: str, start: int, stop: int) -> list[Token]:
    if low in _JOINED:
        return [Token(part, start, stop) for part in _JOINED[low]]
    numbered = _NUMBERED.fullmatch(low)
    if numbered is not None:
        cut = stop - len(numbered[2])
        return [Token(numbered[1], start, cut), Token(numbered[2], cut, stop)]
    for ending in ("n't", "'s", *_SHORT):
        if low.endswith(ending) and len(low) > len(ending):
            cut = stop - len(ending)
            rest = _SHORT.get(ending, ending)
            return [Token(low[: -len(ending)], start, cut), Token(rest, cut, stop)]
    return [Token(low, start, stop)]
