"""Comparison of measures of behavior between two groups or two conditions.

The animal is the unit, not the recording: many recordings of few animals say much about these
animals and little about others, and to count them as independent makes chance look like an effect
(pseudo-replication, Hurlbert 1984). Differences are the second group minus the first.

References
----------
Hurlbert, S. H. (1984). Pseudoreplication and the design of ecological field experiments. Ecological
Monographs 54(2), 187-211.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np

from graphs.errors import UserError
from graphs.words import counted
from workbench.stats import words
from workbench.stats.animals import (
    Groups,
    animal_means,
    choose_groups,
    comparable,
    is_paired,
    left_out,
    read_rows,
)
from workbench.stats.correction import Correction, corrected
from workbench.stats.effects import Array
from workbench.stats.measured import measure_one

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What came out of `compare`.

    Parameters
    ----------
    table
        One row per measure that at least two animals of each group have (two pairs), in the order
        of the data:

        - ``measure``, ``unit``, ``group_a``, ``group_b``.
        - ``n_a``, ``n_b``: animals.
        - ``mean_a``, ``mean_b`` over animals, their intervals (``mean_a_low``, ``mean_a_high``...)
          and ``sd_a``, ``sd_b``, in the unit.
        - ``difference`` (``mean_b - mean_a``), ``difference_low`` and ``difference_high``, in the
          unit.
        - ``hedges_g``, ``g_low``, ``g_high``: the difference in standard deviations (of pairs:
          g_av).
        - ``cliffs_delta``: -1 to 1, of independent groups, NaN for pairs.
        - ``p``, ``p_corrected``, and ``exact``: whether all relabelings were tried.
        - ``n_not_assessed``: rows of the two groups without a value that were not assessed, as
          far as is known.
        - ``n_without_value``: rows of the two groups that were assessed (``assessed_s`` above 0)
          and have no value: it never happened, or is undefined.

        What is not defined or cannot be estimated is NaN; the notes say so.
    animals
        The values that were compared: measure, unit, group, animal, value, and rows (how many were
        averaged).
    notes
        Sentences on measures and animals left out, design and limits of the numbers.
    methods
        A paragraph for a paper.
    by
        The column that was compared.
    paired
        Whether animals were compared with themselves.
    confidence
        Of all intervals.
    correction
        Of p for the number of measures.
    """

    table: pd.DataFrame
    animals: pd.DataFrame
    notes: tuple[str, ...]
    methods: str
    by: str
    paired: bool
    confidence: float
    correction: Correction

    def plot(self) -> Figure:
        """Return a picture with one panel per measure and one dot per animal."""
        from workbench.plots.comparison import draw_comparison

        return draw_comparison(self)


def compare(
    table: pd.DataFrame,
    by: str,
    *,
    groups: Groups | None = None,
    paired: bool | None = None,
    value: str = "value",
    animal: str = "animal",
    measure: str = "measure",
    unit: str = "unit",
    correction: Correction = "holm",
    permutations: int = 10_000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Compare measures of behavior between two groups or two conditions.

    Parameters
    ----------
    table
        One row per recording, animal and measure. NaN in the value means that there is none: such
        rows are left out and counted, never taken as zero. A column ``assessed_s`` tells those that
        were assessed (above 0: it never happened, or is undefined) from those that were not;
        without it none is known to be. Leaving out who never did it biases a comparison: give
        latencies a ``cutoff_s``, as `Recording.latency` does.
    by
        Column that says which group or condition a row belongs to.
    groups
        Two of its levels; not needed where there are only two, which are taken in sorted order.
    paired
        Whether animals are compared with themselves. By default they are if any occurs in both
        groups; then animals that occur in one only are left out.
    value, animal, measure, unit
        Names of the other columns. One animal has the same name in all recordings, and no two
        animals share a name. If there is a column ``recording``, no row may be there twice.
    correction
        Of p for the number of measures: ``holm`` (Holm 1979) or ``fdr`` (Benjamini & Hochberg
        1995).
    permutations
        Relabelings to try at most; if there are fewer, all are tried and p is exact.
    confidence
        Of the bootstrap intervals.
    seed
        Of random relabelings and draws; equal input gives equal numbers.

    Returns
    -------
    Comparison
        Numbers, the animals behind them, notes and a paragraph of methods.

    Raises
    ------
    UserError
        The table is not as described, the groups are not clear, `paired` contradicts the table, or
        no measure has two animals in each group (two pairs).

    Notes
    -----
    Test: permutation of the difference of means (`workbench.stats.permutation`). Effect sizes:
    difference, Hedges' g, Cliff's delta (`workbench.stats.effects`). Intervals: BCa bootstrap over
    animals (`workbench.stats.bootstrap`). Sources stand there and in ``methods``.

    Animals of one cage or recording may influence each other; this is not taken into account.

    Examples
    --------
    >>> import pandas as pd
    >>> from workbench.stats import compare
    >>> table = pd.DataFrame({
    ...     "animal": ["m1", "m2", "m3", "m4", "m5", "m6"],
    ...     "group": ["control"] * 3 + ["defeat"] * 3,
    ...     "measure": "shelter total_s", "unit": "s",
    ...     "value": [10.0, 12.0, 14.0, 20.0, 22.0, 27.0],
    ... })
    >>> float(compare(table, "group").table.loc[0, "p"])
    0.1
    """
    import pandas as pd

    _check(correction, permutations, confidence)
    rows = read_rows(table, by=by, value=value, animal=animal, measure=measure, unit=unit)
    pair = choose_groups(rows, by, groups)
    within = is_paired(rows, by, pair, paired)
    every = animal_means(rows, pair, paired=within)
    means, not_compared = comparable(rows, every, pair, paired=within)
    measured = [
        measure_one(
            str(name),
            str(mine["unit"].iloc[0]),
            _values(mine, pair),
            paired=within,
            not_assessed=sum(_count(rows, name, group, undefined=False) for group in pair),
            without_value=(
                _count(rows, name, pair[0], undefined=True),
                _count(rows, name, pair[1], undefined=True),
            ),
            permutations=permutations,
            confidence=confidence,
            seed=seed,
        )
        for name, mine in means.groupby("measure", sort=False)
    ]
    p_corrected = corrected(np.array([one.tested.p for one in measured]), correction)
    out = left_out(rows, means, pair)
    return Comparison(
        table=pd.DataFrame(
            [one.row(pair, p) for one, p in zip(measured, p_corrected, strict=True)]
        ),
        animals=means,
        notes=(
            *not_compared,
            *words.notes(by, pair, measured, out, 1 - confidence),
            *_without_group(rows, by),
        ),
        methods=words.methods(
            by,
            pair,
            measured,
            correction=correction,
            permutations=permutations,
            confidence=confidence,
            seed=seed,
        ),
        by=by,
        paired=within,
        confidence=confidence,
        correction=correction,
    )


def _check(correction: str, permutations: int, confidence: float) -> None:
    if correction not in get_args(Correction):
        message = f"correction must be 'holm' or 'fdr', found {correction!r}."
        raise UserError(message)
    if permutations < 1:
        message = f"permutations must be at least 1, found {permutations}."
        raise UserError(message)
    if not 0 < confidence < 1:
        message = f"confidence must lie between 0 and 1, such as 0.95; found {confidence:g}."
        raise UserError(message)


def _values(means: pd.DataFrame, groups: Groups) -> tuple[Array, Array]:
    """Return the values of one measure in both groups, animals by name."""
    first, second = (means.loc[means["group"] == group, "value"].to_numpy() for group in groups)
    return first, second


def _count(rows: pd.DataFrame, measure: object, group: str, *, undefined: bool) -> int:
    """Return the number of rows without a value, of those that were assessed or of the others."""
    mine = (rows["measure"] == measure) & (rows["group"] == group) & rows["value"].isna()
    return int((mine & (rows["undefined"] == undefined)).sum())


def _without_group(rows: pd.DataFrame, by: str) -> list[str]:
    count = int(rows["group"].isna().sum())
    return [f"Left out: {counted(count, 'row')} without {by}."] if count else []
