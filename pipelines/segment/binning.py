"""Means of per-frame values over bins of equal length in seconds.

Every frame counts for as long as it is shown, so a variable frame rate, dropped frames and any
ratio of frame rate to bin rate are exact. Frames come in stretches; only the bins are kept.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Bins:
    """Collects means of several values over the bins of a recording.

    Parameters
    ----------
    duration_s
        Length of the recording; the last bin ends there and may be shorter.
    rate_hz
        Bins per second.
    values
        Number of values per frame.
    """

    def __init__(self, duration_s: float, rate_hz: float, values: int) -> None:
        self.count = max(1, int(np.ceil(duration_s * rate_hz - 1e-6)))
        self._edges = np.arange(self.count + 1) / rate_hz
        self._edges[-1] = max(duration_s, self._edges[-2])
        self._sum = np.zeros((self.count, values))
        self._known_s = np.zeros((self.count, values))

    def add(self, edges_s: Array, values: Array) -> None:
        """Add a stretch of frames.

        Parameters
        ----------
        edges_s
            Start of each frame and end of the last one, shape (frames + 1,).
        values
            Shape (frames, values), NaN where unknown.
        """
        low = int(np.clip(np.searchsorted(self._edges, edges_s[0], "right") - 1, 0, self.count))
        high = int(np.clip(np.searchsorted(self._edges, edges_s[-1], "left"), low, self.count))
        if high == low:
            return
        cuts = np.clip(self._edges[low : high + 1], edges_s[0], edges_s[-1])
        known = np.isfinite(values)
        self._sum[low:high] += _integrals(edges_s, np.where(known, values, 0.0), cuts)
        self._known_s[low:high] += _integrals(edges_s, known.astype(np.float64), cuts)

    def means(self) -> Array:
        """Return the mean of what is known per bin, shape (bins, values); NaN where nothing is."""
        known = self._known_s > 1e-9
        return np.where(known, self._sum / np.where(known, self._known_s, 1.0), np.nan)


def _integrals(edges_s: Array, values: Array, cuts_s: Array) -> Array:
    """Return the integral of values held from frame to frame between successive cuts."""
    total = np.zeros((len(edges_s), values.shape[1]))
    np.cumsum(values * np.diff(edges_s)[:, None], axis=0, out=total[1:])
    frame = np.clip(np.searchsorted(edges_s, cuts_s, "right") - 1, 0, len(values) - 1)
    at_cuts = total[frame] + (cuts_s - edges_s[frame])[:, None] * values[frame]
    return np.asarray(np.diff(at_cuts, axis=0))
