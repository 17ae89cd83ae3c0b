"""Events by surprise: a boundary where what comes is not what the last seconds predicted.

The algorithm is in `pipelines.segment.stream`; here it meets a recording. Episodes come from a
second pass over the signal averaged over `episode_scale` samples, with the same settings in
samples, and snap to the boundaries of bouts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.records import Event
from pipelines.segment.registry import register_segmenter
from pipelines.segment.stream import Span, SurpriseSettings, SurpriseStream
from pipelines.segment.tiling import at_least_apart, require_positive, tile

if TYPE_CHECKING:
    from pipelines.segment.features import Samples
    from pipelines.segment.inputs import SegmentInput

Refinement = Literal["modularity", "conductance", "none"]

_CHUNK = 4096  # samples fed at once, so that memory does not grow with the recording


def surprise_events(samples: Samples, settings: SurpriseSettings) -> list[Span]:
    """Return the events of a whole signal as spans of samples.

    The same as feeding a `SurpriseStream` in chunks of any size.
    """
    stream = SurpriseStream(settings, samples.weights)
    events: list[Span] = []
    for start in range(0, len(samples.valid), _CHUNK):
        part = slice(start, start + _CHUNK)
        events += stream.feed(samples.values[part], samples.valid[part])
    return events + stream.finish()


@register_segmenter("surprise")
@dataclass(frozen=True, slots=True)
class SurpriseSegmenter:
    """Boundaries where the signal is unusually surprising, moved to the best split nearby.

    Parameters
    ----------
    gamma
        Standard deviations above the mean surprise at which a boundary opens.
    tau
        Samples over which that mean and standard deviation are taken.
    window
        Samples that predict the next one.
    rate_hz
        Samples per second.
    min_samples, min_s
        Shortest bout; both hold. An episode has at least `min_samples` of its coarser samples.
    max_s
        Longest bout; a longer one is split at its largest inner surprise, if there is any.
        Episodes may be `episode_scale` times as long.
    refine
        ``modularity``, ``conductance`` or ``none``.
    episode_scale
        How much coarser the signal is in which episodes are found.
    """

    gamma: float = 3.0
    tau: int = 64
    window: int = 16
    rate_hz: float = 5.0
    min_samples: int = 8
    min_s: float = 1.0
    max_s: float = 30.0
    refine: Refinement = "modularity"
    episode_scale: int = 10

    def __post_init__(self) -> None:
        require_positive(
            self, "gamma", "tau", "window", "rate_hz", "min_samples", "min_s", "max_s",
            "episode_scale",
        )  # fmt: skip
        if self.refine not in get_args(Refinement):
            message = f"refine is {self.refine!r}; expected one of {get_args(Refinement)}."
            raise UserError(message)
        settings = self._settings
        if settings.max_samples < 2 * settings.min_samples:
            message = (
                f"max_s is {self.max_s:g} s, but an event that is split needs room for two of "
                f"{settings.min_samples / self.rate_hz:g} s. Raise max_s or lower min_samples."
            )
            raise UserError(message)

    @property
    def _settings(self) -> SurpriseSettings:
        return SurpriseSettings(
            gamma=self.gamma,
            tau=self.tau,
            window=self.window,
            min_samples=max(self.min_samples, math.ceil(self.min_s * self.rate_hz - 1e-9)),
            max_samples=math.floor(self.max_s * self.rate_hz + 1e-9),
            refine=self.refine,
        )

    def segment(self, clip: SegmentInput) -> list[Event]:
        """Return bouts and episodes of a recording."""
        fine = clip.samples(self.rate_hz)
        bouts = _starts_s(fine, self._settings)
        episodes = _starts_s(fine.coarser(self.episode_scale), self._settings)
        # the last sample may be cut off by the end of the recording
        bouts = at_least_apart(bouts, self.min_s, clip.duration_s)
        return tile(clip, "surprise", bouts, episodes)


def _starts_s(samples: Samples, settings: SurpriseSettings) -> NDArray[np.float64]:
    events = surprise_events(samples, settings)
    return np.array([start for start, _ in events[1:]], dtype=np.float64) / samples.rate_hz
