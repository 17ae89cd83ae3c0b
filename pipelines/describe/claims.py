"""What a model says of one event, before and after the tracks were asked about it.

Times are seconds of the recording, half-open, and never reach out of the event: the clock belongs
to the tracks and the segmenter. Subject, predicate and object are names that the project has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graphs.records import Event
from pipelines.models.contract import Usage


@dataclass(frozen=True, slots=True)
class Triple:
    """Who does what to whom; `object` is ``None`` for unary behaviors."""

    subject: str
    predicate: str
    object: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a model about an event.

    Parameters
    ----------
    triple
        Names of the project: an individual, a behavior of the ethogram, an individual or a place.
    start_s, stop_s
        The event, or a part of it that the model named.
    confidence
        0 to 1 as the model says it; NaN if it says nothing.
    """

    triple: Triple
    start_s: float
    stop_s: float
    confidence: float = float("nan")


@dataclass(frozen=True, slots=True)
class FreeText:
    """What a model saw that no entry of the ethogram covers, in its own words.

    Parameters
    ----------
    subject
        An individual, or ``""`` where the model names none.
    words
        As written; never turned into a behavior.
    """

    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class EventDescription:
    """What a model says of one event.

    Parameters
    ----------
    event
        The interval that was described.
    claims
        Valid statements.
    other
        What no entry of the ethogram covers.
    not_visible
        Triples that were asked about and cannot be told from the pictures.
    assessed
        Triples that were asked about and could be told: present if claimed, else absent.
    remarks
        What a person should know: claims that were dropped, each with the reason.
    usage
        What it cost.
    """

    event: Event
    claims: tuple[Claim, ...]
    other: tuple[FreeText, ...] = ()
    not_visible: tuple[Triple, ...] = ()
    assessed: tuple[Triple, ...] = ()
    remarks: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)


State = Literal["agree", "disagree", "untestable"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tracks say about a claim.

    Parameters
    ----------
    state
        ``agree``: the measurement shows it; ``disagree``: it shows that it is not so;
        ``untestable``: the behavior has no rule, or the animals were not tracked.
    numbers
        What was measured over the claim's interval, with the unit in the key:
        ``"speed(subject) cm/s": 31.2``.
    why
        One sentence for a person.
    """

    state: State
    numbers: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
