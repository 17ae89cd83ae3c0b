"""What cannot be right in a track file: found, said, and mended only where it stands for "missing".

Everything here works on one point of one animal at a time, so it needs little memory.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.registry import TrackFile

NEAR_CORNER_PX = 5.0
CENTRED_SHARE = 0.05

Findings = tuple[list[str], list[dict[str, object]]]


def examine(found: TrackFile, name: str) -> Findings:
    """Mark stand-ins for "missing" as NaN, in place, and return warnings and log entries.

    Parameters
    ----------
    found
        Tracks as read; `position` and landmarks are changed in place.
    name
        File name, for messages.

    Raises
    ------
    DataError
        Not one position is usable.

    Notes
    -----
    A point at exactly (0, 0) is taken for a missing one if that happens more than once in the file.
    Two kinds are kept, and said: a point that is also found within 5 px of the image corner at
    least as often, and, in coordinates that are centred (more than 5 % are negative), a point that
    never is anywhere else, which is the origin.
    """
    warnings, log = _infinite_to_missing(found)
    zeros, zeros_log = _zeros_to_missing(found)
    warnings += zeros
    warnings += _odd_confidence(found)
    warnings += _never_seen(found, name)
    return warnings, log + zeros_log


def _points(found: TrackFile) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield each point's name and positions, shape (rows, space), as views."""
    for i, who in enumerate(found.individuals):
        for k, point in enumerate(found.keypoints):
            yield f"{who} {point}", found.position[:, :, k, i]
    if found.landmarks:
        for k, point in enumerate(found.landmarks[0]):
            yield point, found.landmarks[1][:, :, k]


def _zeros_to_missing(found: TrackFile) -> Findings:
    zeros = {name: int(_at_zero(position).sum()) for name, position in _points(found)}
    if sum(zeros.values()) < 2:
        return [], []
    centred = _is_centred(found)
    changed: dict[str, int] = {}
    kept: dict[str, int] = {}
    for name, position in _points(found):
        if not zeros[name]:
            continue
        if _may_be_real(position, zeros[name], centred=centred):
            kept[name] = zeros[name]
        else:
            position[_at_zero(position)] = np.nan
            changed[name] = zeros[name]
    warnings = []
    if changed:
        most = max(changed, key=lambda name: changed[name])
        share = sum(changed.values()) / (len(zeros) * len(found.position))
        warnings.append(
            f"{sum(changed.values())} positions ({share:.1%}) at exactly (0, 0) stand for missing "
            f"and are now missing; most are of {most!r} ({changed[most]})."
        )
    if kept:
        warnings.append(
            f"{sum(kept.values())} positions at exactly (0, 0) were kept, because these points are "
            f"found beside that place too, or nowhere else: {', '.join(kept)}."
        )
    return warnings, [{"operation": "zeros_to_missing", "counts": changed}] if changed else []


def _at_zero(position: NDArray[np.float32]) -> NDArray[np.bool_]:
    return np.asarray((position == 0).all(axis=1))


def _is_centred(found: TrackFile) -> bool:
    negative = sum(int((position < 0).sum()) for _, position in _points(found))
    known = sum(int(np.isfinite(position).sum()) for _, position in _points(found))
    return negative > CENTRED_SHARE * known


def _may_be_real(position: NDArray[np.float32], zeros: int, *, centred: bool) -> bool:
    if centred:
        return zeros == int(np.isfinite(position[:, 0]).sum())
    distance = np.hypot(position[:, 0], position[:, 1])
    return int(((distance > 0) & (distance < NEAR_CORNER_PX)).sum()) >= zeros


def _infinite_to_missing(found: TrackFile) -> Findings:
    counts: dict[str, int] = {}
    for name, position in _points(found):
        infinite = np.isinf(position).any(axis=1)
        if infinite.any():
            position[infinite] = np.nan
            counts[name] = int(infinite.sum())
    if not counts:
        return [], []
    warning = f"{sum(counts.values())} infinite positions are now missing: {', '.join(counts)}."
    return [warning], [{"operation": "infinite_to_missing", "counts": counts}]


def _odd_confidence(found: TrackFile) -> list[str]:
    if found.confidence is None:
        return []
    low, high = np.inf, -np.inf
    for i in range(len(found.individuals)):
        for k in range(len(found.keypoints)):
            series = found.confidence[:, k, i]
            low = min(low, float(np.fmin.reduce(series)))
            high = max(high, float(np.fmax.reduce(series)))
    if low >= 0 and high <= 1:
        return []
    if np.isinf(low) or np.isnan(low) or np.isnan(high):
        return []
    return [
        f"Confidence goes from {low:.3g} to {high:.3g}, not 0 to 1; it was kept as it is. Choose "
        "a cut-off that suits this tracker."
    ]


def _never_seen(found: TrackFile, name: str) -> list[str]:
    unseen = {
        (who, point)
        for i, who in enumerate(found.individuals)
        for k, point in enumerate(found.keypoints)
        if np.isnan(found.position[:, 0, k, i]).all()
    }
    gone = [w for w in found.individuals if all((w, k) in unseen for k in found.keypoints)]
    if len(gone) == len(found.individuals):
        message = (
            f"{name!r} holds no position at all: every value of {', '.join(gone)} is missing. "
            "Check the tracking, or how it was exported."
        )
        raise DataError(message)
    warnings = [f"{who!r} is never seen: all its positions are missing." for who in gone]
    points = sorted(f"{who} {point}" for who, point in unseen if who not in gone)
    if points:
        shown = ", ".join(map(repr, points[:4])) + (", ..." if len(points) > 4 else "")
        warnings.append(f"{len(points)} points have no position in any frame: {shown}.")
    return warnings
