"""Correction of p values for the number of measures that were looked at."""

from __future__ import annotations

from typing import Literal

import numpy as np

from workbench.stats.effects import Array

Correction = Literal["holm", "fdr"]


def corrected(p: Array, how: Correction) -> Array:
    """Return p values corrected for their number, in their order.

    Parameters
    ----------
    p
        Shape (measures,).
    how
        ``holm``: the chance of even one false finding stays below the level.
        ``fdr``: the expected share of false ones among the findings does.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics 6(2), 65-70.

    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B 57(1),
    289-300.
    """
    if how == "fdr":
        from scipy import stats

        return np.asarray(stats.false_discovery_control(p))
    order = np.argsort(p, kind="stable")
    steps = p[order] * np.arange(len(p), 0, -1)
    result = np.empty_like(p)
    result[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return result
