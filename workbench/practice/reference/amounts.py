"""Numbers with units, and how a text such as ``"3 cm"`` is read; a second reading of the rules."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

Dimension = tuple[int, int, int]
"""Exponents of length, time and angle."""

LENGTH: Dimension = (1, 0, 0)
SPEED: Dimension = (1, -1, 0)
ACCELERATION: Dimension = (1, -2, 0)
ANGLE: Dimension = (0, 0, 1)
TURN: Dimension = (0, -1, 1)
TIME: Dimension = (0, 1, 0)
NUMBER: Dimension = (0, 0, 0)

_TEXT = re.compile(r"\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*(.*?)\s*")
_PARTS = re.compile(r"([A-Za-z%]*)(?:/(s2|s\^2|s|frame))?")
_TIMES = {"s": 1.0, "ms": 0.001, "min": 60.0}
_CENTIMETRES = {"mm": 0.1, "cm": 1.0, "m": 100.0}


class NotJudgedError(Exception):
    """Something is asked that this second computation does not cover."""


class Amount(float):
    """A number with its unit and the seconds that it rests on."""

    unit: str
    assessed_s: float

    def __new__(cls, value: float, unit: str = "", assessed_s: float = math.nan) -> Amount:
        """Return the number with its unit."""
        self = super().__new__(cls, value)
        self.unit, self.assessed_s = unit, assessed_s
        return self

    def __add__(self, other: float) -> Amount:
        return self._summed(other, lambda a, b: a + b)

    __radd__ = __add__

    def __sub__(self, other: float) -> Amount:
        return self._summed(other, lambda a, b: a - b)

    def __rsub__(self, other: float) -> Amount:
        return self._summed(other, lambda a, b: b - a)

    def _summed(self, other: float, how: Callable[[float, float], float]) -> Amount:
        assessed_s = self.assessed_s
        if isinstance(other, Amount):
            if other.unit != self.unit:
                message = f"{self.unit} beside {other.unit}"
                raise NotJudgedError(message)
            assessed_s += other.assessed_s
        return Amount(how(float(self), float(other)), self.unit, assessed_s)

    def __mul__(self, other: float) -> Amount:
        if isinstance(other, Amount):
            unit = f"{self.unit} {other.unit}".strip()
            return Amount(float(self) * float(other), unit)
        return Amount(float(self) * other, self.unit, self.assessed_s)

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Amount:
        if not isinstance(other, Amount):
            return Amount(float(self) / other, self.unit, self.assessed_s)
        value = float(self) / float(other) if other else math.nan
        if self.unit == other.unit:
            return Amount(value)
        return Amount(value, f"{self.unit or '1'}/{other.unit}" if other.unit else self.unit)

    def __rtruediv__(self, other: float) -> Amount:
        unit = f"1/{self.unit}" if self.unit else ""
        return Amount(float(other) / float(self), unit, self.assessed_s)

    def __neg__(self) -> Amount:
        return Amount(-float(self), self.unit, self.assessed_s)

    def __abs__(self) -> Amount:
        return Amount(abs(float(self)), self.unit, self.assessed_s)


def rounded(amount: float, digits: int | None = None) -> float:
    """Return a number rounded; an amount keeps its unit and what it rests on."""
    if isinstance(amount, Amount):
        return Amount(round(float(amount), digits), amount.unit, amount.assessed_s)
    return round(amount, digits)


def split(text: str) -> tuple[float, str, str]:
    """Return the number of a text, its unit, and per what: ``(5.0, "cm", "s")``."""
    found = _TEXT.fullmatch(text)
    parts = _PARTS.fullmatch(found[2].replace(" ", "")) if found else None
    if found is None or parts is None:
        message = f"{text!r} is no quantity"
        raise NotJudgedError(message)
    return float(found[1]), parts[1], parts[2] or ""


def in_seconds(value: float | str) -> float:
    """Return a time in seconds: a number of them, or a text."""
    if isinstance(value, str):
        number, unit, per = split(value)
        if per or (unit and unit not in _TIMES):
            message = f"{value!r} is no time"
            raise NotJudgedError(message)
        value = number * _TIMES.get(unit, 1.0)
    if not value >= 0:
        message = f"{value!r} is no time"
        raise NotJudgedError(message)
    return float(value)


def unit_name(dimension: Dimension, length: str) -> str:
    """Return the unit of a dimension in words, with the unit in which lengths are shown."""
    words = list(zip((length, "s", "deg"), dimension, strict=True))
    above = [_power(word, n) for word, n in words if n > 0]
    below = [_power(word, -n) for word, n in words if n < 0]
    return "/".join([" ".join(above) or ("1" if below else ""), *below])


def _power(word: str, exponent: int) -> str:
    return word if exponent == 1 else f"{word}^{exponent}"


def base(
    text: str, dimension: Dimension, px_per_cm: float | None, body_px: float, fps: float
) -> float:
    """Return a text as a number in the unit in which a dimension is shown.

    Parameters
    ----------
    text
        Such as ``"3 cm"``; without a unit it is in that unit already.
    dimension
        What it is put beside.
    px_per_cm, body_px, fps
        Of the recording.

    Raises
    ------
    NotJudgedError
        It is of another dimension, or needs a scale that there is not.
    """
    number, unit, per = split(text)
    if not unit and not per:
        return number
    kinds = {"s2": -2, "s^2": -2, "s": -1, "frame": -1, "": 0}
    length, time, angle = dimension_of(unit)
    if (length, time + kinds[per], angle) != dimension:
        message = f"{text!r} is of another dimension"
        raise NotJudgedError(message)
    factor = _factor(unit, px_per_cm, body_px)
    return number * factor * (fps if per == "frame" else 1.0)


def dimension_of(unit: str) -> Dimension:
    """Return the dimension of a unit; `NotJudgedError` if it is none."""
    if unit in ("px", "BL", *_CENTIMETRES):
        return LENGTH
    if unit in _TIMES:
        return TIME
    if unit not in ("deg", "%"):
        message = f"unknown unit {unit!r}"
        raise NotJudgedError(message)
    return ANGLE if unit == "deg" else NUMBER


def _factor(unit: str, px_per_cm: float | None, body_px: float) -> float:
    if unit in _TIMES:
        return _TIMES[unit]
    if unit in ("deg", "%"):
        return 0.01 if unit == "%" else 1.0
    if px_per_cm is None and unit in _CENTIMETRES:
        message = "no scale"
        raise NotJudgedError(message)
    pixels = {"px": 1.0, "BL": body_px}
    if unit in pixels:
        return pixels[unit] / (px_per_cm or 1.0)
    return _CENTIMETRES[unit]
