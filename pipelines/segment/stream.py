"""Events by surprise: a boundary where what comes is not what the last seconds predicted.

Method: EM-LLM's surprise threshold and boundary refinement, carried over to a signal from pose
tracks. A boundary opens at the sample whose surprise exceeds ``mean + gamma * std`` of the values
before it; it is then moved, by up to half of the shorter neighbouring event, to where the two
events are most alike inside. Changes from the source: gamma 3 instead of 1 (at 1 a signal of this
kind is cut five times too often), search on both sides, a similarity that is never negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipelines.segment.novelty import GaussianSurprise, PeakTest
from pipelines.segment.refine import best_split

Span = tuple[int, int]
"""First sample of an event and the one after its last."""

# the largest inner surprise must stand out by this much to count as a place to split
_VARIED = 1e-6


@dataclass(frozen=True, slots=True)
class SurpriseSettings:
    """Settings in samples.

    Parameters
    ----------
    gamma
        Standard deviations above the mean surprise at which a boundary opens.
    tau
        Number of previous surprise values that give mean and standard deviation.
    window
        Number of previous samples that predict the next one.
    variance_floor
        Least predicted variance, squared units of the samples.
    min_samples, max_samples
        Shortest and longest event. A longer one is split at its largest inner surprise; one in
        which no sample is more surprising than another (nothing moves, nothing was seen) is kept
        whole. A recording shorter than `min_samples` is one event.
    refine
        Measure of the refinement, or ``none``.
    """

    gamma: float = 3.0
    tau: int = 64
    window: int = 16
    variance_floor: float = 1e-3
    min_samples: int = 8
    max_samples: int = 150
    refine: Literal["modularity", "conductance", "none"] = "modularity"


class SurpriseStream:
    """Finds events in a stream of samples that comes in chunks of any size.

    Events come out as soon as they are final: when the boundary after the next one is known.
    Memory is bounded by a few times `SurpriseSettings.max_samples`, whatever the length of the
    stream. Every chunking gives the same events.

    Parameters
    ----------
    settings
        Settings in samples.
    weights
        How much each value of a sample counts, shape (dims,).

    Examples
    --------
    >>> stream = SurpriseStream(SurpriseSettings(), weights=np.ones(1))
    >>> stream.feed(np.zeros((20, 1))) + stream.finish()
    [(0, 20)]
    """

    def __init__(self, settings: SurpriseSettings, weights: NDArray[np.float64]) -> None:
        self._scale = np.sqrt(weights)
        self._surprise = GaussianSurprise(settings.window, settings.variance_floor, weights)
        self._peaks = PeakTest(settings.gamma, settings.tau, settings.window)
        self._cutter = _Cutter(settings)
        self._refiner = _Refiner(settings, len(weights))

    def feed(
        self, samples: NDArray[np.float64], valid: NDArray[np.bool_] | None = None
    ) -> list[Span]:
        """Take the next samples and return the events that became final.

        Parameters
        ----------
        samples
            Shape (n, dims), on a common scale (z-scored); single unknown values are NaN.
        valid
            Shape (n,); a sample that is not valid (too few keypoints seen) contributes no surprise
            and opens no boundary. By default those with at least half of their values known.
        """
        if valid is None:
            valid = (~np.isnan(samples)).mean(axis=1) >= 0.5
        surprise = np.full(len(samples), np.nan)
        surprise[valid] = self._surprise.feed(samples[valid])
        scored = np.flatnonzero(np.isfinite(surprise))
        peak = np.zeros(len(samples), bool)
        peak[scored] = self._peaks.feed(surprise[scored])
        self._refiner.extend(samples * self._scale, valid)
        return self._refiner.take(self._cutter.feed(surprise, peak))

    def finish(self) -> list[Span]:
        """Return the events that were still open at the end of the stream."""
        boundaries = self._cutter.finish()
        return self._refiner.take(boundaries) + self._refiner.finish()


class _Cutter:
    """Places boundaries at peaks, at least `min_samples` and at most `max_samples` apart.

    A boundary is handed on once its event has reached the minimum length.
    """

    def __init__(self, settings: SurpriseSettings) -> None:
        self._min = settings.min_samples
        self._max = settings.max_samples
        self._start = 0  # of the open event
        self._before = 0  # start of the event before it
        self._announced = 0  # last boundary handed on
        self._recent: list[float] = []  # surprise of the last samples
        self._seen = 0

    def feed(self, surprise: NDArray[np.float64], peak: NDArray[np.bool_]) -> list[int]:
        found: list[int] = []
        keep = 2 * (self._max + self._min)
        for value, high in zip(surprise.tolist(), peak.tolist(), strict=True):
            self._recent.append(value)
            self._seen += 1
            if high and self._seen - 1 - self._start >= self._min:
                self._open(self._seen - 1)
            elif self._seen - self._start > self._max:
                self._split()
            if self._start > self._announced and self._seen - self._start >= self._min:
                found.append(self._start)
                self._announced = self._start
            if len(self._recent) > 2 * keep:
                del self._recent[:-keep]
        return found

    def finish(self) -> list[int]:
        if self._start > self._announced:
            # the last event stayed too short: it belongs to the one before
            self._start = self._before
            if self._seen - self._start > self._max:
                self._split()
        return [self._start] if self._start > self._announced else []

    def _open(self, at: int) -> None:
        self._before, self._start = self._start, at

    def _split(self) -> None:
        """Open an event at the largest surprise inside the open one, if any stands out."""
        first = max(self._start, self._seen - self._max - self._min) + self._min
        inner = np.array(self._recent[first - self._seen : len(self._recent) - self._min + 1])
        known = inner[np.isfinite(inner)]
        if len(known) > 1 and known.max() - known.min() > _VARIED * (1 + abs(known.max())):
            self._open(first + int(np.nanargmax(inner)))


class _Refiner:
    """Moves boundaries to the best split of the events beside them, and hands events on."""

    def __init__(self, settings: SurpriseSettings, dims: int) -> None:
        self._settings = settings
        self._samples = np.empty((0, dims))
        self._valid = np.empty(0, bool)
        self._offset = 0  # stream index of the first sample kept
        self._start = 0  # of the first event not handed on: a final boundary
        self._pending: int | None = None  # the boundary after it, not yet refined

    def extend(self, samples: NDArray[np.float64], valid: NDArray[np.bool_]) -> None:
        self._samples = np.concatenate([self._samples, samples])
        self._valid = np.concatenate([self._valid, valid])

    def take(self, boundaries: list[int]) -> list[Span]:
        events = []
        for boundary in boundaries:
            if self._pending is not None:
                events.append(self._close(self._pending, boundary))
            self._pending = boundary
        events += self._close_early()
        self._forget()
        return events

    def _close_early(self) -> list[Span]:
        """Close the first event if the next boundary must be too far away to matter."""
        settings = self._settings
        end = self._offset + len(self._samples)
        if self._pending is None or end - self._pending < 2 * (
            settings.max_samples + settings.min_samples
        ):
            return []
        event = self._close(self._pending, end)
        self._pending = None
        return [event]

    def finish(self) -> list[Span]:
        end = self._offset + len(self._samples)
        events = [] if self._pending is None else [self._close(self._pending, end)]
        if end > self._start:
            events.append((self._start, end))
        return events

    def _close(self, boundary: int, stop: int) -> Span:
        refined = self._refined(boundary, stop)
        event = (self._start, refined)
        self._start = refined
        return event

    def _refined(self, boundary: int, stop: int) -> int:
        """Return the best place for a boundary between the events [start, boundary, stop)."""
        shortest, longest = self._settings.min_samples, self._settings.max_samples
        if self._settings.refine == "none":
            return boundary
        reach = min(boundary - self._start, stop - boundary, longest) // 2
        # an event that is longer than allowed (nothing in it to split at) may not grow further
        low = max(
            boundary - reach,
            self._start + shortest,
            stop - max(longest, stop - boundary),
        )
        high = min(
            boundary + reach,
            stop - shortest,
            self._start + max(longest, boundary - self._start),
        )
        first = max(self._start, boundary - longest)
        last = min(stop, boundary + longest)
        kept = slice(first - self._offset, last - self._offset)
        candidates = np.arange(low, high + 1) - first
        candidates = candidates[self._valid[kept][candidates]]
        samples = np.ascontiguousarray(self._samples[kept])
        return first + best_split(samples, boundary - first, candidates, self._settings.refine)

    def _forget(self) -> None:
        """Drop samples that no later refinement can need."""
        end = self._offset + len(self._samples)
        longest = self._settings.max_samples
        # no later boundary lies before this sample
        soonest = end - longest - 2 * self._settings.min_samples
        first = soonest if self._pending is None else self._pending
        first = max(self._start, first - longest)
        if first - self._offset > longest:
            self._samples = self._samples[first - self._offset :].copy()
            self._valid = self._valid[first - self._offset :].copy()
            self._offset = first
