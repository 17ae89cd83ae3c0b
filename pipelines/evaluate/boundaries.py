"""How well the boundaries that a segmenter drew agree with those of a person.

Times are seconds. A boundary is found when one of the other side lies within the tolerance; each
boundary counts once, so cutting a recording to pieces does not pay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError


@dataclass(frozen=True, slots=True)
class BoundaryScore:
    """Agreement of two sets of boundaries.

    Parameters
    ----------
    true, found, matched
        How many boundaries there are, were drawn, and agree one to one.
    """

    true: int
    found: int
    matched: int

    @property
    def precision(self) -> float:
        """Share of the drawn boundaries that are true; NaN without any."""
        return self.matched / self.found if self.found else float("nan")

    @property
    def recall(self) -> float:
        """Share of the true boundaries that were drawn; NaN without any."""
        return self.matched / self.true if self.true else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 if there are none on either side."""
        total = self.true + self.found
        return 2 * self.matched / total if total else 1.0

    @property
    def over_segmentation(self) -> float:
        """Boundaries drawn for each true one; NaN without true ones."""
        return self.found / self.true if self.true else float("nan")

    def __add__(self, other: BoundaryScore) -> BoundaryScore:
        """Return the pooled score of two recordings."""
        return BoundaryScore(
            self.true + other.true, self.found + other.found, self.matched + other.matched
        )


def score_boundaries(
    true_s: NDArray[np.floating], found_s: NDArray[np.floating], tolerance_s: float
) -> BoundaryScore:
    """Return the agreement of drawn boundaries with true ones.

    Parameters
    ----------
    true_s, found_s
        Boundary times in seconds, in any order, shape (n,) and (m,).
    tolerance_s
        Largest distance of two boundaries that agree, inclusive.

    Raises
    ------
    UserError
        The tolerance is negative, or a time is not finite.
    """
    true, found = (np.sort(np.asarray(times, dtype=np.float64)) for times in (true_s, found_s))
    if not (np.isfinite(true).all() and np.isfinite(found).all() and tolerance_s >= 0):
        message = "Boundary times must be finite and the tolerance must not be negative."
        raise UserError(message)
    return BoundaryScore(len(true), len(found), _matches(true, found, tolerance_s))


def _matches(true: NDArray[np.float64], found: NDArray[np.float64], tolerance_s: float) -> int:
    """Return the size of a maximum one-to-one matching of two sorted arrays.

    On sorted times with one tolerance, giving each boundary the first free partner within reach is
    a maximum matching: any other one can be uncrossed into it without losing a pair.
    """
    # decimal times such as 10.1 and 10.6 lie 0.5 apart only up to rounding
    reach = tolerance_s + 1e-9
    matched = left = right = 0
    while left < len(true) and right < len(found):
        gap = found[right] - true[left]
        if abs(gap) <= reach:
            matched += 1
            left += 1
            right += 1
        elif gap < 0:
            right += 1
        else:
            left += 1
    return matched
