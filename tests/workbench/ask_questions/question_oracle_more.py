"""Answers about amounts held against each other, parts of the time, and places: the plain way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from question_expected import (
    FRAME_S,
    Expected,
    Names,
    Number,
    Rows,
    Sums,
    YesNo,
    near,
    numbers,
)
from question_facts import Seen, Stretch, common, looked, merged, seconds, seen, stretches
from question_oracle import ANIMALS, Found, in_seconds, rate, shown
from question_oracle_group import each
from question_oracle_order import WORDS
from question_oracle_places import OF_PATH, SAMPLE
from question_paths import (
    FPS,
    Floats,
    centre,
    entries,
    frames_in,
    in_zone,
    known,
    path_cm,
    speed,
)
from question_units import converted

from workbench.ask.answer import Answer

HALVES = ("first half", "second half")


@dataclass(frozen=True, slots=True)
class Series(Rows):
    """Numbers of parts of the time, in order; what the parts are called is free."""

    def fits(self, given: Answer) -> bool:
        """Whether the values, or one column of a table, are these numbers in this order."""
        told = [converted(v.value, v.unit, self.unit) for v in given.values
                if not isinstance(v.value, bool | str)]  # fmt: skip
        ways = [[one for one in told if one is not None]]
        for table in given.tables:
            cells = list(numbers(table))
            ways += [[cell for cell, name, _ in cells if name == one] for one in table.columns]
        return any(self._same(way) for way in ways)

    def _same(self, found: Sequence[float]) -> bool:
        pairs = zip(found, self.rows.values(), strict=False)
        whole = len(found) == len(self.rows)
        return whole and all(near(one, two, self.share, self.least) for one, two in pairs)


# one behavior -----------------------------------------------------------------------------------


def frequency(world: str, a: str) -> Found:
    """Bouts per time; how many there are is called frequency, too."""
    (per_minute,) = rate(world, a).answers
    rows = seen(world, a)
    return Found((per_minute, Number(len(rows))), shown(rows))


def never(world: str, a: str, within: Sequence[float] | None = None) -> Found:
    """Whether something does not happen; how often it does says it, too."""
    rows = seen(world, a, None if within is None else (within[0], within[1]))
    assert rows or looked(world, a)
    return Found((YesNo(not rows), Number(len(rows))), shown(rows))


def median_bout(world: str, a: str) -> Found:
    """Median length of a bout."""
    rows = seen(world, a)
    return Found((in_seconds(float(np.median([r.stop_s - r.start_s for r in rows]))),), shown(rows))


def shortest(world: str, a: str) -> Found:
    """How long the shortest bout is, or which one it is."""
    best = min(seen(world, a), key=lambda row: row.stop_s - row.start_s)
    return Found((in_seconds(best.stop_s - best.start_s), *shown([best])), shown([best]))


def longer_than(world: str, a: str, limit_s: float, shorter: bool = False) -> Found:
    """How many bouts last longer than a time, or less; none is so close that a frame decides."""
    rows = seen(world, a)
    assert all(abs(r.stop_s - r.start_s - limit_s) > 2 * FRAME_S for r in rows), rows
    kept = [row for row in rows if (row.stop_s - row.start_s < limit_s) is shorter]
    return Found((Number(len(kept)),), shown(kept))


# one thing against another ----------------------------------------------------------------------


def more_of(world: str, a: str, b: str, by: str) -> Found:
    """Which of two behaviors an animal shows more often ("count") or longer ("total")."""
    rows = {claim.split()[1]: seen(world, claim) for claim in (a, b)}
    sums = {name: _measure(some, by) for name, some in rows.items()}
    assert len(set(sums.values())) == 2, sums
    best = max(sums, key=lambda name: sums[name])
    named = Names(frozenset({best}), frozenset(sums), WORDS)
    return Found((named, _table({(k,): v for k, v in sums.items()}, by)), _both(rows))


def ratio(world: str, a: str, b: str, by: str = "") -> Found:
    """How many times as much of one as of another, by "count" or by "total" time, or either."""
    rows = {claim: seen(world, claim) for claim in (a, b)}
    ways = [by] if by else ["count", "total"]
    found = [_measure(rows[a], way) / _measure(rows[b], way) for way in ways]
    return Found(tuple(Number(one, share=0.015) for one in found), _both(rows))


def animals_differ(world: str, does: str, by: str, more: str = "") -> Found:
    """By how much an animal exceeds the other; from whom it is taken is said, or open."""
    rows = {who: seen(world, f"{who} {does}") for who in ANIMALS}
    sums = {who: _measure(some, by) for who, some in rows.items()}
    pairs = [(p, q) for p in ANIMALS for q in ANIMALS if p != q and more in ("", p)]
    unit, least = ("", 1e-6) if by == "count" else ("s", 4 * FRAME_S)
    answers: list[Expected] = [Number(sums[p] - sums[q], unit, least=least) for p, q in pairs]
    return Found(tuple(answers), _both(rows))


def time_together(world: str, a: str, b: str) -> Found:
    """Time in either of two behaviors: shared time counted once, or both sums added."""
    one, two = (stretches(seen(world, claim)) for claim in (a, b))
    ways = [seconds(merged([*one, *two])), seconds(one) + seconds(two)]
    rows = [*seen(world, a), *seen(world, b)]
    return Found(tuple(in_seconds(way, 3) for way in dict.fromkeys(ways)), shown(rows))


# parts of the time ------------------------------------------------------------------------------


def which_half(world: str, a: str, by: str, recording: str = "") -> Found:
    """In which half of the recording there is more; bouts count where they start, or in both."""
    stop = looked(world, a, recording)[-1].stop_s
    parts = [(0.0, stop / 2), (stop / 2, stop)]
    ways = _by_part(seen(world, a, recording=recording), parts, by)
    best = {way.index(max(way)) for way in ways if way[0] != way[1]}
    assert len(best) == 1, ways
    assert ways[0][0] != ways[0][1], ways
    (at,) = best
    named = Names(frozenset({HALVES[at]}), frozenset(HALVES), {
        "first half": ("first", "1st half"), "second half": ("second", "2nd half", "last half")
    })  # fmt: skip
    tables = [_table({("first",): way[0], ("second",): way[1]}, by) for way in ways]
    return Found((named, *tables), shown(seen(world, a, recording=recording)))


def bins(world: str, a: str, by: str, width_s: float) -> Found:
    """A number for each part of the time, the last of which is shorter."""
    claim = a if by != "path" else f"{a} *"
    stop = looked(world, claim)[-1].stop_s
    edges = [*np.arange(0.0, stop, width_s).tolist(), stop]
    parts = list(pairwise(edges))
    if by == "path":
        at = centre(world, SAMPLE, a)
        ways = [[path_cm(at, frames_in([part], len(at))) for part in parts]]
    else:
        ways = _by_part(seen(world, a), parts, by)
    unit = {"count": "", "total": "s", "path": "cm"}[by]
    share, least = (OF_PATH, 0.5) if by == "path" else (0.0, 1e-6 if by == "count" else 0.07)
    names = [(f"{start:g}-{end:g} s",) for start, end in parts]
    answers = [Series(dict(zip(names, way, strict=True)), unit, share, least) for way in ways]
    return Found(tuple(answers), shown(seen(world, claim)))


# places and speeds ------------------------------------------------------------------------------


def path_rate(world: str, animal: str) -> Found:
    """How far per minute, of the time that it was tracked or of the whole recording."""
    at = centre(world, SAMPLE, animal)
    whole = path_cm(at, frames_in(None, len(at)))
    times = [float(known(at).sum()) / FPS, len(at) / FPS]
    told = Number(times[0], "s", share=0.01)
    return Found(tuple(Number(60 * whole / s, "cm/min", share=0.05) for s in times), (told,))


def speed_of(world: str, animal: str, how: str, during: str = "") -> Found:
    """The highest speed ("max"), which smoothing changes a good deal, or the "median"."""
    fast = speed(world, SAMPLE, animal)
    if during:
        fast = fast[frames_in(stretches(seen(world, during)), len(fast))]
    value = float(np.nanmax(fast) if how == "max" else np.nanmedian(fast))
    answer = Number(value, "cm/s", share=0.15 if how == "max" else 0.06)
    return Found((answer,), (Number(float(np.nanmean(fast)), "cm/s", share=0.05),))


def from_zone(world: str, animal: str, zone: str, how: str = "mean") -> Found:
    """How far the centre is from a zone: from its middle, or from its edge and 0 inside."""
    at = centre(world, SAMPLE, animal)
    ways = [np.hypot(*(at - _middle(world, zone)).T), _to_edge(world, zone, at)]
    values = [float(np.nanmean(way) if how == "mean" else np.nanmin(way)) for way in ways]
    answers = [Number(value, "cm", share=0.04, least=0.4) for value in values]
    return Found(tuple(answers), (answers[0],))


# animals and recordings -------------------------------------------------------------------------


def animals_that(world: str, does: str, recording: str = "") -> Found:
    """How many animals do something at least once."""
    rows = {who: seen(world, f"{who} {does}", recording=recording) for who in ANIMALS}
    return Found((Number(sum(bool(some) for some in rows.values())),), _both(rows))


def recordings_without(world: str, a: str, group: str = "") -> Found:
    """In how many recordings something does not happen; which they are says it, too."""
    values = each(world, a, "count", group)
    missing = frozenset(name for name, value in values.items() if value == 0)
    named: tuple[Expected, ...] = (Names(missing, frozenset(values)),) if missing else ()
    return Found((Number(len(missing)), *named), shown(seen(world, a, recording=group)))


def _by_part(rows: Sequence[Seen], parts: Sequence[Stretch], by: str) -> list[list[float]]:
    """Return a number for each part; counts of bouts that start in it, and that touch it."""
    if by == "total":
        return [[seconds(common(stretches(rows), [part])) for part in parts]]
    starts = [[float(sum(lo <= r.start_s < hi for r in rows)) for lo, hi in parts]]
    touch = [float(sum(r.start_s < hi and r.stop_s > lo for r in rows)) for lo, hi in parts]
    return starts if touch in starts else [*starts, touch]


def _measure(rows: Sequence[Seen], by: str) -> float:
    return float(len(rows)) if by == "count" else seconds(stretches(rows))


def _table(sums: Sums, by: str) -> Rows:
    return Rows(sums) if by == "count" else Rows(sums, "s", least=1.5 * FRAME_S)


def _both(rows: dict[str, list[Seen]]) -> tuple[Expected, ...]:
    return shown(row for some in rows.values() for row in some)


def _middle(world: str, zone: str) -> Floats:
    entry = entries(world)[SAMPLE]
    shape = entry["zones"][zone]  # type: ignore[index]
    centre_px = shape["circle"]["centre"] if "circle" in shape else np.mean(shape["polygon"], 0)
    return np.asarray(centre_px, np.float64) / float(str(entry["px_per_cm"]))


def _to_edge(world: str, zone: str, at: Floats) -> Floats:
    entry = entries(world)[SAMPLE]
    shape, scale = entry["zones"][zone], float(str(entry["px_per_cm"]))  # type: ignore[index]
    if "circle" in shape:
        gap = np.hypot(*(at - _middle(world, zone)).T) - shape["circle"]["radius"] / scale
        return np.asarray(np.maximum(gap, 0.0), np.float64)
    corners = np.asarray(shape["polygon"], np.float64) / scale
    gaps = []
    for one, two in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        side = two - one
        along = np.clip((at - one) @ side / (side @ side), 0.0, 1.0)
        gaps.append(np.hypot(*(at - one - along[:, None] * side).T))
    outside = ~in_zone(world, SAMPLE, zone, at)
    return np.asarray(np.min(gaps, axis=0) * outside, np.float64)
