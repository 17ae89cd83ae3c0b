"""Signals: one number per frame and row, with a unit, a time base and a name.

Unknown is NaN and stays so: a comparison with it is *not assessed*. In means and percentiles every
frame counts for as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines import kernels
from pipelines.describe.tree import NUMBER, Dimension, dimension_words
from workbench.analysis.rows import Rows, align, choose, in_short, named, only
from workbench.analysis.units import Quantity, QuantityLike, seconds, unit_dimension
from workbench.analysis.weighted import mean_and_std, percentiles

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask
    from workbench.analysis.recording import Recording

Values = NDArray[np.float64]
_SAME = 1e-9
"""Share of a limit by which a value may differ from it and still be equal to it: 3 px a frame are
not more than ``"3 px/frame"``, though timestamps are rounded."""
Smoothing = Literal["mean", "median", "min", "max", "std"]


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """Numbers over time, made by the methods of a `Recording`.

    Parameters
    ----------
    recording
        Where it was measured.
    values
        In `unit`, shape (rows, frames); NaN where unknown.
    rows
        Of whom each row is.
    name
        What was measured: ``"speed"``.
    dimension
        Exponents of length, time and angle; `unit` follows from it.
    circular
        Whether it is a signed angle, of which no arithmetic mean can be taken.

    Notes
    -----
    ``< <= > >=`` give a `Mask`, ``+ - * /`` and ``abs()`` a signal. Two signals meet row by row
    (`workbench.analysis.rows`); text such as ``"3 cm"`` is read in its own unit, a plain number is
    in that of the signal.

    All operators raise UserError where units do not go together (cm beside cm/s), a text is no
    quantity or needs a scale that the recording lacks, or the other signal is of another recording
    or has rows that do not fit; ``signal["mouse_1"]`` where there is no such row. Means,
    percentiles and smoothing raise UserError for a signed angle: 179 and -179 degrees are
    neighbours, and their mean is not 0. Take ``abs()`` of it, or its `rate`.
    """

    recording: Recording
    values: Values
    rows: Rows
    name: str
    dimension: Dimension
    circular: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", in_short(self.name))

    def __repr__(self) -> str:
        rows, frames = self.values.shape
        of = str(self.rows[0]) if rows == 1 else f"{rows} rows"
        return f"<Signal {self.label} of {of}, {frames} frames>"

    @property
    def unit(self) -> str:
        """Unit of the values: ``"cm/s"``; ``""`` for a plain number."""
        return self.recording.units.name(self.dimension)

    @property
    def label(self) -> str:
        """Name with unit: ``"speed (cm/s)"``."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @property
    def times_s(self) -> Values:
        """Seconds from the first frame, shape (frames,)."""
        return self.recording.clock.times_s

    def __getitem__(self, which: str | tuple[str | None, str | None]) -> Signal:
        """Return the rows of a subject, or of a subject and an object; ``None`` for any."""
        index = choose(self.rows, *named(which))
        return replace(self, values=self.values[index], rows=tuple(self.rows[i] for i in index))

    def of_object(self) -> Signal:
        """Return the same signal as that of the object of whoever it is put beside.

        ``rec.speed() > rec.speed().of_object()`` beside ordered pairs compares subject and object.
        """
        return replace(self, rows=tuple(row.of_object for row in self.rows))

    # comparisons ----------------------------------------------------------------------------

    def __lt__(self, other: Signal | QuantityLike) -> Mask:
        return self._compared(other, np.less, "<")

    def __le__(self, other: Signal | QuantityLike) -> Mask:
        return self._compared(other, np.less_equal, "<=")

    def __gt__(self, other: Signal | QuantityLike) -> Mask:
        return self._compared(other, np.greater, ">")

    def __ge__(self, other: Signal | QuantityLike) -> Mask:
        return self._compared(other, np.greater_equal, ">=")

    def between(self, low: Signal | QuantityLike, high: Signal | QuantityLike) -> Mask:
        """Return where the signal is at least `low` and less than `high`; raises as ``<`` does."""
        return (self >= low) & (self < high)

    def _compared(
        self, other: Signal | QuantityLike, compare: Callable[..., NDArray[np.bool_]], sign: str
    ) -> Mask:
        from workbench.analysis.masks import Mask

        rows, left, right = self._beside(other, f"{self.name} {sign}")
        slack = _SAME * np.nan_to_num(np.abs(right), posinf=0.0)
        limit = right + slack if sign in (">", "<=") else right - slack
        with np.errstate(invalid="ignore"):
            true = compare(left, limit)
        known = np.isfinite(left) & ~np.isnan(right)
        said = other.label if isinstance(other, Signal) else _said(other, self.unit)
        return Mask(self.recording, true & known, ~true & known, rows, f"{self.name} {sign} {said}")

    # arithmetic -----------------------------------------------------------------------------

    def __add__(self, other: Signal | QuantityLike) -> Signal:
        return self._sum(other, np.add, "+")

    def __sub__(self, other: Signal | QuantityLike) -> Signal:
        return self._sum(other, np.subtract, "-")

    def __radd__(self, other: QuantityLike) -> Signal:
        return self._sum(other, np.add, "+")

    def __rsub__(self, other: QuantityLike) -> Signal:
        return -self + other

    def __mul__(self, other: Signal | float) -> Signal:
        return self._product(other, np.multiply, "*", 1)

    def __truediv__(self, other: Signal | float) -> Signal:
        return self._product(other, np.divide, "/", -1)

    def __rmul__(self, other: float) -> Signal:
        return self._product(other, np.multiply, "*", 1)

    def __neg__(self) -> Signal:
        values = kernels.wrap(-self.values) if self.circular else -self.values
        return replace(self, values=values, name=f"-{self.name}")

    def __abs__(self) -> Signal:
        return replace(self, values=np.abs(self.values), name=f"|{self.name}|", circular=False)

    def _sum(self, other: Signal | QuantityLike, add: np.ufunc, sign: str) -> Signal:
        rows, left, right = self._beside(other, f"{self.name} {sign}")
        name = f"{self.name} {sign} {_name(other, self.unit)}"
        circular = self.circular or (isinstance(other, Signal) and other.circular)
        values = kernels.wrap(add(left, right)) if circular else add(left, right)
        return replace(self, values=values, rows=rows, name=name, circular=circular)

    def _product(self, other: Signal | float, times: np.ufunc, sign: str, power: int) -> Signal:
        if isinstance(other, str):
            message = f"{self.name} {sign} {other!r}: only + and - take text; use a plain number."
            raise UserError(message)
        rows, left, dimension = self.rows, self.values, NUMBER
        right: Values | float
        if isinstance(other, Signal):
            rows, left, right = self._aligned(other, f"{self.name} {sign}")
            dimension = other.dimension
        elif isinstance(other, Quantity):
            same = other.unit == self.unit
            dimension = self.dimension if same else unit_dimension(other.unit, str(other))
            right = self.recording.units.value(other, dimension, self.label)
        else:
            right = other
        with np.errstate(divide="ignore", invalid="ignore"):
            values = times(left, right)
        values[~np.isfinite(values)] = np.nan
        length, time, angle = (
            a + power * b for a, b in zip(self.dimension, dimension, strict=True)
        )
        name = f"{self.name} {sign} {_name(other, '')}"
        return replace(
            self, values=values, rows=rows, name=name, dimension=(length, time, angle),
            circular=False,
        )  # fmt: skip

    def _beside(
        self, other: Signal | QuantityLike, what: str
    ) -> tuple[Rows, Values, Values | float]:
        if not isinstance(other, Signal):
            value = self.recording.units.value(other, self.dimension, self.label)
            return self.rows, self.values, value
        if other.dimension != self.dimension:
            message = (
                f"{self.label} is {dimension_words(self.dimension)} and cannot be put beside "
                f"{other.label}, {dimension_words(other.dimension)}."
            )
            raise UserError(message)
        return self._aligned(other, what)

    def _aligned(self, other: Signal, what: str) -> tuple[Rows, Values, Values]:
        self.recording.check_same(other.recording, what)
        rows, left, right = align(self.rows, other.rows, what)
        return rows, self.values[left], other.values[right]

    # over time ------------------------------------------------------------------------------

    def smooth(self, window_s: QuantityLike, statistic: Smoothing = "mean") -> Signal:
        """Return a statistic over the window around every frame.

        Parameters
        ----------
        window_s
            Length of the window in seconds, centred on the frame, cut off at the ends.
        statistic
            ``mean``, ``median``, ``min``, ``max`` or ``std``.

        Returns
        -------
        Signal
            Same unit; NaN where less than half of the window is known. The name says the window.

        Raises
        ------
        UserError
            The signal is a signed angle, there is no such statistic, or the window is no time.

        Notes
        -----
        A frame that is itself unknown has a value where enough of its neighbours are known. Every
        frame counts once here, however long it lasts.
        """
        self.refuse_circular(f"smooth({statistic})")
        if statistic not in get_args(Smoothing):
            message = f"statistic={statistic!r}{did_you_mean(statistic, get_args(Smoothing))}"
            raise UserError(message)
        window = seconds(window_s, "window_s")
        values = kernels.rolling(self.values.T, self.times_s, window, statistic).T
        name = f"{statistic} of {self.name} over {window:g} s"
        return replace(self, values=np.ascontiguousarray(values), name=name)

    def rate(self, window_s: QuantityLike = 0.2) -> Signal:
        """Return how fast the signal changes, in its unit per second: the slope over a window.

        Parameters
        ----------
        window_s
            Seconds over which a straight line is fitted; 0 for the neighbouring frames.

        Returns
        -------
        Signal
            NaN where the signal is, and where less than half of the window is known. Signed angles
            are followed through 180 degrees without a jump.

        Raises
        ------
        UserError
            The window is no time.
        """
        window = seconds(window_s, "window_s")
        values = [
            kernels.turning(row, self.times_s, window)
            if self.circular
            else kernels.slope(row, self.times_s, window)
            for row in self.values
        ]
        length, time, angle = self.dimension
        return replace(
            self,
            values=np.array(values).reshape(self.values.shape),
            name=f"rate of {self.name}",
            dimension=(length, time - 1, angle),
            circular=False,
        )

    def when(self, where: Mask | Bouts) -> Signal:
        """Return the signal where a mask is true or a bout is going on; NaN elsewhere.

        Parameters
        ----------
        where
            A mask, or bouts, of the same recording.

        Raises
        ------
        UserError
            It is of another recording, or its rows do not fit those of the signal.

        Examples
        --------
        ``rec.speed("mouse_1").when(rec.in_zone("mouse_1", "shelter")).mean()``
        """
        from workbench.analysis.bouts import Bouts

        mask = where.mask(self.recording) if isinstance(where, Bouts) else where
        self.recording.check_same(mask.recording, "when")
        rows, left, right = align(self.rows, mask.rows, "when")
        values = np.where(mask.true[right], self.values[left], np.nan)
        return replace(self, values=values, rows=rows, name=f"{self.name} when {mask.name}")

    # numbers --------------------------------------------------------------------------------

    def mean(self) -> Quantity:
        """Return the mean over the known time, of the only row; NaN if none is known.

        The result carries the unit, and as ``assessed_s`` the seconds that are known.

        Raises
        ------
        UserError
            There are several rows (`table` is of all), or the signal is a signed angle.
        """
        return self._number("mean", lambda values, weights: mean_and_std(values, weights)[0])

    def median(self) -> Quantity:
        """Return the median over the known time, of the only row; raises as `mean`."""
        return self.percentile(50)

    def std(self) -> Quantity:
        """Return the standard deviation (of the population) over the known time, of the only row.

        Raises as `mean`.
        """
        return self._number("std", lambda values, weights: mean_and_std(values, weights)[1])

    def min(self) -> Quantity:
        """Return the smallest known value, of the only row; raises as `mean` for several rows."""
        return self._number("min", lambda values, _weights: values.min(initial=np.inf))

    def max(self) -> Quantity:
        """Return the largest known value, of the only row; raises as `mean` for several rows."""
        return self._number("max", lambda values, _weights: values.max(initial=-np.inf))

    def percentile(self, percent: float) -> Quantity:
        """Return a percentile over the known time, of the only row; NaN if none is known.

        Raises
        ------
        UserError
            `percent` is not between 0 and 100, and as `mean`.

        Notes
        -----
        See `workbench.analysis.weighted.percentiles` for how it lies between values.
        """
        if not 0 <= percent <= 100:
            message = f"A percentile lies between 0 and 100; found {percent}."
            raise UserError(message)
        return self._number(
            "percentile", lambda values, weights: percentiles(values, weights, [percent])[0]
        )

    def _number(self, what: str, reduce: Callable[[Values, Values], float]) -> Quantity:
        only(self.rows, f"{what}()")
        if what not in ("min", "max"):
            self.refuse_circular(f"{what}()")
        values, weights = self._known(0)
        value = float(reduce(values, weights)) if len(values) else np.nan
        return Quantity(value, self.unit, float(weights.sum()))

    def _known(self, row: int) -> tuple[Values, Values]:
        """Return the known values of a row, and for how many seconds each of them stands."""
        known = np.isfinite(self.values[row])
        return self.values[row][known], self.recording.durations_s[known]

    def table(self) -> pd.DataFrame:
        """Return one line per row: mean, std, median, 5th and 95th percentile, assessed seconds.

        Raises
        ------
        UserError
            The signal is a signed angle.
        """
        import pandas as pd

        self.refuse_circular("table()")
        lines = []
        for index, row in enumerate(self.rows):
            values, weights = self._known(index)
            low, middle, high = percentiles(values, weights, [5, 50, 95])
            numbers = (*mean_and_std(values, weights), middle, low, high)
            lines.append((self.recording.name, *row, *numbers, self.unit, weights.sum()))
        columns = ["recording", "subject", "object", "mean", "std", "median", "p5", "p95", "unit"]
        return pd.DataFrame(lines, columns=[*columns, "assessed_s"])

    def frames(self) -> pd.DataFrame:
        """Return all values: one line per frame, one column per row, time as the index."""
        import pandas as pd

        columns = [str(row) for row in self.rows]
        return pd.DataFrame(self.values.T, pd.Index(self.times_s, name="time_s"), columns)

    def plot(self, shade: Bouts | None = None, threshold: QuantityLike | None = None) -> Figure:
        """Return a picture of the signal over time.

        Parameters
        ----------
        shade
            Bouts to shade.
        threshold
            Drawn as a line.

        Raises
        ------
        UserError
            The threshold is of another unit.
        """
        from workbench.analysis.pictures import plot_signal

        return plot_signal(self, shade, threshold)

    def plot_around(
        self, bouts: Bouts, before_s: QuantityLike = 2.0, after_s: QuantityLike = 4.0
    ) -> Figure:
        """Return the average of the only row around the onsets of bouts, with an interval.

        Parameters
        ----------
        bouts
            Of the same recording; those of the same subject, where they are of several.
        before_s, after_s
            How far to look, in seconds.

        Raises
        ------
        UserError
            There are several rows, the signal is a signed angle, or a length of time is none.
        """
        from workbench.analysis.pictures import plot_around

        return plot_around(self, bouts, before_s, after_s)

    def refuse_circular(self, what: str) -> None:
        """Raise `UserError` if this is a signed angle, of which no arithmetic mean can be taken.

        `what` names in the message what was asked for.
        """
        if self.circular:
            message = (
                f"{what} of {self.label}: a signed angle has no arithmetic mean, as 179 and -179 "
                "are neighbours. Take abs() of it, or its rate()."
            )
            raise UserError(message)


def _name(other: Signal | QuantityLike, unit: str) -> str:
    return other.name if isinstance(other, Signal) else _said(other, unit)


def _said(quantity: QuantityLike, unit: str) -> str:
    if isinstance(quantity, str):
        return quantity
    own = quantity.unit if isinstance(quantity, Quantity) else ""
    return f"{quantity:g} {own or unit}".strip()
