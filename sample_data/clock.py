"""When the camera took each frame: evenly, or as a camera in trouble does.

Capture times are presentation times; the first frame is at 0 s.
"""

from __future__ import annotations

import numpy as np

from sample_data.scene import Floats

FPS = 30.0

BURSTS_S = ((14.8, 15.3), (29.1, 29.5), (36.4, 37.0), (53.1, 53.7), (63.0, 63.4))
"""Stretches in which the disk was busy and every frame was lost."""

SLOW_S = ((18.0, 22.2), (34.8, 39.0))
"""Stretches in which the camera kept two frames of three."""

DROPPED = 0.04
JITTER_S = 0.004


def steady_times(duration_s: float) -> Floats:
    """Return evenly spaced capture times at `FPS`, the last one before `duration_s`."""
    return np.arange(round(duration_s * FPS)) / FPS


def troubled_times(duration_s: float, seed: int) -> Floats:
    """Return irregular capture times: jitter, single dropped frames, bursts, slow stretches.

    Rounded to the 90 kHz clock of the video, so the file can hold them exactly.
    """
    generator = np.random.default_rng(seed)
    even = steady_times(duration_s)
    keep = generator.random(len(even)) >= DROPPED
    index = np.arange(len(even))
    for start_s, stop_s in BURSTS_S:
        keep &= ~((even >= start_s) & (even < stop_s))
    for start_s, stop_s in SLOW_S:
        keep &= ~((even >= start_s) & (even < stop_s) & (index % 3 == 2))
    keep[[0, -1]] = True
    times = even + generator.uniform(-JITTER_S, JITTER_S, len(even))
    times[0] = 0.0
    return np.asarray(np.round(times[keep] * 90_000) / 90_000)
