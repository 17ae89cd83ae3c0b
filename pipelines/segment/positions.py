"""Positions at a low, fixed rate: the part of the signal that reads all frames, in stretches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.roles import Roles
from pipelines.segment.binning import Array, Bins
from pipelines.tracks.schema import Tracks, seen

# frames that are looked at together: ten minutes at 30 fps
_STRETCH = 18_000
# what positions are averaged for: centre of the animal, front and back of its body
_PLACES = 3
# places unknown for no longer than this are interpolated; the sample stays as valid as it was seen
_LONGEST_GAP_S = 1.0
# share of the frames in which an animal must be seen to be part of the signal
_LEAST_PRESENT = 0.1


class BinnedPositions(NamedTuple):
    """Positions at the low rate; NaN where unknown."""

    animals: list[str]  # those that are seen often enough
    places: Array  # (bins, 2, centre/front/back, animal), pixels, short gaps filled
    closest: Array  # (bins, pair), pixels, short gaps filled
    seen: Array  # (bins,), share of the body keypoints of all animals that was seen


def bin_positions(
    tracks: Tracks, roles: Roles, duration_s: float, rate_hz: float
) -> BinnedPositions:
    """Return the means of positions over bins of ``1 / rate_hz`` seconds.

    Parameters
    ----------
    tracks
        Positions in pixels.
    roles
        What the keypoints stand for.
    duration_s
        Length of the recording; bins after the tracks' end are unknown.
    rate_hz
        Bins per second.
    """
    keypoints = tracks.keypoints
    body = [keypoints.index(name) for name in roles.body] or list(range(len(keypoints)))
    places_of = (roles.resolve("centre"), *(roles.body_axis or ((), ())))
    chosen = [[keypoints.index(name) for name in names] for names in places_of]
    position = tracks.data["position"].transpose("time", "space", "keypoint", "individual").values
    kept = _often_seen(position, body)
    animals = len(kept)
    coordinates = 2 * _PLACES * animals
    pairs = animals * (animals - 1) // 2
    bins = Bins(duration_s, rate_hz, coordinates + pairs + 1)
    edges = tracks.timebase.edges_s
    for start in range(0, tracks.frames, _STRETCH):
        stop = min(start + _STRETCH, tracks.frames)
        stretch = position[start:stop, :2][..., kept]
        places = np.stack([_mean_of(stretch, indices) for indices in chosen], axis=2)
        bodies = stretch[:, :, body]
        share = np.isfinite(bodies[:, 0]).mean(axis=(1, 2))
        rows = [places.reshape(stop - start, -1), _closest(bodies), share[:, None]]
        bins.add(edges[start : stop + 1], np.concatenate(rows, axis=1))
    means = bins.means()
    longest = round(_LONGEST_GAP_S * rate_hz)
    for column in range(coordinates + pairs):
        _fill(means[:, column], longest)
    return BinnedPositions(
        [tracks.individuals[animal] for animal in kept],
        means[:, :coordinates].reshape(-1, 2, _PLACES, animals),
        means[:, coordinates:-1],
        np.nan_to_num(means[:, -1]),
    )


def _often_seen(position: NDArray[np.float32], body: Sequence[int]) -> list[int]:
    """Return the animals that are seen in a tenth of the frames, or those seen most if none is."""
    frames = seen(position, body).sum(axis=1)
    least = min(_LEAST_PRESENT * len(position), float(frames.max()))
    return np.flatnonzero(frames >= least).tolist()


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
