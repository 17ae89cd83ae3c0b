"""Which behaviors two animals always do to each other at once, such as nose to nose contact."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graphs.ethogram import Behavior, Ethogram, spelled_alike
from graphs.records import Fact

_PAIR = re.compile(r"\b(closest_distance|distance)\(([^(),]*),([^(),]*)\)")
_SPACES = re.compile(r"\s+")


def symmetric_behaviors(ethogram: Ethogram, facts: Iterable[Fact] = ()) -> frozenset[str]:
    """Return the behaviors of a pair that are the same with subject and object swapped.

    Parameters
    ----------
    ethogram
        A behavior counts if its rule says the same of both animals, or if a synonym of *mutual*
        stands in its definition ("each other", "one another", "mutual").
    facts
        A behavior counts, too, if each of its bouts overlaps one with the roles swapped.
    """
    alike = {entry.name for entry in ethogram if entry.target == "animal" and _is_mutual(entry)}
    names = {
        spelled_alike(name): entry.name
        for entry in ethogram
        for name in (entry.name, *entry.synonyms)
    }
    bouts: dict[str, list[Fact]] = {}
    for fact in facts:
        name = names.get(spelled_alike(fact.predicate), fact.predicate)
        if name in ethogram.behaviors and ethogram.behaviors[name].target == "animal":
            bouts.setdefault(name, []).append(fact)
    answered = {
        name for name, found in bouts.items() if all(_is_answered(one, found) for one in found)
    }
    return frozenset(alike | answered)


def _is_mutual(entry: Behavior) -> bool:
    words = entry.definition.lower()
    if any(text in words for text in ("each other", "one another", "mutual")):
        return True
    if entry.rule is None:
        return False
    conditions = [entry.rule.when, *([entry.rule.hold] if entry.rule.hold else [])]
    return all(_parts(text) == _parts(_swapped(text)) for text in conditions)


def _swapped(text: str) -> str:
    other = {"subject": "object", "object": "subject"}
    return re.sub(r"\b(subject|object)\b", lambda found: other[found[1]], text)


def _parts(text: str) -> list[str]:
    """Return the conditions that ``and`` joins, sorted, distances with their ends in order."""
    compact = _PAIR.sub(_sorted_pair, text)
    return sorted(_SPACES.sub(" ", part).strip() for part in compact.split(" and "))


def _sorted_pair(found: re.Match[str]) -> str:
    ends = sorted((found[2].strip(), found[3].strip()))
    return f"{found[1]}({', '.join(ends)})"


def _is_answered(fact: Fact, others: Iterable[Fact]) -> bool:
    return any(
        other.recording == fact.recording
        and (other.subject, other.object) == (fact.object, fact.subject)
        and other.start_s < fact.stop_s
        and fact.start_s < other.stop_s
        for other in others
    )
