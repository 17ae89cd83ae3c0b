"""Where a stretch of samples splits best into two groups that are alike inside.

Method: the boundary refinement of EM-LLM, on the positive part of the cosine between samples (zero
diagonal) instead of dot products of attention keys, because modularity is not defined for negative
similarities.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Measure = Literal["modularity", "conductance"]

# scores nearer than this are equal, and the smaller move wins
_TIE = 1e-9


def similarity(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the positive part of the cosine between samples, with zero diagonal.

    Parameters
    ----------
    samples
        Shape (n, dims); an unknown value (NaN) counts as 0, the mean of a z-scored signal.

    Returns
    -------
    NDArray
        Shape (n, n), 0 to 1. A sample of length zero is like no other.
    """
    known = np.nan_to_num(samples)
    norms = np.sqrt((known**2).sum(axis=1))
    unit = known / np.where(norms > 0, norms, 1.0)[:, None]
    result: NDArray[np.float64] = np.maximum(unit @ unit.T, 0.0)
    np.fill_diagonal(result, 0.0)
    return result


def split_scores(similar: NDArray[np.float64], measure: Measure) -> NDArray[np.float64]:
    """Return how good it is to split before each sample; higher is better.

    Parameters
    ----------
    similar
        Symmetric, not negative, zero diagonal, shape (n, n).
    measure
        ``modularity``: ``sum over both groups of inside/2m - (volume/2m)^2``, with 2m the sum of
        all similarities. ``conductance``: minus ``cut / smaller volume``.

    Returns
    -------
    NDArray
        Shape (n + 1,); element t is for the groups [0, t) and [t, n). Splits that leave a group
        without any similarity score minus infinity.
    """
    total = similar.sum()
    degree = similar.sum(axis=1)
    left = np.concatenate([[0.0], np.cumsum(degree)])
    right = total - left
    # what each further sample shares with all samples before it, twice
    shared = 2 * np.tril(similar, -1).sum(axis=1)
    inside_left = np.concatenate([[0.0], np.cumsum(shared)])
    cut = np.maximum(left - inside_left, 0.0)
    worst = np.full(len(left), -np.inf)
    usable = (left > _TIE) & (right > _TIE)
    if measure == "conductance":
        smaller = np.minimum(left, right)
        return np.where(usable, -cut / np.where(usable, smaller, 1.0), worst)
    if total <= _TIE:
        return worst
    inside = (left - cut + right - cut) / total
    return np.where(usable, inside - (left / total) ** 2 - (right / total) ** 2, worst)


def best_split(
    samples: NDArray[np.float64],
    at: int,
    candidates: NDArray[np.intp],
    measure: Measure,
) -> int:
    """Return the candidate that splits the samples best; `at` if none is better than it.

    Parameters
    ----------
    samples
        Shape (n, dims), the two events around the boundary.
    at
        Present boundary: index of the first sample of the second event.
    candidates
        Indices to choose from; of equally good ones the nearest to `at` is taken.
    """
    if len(candidates) == 0:
        return at
    scores = split_scores(similarity(samples), measure)
    best = float(scores[candidates].max())
    if not np.isfinite(best) or best <= scores[at] + _TIE:
        return at
    good = candidates[scores[candidates] >= best - _TIE]
    return int(good[np.argmin(np.abs(good - at))])
