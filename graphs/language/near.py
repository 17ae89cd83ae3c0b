"""Known words that come near one that is not known; only such as a slip of the finger explains."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST_SUGGESTED = 5
"""Words that a message suggests."""

_NEAR = 0.7
"""Least likeness of a name, 0 to 1, by `difflib`."""

_NEAR_KEYWORD = 0.8
"""Least likeness of a word of the language."""

_BESIDE = 0.05
"""Words that are hardly less like than the nearest one are told beside it."""


def suggested(word: str, names: Iterable[str], keywords: Iterable[str] = ()) -> str:
    """Return ``"; did you mean 'x' or 'y'?"`` for the nearest words, empty if none is near.

    Parameters
    ----------
    word
        What was written; case does not matter.
    names
        Known names.
    keywords
        Words of the language, which must be nearer.
    """
    likeness = {name: _likeness(word, name) for name in names}
    near = {name: like for name, like in likeness.items() if like >= _NEAR}
    for keyword in keywords:
        like = _likeness(word, keyword)
        if like >= _NEAR_KEYWORD:
            near[keyword] = like
    if not near:
        return ""
    best = max(near.values())
    told = sorted(
        (name for name, like in near.items() if like >= best - _BESIDE),
        key=lambda name: (-near[name], name),
    )[:MOST_SUGGESTED]
    return f"; did you mean {' or '.join(map(repr, told))}?"


def _likeness(word: str, name: str) -> float:
    return difflib.SequenceMatcher(None, word.casefold(), name.casefold()).ratio()
