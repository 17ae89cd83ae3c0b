"""Units that answers may use, so that 120 s and 2 min are one answer and 5 cm and 5 s are not."""

from __future__ import annotations

import re

_SIMPLE = {
    **dict.fromkeys(["", "1", "x", "bout", "bouts", "time", "times", "count", "event", "events"],
                    (1.0, (0, 0))),
    **dict.fromkeys(["recording", "recordings", "entries", "visits"], (1.0, (0, 0))),
    **dict.fromkeys(["%", "percent"], (0.01, (0, 0))),
    **dict.fromkeys(["s", "sec", "second", "seconds"], (1.0, (0, 1))),
    **dict.fromkeys(["ms", "milliseconds"], (0.001, (0, 1))),
    **dict.fromkeys(["min", "minute", "minutes"], (60.0, (0, 1))),
    **dict.fromkeys(["h", "hour", "hours"], (3600.0, (0, 1))),
    **dict.fromkeys(["mm", "millimetres", "millimeters"], (0.1, (1, 0))),
    **dict.fromkeys(["cm", "centimetres", "centimeters"], (1.0, (1, 0))),
    **dict.fromkeys(["m", "metres", "meters"], (100.0, (1, 0))),
    "hz": (1.0, (0, -1)),
}  # fmt: skip
"""Unit -> factor, and the powers of length (cm) and time (s)."""


def converted(value: float, unit: str, to: str) -> float | None:
    """Return a number in another unit; ``None`` if there is no way from one to the other."""
    one, two = _parsed(unit), _parsed(to)
    if one is None or two is None or one[1] != two[1]:
        return None
    return value * one[0] / two[0]


def _parsed(unit: str) -> tuple[float, tuple[int, int]] | None:
    text = re.sub(r"\bper\b", "/", unit.strip().casefold())
    above, _, below = (part.strip() for part in text.partition("/"))
    if above not in _SIMPLE or below not in _SIMPLE:
        return None
    (over, (length, time)), (under, (by_length, by_time)) = _SIMPLE[above], _SIMPLE[below]
    return over / under, (length - by_length, time - by_time)
