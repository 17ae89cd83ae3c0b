"""Which predicted fact matches which true one: canonical names, overlap in time, one to one.

`graphs.evaluate.scene_metrics` says what the rules mean and what is measured with them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.ethogram import Ethogram, spelled_alike
from graphs.evaluate.scene_report import Setting
from graphs.intervals import tiou
from graphs.records import Fact, microseconds

MIN_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Prediction:
    """A claim with a score.

    Parameters
    ----------
    recording, subject, predicate, object, start_s, stop_s
        As in `graphs.records.Fact`; equal start and stop for a point.
    score
        The higher, the surer; only the order within a recording counts.
    """

    recording: str
    subject: str
    predicate: str
    object: str | None
    start_s: float
    stop_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Rules:
    """When a prediction counts; `graphs.evaluate.scene_metrics` explains the terms.

    Parameters
    ----------
    setting
        What was given to the predictor.
    graph_constraint
        Whether an ordered pair has one predicate at a time.
    min_iou
        Least temporal intersection over union, above 0 and at most 1.
    point_tolerance_s
        Greatest distance of two points, seconds.
    """

    setting: Setting = "everything"
    graph_constraint: bool = True
    min_iou: float = MIN_IOU
    point_tolerance_s: float = 0.5

    def __post_init__(self) -> None:
        """Refuse limits that make no sense (`UserError`)."""
        if not 0 < self.min_iou <= 1:
            message = f"min_iou is above 0 and at most 1, found {self.min_iou}."
            raise UserError(message)
        if not self.point_tolerance_s >= 0:
            message = f"point_tolerance_s is zero or more, found {self.point_tolerance_s}."
            raise UserError(message)


class Names:
    """Canonical names of predicates; remembers those that the ethogram lacks."""

    def __init__(self, ethogram: Ethogram | None) -> None:
        self.ethogram = ethogram
        self.unknown: set[str] = set()
        self._canonical = {
            spelled_alike(name): behavior.name
            for behavior in ethogram or ()
            for name in (behavior.name, *behavior.synonyms)
        }

    def __getitem__(self, predicate: str) -> str:
        """Return the canonical name, or the predicate as it is where there is none."""
        name = self._canonical.get(spelled_alike(predicate))
        if name is None and self.ethogram is not None:
            self.unknown.add(predicate)
        return name or predicate


@dataclass(frozen=True, slots=True)
class Claim:
    """A prediction or true fact with canonical predicate and whole microseconds."""

    recording: str
    subject: str
    predicate: str
    object: str | None
    span: tuple[int, int]
    score: float = math.nan

    @classmethod
    def of(cls, said: Fact | Prediction, names: Names, score: float = math.nan) -> Claim:
        """Return what is said, under canonical names."""
        span = microseconds(said.start_s), microseconds(said.stop_s)
        name = names[said.predicate]
        return cls(said.recording, said.subject, name, said.object, span, score)

    @property
    def words(self) -> tuple[str, str, str, str | None]:
        """Recording, subject, predicate, object: what must be equal in a match."""
        return self.recording, self.subject, self.predicate, self.object

    def shares_time(self, other: Claim) -> bool:
        """Return whether both take up some moment; a point takes up one."""
        starts, stops = zip(self._half_microseconds(), other._half_microseconds(), strict=True)
        return max(starts) < min(stops)

    def _half_microseconds(self) -> tuple[int, int]:
        start, stop = self.span
        return 2 * start, 2 * stop + (start == stop)

    def likeness(self, other: Claim, rules: Rules) -> float:
        """Return how well two intervals agree, 0 to 1, or -1 where they do not match."""
        points = [claim.span[0] == claim.span[1] for claim in (self, other)]
        if all(points):
            apart, limit = abs(self.span[0] - other.span[0]), rules.point_tolerance_s * 1e6
            return 1 / (1 + apart) if apart <= limit else -1.0
        overlap = tiou(self.span, other.span)
        return overlap if not any(points) and overlap >= rules.min_iou else -1.0


def claim_of(prediction: Prediction, names: Names) -> Claim:
    """Return a prediction under canonical names.

    Raises
    ------
    UserError
        It stops before it starts, or a number of it is not finite.
    """
    numbers = prediction.score, prediction.start_s, prediction.stop_s
    if not all(map(math.isfinite, numbers)) or prediction.stop_s < prediction.start_s:
        message = f"Expected finite numbers and a start no later than the stop; found {prediction}."
        raise UserError(message)
    return Claim.of(prediction, names, prediction.score)


def ranked_per_recording(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Return the claims of each recording, best first; equal scores stay in the order given."""
    ranked: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: -claim.score):
        ranked[claim.recording].append(claim)
    return ranked


def with_constraint(ranked: list[Claim]) -> list[Claim]:
    """Return ranked claims without those that give a pair a second predicate at a time."""
    kept: dict[tuple[str, str | None], list[Claim]] = defaultdict(list)
    for claim in ranked:
        pair = kept[claim.subject, claim.object]
        if all(o.predicate == claim.predicate or not o.shares_time(claim) for o in pair):
            pair.append(claim)
    chosen = {id(claim) for pair in kept.values() for claim in pair}
    return [claim for claim in ranked if id(claim) in chosen]


def matched_ranks(
    ranked: list[list[Claim]], truths: list[Claim], rules: Rules
) -> NDArray[np.float64]:
    """Return per true fact the rank of the prediction that took it, from 1; infinite if none."""
    ranks = np.full(len(truths), math.inf)
    open_rows: dict[tuple[str, str, str, str | None], list[int]] = defaultdict(list)
    for row in sorted(range(len(truths)), key=lambda row: truths[row].span):
        open_rows[truths[row].words].append(row)
    for claims in ranked:
        for rank, claim in enumerate(claims, start=1):
            rows = open_rows.get(claim.words, [])
            likeness = [claim.likeness(truths[row], rules) for row in rows]
            if likeness and max(likeness) >= 0:
                ranks[rows.pop(likeness.index(max(likeness)))] = rank
    return ranks
