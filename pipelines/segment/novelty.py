"""How surprising each sample of a stream is, and when that is unusually much.

Both parts are fed in chunks of any size and give bit-identical results for every chunking: sums
over a window are always added in the same order, oldest sample first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

# a spread below this share of the mean is rounding, not variation
_RELATIVE_ROUNDING = 1e-9


class GaussianSurprise:
    """Negative log-likelihood of each sample under the mean and variance of those before it.

    Parameters
    ----------
    window
        Number of previous samples that predict the next one; at the start of a stream, those
        there are.
    variance_floor
        Least variance, in squared units of the samples.
    weights
        How much each value of a sample counts, shape (dims,).

    Notes
    -----
    Method: the surprise of EM-LLM (negative log-probability of what came) with a diagonal Gaussian
    in place of a language model. The value is the weighted mean over the dimensions that are known
    in the sample and in at least half of the window, so samples with gaps stay comparable. It is
    NaN when less than half of the weight is known, and for the first sample.
    """

    def __init__(self, window: int, variance_floor: float, weights: Values) -> None:
        self._window = window
        self._floor = variance_floor
        self._weights = weights
        self._past = np.full((window, len(weights)), np.nan)
        self._seen = 0

    def feed(self, samples: Values) -> Values:
        """Return the surprise of each sample, shape (samples,); input shape (samples, dims)."""
        stream = np.concatenate([self._past, samples])
        self._past = stream[len(samples) :].copy()
        present = np.minimum(self._seen + np.arange(len(samples)), self._window)
        self._seen += len(samples)
        return self._score(stream, present[:, None])

    def _score(self, stream: Values, present: NDArray[np.intp]) -> Values:
        scored = len(stream) - self._window
        known = ~np.isnan(stream)
        filled = np.where(known, stream, 0.0)
        count = _rolling_sum(known.astype(np.float64), self._window)[:scored]
        mean = _rolling_sum(filled, self._window)[:scored] / np.maximum(count, 1)
        spread = np.zeros_like(mean)
        for lag in range(self._window):
            past = slice(lag, lag + scored)
            spread += np.where(known[past], (filled[past] - mean) ** 2, 0.0)
        variance = np.maximum(spread / np.maximum(count, 1), self._floor)
        now = slice(self._window, None)
        usable = known[now] & (count >= np.maximum(present, 1) / 2)
        each = 0.5 * (np.log(2 * np.pi * variance) + (filled[now] - mean) ** 2 / variance)
        total, weight = np.zeros(scored), np.zeros(scored)
        for dim, share in enumerate(self._weights.tolist()):
            total += np.where(usable[:, dim], share * each[:, dim], 0.0)
            weight += np.where(usable[:, dim], share, 0.0)
        enough = weight > 0.499 * self._weights.sum()
        return np.where(enough, total / np.where(enough, weight, 1.0), np.nan)


class PeakTest:
    """Whether a value exceeds mean + gamma * standard deviation of the values before it.

    Parameters
    ----------
    gamma
        Standard deviations above the mean.
    tau
        Number of previous values; at the start of a stream, those there are.
    warm_up
        Number of values at the start of a stream that never exceed.
    """

    def __init__(self, gamma: float, tau: int, warm_up: int) -> None:
        self._gamma = gamma
        self._tau = tau
        self._warm_up = max(warm_up, 1)
        self._past = np.zeros(tau)
        self._seen = 0

    def feed(self, values: Values) -> NDArray[np.bool_]:
        """Return for each value (finite, shape (values,)) whether it exceeds its threshold."""
        stream = np.concatenate([self._past, values])
        self._past = stream[len(values) :].copy()
        seen = self._seen + np.arange(len(values))
        self._seen += len(values)
        count = np.clip(seen, 1, self._tau)
        mean = _rolling_sum(stream, self._tau)[: len(values)] / count
        spread = np.zeros(len(values))
        for lag in range(self._tau):
            past = slice(lag, lag + len(values))
            present = lag >= self._tau - count
            spread += np.where(present, (stream[past] - mean) ** 2, 0.0)
        rounding = _RELATIVE_ROUNDING * (1.0 + np.abs(mean))
        above = values > mean + self._gamma * np.sqrt(spread / count) + rounding
        return above & (seen >= self._warm_up)


def _rolling_sum(values: Values, window: int) -> Values:
    """Return sums over `window` successive rows, the first added first."""
    rows = len(values) - window + 1
    total = np.zeros((rows, *values.shape[1:]))
    for lag in range(window):
        total += values[lag : lag + rows]
    return total
