"""Personalized PageRank by power iteration on a sparse, symmetric, weighted matrix.

A walker starts at a seed; at each step he goes on along an edge with the probability `damping`,
in proportion to the weights, and else returns to the seeds. Nodes without edges send him back, too.
The result is the share of time that he spends at each node, as networkx computes it, in float32:
0.2 s instead of 4 s on a million edges.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from graphs.errors import UserError
from graphs.retrieval.documents import Floats

DAMPING = 0.5
"""Near the seeds, as HippoRAG has it; networkx walks on with 0.85 unless told otherwise."""

TOLERANCE = 1e-6
"""Sum of absolute changes in one step. What is still missing is at most damping / (1 - damping)
times that, which at 0.5 is the tolerance itself; float32 carries about seven digits."""

MOST_STEPS = 1000


def personalized_pagerank(
    weights: sp.csr_array,
    seeds: Floats,
    *,
    damping: float = DAMPING,
    tolerance: float = TOLERANCE,
    inverse_degrees: Floats | None = None,
) -> Floats:
    """Return the score of each node, float32, shape (nodes,), summing to 1.

    Parameters
    ----------
    weights
        Symmetric, not negative, float32, shape (nodes, nodes).
    seeds
        Not negative, at least one positive, shape (nodes,); need not sum to 1.
    damping
        Probability of going on along an edge, at least 0 and below 1.
    tolerance
        Stop when the scores change by less in sum.
    inverse_degrees
        1 / row sum of `weights` (0 where that is 0), if at hand.

    Raises
    ------
    UserError
        No seed, or a damping or tolerance out of range.
    """
    total = float(seeds.sum())
    if not 0 <= damping < 1 or tolerance <= 0 or not total > 0:
        message = (
            f"PageRank with damping {damping}, tolerance {tolerance} and seeds of {total} in sum; "
            "expected 0 <= damping < 1, a positive tolerance and a positive sum."
        )
        raise UserError(message)
    start = (seeds / total).astype(np.float32)
    share = inverse_degrees_of(weights) if inverse_degrees is None else inverse_degrees
    lost = share == 0
    scores, step = start, np.float32(damping)
    for _ in range(MOST_STEPS):
        back = 1 - damping + damping * float(scores[lost].sum())
        walked = step * (weights @ (scores * share)) + np.float32(back) * start
        change = float(np.abs(walked - scores).sum())
        scores = walked
        if change < tolerance:
            break
    return np.asarray(scores / scores.sum(), np.float32)


def inverse_degrees_of(weights: sp.csr_array) -> Floats:
    """Return 1 / row sum, 0 for rows without entries, float32."""
    degrees = weights.sum(axis=1)
    inverse = np.divide(1, degrees, out=np.zeros_like(degrees), where=degrees > 0)
    return np.asarray(inverse, np.float32)
