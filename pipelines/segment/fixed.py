"""Events of equal length: the baseline that every other segmenter must beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs.records import Event
from pipelines.segment.inputs import SegmentInput
from pipelines.segment.registry import register_segmenter
from pipelines.segment.tiling import at_least_apart, require_positive, tile


@register_segmenter("fixed")
@dataclass(frozen=True, slots=True)
class FixedSegmenter:
    """Boundaries at regular times.

    Parameters
    ----------
    length_s
        Length of a bout. A last one of less than half of it joins the one before.
    episode_scale
        Bouts per episode.
    """

    length_s: float = 10.0
    episode_scale: int = 6

    def __post_init__(self) -> None:
        require_positive(self, "length_s", "episode_scale")

    def segment(self, clip: SegmentInput) -> list[Event]:
        """Return bouts and episodes of a recording."""
        bouts = _every(self.length_s, clip.duration_s)
        return tile(
            clip, "fixed", bouts, _every(self.length_s * self.episode_scale, clip.duration_s)
        )


def _every(length_s: float, duration_s: float) -> NDArray[np.float64]:
    times = np.arange(1, int(duration_s / length_s) + 1) * length_s
    return at_least_apart(times, length_s / 2, duration_s)
