"""Masks: true, false or not assessed per frame, in the three-valued logic of Kleene (1952)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.practice.reference.amounts import Amount, NotJudgedError, in_seconds
from workbench.practice.reference.rows import Rows, Who, chosen, meet
from workbench.practice.reference.tables import Table

if TYPE_CHECKING:
    from workbench.practice.reference.bouts import Bouts
    from workbench.practice.reference.recording import Recording

Flags = NDArray[np.bool_]
Truth = bool | None


@dataclass(frozen=True, eq=False)
class Mask:
    """A condition per frame and row."""

    surface = "Mask"

    rec: Recording
    rows: Rows
    true: Flags
    false: Flags
    name: str

    def __getitem__(self, which: object) -> Mask:
        numbers = chosen(self.rows, which)
        rows = tuple(self.rows[n] for n in numbers)
        return replace(self, rows=rows, true=self.true[numbers], false=self.false[numbers])

    def of_object(self) -> Mask:
        """Return it as that of the object of whoever it is put beside."""
        return replace(self, rows=tuple(Who(None, who.subject) for who in self.rows))

    def _with(self, other: object, word: str, how: Callable[[Truth, Truth], Truth]) -> Mask:
        if not isinstance(other, Mask):
            message = f"a mask {word} {type(other).__name__}"
            raise NotJudgedError(message)
        found = meet(self.rows, other.rows)
        shape = (len(found), self.true.shape[1])
        true, false = np.zeros(shape, bool), np.zeros(shape, bool)
        for place, (_, left, right) in enumerate(found):
            for a in (True, False, None):
                for b in (True, False, None):
                    here = self._is(left, a) & other._is(right, b)
                    said = how(a, b)
                    if said is not None:
                        (true if said else false)[place] |= here
        name = f"({self.name}) {word} ({other.name})"
        return Mask(self.rec, tuple(who for who, _, _ in found), true, false, name)

    def _is(self, row: int, value: Truth) -> Flags:
        if value is None:
            return np.asarray(~self.true[row] & ~self.false[row])
        return np.asarray(self.true[row] if value else self.false[row])

    def __and__(self, other: object) -> Mask:
        return self._with(other, "and", _both)

    def __or__(self, other: object) -> Mask:
        return self._with(other, "or", _either)

    def __xor__(self, other: object) -> Mask:
        return self._with(
            other, "either or", lambda a, b: None if a is None or b is None else a != b
        )

    def __invert__(self) -> Mask:
        return replace(self, true=self.false, false=self.true, name=f"not ({self.name})")

    def _one(self) -> None:
        if len(self.rows) != 1:
            message = "a number of several rows"
            raise NotJudgedError(message)

    def total_s(self) -> Amount:
        """Return the seconds in which it holds."""
        self._one()
        known = int((self.true[0] | self.false[0]).sum())
        seconds = int(self.true[0].sum()) / self.rec.fps if known else math.nan
        return Amount(seconds, "s", known / self.rec.fps)

    def fraction(self) -> Amount:
        """Return the share of the assessed time in which it holds."""
        total = self.total_s()
        share = float(total) / total.assessed_s if total.assessed_s else math.nan
        return Amount(share, "", total.assessed_s)

    def table(self) -> Table:
        """Return seconds and share of every row."""
        lines = []
        for number, who in enumerate(self.rows):
            one = replace(self, rows=(who,), true=self.true[[number]], false=self.false[[number]])
            total = one.total_s()
            lines.append(
                (self.rec.name, *who, float(total), float(one.fraction()), total.assessed_s)
            )
        columns = ["recording", "subject", "object", "total_s", "fraction", "assessed_s"]
        return Table(columns, lines)

    def bouts(
        self,
        min_s: float | str = 0.0,
        max_gap_s: float | str = 0.0,
        max_s: float | str | None = None,
        hold: Mask | None = None,
        label: str | None = None,
    ) -> Bouts:
        """Return the stretches in which it holds: gaps closed, then short and long ones dropped."""
        from workbench.practice.reference.bouts import Bouts
        from workbench.practice.reference.lanes import Lane

        pairs = [(who, n, n) for n, who in enumerate(self.rows)]
        if hold is not None:
            pairs = meet(self.rows, hold.rows)
        lanes = []
        for who, mine, its in pairs:
            going = self.true[mine] | (hold.true[its] if hold is not None else False)
            ranges = [r for r in _runs(going) if self.true[mine][r[0] : r[1]].any()]
            spans = _limited(
                _bridged(ranges, in_seconds(max_gap_s), self.rec.fps), in_seconds(min_s),
                math.inf if max_s is None else in_seconds(max_s), self.rec.fps,
            )  # fmt: skip
            looked = _runs(self.true[mine] | self.false[mine])
            lanes.append(
                Lane(
                    self.rec.name, *who, label or self.name,
                    tuple((a, b, math.nan) for a, b in map(self.rec.times_of, spans)),
                    tuple(map(self.rec.times_of, looked)),
                )
            )  # fmt: skip
        return Bouts({self.rec.name: self.rec}, tuple(lanes))


def _both(a: Truth, b: Truth) -> Truth:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _either(a: Truth, b: Truth) -> Truth:
    if a or b:
        return True
    return None if a is None or b is None else False


def _runs(flags: Flags) -> list[tuple[int, int]]:
    found, start = [], None
    for frame, flag in enumerate([*flags.tolist(), False]):
        if flag and start is None:
            start = frame
        elif not flag and start is not None:
            found.append((start, frame))
            start = None
    return found


def _bridged(ranges: list[tuple[int, int]], gap_s: float, fps: float) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, stop in ranges:
        if found and gap_s > 0 and (start - found[-1][1]) / fps <= gap_s + 1e-9:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found


def _limited(
    ranges: list[tuple[int, int]], least_s: float, most_s: float, fps: float
) -> list[tuple[int, int]]:
    return [r for r in ranges if least_s - 1e-9 <= (r[1] - r[0]) / fps <= most_s + 1e-9]
