"""Quantities with units: how ``"3 cm"`` is read, and what a number in the unit of a signal is.

Inside one recording all lengths are shown in one unit: cm where the scale is known, else px. Times
are seconds, angles degrees. Units that people may write: px, mm, cm, m, BL (body lengths), s, ms,
min, deg, %; per second (``cm/s``, ``cm/s2``) or, where the frame rate is constant, per frame
(``px/frame``).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex

import numpy as np

from graphs.errors import UserError
from graphs.words import did_you_mean, short
from pipelines.describe.tree import (
    ANGLE,
    LENGTH,
    NUMBER,
    TIME,
    Dimension,
    dimension_words,
)

if TYPE_CHECKING:
    from pipelines.scale import Scale
    from pipelines.timebase import TimeBase

QuantityLike = float | str
"""A number in the unit of what it is compared with, or text with a unit: ``"3 cm"``."""

_TEXT = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*")

_BASE: dict[str, tuple[Dimension, float, Literal["px", "cm", "BL", ""]]] = {
    "": (NUMBER, 1.0, ""),
    "%": (NUMBER, 0.01, ""),
    "px": (LENGTH, 1.0, "px"),
    "mm": (LENGTH, 0.1, "cm"),
    "cm": (LENGTH, 1.0, "cm"),
    "m": (LENGTH, 100.0, "cm"),
    "BL": (LENGTH, 1.0, "BL"),
    "s": (TIME, 1.0, ""),
    "ms": (TIME, 0.001, ""),
    "min": (TIME, 60.0, ""),
    "deg": (ANGLE, 1.0, ""),
}
"""Unit -> dimension, factor, and the length that the factor is of."""

_PER = {
    "": (0, False),
    "/s": (1, False),
    "/s2": (2, False),
    "/s^2": (2, False),
    "/frame": (1, True),
}
_SAME = 1e-9  # share by which two quantities may differ and still be equal, as for signals
_UNEVEN = 0.01  # frame intervals may differ by this share where a unit is "per frame"


class Quantity(float):
    """A number with its unit, and the assessed time that it rests on.

    It is a float. Sums and differences keep the unit (a plain number is in it), and so does a
    multiple; a quotient has the unit of the quotient. Beside a signal its unit counts, as that of a
    text does. Sums and differences of different units raise UserError.

    Compared with a text (``speed > "5 cm/s"``), the unit of the text counts; a text that is no
    quantity of the same kind, and another quantity in a unit that cannot be converted, raise
    UserError, also for ``==``. A set looks for equal hashes first, and finds numbers only.

    Parameters
    ----------
    value
        The number; NaN if unknown.
    unit
        Such as ``"s"`` or ``"cm"``; ``""`` for a plain number or share.
    assessed_s
        Seconds in which it could be known; NaN where that means nothing.

    Examples
    --------
    >>> Quantity(12.5, "s", assessed_s=60)
    12.5 s (of 60 s assessed)
    >>> Quantity(12.5, "s") * 2, Quantity(30, "cm") / Quantity(12, "s")
    (25 s, 2.5 cm/s)
    >>> sum([Quantity(12.5, "s", 60), Quantity(1, "s", 30)])
    13.5 s (of 90 s assessed)
    >>> Quantity(12.5, "s") == "12500 ms", Quantity(12.5, "s") > "0.5 min"
    (True, False)

    What could not be known is not zero:

    >>> Quantity(math.nan, "s", assessed_s=0)
    unknown s (of 0 s assessed)
    """

    __slots__ = ("assessed_s", "unit")

    unit: str
    assessed_s: float

    def __new__(cls, value: float, unit: str, assessed_s: float = math.nan) -> Quantity:
        """Return the number with its unit."""
        self = super().__new__(cls, value)
        self.unit = unit
        self.assessed_s = assessed_s
        return self

    def __getnewargs__(self) -> tuple[float, str, float]:  # type: ignore[override]  # for pickle
        return float(self), self.unit, self.assessed_s

    def __repr__(self) -> str:
        known = "unknown" if math.isnan(self) else short(float(self))
        text = f"{known} {self.unit}".strip()
        if math.isnan(self.assessed_s):
            return text
        return f"{text} (of {short(self.assessed_s)} s assessed)"

    __str__ = __repr__

    def __add__(self, other: float) -> Quantity:
        return self._sum(float(self) + float(other), other, "+")

    __radd__ = __add__

    def __sub__(self, other: float) -> Quantity:
        return self._sum(float(self) - float(other), other, "-")

    def __rsub__(self, other: float) -> Quantity:
        return self._sum(float(other) - float(self), other, "-")

    def __mul__(self, other: float) -> Quantity:
        if not isinstance(other, Quantity):
            return Quantity(float(self) * other, self.unit, self.assessed_s)
        unit = " ".join(filter(None, (self.unit, other.unit)))
        return Quantity(float(self) * float(other), unit)

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Quantity:
        if not isinstance(other, Quantity):
            return Quantity(float(self) / other, self.unit, self.assessed_s)
        return Quantity(float(self) / float(other), _quotient(self.unit, other.unit))

    def __rtruediv__(self, other: float) -> Quantity:
        return Quantity(float(other) / float(self), _quotient("", self.unit), self.assessed_s)

    def __neg__(self) -> Quantity:
        return Quantity(-float(self), self.unit, self.assessed_s)

    def __abs__(self) -> Quantity:
        return Quantity(abs(float(self)), self.unit, self.assessed_s)

    def __round__(self, ndigits: SupportsIndex | None = None) -> Any:
        """Return a whole number, or with digits a quantity in the same unit."""
        if ndigits is None:
            return round(float(self))
        return Quantity(round(float(self), ndigits), self.unit, self.assessed_s)

    def __eq__(self, other: object) -> bool:
        return float.__eq__(self, self._in_unit(other, "=="))

    def __ne__(self, other: object) -> bool:
        return float.__ne__(self, self._in_unit(other, "!="))

    def __lt__(self, other: QuantityLike) -> bool:
        return float.__lt__(self, self._in_unit(other, "<"))

    def __le__(self, other: QuantityLike) -> bool:
        return float.__le__(self, self._in_unit(other, "<="))

    def __gt__(self, other: QuantityLike) -> bool:
        return float.__gt__(self, self._in_unit(other, ">"))

    def __ge__(self, other: QuantityLike) -> bool:
        return float.__ge__(self, self._in_unit(other, ">="))

    __hash__ = float.__hash__

    def _in_unit(self, other: Any, sign: str) -> Any:
        """Return what has a unit as a number in this one, the very same one but for rounding."""
        if isinstance(other, Quantity):
            if other.unit in (self.unit, "") or not self.unit:
                return other
        elif not isinstance(other, str):
            return other
        value = _converted(other, self.unit, f"{self} {sign} {other!r}")
        return float(self) if math.isclose(self, value, rel_tol=_SAME) else value

    def _sum(self, value: float, other: float, sign: str) -> Quantity:
        """Return a sum or difference in the unit of both."""
        if not isinstance(other, Quantity):
            return Quantity(value, self.unit, self.assessed_s)
        if other.unit != self.unit:
            message = f"{self} {sign} {other}: their units differ."
            raise UserError(message)
        return Quantity(value, self.unit, self.assessed_s + other.assessed_s)


def _converted(quantity: QuantityLike, unit: str, what: str) -> float:
    """Return a quantity as a number of a unit; `what` is the comparison that needs it.

    Raises
    ------
    UserError
        It is no quantity, of another dimension, or in a unit that needs a recording to be
        converted: pixels and body lengths need its scale, frames its frame rate.
    """
    number, own = _parts(quantity)
    if own in ("", unit):
        return number
    if not isinstance(quantity, str) and not (_is_known(own) and _is_known(unit)):
        message = f"{what}: their units differ."
        raise UserError(message)
    dimensions = [unit_dimension(name, what) for name in (own, unit)]
    if dimensions[0] != dimensions[1]:
        message = (
            f"{what}: {dimension_words(dimensions[0])} cannot be compared with "
            f"{dimension_words(dimensions[1])}."
        )
        raise UserError(message)
    (factor, of), (into, into_of) = _factor(own), _factor(unit)
    if of != into_of:
        message = (
            f"{what}: {own!r} cannot be converted to {unit!r} without a recording. Compare in "
            f"{unit!r}, or compare the signal that it was made of."
        )
        raise UserError(message)
    return number * factor / into


def _is_known(unit: str) -> bool:
    """Return whether a unit is one that people may write."""
    base, slash, per = unit.partition("/")
    return base in _BASE and slash + per in _PER


def _factor(unit: str) -> tuple[float, tuple[str, bool]]:
    """Return what one of a unit is in its base unit, and which that is."""
    base, slash, per = unit.partition("/")
    _, factor, of = _BASE[base]
    return factor, (of, _PER[slash + per][1])


def _quotient(above: str, below: str) -> str:
    """Return the unit of a quotient."""
    if above == below:
        return ""
    return f"{above or '1'}/{below}" if below else above


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What units mean in one recording.

    Parameters
    ----------
    scale
        Lengths.
    clock
        Frame rate, for units per frame.
    """

    scale: Scale
    clock: TimeBase

    @property
    def length(self) -> Literal["cm", "px"]:
        """The unit in which lengths are shown."""
        return self.scale.display_unit

    @property
    def px_per_length(self) -> float:
        """Pixels in one unit of length as shown."""
        return self.scale.px_per_cm or 1.0

    def name(self, dimension: Dimension) -> str:
        """Return the unit of a `dimension` in words: ``"cm/s"``, ``"deg"``; ``""`` for a number."""
        names = (self.length, "s", "deg")
        above = [_power(n, d) for n, d in zip(names, dimension, strict=True) if d > 0]
        below = [_power(n, -d) for n, d in zip(names, dimension, strict=True) if d < 0]
        if not below:
            return " ".join(above)
        return f"{' '.join(above) or '1'}/{'/'.join(below)}"

    def value(self, quantity: QuantityLike, dimension: Dimension, what: str) -> float:
        """Return a quantity as a number in the unit in which a dimension is shown.

        Parameters
        ----------
        quantity
            A plain number is in that unit already; a `Quantity` is in its own.
        dimension
            What it is put beside.
        what
            How a message calls that: ``"speed (cm/s)"``.

        Raises
        ------
        UserError
            The text is no quantity, its dimension differs (cm beside cm/s), or the recording lacks
            the scale, body length or constant frame rate that its unit needs.
        """
        number, unit = _parts(quantity)
        if unit in ("", self.name(dimension)):
            return number
        text = str(quantity)
        found = unit_dimension(unit, text)
        if found != dimension:
            message = (
                f"{text!r} is {dimension_words(found)} and cannot be put beside {what}, "
                f"{dimension_words(dimension)}."
            )
            raise UserError(message)
        return number * self._factor(unit, text)

    def _factor(self, unit: str, text: str) -> float:
        """Return what one of a unit is in units as shown."""
        base, slash, per = unit.partition("/")
        _, factor, of = _BASE[base]
        if of:
            factor *= self._length(of, text)
        if _PER[slash + per][1]:
            factor *= self._frames_per_second(text)
        return factor

    def _length(self, unit: str, text: str) -> float:
        if unit == "cm" and self.scale.px_per_cm is None:
            message = (
                f"{text!r} cannot be used: this recording has no scale. Set px_per_cm for it, or "
                "say the length in px or BL (body lengths)."
            )
            raise UserError(message)
        return self.scale.to_px(1.0, unit) / self.px_per_length

    def _frames_per_second(self, text: str) -> float:
        steps = np.diff(self.clock.times_s)
        if len(steps) == 0 or np.ptp(steps) > _UNEVEN * self.clock.frame_s:
            message = (
                f"{text!r} cannot be used: the frame rate of this recording is not constant, so "
                "'per frame' means nothing. Say it per second."
            )
            raise UserError(message)
        return self.clock.fps


def seconds(duration: QuantityLike, what: str) -> float:
    """Return a duration in seconds: a number of them, or text such as ``"200 ms"``.

    Raises
    ------
    UserError
        It is no time, or below 0; `what` names it.
    """
    value, unit = _parts(duration)
    dimension, factor, _ = _BASE.get(unit or "s", (NUMBER, 1.0, ""))
    if dimension != TIME or not value >= 0:
        message = f"{what} is {duration!r}; expected a time of 0 or more, such as 0.5 or '200 ms'."
        raise UserError(message)
    return value * factor


def split_quantity(text: str) -> tuple[float, str]:
    """Return number and unit of a text such as ``"3 cm"``.

    Raises
    ------
    UserError
        It does not start with a number.

    Examples
    --------
    >>> split_quantity("10 cm/s")
    (10.0, 'cm/s')
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        message = f"{text!r} is no quantity; expected a number with a unit, such as '3 cm'."
        raise UserError(message)
    return float(match[1]), match[2].replace(" ", "")


def _parts(quantity: QuantityLike) -> tuple[float, str]:
    """Return number and unit; the unit of a plain number is ``""``."""
    if isinstance(quantity, str):
        return split_quantity(quantity)
    return float(quantity), quantity.unit if isinstance(quantity, Quantity) else ""


def unit_dimension(unit: str, text: str) -> Dimension:
    """Return the dimension of a unit as written in a text; raises `UserError` if it is none."""
    base, slash, per = unit.partition("/")
    if not _is_known(unit):
        known = [f"{b}{p}" for b in _BASE for p in ("", "/s") if b]
        message = f"{text!r}: unknown unit {unit!r}{did_you_mean(unit, known)}"
        raise UserError(message)
    length, time, angle = _BASE[base][0]
    return length, time - _PER[slash + per][0], angle


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"
