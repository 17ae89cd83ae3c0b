"""Signals and vectors: numbers per frame, of known motion."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.practice.reference import kinematics
from workbench.practice.reference.amounts import (
    NUMBER,
    Amount,
    Dimension,
    NotJudgedError,
    base,
    in_seconds,
    unit_name,
)
from workbench.practice.reference.drawn import Drawn
from workbench.practice.reference.rows import Rows, Who, chosen, meet
from workbench.practice.reference.tables import Table

if TYPE_CHECKING:
    from workbench.practice.reference.bouts import Bouts
    from workbench.practice.reference.masks import Mask
    from workbench.practice.reference.recording import Recording

Floats = NDArray[np.float64]
Level = "Signal | Amount | float | str"

_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Signal:
    """A number per frame and row; NaN where unknown."""

    surface = "Signal"

    rec: Recording
    rows: Rows
    values: Floats
    dimension: Dimension
    name: str
    circular: bool = False

    @property
    def unit(self) -> str:
        """Unit of the values."""
        return unit_name(self.dimension, self.rec.cast.length_unit)

    @property
    def label(self) -> str:
        """Name with unit."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def __getitem__(self, which: object) -> Signal:
        numbers = chosen(self.rows, which)
        return replace(self, rows=tuple(self.rows[n] for n in numbers), values=self.values[numbers])

    def of_object(self) -> Signal:
        """Return it as that of the object of whoever it is put beside."""
        return replace(self, rows=tuple(Who(None, who.subject) for who in self.rows))

    # comparisons and arithmetic -----------------------------------------------------------------

    def level(self, other: object) -> float:
        """Return a limit as a number in the unit of this signal."""
        if isinstance(other, str):
            cast = self.rec.cast
            return base(other, self.dimension, cast.px_per_cm, cast.body_px, self.rec.fps)
        if isinstance(other, Amount):
            return self.level(f"{float(other)!r} {other.unit}")
        if isinstance(other, int | float):
            return float(other)
        message = f"a signal beside {type(other).__name__}"
        raise NotJudgedError(message)

    def compared(self, other: object, sign: str) -> Mask:
        """Return where this is more or less than another, or than a limit."""
        from workbench.practice.reference.masks import Mask

        rows, left, right = self._beside(other)
        slack = _SAME * np.abs(np.nan_to_num(right))
        limit = right + slack if sign in (">", "<=") else right - slack
        how = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[sign]
        with np.errstate(invalid="ignore"):
            true = np.asarray(how(left, limit))
        known = ~np.isnan(left) & ~np.isnan(right)
        name = f"{self.name} {sign} {self._said(other, 'label')}"
        return Mask(self.rec, rows, true & known, ~true & known, name)

    def _said(self, other: object, part: str = "name") -> str:
        if isinstance(other, Signal):
            return str(getattr(other, part))
        if isinstance(other, str):
            return other
        own = other.unit if isinstance(other, Amount) else ""
        return f"{float(other):g} {own or self.unit}".strip()  # type: ignore[arg-type]

    def _beside(self, other: object) -> tuple[Rows, Floats, Floats]:
        if not isinstance(other, Signal):
            return self.rows, self.values, np.full_like(self.values, self.level(other))
        if other.dimension != self.dimension:
            message = f"{self.label} beside {other.label}"
            raise NotJudgedError(message)
        return self._met(other)

    def _met(self, other: Signal) -> tuple[Rows, Floats, Floats]:
        found = meet(self.rows, other.rows)
        left, right = [n for _, n, _ in found], [n for _, _, n in found]
        return tuple(who for who, _, _ in found), self.values[left], other.values[right]

    def __lt__(self, other: object) -> Mask:
        return self.compared(other, "<")

    def __le__(self, other: object) -> Mask:
        return self.compared(other, "<=")

    def __gt__(self, other: object) -> Mask:
        return self.compared(other, ">")

    def __ge__(self, other: object) -> Mask:
        return self.compared(other, ">=")

    def between(self, low: object, high: object) -> Mask:
        """Return where it is at least `low` and less than `high`."""
        return (self >= low) & (self < high)

    def _summed(self, other: object, factor: float, sign: str) -> Signal:
        rows, left, right = self._beside(other)
        circular = self.circular or (isinstance(other, Signal) and other.circular)
        values = left + factor * right
        values = kinematics.wrapped(values) if circular else values
        name = f"{self.name} {sign} {self._said(other)}"
        return replace(self, rows=rows, values=values, name=name, circular=circular)

    def __add__(self, other: object) -> Signal:
        return self._summed(other, 1.0, "+")

    __radd__ = __add__

    def __sub__(self, other: object) -> Signal:
        return self._summed(other, -1.0, "-")

    def __rsub__(self, other: object) -> Signal:
        return -self + other

    def __neg__(self) -> Signal:
        values = kinematics.wrapped(-self.values) if self.circular else -self.values
        return replace(self, values=values, name=f"-{self.name}")

    def __abs__(self) -> Signal:
        return replace(self, values=np.abs(self.values), name=f"|{self.name}|", circular=False)

    def __mul__(self, other: object) -> Signal:
        return self._product(other, 1, "*")

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Signal:
        return self._product(other, -1, "/")

    def _product(self, other: object, power: int, sign: str) -> Signal:
        if isinstance(other, Signal):
            (rows, left, right), second = self._met(other), other.dimension
        elif isinstance(other, int | float) and not isinstance(other, Amount):
            rows, left, second = self.rows, self.values, NUMBER
            right = np.full_like(left, float(other))
        else:
            message = f"a signal {sign} {type(other).__name__}"
            raise NotJudgedError(message)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = left * right if power > 0 else left / right
        values = np.where(np.isfinite(values), values, np.nan)
        a, b, c = (m + power * n for m, n in zip(self.dimension, second, strict=True))
        said = other.name if isinstance(other, Signal) else f"{float(other):g}"
        return replace(
            self, rows=rows, values=values, dimension=(a, b, c), circular=False,
            name=f"{self.name} {sign} {said}",
        )  # fmt: skip

    # over time ------------------------------------------------------------------------------------

    def smooth(self, window_s: float | str, statistic: str = "mean") -> Signal:
        """Return a statistic over the window around every frame."""
        self._straight()
        window = in_seconds(window_s)
        rows = [kinematics.rolled(row, window, self.rec.fps, statistic) for row in self.values]
        name = f"{statistic} of {self.name} over {window:g} s"
        return replace(self, values=np.array(rows), name=name)

    def rate(self, window_s: float | str = 0.2) -> Signal:
        """Return the slope over a window, per second."""
        slope = kinematics.turn_rate if self.circular else kinematics.slope
        rows = [slope(row, in_seconds(window_s), self.rec.fps) for row in self.values]
        a, b, c = self.dimension
        return replace(
            self, values=np.array(rows), name=f"rate of {self.name}", dimension=(a, b - 1, c),
            circular=False,
        )  # fmt: skip

    def when(self, where: Mask | Bouts) -> Signal:
        """Return it where a mask is true or a bout goes on; unknown elsewhere."""
        from workbench.practice.reference.bouts import Bouts

        mask = where.mask(self.rec) if isinstance(where, Bouts) else where
        found = meet(self.rows, mask.rows)
        values = [np.where(mask.true[right], self.values[left], np.nan) for _, left, right in found]
        name = f"{self.name} when {mask.name}"
        return replace(
            self, rows=tuple(who for who, _, _ in found), values=np.array(values), name=name
        )

    # numbers --------------------------------------------------------------------------------------

    def _number(self, how: Callable[[Floats], float], *, signed: bool = False) -> Amount:
        if len(self.rows) != 1:
            message = "a number of several rows"
            raise NotJudgedError(message)
        if not signed:
            self._straight()
        known = self.values[0][np.isfinite(self.values[0])]
        value = float(how(known)) if len(known) else math.nan
        return Amount(value, self.unit, len(known) / self.rec.fps)

    def _straight(self) -> None:
        if self.circular:
            message = "a mean of signed angles"
            raise NotJudgedError(message)

    def mean(self) -> Amount:
        """Return the mean over the known frames."""
        return self._number(lambda known: math.fsum(known) / len(known))

    def median(self) -> Amount:
        """Return the median over the known frames."""
        return self.percentile(50)

    def std(self) -> Amount:
        """Return the standard deviation over the known frames."""
        return self._number(lambda known: math.sqrt(((known - known.mean()) ** 2).mean()))

    def min(self) -> Amount:
        """Return the smallest known value."""
        return self._number(min, signed=True)

    def max(self) -> Amount:
        """Return the largest known value."""
        return self._number(max, signed=True)

    def percentile(self, percent: float) -> Amount:
        """Return a percentile over the known frames."""
        return self._number(lambda known: float(kinematics.percentile(known, [percent])[0]))

    def table(self) -> Table:
        """Return numbers of every row."""
        self._straight()
        columns = ["recording", "subject", "object", "mean", "std", "median", "p5", "p95", "unit",
                   "assessed_s"]  # fmt: skip
        lines = []
        for who, row in zip(self.rows, self.values, strict=True):
            one = replace(self, rows=(who,), values=row[None])
            low, middle, high = kinematics.percentile(row, [5, 50, 95])
            mean = one.mean()
            numbers = (float(mean), float(one.std()), middle, low, high)
            lines.append((self.rec.name, *who, *numbers, self.unit, mean.assessed_s))
        return Table(columns, lines)

    # pictures -------------------------------------------------------------------------------------

    def plot(self, shade: Bouts | None = None, threshold: object = None) -> Drawn:
        """Return what a picture over time shows: lines, shaded times, a level."""
        level = None if threshold is None else self.level(threshold)
        times = [] if shade is None else [lane.times for lane in shade.lanes]
        names = [f"{a} -> {b}" if b else str(a) for a, b in self.rows]
        return Drawn(
            "traces",
            {"lines": dict(zip(names, self.values, strict=True)), "shaded": times, "level": level},
        )

    def plot_around(
        self, bouts: Bouts, before_s: float | str = 2.0, after_s: float | str = 4.0
    ) -> Drawn:
        """Return what the average around onsets shows: lags, and the mean at each."""
        onsets = [start for lane in bouts.met_by(self.rec.name, *self.rows[0]) for start, _ in lane]
        step = max(1 / self.rec.fps, 0.05)
        first = -math.floor(in_seconds(before_s) / step + 1e-9)
        last = math.floor(in_seconds(after_s) / step + 1e-9)
        lags = np.arange(first, last + 1) * step
        seen = np.array([[self._at(onset + lag) for lag in lags] for onset in onsets])
        counts = np.isfinite(seen).sum(axis=0)
        means = np.where(counts, np.nansum(seen, axis=0) / np.maximum(counts, 1), np.nan)
        return Drawn("around", {"lags": lags, "means": means})

    def _at(self, time_s: float) -> float:
        """Return the value at a time, on the line between the two frames beside it."""
        place = round(time_s * self.rec.fps, 4)
        low, high = math.floor(place), math.ceil(place)
        if low < 0 or high >= self.values.shape[1]:
            return math.nan
        a, b = self.values[0][low], self.values[0][high]
        return float(a + (place - low) * (b - a)) if high > low else float(a)


@dataclass(frozen=True, eq=False)
class Vectors:
    """A signal per axis."""

    surface = "Vectors"

    axes: tuple[Signal, Signal]

    @property
    def x(self) -> Signal:
        """To the right."""
        return self.axes[0]

    @property
    def y(self) -> Signal:
        """Down."""
        return self.axes[1]

    @property
    def z(self) -> Signal:
        """A third axis, which made recordings do not have."""
        message = "no third axis"
        raise NotJudgedError(message)

    def length(self) -> Signal:
        """Return the length over both axes."""
        values = np.sqrt(self.x.values**2 + self.y.values**2)
        return replace(self.x, values=values, name=f"|{self.x.name[:-2]}|")
