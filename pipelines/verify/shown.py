"""What the tracks show of every behavior of every subject, in seconds.

Times in which an excluding behavior is labelled count for nothing here, as the ethogram asks, and
where the camera paused nothing is assessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs import intervals
from graphs.ethogram import Ethogram
from pipelines.describe.bouts import Margins, crossings, runs, split_at, without
from pipelines.describe.case_bouts import bouts_of, excluders_of
from pipelines.describe.claims import Triple
from pipelines.describe.contract import Description
from pipelines.describe.measure import Case, Frames, Measurement
from pipelines.describe.rules import Rule
from pipelines.scene import Scene
from pipelines.timebase import TimeBase

MOMENT_S = 0.1
MOMENT_SHARE = 0.25
"""A rule that holds for less than `MOMENT_S`, or less than this share of its shortest bout, is
taken for noise."""

Times = NDArray[np.float64]
"""Intervals in seconds, half-open, in order, shape (n, 2); of a point the time twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One behavior of one subject over a whole recording.

    Parameters
    ----------
    is_point
        Whether the behavior is a point in time.
    bouts
        As labelled.
    traces
        Where the starting condition holds for more than noise, whether or not a bout came of it.
        For points: where it begins (or ends).
    held
        Where the weaker condition holds that keeps a bout going.
    assessed
        Where the rule could say yes or no.
    case
        The rule with subject and object; ``None`` for what a function found.
    excluders
        The behaviors whose bouts were cut out.
    """

    is_point: bool
    bouts: Times
    traces: Times
    held: Times
    assessed: Times
    case: Case | None = None
    excluders: tuple[Triple, ...] = ()


def measure(scene: Scene, clock: TimeBase, rules: list[Rule]) -> dict[Triple, Shown]:
    """Return what the rules find, as labelling does, over a whole recording."""
    measurement = Measurement(scene, rules)
    cases, _ = measurement.cases(rules)
    margins = measurement.margins(cases, lambda _share: None)
    excluders = excluders_of(cases)
    bouts = bouts_of(cases, excluders, margins, clock)
    found = {}
    for case in cases:
        cut = {triple_of(other): bouts[other] for other in excluders[case]}
        found[triple_of(case)] = _shown(case, margins[case], bouts[case], cut, clock)
    return found


def from_functions(found: Description, ethogram: Ethogram) -> dict[Triple, Shown]:
    """Return what functions found, where the ethogram has a function for it."""
    bouts: dict[Triple, list[tuple[float, float]]] = {}
    assessed: dict[Triple, list[tuple[float, float]]] = {}
    for fact in found.facts:
        triple = Triple(fact.subject, fact.predicate, fact.object)
        bouts.setdefault(triple, []).append((fact.start_s, fact.stop_s))
    for one in found.assessed:
        triple = Triple(one.subject, one.predicate, one.object)
        assessed.setdefault(triple, []).append((one.start_s, one.stop_s))
    result = {}
    for triple in {**bouts, **assessed}:
        behavior = ethogram.behaviors.get(triple.predicate)
        if behavior is None or behavior.function is None:
            continue
        is_point = behavior.kind == "point"
        pairs = np.array(sorted(bouts.get(triple, [])), np.float64).reshape(-1, 2)
        labelled = pairs if is_point else intervals.as_intervals(pairs)
        known = intervals.as_intervals(assessed.get(triple, []))
        result[triple] = Shown(is_point, labelled, labelled, labelled, known)
    return result


def triple_of(case: Case) -> Triple:
    """Return who does what to whom in a case."""
    return Triple(case.subject, case.rule.behavior.name, case.target)


def _shown(
    case: Case, found: Margins, bouts: Frames, cut: Mapping[Triple, Frames], clock: TimeBase
) -> Shown:
    met, held = runs(found.when > 0), runs((found.when > 0) | (found.hold > 0))
    for excluded in cut.values():
        met, held = without(met, excluded), without(held, excluded)
    met, at = split_at(met, clock.pauses), case.rule.text.at
    lasts_s = clock.stops_s[met[:, 1] - 1] - clock.times_s[met[:, 0]]
    met = met[lasts_s >= max(MOMENT_S, MOMENT_SHARE * case.rule.text.min_s) - 1e-9]
    is_point = case.rule.behavior.kind == "point"
    if is_point:
        bouts, met = (_points(crossings(found, one, at), at, clock) for one in (bouts, met))
    return Shown(
        is_point,
        _seconds(bouts, clock, point=is_point),
        _seconds(met, clock, point=is_point),
        _seconds(split_at(held, clock.pauses), clock),
        _seconds(split_at(runs(found.assessed), clock.pauses), clock),
        case,
        tuple(cut),
    )


def _points(found: Frames, at: str, clock: TimeBase) -> Frames:
    """Return crossings as frame ranges of one frame, at the end that the rule names."""
    frame = np.minimum(found[:, 0 if at == "start" else 1], clock.frames - 1)
    return np.column_stack([frame, frame + 1])


def _seconds(ranges: Frames, clock: TimeBase, *, point: bool = False) -> Times:
    """Return half-open frame ranges as times in seconds."""
    starts = clock.times_s[ranges[:, 0]]
    return np.column_stack([starts, starts if point else clock.stops_s[ranges[:, 1] - 1]])
