"""Words of messages: hints for words that are not known, and counted things."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST_LISTED = 12  # words in a message
_EXACT = 1e15  # whole numbers below are written as they are


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest known word, empty if none is near.

    Case does not matter.
    """
    words = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), words, n=1)
    return f"; did you mean {words[near[0]]!r}?" if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the hint of `nearest`, else ``"; known: a, b"``; empty if nothing is known."""
    names = sorted(known)
    more = ", ..." if len(names) > MOST_LISTED else ""
    listed = f"; known: {', '.join(names[:MOST_LISTED])}{more}" if names else ""
    return nearest(word, names) or listed


def counted(count: int, what: str) -> str:
    """Return a number with its noun: ``1 fault``, ``2 faults``."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def short(number: float, digits: int = 4) -> str:
    """Return a number with its first digits, written out below a million; a whole one as it is.

    Examples
    --------
    >>> short(22053.4), short(1637.2, 3), short(0.000123456), short(22053)
    ('22050', '1640', '0.0001235', '22053')
    """
    if abs(number) < _EXACT and float(number).is_integer():
        return str(int(number))
    return f"{float(f'{number:.{digits}g}'):g}"
