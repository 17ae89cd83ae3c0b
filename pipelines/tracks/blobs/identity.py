"""Identity over the whole recording: after contacts, who is who is decided by how animals look."""

from __future__ import annotations

from itertools import pairwise, permutations, product

import numpy as np
from numpy.typing import NDArray

from pipelines.tracks.blobs.shapes import Floats

SWAP_COST = 6.0
"""Evidence needed to say that two animals came out of a contact the other way round."""
INDEPENDENT_S = 0.5
"""Looks of one animal this far apart in time count as independent."""
MOST_LOOKS = 10.0
MOST_ANIMALS = 5


def steady_identities(looks: Floats, alone: NDArray[np.bool_], frame_s: float) -> NDArray[np.int64]:
    """Decide which animal each track is, frame by frame.

    Parameters
    ----------
    looks
        What an animal looks like (grey level, log of area), shape (frames, animals, features).
    alone
        Frames in which an animal is seen and is not in a shared blob, shape (frames, animals).
    frame_s
        Time from one frame to the next.

    Returns
    -------
    array of int
        Track to take for each animal, shape (frames, animals): a permutation in every frame.

    Notes
    -----
    Tracks are cut in the middle of contacts and absences. Between cuts all frames of a track
    belong to one animal. The most likely permutation of every piece is found by dynamic
    programming; a change of permutation costs `SWAP_COST` per pair, so that animals which look
    alike keep the identity that position gave them.
    """
    frames, animals, _ = looks.shape
    straight = np.tile(np.arange(animals), (frames, 1))
    if animals < 2 or animals > MOST_ANIMALS:
        return straight
    edges = _cuts(alone)
    means, weights, spread = _pieces(looks, alone, edges, frame_s)
    if len(edges) < 3 or not np.isfinite(spread).all():
        return straight
    orders = [np.array(order) for order in permutations(range(animals))]
    chosen = np.zeros(len(edges) - 1, int)
    for _ in range(10):
        models = _models(means, weights, chosen, orders)
        again = _best_orders(means, weights, models, spread, orders)
        if np.array_equal(again, chosen):
            break
        chosen = again
    for piece, (start, stop) in enumerate(pairwise(edges)):
        straight[start:stop] = orders[chosen[piece]]
    return straight


def _cuts(alone: NDArray[np.bool_]) -> list[int]:
    """Return the frames at which pieces start, and the number of frames."""
    together = np.concatenate([[False], ~alone.all(axis=1), [False]]).astype(int)
    starts, stops = np.flatnonzero(np.diff(together) > 0), np.flatnonzero(np.diff(together) < 0)
    middles = {int(middle) for middle in (starts + stops) // 2}
    return sorted({0, len(alone), *middles})


def _pieces(
    looks: Floats, alone: NDArray[np.bool_], edges: list[int], frame_s: float
) -> tuple[Floats, Floats, Floats]:
    """Return means (pieces, tracks, features), weights (pieces, tracks), and spread (features,)."""
    pieces, animals = len(edges) - 1, alone.shape[1]
    means = np.zeros((pieces, animals, looks.shape[2]))
    weights = np.zeros((pieces, animals))
    squares = np.zeros(looks.shape[2])
    count = 0
    for piece, track in product(range(pieces), range(animals)):
        window = slice(edges[piece], edges[piece + 1])
        values = looks[window, track][alone[window, track]]
        if len(values):
            means[piece, track] = values.mean(axis=0)
            weights[piece, track] = min(max(len(values) * frame_s / INDEPENDENT_S, 0.2), MOST_LOOKS)
            squares += ((values - means[piece, track]) ** 2).sum(axis=0)
            count += len(values)
    spread = np.sqrt(squares / count) if count else np.full(looks.shape[2], np.nan)
    return means, weights, np.maximum(spread, [2.0, 0.05])


def _models(
    means: Floats, weights: Floats, chosen: NDArray[np.int64], orders: list[NDArray[np.int64]]
) -> Floats:
    """Return the looks of each animal, shape (animals, features)."""
    order = np.array([orders[index] for index in chosen])
    rows = np.arange(len(order))[:, None]
    weight = weights[rows, order][..., None]
    total = np.maximum(weight.sum(axis=0), 1e-9)
    return np.asarray((means[rows, order] * weight).sum(axis=0) / total, np.float64)


def _best_orders(
    means: Floats,
    weights: Floats,
    models: Floats,
    spread: Floats,
    orders: list[NDArray[np.int64]],
) -> NDArray[np.int64]:
    """Return the most likely permutation of every piece, shape (pieces,)."""
    apart = ((means[:, :, None] - models[None, None]) / spread) ** 2
    misfit = 0.5 * weights[:, :, None] * np.minimum(apart, 16.0).sum(axis=3)
    animals = np.arange(len(models))
    costs = np.stack([misfit[:, order, animals].sum(axis=1) for order in orders], axis=1)
    moved = np.array([[int((a != b).sum()) for b in orders] for a in orders])
    change = SWAP_COST * moved / 2.0
    best = costs[0].copy()
    came = np.zeros((len(costs), len(orders)), int)
    for piece in range(1, len(costs)):
        total = best[:, None] + change
        came[piece] = total.argmin(axis=0)
        best = total.min(axis=0) + costs[piece]
    chosen = np.zeros(len(costs), int)
    chosen[-1] = int(best.argmin())
    for piece in range(len(costs) - 1, 0, -1):
        chosen[piece - 1] = came[piece, chosen[piece]]
    return chosen
