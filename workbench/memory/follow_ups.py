"""Short questions that lean on the one before: "and mouse_2?" after one about mouse_1.

Such a question holds names and words of no content, nothing else. Each name stands for one of the
same kind in the question before. Where it could stand for several, all readings are returned: which
one is meant is for the person to say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

_EMPTY = frozenset(
    {
        "a", "about", "again", "alright", "also", "and", "another", "as", "but", "do", "does",
        "did", "for", "how", "i", "in", "is", "it", "mean", "no", "now", "of", "ok", "okay", "on",
        "or", "please", "same", "so", "the", "then", "thing", "to", "was", "well", "what", "with",
    }
)  # fmt: skip
_ANY_WORD = re.compile(r"\w+(?:[.-]\w+)*")


def readings(question: str, before: str, kinds: Mapping[str, Collection[str]]) -> list[str]:
    """Return what a question that leans on the one before can mean.

    Parameters
    ----------
    question
        ``"and mouse_2?"``.
    before
        The full question before: ``"How often does mouse_1 approach mouse_3?"``.
    kinds
        Names that can stand for each other: ``{"animal": [...], "zone": [...]}``; other words for
        a behavior are names, too.

    Returns
    -------
    list of str
        Full questions: none if the question does not lean on the one before, one if it is clear,
        several if the person has to choose.

    Notes
    -----
    A name that stands in the question before already changes places with the one it stands for:
    of ``mouse_1`` and ``mouse_2`` each does to the other what the other did to it.

    Examples
    --------
    >>> mice = {"animal": ["mouse_1", "mouse_2", "mouse_3"]}
    >>> readings("and mouse_2?", "How often does mouse_1 rear?", mice)
    ['How often does mouse_2 rear?']
    >>> readings("and mouse_3?", "Does mouse_1 chase mouse_2?", mice)
    ['Does mouse_3 chase mouse_2?', 'Does mouse_1 chase mouse_3?']
    """
    named = _named(question, kinds)
    rest = question
    for name, _ in named:
        rest = _pattern(name).sub(" ", rest)
    words = [word.lower() for word in _ANY_WORD.findall(rest)]
    if not named or any(word not in _EMPTY for word in words):
        return []
    full = [before]
    for name, kind in named:
        full = [new for text in full for new in _replaced(text, name, kinds[kind])]
    return list(dict.fromkeys(text for text in full if text != before))


def _named(text: str, kinds: Mapping[str, Collection[str]]) -> list[tuple[str, str]]:
    """Return the names in a text with their kinds, in order; a longer name goes before its part."""
    pairs = [(name, kind) for kind, names in kinds.items() for name in names]
    found: list[tuple[int, str, str]] = []
    for name, kind in sorted(pairs, key=lambda pair: -len(pair[0])):
        for match in _pattern(name).finditer(text):
            found.append((match.start(), name, kind))
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    return [(name, kind) for _, name, kind in sorted(found)]


def _replaced(text: str, new: str, names: Collection[str]) -> Iterator[str]:
    there = dict.fromkeys(name for name, _ in _named(text, {"": names}))
    for old in there:
        if old != new:
            yield _exchanged(text, old, new)


def _exchanged(text: str, old: str, new: str) -> str:
    pairs = {old.casefold(): new, new.casefold(): old}
    both = re.compile(f"{_pattern(old).pattern}|{_pattern(new).pattern}", re.IGNORECASE)
    return both.sub(lambda found: pairs[found[0].casefold()], text)


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
