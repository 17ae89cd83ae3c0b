"""How well predicted facts recover true ones: recall at K, per class, and of unseen triples.

The measures of scene-graph work (Visual Genome), with tracks for boxes. Predictions are ranked by
score, per recording. One matches a true fact when the subjects, the canonical predicates and the
objects are the same and the intervals have a temporal intersection over union of `min_iou` or more;
two points match when they lie at most `point_tolerance_s` apart, a point and a state never do.
Matching is one to one and goes down the ranking: each prediction takes, of the true facts that it
matches and that no better prediction took, the one with the greatest overlap (the earliest of
equals). Predictions of equal score keep the order in which they were given.

- **R@K**: per recording the share of true facts that the first K predictions match, then the mean
  over recordings that have true facts.
- **mR@K**: the same for the true facts of each predicate alone (over the recordings in which it
  occurs), then the mean over predicates. Predicates that never occur in the truth are left out, and
  named in the report. Overall recall hides failure on rare behaviors; this does not.
- **zR@K**: only true facts whose class triple (`graphs.networks.view_semantic`) is not among
exemplars.

**Graph constraint.** With it, an ordered pair has one predicate at a time: a prediction is dropped
before ranking when it shares time with a better one of the same subject and object (or no object)
that was kept and has another predicate. Without it all count. The two are not comparable.

**Settings.** ``"everything"``: nothing was given. ``"labels"``: the true intervals were given, who
does what to whom is predicted. ``"predicate"``: the true pairs with their intervals were given, so
that only the predicate was open; what is then measured is accuracy, and the report calls it so.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.evaluate.scene_matching import (
    Claim,
    Names,
    Prediction,
    Rules,
    claim_of,
    matched_ranks,
    ranked_per_recording,
    with_constraint,
)
from graphs.evaluate.scene_report import OfPredicate, SceneReport, Setting
from graphs.networks.view_semantic import ClassTriple, class_triples
from graphs.records import STANDING, Fact
from graphs.words import counted

KS = (20, 50, 100)
EVERYTHING = Rules()


def scene_recall(
    predictions: Iterable[Prediction],
    truth: Iterable[Fact],
    ks: Sequence[float] = KS,
    rules: Rules = EVERYTHING,
    *,
    ethogram: Ethogram | None = None,
    exemplars: Sequence[Fact] | None = None,
    classes: Mapping[str, str] | None = None,
) -> SceneReport:
    """Return R@K, mR@K and zR@K of predictions against true facts.

    Parameters
    ----------
    predictions
        In any order, of any recordings.
    truth
        Facts of one observer, or agreed ones: what two observers both say is two true facts. Those
        that do not stand (rejected or superseded) are left out.
    ks
        How far down the ranking, each 1 or more; infinite for all. Where the true pairs are given
        and each has one predicate, all predictions are measured too.
    rules
        When a prediction counts.
    ethogram
        Gives the canonical name for each synonym; a predicate that it lacks stays as it is spelled
        and is listed in the report.
    exemplars
        The facts that the predictor was shown, for zR@K; ``None`` if it is not to be measured, an
        empty list if nothing was shown.
    classes
        Entity name -> class, for zR@K; by default its kind
        (`graphs.networks.view_semantic.class_triples`).

    Raises
    ------
    UserError
        A K is below 1, a prediction stops before it starts or has a number that is not finite, or
        the predictions leave what was given to them by the setting.
    """
    names = Names(ethogram)
    true = [fact for fact in truth if fact.status in STANDING]
    claims = [claim_of(prediction, names) for prediction in predictions]
    truths = [Claim.of(fact, names) for fact in true]
    _check_given(claims, truths, rules.setting)
    ranked = ranked_per_recording(claims)
    kept = [
        with_constraint(those) if rules.graph_constraint else those for those in ranked.values()
    ]
    ranks = matched_ranks(kept, truths, rules)
    all_ks = _checked(ks, rules)
    recordings = np.array([claim.recording for claim in truths], dtype=object)
    predicates = np.array([claim.predicate for claim in truths], dtype=object)
    per_predicate = {
        name: _of_predicate(ranks[predicates == name], recordings[predicates == name], all_ks)
        for name in sorted(set(predicates))
    }
    unseen = _unseen(true, exemplars, names, classes)
    known = {claim.predicate for claim in claims} | set(ethogram.behaviors if ethogram else ())
    return SceneReport(
        setting=rules.setting,
        graph_constraint=rules.graph_constraint,
        ks=all_ks,
        recall=_recalls(ranks, recordings, all_ks),
        mean_recall=_mean_of_classes(per_predicate, all_ks),
        unseen_recall=_recalls(ranks[unseen], recordings[unseen], all_ks),
        per_predicate=per_predicate,
        never=tuple(sorted(known - set(per_predicate))),
        facts=len(true),
        recordings=len(set(recordings)),
        unseen_facts=None if exemplars is None else int(unseen.sum()),
        dropped=len(claims) - sum(map(len, kept)),
        without_truth=tuple(sorted(set(ranked) - set(recordings))),
        unknown=tuple(sorted(names.unknown)),
    )


def _checked(ks: Sequence[float], rules: Rules) -> tuple[float, ...]:
    if not ks or not all(k >= 1 for k in ks):
        message = f"Each K is 1 or more predictions (infinite for all); found {list(ks)}."
        raise UserError(message)
    more = [math.inf] if rules.setting == "predicate" and rules.graph_constraint else []
    return tuple(sorted({*ks, *more}))


def _check_given(claims: list[Claim], truths: list[Claim], setting: Setting) -> None:
    def given(claim: Claim) -> tuple[object, ...]:
        pair = (claim.subject, claim.object) if setting == "predicate" else ()
        return (claim.recording, claim.span, *pair)

    if setting == "everything":
        return
    true = {given(claim) for claim in truths}
    strange = [claim for claim in claims if given(claim) not in true]
    if strange:
        what = "pair with its interval" if setting == "predicate" else "interval"
        first = strange[0]
        message = (
            f"In the setting {setting!r} each prediction is of a true {what}; "
            f"{counted(len(strange), 'prediction')} of {len(claims)} are not, the first: "
            f"{' '.join(filter(None, first.words))} "
            f"[{first.span[0] / 1e6}, {first.span[1] / 1e6}) s. "
            "Use 'everything' if the predictor chose it."
        )
        raise UserError(message)


def _recalls(
    ranks: NDArray[np.float64], recordings: NDArray[np.object_], ks: tuple[float, ...]
) -> tuple[float, ...]:
    """Return per K the share of ranks no greater, averaged over recordings; NaN without any."""
    per_recording = [ranks[recordings == name] for name in sorted(set(recordings))]
    if not per_recording:
        return (math.nan,) * len(ks)
    return tuple(
        float(np.mean([np.mean(np.isfinite(those) & (those <= k)) for those in per_recording]))
        for k in ks
    )


def _of_predicate(
    ranks: NDArray[np.float64], recordings: NDArray[np.object_], ks: tuple[float, ...]
) -> OfPredicate:
    return OfPredicate(len(ranks), len(set(recordings)), _recalls(ranks, recordings, ks))


def _mean_of_classes(
    per_predicate: Mapping[str, OfPredicate], ks: tuple[float, ...]
) -> tuple[float, ...]:
    if not per_predicate:
        return (math.nan,) * len(ks)
    recalls = np.array([entry.recall for entry in per_predicate.values()])
    return tuple(recalls.mean(axis=0).tolist())


def _unseen(
    true: list[Fact],
    exemplars: Sequence[Fact] | None,
    names: Names,
    classes: Mapping[str, str] | None,
) -> NDArray[np.bool_]:
    """Return which true facts have a class triple that no exemplar has; none without exemplars."""
    if exemplars is None:
        return np.zeros(len(true), dtype=bool)

    def triples(facts: Sequence[Fact]) -> list[ClassTriple]:
        named = [dataclasses.replace(fact, predicate=names[fact.predicate]) for fact in facts]
        return class_triples(named, classes, names.ethogram)

    seen = set(triples(exemplars))
    return np.array([triple not in seen for triple in triples(true)], dtype=bool)
