"""Ground truth: when each behavior of the ethogram holds in the clean motion.

The definitions are those of the ethogram, read as a careful person would who scores the clean
motion: walking from half a body length a second, running from two. Every bout in which a definition
holds is in the truth, whether the script asked for it or not (who is chased flees). Times are
seconds from the first frame; intervals half-open.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphs.intervals import Intervals, as_intervals, merge
from sample_data.measures import CENTRE, NOSE, Own, Pair, measure, measure_pair
from sample_data.motion import STEP_S, Motion
from sample_data.scene import ANIMALS, BODY_LENGTH_CM, in_feeder, in_shelter

Mask = NDArray[np.bool_]

WALK_CM_S = 0.5 * BODY_LENGTH_CM
RUN_CM_S = 2.0 * BODY_LENGTH_CM
TOUCH_CM = 0.25 * BODY_LENGTH_CM
STILL_CM_S = 1.5
"""In place: the centre moves less than this; at rest: every keypoint does."""

FIELDS = ("recording", "subject", "predicate", "object", "start_s", "stop_s", "kind")


@dataclass(frozen=True, slots=True, order=True)
class TruthFact:
    """A fact of the ground truth; a point behavior has ``start_s == stop_s``."""

    start_s: float
    stop_s: float
    subject: str
    predicate: str
    object: str
    kind: str


def read_truth(motion: Motion) -> list[TruthFact]:
    """Return all facts that hold in a clean motion, in order of time."""
    own = [measure(motion, animal) for animal in range(len(ANIMALS))]
    facts: list[TruthFact] = []
    for i, subject in enumerate(ANIMALS):
        other = 1 - i
        pair = measure_pair(own[i], own[other])
        back = measure_pair(own[other], own[i])
        for predicate, found in _social(own[i], own[other], pair, back):
            facts += _states(subject, predicate, ANIMALS[other], found)
        for predicate, found, target in _alone(own[i]):
            facts += _states(subject, predicate, target, found)
        facts += _crossings(subject, own[i])
    length_s = float(motion.times_s[-1])
    return sorted(replace(fact, stop_s=min(fact.stop_s, length_s)) for fact in facts)


def _social(own: Own, other: Own, pair: Pair, back: Pair) -> Iterator[tuple[str, Intervals]]:
    chasing = bouts(_chases(own, other, pair), min_s=0.4, max_gap_s=0.4)
    chased = bouts(_chases(other, own, back), min_s=0.4, max_gap_s=0.4)
    following = bouts(_follows(own, other, pair), min_s=0.8, max_gap_s=0.4)
    yield "chase", chasing
    yield "follow", following
    fleeing = (own.speed > RUN_CM_S) & (back.gap < 4 * BODY_LENGTH_CM)
    fleeing &= (back.leaving_deg < 75) | _inside(chased, len(own.speed))
    yield "flee", bouts(fleeing, min_s=0.3, max_gap_s=0.4)
    going = (own.speed > WALK_CM_S) & (pair.facing_deg < 40) & (pair.closing > 2)
    going &= (other.speed < RUN_CM_S) & (pair.gap > 1.5)
    busy = _inside(chasing, len(going)) | _inside(following, len(going))
    leaving = (other.speed > WALK_CM_S) & (pair.leaving_deg < 60)
    found = bouts(going & ~busy & ~leaving, min_s=0.5, max_gap_s=0.3)
    yield "approach", _that_near(found, pair, by_cm=0.6 * BODY_LENGTH_CM)
    calm = (own.speed < RUN_CM_S) & (other.speed < RUN_CM_S)
    yield "nose_to_nose", bouts(calm & (pair.nose_nose < TOUCH_CM), min_s=0.3, max_gap_s=0.3)
    yield "nose_to_tail", bouts(calm & (pair.nose_tail < TOUCH_CM), min_s=0.3, max_gap_s=0.3)


def _chases(own: Own, other: Own, pair: Pair) -> Mask:
    running = (own.speed > RUN_CM_S) & (other.speed > RUN_CM_S)
    ahead = (pair.leaving_deg < 75) & (pair.behind_deg > 90)
    return running & ahead & (pair.facing_deg < 40) & (pair.gap < 4 * BODY_LENGTH_CM)


def _follows(own: Own, other: Own, pair: Pair) -> Mask:
    walking = (own.speed > WALK_CM_S) & (other.speed > WALK_CM_S)
    walking &= (own.speed < RUN_CM_S) & (other.speed < RUN_CM_S)
    ahead = (pair.leaving_deg < 75) & (pair.behind_deg > 90)
    return walking & ahead & (pair.facing_deg < 40) & (pair.gap < 3 * BODY_LENGTH_CM)


def _alone(own: Own) -> Iterator[tuple[str, Intervals, str]]:
    still = own.tail_speed < STILL_CM_S
    yield "rear", bouts(still & (own.rearing > 0.1) & (own.length < 0.8), 0.3, 0.2), ""
    yield "groom", bouts(still & (own.grooming > 0.5), 1.0, 0.2), ""
    yield "rest", bouts((own.motion < STILL_CM_S) & (own.grooming < 0.1), 1.5, 0.2), ""
    nose = own.points[:, NOSE]
    feeding = in_feeder(nose[:, 0], nose[:, 1]) & (own.speed < 2 * STILL_CM_S)
    yield "feed", bouts(feeding, 0.5, 0.3), "feeder"


def _crossings(subject: str, own: Own) -> Iterator[TruthFact]:
    centre = own.points[:, CENTRE]
    inside = in_shelter(centre[:, 0], centre[:, 1])
    for step in np.flatnonzero(np.diff(inside.astype(int))):
        at = round(float(step + 0.5) * STEP_S, 3)
        predicate = "enter" if inside[step + 1] else "leave"
        yield TruthFact(at, at, subject, predicate, "shelter", "point")


def _that_near(found: Intervals, pair: Pair, by_cm: float) -> Intervals:
    """Keep the intervals over which the gap shrinks by some centimetres."""
    steps = np.clip((found / STEP_S).astype(int), 0, len(pair.gap) - 1)
    shrinks = pair.gap[steps[:, 0]] - pair.gap[steps[:, 1]] > by_cm
    return np.asarray(found[shrinks])


def bouts(holds: Mask, min_s: float, max_gap_s: float) -> Intervals:
    """Return the intervals in which a mask holds: gaps bridged first, then short ones dropped."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], holds, [False]]).astype(int)))
    found = merge(as_intervals(edges.reshape(-1, 2) * STEP_S), max_gap_s)
    return found[found[:, 1] - found[:, 0] >= min_s]


def _inside(intervals: Intervals, steps: int) -> Mask:
    mask = np.zeros(steps, dtype=bool)
    for start_s, stop_s in intervals:
        mask[round(start_s / STEP_S) : round(stop_s / STEP_S)] = True
    return mask


def _states(subject: str, predicate: str, target: str, found: Intervals) -> Iterator[TruthFact]:
    for start_s, stop_s in found.tolist():
        yield TruthFact(round(start_s, 3), round(stop_s, 3), subject, predicate, target, "state")


def write_truth(path: Path, recordings: Iterable[tuple[str, Sequence[TruthFact]]]) -> None:
    """Write facts of some recordings as csv, one row a fact, columns `FIELDS`."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        for recording, facts in recordings:
            for fact in facts:
                times = (f"{fact.start_s:.3f}", f"{fact.stop_s:.3f}")
                who = (recording, fact.subject, fact.predicate, fact.object)
                writer.writerow([*who, *times, fact.kind])
