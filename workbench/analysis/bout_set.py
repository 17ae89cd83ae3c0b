"""A set of bouts: its numbers, its tables, and choosing from it.

See `workbench.analysis.bouts`, whose `Bouts` adds set algebra, relations and conversions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from graphs import intervals as algebra
from graphs import relations
from graphs.intervals import Intervals
from workbench.analysis.bout_columns import BoutColumns, Chosen, Numbers
from workbench.analysis.bout_rows import BoutRow
from workbench.analysis.units import Quantity, QuantityLike, seconds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BoutSet", "Chosen", "Numbers"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BoutSet(BoutColumns):
    """A set of intervals, with what can be counted of it; its columns are of `BoutColumns`."""

    # numbers --------------------------------------------------------------------------------

    @property
    def count(self) -> Quantity:
        """Number of bouts, of all rows together; NaN where nothing was assessed and none is known.

        ``len(bouts)`` is the number of those that are known, as a whole number.
        """
        assessed_s = self.assessed_s
        return Quantity(len(self) if len(self) or assessed_s else np.nan, "", assessed_s)

    @property
    def coverage(self) -> Numbers:
        """Share of each bout that was assessed, 0 to 1, shape (bouts,); NaN for points."""
        shares = np.full(len(self), np.nan)
        for index, looked in enumerate(self.assessed):
            mine = self.row == index
            shares[mine] = [_share(span, looked) for span in self.intervals[mine]]
        return shares

    @property
    def total_s(self) -> Quantity:
        """Seconds in bouts, summed over rows; NaN where nothing was assessed.

        Where bouts of one row overlap, their time counts once.
        """
        assessed_s = self.assessed_s
        merged_spans = (algebra.as_intervals(self.span(i)) for i in range(len(self.rows)))
        total = sum(map(algebra.total_s, merged_spans)) if assessed_s or len(self) else np.nan
        return Quantity(total, "s", assessed_s)

    @property
    def mean_s(self) -> Quantity:
        """Mean length of a bout in seconds; NaN without bouts."""
        mean = float(self.duration_s.mean()) if len(self) else np.nan
        return Quantity(mean, "s", self.assessed_s)

    @property
    def fraction(self) -> Quantity:
        """Share of the assessed time that lies in bouts, over all rows, 0 to 1."""
        inside = sum(
            algebra.total_s(algebra.intersection(algebra.as_intervals(self.span(i)), spans))
            for i, spans in enumerate(self.assessed)
        )
        assessed_s = self.assessed_s
        return Quantity(inside / assessed_s if assessed_s else np.nan, "", assessed_s)

    @property
    def rate_per_min(self) -> Quantity:
        """Bouts that reach into the assessed time, per minute of it, over all rows; NaN if none."""
        assessed_s = self.assessed_s
        count = sum(len(self._assessed_span(i)) for i in range(len(self.rows)))
        rate = count / assessed_s * 60 if assessed_s else np.nan
        return Quantity(rate, "1/min", assessed_s)

    def _assessed_span(self, row: int) -> Intervals:
        """Return the bouts of a row that reach into its assessed time, points at its ends too."""
        span, looked = self.span(row), self.assessed[row]
        points = span[:, 0] == span[:, 1]
        inside = relations.overlapping(span, looked) | (points & relations.within(span, looked, 0))
        return np.asarray(span[inside])

    @property
    def latency_s(self) -> Quantity:
        """Seconds from the start of the assessed time to the first bout in it; NaN if none.

        Of several rows, the smallest.
        """
        latencies = [
            max(0.0, self._assessed_span(i)[0, 0] - spans[0, 0])
            for i, spans in enumerate(self.assessed)
            if len(self._assessed_span(i))
        ]
        return Quantity(min(latencies, default=np.nan), "s", self.assessed_s)

    @property
    def inter_bout_s(self) -> Numbers:
        """Seconds from the end of one bout to the start of the next of the same row.

        NaN where not all of that time was assessed: there may have been another bout in it.
        """
        gaps = []
        for index, looked in enumerate(self.assessed):
            lengths = relations.gaps(self.span(index))
            stops = self.span(index)[1:, 0]
            between = np.column_stack([stops - lengths, stops])
            unseen = (lengths > 0) & ~relations.during(between, looked)
            gaps.append(np.where(unseen, np.nan, lengths))
        return np.concatenate([np.empty(0), *gaps])

    # tables ---------------------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """Return one line per bout.

        Columns: ``recording, subject, object, label, start_s, stop_s, duration_s, start_frame,
        stop_frame, confidence``. Frames are 0-based and half-open, of the recording's clock.
        """
        import pandas as pd

        names = ["recording", "subject", "object", "label"]
        columns = [[self.rows[i][part] for i in self.row] for part in range(4)]
        table = pd.DataFrame(dict(zip(names, columns, strict=True)), columns=names, dtype=object)
        frames = self.frames()
        return table.assign(
            start_s=self.start_s,
            stop_s=self.stop_s,
            duration_s=self.duration_s,
            start_frame=frames[:, 0],
            stop_frame=frames[:, 1],
            confidence=self.confidence,
        )

    def frames(self) -> NDArray[np.int64]:
        """Return the frames of each bout, 0-based, half-open, shape (bouts, 2).

        Those whose timestamps lie in the bout; for a point the frame that is shown then.
        """
        result = np.empty((len(self), 2), np.int64)
        for name, recording in self.recordings.items():
            here = self._of_recording(name)
            result[here] = recording.clock.frames_in(self.intervals[here])
        return result

    def _of_recording(self, name: str) -> Chosen:
        rows = np.array([row.recording == name for row in self.rows], dtype=bool)
        return np.asarray(rows[self.row]) if len(rows) else np.zeros(0, bool)

    def summary(self) -> pd.DataFrame:
        """Return one line per row: count, seconds, rate, latency, share of assessed time.

        Columns ``recording, subject, object, label``, and the numbers of this class by their names:
        ``count, total_s, mean_s, fraction, rate_per_min, latency_s, assessed_s``. NaN as there, so
        a row that was never assessed has no zeros.
        """
        import pandas as pd

        lines = []
        for index, row in enumerate(self.rows):
            one = self.only_rows(np.array([index]))
            numbers = (one.total_s, one.mean_s, one.fraction, one.rate_per_min, one.latency_s)
            lines.append((*row, float(one.count), *map(float, numbers), one.assessed_s))
        columns = [
            *BoutRow._fields, "count", "total_s", "mean_s", "fraction", "rate_per_min",
            "latency_s", "assessed_s",
        ]  # fmt: skip
        return pd.DataFrame(lines, columns=columns)

    # choosing -------------------------------------------------------------------------------

    def lasting(self, min_s: QuantityLike = 0.0, max_s: QuantityLike = float("inf")) -> Self:
        """Return the bouts that last at least `min_s` and at most `max_s` seconds."""
        low, high = seconds(min_s, "min_s"), seconds(max_s, "max_s")
        return self.chosen((self.duration_s >= low - 1e-9) & (self.duration_s <= high + 1e-9))

    def confident(self, at_least: float) -> Self:
        """Return the bouts whose confidence is `at_least` so much, 0 to 1.

        Unknown ones are left out: of what was computed from masks nothing stays.
        """
        return self.chosen(self.confidence >= at_least)

    def in_window(self, start_s: QuantityLike = 0.0, stop_s: QuantityLike = float("inf")) -> Self:
        """Return the bouts and assessed times cut to ``[start_s, stop_s)`` of each recording.

        Seconds from its first frame. Numbers and rates are those of the window then.
        """
        start, stop = seconds(start_s, "start_s"), seconds(stop_s, "stop_s")
        window = np.array([[start, min(stop, 1e9)]])
        spans, assessed, shares = [], [], []
        for index, looked in enumerate(self.assessed):
            span = self.span(index)
            inside = relations.overlapping(span, window)
            spans.append(np.clip(span[inside], start, stop))
            shares.append(self.shares(index)[inside])
            assessed.append(algebra.intersection(looked, window))
        return self.of(self.recordings, self.rows, spans, assessed, shares)

    def first(self, n: int = 1) -> Self:
        """Return the first `n` bouts of each row."""
        return self._ranked(self.start_s, n)

    def last(self, n: int = 1) -> Self:
        """Return the last `n` bouts of each row."""
        return self._ranked(-self.start_s, n)

    def longest(self, n: int = 1) -> Self:
        """Return the `n` longest bouts of each row; of equal ones the earlier."""
        return self._ranked(-np.rint(self.duration_s * 1e6), n)

    def _ranked(self, key: Numbers, n: int) -> Self:
        order = np.lexsort((self.start_s, key, self.row))
        place = np.empty(len(order), np.intp)
        starts = np.searchsorted(self.row[order], np.arange(len(self.rows)))
        place[order] = np.arange(len(order)) - starts[self.row[order]]
        return self.chosen(place < n)


def _share(span: Intervals, looked: Intervals) -> float:
    """Return the share of one bout that lies in some intervals; NaN for a point."""
    inside = algebra.total_s(algebra.intersection(span[np.newaxis], looked))
    return inside / float(span[1] - span[0]) if span[1] > span[0] else np.nan
