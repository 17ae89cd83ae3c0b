"""Claims tested against the pose tracks, and candidates that cannot be.

A claim is held against the bouts that the rule of its behavior finds, excluded times cut out, as
`pipelines.describe.geometry` finds them:

``agree``
    A bout and the claim have enough time in common: `ENOUGH_S`, or half of the shorter of the two
    if that is less. Claims are often as long as the event, and what they name fills a part of it.
``disagree``
    They have next to nothing in common (`LITTLE` of what would be enough), although the claim was
    assessed for at least `LEAST_COVERAGE` of its time, and the rule's weaker condition, which keeps
    a bout going, held for less than `HELD` of it.
``untestable``
    The rule is not clear about it, was not assessed enough, or there is none; or somebody in the
    claim is not tracked.

A point behavior agrees if its crossing lies in the claim or within `POINT_SLACK_S` of it. A "no" is
that of the rule: one that does not mean what the ethogram says misleads the referee as it misleads
the geometry describer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs import intervals
from graphs.ethogram import Ethogram
from pipelines.describe.bouts import crossings, runs
from pipelines.describe.case_bouts import bouts_of, excluders_of
from pipelines.describe.claims import Claim, State, Triple, Verdict
from pipelines.describe.measure import Case, Measurement
from pipelines.describe.rules import compile_rules
from pipelines.scene import Scene
from pipelines.timebase import TimeBase
from pipelines.verify.reasons import Reasons

ENOUGH_S = 0.5
"""Time in common with a bout that is always enough for a claim."""

LITTLE = 0.5
"""Share of what would be enough, up to which a claim has next to nothing in common with a bout."""

LEAST_COVERAGE = 0.5
HELD = 0.2
POINT_SLACK_S = 0.5

Times = NDArray[np.float64]
"""Intervals in seconds, half-open, in order, shape (n, 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What the tracks say of one behavior of one subject, in seconds."""

    case: Case
    bouts: Times
    held: Times
    assessed: Times

    @property
    def is_point(self) -> bool:
        return self.case.rule.behavior.kind == "point"


class Referee:
    """Tests what is claimed of one recording.

    Parameters
    ----------
    scene
        Cleaned tracks with roles, zones and scale.
    clock
        Times of their frames.
    ethogram
        Behaviors; those with a rule can be tested.

    Notes
    -----
    All rules are measured once, as labelling does; a verdict then is a search in sorted times.
    """

    def __init__(self, scene: Scene, clock: TimeBase, ethogram: Ethogram) -> None:
        rules = compile_rules(ethogram)
        self._measurement = Measurement(scene, rules)
        cases, _ = self._measurement.cases(rules)
        margins = self._measurement.margins(cases, lambda _share: None)
        bouts = bouts_of(cases, excluders_of(cases), margins, clock)
        self._known: dict[Triple, _Known] = {}
        for case in cases:
            found = margins[case]
            ranges = bouts[case]
            if case.rule.behavior.kind == "point":
                ranges = _points(crossings(found, ranges, case.rule.text.at), case, clock)
            self._known[Triple(case.subject, case.rule.behavior.name, case.target)] = _Known(
                case,
                _seconds(ranges, clock, point=case.rule.behavior.kind == "point"),
                _seconds(runs(found.hold > 0), clock),
                _seconds(runs(found.assessed), clock),
            )
        self._reasons = Reasons(scene, ethogram, self._measurement, clock)

    def verdict(self, claim: Claim) -> Verdict:
        """Return what the tracks say about one claim."""
        return self.verdicts([claim])[0]

    def verdicts(self, claims: Sequence[Claim]) -> list[Verdict]:
        """Return what the tracks say about claims, with what was measured and why."""
        states = [self._state(claim) for claim in claims]
        known = [self._known.get(claim.triple) for claim in claims]
        numbers = self._reasons.numbers(claims, [one.case if one else None for one in known])
        return [
            Verdict(state, measured, self._why(claim, state, one))
            for claim, state, one, measured in zip(claims, states, known, numbers, strict=True)
        ]

    def struck_out(
        self, triples: Iterable[Triple], start_s: float, stop_s: float
    ) -> dict[Triple, str]:
        """Return which triples cannot be true in an interval, each with the reason.

        Only what would be contradicted as a claim of the whole interval, with no time in common.
        """
        found = {}
        for triple in triples:
            claim = Claim(triple, start_s, stop_s)
            if self._state(claim) == "disagree" and self._common(claim) == 0:
                found[triple] = self._why(claim, "disagree", self._known[triple])
        return found

    def _state(self, claim: Claim) -> State:
        known = self._known.get(claim.triple)
        if known is None:
            return "untestable"
        if known.is_point:
            near = self._nearest_s(claim, known) <= POINT_SLACK_S
            return "agree" if near else self._denied(claim, known)
        common, enough = self._common(claim), self._enough(claim, known)
        if common >= enough:
            return "agree"
        held = _covered(known.held, claim) < HELD
        return self._denied(claim, known) if common <= LITTLE * enough and held else "untestable"

    def _denied(self, claim: Claim, known: _Known) -> State:
        """Return ``disagree`` if enough of a claim was assessed to say so."""
        seen = _covered(known.assessed, claim) >= LEAST_COVERAGE
        return "disagree" if seen else "untestable"

    def _common(self, claim: Claim) -> float:
        """Return the time that a claim and a bout have in common, the longest one, in seconds."""
        known = self._known[claim.triple]
        if known.is_point:
            return float(self._nearest_s(claim, known) <= POINT_SLACK_S)
        return max((stop - start for start, stop in _within(known.bouts, claim)), default=0.0)

    def _enough(self, claim: Claim, known: _Known) -> float:
        """Return how much time in common is enough, in seconds."""
        here = known.bouts[(known.bouts[:, 0] < claim.stop_s) & (known.bouts[:, 1] > claim.start_s)]
        shortest = min((stop - start for start, stop in here), default=np.inf)
        return min(ENOUGH_S, 0.5 * max(claim.stop_s - claim.start_s, 1e-6), 0.5 * shortest)

    def _nearest_s(self, claim: Claim, known: _Known) -> float:
        """Return how far the nearest bout is from a claim, in seconds; infinite without one."""
        before = claim.start_s - known.bouts[:, 1]
        after = known.bouts[:, 0] - claim.stop_s
        return float(np.maximum(np.maximum(before, after), 0.0).min(initial=np.inf))

    def _why(self, claim: Claim, state: State, known: _Known | None) -> str:
        if known is None:
            return self._reasons.no_rule(claim.triple)
        if state == "agree":
            return "The tracks show it."
        if _covered(known.assessed, claim) < LEAST_COVERAGE:
            return "Too little of it is tracked."
        if state == "untestable":
            return "The tracks are not clear about it."
        turned = Triple(claim.triple.object or "", claim.triple.predicate, claim.triple.subject)
        other = Claim(turned, claim.start_s, claim.stop_s)
        if self._known.get(turned) and self._state(other) == "agree":
            return f"The tracks show that {turned.subject} does it to {turned.object}."
        return self._reasons.denied(claim, known.case, self._nearest_s(claim, known))


def _points(found: NDArray[np.int64], case: Case, clock: TimeBase) -> NDArray[np.int64]:
    """Return crossings as frame ranges of one frame, at the end that the rule names."""
    side = 0 if case.rule.text.at == "start" else 1
    at = np.minimum(found[:, side], clock.frames - 1)
    return np.column_stack([at, at + 1])


def _seconds(ranges: NDArray[np.int64], clock: TimeBase, *, point: bool = False) -> Times:
    """Return half-open frame ranges as times in seconds; of points, the time of the frame twice."""
    starts = clock.times_s[ranges[:, 0]]
    stops = starts if point else clock.stops_s[ranges[:, 1] - 1]
    return np.column_stack([starts, stops])


def _within(times: Times, claim: Claim) -> Times:
    """Return the parts of intervals that lie in a claim."""
    first = int(np.searchsorted(times[:, 1], claim.start_s, side="right"))
    last = int(np.searchsorted(times[:, 0], claim.stop_s))
    return np.clip(times[first:last], claim.start_s, claim.stop_s)


def _covered(times: Times, claim: Claim) -> float:
    """Return the share of a claim that intervals cover; for a point, whether one holds it."""
    length = claim.stop_s - claim.start_s
    if length <= 0:
        moment = Claim(claim.triple, claim.start_s - 1e-6, claim.start_s + 1e-6)
        return float(intervals.total_s(_within(times, moment)) > 0)
    return float(intervals.total_s(_within(times, claim))) / length
