"""The signal that segmenters look at: a few numbers per animal and pair at a low, fixed rate.

Positions are averaged into bins of ``1 / rate_hz`` seconds, stretch by stretch, and everything else
is computed from these bins: ten hours of tracks need the memory of ten minutes of frames and of
the bins. Values are z-scored per recording, so lengths may be pixels and the unit does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from pipelines.arena import Zone
from pipelines.kernels import (
    closing_speed,
    direction,
    distance,
    norm,
    slope,
    turning,
)
from pipelines.roles import Roles
from pipelines.segment.binning import Array, Bins
from pipelines.segment.positions import bin_positions
from pipelines.tracks.schema import Tracks

# share of the body keypoints (over time and animals) that makes a sample valid
_LEAST_SEEN = 0.5
# Where animals are counts more than how they move: what people tell apart begins and ends with
# contact. Weights of 1 for all find the label changes of experts a fifth less well.
_WEIGHT_OF_MOTION = 0.25
# a value that varies by less than this share of itself plus 10 (pixels, or degrees per second) is
# constant: positions are float32
_ROUNDING = 1e-5
_SAME_PLACE_PX = 1e-3  # nothing nearer has a direction: means over bins are rounded
_NEIGHBOURS = 0.0  # window of a rate of change: bins are means already, their neighbours suffice


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """A signal at a fixed rate, on a common scale.

    Parameters
    ----------
    values
        z-scores, shape (samples, dims), NaN where unknown. Sample k stands for the time from
        ``k / rate_hz`` to ``(k + 1) / rate_hz`` seconds.
    valid
        Shape (samples,); false where less than half of the body keypoints is known.
    names
        What each dimension is: ``"speed mouse_1"``.
    weights
        How much each dimension counts, shape (dims,).
    rate_hz
        Samples per second.
    """

    values: Array
    valid: NDArray[np.bool_]
    names: tuple[str, ...]
    weights: Array
    rate_hz: float

    def coarser(self, factor: int) -> Samples:
        """Return means over `factor` samples; valid where at least half of them are."""
        count = -(-len(self.valid) // factor)
        bins = Bins(len(self.valid), 1 / factor, self.values.shape[1])
        edges = np.arange(len(self.valid) + 1, dtype=np.float64)
        bins.add(edges, np.where(self.valid[:, None], self.values, np.nan))
        seen = Bins(len(self.valid), 1 / factor, 1)
        seen.add(edges, self.valid[:, None].astype(np.float64))
        valid = seen.means()[:count, 0] >= _LEAST_SEEN
        return Samples(bins.means(), valid, self.names, self.weights, self.rate_hz / factor)


def standardised(values: Array, valid: NDArray[np.bool_]) -> Array:
    """Return z-scores from mean and standard deviation of the valid samples, per dimension.

    A dimension that never changes becomes 0, an unknown value stays NaN.
    """
    result = np.full_like(values, np.nan)
    for dim in range(values.shape[1]):
        column = values[:, dim]
        known = column[valid & np.isfinite(column)]
        if len(known):
            spread = float(known.std())
            varies = spread > _ROUNDING * (10.0 + float(np.abs(known).max()))
            result[:, dim] = (column - known.mean()) / (spread if varies else np.inf)
    return result


def unseen(duration_s: float, rate_hz: float) -> Samples:
    """Return the signal of a recording of which nothing is known."""
    count = Bins(duration_s, rate_hz, 0).count
    nothing = np.full((count, 1), np.nan)
    return Samples(nothing, np.zeros(count, bool), ("nothing",), np.ones(1), rate_hz)


def pose_samples(
    tracks: Tracks,
    roles: Roles,
    zones: Mapping[str, Zone],
    duration_s: float,
    rate_hz: float,
) -> Samples:
    """Return the signal of a recording from the tracks of its animals.

    Parameters
    ----------
    tracks
        Positions in pixels.
    roles
        What the keypoints stand for.
    zones
        Name -> zone.
    duration_s
        Length of the recording; bins after the tracks' end are unknown.
    rate_hz
        Samples per second.

    Returns
    -------
    Samples
        Per animal speed, turning rate, body length and zones; per pair distance of the centres and
        of the closest points of the bodies, and closing speed; per ordered pair sine and cosine of
        the bearing of the other from the heading. Distances and zones weigh 1, all else 1/4.
        Animals that are hardly ever seen (pieces of tracks) are left out.
    """
    binned = bin_positions(tracks, roles, duration_s, rate_hz)
    animals = binned.animals
    times_s = np.arange(len(binned.seen)) / rate_hz
    where: dict[str, Array] = {}
    motion: dict[str, Array] = {}
    for number, animal in enumerate(animals):
        motion |= _of_animal(animal, binned.places[..., number], times_s)
        centre = binned.places[:, :, 0, number]
        for name, zone in zones.items():
            where[f"in {name} {animal}"] = zone.contains(centre[:, 0], centre[:, 1])
    for number, (one, other) in enumerate(combinations(range(len(animals)), 2)):
        pair = f"{animals[one]} {animals[other]}"
        centres = binned.places[:, :, 0, one], binned.places[:, :, 0, other]
        where[f"distance {pair}"] = distance(*centres)
        where[f"closest {pair}"] = binned.closest[:, number]
        motion[f"closing speed {pair}"] = closing_speed(*centres, times_s, _NEIGHBOURS)
    for one, other in permutations(range(len(animals)), 2):
        places = binned.places[..., one]
        away = direction(binned.places[:, :, 0, other] - places[:, :, 0], _SAME_PLACE_PX)
        angle = np.radians(away - _heading(places, times_s))
        motion[f"bearing sin {animals[one]} {animals[other]}"] = np.sin(angle)
        motion[f"bearing cos {animals[one]} {animals[other]}"] = np.cos(angle)
    valid = binned.seen >= _LEAST_SEEN
    values = standardised(np.column_stack([*where.values(), *motion.values()]), valid)
    weights = np.repeat([1.0, _WEIGHT_OF_MOTION], [len(where), len(motion)])
    usable = np.asarray(np.isfinite(values).any(axis=0))
    if not usable.any():
        return unseen(duration_s, rate_hz)
    names = tuple(name for name, use in zip([*where, *motion], usable, strict=True) if use)
    return Samples(values[:, usable], valid, names, weights[usable], rate_hz)


def _of_animal(animal: str, places: Array, times_s: Array) -> dict[str, Array]:
    """Return speed, turning rate and body length of one animal from (bins, 2, place)."""
    return {
        f"speed {animal}": norm(slope(places[:, :, 0], times_s, _NEIGHBOURS)),
        f"turning {animal}": turning(_heading(places, times_s), times_s, _NEIGHBOURS),
        f"body length {animal}": distance(places[:, :, 1], places[:, :, 2]),
    }


def _heading(places: Array, times_s: Array) -> Array:
    """Return the direction from back to front in degrees; that of motion where there is none.

    Unlike the heading of rules it takes half the body's axis where an end is hidden: a signal that
    comes and goes with one keypoint would be cut there.
    """
    centre, front, back = (places[:, :, place] for place in range(3))
    ahead = front - back
    for spare in (front - centre, centre - back):
        ahead = np.where(np.isfinite(ahead), ahead, spare)
    if not np.isfinite(ahead).any():
        ahead = slope(centre, times_s, _NEIGHBOURS)
    return direction(ahead)
