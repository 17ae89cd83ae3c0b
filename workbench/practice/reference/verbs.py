"""Questions in one call, computed from the truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.practice.reference import kinematics
from workbench.practice.reference import spans as ends
from workbench.practice.reference.amounts import (
    LENGTH,
    SPEED,
    Amount,
    NotJudgedError,
    base,
    in_seconds,
)
from workbench.practice.reference.bouts import Bouts
from workbench.practice.reference.drawn import Drawn
from workbench.practice.reference.lanes import Lane
from workbench.practice.reference.tables import Table

if TYPE_CHECKING:
    from workbench.practice.reference.masks import Mask
    from workbench.practice.reference.recording import Recording
    from workbench.practice.reference.signals import Signal

Flags = NDArray[np.bool_]


class Verbs:
    """The verbs of a known recording."""

    def _me(self) -> Recording:
        from workbench.practice.reference.recording import Recording

        assert isinstance(self, Recording)
        return self

    def time_in(self, who: str, zone: str) -> Amount:
        """Return the seconds in a zone."""
        return self._me().in_zone(who, zone).total_s()

    def entries(
        self, who: Any, zone: Any, min_s: float | str = 0.0, max_gap_s: float | str = 0.0
    ) -> Bouts:
        """Return when animals enter."""
        return self._crossed(who, zone, min_s, max_gap_s, "enter")

    def exits(
        self, who: Any, zone: Any, min_s: float | str = 0.0, max_gap_s: float | str = 0.0
    ) -> Bouts:
        """Return when animals leave."""
        return self._crossed(who, zone, min_s, max_gap_s, "leave")

    def _crossed(
        self, who: Any, zone: Any, min_s: float | str, max_gap_s: float | str, word: str
    ) -> Bouts:
        rec = self._me()
        inside = rec.in_zone(who, zone)
        visits, lanes = inside.bouts(min_s=min_s, max_gap_s=max_gap_s), []
        for number, lane in enumerate(visits.lanes):
            known = np.flatnonzero(inside.true[number] | inside.false[number])
            seen = []
            for start, stop, _ in lane.timed:
                first, after = (round(t * rec.fps) for t in (start, stop))
                beside = known[known < first][-1:] if word == "enter" else known[known >= after][:1]
                if len(beside) and inside.false[number][beside[0]]:
                    at = start if word == "enter" else stop
                    seen.append((at, at, math.nan))
            lanes.append(replace(lane, label=word, timed=tuple(seen)))
        return replace(visits, lanes=tuple(lanes))

    def path_length(
        self, who: str, during: Mask | Bouts | None = None, smooth_s: float | str = 0.2
    ) -> Amount:
        """Return how far a point goes, along steps whose ends are both known."""
        rec = self._me()
        (point,) = rec.points_of(who)
        at = kinematics.smoothed(rec.at(point), in_seconds(smooth_s), rec.fps)
        known: Flags = np.asarray(np.isfinite(at).all(axis=1))
        inside: Flags = np.ones(len(at), bool)
        if during is not None:
            mask = during.mask(rec) if isinstance(during, Bouts) else during
            mine = [n for n, w in enumerate(mask.rows) if w.subject == point.name]
            rows = mine or list(range(len(mask.rows)))
            inside = np.asarray(mask.true[rows].any(axis=0))
            timed = all(w.subject is None and w.object is None for w in mask.rows)
            if inside.any() or timed:
                known &= inside
            else:
                known &= np.asarray(mask.false[rows].all(axis=0))
        total, judged = 0.0, False
        for frame in range(1, len(at)):
            if known[frame] and known[frame - 1]:
                judged = True
                if inside[frame] and inside[frame - 1]:
                    total += math.dist(at[frame], at[frame - 1])
        value = total / rec.cast.px_per_length if judged else math.nan
        return Amount(value, rec.cast.length_unit, int(known.sum()) / rec.fps)

    def _of(self, of: Any, who: str, target: str) -> Bouts:
        if isinstance(of, str):
            return self.behavior(of, who, target)
        if isinstance(of, Bouts):
            return of
        found: Bouts = of.bouts()
        return found

    def latency(
        self, of: Any, who: str = "*", target: str = "*", cutoff_s: float | str | None = None
    ) -> Amount:
        """Return the seconds to the first bout."""
        found = self._of(of, who, target).latency_s
        if cutoff_s is None or not found.assessed_s > 0:
            return found
        limit = in_seconds(cutoff_s)
        value = limit if math.isnan(found) else min(limit, float(found))
        return Amount(value, "s", found.assessed_s)

    def first(self, of: Any, who: str = "*", target: str = "*") -> Bouts:
        """Return the first bout."""
        return self._of(of, who, target).first()

    def last(self, of: Any, who: str = "*", target: str = "*") -> Bouts:
        """Return the last bout."""
        return self._of(of, who, target).last()

    def longest(self, of: Any, who: str = "*", target: str = "*") -> Bouts:
        """Return the longest bout."""
        return self._of(of, who, target).longest()

    def behavior(self, name: str, subject: str = "*", target: str = "*", **settings: Any) -> Bouts:
        """Return the bouts of one of the two behaviors whose rule is known."""
        from workbench.practice.casts import CLOSE_TO, DASH

        rec = self._me()
        if settings or name not in (DASH, CLOSE_TO):
            message = f"{name!r} has no rule that is known"
            raise NotJudgedError(message)
        if name == DASH:
            fast = rec.speed(subject) > f"{rec.cast.fast_px_s:g} px/s"
            return fast.bouts(min_s=0.1, label=name)
        return (rec.distance(subject, target) < f"{rec.cast.near_px:g} px").bouts(label=name)

    def _given(self, bouts: Any) -> list[Lane]:
        if bouts is None:
            return list(self._me().facts().lanes)
        several = [bouts] if isinstance(bouts, Bouts) else list(bouts)
        return [lane for one in several for lane in one.lanes]

    def time_budget(self, bouts: Any = None) -> Table:
        """Return numbers per animal and behavior."""
        return budget(self._given(bouts))

    def transitions(self, bouts: Any = None, within_s: float | str | None = None) -> Table:
        """Return how often one behavior follows another."""
        labels, counts = self._followed(bouts, within_s)
        return Table(["from", *labels], [(n, *row) for n, row in zip(labels, counts, strict=True)])

    def _followed(
        self, bouts: Any, within_s: float | str | None
    ) -> tuple[list[str], list[list[int]]]:
        lanes = self._given(bouts)
        labels = list(dict.fromkeys(lane.label for lane in lanes))
        limit = math.inf if within_s is None else in_seconds(within_s)
        counts = [[0] * len(labels) for _ in labels]
        for who in dict.fromkeys((lane.recording, lane.subject) for lane in lanes):
            mine = sorted(
                (*span, number, lane.label)
                for number, lane in enumerate(lanes)
                if (lane.recording, lane.subject) == who
                for span in lane.times
            )
            for start, stop, _, label in mine:
                after = [one for one in mine if one[0] > start]
                if after and ends.micro(after[0][0] - stop) <= ends.micro(limit):
                    counts[labels.index(label)][labels.index(after[0][3])] += 1
        return labels, counts

    def co_occurrence(self, bouts: Any = None) -> Table:
        """Return the seconds of two behaviors at a time."""
        lanes = self._given(bouts)
        labels = list(dict.fromkeys(lane.label for lane in lanes))
        together = [[0.0] * len(labels) for _ in labels]
        for who in dict.fromkeys((lane.recording, lane.subject) for lane in lanes):
            mine = {
                label: ends.joined(
                    span
                    for lane in lanes
                    if (lane.recording, lane.subject, lane.label) == (*who, label)
                    for span in lane.times
                )
                for label in labels
            }
            for i, one in enumerate(labels):
                for j, other in enumerate(labels):
                    together[i][j] += ends.length(ends.shared(mine[one], mine[other]))
        rows = [(n, *row) for n, row in zip(labels, together, strict=True)]
        return Table(["from", *labels], rows)

    def measure(
        self, what: Callable[[Any, str], float], name: str = "", animals: Sequence[str] = ()
    ) -> Table:
        """Return a quantity of every animal."""
        rec = self._me()
        wanted = [animals] if isinstance(animals, str) else list(animals) or rec.animals
        lines = []
        for animal in wanted:
            value = what(rec, animal)
            unit = value.unit if isinstance(value, Amount) else ""
            assessed = value.assessed_s if isinstance(value, Amount) else math.nan
            who = (rec.name, rec.group, rec.session, animal, name or "value")
            lines.append((*who, float(value), unit, assessed))
        columns = ["recording", "group", "session", "animal", "measure", "value", "unit"]
        return Table([*columns, "assessed_s"], lines)

    def strides(self, paw: str, at_least: Any = "0.6 BL/s", share: float = 0.4) -> Table:
        """Return the whole strides of a paw."""
        from workbench.practice.reference.gait import strides

        rec = self._me()
        if isinstance(at_least, str):
            cast = rec.cast
            at_least = base(at_least, SPEED, cast.px_per_cm, cast.body_px, rec.fps)
        return strides(rec, paw, float(at_least), share)

    # pictures -------------------------------------------------------------------------------------

    def plot_paths(self, colour: Signal | None = None, who: Any = "*", during: Any = None) -> Drawn:
        """Return what maps of paths show: where each animal is first and last seen."""
        paths = self._paths(who, during)
        marks = {}
        for name, at in paths.items():
            known = at[np.isfinite(at).all(axis=1)]
            if len(known):
                marks[name] = (known[0], known[-1], _steps(at))
        return Drawn("paths", {"maps": marks, "label": "" if colour is None else colour.label})

    def plot_occupancy(self, bin_size: Any = None, who: Any = "*", during: Any = None) -> Drawn:
        """Return what heat maps show: the seconds in all bins together, and the fullest bin."""
        rec = self._me()
        side = None
        if bin_size is not None:
            cast = rec.cast
            size = base(str(bin_size), LENGTH, cast.px_per_cm, cast.body_px, rec.fps)
            side = size * cast.px_per_length
        seen = {}
        for name, at in self._paths(who, during).items():
            known = at[np.isfinite(at).all(axis=1)]
            if len(known):
                seen[name] = (len(known) / rec.fps, None if side is None else _fullest(known, side))
        return Drawn("occupancy", {"maps": seen, "second": 1 / rec.fps})

    def _paths(self, who: Any, during: Any) -> dict[str, Any]:
        rec, found = self._me(), {}
        for point in rec.points_of(who):
            at = rec.at(point)
            if during is not None:
                mask = during.mask(rec) if isinstance(during, Bouts) else during
                mine = [n for n, w in enumerate(mask.rows) if w.subject == point.name]
                rows = mine or list(range(len(mask.rows)))
                inside = np.asarray(mask.true[rows].any(axis=0))
                at = np.where(inside[:, None], at, np.nan)
            found[point.name] = at
        return found

    def plot_transitions(self, bouts: Any = None, within_s: float | str | None = None) -> Drawn:
        """Return what a graph of transitions shows: how often each behavior occurs."""
        labels, counts = self._followed(bouts, within_s)
        table = np.array(counts)
        times = np.maximum(table.sum(axis=0), table.sum(axis=1))
        occur = {name: int(n) for name, n in zip(labels, times, strict=True) if n}
        return Drawn("transitions", {"times": occur})

    def plot_budget(self, bouts: Any = None) -> Drawn:
        """Return what bars show: shares of the assessed time."""
        table = budget(self._given(bouts))
        shares = [f for f, n in zip(table["fraction"].values, table["count"].values, strict=True)
                  if n and not math.isnan(f)]  # fmt: skip
        return Drawn("budget", {"shares": sorted(shares)})


def budget(lanes: Sequence[Lane]) -> Table:
    """Return the time budget of some lanes."""
    columns = ["recording", "subject", "predicate", "object", "kind", "count", "total_s", "mean_s",
               "assessed_s", "outside_s", "fraction", "rate_per_min", "latency_s"]  # fmt: skip
    groups: dict[tuple[Any, ...], list[Lane]] = {}
    for lane in lanes:
        key = (lane.recording, lane.subject, lane.label, lane.object)
        groups.setdefault(key, []).append(lane)
    lines = []
    for who, members in groups.items():
        looked = ends.joined(span for lane in members for span in lane.looked)
        states = ends.joined(span for lane in members for span in lane.times)
        points = sorted({t for lane in members for t in lane.times if t[0] == t[1]})
        if states:
            lines.append((*who, "state", *_budgeted(states, looked, point=False)))
        if points:
            lines.append((*who, "point", *_budgeted(points, looked, point=True)))
        if not states and not points and looked:
            lines.append((*who, None, *_budgeted([], looked, point=False)))
    return Table(columns, lines)


def _budgeted(bouts: list[ends.Span], looked: list[ends.Span], *, point: bool) -> tuple[float, ...]:
    count, assessed = len(bouts), ends.length(looked)
    seen = 0.0 if point else ends.length(bouts)
    mean = seen / count if count else math.nan
    if not assessed:
        return count, seen, mean, 0.0, seen, math.nan, math.nan, math.nan
    inside = 0.0 if point else ends.length(ends.shared(bouts, looked))
    reaching = [b for b in bouts if any(ends.overlaps(b, s) for s in looked)]
    latency = max(0.0, reaching[0][0] - looked[0][0]) if reaching else math.nan
    share = math.nan if point else inside / assessed
    return (count, seen, mean, assessed, max(0.0, seen - inside), share,
            60 * len(reaching) / assessed, latency)  # fmt: skip


def _steps(at: Any) -> int:
    known = np.isfinite(at).all(axis=1)
    return int((known[1:] & known[:-1]).sum())


def _fullest(known: Any, side: float) -> int:
    """Return the number of frames in the fullest square bin."""
    counts: dict[tuple[int, int], int] = {}
    for x, y in known.tolist():
        key = (math.floor(x / side), math.floor(y / side))
        counts[key] = counts.get(key, 0) + 1
    return max(counts.values())
