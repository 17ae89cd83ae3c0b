"""Events by change points: the cuts that best explain the signal by constant stretches.

Method: penalised least squares (kernel change point detection with a linear kernel) from the
package *ruptures*. Its cost grows with the square of the length, so a long recording is done in
overlapping windows of which the middle halves are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graphs.errors import missing_extra
from graphs.records import Event
from pipelines.segment.registry import register_segmenter
from pipelines.segment.tiling import at_least_apart, require_positive, tile

if TYPE_CHECKING:
    from pipelines.segment.features import Samples
    from pipelines.segment.inputs import SegmentInput

_WINDOW = 1200  # samples that are looked at together: four minutes at 5 Hz


@register_segmenter("changepoint")
@dataclass(frozen=True, slots=True)
class ChangepointSegmenter:
    """Boundaries between stretches of constant mean; needs the extra ``segment``.

    Parameters
    ----------
    penalty
        Cost of one boundary, in units of ``dims * ln(window)`` squared z-scores; more gives fewer
        boundaries.
    rate_hz
        Samples per second.
    min_s
        Shortest bout.
    episode_scale
        Episodes are found in the signal averaged over this many samples, and last at least this
        many times `min_s`.
    """

    penalty: float = 1.0
    rate_hz: float = 5.0
    min_s: float = 1.0
    episode_scale: int = 10

    def __post_init__(self) -> None:
        require_positive(self, "penalty", "rate_hz", "min_s", "episode_scale")

    def segment(self, clip: SegmentInput) -> list[Event]:
        """Return bouts and episodes of a recording.

        Raises
        ------
        UserError
            *ruptures* is not installed.
        """
        fine = clip.samples(self.rate_hz)
        bouts = self._boundaries_s(fine)
        episodes = self._boundaries_s(fine.coarser(self.episode_scale))
        least = self.min_s
        return tile(clip, "changepoint", at_least_apart(bouts, least, clip.duration_s), episodes)

    def _boundaries_s(self, samples: Samples) -> NDArray[np.float64]:
        # samples that are not valid are left out, so none of them opens an event
        kept = np.flatnonzero(samples.valid)
        values = np.nan_to_num(samples.values[kept])
        least = max(2, round(self.min_s * self.rate_hz))
        found: set[int] = set()
        for start in range(0, max(1, len(values) - _WINDOW // 2), _WINDOW // 2):
            window = values[start : start + _WINDOW]
            low = start + _WINDOW // 4 if start else 0
            is_last = start + _WINDOW >= len(values)
            high = len(values) if is_last else start + 3 * _WINDOW // 4
            found |= {b for b in self._cuts(window, least, start) if low <= b < high}
        return kept[sorted(found)] / samples.rate_hz

    def _cuts(self, window: NDArray[np.float64], least: int, start: int) -> list[int]:
        try:
            import ruptures
        except ImportError as error:
            what = "Segmenting by change points"
            raise missing_extra(what, "segment") from error
        if len(window) < 2 * least or float(window.std(axis=0).max()) < 1e-9:
            return []
        penalty = self.penalty * window.shape[1] * np.log(_WINDOW)
        search = ruptures.KernelCPD(kernel="linear", min_size=least).fit(window)
        return [start + int(cut) for cut in search.predict(pen=penalty)[:-1]]
