"""Facts against a reference: precision, recall and F1 of bouts, and of frames.

A predicted and a true bout match when subject, predicate and object are the same and their temporal
intersection over union (tIoU) reaches a threshold; matching is one to one and has as many pairs as
can be had. A point behavior has no length; it is compared as if it lasted `point_s` around its
time, so that with one second and tIoU 0.5 it may be a third of a second off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from graphs.intervals import tiou


class Bout(NamedTuple):
    """A claim to compare: who, what, to whom, when (seconds, half-open)."""

    subject: str
    predicate: str
    object: str | None
    start_s: float
    stop_s: float


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of matched, predicted and true items, and what follows from them."""

    matched: int
    predicted: int
    true: int

    @property
    def precision(self) -> float:
        """Share of the predicted items that are true; NaN if nothing was predicted."""
        return self.matched / self.predicted if self.predicted else float("nan")

    @property
    def recall(self) -> float:
        """Share of the true items that were found; NaN if there are none."""
        return self.matched / self.true if self.true else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; NaN if there is nothing to compare."""
        both = self.predicted + self.true
        return 2 * self.matched / both if both else float("nan")

    def __add__(self, other: Score) -> Score:
        return Score(
            self.matched + other.matched, self.predicted + other.predicted, self.true + other.true
        )


def match_bouts(
    predicted: Iterable[Bout],
    true: Iterable[Bout],
    min_tiou: float = 0.5,
    point_s: float = 1.0,
) -> dict[str, Score]:
    """Return the score of every predicate.

    Parameters
    ----------
    predicted, true
        Bouts to compare; the predicates of both count.
    min_tiou
        Temporal intersection over union from which two bouts match.
    point_s
        Length in seconds that a bout of no length is given, around its time.
    """
    sides: dict[tuple[str, str, str | None], tuple[list[Bout], list[Bout]]]
    sides = defaultdict(lambda: ([], []))
    for side, bouts in enumerate((predicted, true)):
        for bout in bouts:
            sides[bout.subject, bout.predicate, bout.object][side].append(bout)
    scores: dict[str, Score] = defaultdict(lambda: Score(0, 0, 0))
    for (_, predicate, _), (ours, theirs) in sides.items():
        matched = _matched(ours, theirs, min_tiou, point_s)
        scores[predicate] += Score(matched, len(ours), len(theirs))
    return dict(sorted(scores.items()))


def pooled(scores: Mapping[str, Score]) -> Score:
    """Return all predicates together, every bout counting once."""
    return sum(scores.values(), Score(0, 0, 0))


def _matched(ours: list[Bout], theirs: list[Bout], min_tiou: float, point_s: float) -> int:
    if not ours or not theirs:
        return 0
    overlap = np.array([[tiou(_span(a, point_s), _span(b, point_s)) for b in theirs] for a in ours])
    good = (overlap >= min_tiou).astype(float)
    rows, columns = linear_sum_assignment(good, maximize=True)
    return int(good[rows, columns].sum())


def _span(bout: Bout, point_s: float) -> tuple[float, float]:
    if bout.stop_s > bout.start_s:
        return bout.start_s, bout.stop_s
    return bout.start_s - point_s / 2, bout.start_s + point_s / 2


def frame_score(
    predicted: NDArray[np.bool_], true: NDArray[np.bool_], counted: NDArray[np.bool_] | None = None
) -> Score:
    """Return the score over frames.

    Parameters
    ----------
    predicted, true
        Shape (frames,).
    counted
        Frames that were scored at all; the others are left out.
    """
    if counted is not None:
        predicted, true = predicted[counted], true[counted]
    return Score(int((predicted & true).sum()), int(predicted.sum()), int(true.sum()))
