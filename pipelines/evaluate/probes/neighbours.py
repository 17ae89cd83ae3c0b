"""Which behaviors are most easily taken for another one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graphs.ethogram import Behavior, Ethogram

_WORD = re.compile(r"[a-z]+")
_SMALL = frozenset(
    {
        "a", "about", "an", "and", "as", "at", "by", "for", "from", "in", "is", "it", "its", "not",
        "of", "on", "or", "other", "s", "subject", "than", "that", "the", "to", "which", "with",
        "within",
    }
)  # fmt: skip
"""Words that say nothing about a behavior."""


def neighbours(
    predicate: str,
    ethogram: Ethogram,
    confused: Mapping[str, Sequence[str]] | None = None,
) -> list[str]:
    """Return all other behaviors of an ethogram, the most easily confused first.

    Parameters
    ----------
    predicate
        Name of one of them.
    ethogram
        The behaviors.
    confused
        Behavior -> those that it was taken for most, as a table of confusions shows them; they
        come first.

    Notes
    -----
    Then come behaviors with the same parent, and among these and the others those first whose
    definitions share most words, as a share of the words of either. Equal ones stay in the order of
    the ethogram.
    """
    own = ethogram[predicate]
    said = [ethogram[name].name for name in (confused or {}).get(own.name, ())]
    others = [entry for entry in ethogram if entry.name != own.name and entry.name not in said]
    ranked = sorted(others, key=lambda entry: (not _siblings(own, entry), -_shared(own, entry)))
    return [*(name for name in said if name != own.name), *(entry.name for entry in ranked)]


def _siblings(one: Behavior, other: Behavior) -> bool:
    return one.parent is not None and one.parent == other.parent


def _shared(one: Behavior, other: Behavior) -> float:
    first, second = (
        set(_WORD.findall(entry.definition.lower())) - _SMALL for entry in (one, other)
    )
    return len(first & second) / max(1, len(first | second))
