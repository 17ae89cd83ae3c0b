"""Moments at which two tracks seem to have exchanged their names.

Nothing is corrected: who is who is for a person to say. But what follows a swap is a run across the
arena that no animal made, and a fact that names the wrong one.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAST_LENGTHS = 0.5
"""An exchange moves both tracks at least this far in one frame, in body lengths."""

LEFT_OVER = 0.35
"""After an exchange, each is this share of its leap (at most) from where the other one was."""


LONGEST_S = 1.0
"""Two animals that were lost for longer may really have changed places."""


class Swap(NamedTuple):
    """Two animals, and the frame from which on their names are exchanged."""

    first: int
    second: int
    frame: int


def find_swaps(
    centres: NDArray[np.floating], times_s: NDArray[np.float64], body_length_px: float
) -> list[Swap]:
    """Return the moments at which two tracks trade places within one frame.

    Parameters
    ----------
    centres
        Pixels, shape (frames, space, individuals), NaN where unseen; frames in which one of the two
        is unseen are passed over, so an exchange during a loss of up to `LONGEST_S` is found too.
    times_s
        Seconds, shape (frames,).
    body_length_px
        Body length in pixels.

    Returns
    -------
    list of Swap
        In order of time; an exchange and the one back are two.

    Notes
    -----
    Trading places is told from passing each other by the leap: both move more than half a body
    length from one frame to the next, each to where the other one was.
    """
    swaps = []
    for one, two in combinations(range(centres.shape[2]), 2):
        pair = centres[:, :, (one, two)].astype(np.float64)
        seen = np.flatnonzero(np.isfinite(pair).all(axis=(1, 2)))
        if len(seen) < 2:
            continue
        before, after = pair[seen[:-1]], pair[seen[1:]]
        leap = np.linalg.norm(after - before, axis=1)
        rest = np.linalg.norm(after[:, :, ::-1] - before, axis=1)
        soon = np.diff(times_s[seen]) <= LONGEST_S
        both = (leap > LEAST_LENGTHS * body_length_px) & (rest < LEFT_OVER * leap)
        swaps += [Swap(one, two, int(frame)) for frame in seen[1:][both.all(axis=1) & soon]]
    return sorted(swaps, key=lambda swap: swap.frame)
