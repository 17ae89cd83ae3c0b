"""A recording as plain arrays, with what its keypoints, zones and lengths mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipelines.arena import Arena
from pipelines.roles import Roles
from pipelines.scale import Scale


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that can be measured on, over the whole recording.

    Parameters
    ----------
    position
        Pixels, shape (frames, space, keypoints, individuals).
    times_s
        Seconds, shape (frames,).
    keypoints, individuals
        Names along the last two axes of `position`.
    roles
        Which keypoints stand for nose, centre, tail base.
    arena
        Zones and objects; every object has a position.
    scale
        Converts lengths to pixels.
    """

    position: NDArray[np.float32]
    times_s: NDArray[np.float64]
    keypoints: tuple[str, ...]
    individuals: tuple[str, ...]
    roles: Roles
    arena: Arena
    scale: Scale

    @cached_property
    def frame_s(self) -> float:
        """Median time from one frame to the next, in seconds; 0 for a single frame."""
        return float(np.median(np.diff(self.times_s))) if len(self.times_s) > 1 else 0.0
