"""Description by geometry: the ethogram's rules, measured on the tracks.

Needs no model and no network; it is the baseline that every model must beat.

Confidence of a fact
    ``coverage * (0.5 + 0.5 * margin)``, where *coverage* is the share of the bout's frames in which
    the rule could be assessed, and *margin* (0 to 1) is the mean over these frames of how far the
    tightest condition of the rule lies beyond its threshold, as a share of the threshold (see
    `pipelines.describe.evaluate`). A bout that just meets its rule on complete tracks has
    confidence 0.5; one that meets it twice over has 1. For a point behavior both are taken over
    the second of the bout that begins or ends there. It is a measure of clearness, not a
    probability.

Evidence of a fact
    ``coverage``, ``margin``, and for every comparison of the rule the mean of what it measures over
    the bout, with its unit: ``"speed(subject) cm/s": 31.2``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from graphs.ethogram import Ethogram
from graphs.records import Assessed, Event, Fact
from pipelines.describe.bouts import (
    UNKNOWN,
    Margins,
    crossings,
    find_bouts,
    keep_lengths,
    runs,
    unpack,
    without,
)
from pipelines.describe.contract import Description, register_describer
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
        bouts = _bouts(cases, margins, clock)
        spans = {case: _spans(case, margins[case], bouts[case], clock) for case in cases}
        evidence = measurement.evidence(spans)
        starts = _Starts(events)
        facts = [
            fact
            for case in cases
            for fact in _facts(
                _Shape(opened.recording.name, run, clock, starts),
                case,
                margins[case],
                spans[case],
                evidence[case],
            )
        ]
        facts.sort(key=lambda f: (f.start_s, f.stop_s, f.subject, f.predicate, f.object or ""))
        assessed = [
            interval
            for case in cases
            for interval in _assessed(opened.recording.name, case, margins[case], clock)
        ]
        progress(1.0)
        return Description(tuple(facts), tuple(assessed), tuple(notes))


def _bouts(
    cases: Sequence[Case], margins: Mapping[Case, Margins], clock: TimeBase
) -> dict[Case, Frames]:
    """Return the bouts of every case, with those of excluding behaviors cut out.

    Cases come in the order of their rules, excluding behaviors first.
    """
    result: dict[Case, Frames] = {}
    by_subject: dict[tuple[str, str], list[Frames]] = {}
    for case in cases:
        rule = case.rule.text
        ranges = find_bouts(margins[case], rule, clock.edges_s)
        for other in case.rule.behavior.excludes:
            for excluded in by_subject.get((case.subject, other), []):
                ranges = without(ranges, excluded)
        ranges = keep_lengths(ranges, rule, clock.edges_s)
        result[case] = ranges
        by_subject.setdefault((case.subject, case.rule.behavior.name), []).append(ranges)
    return result


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


class _Starts:
    """Finds the bout-level event in which a fact starts."""

    def __init__(self, events: Sequence[Event]) -> None:
        bouts = sorted((e for e in events if e.level == "bout"), key=lambda e: e.start_s)
        self._ids = [event.event_id for event in bouts]
        self._starts = np.array([event.start_s for event in bouts])

    def at(self, time_s: float) -> str | None:
        """Return the identifier of the event that is going on at a time."""
        index = int(np.searchsorted(self._starts, time_s + 1e-9, side="right")) - 1
        return self._ids[index] if index >= 0 else None


class _Shape:
    """What all facts of a description have in common."""

    def __init__(self, recording: str, run: str, clock: TimeBase, starts: _Starts) -> None:
        self.recording = recording
        self.run = run
        self.clock = clock
        self.edges_s = clock.edges_s
        self.starts = starts


def _facts(
    shape: _Shape,
    case: Case,
    margins: Margins,
    spans: Frames,
    evidence: Sequence[Mapping[str, float]],
) -> list[Fact]:
    behavior = case.rule.behavior
    facts = []
    for (first, last), numbers in zip(spans, evidence, strict=True):
        start, stop = int(first), int(last)
        coverage, margin = _clearness(margins, start, stop)
        if behavior.kind == "point":
            at_start = case.rule.text.at == "start"
            start = start if at_start else min(stop, shape.clock.frames - 1)
            stop = start + 1
        start_s = float(shape.edges_s[start])
        facts.append(
            Fact(
                recording=shape.recording,
                subject=case.subject,
                predicate=behavior.name,
                object=case.target,
                start_s=start_s,
                stop_s=start_s if behavior.kind == "point" else float(shape.edges_s[stop]),
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


def _clearness(margins: Margins, start: int, stop: int) -> tuple[float, float]:
    """Return coverage and mean margin of a bout, both 0 to 1; see the module's docstring."""
    when, hold = unpack(margins.when[start:stop]), unpack(margins.hold[start:stop])
    best = np.fmax(when, hold)
    known = np.isfinite(best)
    if not known.any():
        return 0.0, 0.0
    return float(known.mean()), float(np.clip(best[known], 0.0, 1.0).mean())


def _assessed(recording: str, case: Case, margins: Margins, clock: TimeBase) -> list[Assessed]:
    edges = clock.edges_s
    return [
        Assessed(
            recording,
            case.subject,
            case.rule.behavior.name,
            case.target,
            float(edges[start]),
            float(edges[stop]),
        )
        for start, stop in runs(margins.when != UNKNOWN)
    ]
