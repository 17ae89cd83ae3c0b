"""Events, facts, assessed intervals and runs: the records of the knowledge graph.

Times are float seconds from the first presentation timestamp of the recording; intervals are
half-open, ``[start_s, stop_s)``. A point behavior has ``start_s == stop_s``. Records are frozen;
a correction is a new record in an overlay, never a change in place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Level = Literal["bout", "episode", "session"]
Kind = Literal["state", "point"]
Status = Literal["asserted", "proposed", "accepted", "rejected", "superseded"]
Source = Literal["rule", "model", "human", "import"]

ID_SEPARATOR, NO_OBJECT = "\x1f", "\x1e"
"""Between the parts of what a fact's identifier is made of, and instead of a missing object."""

UNKNOWN_FRAMES = (-1, -1)
"""Frames of a fact that was given in seconds, of a recording whose clock was not read."""

STANDING: tuple[Status, ...] = ("asserted", "proposed", "accepted")
"""What counts: neither rejected by a person nor superseded by a person's correction."""

Evidence = Mapping[str, float | int | str]
"""Measured numbers behind a fact; the unit is part of the key (``distance_cm``, ``coverage``)."""


def microseconds(seconds: float) -> int:
    """Return seconds as whole microseconds, the resolution in which times are stored."""
    return round(seconds * 1e6)


def content_id(*parts: object, length: int = 16) -> str:
    """Return a short stable identifier (hexadecimal) of some JSON-representable parts."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=length // 2).hexdigest()


@dataclass(frozen=True, slots=True)
class Event:
    """An interval of one recording worth describing.

    Parameters
    ----------
    recording
        Name of the recording.
    event_id
        Unique within the recording, in time order per level: ``"bout-0001"``.
    level
        ``bout`` < ``episode`` < ``session``.
    start_s, stop_s
        Seconds, half-open.
    parent
        The event of the next level that holds this one.
    segmenter
        Name of what drew the boundaries.
    """

    recording: str
    event_id: str
    level: Level
    start_s: float
    stop_s: float
    parent: str | None
    segmenter: str

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.stop_s - self.start_s


@dataclass(frozen=True, slots=True)
class Fact:
    """Subject - predicate - object or none, with an interval, and who says so.

    Parameters
    ----------
    recording
        Name of the recording.
    subject
        The individual that does it.
    predicate
        Name of a behavior of the ethogram.
    object
        The other individual, or a zone or object; ``None`` for unary behaviors.
    start_s, stop_s
        Seconds, half-open; equal for a point behavior.
    start_frame, stop_frame
        0-based source frames, half-open: the frames whose timestamps lie in the interval.
        For a point behavior ``stop_frame == start_frame + 1``. `UNKNOWN_FRAMES` if nobody knows.
    kind
        ``state`` or ``point``.
    confidence
        0 to 1; what it means is defined by the describer that made the fact.
    status
        ``asserted`` by its source; ``proposed`` when the source itself is unsure; ``accepted``,
        ``rejected`` or ``superseded`` (by an edited fact) once a person has reviewed it.
    source
        Who says so: ``rule``, ``model``, ``human`` or ``import``.
    run
        Identifier of the run that made it.
    event_id
        The bout-level event in which the fact starts.
    evidence
        Measured numbers; the unit is part of the key.
    labelled
        Subject and object as the files of the graph have them, where people gave them other names
        since; the identifier is made of these.
    """

    recording: str
    subject: str
    predicate: str
    object: str | None
    start_s: float
    stop_s: float
    start_frame: int
    stop_frame: int
    kind: Kind
    confidence: float
    status: Status
    source: Source
    run: str
    event_id: str | None = None
    evidence: Evidence = field(default_factory=dict, hash=False)
    labelled: tuple[str, str | None] | None = None

    @property
    def fact_id(self) -> str:
        """Identifier from what is claimed, when, and by which run; equal claims have equal ids."""
        subject, target = self.labelled or (self.subject, self.object)
        parts = (
            self.recording,
            subject,
            self.predicate,
            NO_OBJECT if target is None else target,
            str(microseconds(self.start_s)),
            str(microseconds(self.stop_s)),
            self.source,
            self.run,
        )
        text = ID_SEPARATOR.join(parts)
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:16]

    @property
    def duration_s(self) -> float:
        """Length in seconds; zero for a point behavior."""
        return self.stop_s - self.start_s


@dataclass(frozen=True, slots=True)
class Assessed:
    """An interval in which a behavior of a subject was looked for and could be seen.

    Where no such interval lies, presence and absence are both unknown ("not assessed"), and the
    time does not count in a time budget.
    """

    recording: str
    subject: str
    predicate: str
    object: str | None
    start_s: float
    stop_s: float


@dataclass(frozen=True, slots=True)
class Run:
    """Who made a batch of records: tool, describer, parameters.

    The identifier is a hash of everything that decides the result, so the same inputs, versions
    and parameters give the same run. When it ran and what it cost are kept beside the run, not in
    it.

    Parameters
    ----------
    run_id
        Hash of tool, version, describer, segmenter, parameters and input fingerprints.
    tool, version
        Program that made the records.
    describer, segmenter, tracker
        Names of the parts used.
    parameters
        Everything that was set, JSON-representable.
    inputs
        File role -> fingerprint of its content.
    """

    run_id: str
    tool: str
    version: str
    describer: str
    segmenter: str
    tracker: str
    parameters: Mapping[str, object]
    inputs: Mapping[str, str]


def source_of(run: Run) -> str:
    """Return who speaks in a run: what its parameter ``source`` says, else ``rule``."""
    return str(run.parameters.get("source", "rule"))


def as_labelled(fact: Fact) -> Fact:
    """Return a fact under the names that the files have; its identifier stays the same."""
    if fact.labelled is None:
        return fact
    subject, target = fact.labelled
    return replace(fact, subject=subject, object=target, labelled=None)
