"""All numbers of one measure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from workbench.stats.bootstrap import Interval, interval
from workbench.stats.effects import (
    Array,
    cliffs_delta,
    g_factor,
    hedges_g,
    mean_difference,
    rounding,
    standardized_difference,
)
from workbench.stats.permutation import Tested, permutation_test


@dataclass(frozen=True, slots=True)
class Measured:
    """Values of both groups, their difference, and how sure it is.

    Parameters
    ----------
    measure, unit
        What was measured.
    a, b
        One value per animal; pairs at the same place.
    paired
        Whether they are pairs.
    not_assessed
        Rows of the table without a value that were not assessed, as far as is known.
    without_value
        Rows of each group that were assessed and have no value.
    mean_a, mean_b, difference, g
        Intervals of the means, of their difference and of Hedges' g.
    tested
        p, before correction.
    """

    measure: str
    unit: str
    a: Array
    b: Array
    paired: bool
    not_assessed: int
    without_value: tuple[int, int]
    mean_a: Interval
    mean_b: Interval
    difference: Interval
    g: Interval
    tested: Tested

    @property
    def constant(self) -> bool:
        """All values of both groups are equal."""
        together = np.concatenate([self.a, self.b])
        return float(np.ptp(together)) <= rounding(self.a, self.b)

    def row(self, groups: tuple[str, str], p_corrected: float) -> dict[str, object]:
        """Return the row of the table of a comparison; `p_corrected` is p over all its measures."""
        return {
            "measure": self.measure,
            "unit": self.unit,
            "group_a": groups[0],
            "group_b": groups[1],
            "n_a": len(self.a),
            "n_b": len(self.b),
            "mean_a": float(self.a.mean()),
            "mean_a_low": self.mean_a.low,
            "mean_a_high": self.mean_a.high,
            "mean_b": float(self.b.mean()),
            "mean_b_low": self.mean_b.low,
            "mean_b_high": self.mean_b.high,
            "sd_a": float(self.a.std(ddof=1)),
            "sd_b": float(self.b.std(ddof=1)),
            "difference": float(mean_difference(self.a, self.b)),
            "difference_low": self.difference.low,
            "difference_high": self.difference.high,
            "hedges_g": hedges_g(self.a, self.b, paired=self.paired),
            "g_low": self.g.low,
            "g_high": self.g.high,
            "cliffs_delta": math.nan if self.paired else cliffs_delta(self.a, self.b),
            "p": self.tested.p,
            "p_corrected": float(p_corrected),
            "n_not_assessed": self.not_assessed,
            "n_without_value": sum(self.without_value),
            "exact": self.tested.exact,
        }


def measure_one(
    measure: str,
    unit: str,
    values: tuple[Array, Array],
    *,
    paired: bool,
    not_assessed: int,
    without_value: tuple[int, int],
    permutations: int,
    confidence: float,
    seed: int,
) -> Measured:
    """Compare one measure: see `workbench.stats.compare` for what the numbers are.

    The same seed serves every measure, so that none depends on which others are in the table.
    """
    bounds = partial(interval, confidence=confidence, seed=seed)
    factor = g_factor(*values, paired=paired)
    d = bounds(values, standardized_difference, paired=paired)
    known = not math.isnan(factor)
    return Measured(
        measure=measure,
        unit=unit,
        a=values[0],
        b=values[1],
        paired=paired,
        not_assessed=not_assessed,
        without_value=without_value,
        mean_a=bounds(values[:1], _mean),
        mean_b=bounds(values[1:], _mean),
        difference=bounds(values, mean_difference, paired=paired),
        g=Interval(d.low * factor, d.high * factor, d.kind if known else "none"),
        tested=permutation_test(*values, paired=paired, permutations=permutations, seed=seed),
    )


def _mean(values: Array, axis: int) -> Array:
    return np.asarray(values.mean(axis=axis))
