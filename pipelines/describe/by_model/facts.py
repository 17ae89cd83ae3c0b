"""What a model says of events, as facts of the graph.

Status of a fact
    ``asserted`` if the tracks do not contradict it and at least three in five answers say so;
    ``proposed`` otherwise. A claim that the tracks contradict is stored with the measurement, never
    accepted by itself: the measurement stands, both are kept.

Confidence of a fact
    The share of the answers that say so where the same was asked several times; else what the
    model says itself, and 0.5 where it says nothing. Neither is a probability.

Evidence of a fact
    ``tracks``: ``agree``, ``disagree`` or ``untestable``, with ``why`` and what was measured, the
    unit in the key; ``answers`` and ``share`` of the answers that say so; ``model_confidence`` as
    the model said it; of several answers about the event also their ``disagreement``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphs.ethogram import Ethogram
from graphs.records import Assessed, Event, Fact, Status
from pipelines.describe.claims import Claim, Triple, Verdict
from pipelines.describe.event_starts import EventStarts
from pipelines.timebase import TimeBase

LEAST_SHARE = 0.6
"""Of the answers, for a triple to be asserted: three in five."""

_UNKNOWN_CONFIDENCE = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with all that is known about how far to trust it.

    Parameters
    ----------
    claim
        What the model says.
    verdict
        What the tracks say about it.
    answers, share
        How many answers there were, and the share of them that say so.
    disagreement
        How far the answers differ; see `pipelines.describe.prompt.samples`.
    moment_s
        When a point behavior happens on the tracks, where they agree; the claim's start counts
        where it is not given.
    """

    claim: Claim
    verdict: Verdict
    answers: int = 1
    share: float = 1.0
    disagreement: float = 0.0
    moment_s: float | None = None

    @property
    def status(self) -> Status:
        """See the module's docstring."""
        trusted = self.verdict.state != "disagree" and self.share >= LEAST_SHARE - 1e-9
        return "asserted" if trusted else "proposed"

    @property
    def confidence(self) -> float:
        """See the module's docstring."""
        if self.answers > 1:
            return self.share
        said = self.claim.confidence
        return _UNKNOWN_CONFIDENCE if math.isnan(said) else said

    @property
    def evidence(self) -> dict[str, float | int | str]:
        """See the module's docstring."""
        said: dict[str, float | int | str] = {
            "tracks": self.verdict.state,
            "why": self.verdict.why,
            "answers": self.answers,
            "share": round(self.share, 4),
        }
        if not math.isnan(self.claim.confidence):
            said["model_confidence"] = self.claim.confidence
        if self.answers > 1:
            said["disagreement"] = round(self.disagreement, 4)
        return said | dict(self.verdict.numbers)


@dataclass(frozen=True, slots=True)
class FactMaker:
    """Makes the records of one recording.

    Parameters
    ----------
    recording, run
        What the records carry.
    ethogram
        Kinds of behaviors.
    clock
        Times of the frames.
    starts
        The bout in which a fact starts.
    """

    recording: str
    run: str
    ethogram: Ethogram
    clock: TimeBase
    starts: EventStarts

    def facts(self, judged: Iterable[Judged]) -> list[Fact]:
        """Return the facts of claims, in time order."""
        facts = [self._fact(one) for one in judged]
        return sorted(
            facts, key=lambda f: (f.start_s, f.stop_s, f.subject, f.predicate, f.object or "")
        )

    def assessed(self, event: Event, triples: Sequence[Triple]) -> list[Assessed]:
        """Return that triples were looked for during an event and could be told."""
        return [
            Assessed(
                self.recording,
                triple.subject,
                triple.predicate,
                triple.object,
                event.start_s,
                event.stop_s,
            )
            for triple in triples
        ]

    def _fact(self, judged: Judged) -> Fact:
        claim = judged.claim
        triple = claim.triple
        kind = self.ethogram[triple.predicate].kind
        start_s, stop_s = claim.start_s, claim.stop_s
        if kind == "point":
            start_s = stop_s = start_s if judged.moment_s is None else judged.moment_s
        start, stop = self.clock.frames_in([[start_s, stop_s]])[0].tolist()
        return Fact(
            recording=self.recording,
            subject=triple.subject,
            predicate=triple.predicate,
            object=triple.object,
            start_s=start_s,
            stop_s=stop_s,
            start_frame=start,
            stop_frame=stop,
            kind=kind,
            confidence=round(judged.confidence, 4),
            status=judged.status,
            source="model",
            run=self.run,
            event_id=self.starts.at(start_s),
            evidence=judged.evidence,
        )
