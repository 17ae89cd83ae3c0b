"""What the comparisons of rules measure over an interval, and which of them decides.

Only the frames of the interval are evaluated, and as many around them as the rules look at, so that
the numbers do not depend on how a recording is cut into stretches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipelines.describe.evaluate import Evaluator
from pipelines.describe.measure import STRETCH_S, Case, measured, shown_in
from pipelines.describe.stretch import Stretch
from pipelines.scene import Scene
from pipelines.verify.deciding import ALIKE, Deciding, deciding

_ROOM_S = 1.0
"""Frames that are looked at beyond what the rules ask for, in seconds."""


@dataclass(slots=True)
class Closeup:
    """A rule over an interval.

    Parameters
    ----------
    numbers
        Mean of what every comparison measures, with the unit in the key.
    best
        Largest margin of the rule, -1..1; NaN if it was not assessed at all.
    failing
        The part of the rule that decides at that moment, as it stands in the rule, with what was
        measured: ``"speed(subject) > 2 BL/s, that is 17 cm/s (at best 3.1 cm/s)"``; ``None`` if the
        rule holds then.
    """

    numbers: dict[str, float] = field(default_factory=dict)
    best: float = float("nan")
    failing: Deciding | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A part of the interval: what is evaluated, and which of its frames count."""

    evaluator: Evaluator
    inner: slice


def look_at(scene: Scene, cases: Sequence[Case], start: int, stop: int) -> list[Closeup]:
    """Return what some rules measure in the same frames.

    Parameters
    ----------
    scene
        The recording.
    cases
        Rules with subject and object; quickest with those of one pair side by side.
    start, stop
        Frames, half-open.
    """
    found = [Closeup() for _ in cases]
    totals = [_Totals(scene, case) for case in cases]
    for piece in _pieces(scene, cases, start, stop):
        pair: tuple[str, str | None] | None = None
        for case, total, one in zip(cases, totals, found, strict=True):
            if pair != (case.subject, case.target):
                piece.evaluator.next_pair()
                pair = (case.subject, case.target)
            total.add(piece)
            _keep_best(scene, case, piece, one)
    for total, one in zip(totals, found, strict=True):
        one.numbers = total.means()
    return found


def _pieces(scene: Scene, cases: Sequence[Case], start: int, stop: int) -> Iterator[_Piece]:
    times = scene.times_s
    room_s = max((case.rule.reach_s for case in cases), default=0.0) + _ROOM_S
    while start < stop:
        end = min(stop, int(np.searchsorted(times, times[start] + STRETCH_S)))
        first = int(np.searchsorted(times, times[start] - room_s))
        last = int(np.searchsorted(times, times[end - 1] + room_s, side="right"))
        evaluator = Evaluator(Stretch(scene, first, last))
        yield _Piece(evaluator, slice(start - first, end - first))
        start = end


class _Totals:
    """Sums over pieces of what the comparisons of a rule measure."""

    def __init__(self, scene: Scene, case: Case) -> None:
        self._case, self._nodes = case, measured(case)
        self._units = [shown_in(scene, node) for node in self._nodes.values()]
        self._sums = np.zeros((len(self._nodes), 2))

    def add(self, piece: _Piece) -> None:
        """Add the frames of a piece."""
        for row, node in enumerate(self._nodes.values()):
            values = piece.evaluator.signal(node, self._case.subject, self._case.target)
            here = values[piece.inner]
            known = np.isfinite(here)
            self._sums[row] += here[known].sum(), known.sum()

    def means(self) -> dict[str, float]:
        """Return the mean of each, where there is any, with the unit in the key."""
        return {
            f"{text} {unit}".strip(): float(f"{total / count / per_unit:.4g}")
            for text, (per_unit, unit), (total, count) in zip(
                self._nodes, self._units, self._sums.tolist(), strict=True
            )
            if count
        }


def _keep_best(scene: Scene, case: Case, piece: _Piece, into: Closeup) -> None:
    margin = _margin(case, piece)
    if np.isnan(margin).all():
        return
    best = float(np.nanmax(margin))
    if best < into.best - ALIKE or into.best > 0:
        return
    failing = None
    if best <= 0:
        frames = piece.inner.start + np.flatnonzero(margin >= best - ALIKE)
        failing = deciding(scene, piece.evaluator, case, frames)
    alike = best <= into.best + ALIKE
    if alike and failing and into.failing and into.failing.before(failing):
        return
    into.best, into.failing = best, failing


def _margin(case: Case, piece: _Piece) -> NDArray[np.float64]:
    return piece.evaluator.margin(case.rule.when, case.subject, case.target)[piece.inner]
