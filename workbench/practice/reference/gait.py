"""Whole strides of a paw, found once more from its definition."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from workbench.practice.reference.amounts import NotJudgedError
from workbench.practice.reference.tables import Table

if TYPE_CHECKING:
    from workbench.practice.reference.recording import Recording


def strides(rec: Recording, paw: str, at_least: float, share: float) -> Table:
    """Return the strides of a paw, one line each.

    A paw stands while it is slower than a `share` of its animal's centre, and swings when it is
    faster than the centre; of a whole stride every frame is known and the animal walks.
    """
    found = rec.points_of(paw)
    if len(found) != 1 or not found[0].part:
        message = f"{paw!r} is no paw"
        raise NotJudgedError(message)
    (point,) = found
    body = rec.speed_px(point._replace(part=""), 0.4)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = rec.speed_px(point, 0.04) / body
    per = rec.cast.px_per_length
    with np.errstate(invalid="ignore"):
        usable = np.isfinite(ratio) & (body / per > at_least * (1 + 1e-9))
    swings = _swings(ratio, share)
    at, lines = rec.at(point), []
    for (_, first), (lift, stop) in pairwise(swings):
        if not usable[first - 1 : stop + 1].all():
            continue
        start_s, lift_s, stop_s = (_crossed(ratio, f, share) / rec.fps for f in (first, lift, stop))
        stride, stance = stop_s - start_s, lift_s - start_s
        lines.append(
            (point.name, point.part, start_s, stop_s, math.dist(at[stop], at[first]) / per, stride,
             stride - stance, stance, stance / stride, 1 / stride,
             float(body[first:stop].mean()) / per)
        )  # fmt: skip
    unit = rec.cast.length_unit
    columns = [
        "animal",
        "paw",
        "start_s",
        "stop_s",
        f"stride_length_{unit}",
        "stride_s",
        "swing_s",
        "stance_s",
        "duty_factor",
        "cadence_per_s",
        f"speed_{unit}_per_s",
    ]
    return Table(columns, lines)  # fmt: skip


def _swings(ratio: np.ndarray, share: float) -> list[tuple[int, int]]:
    """Return stretches faster than the share that are faster than the body at least once."""
    found, start = [], None
    for frame in range(len(ratio) + 1):
        moving = frame < len(ratio) and ratio[frame] > share * (1 + 1e-9)
        if moving and start is None:
            start = frame
        elif not moving and start is not None:
            swings = (ratio[start:frame] > 1 + 1e-9).any()
            if swings and start > 0 and frame < len(ratio):
                found.append((start, frame))
            start = None
    return found


def _crossed(ratio: np.ndarray, frame: int, level: float) -> float:
    """Return where between a frame and the one before it a level is passed, in frames."""
    before, after = ratio[frame - 1], ratio[frame]
    return float(frame - 1 + (level - before) / (after - before))
