"""Who and what occurs in a recording, and identifiers that stay apart, for the formats that link.

An animal is what is subject of some fact, or was looked at on its own (assessed), unless the
context says what it is. One individual has one identity over all recordings.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphs.formats.contract import Context, Described, EntityKind
from graphs.records import Assessed, Fact


@dataclass(frozen=True, slots=True)
class Entity:
    """An individual, zone or object as one recording names it.

    Parameters
    ----------
    name
        In the recording.
    kind
        What it is.
    identity
        The same text exactly for the same individual or thing.
    label
        To show: the identity if somebody gave one, else the name.
    """

    name: str
    kind: EntityKind
    identity: str
    label: str


def entities_of(graph: Described, context: Context) -> dict[str, Entity]:
    """Return name -> entity of all that facts and assessed intervals speak of, sorted by name."""
    claims: list[Fact | Assessed] = [*graph.facts, *graph.assessed]
    animals = {claim.subject for claim in claims}
    names = animals | {claim.object for claim in claims if claim.object is not None}
    return {name: _entity(graph.recording, name, animals, context) for name in sorted(names)}


def _entity(recording: str, name: str, animals: set[str], context: Context) -> Entity:
    kind = context.kind(name, animals)
    label = context.identities.get((recording, name)) or name
    return Entity(name, kind, context.identity(recording, name, kind), label)


class Unique:
    """Makes identifiers differ: the second ``x`` becomes ``x.2``, whatever else is called so.

    Parameters
    ----------
    mark
        What stands before the number.
    """

    def __init__(self, mark: str = ".") -> None:
        self._mark = mark
        self._taken: dict[str, int] = {}

    def __call__(self, text: str) -> str:
        """Return the text, with a number if it was given before."""
        unique, number = text, self._taken.get(text, 0)
        while unique in self._taken:
            number += 1
            unique = f"{text}{self._mark}{number}"
        self._taken[text] = max(number, 1)
        self._taken.setdefault(unique, 1)
        return unique
