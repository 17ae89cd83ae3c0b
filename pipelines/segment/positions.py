"""Positions at a low, fixed rate: the part of the signal that reads all frames, in stretches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.kernels import closest_distance, mean_point
from pipelines.roles import Roles
from pipelines.segment.binning import Array, Bins
from pipelines.timebase import TimeBase
from pipelines.tracks.clean import fill_gaps
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
    for start in range(0, tracks.frames, _STRETCH):
        stop = min(start + _STRETCH, tracks.frames)
        stretch = position[start:stop, :2][..., kept]
        places = [
            [mean_point(stretch[:, :, indices, animal]) for animal in range(animals)]
            for indices in chosen
        ]
        bodies = stretch[:, :, body]
        closest = [
            closest_distance(bodies[..., one], bodies[..., other])
            for one, other in combinations(range(animals), 2)
        ]
        share = np.isfinite(bodies[:, 0]).mean(axis=(1, 2))
        columns = np.moveaxis(np.asarray(places), (2, 3), (0, 1)).reshape(stop - start, -1)
        values = np.column_stack([columns, *closest, share])
        bins.add(*_with_pauses(tracks.timebase, start, stop, values))
    means = bins.means()
    times = np.arange(len(means)) / rate_hz
    for column in range(coordinates + pairs):
        fill_gaps(means[:, column : column + 1], times, _LONGEST_GAP_S)
    return BinnedPositions(
        [tracks.individuals[animal] for animal in kept],
        means[:, :coordinates].reshape(-1, 2, _PLACES, animals),
        means[:, coordinates:-1],
        np.nan_to_num(means[:, -1]),
    )


def _with_pauses(clock: TimeBase, start: int, stop: int, values: Array) -> tuple[Array, Array]:
    """Return edges and values of some frames, with an unknown frame for every pause."""
    paused = clock.pauses[(clock.pauses > start) & (clock.pauses <= stop)]
    edges = np.insert(clock.edges_s[start : stop + 1], paused - start, clock.stops_s[paused - 1])
    return edges, np.insert(values, paused - start, np.nan, axis=0)


def _often_seen(position: NDArray[np.float32], body: Sequence[int]) -> list[int]:
    """Return the animals that are seen in a tenth of the frames, or those seen most if none is."""
    frames = seen(position, body).sum(axis=1)
    least = min(_LEAST_PRESENT * len(position), float(frames.max()))
    return np.flatnonzero(frames >= least).tolist()
