"""What is measured in each dimension, as sums over clips.

The score of a dimension is the mean of those of its measures that *count*; the others say more
about it. Whatever is not answered, or not in the form that was asked for, is wrong in all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.evaluate.describer import counting, meaning, timing
from pipelines.evaluate.describer.intervals import Array
from pipelines.evaluate.describer.items import Dimension, Outcome
from pipelines.evaluate.describer.meaning import Read


@dataclass(slots=True)
class Group:
    """The outcomes of one clip in one view and dimension, as a measure takes them.

    Parameters
    ----------
    outcomes
        All of them.
    used
        Item -> outcome, of those that were taken so far.
    """

    outcomes: Sequence[Outcome]
    used: dict[str, Outcome] = field(default_factory=dict)

    def __call__(
        self, name: str, keep: Callable[[Outcome], bool] = lambda _outcome: True
    ) -> list[Outcome]:
        """Return the outcomes of one group, of those that are kept."""
        found = [one for one in self.outcomes if one.item.group == name and keep(one)]
        self.used.update((one.item.item_id, one) for one in found)
        return found


@dataclass(frozen=True, slots=True)
class Measure:
    """One number.

    Parameters
    ----------
    dimension, name
        What it belongs to, and how it is called.
    says
        What it means, for people.
    tally
        From the outcomes of a clip to what is added up over clips.
    value
        From sums, shape (..., k), to values.
    counts
        Whether it counts for the dimension; then it is a share of 1, and more is better.
    """

    dimension: Dimension
    name: str
    says: str
    tally: Callable[[Group], Sequence[float]]
    value: Callable[[Array], Array]
    counts: bool = False


def measures(names: Sequence[str], read: Read) -> list[Measure]:
    """Return all measures, those of one dimension together.

    Parameters
    ----------
    names
        Behaviors that answers are taken from.
    read
        What free answers mean.
    """
    return [*_counting(), *_referring(), *_meaning(names, read), *_time(), *_robustness(read)]


def _counting() -> list[Measure]:
    def of(name: str, says: str, score: Callable[[Outcome], float], *, counts: bool) -> Measure:
        return Measure("counting", name, says, _mean_of("count", score), _ratio, counts)

    return [
        of("exact", "share of exact counts of animals", counting.is_right, counts=True),
        of("mean error", "mean difference of said and true count, animals",
           counting.absolute_error, counts=False),
        of("off by one", "share of counts that are wrong by one", counting.off_by_one,
           counts=False),
    ]  # fmt: skip


def _referring() -> list[Measure]:
    group = "behavior of a numbered animal"
    return [
        Measure("referring", "right animal", "share of answers with a behavior of the animal asked",
                _mean_of(group, counting.fits_animal), _ratio, counts=True),
        Measure("referring", "confused", "share with what another visible animal does",
                _mean_of(group, counting.fits_another), _ratio),
    ]  # fmt: skip


def _meaning(names: Sequence[str], read: Read) -> list[Measure]:
    def of_each(group: Group) -> list[float]:
        return meaning.confusion(group("label"), names, read)

    return [
        Measure("meaning", "macro-F1", "mean over behaviors of the F1 of naming them",
                of_each, _macro_f1, counts=True),
        Measure("meaning", "accuracy", "share of clips of which a behavior that is seen is named",
                _mean_of("label", lambda one: meaning.hit(one, read)), _ratio),
        Measure("meaning", "outside", "share of answers that mean no behavior of the ethogram",
                _mean_of("label", lambda one: meaning.outside(one, read)), _ratio),
    ]  # fmt: skip


def _time() -> list[Measure]:
    def log_ratios(group: Group) -> list[float]:
        ratios = [timing.duration_ratio(one) for one in group("duration")]
        return [sum(math.log(r) for r in ratios if r > 0), float(sum(r > 0 for r in ratios))]

    return [
        Measure("time", "order", "share of pairs of which the first is named",
                _mean_of("order", counting.is_right), _ratio, counts=True),
        Measure("time", "start and stop", "F1 of bouts by overlap in time, mean of four thresholds",
                _mean_of("bouts", timing.bouts_right), _ratio, counts=True),
        Measure("time", "duration", "shorter of said and true duration over the longer, mean",
                _mean_of("duration", timing.duration_right), _ratio, counts=True),
        Measure("time", "duration ratio", "said over true duration, geometric mean of those "
                "answered; 1 is right", log_ratios, lambda sums: np.exp(_ratio(sums))),
    ]  # fmt: skip


def _robustness(read: Read) -> list[Measure]:
    def pairs_of(group: Group) -> list[float]:
        outcomes = group("premise")
        both = [float(bool(outcomes) and all(map(meaning.premise_right, outcomes)))]
        return [*both, float(bool(outcomes))]

    def premises(*, happens: bool) -> Callable[[Group], list[float]]:
        def tally(group: Group) -> list[float]:
            asked = group("premise", lambda one: one.item.right["happens"] is happens)
            return [float(sum(map(meaning.premise_right, asked))), float(len(asked))]

        return tally

    def first(group: Group) -> list[Outcome]:
        return group("repeat", lambda one: one.item.question.sample == 0)

    def in_other_words(group: Group) -> Sequence[float]:
        return meaning.agreement([*first(group), *group("paraphrase")], read)

    return [
        Measure("robustness", "repeats", "share of pairs of repeated answers that are the same",
                lambda group: meaning.agreement(group("repeat"), read), _ratio, counts=True),
        Measure("robustness", "paraphrases", "the same, of a question in four wordings",
                in_other_words, _ratio, counts=True),
        Measure("robustness", "premises", "share of clips of which a true premise is accepted and "
                "a false one rejected", pairs_of, _ratio, counts=True),
        Measure("robustness", "unchanged", "share of mirrored, darker and brighter clips with the "
                "answer of the unchanged", lambda group: meaning.unchanged(
                    group("changed"), first(group), read), _ratio, counts=True),
        Measure("robustness", "false rejected", "share of false premises that are rejected",
                premises(happens=False), _ratio),
        Measure("robustness", "true accepted", "share of true premises that are accepted",
                premises(happens=True), _ratio),
    ]  # fmt: skip


def _mean_of(name: str, score: Callable[[Outcome], float]) -> Callable[[Group], list[float]]:
    def tally(group: Group) -> list[float]:
        outcomes = group(name)
        return [math.fsum(map(score, outcomes)), float(len(outcomes))]

    return tally


def _ratio(sums: Array) -> Array:
    parts, total = sums[..., 0], sums[..., 1]
    nothing = np.full(total.shape, np.nan)
    return np.asarray(np.divide(parts, total, out=nothing, where=total > 0), np.float64)


def _macro_f1(sums: Array) -> Array:
    """Return the mean F1 over behaviors that are the right answer of some clip."""
    if sums.shape[-1] == 0:
        return np.full(sums.shape[:-1], np.nan)
    each = sums.reshape(*sums.shape[:-1], -1, 3)
    hits, said, true = each[..., 0], each[..., 1], each[..., 2]
    both = said + true
    f1 = np.divide(2 * hits, both, out=np.zeros(both.shape), where=both > 0)
    return _ratio(np.stack([np.where(true > 0, f1, 0.0).sum(-1), (true > 0).sum(-1)], axis=-1))
