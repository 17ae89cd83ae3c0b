"""A set of bouts: its columns, numbers and tables, and choosing from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from workbench.practice.reference import spans as ends
from workbench.practice.reference.amounts import Amount, NotJudgedError, in_seconds
from workbench.practice.reference.lanes import Bout, Lane, Timed
from workbench.practice.reference.spans import Span
from workbench.practice.reference.tables import Table

if TYPE_CHECKING:
    from workbench.practice.reference.recording import Recording


@dataclass(frozen=True, eq=False)
class BoutSet:
    """Lanes of one recording or several."""

    surface = "Bouts"

    recordings: Mapping[str, Recording]
    lanes: tuple[Lane, ...]

    def __iter__(self) -> Iterator[Bout]:
        for lane in self.lanes:
            for start, stop, sure in lane.timed:
                yield Bout(lane.recording, lane.subject, lane.object, lane.label, start, stop, sure)

    def __len__(self) -> int:
        return sum(len(lane.timed) for lane in self.lanes)

    def __getitem__(self, which: object) -> Self:
        subject, target = which if isinstance(which, tuple) else (which, None)
        kept = tuple(
            lane
            for lane in self.lanes
            if subject in (None, lane.subject) and target in (None, lane.object)
        )
        if not kept:
            message = f"there is no row {which!r}"
            raise NotJudgedError(message)
        return replace(self, lanes=kept)

    # columns and numbers --------------------------------------------------------------------------

    @property
    def start_s(self) -> list[float]:
        """Starts."""
        return [bout.start_s for bout in self]

    @property
    def stop_s(self) -> list[float]:
        """Stops."""
        return [bout.stop_s for bout in self]

    @property
    def duration_s(self) -> list[float]:
        """Lengths."""
        return [bout.stop_s - bout.start_s for bout in self]

    @property
    def subject(self) -> list[str | None]:
        """Subjects."""
        return [bout.subject for bout in self]

    @property
    def object(self) -> list[str | None]:
        """Objects."""
        return [bout.object for bout in self]

    @property
    def label(self) -> list[str]:
        """Labels."""
        return [bout.label for bout in self]

    @property
    def assessed_s(self) -> float:
        """Seconds that were looked at, over all lanes."""
        return math.fsum(ends.length(lane.looked) for lane in self.lanes)

    @property
    def count(self) -> Amount:
        """How many there are."""
        looked = self.assessed_s
        return Amount(len(self) if len(self) or looked else math.nan, "", looked)

    @property
    def total_s(self) -> Amount:
        """Seconds in bouts."""
        looked = self.assessed_s
        total = math.fsum(ends.length(lane.states) for lane in self.lanes)
        return Amount(total if looked or len(self) else math.nan, "s", looked)

    @property
    def mean_s(self) -> Amount:
        """Mean length of a bout."""
        lengths = self.duration_s
        mean = math.fsum(lengths) / len(lengths) if lengths else math.nan
        return Amount(mean, "s", self.assessed_s)

    @property
    def fraction(self) -> Amount:
        """Share of the time that was looked at."""
        looked = self.assessed_s
        seen = math.fsum(ends.length(ends.shared(lane.states, lane.looked)) for lane in self.lanes)
        return Amount(seen / looked if looked else math.nan, "", looked)

    @property
    def rate_per_min(self) -> Amount:
        """Bouts per minute that was looked at."""
        looked = self.assessed_s
        count = sum(len(lane.reaching) for lane in self.lanes)
        return Amount(60 * count / looked if looked else math.nan, "1/min", looked)

    @property
    def latency_s(self) -> Amount:
        """Seconds to the first bout."""
        waits = [
            max(0.0, min(lane.reaching)[0] - min(lane.looked)[0])
            for lane in self.lanes
            if lane.reaching
        ]
        return Amount(min(waits, default=math.nan), "s", self.assessed_s)

    @property
    def inter_bout_s(self) -> list[float]:
        """Seconds between one bout and the next of its lane."""
        found = []
        for lane in self.lanes:
            latest = -math.inf
            for start, stop in lane.times:
                if math.isfinite(latest):
                    gap = max(0.0, start - latest)
                    seen = gap == 0 or any(ends.lies_in((latest, start), s) for s in lane.looked)
                    found.append(gap if seen else math.nan)
                latest = max(latest, stop)
        return found

    def table(self) -> Table:
        """Return one line per bout."""
        columns = ["recording", "subject", "object", "label", "start_s", "stop_s", "duration_s",
                   "start_frame", "stop_frame", "confidence"]  # fmt: skip
        lines = [
            (*bout[:6], bout.stop_s - bout.start_s,
             *self.recordings[bout.recording].frames_in(bout.start_s, bout.stop_s),
             bout.confidence)
            for bout in self
        ]  # fmt: skip
        return Table(columns, lines)

    def summary(self) -> Table:
        """Return one line per lane."""
        columns = ["recording", "subject", "object", "label", "count", "total_s", "mean_s",
                   "fraction", "rate_per_min", "latency_s", "assessed_s"]  # fmt: skip
        lines = []
        for lane in self.lanes:
            one = replace(self, lanes=(lane,))
            numbers = (one.count, one.total_s, one.mean_s, one.fraction, one.rate_per_min,
                       one.latency_s, one.assessed_s)  # fmt: skip
            who = (lane.recording, lane.subject, lane.object, lane.label)
            lines.append((*who, *map(float, numbers)))
        return Table(columns, lines)

    # choosing -------------------------------------------------------------------------------------

    def kept(self, keep: Callable[[Lane, Timed], bool]) -> Self:
        """Return some of the bouts; no lane goes."""
        return replace(
            self,
            lanes=tuple(
                replace(lane, timed=tuple(t for t in lane.timed if keep(lane, t)))
                for lane in self.lanes
            ),
        )

    def lasting(self, min_s: float | str = 0.0, max_s: float | str = math.inf) -> Self:
        """Return those that last as long as asked."""
        low, high = in_seconds(min_s), in_seconds(max_s)
        return self.kept(lambda _lane, t: low - 1e-9 <= t[1] - t[0] <= high + 1e-9)

    def confident(self, at_least: float) -> Self:
        """Return those that are sure enough."""
        return self.kept(lambda _lane, t: t[2] >= at_least)

    def in_window(self, start_s: float | str = 0.0, stop_s: float | str = math.inf) -> Self:
        """Return bouts and what was looked at, cut to a window."""
        low, high = in_seconds(start_s), in_seconds(stop_s)
        window = (low, min(high, 1e9))
        lanes = []
        for lane in self.lanes:
            timed = tuple(
                (max(a, low), min(b, window[1]), sure)
                for a, b, sure in lane.timed
                if ends.overlaps((a, b), window)
            )
            looked = tuple(ends.shared(lane.looked, [window]))
            lanes.append(replace(lane, timed=timed, looked=looked))
        return replace(self, lanes=tuple(lanes))

    def _ranked(self, key: Callable[[Timed], Any], n: int) -> Self:
        lanes = []
        for lane in self.lanes:
            best = sorted(lane.timed, key=lambda t: (key(t), t[0]))[:n]
            lanes.append(replace(lane, timed=tuple(t for t in lane.timed if t in best)))
        return replace(self, lanes=tuple(lanes))

    def first(self, n: int = 1) -> Self:
        """Return the first of each lane."""
        return self._ranked(lambda t: t[0], n)

    def last(self, n: int = 1) -> Self:
        """Return the last of each lane."""
        return self._ranked(lambda t: -t[0], n)

    def longest(self, n: int = 1) -> Self:
        """Return the longest of each lane."""
        return self._ranked(lambda t: -ends.micro(t[1] - t[0]), n)

    def labelled(self, label: str) -> Self:
        """Return them under another label."""
        return replace(self, lanes=tuple(replace(lane, label=label) for lane in self.lanes))

    def per_animal(self) -> Self:
        """Return the bouts of each subject in one lane, to whomever they are done."""
        groups: dict[tuple[Any, ...], list[Lane]] = {}
        for lane in self.lanes:
            groups.setdefault((lane.recording, lane.subject, lane.label), []).append(lane)
        return replace(
            self,
            lanes=tuple(
                replace(
                    members[0], object=None,
                    timed=tuple(sorted(t for lane in members for t in lane.timed)),
                    looked=tuple(ends.joined(s for lane in members for s in lane.looked)),
                )
                for members in groups.values()
            ),
        )  # fmt: skip

    # whose bouts meet -----------------------------------------------------------------------------

    def met_by(self, recording: str, subject: str | None, target: str | None) -> list[list[Span]]:
        """Return the times of the lanes that a row without a label meets."""
        row = Lane(recording, subject, target, "", (), ())
        return [lane.times for lane in self.met(row, None)]

    def met(self, row: Lane, same: str | None) -> list[Lane]:
        """Return the lanes that a row meets."""
        here = [lane for lane in self.lanes if lane.recording == row.recording]
        if same is not None:
            wanted, of = _keys(row, same)
            return [lane for lane in here if of(lane) == wanted]
        own = [lane for lane in here if lane.subject == row.subject]
        if not own:
            return here if len({lane.subject for lane in here}) == 1 else []
        animals = {name for r in self.recordings.values() for name in r.animals}
        return [
            lane
            for lane in own
            if lane.object == row.object or not {lane.object, row.object} <= animals
        ]


def _keys(row: Lane, same: str) -> tuple[object, Callable[[Lane], object]]:
    """Return what a row is known by, and what of a lane has to be equal to it."""
    of: dict[str, Callable[[Lane], object]] = {
        "any": lambda _lane: None,
        "subject": lambda lane: lane.subject,
        "object": lambda lane: lane.object,
        "pair": lambda lane: (lane.subject, lane.object),
        "reverse": lambda lane: (lane.object, lane.subject),
    }
    wanted = (row.subject, row.object) if same == "reverse" else of[same](row)
    return wanted, of[same]
