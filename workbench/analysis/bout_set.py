"""A set of bouts: its columns, its numbers, its tables, and choosing from it.

See `workbench.analysis.bouts`, whose `Bouts` adds set algebra, relations and conversions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from graphs import intervals as algebra
from graphs import relations
from graphs.errors import UserError
from graphs.intervals import Intervals
from pipelines.describe.bouts import runs, split_at
from workbench.analysis.bout_rows import Bout, BoutRow
from workbench.analysis.matching import merged
from workbench.analysis.rows import Row, Rows, choose, named
from workbench.analysis.units import Quantity, QuantityLike, seconds

if TYPE_CHECKING:
    import pandas as pd

    from workbench.analysis.masks import Flags
    from workbench.analysis.recording import Recording

Numbers = NDArray[np.float64]
Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class BoutSet:
    """A set of intervals, sorted by row of recording and time.

    Parameters
    ----------
    recordings
        Name -> recording; clocks, clips and facts need it.
    rows
        Whose bouts; a row without any stays, because *looked for and not seen* is an answer.
    assessed
        For each row, when the behavior was looked for and could be seen.
    row
        Index of each bout in `rows`, shape (bouts,).
    intervals
        Start and stop in seconds, shape (bouts, 2).
    confidence
        0 to 1, shape (bouts,), as the describer of a fact defines it; NaN if unknown, as for all
        that was computed from masks (`coverage` is known for these too).

    Notes
    -----
    Where a method takes seconds, text such as ``"200 ms"`` is as good as a number; it raises
    UserError for what is no time. ``bouts["mouse_1"]`` raises UserError where there is no such row.
    """

    recordings: Mapping[str, Recording]
    rows: tuple[BoutRow, ...]
    assessed: tuple[Intervals, ...]
    row: NDArray[np.intp]
    intervals: Intervals
    confidence: Numbers

    # making ---------------------------------------------------------------------------------

    @classmethod
    def from_frames(
        cls,
        recording: Recording,
        rows: Rows,
        ranges: Sequence[NDArray[np.int64]],
        known: Flags,
        label: str,
    ) -> Self:
        """Return bouts of frame ranges.

        Parameters
        ----------
        recording
            Whose frames.
        rows, ranges
            For each row, half-open ranges of frames, shape (n, 2).
        known
            Frames that were assessed, shape (rows, frames).
        label
            What the bouts are called.
        """
        clock = recording.clock
        spans = [_seconds(frames, clock.times_s, clock.stops_s) for frames in ranges]
        assessed = [
            _seconds(split_at(runs(row), clock.pauses), clock.times_s, clock.stops_s)
            for row in known
        ]
        named = [BoutRow(recording.name, *row, label) for row in rows]
        return cls.of({recording.name: recording}, named, spans, assessed)

    @classmethod
    def of(
        cls,
        recordings: Mapping[str, Recording],
        rows: Sequence[BoutRow],
        spans: Sequence[Intervals],
        assessed: Sequence[Intervals],
        confidence: Sequence[Numbers] | None = None,
    ) -> Self:
        """Return bouts from one array of intervals per row; they are sorted by start.

        Parameters
        ----------
        recordings, rows, assessed
            As for `BoutSet`.
        spans
            For each row its bouts in seconds, shape (n, 2), in any order.
        confidence
            For each row that of its bouts, shape (n,); unknown if not given.
        """
        shares = confidence or [np.full(len(span), np.nan) for span in spans]
        orders = [np.lexsort((span[:, 1], span[:, 0])) for span in spans]
        ordered = [span[order] for span, order in zip(spans, orders, strict=True)]
        kept = [share[order] for share, order in zip(shares, orders, strict=True)]
        return cls(
            recordings,
            tuple(rows),
            tuple(assessed),
            np.repeat(np.arange(len(rows)), [len(span) for span in ordered]),
            np.concatenate([np.empty((0, 2)), *ordered]),
            np.concatenate([np.empty(0), *kept]),
        )

    @classmethod
    def joined(cls, several: Sequence[BoutSet]) -> Self:
        """Return the bouts of several sets beside each other; nothing is merged.

        Raises
        ------
        UserError
            Two different recordings have one name.
        """
        recordings = merged(bouts.recordings for bouts in several)
        parts = [
            (b.rows[i], b.span(i), b.assessed[i], b.shares(i))
            for b in several
            for i in range(len(b.rows))
        ]
        rows, spans, assessed, shares = zip(*parts, strict=True) if parts else ((), (), (), ())
        return cls.of(recordings, rows, spans, assessed, list(shares) or None)

    def labelled(self, label: str) -> Self:
        """Return the same bouts under another label."""
        return replace(self, rows=tuple(row._replace(label=label) for row in self.rows))

    def per_animal(self) -> Self:
        """Return the bouts of each subject in one row, to whomever they are done.

        Shares and rates are then of an animal's time: what it does to several others at once counts
        once, and it was assessed where it was towards one of them. No bout is merged or lost; which
        object it has is.
        """
        groups: dict[BoutRow, list[int]] = {}
        for index, row in enumerate(self.rows):
            groups.setdefault(row._replace(object=None), []).append(index)
        spans = [np.concatenate([self.span(i) for i in mine]) for mine in groups.values()]
        shares = [np.concatenate([self.shares(i) for i in mine]) for mine in groups.values()]
        assessed = [
            algebra.as_intervals(np.concatenate([self.assessed[i] for i in mine]))
            for mine in groups.values()
        ]
        return self.of(self.recordings, list(groups), spans, assessed, shares)

    def one_row(self, recording: Recording, subject: str, target: str | None, label: str) -> Self:
        """Return the bouts under one subject, target and label; there is one row, or none.

        Raises
        ------
        UserError
            There are several rows: whose bouts they are would be lost.
        """
        if len(self.rows) > 1:
            message = (
                f"{label!r} gives {len(self.rows)} rows of bouts for one subject: "
                f"{', '.join(map(str, self.rows))}. Ask for one animal, not for every."
            )
            raise UserError(message)
        row = BoutRow(recording.name, subject, target, label)
        return replace(self, rows=(row,), assessed=self.assessed or (np.empty((0, 2)),))

    def span(self, row: int) -> Intervals:
        """Return the bouts of one row in seconds, shape (n, 2), by start."""
        return np.asarray(self.intervals[self.row == row])

    def shares(self, row: int) -> Numbers:
        """Return the confidence of the bouts of one row, shape (n,)."""
        return np.asarray(self.confidence[self.row == row])

    def __repr__(self) -> str:
        labels = ", ".join(dict.fromkeys(row.label for row in self.rows)) or "nothing"
        return f"<Bouts {labels}: {len(self)} in {self.assessed_s:.4g} s assessed>"

    def __len__(self) -> int:
        return len(self.row)

    def __iter__(self) -> Iterator[Bout]:
        """Yield the bouts one by one, by row and time."""
        for number, row in enumerate(self.row):
            start_s, stop_s = map(float, self.intervals[number])
            recording, subject, target, label = self.rows[row]
            sure = float(self.confidence[number])
            yield Bout(recording, subject, target, label, start_s, stop_s, sure)

    def __getitem__(self, which: str | tuple[str | None, str | None]) -> Self:
        """Return the bouts of a subject, or of a subject and an object; ``None`` for any."""
        rows = tuple(Row(row.subject, row.object) for row in self.rows)
        return self.only_rows(choose(rows, *named(which)))

    def only_rows(self, index: NDArray[np.intp]) -> Self:
        """Return some of the rows, by their numbers (`index`, in the order wanted)."""
        places = np.full(len(self.rows), -1, np.intp)
        places[index] = np.arange(len(index))
        kept = places[self.row] >= 0
        return replace(
            self,
            rows=tuple(self.rows[i] for i in index),
            assessed=tuple(self.assessed[i] for i in index),
            row=places[self.row[kept]],
            intervals=self.intervals[kept],
            confidence=self.confidence[kept],
        )

    def chosen(self, which: Chosen | Sequence[int] | NDArray[np.intp]) -> Self:
        """Return some of the bouts; no row goes.

        `which` is a boolean per bout, or the numbers of bouts: their order does not matter.
        """
        index = np.asarray(which)
        if index.dtype != bool:
            index = np.isin(np.arange(len(self)), index)
        return replace(
            self,
            row=self.row[index],
            intervals=self.intervals[index],
            confidence=self.confidence[index],
        )

    # numbers --------------------------------------------------------------------------------

    @property
    def start_s(self) -> Numbers:
        """Start of each bout in seconds, shape (bouts,)."""
        return self.intervals[:, 0]

    @property
    def stop_s(self) -> Numbers:
        """End of each bout in seconds, shape (bouts,)."""
        return self.intervals[:, 1]

    @property
    def duration_s(self) -> Numbers:
        """Length of each bout in seconds, shape (bouts,); 0 for points."""
        return self.stop_s - self.start_s

    @property
    def subject(self) -> list[str | None]:
        """Subject of each bout."""
        return [self.rows[i].subject for i in self.row]

    @property
    def object(self) -> list[str | None]:
        """Object of each bout."""
        return [self.rows[i].object for i in self.row]

    @property
    def label(self) -> list[str]:
        """Label of each bout."""
        return [self.rows[i].label for i in self.row]

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
    def assessed_s(self) -> float:
        """Assessed seconds, summed over rows."""
        return sum(algebra.total_s(spans) for spans in self.assessed)

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


def _seconds(frames: NDArray[np.int64], times_s: Numbers, stops_s: Numbers) -> Intervals:
    return np.column_stack([times_s[frames[:, 0]], stops_s[frames[:, 1] - 1]])


def _share(span: Intervals, looked: Intervals) -> float:
    """Return the share of one bout that lies in some intervals; NaN for a point."""
    inside = algebra.total_s(algebra.intersection(span[np.newaxis], looked))
    return inside / float(span[1] - span[0]) if span[1] > span[0] else np.nan
