"""Masks: true, false or not assessed, per frame and row.

Logic is three-valued (Kleene 1952): *and* with one side false is false whatever the other says,
*or* with one side true is true; otherwise what is not assessed spreads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.ethogram import RuleText
from pipelines.describe.bouts import UNKNOWN, Margins, Packed, find_bouts
from workbench.analysis.rows import Rows, align, choose, in_short, named, only
from workbench.analysis.units import Quantity, QuantityLike, seconds

if TYPE_CHECKING:
    import pandas as pd

    from workbench.analysis.bouts import Bouts
    from workbench.analysis.recording import Recording

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """A condition over time, made by comparing signals or by methods such as `Recording.in_zone`.

    Parameters
    ----------
    recording
        Where it was measured.
    true, false
        Where it holds and where it does not, shape (rows, frames); neither: not assessed.
    rows
        Of whom each row is.
    name
        The condition in words: ``"speed > 10 cm/s"``.

    Notes
    -----
    Two masks meet row by row (`workbench.analysis.rows`). ``& | ^`` and `bouts` with ``hold`` raise
    UserError where the other side is no mask, is of another recording, or its rows do not fit;
    ``mask["mouse_1"]`` where there is no such row, and what gives one number where there are
    several.

    Examples
    --------
    A point that is lost in the third of four frames, and a stretch of time that is always known:

    >>> import numpy as np
    >>> from pipelines.timebase import TimeBase
    >>> from pipelines.tracks.schema import make_tracks
    >>> from workbench.analysis.recording import Recording
    >>> at = np.array([[20, 0], [80, 0], [np.nan, np.nan], [20, 0]])[:, :, None, None]
    >>> clock = TimeBase.constant(4, fps=1)
    >>> tracks = make_tracks(at, None, ["centre"], ["mouse_1"], clock, "by hand")
    >>> rec = Recording.from_tracks(tracks)
    >>> left, early = rec.position("mouse_1").x < 50, rec.window(stop_s=2)
    >>> left.known
    array([[ True,  True, False,  True]])

    Where *early* is false, both together are false whatever *left* would have been; one or the
    other is not assessed:

    >>> (left & early).known
    array([[ True,  True,  True,  True]])
    >>> (left | early).known
    array([[ True,  True, False,  True]])

    Shares are of the assessed time:

    >>> left.fraction()
    0.6667 (of 3 s assessed)
    """

    recording: Recording
    true: Flags
    false: Flags
    rows: Rows
    name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", in_short(self.name))

    def __repr__(self) -> str:
        rows, frames = self.true.shape
        of = str(self.rows[0]) if rows == 1 else f"{rows} rows"
        return f"<Mask {self.name} of {of}, {frames} frames>"

    def __bool__(self) -> NoReturn:
        message = (
            "A mask is true in some frames and false in others. Use & | ~ instead of and, or, not; "
            "or ask for .fraction() or .bouts()."
        )
        raise UserError(message)

    @property
    def known(self) -> Flags:
        """Where the condition was assessed, shape (rows, frames)."""
        return self.true | self.false

    def __getitem__(self, which: str | tuple[str | None, str | None]) -> Mask:
        """Return the rows of a subject, or of a subject and an object; ``None`` for any."""
        index = choose(self.rows, *named(which))
        rows = tuple(self.rows[i] for i in index)
        return replace(self, true=self.true[index], false=self.false[index], rows=rows)

    def of_object(self) -> Mask:
        """Return the same condition as that of the object of whoever it is put beside.

        Beside ordered pairs, ``moving & moving.of_object()`` says that both move.
        """
        return replace(self, rows=tuple(row.of_object for row in self.rows))

    def __and__(self, other: Mask) -> Mask:
        rows, left, right = self._beside(other, "&")
        true, false = left.true & right.true, left.false | right.false
        return replace(self, true=true, false=false, rows=rows, name=_joined(self, "and", other))

    def __or__(self, other: Mask) -> Mask:
        rows, left, right = self._beside(other, "|")
        true, false = left.true | right.true, left.false & right.false
        return replace(self, true=true, false=false, rows=rows, name=_joined(self, "or", other))

    def __xor__(self, other: Mask) -> Mask:
        rows, left, right = self._beside(other, "^")
        true = (left.true & right.false) | (left.false & right.true)
        false = (left.true & right.true) | (left.false & right.false)
        name = _joined(self, "either or", other)
        return replace(self, true=true, false=false, rows=rows, name=name)

    def __invert__(self) -> Mask:
        return replace(self, true=self.false, false=self.true, name=f"not ({self.name})")

    def _beside(self, other: Mask, sign: str) -> tuple[Rows, Mask, Mask]:
        if not isinstance(other, Mask):
            kind = type(other).__name__
            message = (
                f"{self.name} {sign} {kind}: expected a mask on both sides, such as "
                "(rec.speed('mouse_1') > 5); comparisons need brackets of their own."
            )
            raise UserError(message)
        self.recording.check_same(other.recording, sign)
        rows, left, right = align(self.rows, other.rows, sign)
        return rows, self._rows(left), other._rows(right)

    def _rows(self, index: NDArray[np.intp]) -> Mask:
        if len(index) == len(self.rows) and np.array_equal(index, np.arange(len(index))):
            return self
        rows = tuple(self.rows[i] for i in index)
        return replace(self, true=self.true[index], false=self.false[index], rows=rows)

    def total_s(self) -> Quantity:
        """Return for how many seconds the condition holds, of the only row.

        NaN where nothing was assessed.

        Raises
        ------
        UserError
            There are several rows: choose one, or use `table`.
        """
        only(self.rows, "total_s()")
        durations = self.recording.durations_s
        assessed_s = float(durations[self.known[0]].sum())
        true_s = float(durations[self.true[0]].sum()) if assessed_s else np.nan
        return Quantity(true_s, "s", assessed_s)

    def fraction(self) -> Quantity:
        """Return the share of the assessed time in which it holds, 0 to 1, of the only row.

        NaN where nothing was assessed; ``assessed_s`` of the result is the denominator. Raises as
        `total_s`.
        """
        total_s = self.total_s()
        share = float(total_s) / total_s.assessed_s if total_s.assessed_s else np.nan
        return Quantity(share, "", total_s.assessed_s)

    def table(self) -> pd.DataFrame:
        """Return one line per row: seconds true, fraction, assessed seconds.

        Columns ``recording, subject, object, total_s, fraction, assessed_s``; NaN in the first two
        numbers where nothing was assessed.
        """
        import pandas as pd

        lines = []
        for index, row in enumerate(self.rows):
            one = self._rows(np.array([index]))
            total_s = one.total_s()
            lines.append(
                (
                    self.recording.name,
                    *row,
                    float(total_s),
                    float(one.fraction()),
                    total_s.assessed_s,
                )
            )
        columns = ["recording", "subject", "object", "total_s", "fraction", "assessed_s"]
        return pd.DataFrame(lines, columns=columns)

    def bouts(
        self,
        min_s: QuantityLike = 0.0,
        max_gap_s: QuantityLike = 0.0,
        max_s: QuantityLike | None = None,
        hold: Mask | None = None,
        label: str | None = None,
    ) -> Bouts:
        """Return the stretches in which the condition holds.

        Parameters
        ----------
        min_s
            Shorter bouts are dropped, after gaps were closed.
        max_gap_s
            Gaps up to this long between two bouts are closed, also where they are not assessed.
        max_s
            Longer bouts are dropped.
        hold
            A weaker condition that keeps a bout going, before and after this one is met; a bout
            then lasts as long as `hold` does.
        label
            What the bouts are called; the condition in words if not given.

        Returns
        -------
        Bouts
            A bout starts with its first frame and ends with the last instant for which its last
            frame stands. The camera's pauses end bouts. Their confidence is unknown; how much of
            each was assessed is `Bouts.coverage`. All known frames count as assessed.

        Raises
        ------
        UserError
            A duration is below 0 or no time, or `hold` is no mask of this recording with rows that
            fit.
        """
        from workbench.analysis.bouts import Bouts

        rule = RuleText(
            when="",
            min_s=seconds(min_s, "min_s"),
            max_s=None if max_s is None else seconds(max_s, "max_s"),
            max_gap_s=seconds(max_gap_s, "max_gap_s"),
        )
        rows, when, holding = self.rows, self, self
        if hold is not None:
            rows, when, holding = self._beside(hold, "hold")
        clock = self.recording.clock
        ranges = []
        for index in range(len(rows)):
            packed = when.packed(index)
            kept = packed if holding is when else holding.packed(index)
            ranges.append(find_bouts(Margins(packed, kept), rule, clock))
        return Bouts.from_frames(self.recording, rows, ranges, when.known, label or self.name)

    def packed(self, row: int) -> Packed:
        """Return one row (its number) as signed bytes, shape (frames,), as rules keep them.

        1 true, -1 false, `pipelines.describe.bouts.UNKNOWN` where not assessed.
        """
        packed = np.full(self.true.shape[1], UNKNOWN, np.int8)
        packed[self.false[row]] = -1
        packed[self.true[row]] = 1
        return packed


def _joined(left: Mask, word: str, right: Mask) -> str:
    return f"({left.name}) {word} ({right.name})"
