"""Front and back: one end of the body axis is the head, decided over the whole recording."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.tracks.blobs.shapes import Floats

TURN_SPREAD_DEG = 30.0
"""Turn from one frame to the next that is nothing unusual."""
TURN_COST = 12.0
"""Most that a sudden turn, such as the two ends changing places, can cost."""


def is_tip_front(
    times_s: Floats,
    centre: Floats,
    axis: Floats,
    cues: Floats,
    certain: Floats,
    length: float,
    window_s: float,
) -> NDArray[np.bool_]:
    """Decide in which frames the axis points to the front of the animal.

    Parameters
    ----------
    times_s
        Seconds, shape (frames,).
    centre, axis
        Shape (frames, 2), NaN where unseen.
    cues
        What differs between the ends, odd in the sign of the axis, shape (frames, cues).
    certain
        How far the shape can be trusted, 0 to 1, shape (frames,): low for round or split blobs.
    length
        Body length in the unit of `centre`.
    window_s
        Time over which speed is measured.

    Returns
    -------
    array of bool
        Shape (frames,); at frames without the animal it means nothing.

    Notes
    -----
    Animals mostly walk forwards: moving along the axis is evidence for where the front is. Frames
    with clear movement teach how the two ends differ in shape and brightness (linear
    discriminant), which is evidence at rest. The most likely sequence, in which ends rarely change
    places, is found by dynamic programming (Viterbi).
    """
    evidence = _motion(times_s, centre, axis, length, window_s) * certain
    evidence += _looks(cues, evidence, certain)
    evidence = np.nan_to_num(evidence) * min(1.0, _frame_s(times_s) / window_s)
    return _viterbi(evidence, axis, certain)


def _frame_s(times_s: Floats) -> float:
    return float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.1


def _motion(
    times_s: Floats, centre: Floats, axis: Floats, length: float, window_s: float
) -> Floats:
    """Return the log odds that the axis points forwards, by movement, shape (frames,).

    Log odds rise from a fifth of a body length per second on and level off at one per second.
    """
    half = max(1, round(window_s / _frame_s(times_s) / 2))
    index = np.arange(len(times_s))
    first, last = np.maximum(index - half, 0), np.minimum(index + half, len(index) - 1)
    elapsed = np.maximum(times_s[last] - times_s[first], 1e-6)
    velocity = (centre[last] - centre[first]) / elapsed[:, None] / length
    along = np.einsum("ij,ij->i", velocity, axis)
    odds = np.sign(along) * 4.0 * np.clip((np.abs(along) - 0.2) / 0.8, 0.0, 1.0)
    return np.asarray(odds, np.float64)


def _looks(cues: Floats, motion: Floats, certain: Floats) -> Floats:
    """Return the log odds by shape and brightness, learnt where movement is clear."""
    clear = (np.abs(motion) > 2.0) & (certain > 0.5) & np.isfinite(cues).all(axis=1)
    if int(clear.sum()) < 30:
        return np.zeros(len(cues))
    forward = cues[clear] * np.sign(motion[clear])[:, None]
    mean = forward.mean(axis=0)
    scatter = np.cov(forward.T) + 1e-3 * np.eye(cues.shape[1])
    odds = 2.0 * cues @ np.linalg.solve(scatter, mean)
    return np.asarray(np.clip(odds, -3.0, 3.0) * np.maximum(certain, 0.3), np.float64)


def _viterbi(evidence: Floats, axis: Floats, certain: Floats) -> NDArray[np.bool_]:
    """Return the most likely sequence of "tip is front", shape (frames,)."""
    frames = len(evidence)
    seen = np.flatnonzero(np.isfinite(axis).all(axis=1))
    result = np.ones(frames, bool)
    if not len(seen):
        return result
    cosine = np.clip(np.einsum("ij,ij->i", axis[seen[1:]], axis[seen[:-1]]), -1.0, 1.0)
    turn = np.degrees(np.arccos(cosine))
    trust = np.maximum(np.minimum(certain[seen[1:]], certain[seen[:-1]]), 0.4)
    trust = trust / np.maximum(np.diff(seen), 1)
    same = np.minimum((turn / TURN_SPREAD_DEG) ** 2, TURN_COST) * trust
    other = np.minimum(((180.0 - turn) / TURN_SPREAD_DEG) ** 2, TURN_COST) * trust
    front = np.maximum(-evidence[seen], 0.0)
    back = np.maximum(evidence[seen], 0.0)
    came_front = np.zeros(len(seen), bool)
    came_back = np.zeros(len(seen), bool)
    best_front, best_back = float(front[0]), float(back[0])
    for step in range(1, len(seen)):
        stay, flip = float(same[step - 1]), float(other[step - 1])
        to_front = (best_front + stay, best_back + flip)
        to_back = (best_front + flip, best_back + stay)
        came_front[step] = to_front[0] <= to_front[1]
        came_back[step] = to_back[0] < to_back[1]
        best_front = min(to_front) + float(front[step])
        best_back = min(to_back) + float(back[step])
    state = best_front <= best_back
    for step in range(len(seen) - 1, -1, -1):
        result[seen[step]] = state
        state = bool(came_front[step] if state else came_back[step])
    return result
