"""Words of messages: hints for words that are not known, and counted things."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST_LISTED = 12  # words in a message


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
