"""Several answers about the same event: what they agree on, and how much they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.describe.claims import Claim, EventDescription, Triple

_RIDGE = 1e-3


def agreed(described: Sequence[EventDescription]) -> list[tuple[Claim, float]]:
    """Return every triple that some answers claim, with the share of the answers that do.

    Times and confidence are means over these answers; an answer that claims a triple several times
    counts with all of its times, for each of them.
    """
    if len(described) == 1:
        return [(claim, 1.0) for claim in described[0].claims]
    found: dict[Triple, list[list[Claim]]] = defaultdict(list)
    for one in described:
        own: dict[Triple, list[Claim]] = defaultdict(list)
        for claim in one.claims:
            own[claim.triple].append(claim)
        for triple, claims in own.items():
            found[triple].append(claims)
    joined = [
        (_mean(triple, claims), len(claims) / len(described)) for triple, claims in found.items()
    ]
    return sorted(joined, key=lambda one: (one[0].start_s, one[0].stop_s, str(one[0].triple)))


def _mean(triple: Triple, answers: Sequence[Sequence[Claim]]) -> Claim:
    start_s = np.mean([min(claim.start_s for claim in claims) for claims in answers])
    stop_s = np.mean([max(claim.stop_s for claim in claims) for claims in answers])
    said = np.array([claim.confidence for claims in answers for claim in claims])
    known = said[~np.isnan(said)]
    confidence = float(known.mean()) if len(known) else float("nan")
    return Claim(triple, float(start_s), float(stop_s), confidence)


def eigenscore(vectors: NDArray[np.floating]) -> float:
    """Return how much vectors of repeated answers differ: low for the same, high for different.

    The mean log eigenvalue of their centred Gram matrix, after Chen et al. 2024 (INSIDE):
    ``log det(C + 0.001 I) / K``.

    Parameters
    ----------
    vectors
        One per answer, shape (answers, dimensions).
    """
    centred = vectors - vectors.mean(axis=1, keepdims=True)
    gram = centred @ centred.T / vectors.shape[1]
    _, log_determinant = np.linalg.slogdet(gram + _RIDGE * np.eye(len(vectors)))
    return float(log_determinant) / len(vectors)
