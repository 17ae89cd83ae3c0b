"""The small movements of a living animal: gait, head scanning, nibbling, grooming strokes.

Each is a smooth function of time, a sum of a few sines with frequencies and phases drawn once.
"""

from __future__ import annotations

import math

import numpy as np


class Wander:
    """Small movements of one animal; all functions are smooth and about -1 to 1.

    Parameters
    ----------
    generator
        Source of the frequencies and phases.
    """

    def __init__(self, generator: np.random.Generator) -> None:
        def waves(low_hz: float, high_hz: float, count: int = 3) -> list[tuple[float, float]]:
            """Return (radians per second, phase) of some sines."""
            hertz = generator.uniform(low_hz, high_hz, count)
            phases = generator.uniform(0, 2 * math.pi, count)
            return [
                (2 * math.pi * f, p) for f, p in zip(hertz.tolist(), phases.tolist(), strict=True)
            ]

        self._scan = waves(0.45, 1.1)
        self._slow = waves(0.2, 0.6)
        self._bob = waves(1.1, 2.1)
        self._nod = waves(0.8, 1.6)
        self._side = waves(0.12, 0.2, 1)
        self._stroke_hz = float(generator.uniform(5.2, 6.0))

    def scan(self, now: float) -> float:
        """Slow turning of the head from side to side, around 0.8 Hz."""
        return _sum(self._scan, now)

    def bob(self, now: float) -> float:
        """Head forth and back while sniffing or nibbling, around 1.6 Hz."""
        return _sum(self._bob, now)

    def nod(self, now: float) -> float:
        """Head to the sides while sniffing or nibbling, around 1.2 Hz."""
        return _sum(self._nod, now)

    def gait(self, now: float, speed: float) -> float:
        """Share by which the speed (cm/s) differs from the wanted one: steps and slow drift."""
        steps_hz = 2.6 + 0.06 * speed
        return 0.10 * math.sin(2 * math.pi * steps_hz * now) + 0.14 * _sum(self._slow, now)

    def side(self, now: float) -> float:
        """Which side is groomed: -1 to 1, mostly near the ends."""
        return math.tanh(4.0 * math.sin(self._side[0][0] * now + self._side[0][1]))

    def stroke(self, now: float) -> float:
        """Grooming strokes, five to six a second."""
        drift = 0.6 * _sum(self._slow, now)
        return math.sin(2 * math.pi * self._stroke_hz * now + drift)


def _sum(waves: list[tuple[float, float]], now: float) -> float:
    return sum(math.sin(w * now + p) for w, p in waves) / math.sqrt(len(waves))
