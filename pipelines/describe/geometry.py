"""Description by geometry: the ethogram's rules, measured on the tracks.

Needs no model and no network; it is the baseline that every model must beat.

Confidence of a fact
    ``coverage * (0.5 + 0.5 * margin)``, where *coverage* is the share of the bout's frames in which
    the rule could be assessed, and all behaviors that exclude it too; and *margin* (0 to 1) is the
    mean over the assessed frames of how far the tightest part of ``when`` lies beyond its
    threshold, as a share of the threshold (see `pipelines.describe.evaluate`); frames that only
    ``hold`` keeps in the bout count 0. A bout that just meets its rule on complete tracks has
    confidence 0.5; one that meets it twice over has 1. For a point behavior both are taken over the
    second of the bout that begins or ends there. It is a measure of clearness, not a probability.

Evidence of a fact
    ``coverage``, ``margin``, and for every comparison of ``when`` the mean of what it measures over
    the bout, with its unit: ``"speed(subject) cm/s": 31.2`` (not of signed angles, of which there
    is no such mean).

Pauses
    Where the camera paused (`pipelines.timebase`) nothing is assessed, and bouts end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from graphs.ethogram import Ethogram
from graphs.records import Assessed, Event, Fact
from pipelines.describe.bouts import (
    Margins,
    crossings,
    runs,
    split_at,
    unpack,
)
from pipelines.describe.case_bouts import bouts_of, excluders_of
from pipelines.describe.contract import Description, register_describer
from pipelines.describe.event_starts import EventStarts
from pipelines.describe.measure import Case, Frames, Measurement
from pipelines.describe.rules import compile_rules
from pipelines.opened import OpenedRecording
from pipelines.timebase import TimeBase

_POINT_S = 1.0


@register_describer("geometry")
class GeometryDescriber:
    """Applies the rules of an ethogram to tracks.

    Parameters
    ----------
    ethogram
        Behaviors; those without a rule are left to people and models.

    Raises
    ------
    UserError
        A rule has a fault; all faults are listed.
    """

    def __init__(self, ethogram: Ethogram) -> None:
        self.rules = compile_rules(ethogram)

    def describe(
        self,
        opened: OpenedRecording,
        events: Sequence[Event],
        run: str,
        progress: Callable[[float], None],
    ) -> Description:
        """Return the facts of a recording, and where each behavior was assessed."""
        clock = opened.tracks.timebase
        measurement = Measurement(opened.scene, self.rules)
        cases, notes = measurement.cases(self.rules)
        margins = measurement.margins(cases, lambda share: progress(0.8 * share))
        excluders = excluders_of(cases)
        bouts = bouts_of(cases, excluders, margins, clock)
        spans = {case: _spans(case, margins[case], bouts[case], clock) for case in cases}
        evidence = measurement.evidence(spans)
        shape = _Shape(opened.recording.name, run, clock, EventStarts(events))
        facts: list[Fact] = []
        assessed: list[Assessed] = []
        for case in cases:
            known = margins[case].assessed
            assessed.extend(_assessed(shape, case, known))
            for excluder in excluders[case]:
                known = known & margins[excluder].assessed
            facts.extend(_facts(shape, case, margins[case], known, spans[case], evidence[case]))
        facts.sort(key=lambda f: (f.start_s, f.stop_s, f.subject, f.predicate, f.object or ""))
        progress(1.0)
        return Description(tuple(facts), tuple(assessed), tuple(notes))


def _spans(case: Case, margins: Margins, bouts: Frames, clock: TimeBase) -> Frames:
    """Return the frames that a fact rests on: the bout, or the second beside a point."""
    if case.rule.behavior.kind == "state":
        return bouts
    reach = max(1, round(_POINT_S / clock.frame_s)) if clock.frame_s > 0 else 1
    at_start = case.rule.text.at == "start"
    kept = crossings(margins, bouts, case.rule.text.at)
    if at_start:
        return np.column_stack([kept[:, 0], np.minimum(kept[:, 0] + reach, kept[:, 1])])
    return np.column_stack([np.maximum(kept[:, 1] - reach, kept[:, 0]), kept[:, 1]])


class _Shape:
    """What all facts of a description have in common."""

    def __init__(self, recording: str, run: str, clock: TimeBase, starts: EventStarts) -> None:
        self.recording = recording
        self.run = run
        self.clock = clock
        self.starts = starts


def _facts(
    shape: _Shape,
    case: Case,
    margins: Margins,
    known: NDArray[np.bool_],
    spans: Frames,
    evidence: Sequence[Mapping[str, float]],
) -> list[Fact]:
    behavior = case.rule.behavior
    facts = []
    for (first, last), numbers in zip(spans, evidence, strict=True):
        start, stop = int(first), int(last)
        coverage, margin = _clearness(margins, known, start, stop)
        if behavior.kind == "point":
            at_start = case.rule.text.at == "start"
            start = start if at_start else min(stop, shape.clock.frames - 1)
            stop = start + 1
        start_s, stop_s = float(shape.clock.times_s[start]), float(shape.clock.stops_s[stop - 1])
        if behavior.kind == "point":
            stop_s = start_s
        facts.append(
            Fact(
                recording=shape.recording,
                subject=case.subject,
                predicate=behavior.name,
                object=case.target,
                start_s=start_s,
                stop_s=stop_s,
                start_frame=start,
                stop_frame=stop,
                kind=behavior.kind,
                confidence=round(coverage * (0.5 + 0.5 * margin), 4),
                status="asserted",
                source="rule",
                run=shape.run,
                event_id=shape.starts.at(start_s),
                evidence={"coverage": round(coverage, 4), "margin": round(margin, 4), **numbers},
            )
        )
    return facts


def _clearness(
    margins: Margins, known: NDArray[np.bool_], start: int, stop: int
) -> tuple[float, float]:
    """Return coverage and mean margin of a bout, both 0 to 1; see the module's docstring."""
    when = unpack(margins.when[start:stop])
    assessed = np.isfinite(when)
    if not assessed.any():
        return 0.0, 0.0
    margin = float(np.clip(when[assessed], 0.0, 1.0).mean())
    return float((known[start:stop]).mean()), margin


def _assessed(shape: _Shape, case: Case, known: NDArray[np.bool_]) -> list[Assessed]:
    clock = shape.clock
    return [
        Assessed(
            shape.recording,
            case.subject,
            case.rule.behavior.name,
            case.target,
            float(clock.times_s[start]),
            float(clock.stops_s[stop - 1]),
        )
        for start, stop in split_at(runs(known), clock.pauses)
    ]
