"""Facts of one recording or of many as bouts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graphs.intervals import as_intervals
from workbench.analysis.bout_rows import BoutRow
from workbench.analysis.bouts import Bouts

if TYPE_CHECKING:
    import pyarrow as pa

    from workbench.analysis.recording import Recording

_WHO = ["recording", "subject", "object", "predicate"]
Floats = NDArray[np.float64]


def bouts_of(
    found: pd.DataFrame,
    looked: pd.DataFrame,
    recording: Callable[[str], Recording],
    source: Sequence[str] | None = None,
    rows: Iterable[tuple[str, str | None, str | None, str]] = (),
) -> Bouts:
    """Return facts as bouts, a row for each recording, subject, object and behavior.

    Parameters
    ----------
    found
        Facts: columns ``recording, subject, object, predicate, start_s, stop_s, confidence``, and
        if there are several ``source``.
    looked
        When who looked for what: the same columns without confidence. What has no object holds for
        every object of that subject and behavior.
    recording
        Gives a recording by its name.
    source
        Whose facts these are, if only those of some sources were asked for: assessed is what these
        looked at.
    rows
        Rows that are there in any case, also without facts and never assessed.

    Notes
    -----
    Where several sources (a rule and a person) say the same of one subject, overlapping facts are
    one bout, with the highest confidence of them.
    """
    if source is not None:
        looked = pd.DataFrame(looked[looked["source"].isin(source)])
    extra = pd.DataFrame(list(rows), columns=_WHO, dtype=object)
    looked = _per_object(looked, pd.concat([found[_WHO], extra], ignore_index=True))
    everyone = pd.concat([extra, found[_WHO], looked[_WHO]], ignore_index=True).astype(object)
    everyone = everyone.where(everyone.notna(), None)
    groups = everyone.groupby(_WHO, dropna=False, sort=False)
    numbers = groups.ngroup().to_numpy().astype(np.int64)
    _, firsts = np.unique(numbers, return_index=True)
    keys = [BoutRow(*key) for key in everyone.iloc[firsts].itertuples(index=False, name=None)]
    _, of_found, of_looked = np.split(numbers, [len(extra), len(extra) + len(found)])
    spans = _split(found, of_found, len(keys), ["start_s", "stop_s", "confidence"])
    several = _several_sources(found, of_found, len(keys))
    spans = [merged(part) if more else part for part, more in zip(spans, several, strict=True)]
    seen = _split(looked, of_looked, len(keys), ["start_s", "stop_s"])
    names = dict.fromkeys(key.recording for key in keys)
    return Bouts.of(
        {name: recording(name) for name in names},
        keys,
        [part[:, :2] for part in spans],
        [as_intervals(part) for part in seen],
        [part[:, 2] for part in spans],
    )


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Return facts or assessed spans of a graph's table as `bouts_of` takes them."""
    columns = [*_WHO, "start_us", "stop_us", "confidence", "source"]
    frame = table.select([name for name in columns if name in table.column_names]).to_pandas()
    frame["start_s"], frame["stop_s"] = frame["start_us"] / 1e6, frame["stop_us"] / 1e6
    if "confidence" not in frame:
        frame["confidence"] = np.nan
    return pd.DataFrame(frame)


def _per_object(looked: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return assessed spans, those without an object once for each object that there is.

    Where there is none, or facts without an object are told too, the span itself stays.
    """
    bare = looked["object"].isna()
    if not bare.any():
        return looked
    who = ["recording", "subject", "predicate"]
    known = pd.concat([told[_WHO], looked.loc[~bare, _WHO]], ignore_index=True).astype(object)
    objects = known.dropna(subset=["object"]).drop_duplicates()
    spread = looked[bare].drop(columns="object").merge(objects, on=who)
    keys = pd.MultiIndex.from_frame(looked[who])
    has_objects = keys.isin(pd.MultiIndex.from_frame(objects[who]))
    without = pd.MultiIndex.from_frame(told.loc[told["object"].isna(), who])
    stays = ~bare | ~has_objects | keys.isin(without)
    return pd.concat([looked[stays], spread], ignore_index=True)


def _split(
    frame: pd.DataFrame, numbers: NDArray[np.int64], count: int, columns: Sequence[str]
) -> list[Floats]:
    """Return the values of each row, by its number."""
    order = np.argsort(numbers, kind="stable")
    values = frame[list(columns)].to_numpy(dtype=float)[order]
    return np.split(values, np.searchsorted(numbers[order], np.arange(1, count)))[:count]


def _several_sources(
    frame: pd.DataFrame, numbers: NDArray[np.int64], count: int
) -> NDArray[np.bool_]:
    more = np.zeros(count, bool)
    if "source" in frame and len(frame):
        sources = frame["source"].groupby(numbers).nunique()
        more[sources.index.to_numpy()] = sources.to_numpy() > 1
    return more


def merged(facts: Floats) -> Floats:
    """Return overlapping facts as one; columns start, stop and confidence."""
    order = np.lexsort((facts[:, 1], facts[:, 0]))
    result: list[list[float]] = []
    for start_s, stop_s, sure in facts[order]:
        if result and start_s <= result[-1][1]:
            result[-1][1] = max(result[-1][1], stop_s)
            result[-1][2] = np.fmax(result[-1][2], sure)
        else:
            result.append([start_s, stop_s, sure])
    return np.array(result).reshape(-1, 3)
