"""The signal that segmenters look at: a few numbers per animal and pair at a low, fixed rate.

Positions are averaged into bins of ``1 / rate_hz`` seconds, stretch by stretch, and everything else
is computed from these bins: ten hours of tracks need the memory of ten minutes of frames and of
the bins. Values are z-scored per recording, so lengths may be pixels and the unit does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.arena import Zone
from pipelines.roles import Roles
from pipelines.segment.binning import Array, Bins
from pipelines.tracks.schema import Tracks

# frames that are looked at together: ten minutes at 30 fps
_STRETCH = 18_000
# share of the body keypoints (over time and animals) that makes a sample valid
_LEAST_SEEN = 0.5
# what positions are averaged for: centre of the animal, front and back of its body
_PLACES = 3
# places unknown for no longer than this are interpolated; the sample stays as valid as it was seen
_LONGEST_GAP_S = 1.0
# Where animals are counts more than how they move: what people tell apart begins and ends with
# contact. Weights of 1 for all find the label changes of experts a fifth less well.
_WEIGHT_OF_MOTION = 0.25
# a value that varies by less than this share of itself plus 10 (pixels, or radians per second) is
# constant: positions are float32
_ROUNDING = 1e-5


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
    """
    binned = _binned(tracks, roles, duration_s, rate_hz)
    animals = tracks.individuals
    where: dict[str, Array] = {}
    motion: dict[str, Array] = {}
    for number, animal in enumerate(animals):
        motion |= _of_animal(animal, binned.places[..., number], rate_hz)
        centre = binned.places[:, :, 0, number]
        for name, zone in zones.items():
            where[f"in {name} {animal}"] = zone.contains(centre[:, 0], centre[:, 1])
    for number, (one, other) in enumerate(combinations(range(len(animals)), 2)):
        pair = f"{animals[one]} {animals[other]}"
        apart = _length(binned.places[:, :, 0, other] - binned.places[:, :, 0, one])
        where[f"distance {pair}"] = apart
        where[f"closest {pair}"] = binned.closest[:, number]
        motion[f"closing speed {pair}"] = -_rate(apart, rate_hz)
    for one, other in permutations(range(len(animals)), 2):
        bearing = _bearing(binned.places[..., one], binned.places[:, :, 0, other], rate_hz)
        motion[f"bearing sin {animals[one]} {animals[other]}"] = np.sin(bearing)
        motion[f"bearing cos {animals[one]} {animals[other]}"] = np.cos(bearing)
    valid = binned.seen >= _LEAST_SEEN
    values = standardised(np.column_stack([*where.values(), *motion.values()]), valid)
    weights = np.repeat([1.0, _WEIGHT_OF_MOTION], [len(where), len(motion)])
    usable = np.asarray(np.isfinite(values).any(axis=0))
    if not usable.any():
        return unseen(duration_s, rate_hz)
    names = tuple(name for name, use in zip([*where, *motion], usable, strict=True) if use)
    return Samples(values[:, usable], valid, names, weights[usable], rate_hz)


class _Binned(NamedTuple):
    """Positions at the low rate; NaN where unknown."""

    places: Array  # (bins, 2, centre/front/back, animal), pixels, short gaps filled
    closest: Array  # (bins, pair), pixels, short gaps filled
    seen: Array  # (bins,), share of the body keypoints of all animals that was seen


def _binned(tracks: Tracks, roles: Roles, duration_s: float, rate_hz: float) -> _Binned:
    keypoints = tracks.keypoints
    body = [keypoints.index(name) for name in roles.body] or list(range(len(keypoints)))
    places_of = (roles.resolve("centre"), *(roles.body_axis or ((), ())))
    chosen = [[keypoints.index(name) for name in names] for names in places_of]
    animals = len(tracks.individuals)
    coordinates = 2 * _PLACES * animals
    pairs = animals * (animals - 1) // 2
    bins = Bins(duration_s, rate_hz, coordinates + pairs + 1)
    edges = tracks.timebase.edges_s
    position = tracks.data["position"].transpose("time", "space", "keypoint", "individual").values
    for start in range(0, tracks.frames, _STRETCH):
        stop = min(start + _STRETCH, tracks.frames)
        stretch = position[start:stop, :2]
        places = np.stack([_mean_of(stretch, indices) for indices in chosen], axis=2)
        bodies = stretch[:, :, body]
        share = np.isfinite(bodies[:, 0]).mean(axis=(1, 2))
        rows = [places.reshape(stop - start, -1), _closest(bodies), share[:, None]]
        bins.add(edges[start : stop + 1], np.concatenate(rows, axis=1))
    means = bins.means()
    longest = round(_LONGEST_GAP_S * rate_hz)
    for column in range(coordinates + pairs):
        _fill(means[:, column], longest)
    return _Binned(
        means[:, :coordinates].reshape(-1, 2, _PLACES, animals),
        means[:, coordinates:-1],
        np.nan_to_num(means[:, -1]),
    )


def _closest(bodies: NDArray[np.float32]) -> Array:
    """Return the distance of the closest keypoints of each pair, (frames, pairs)."""
    pairs = list(combinations(range(bodies.shape[3]), 2))
    squared = np.full((len(bodies), len(pairs)), np.nan)
    for number, (one, other) in enumerate(pairs):
        for keypoint in range(bodies.shape[2]):
            apart = bodies[..., other] - bodies[:, :, keypoint, one, None]
            nearest = np.fmin.reduce((apart**2).sum(axis=1), axis=1)
            squared[:, number] = np.fmin(squared[:, number], nearest)
    return np.asarray(np.sqrt(squared))


def _fill(column: Array, longest: int) -> None:
    """Interpolate gaps of at most `longest` samples, in place."""
    known = np.flatnonzero(np.isfinite(column))
    missing = np.flatnonzero(~np.isfinite(column))
    after = np.searchsorted(known, missing)
    between = (after > 0) & (after < len(known))
    missing, after = missing[between], after[between]
    short = missing[known[after] - known[after - 1] - 1 <= longest]
    if len(short):
        column[short] = np.interp(short, known, column[known])


def _mean_of(positions: NDArray[np.float32], indices: Sequence[int]) -> Array:
    """Return the mean place of those of some keypoints that are known, (frames, 2, animals)."""
    known = np.isfinite(positions[:, :, indices])
    total = np.where(known, positions[:, :, indices], 0.0).sum(axis=2, dtype=np.float64)
    count = known.sum(axis=2)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _of_animal(animal: str, places: Array, rate_hz: float) -> dict[str, Array]:
    """Return speed, turning rate and body length of one animal from (bins, 2, place)."""
    turning = _rate(_unwrapped(_heading(places, rate_hz)), rate_hz)
    return {
        f"speed {animal}": _length(_rate(places[:, :, 0], rate_hz)),
        f"turning {animal}": turning,
        f"body length {animal}": _length(places[:, :, 1] - places[:, :, 2]),
    }


def _heading(places: Array, rate_hz: float) -> Array:
    """Return the direction from back to front in radians; that of motion where there is none."""
    centre, front, back = (places[:, :, place] for place in range(_PLACES))
    ahead = front - back
    for spare in (front - centre, centre - back):
        ahead = np.where(np.isfinite(ahead), ahead, spare)
    if not np.isfinite(ahead).any():
        ahead = _rate(centre, rate_hz)
    return np.arctan2(ahead[:, 1], ahead[:, 0])


def _bearing(places: Array, target: Array, rate_hz: float) -> Array:
    """Return the direction to a target relative to the heading, in radians."""
    away = target - places[:, :, 0]
    return np.asarray(np.arctan2(away[:, 1], away[:, 0]) - _heading(places, rate_hz))


def _unwrapped(angle: Array) -> Array:
    """Return an angle without jumps of a full turn, gaps left out."""
    result = angle.copy()
    known = np.isfinite(angle)
    result[known] = np.unwrap(angle[known])
    return result


def _length(vector: Array) -> Array:
    return np.asarray(np.hypot(vector[:, 0], vector[:, 1]))


def _rate(values: Array, rate_hz: float) -> Array:
    """Return the change per second between the two neighbours, one-sided beside gaps and ends."""
    if len(values) < 2:
        return np.full_like(values, np.nan)
    step = np.diff(values, axis=0) * rate_hz
    edge = np.full_like(values[:1], np.nan)
    before, after = np.concatenate([edge, step]), np.concatenate([step, edge])
    mean = (before + after) / 2
    return np.where(np.isfinite(mean), mean, np.where(np.isfinite(before), before, after))
