"""Events by motion: bouts of activity and of rest.

Two thresholds (hysteresis) keep a signal that hovers around one level from being cut at every
sample: activity begins above the upper one and ends below the lower one. Both lie between the mean
of the quiet and the mean of the active samples, which Otsu's threshold tells apart, so they need no
unit and no tuning per recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.records import Event
from pipelines.segment.registry import register_segmenter
from pipelines.segment.tiling import require_positive, tile

if TYPE_CHECKING:
    from pipelines.segment.features import Samples
    from pipelines.segment.inputs import SegmentInput

Array = NDArray[np.float64]


@register_segmenter("activity")
@dataclass(frozen=True, slots=True)
class ActivitySegmenter:
    """Boundaries where the animals start or stop to move.

    Parameters
    ----------
    high, low
        Thresholds as shares of the way from the quiet to the active mean; ``low < high < 1``.
    rate_hz
        Samples per second.
    min_s
        Shortest bout; a shorter one is not noticed.
    episode_scale
        Episodes are found in the motion averaged over this many samples, and last at least this
        many times `min_s`.
    """

    high: float = 0.6
    low: float = 0.4
    rate_hz: float = 5.0
    min_s: float = 1.0
    episode_scale: int = 10

    def __post_init__(self) -> None:
        require_positive(self, "high", "low", "rate_hz", "min_s", "episode_scale")
        if not self.low < self.high < 1:
            message = f"Expected low < high < 1; found low {self.low:g} and high {self.high:g}."
            raise UserError(message)

    def segment(self, clip: SegmentInput) -> list[Event]:
        """Return bouts and episodes of a recording."""
        fine = clip.samples(self.rate_hz)
        bouts = self._changes(fine, self.min_s, clip.duration_s)
        coarse = fine.coarser(self.episode_scale)
        episodes = self._changes(coarse, self.min_s * self.episode_scale, clip.duration_s)
        return tile(clip, "activity", bouts, episodes)

    def _changes(self, samples: Samples, min_s: float, duration_s: float) -> list[float]:
        active = _hysteresis(motion_energy(samples), self.low, self.high)
        times = (np.flatnonzero(np.diff(active.astype(np.int8))) + 1) / samples.rate_hz
        return _without_blips(times.tolist(), min_s, duration_s)


def motion_energy(samples: Samples) -> Array:
    """Return the mean motion of all animals (or of all parts of the picture), shape (samples,).

    NaN where a sample is not valid or no motion is known.
    """
    moving = [
        number
        for number, name in enumerate(samples.names)
        if name.startswith(("speed ", "motion "))
    ]
    values = samples.values[:, moving]
    known = np.isfinite(values) & samples.valid[:, None]
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _hysteresis(energy: Array, low: float, high: float) -> NDArray[np.bool_]:
    """Return where motion is on; unknown samples and those in between change nothing."""
    known = energy[np.isfinite(energy)]
    quiet, active = _otsu_means(known)
    if active <= quiet:
        return np.zeros(len(energy), bool)
    above = energy > quiet + high * (active - quiet)
    decided = above | (energy < quiet + low * (active - quiet))
    if not decided.any():
        return np.zeros(len(energy), bool)
    # every sample takes over from the last decided one, those before the first from the first
    last = np.maximum.accumulate(np.where(decided, np.arange(len(energy)), -1))
    last[last < 0] = int(np.flatnonzero(decided)[0])
    return np.asarray(above[last])


def _otsu_means(values: Array) -> tuple[float, float]:
    """Return the means of the two groups that Otsu's threshold makes; equal if there is one."""
    if len(values) < 2 or values.max() - values.min() < 1e-9:
        return 0.0, 0.0
    ordered = np.sort(values)
    below = np.arange(1, len(ordered))
    total = np.cumsum(ordered)
    lower = total[:-1] / below
    upper = (total[-1] - total[:-1]) / (len(ordered) - below)
    between = below * (len(ordered) - below) * (upper - lower) ** 2
    best = int(np.argmax(between))
    return float(lower[best]), float(upper[best])


def _without_blips(times_s: list[float], min_s: float, duration_s: float) -> list[float]:
    """Return changes between two states without the runs that are shorter than `min_s`."""
    kept: list[float] = []
    for time in times_s:
        if kept and time - kept[-1] < min_s - 1e-9:
            kept.pop()  # back in the former state before it counted as left
        else:
            kept.append(time)
    first_is_short = bool(kept) and kept[0] < min_s - 1e-9
    kept = kept[first_is_short:]
    last_is_short = bool(kept) and duration_s - kept[-1] < min_s - 1e-9
    return kept[: len(kept) - last_is_short]
