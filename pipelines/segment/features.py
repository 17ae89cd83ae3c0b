"""The signal that segmenters look at: a few numbers per animal and pair at a low, fixed rate.

Positions are averaged into bins of ``1 / rate_hz`` seconds, stretch by stretch, and everything else
is computed from these bins: ten hours of tracks need the memory of ten minutes of frames and of
the bins. Values are z-scored per recording, so lengths may be pixels and the unit does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

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
    rate_hz
        Samples per second.
    """

    values: Array
    valid: NDArray[np.bool_]
    names: tuple[str, ...]
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
        return Samples(bins.means(), valid, self.names, self.rate_hz / factor)


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
            rounding = 1e-9 * (1.0 + float(np.abs(known).max()))
            result[:, dim] = (column - known.mean()) / (spread if spread > rounding else np.inf)
    return result


def unseen(duration_s: float, rate_hz: float) -> Samples:
    """Return the signal of a recording of which nothing is known."""
    count = Bins(duration_s, rate_hz, 0).count
    return Samples(np.full((count, 1), np.nan), np.zeros(count, bool), ("nothing",), rate_hz)


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
        Per animal speed, turning rate, body length and zones; per pair distance and closing speed;
        per ordered pair sine and cosine of the bearing of the other from the heading.
    """
    places, seen = _binned(tracks, roles, duration_s, rate_hz)
    columns: dict[str, Array] = {}
    animals = tracks.individuals
    for number, animal in enumerate(animals):
        columns |= _of_animal(animal, places[..., number], rate_hz)
        centre = places[:, :, 0, number]
        for name, zone in zones.items():
            columns[f"in {name} {animal}"] = zone.contains(centre[:, 0], centre[:, 1])
    for one, other in combinations(range(len(animals)), 2):
        pair = f"{animals[one]} {animals[other]}"
        apart = _length(places[:, :, 0, other] - places[:, :, 0, one])
        columns[f"distance {pair}"] = apart
        columns[f"closing speed {pair}"] = -_rate(apart, rate_hz)
    for one, other in permutations(range(len(animals)), 2):
        bearing = _bearing(places[..., one], places[:, :, 0, other], rate_hz)
        columns[f"bearing sin {animals[one]} {animals[other]}"] = np.sin(bearing)
        columns[f"bearing cos {animals[one]} {animals[other]}"] = np.cos(bearing)
    valid = seen >= _LEAST_SEEN
    values = standardised(np.column_stack(list(columns.values())), valid)
    usable = np.asarray(np.isfinite(values).any(axis=0))
    if not usable.any():
        return unseen(duration_s, rate_hz)
    names = tuple(name for name, use in zip(columns, usable, strict=True) if use)
    return Samples(values[:, usable], valid, names, rate_hz)


def _binned(tracks: Tracks, roles: Roles, duration_s: float, rate_hz: float) -> tuple[Array, Array]:
    """Return places (bins, 2, centre/front/back, animal) and the share of the body seen (bins,)."""
    keypoints = tracks.keypoints
    body = [keypoints.index(name) for name in roles.body] or list(range(len(keypoints)))
    places_of = (roles.resolve("centre"), *(roles.body_axis or ((), ())))
    chosen = [[keypoints.index(name) for name in names] for names in places_of]
    animals = len(tracks.individuals)
    bins = Bins(duration_s, rate_hz, 2 * _PLACES * animals)
    seen = Bins(duration_s, rate_hz, 1)
    edges = tracks.timebase.edges_s
    position = tracks.data["position"].transpose("time", "space", "keypoint", "individual").values
    for start in range(0, tracks.frames, _STRETCH):
        stop = min(start + _STRETCH, tracks.frames)
        stretch = position[start:stop, :2]
        places = np.stack([_mean_of(stretch, indices) for indices in chosen], axis=2)
        span = edges[start : stop + 1]
        bins.add(span, places.reshape(stop - start, -1))
        share = np.isfinite(stretch[:, 0, body]).mean(axis=(1, 2))
        seen.add(span, share[:, None])
    places = bins.means().reshape(-1, 2, _PLACES, animals)
    return places, np.nan_to_num(seen.means()[:, 0])


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
