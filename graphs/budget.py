"""Time budgets: how often and how long each animal did what, out of the time it was assessed.

The denominator is the assessed time, never the length of the video, and it stands in the table.
Where nothing was assessed, a share is unknown (NaN), not zero.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from graphs.intervals import Intervals, as_intervals, intersection, total_s
from graphs.records import STANDING, Assessed, Fact, Kind

COLUMNS = (
    "recording",
    "subject",
    "predicate",
    "object",
    "kind",
    "count",
    "total_s",
    "mean_s",
    "assessed_s",
    "outside_s",
    "fraction",
    "rate_per_min",
    "latency_s",
)

_Who = tuple[str, str, str, str | None]


def time_budget(
    facts: Iterable[Fact], assessed: Iterable[Assessed], *, per_object: bool = True
) -> pd.DataFrame:
    """Return count, duration and share of assessed time per animal and behavior.

    Parameters
    ----------
    facts
        Unary or binary, states or points. Rejected and superseded ones are left out.
    assessed
        When each behavior was looked for and could be seen. An entry without an object holds for
        every object of that subject and behavior.
    per_object
        One row per object too; otherwise all objects of a behavior are taken together, and time
        counts as assessed when at least one of them was.

    Returns
    -------
    pandas.DataFrame
        One row per recording, subject, predicate, object and kind that occurs in the facts, and
        one (kind ``None``) for what was assessed and never seen:

        - ``count``: bouts; facts of one row that overlap or touch are one bout, points at one time
          are one point.
        - ``total_s``, ``mean_s``: seconds in bouts, and per bout (NaN without bouts). 0 for points.
        - ``assessed_s``: seconds assessed; 0 where nothing was.
        - ``outside_s``: seconds of the bouts that lie outside the assessed time.
        - ``fraction``: ``(total_s - outside_s) / assessed_s``; NaN for points.
        - ``rate_per_min``: bouts that reach into the assessed time, per assessed minute.
        - ``latency_s``: from the start of the assessed time to the first such bout; NaN if none.

        `fraction`, `rate_per_min` and `latency_s` are NaN where nothing was assessed.
    """
    spans: dict[tuple[_Who, Kind], list[tuple[float, float]]] = defaultdict(list)
    for fact in facts:
        if fact.status in STANDING:
            whom = fact.object if per_object else None
            who = (fact.recording, fact.subject, fact.predicate, whom)
            spans[who, fact.kind].append((fact.start_s, fact.stop_s))
    looked: dict[_Who, list[tuple[float, float]]] = defaultdict(list)
    for entry in assessed:
        whom = entry.object if per_object else None
        who = (entry.recording, entry.subject, entry.predicate, whom)
        looked[who].append((entry.start_s, entry.stop_s))
    rows = [
        (*who, kind, *_figures(_bouts(times, kind), kind, _looked_for(who, looked)))
        for (who, kind), times in spans.items()
    ]
    done = {who for who, _ in spans} | {(*who[:3], None) for who, _ in spans}
    rows += [
        (*who, None, *_figures(np.empty((0, 2)), "state", _looked_for(who, looked)))
        for who in list(looked)
        if who not in done
    ]
    rows.sort(key=lambda row: tuple((part is not None, part or "") for part in row[:5]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _bouts(times: list[tuple[float, float]], kind: Kind) -> Intervals:
    """Return the bouts at the resolution of the store; a point lasts the shortest possible time."""
    rounded = np.round(np.asarray(times) * 1e6) / 1e6
    if kind == "state":
        return as_intervals(rounded)
    at = np.unique(rounded[:, 0])
    return np.column_stack([at, np.nextafter(at, np.inf)])


def _looked_for(who: _Who, looked: Mapping[_Who, list[tuple[float, float]]]) -> Intervals:
    return as_intervals([*looked.get(who, ()), *looked.get((*who[:3], None), ())])


def _figures(bouts: Intervals, kind: Kind, looked: Intervals) -> tuple[float, ...]:
    """Return the columns from ``count`` on."""
    count, assessed_s = len(bouts), total_s(looked)
    seen_s = total_s(bouts) if kind == "state" else 0.0
    mean_s = seen_s / count if count else math.nan
    if assessed_s == 0:
        return count, seen_s, mean_s, 0.0, seen_s, math.nan, math.nan, math.nan
    inside_s = total_s(intersection(bouts, looked)) if kind == "state" else 0.0
    first_ends_after = np.searchsorted(looked[:, 1], bouts[:, 0], side="right")
    reaching = bouts[first_ends_after < np.searchsorted(looked[:, 0], bouts[:, 1], side="left")]
    return (
        count,
        seen_s,
        mean_s,
        assessed_s,
        max(0.0, seen_s - inside_s),
        inside_s / assessed_s if kind == "state" else math.nan,
        len(reaching) / (assessed_s / 60),
        max(0.0, reaching[0, 0] - looked[0, 0]) if len(reaching) else math.nan,
    )
