"""What every file format writes and reads: the recordings of a graph, as they stand after reviews.

A format is a module with ``write(graphs, path, context)`` and, if it can be read back,
``read(path) -> list[Described]``. Facts keep their identifiers' ingredients (who, what, whom, when,
source, run), so `Fact.fact_id` is the same after a round trip: where people renamed an animal, also
the name under which it was labelled. Reviews are written where a format has a place for them, and
passed over in reading: they are a record, and the facts carry the status that follows from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from graphs.ethogram import Ethogram
from graphs.records import Assessed, Event, Fact, Run

EntityKind = Literal["animal", "zone", "object"]

Reviewed = Mapping[str, str | int | None]
"""What a person said of a fact: ``seq``, ``at``, ``by``, ``recording``, ``fact_id``, ``action``,
``comment``, ``undoes`` (as in `graphs.corrections.reviews.Review`), and
``words``, the same as a sentence."""


@dataclass(frozen=True, slots=True)
class Described:
    """One recording, as it is exported and imported.

    Parameters
    ----------
    recording
        Its name.
    facts
        As they stand: with reviews applied; what a person rejected or corrected is there too, with
        the status ``rejected`` or ``superseded``.
    events, assessed
        As stored.
    runs
        Who made them.
    attributes
        What else is known: ``group``, ``session``, ``duration_s``, ``video`` (file name)...
    reviews
        What people said of the facts, in order; empty in what is read.
    places
        Identifier of a fact -> where in the file it stands, for messages; empty if nobody knows.
    """

    recording: str
    facts: Sequence[Fact] = ()
    events: Sequence[Event] = ()
    assessed: Sequence[Assessed] = ()
    runs: Sequence[Run] = ()
    attributes: Mapping[str, str | float] = field(default_factory=dict)
    reviews: Sequence[Reviewed] = ()
    places: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all recordings of an export.

    Parameters
    ----------
    ethogram
        Verbs, definitions, synsets; ``None`` if there is none.
    kinds
        Entity name -> what it is; names that are missing are animals if they are subject of some
        fact, else objects.
    identities
        (recording, entity name) -> a text that is the same exactly for the same individual or
        thing; without an entry an animal is one of its recording only, and a zone or object the
        same everywhere.
    project
        Name for titles and identifiers.
    """

    ethogram: Ethogram | None = None
    kinds: Mapping[str, EntityKind] = field(default_factory=dict)
    identities: Mapping[tuple[str, str], str] = field(default_factory=dict)
    project: str = "project"

    def kind(self, name: str, animals: frozenset[str] | set[str]) -> EntityKind:
        """Return what an entity is; `animals` are the subjects of facts of its recording."""
        return self.kinds.get(name, "animal" if name in animals else "object")

    def identity(self, recording: str, name: str, kind: EntityKind) -> str:
        """Return the text that tells individuals and things apart, over all recordings."""
        known = self.identities.get((recording, name))
        return known or (f"{name}@{recording}" if kind == "animal" else name)
