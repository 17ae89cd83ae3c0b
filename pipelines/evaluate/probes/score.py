"""What answers to probes come to: shares per aspect, with intervals and baselines.

Intervals draw clips, not answers, with replacement (Efron and Tibshirani 1993), and the same clips
for every share, so that true and false statements can be compared.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphs.ethogram import Ethogram
from graphs.lexicon.surface import Lexicon
from pipelines.evaluate.describer.intervals import (
    Array,
    Estimate,
    bootstrap,
    draws,
    estimate,
    wilson,
)
from pipelines.evaluate.probes.probe import ASPECTS, FORMS, Aspect, Form, Probe
from pipelines.models.contract import Json

Right = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """A probe with its answer; ``None`` where there is none that can be read."""

    probe: Probe
    data: Json | None


class ProbeRow(NamedTuple):
    """One share.

    Parameters
    ----------
    aspect, form, measure
        What was measured.
    value, low, high
        A share with its 95 % interval over clips, see `interval`; NaN of nothing.
    n, clips
        Of how many, on how many clips.
    always_yes, always_no
        What calling every statement true, or false, would get; NaN but for yes or no.
    most_common
        What always giving the most common right answer would get; NaN for yes or no.
    unread
        Answers that are missing or do not fit; they count as wrong, and as neither yes nor no.
    """

    aspect: Aspect
    form: Form
    measure: str
    value: float
    low: float
    high: float
    n: int
    clips: int
    always_yes: float
    always_no: float
    most_common: float
    unread: int


MEASURES: Mapping[str, str] = {
    "true accepted": "share of true statements that are called true",
    "false rejected": "share of false statements that are called false",
    "pair accuracy": "share of pairs of which both statements are judged right",
    "accuracy": "share of right answers",
    "yes-rate": "share of statements called true; half of them are",
}

Counts = tuple[int, int]
"""Hits, and of how many."""


def score_probes(
    outcomes: Sequence[ProbeOutcome], ethogram: Ethogram, seed: int = 0
) -> tuple[ProbeRow, ...]:
    """Return all shares.

    Parameters
    ----------
    outcomes
        Probes with their answers, in any order.
    ethogram
        Tells what free answers mean.
    seed
        Of the clips that are drawn.
    """
    lexicon = Lexicon(ethogram)

    def means(text: str) -> str | None:
        reading = lexicon.read(text)
        return None if reading.swapped else reading.behavior

    clips = sorted({one.probe.clip for one in outcomes})
    weights = draws(len(clips), seed)
    rows: list[ProbeRow] = []
    for aspect in ASPECTS:
        for form in FORMS:
            asked = [o for o in outcomes if (o.probe.aspect, o.probe.form) == (aspect, form)]
            by_clip = [[o for o in asked if o.probe.clip == clip] for clip in clips]
            if asked:
                rows += _rows(aspect, form, by_clip, means, weights)
    return tuple(rows)


def interval(tallies: Array, weights: NDArray[np.int64]) -> Estimate:
    """Return a share with its 95 % interval over clips.

    Parameters
    ----------
    tallies
        Hits, and of how many, shape (clips, 2).
    weights
        From `pipelines.evaluate.describer.intervals.draws`.

    Notes
    -----
    Where all answers are alike, drawing clips again gives no width. Then the bounds are those of as
    many answers as there are clips (Wilson 1927), as answers about one clip go together. One clip
    has no bounds otherwise.
    """
    hits, n = tallies.sum(axis=0)
    clips = int(np.count_nonzero(tallies[:, 1]))
    if clips and hits in (0, n):
        alike = wilson(clips if hits else 0, clips)
        return Estimate(float(hits / n), alike.low, alike.high)
    if clips < 2:
        return Estimate(float(hits / n) if clips else math.nan, math.nan, math.nan)
    return estimate(bootstrap(tallies, _share, weights))


def _share(sums: Array) -> Array:
    hits, n = sums[..., 0], sums[..., 1]
    share: Array = np.divide(hits, n, out=np.full(n.shape, np.nan), where=n > 0)
    return share


def _rows(
    aspect: Aspect,
    form: Form,
    by_clip: Sequence[Sequence[ProbeOutcome]],
    means: Callable[[str], str | None],
    weights: NDArray[np.int64],
) -> list[ProbeRow]:
    asked = [one for of_clip in by_clip for one in of_clip]
    counted = [_counts(of_clip, [_is_right(one, means) for one in of_clip]) for of_clip in by_clip]
    constants = ("yes", "no", _most_common([one.probe.right for one in asked]))
    base = [_counts(*_answered(asked, constant)) for constant in constants]
    unread = sum(one.data is None for one in asked)
    rows = []
    for name in MEASURES if form == "yes_no" else ("accuracy",):
        tallies = np.array([one[name] for one in counted], np.float64)
        found, n = interval(tallies, weights), int(tallies[:, 1].sum())
        clips = int(np.count_nonzero(tallies[:, 1]))
        yes, no, common = (one[name][0] / n if n else math.nan for one in base)
        if form == "yes_no":
            common = math.nan
        else:
            yes = no = math.nan
        rows.append(ProbeRow(aspect, form, name, *found, n, clips, yes, no, common, unread))
    return rows


def _answered(
    asked: Sequence[ProbeOutcome], constant: str | int
) -> tuple[list[ProbeOutcome], list[bool]]:
    """Return probes that all have one answer, and whether it is right."""
    outcomes = [ProbeOutcome(one.probe, {"answer": constant}) for one in asked]
    return outcomes, [_fits(constant, one.probe.right) for one in asked]


def _counts(asked: Sequence[ProbeOutcome], right: Sequence[bool]) -> dict[str, Counts]:
    """Return hits and number for each measure; a pair of which one is gone is none."""
    both = list(zip(asked, right, strict=True))
    pairs: dict[str, list[bool]] = {}
    for one, is_right in both:
        if one.probe.pair is not None:
            pairs.setdefault(one.probe.pair, []).append(is_right)
    whole = [pair for pair in pairs.values() if len(pair) == 2]
    true, false = (
        [is_right for one, is_right in both if one.probe.right == truth] for truth in ("yes", "no")
    )
    said_yes = sum(one.data is not None and one.data["answer"] == "yes" for one in asked)
    return {
        "true accepted": (sum(true), len(true)),
        "false rejected": (sum(false), len(false)),
        "pair accuracy": (sum(map(all, whole)), len(whole)),
        "accuracy": (sum(right), len(right)),
        "yes-rate": (said_yes, len(asked)),
    }


def _is_right(outcome: ProbeOutcome, means: Callable[[str], str | None]) -> bool:
    if outcome.data is None:
        return False
    said, right = outcome.data["answer"], outcome.probe.right
    return means(str(said)) in right if isinstance(right, tuple) else said == right


def _fits(constant: str | int, right: Right) -> bool:
    return constant in right if isinstance(right, tuple) else constant == right


def _most_common(rights: Sequence[Right]) -> str | int:
    """Return what is right most often; of equally common answers the first in the alphabet."""
    each = [one for right in rights for one in (right if isinstance(right, tuple) else (right,))]
    counts = Counter(each)
    return min(counts, key=lambda one: (-counts[one], str(one)))
