"""The columns of a set of bouts: whose they are, when, and choosing among rows and bouts.

See `workbench.analysis.bouts`. `workbench.analysis.bout_set` adds numbers and tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from graphs import intervals as algebra
from graphs.errors import UserError
from graphs.intervals import Intervals
from pipelines.describe.bouts import runs, split_at
from workbench.analysis.bout_rows import Bout, BoutRow
from workbench.analysis.matching import merged
from workbench.analysis.rows import Row, Rows, choose, named

if TYPE_CHECKING:
    from workbench.analysis.masks import Flags
    from workbench.analysis.recording import Recording

Numbers = NDArray[np.float64]
Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class BoutColumns:
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
            As for the class.
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
    def joined(cls, several: Sequence[BoutColumns]) -> Self:
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

    # columns --------------------------------------------------------------------------------

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
    def assessed_s(self) -> float:
        """Assessed seconds, summed over rows."""
        return sum(algebra.total_s(spans) for spans in self.assessed)


def _seconds(frames: NDArray[np.int64], times_s: Numbers, stops_s: Numbers) -> Intervals:
    return np.column_stack([times_s[frames[:, 0]], stops_s[frames[:, 1] - 1]])
