"""Words of a file that are other words in the project: behaviors, missing subjects, modifiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.formats.boris import MODIFIER, NO_FOCAL_SUBJECT
from graphs.formats.contract import Described
from graphs.lexicon.surface import Lexicon
from graphs.records import Fact
from graphs.words import nearest


@dataclass(frozen=True, slots=True)
class Behaviors:
    """What the behaviors of a file are called in a project.

    Parameters
    ----------
    mapped
        Name in the file -> the one entry of the ethogram of which it is a form or synonym.
    unknown
        Names that stay as they are -> a hint, which may be empty.
    """

    mapped: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)


def behaviors_in(found: Sequence[Described], ethogram: Ethogram, *, as_written: bool) -> Behaviors:
    """Return what the behaviors of a file are called in a project.

    Parameters
    ----------
    found
        What is in the file.
    ethogram
        Of the project.
    as_written
        Map nothing; then the hint tells the name in the ethogram.
    """
    told = {fact.predicate for one in found for fact in one.facts}
    told |= {span.predicate for one in found for span in one.assessed}
    lexicon = Lexicon(ethogram)
    behaviors = Behaviors()
    for name in sorted(told - set(ethogram.behaviors)):
        reading = lexicon.read(name)
        if reading.behavior is not None and not reading.swapped and not as_written:
            behaviors.mapped[name] = reading.behavior
        elif reading.swapped:
            behaviors.unknown[name] = f"; it says {reading.behavior!r} with the two changed over"
        elif reading.behavior is not None:
            behaviors.unknown[name] = f"; the ethogram calls it {reading.behavior!r}"
        elif reading.candidates:
            behaviors.unknown[name] = f"; it may mean {' or '.join(reading.candidates)}"
        else:
            behaviors.unknown[name] = nearest(name, ethogram.behaviors)
    return behaviors


def with_subjects(found: Sequence[Described], subject: str | None, path: Path) -> list[Described]:
    """Return recordings in which facts that name no subject have the given one.

    Raises
    ------
    UserError
        There are such facts, and no subject is given.
    """
    count = sum(fact.subject == NO_FOCAL_SUBJECT for one in found for fact in one.facts)
    if count and subject is None:
        message = (
            f"{path.name}: {count} of {sum(len(one.facts) for one in found)} facts are of "
            f"{NO_FOCAL_SUBJECT!r}. Say which animal that is with --subject NAME. Nothing was "
            "changed."
        )
        raise UserError(message)
    if subject is None:
        return list(found)
    name = subject

    def named(fact: Fact) -> Fact:
        return replace(fact, subject=name) if fact.subject == NO_FOCAL_SUBJECT else fact

    return [_changed(one, named) for one in found]


def with_objects(found: Sequence[Described], ethogram: Ethogram) -> list[Described]:
    """Return recordings in which the modifier of a behavior that has an object is that object."""
    lexicon = Lexicon(ethogram)
    takes = {
        predicate
        for predicate in {fact.predicate for one in found for fact in one.facts}
        if (name := lexicon.read(predicate).behavior) and ethogram.behaviors[name].arity > 1
    }

    def complete(fact: Fact) -> Fact:
        modifier = fact.evidence.get(MODIFIER)
        if fact.object is not None or modifier is None or fact.predicate not in takes:
            return fact
        rest = {name: value for name, value in fact.evidence.items() if name != MODIFIER}
        return replace(fact, object=str(modifier), evidence=rest)

    return [_changed(one, complete) for one in found]


def _changed(one: Described, change: Callable[[Fact], Fact]) -> Described:
    """Return a recording with other facts, which stand where they stood."""
    facts = [change(fact) for fact in one.facts]
    places = {
        new.fact_id: one.places[old.fact_id]
        for old, new in zip(one.facts, facts, strict=True)
        if old.fact_id in one.places
    }
    return replace(one, facts=facts, places=places)
