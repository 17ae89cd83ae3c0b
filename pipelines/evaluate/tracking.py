"""How good tracks are, against others that are taken as true: matches, identity, position, heading.

Positions are arrays of shape (frames, animals, 2) in pixels, NaN where an animal is unseen. The two
sides may have different numbers of animals and different names for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from graphs.errors import UserError

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class TrackingQuality:
    """How found tracks compare with true ones.

    Parameters
    ----------
    instances
        True instances that were looked at: an animal seen in one frame is one.
    matched
        Of these, how many have a found centre within the distance, whatever its name.
    swaps
        Moments at which a true animal is found under another name than the last time, frames
        that two animals change together counting once.
    same_name
        Of the matched, how many carry the name that suits their animal best over the recording.
    median_error_px
        Median distance of matched pairs in pixels.
    """

    instances: int
    matched: int
    swaps: int
    same_name: int
    median_error_px: float

    @property
    def match_share(self) -> float:
        """Share of true instances that were found, 0 to 1; NaN without any."""
        return self.matched / self.instances if self.instances else float("nan")

    @property
    def identity_share(self) -> float:
        """Share of matched instances under the best fixed name, 0 to 1; NaN without any."""
        return self.same_name / self.matched if self.matched else float("nan")


def match_frames(true: Floats, found: Floats, within_px: float) -> NDArray[np.int64]:
    """Pair true and found animals frame by frame, whatever their names.

    Parameters
    ----------
    true, found
        Centres, shapes (frames, m, 2) and (frames, n, 2).
    within_px
        Pairs farther apart are no pairs.

    Returns
    -------
    array of int
        Index of the found animal for each true one, -1 for none, shape (frames, m). As many pairs
        as possible, then the smallest sum of distances.
    """
    if len(true) != len(found):
        message = f"Tracks to compare need the same frames; found {len(true)} and {len(found)}."
        raise UserError(message)
    pairs = np.full(true.shape[:2], -1, np.int64)
    distances = np.linalg.norm(true[:, :, None] - found[:, None], axis=3)
    near = distances <= within_px
    far = 1e3 * max(within_px, 1.0)
    for frame in np.flatnonzero(near.any(axis=(1, 2))):
        costs = np.where(near[frame], distances[frame], far)
        rows, columns = linear_sum_assignment(costs)
        kept = near[frame][rows, columns]
        pairs[frame, rows[kept]] = columns[kept]
    return pairs


def tracking_quality(
    true: Floats,
    found: Floats,
    within_px: float,
    frames: NDArray[np.bool_] | None = None,
) -> TrackingQuality:
    """Compare found centres with true ones.

    Parameters
    ----------
    true, found
        Centres, shapes (frames, m, 2) and (frames, n, 2).
    within_px
        Largest distance of a match.
    frames
        Frames to look at, bool, shape (frames,); all if ``None``.

    Notes
    -----
    Swaps are counted like the identity switches of the CLEAR MOT measures (Bernardin and
    Stiefelhagen 2008), except that all animals that change in one frame make one swap. Frames
    without a match are skipped, so that a swap during a contact is counted when it is over.
    """
    if frames is not None:
        true, found = true[frames], found[frames]
    pairs = match_frames(true, found, within_px)
    seen = np.isfinite(true).all(axis=2)
    rows, animals = np.nonzero(pairs >= 0)
    names = pairs[rows, animals]
    errors = np.linalg.norm(true[rows, animals] - found[rows, names], axis=1)
    votes = np.zeros((true.shape[1], found.shape[1]))
    np.add.at(votes, (animals, names), 1)
    best = linear_sum_assignment(votes, maximize=True)
    return TrackingQuality(
        instances=int(seen.sum()),
        matched=len(rows),
        swaps=len(swap_frames(pairs)),
        same_name=int(votes[best].sum()),
        median_error_px=float(np.median(errors)) if len(errors) else float("nan"),
    )


def swap_frames(pairs: NDArray[np.int64]) -> list[int]:
    """Return the frames at which a true animal is first found under a new name.

    Parameters
    ----------
    pairs
        Result of `match_frames`.
    """
    changed: set[int] = set()
    for column in pairs.T:
        matched = np.flatnonzero(column >= 0)
        changed.update(int(f) for f in matched[1:][np.diff(column[matched]) != 0])
    return sorted(changed)


def heading_errors(
    true_heading: Floats, found_heading: Floats, pairs: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the angle between true and found headings of matched animals.

    Parameters
    ----------
    true_heading, found_heading
        Degrees, shapes (frames, m) and (frames, n), NaN where unknown.
    pairs
        Result of `match_frames`.

    Returns
    -------
    array
        Degrees from 0 to 180, one per matched pair with both headings known.
    """
    rows, animals = np.nonzero(pairs >= 0)
    difference = true_heading[rows, animals] - found_heading[rows, pairs[rows, animals]]
    angle = np.abs((difference + 180.0) % 360.0 - 180.0)
    return np.asarray(angle[np.isfinite(angle)], np.float64)
