"""From boundaries to events of two levels that tile a recording."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graphs.errors import UserError
from graphs.records import Event, Level

if TYPE_CHECKING:
    from pipelines.segment.inputs import SegmentInput

Times = NDArray[np.float64]


def tile(
    clip: SegmentInput, segmenter: str, bouts_s: ArrayLike, episodes_s: ArrayLike
) -> list[Event]:
    """Return bouts and episodes, each level tiling the recording.

    Parameters
    ----------
    clip
        The recording.
    segmenter
        Name of what drew the boundaries.
    bouts_s
        Inner boundaries of bouts in seconds, in any order; those outside the recording and
        repeated ones do not count.
    episodes_s
        Wanted inner boundaries of episodes. Each moves to the nearest bout boundary, because an
        episode is a union of bouts.

    Returns
    -------
    list of Event
        In time order, an episode before its bouts. A recording of length zero has one event of
        each level, of length zero.
    """
    bouts = _inner(clip, bouts_s)
    episodes = snap(_inner(clip, episodes_s), bouts)
    outer = _events(clip, segmenter, "episode", episodes, None)
    starts = np.array([event.start_s for event in outer])
    events: list[Event] = []
    for bout in _events(clip, segmenter, "bout", bouts, None):
        holder = outer[int(np.searchsorted(starts, bout.start_s, side="right")) - 1]
        if not events or events[-1].parent != holder.event_id:
            events.append(holder)
        events.append(
            Event(
                clip.recording,
                bout.event_id,
                "bout",
                bout.start_s,
                bout.stop_s,
                holder.event_id,
                segmenter,
            )
        )
    return events


def snap(times_s: Times, grid_s: Times) -> Times:
    """Return the grid times that are nearest to some times, each once, rising."""
    if len(grid_s) == 0 or len(times_s) == 0:
        return np.empty(0)
    if len(grid_s) == 1:
        return grid_s.copy()
    after = np.clip(np.searchsorted(grid_s, times_s), 1, len(grid_s) - 1)
    nearer = np.where(times_s - grid_s[after - 1] <= grid_s[after] - times_s, after - 1, after)
    snapped: Times = grid_s[np.unique(nearer)]
    return snapped


def at_least_apart(times_s: ArrayLike, least_s: float, duration_s: float) -> Times:
    """Return boundaries without those that make an event shorter than `least_s`.

    Of two that are too near the earlier one stays; one too near to either end goes.
    """
    kept: list[float] = []
    last = 0.0
    for time in np.sort(np.asarray(times_s, dtype=np.float64)).tolist():
        if time - last >= least_s - 1e-9 and duration_s - time >= least_s - 1e-9:
            kept.append(time)
            last = time
    return np.array(kept)


def require_positive(settings: object, *names: str) -> None:
    """Check that some settings of a segmenter are numbers above 0.

    Raises
    ------
    UserError
        Some are not; all of them are listed.
    """
    values: Mapping[str, object] = {name: getattr(settings, name) for name in names}
    faults = [
        f"{name} is {value!r}"
        for name, value in values.items()
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0
    ]
    if faults:
        message = f"Settings must be numbers above 0, but {', '.join(faults)}."
        raise UserError(message)


def _inner(clip: SegmentInput, times_s: ArrayLike) -> Times:
    times = np.unique(np.asarray(times_s, dtype=np.float64))
    return times[(times > 0) & (times < clip.duration_s)]


def _events(
    clip: SegmentInput, segmenter: str, level: Level, inner_s: Times, parent: str | None
) -> list[Event]:
    edges = [0.0, *inner_s.tolist(), clip.duration_s]
    digits = max(4, len(str(len(edges) - 1)))
    return [
        Event(clip.recording, f"{level}-{number:0{digits}d}", level, start, stop, parent, segmenter)
        for number, (start, stop) in enumerate(pairwise(edges), start=1)
    ]
