"""What a comparison says to a person: notes, and the paragraph of methods for a paper."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from graphs.words import counted
from workbench.stats.animals import Groups, listed
from workbench.stats.bootstrap import RESAMPLES
from workbench.stats.correction import Correction
from workbench.stats.effects import hedges_g
from workbench.stats.measured import Measured

FEW = 10
"""With fewer animals in a group, intervals are said to be too narrow."""

_FEW = (
    "Bootstrap intervals from fewer than 10 animals are too narrow: in simulations, 95 % intervals "
    "from 5 animals in each group held the true difference 84 to 88 times in 100, from 3 animals "
    "73 to 80 times."
)
_CORRECTIONS = {
    "holm": "Holm's method (Holm 1979)",
    "fdr": "the method of Benjamini and Hochberg (1995) for the false discovery rate",
}


def notes(
    by: str,
    groups: Groups,
    measured: Sequence[Measured],
    left_out: Mapping[str, Mapping[str, bool]],
    level: float,
) -> tuple[str, ...]:
    """Return what a person should know before using the numbers.

    Parameters
    ----------
    by, groups
        What is compared.
    measured
        All measures.
    left_out
        Measure -> animals that have no part in it -> whether they were assessed all the same.
    level
        That p is held against, for example 0.05.
    """
    paired = measured[0].paired
    said = [_design(by, groups, paired=paired), *_without(left_out, paired=paired)]
    if any(len(values) < FEW for one in measured for values in (one.a, one.b)):
        said.append(_FEW)
    return tuple(said + [note for one in measured for note in _of_measure(one, groups, level)])


def methods(
    by: str,
    groups: Groups,
    measured: Sequence[Measured],
    *,
    correction: Correction,
    permutations: int,
    confidence: float,
    seed: int,
) -> str:
    """Return the paragraph of methods; parameters as of `workbench.stats.compare`."""
    paired = measured[0].paired
    return " ".join(
        [
            _unit_of_analysis(by, groups, measured),
            _test(
                paired=paired,
                exact=[one.tested.exact for one in measured],
                permutations=permutations,
            ),
            _effects(groups, paired=paired),
            _intervals(measured, confidence),
            _corrected(len(measured), correction),
            _software(seed),
        ]
    )


def _design(by: str, groups: Groups, *, paired: bool) -> str:
    if paired:
        return f"Paired by animal: those that are in both {groups[0]} and {groups[1]} ({by})."
    return f"Independent groups: no animal is in both {groups[0]} and {groups[1]} ({by})."


def _without(left_out: Mapping[str, Mapping[str, bool]], *, paired: bool) -> list[str]:
    measures = defaultdict(list)
    for measure, animals in left_out.items():
        for name, assessed in animals.items():
            measures[name, assessed].append(measure)
    alike = defaultdict(list)
    for (name, assessed), where in measures.items():
        alike[tuple(where), assessed].append(name)
    return [
        f"Left out, {_why(paired=paired, assessed=assessed)}: {listed(names)}"
        + (f" (in {listed(where)})." if len(where) < len(left_out) else ".")
        for (where, assessed), names in alike.items()
    ]


def _why(*, paired: bool, assessed: bool) -> str:
    where = " in one of the two" if paired else ""
    if assessed:
        return f"without a value{where} although assessed (it never happened, or is undefined)"
    return f"without a value{where}" if paired else "never assessed"


def _of_measure(one: Measured, groups: Groups, level: float) -> list[str]:
    said = []
    if one.not_assessed:
        said.append(f"{counted(one.not_assessed, 'row')} not assessed, left out")
    in_a, in_b = one.without_value
    if in_a or in_b:
        rows = counted(in_a + in_b, "row")
        said.append(
            f"{rows} without a value although assessed, left out: "
            f"{in_a} of {groups[0]} and {in_b} of {groups[1]}"
        )
    if in_a != in_b:
        said.append(
            "more is left out of one group than of the other although it was assessed, which "
            "biases the comparison; for a latency, give a cutoff (cutoff_s; --cutoff "
            "of workbench compare)"
        )
    if one.constant:
        said.append("all values are equal: p is 1, Hedges' g and intervals are not defined")
        return [f"{one.measure}: {sentence}." for sentence in said]
    estimates = [("the difference", one.difference), ("Hedges' g", one.g)]
    if math.isnan(hedges_g(one.a, one.b, paired=one.paired)):
        said.append("too little spread or too few animals for Hedges' g")
        estimates = estimates[:1]
    for what, found in estimates:
        if found.kind == "percentile":
            said.append(f"BCa is not defined for {what}, the interval is of percentiles")
        elif found.kind == "none":
            said.append(f"too little spread or too few animals for an interval of {what}")
    if one.tested.least_p > level:
        said.append(
            f"with {len(one.a)} and {len(one.b)} animals p cannot be below "
            f"{one.tested.least_p:.2g}, however large the difference"
        )
    return [f"{one.measure}: {sentence}." for sentence in said]


def _unit_of_analysis(by: str, groups: Groups, measured: Sequence[Measured]) -> str:
    in_a, in_b = _span([len(one.a) for one in measured]), _span([len(one.b) for one in measured])
    if measured[0].paired:
        design = f"within animals (n = {in_a})"
    else:
        design = f"between independent groups of animals (n = {in_a} and {in_b})"
    return (
        "The unit of analysis was the animal: where an animal had several values in one "
        f"{by}, these were averaged first, each with the same weight. Values of {groups[0]} and "
        f"{groups[1]} were compared {design}."
    )


def _span(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low} to {high}, depending on the measure"


def _test(*, paired: bool, exact: Sequence[bool], permutations: int) -> str:
    change = "flips of the sign of each animal's difference" if paired else "exchanges of labels"
    every = f"all possible {change}"
    drawn = f"{permutations:,} random {change}, p = (b + 1)/(m + 1) (Phipson & Smyth 2010)"
    if all(exact):
        over = every
    elif not any(exact):
        over = drawn
    else:
        over = f"{every} where these were at most {permutations:,}, else {drawn}"
    return f"Means were compared with two-sided permutation tests over {over}."


def _effects(groups: Groups, *, paired: bool) -> str:
    sign = f"the difference of means, {groups[1]} minus {groups[0]}"
    if paired:
        return (
            f"Effect sizes are {sign}, and Hedges' g_av (Lakens 2013), that difference in units of "
            "the standard deviation averaged over both, with the correction J for small samples "
            "(Hedges 1981) at 2(n - 1)/(1 + r^2) degrees of freedom (Cousineau 2020)."
        )
    return (
        f"Effect sizes are {sign}, Hedges' g, that difference in pooled standard deviations with "
        "the correction J for small samples (Hedges 1981), and Cliff's delta (Cliff 1993)."
    )


def _intervals(measured: Sequence[Measured], confidence: float) -> str:
    found = [i for one in measured for i in (one.mean_a, one.mean_b, one.difference, one.g)]
    lacking = any(one.kind == "percentile" for one in found)
    other = ", percentile intervals where BCa is not defined" if lacking else ""
    return (
        f"Intervals are {100 * confidence:g} % bootstrap intervals from {RESAMPLES:,} draws of "
        f"animals, bias-corrected and accelerated (BCa; Efron 1987){other}."
    )


def _corrected(count: int, correction: Correction) -> str:
    if count == 1:
        return "One measure was compared, so that p was not corrected."
    return f"p values of the {count} measures were corrected by {_CORRECTIONS[correction]}."


def _software(seed: int) -> str:
    import scipy

    from workbench import __version__

    versions = f"behavior-workbench {__version__} and SciPy {scipy.__version__}"
    return f"Computed with {versions} (seed {seed})."
