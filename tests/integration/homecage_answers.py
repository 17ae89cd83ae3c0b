"""Questions about the home-cage labels answered from the table itself, with pandas alone.

Nothing of the workbench is used here. A second that was assessed is a row; bouts are runs of rows;
how two bouts stand to each other is read off every pair of them. All times are whole seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from homecage_files import BEHAVIORS, recording_name, session_name

ROW = ["recording", "subject", "predicate"]
PLACE = ["recording", "group", "session"]
SUBJECT = ["subject"]

Frame = pd.DataFrame
Bout = tuple[int, int]
Holds = Callable[[Frame], "pd.Series[bool]"]
"""Of pairs with start, stop and start_2, stop_2: which stand to each other as asked."""

LATE = 10**9


class Homecage:
    """The labels as seconds and as bouts.

    Parameters
    ----------
    labels
        ``annotations.csv.gz``.
    """

    def __init__(self, labels: Path) -> None:
        table = pd.read_csv(labels)
        table["recording"] = list(map(recording_name, table.cage, table.segment))
        table["session"] = list(map(session_name, table.segment))
        table = table.rename(columns={"cage": "group", "mouse": "subject"})
        table["second"] += 60 * table.snippet
        table["predicate"] = table.behaviour.map(BEHAVIORS)
        self.labels = table
        seen = (table.observable > 0) & table.admissible
        self.seconds = table.loc[seen, [*PLACE, "subject", "second", "predicate"]]
        self.bouts = self.placed(runs(self.seconds))
        behaviors = pd.DataFrame({"predicate": list(BEHAVIORS.values())})
        self.assessed = self.seconds.drop(columns="predicate").merge(behaviors, how="cross")

    def of(self, predicate: Sequence[str] = (), **where: str | Sequence[str]) -> Frame:
        """Return the bouts of some behaviors (all if none is given), of some mice or cages."""
        return _only(self.bouts, predicate, where)

    def looked(self, predicate: Sequence[str] = (), **where: str | Sequence[str]) -> Frame:
        """Return a row for each second in which one of some behaviors of a mouse was assessed."""
        return _only(self.assessed, predicate, where)

    def placed(self, rows: Frame) -> Frame:
        """Return rows with group and session of their recordings."""
        return rows.merge(self.labels[PLACE].drop_duplicates(), on="recording")

    def counted(
        self, bouts: Frame, looked: Frame, by: Sequence[str] = (), bin_s: int | None = None
    ) -> Frame:
        """Return count, seconds, share and rate of bouts per some keys and time bin."""
        bouts = bouts.assign(bout=np.arange(len(bouts)), bin_start_s=_bin(bouts.start, bin_s))
        going = seconds_of(bouts)
        going["here"] = _bin(going.second, bin_s) == going.bin_start_s
        going["bin_start_s"] = _bin(going.second, bin_s)
        looked = looked.assign(bin_start_s=_bin(looked.second, bin_s))
        inside = going.merge(looked[[*ROW, "second"]].drop_duplicates(), on=[*ROW, "second"])
        reached = bouts[bouts.bout.isin(inside.loc[inside.here, "bout"])]
        keys = [*by, *(["bin_start_s"] if bin_s else [])]
        once = ["recording", "subject", *({"predicate"} & set(by)), "second"]
        figures = pd.DataFrame(
            {
                "count": _sizes(bouts, keys),
                "total_s": _sizes(going.drop_duplicates(once), keys),
                "inside_s": _sizes(inside.drop_duplicates(once), keys),
                "reached": _sizes(reached, keys),
                "assessed_s": _sizes(looked.drop_duplicates(once), keys),
            }
        )
        figures = figures.fillna(0).astype(int)
        figures["fraction"] = figures.inside_s / figures.assessed_s
        figures["rate_per_min"] = 60 * figures.reached / figures.assessed_s
        named = figures.sort_index().reset_index()
        return named[[*keys, "count", "total_s", "assessed_s", "fraction", "rate_per_min"]]

    def budget(self, **where: str | Sequence[str]) -> Frame:
        """Return the time budget of mice and behaviors: a row for all that was assessed."""
        bouts, looked = self.of(**where).groupby(ROW), self.looked(**where).groupby(ROW)
        table = pd.DataFrame({"assessed_s": looked.size(), "from": looked.second.min()})
        lasted = bouts.stop.sum() - bouts.start.sum()
        table["count"], table["total_s"] = bouts.size(), lasted
        table["mean_s"] = lasted / bouts.size()
        table["latency_s"] = bouts.start.min() - table["from"]
        table["kind"] = table["count"].map(lambda n: "state" if n > 0 else None)
        counts = ["count", "total_s"]
        table[counts] = table[counts].fillna(0).astype(int)
        table["fraction"] = table.total_s / table.assessed_s
        table["rate_per_min"] = 60 * table["count"] / table.assessed_s
        table["outside_s"] = 0
        return table.drop(columns="from").sort_index().reset_index()

    def transitions(self, max_gap_s: int = LATE, **where: str | Sequence[str]) -> Frame:
        """Return how often which behavior of a mouse comes next after which."""
        bouts = self.of(**where).sort_values(["recording", "subject", "start"])
        after = bouts.groupby(["recording", "subject"]).shift(-1)
        near = after.start <= bouts.stop + max_gap_s
        pairs = pd.DataFrame({"predicate": bouts.predicate, "next_predicate": after.predicate})
        counts = pairs[near].value_counts().rename("count")
        return counts.sort_index().reset_index()


def runs(seconds: Frame) -> Frame:
    """Return the longest runs of seconds of each recording, subject and predicate."""
    sorted_ = seconds.drop_duplicates([*ROW, "second"]).sort_values([*ROW, "second"])
    begins = (sorted_[ROW] != sorted_[ROW].shift()).any(axis=1)
    begins |= sorted_.second != sorted_.second.shift() + 1
    grouped = sorted_.groupby([*(sorted_[name] for name in ROW), begins.cumsum().rename("run")])
    found = grouped.second.agg(start="min", stop="max").reset_index()
    return found.assign(stop=found.stop + 1).drop(columns="run")


def seconds_of(bouts: Frame) -> Frame:
    """Return a row for each second of each bout, with the columns of the bout."""
    lengths = (bouts.stop - bouts.start).to_numpy()
    each = bouts.loc[bouts.index.repeat(lengths)].reset_index(drop=True)
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return each.assign(second=each.start + offsets)


def called(rows: Frame, name: str) -> Frame:
    """Return rows as if they were of one behavior."""
    return rows.assign(predicate=name)


def both(first: Frame, second: Frame, name: str, same: Sequence[str] = ()) -> Frame:
    """Return when bouts of both go on: as rows of the first, called `name`."""
    seconds = _marked(first, second, same)
    return runs(called(seconds.loc[seconds.met], name))


def lacking(first: Frame, second: Frame, name: str, same: Sequence[str] = ()) -> Frame:
    """Return when the first goes on and the second does not."""
    seconds = _marked(first, second, same)
    return runs(called(seconds.loc[~seconds.met], name))


def either(first: Frame, second: Frame, name: str) -> Frame:
    """Return when one of both goes on."""
    return runs(called(pd.concat([seconds_of(first), seconds_of(second)]), name))


def standing(
    first: Frame, second: Frame, holds: Holds, same: Sequence[str] = (), *, negated: bool = False
) -> Frame:
    """Return the first bouts that stand so to some second one of their recording, or to none."""
    numbered = first.assign(number=np.arange(len(first)))
    pairs = numbered.merge(second, on=["recording", *same], suffixes=("", "_2"))
    found = numbered.number.isin(pairs.loc[holds(pairs), "number"])
    kept: Frame = first.loc[found.to_numpy() != negated]
    return kept


def following(
    steps: Sequence[Frame], within_s: Sequence[int], name: str, same: Sequence[str] = SUBJECT
) -> Frame:
    """Return sequences as a person reads them forward: nothing is taken twice in one place.

    Each step starts after the one before it starts, and at most so long after that one ends.
    """
    found = []
    later = [_times(step, same) for step in steps[1:]]
    for (recording, subject), heads in _times(steps[0], SUBJECT).items():
        key = (recording, subject)[: 1 + len(same)]
        lists = [list(times.get(key, ())) for times in later]
        for head in heads:
            path = _completed([head], lists, within_s)
            for used, bouts in zip(path[1:], lists, strict=False):
                bouts.remove(used)
            if path:
                found.append((recording, subject, name, head[0], max(stop for _, stop in path)))
    return pd.DataFrame(found, columns=[*ROW, "start", "stop"])


def listed(bouts: Frame) -> Frame:
    """Return bouts as answers list them: in order of time, in microseconds."""
    ordered = bouts.sort_values(["recording", "start", "stop", "subject", "predicate"])
    times = ordered.assign(start_us=ordered.start * 10**6, stop_us=ordered.stop * 10**6)
    return times[[*ROW, "start_us", "stop_us"]].reset_index(drop=True)


def _times(bouts: Frame, same: Sequence[str]) -> dict[tuple[str, ...], list[Bout]]:
    """Return start and stop of bouts, in order, by recording and what is the same."""
    times: dict[tuple[str, ...], list[Bout]] = {}
    columns = ["recording", *same, "start", "stop"]
    for *key, start, stop in sorted(bouts[columns].itertuples(index=False, name=None)):
        times.setdefault(tuple(key), []).append((start, stop))
    return times


def _completed(
    path: list[Bout], lists: Sequence[list[Bout]], within_s: Sequence[int]
) -> list[Bout]:
    """Return a path with the earliest bouts that complete it; empty if none do."""
    if len(path) > len(lists):
        return path
    start, stop = path[-1]
    for bout in lists[len(path) - 1]:
        if start < bout[0] <= stop + within_s[len(path) - 1]:
            whole = _completed([*path, bout], lists, within_s)
            if whole:
                return whole
    return []


def _marked(first: Frame, second: Frame, same: Sequence[str]) -> Frame:
    """Return the seconds of the first bouts, and whether a second one goes on (``met``)."""
    on = ["recording", "second", *same]
    met = seconds_of(second)[on].drop_duplicates().assign(met=True)
    seconds = seconds_of(first).merge(met, on=on, how="left")
    return seconds.assign(met=seconds.met.notna())


def _only(rows: Frame, predicate: Sequence[str], where: Mapping[str, str | Sequence[str]]) -> Frame:
    if predicate:
        rows = rows.loc[rows.predicate.isin(predicate)]
    for column, values in where.items():
        rows = rows.loc[rows[column].isin([values] if isinstance(values, str) else values)]
    return rows


def _bin(seconds: pd.Series[int], bin_s: int | None) -> pd.Series[int]:
    return seconds // bin_s * bin_s if bin_s else seconds * 0


def _sizes(rows: Frame, keys: Sequence[str]) -> pd.Series[int]:
    """Return how many rows there are per keys; with no key, of all."""
    if keys:
        return rows.groupby(list(keys)).size()
    return pd.Series([len(rows)])
