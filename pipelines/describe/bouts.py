"""From a margin per frame to bouts: hysteresis, gaps, shortest bout, exclusions.

A *margin* says by how much a condition holds: 1 clearly, 0 just at the threshold, -1 clearly not,
NaN not assessed. Margins are kept as one signed byte per frame (`pack`): by how much a condition
holds is kept to a hundredth, that it does not hold as such.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs.ethogram import RuleText
from pipelines.timebase import TimeBase

Packed = NDArray[np.int8]

UNKNOWN = -128
_FULL = 100


def pack(margin: NDArray[np.float64]) -> Packed:
    """Return margins as signed bytes: 1 to 100 where true, -1 where false, `UNKNOWN` for NaN."""
    with np.errstate(invalid="ignore"):
        size = np.clip(np.ceil(margin * _FULL), 0, _FULL)
        packed = np.where(np.isnan(margin), UNKNOWN, np.where(margin > 0, size, -1))
    return packed.astype(np.int8)


def unpack(packed: Packed) -> NDArray[np.float64]:
    """Return signed bytes as margins in 0..1, -0.01 where false, NaN where not assessed."""
    margin = packed.astype(np.float64) / _FULL
    margin[packed == UNKNOWN] = np.nan
    return margin


def runs(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the stretches of true values as half-open index pairs, shape (n, 2)."""
    padded = np.zeros(len(mask) + 2, dtype=bool)
    padded[1:-1] = mask
    return np.flatnonzero(padded[1:] != padded[:-1]).reshape(-1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Margins of one behavior of one subject over a whole recording.

    Parameters
    ----------
    when
        Margin of the starting condition, packed, shape (frames,).
    hold
        Margin of the condition that keeps a bout going; the same array if the rule has none.
    """

    when: Packed
    hold: Packed

    @property
    def assessed(self) -> NDArray[np.bool_]:
        """Frames for which the rule could say yes or no."""
        return np.asarray(self.when != UNKNOWN)


def find_bouts(margins: Margins, rule: RuleText, clock: TimeBase) -> NDArray[np.int64]:
    """Return the bouts of a rule as half-open frame ranges, shape (n, 2), in time order.

    A bout is a stretch in which `hold` is true and `when` is true at least once; a pause of the
    camera ends it. Stretches no more than ``max_gap_s`` apart are joined (also over pauses and
    frames that are not assessed), and bouts shorter than ``min_s`` or longer than ``max_s`` are
    dropped, in that order.

    Parameters
    ----------
    margins
        Packed margins, shape (frames,).
    rule
        Durations and gaps in seconds.
    clock
        Times of the frames.
    """
    kept = split_at(runs((margins.when > 0) | (margins.hold > 0)), clock.pauses)
    return keep_lengths(join_gaps(started(kept, margins), rule.max_gap_s, clock), rule, clock)


def started(ranges: NDArray[np.int64], margins: Margins) -> NDArray[np.int64]:
    """Keep the frame ranges in which `when` is true at least once."""
    if len(ranges) == 0:
        return ranges
    counts = np.concatenate([[0], np.cumsum(margins.when > 0)])
    return ranges[counts[ranges[:, 1]] > counts[ranges[:, 0]]]


def split_at(ranges: NDArray[np.int64], borders: NDArray[np.int64]) -> NDArray[np.int64]:
    """Cut frame ranges before the given frames; both in order."""
    if len(borders) == 0 or len(ranges) == 0:
        return ranges
    owner = np.searchsorted(ranges[:, 0], borders, side="right") - 1
    inside = (owner >= 0) & (borders > ranges[owner, 0]) & (borders < ranges[owner, 1])
    starts = np.sort(np.concatenate([ranges[:, 0], borders[inside]]))
    stops = np.sort(np.concatenate([ranges[:, 1], borders[inside]]))
    return np.column_stack([starts, stops])


def join_gaps(ranges: NDArray[np.int64], max_gap_s: float, clock: TimeBase) -> NDArray[np.int64]:
    """Join frame ranges whose gap in time is at most `max_gap_s`."""
    if len(ranges) < 2 or max_gap_s <= 0:
        return ranges
    gaps = clock.times_s[ranges[1:, 0]] - clock.stops_s[ranges[:-1, 1] - 1]
    far = gaps > max_gap_s + 1e-9
    opens, closes = np.concatenate([[True], far]), np.concatenate([far, [True]])
    return np.column_stack([ranges[opens, 0], ranges[closes, 1]])


def keep_lengths(ranges: NDArray[np.int64], rule: RuleText, clock: TimeBase) -> NDArray[np.int64]:
    """Drop frame ranges shorter than the rule's ``min_s`` or longer than its ``max_s``."""
    length = clock.stops_s[ranges[:, 1] - 1] - clock.times_s[ranges[:, 0]]
    longest = np.inf if rule.max_s is None else rule.max_s
    return ranges[(length >= rule.min_s - 1e-9) & (length <= longest + 1e-9)]


def without(ranges: NDArray[np.int64], excluded: NDArray[np.int64]) -> NDArray[np.int64]:
    """Cut the frames of `excluded` ranges out of `ranges`; both half-open."""
    if len(excluded) == 0 or len(ranges) == 0:
        return ranges
    frames = int(max(ranges[:, 1].max(), excluded[:, 1].max()))
    mask = np.zeros(frames, dtype=bool)
    for start, stop in ranges:
        mask[start:stop] = True
    for start, stop in excluded:
        mask[start:stop] = False
    return runs(mask)


def crossings(margins: Margins, bouts: NDArray[np.int64], at: str) -> NDArray[np.int64]:
    """Return the bouts whose beginning (``"start"``) or end (``"stop"``) was seen.

    The nearest assessed frame on the other side must say no: a bout that was going on when tracking
    began is no crossing, nor is one that a gap in the tracks interrupts. Where the crossing itself
    falls into a gap it is placed at the bout's side of the gap.
    """
    known = np.flatnonzero(margins.assessed)
    if len(known) == 0:
        return bouts[:0]
    if at == "start":
        beside = np.searchsorted(known, bouts[:, 0]) - 1
        exists = beside >= 0
    else:
        beside = np.searchsorted(known, bouts[:, 1])
        exists = beside < len(known)
    other_side = margins.when[known[np.clip(beside, 0, len(known) - 1)]]
    return bouts[exists & (other_side <= 0)]
