"""Which frames of an event are shown: those at the middles of equal parts, by their timestamps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.timebase import TimeBase

MOST_NAMED = 5  # faults in a message


def choose_frames(clock: TimeBase, start_s: float, stop_s: float, most: int) -> NDArray[np.int64]:
    """Return the frames that show an event, rising and distinct, shape (n,) with 1 <= n <= `most`.

    Parameters
    ----------
    clock
        Of the video.
    start_s, stop_s
        Seconds, half-open; equal for a point.
    most
        Parts into which the event is divided.

    Returns
    -------
    ndarray
        0-based frames whose timestamps lie in the event: all of them if there are no more than
        `most`, else those on display at the middles of the parts. A point, and an event between two
        timestamps, has the one frame that is on display when it starts.

    Notes
    -----
    Where the camera paused in the middle of a part, the frame before or after the pause is shown,
    whichever is nearer; where that repeats one, there are fewer.
    """
    first, last = clock.frames_in([[start_s, stop_s]])[0].tolist()
    if first >= last:
        return np.atleast_1d(clock.frame_at(start_s))
    if last - first <= most:
        return np.arange(first, last, dtype=np.int64)
    middles_s = start_s + (np.arange(most) + 0.5) / most * (stop_s - start_s)
    shown = np.clip(clock.frame_at(middles_s), first, last - 1)
    after = np.minimum(shown + 1, last - 1)
    nearer = clock.times_s[after] - middles_s < middles_s - clock.times_s[shown]
    return np.unique(np.where((middles_s >= clock.stops_s[shown]) & nearer, after, shown))


def check_intervals(clock: TimeBase, intervals: Sequence[tuple[float, float]], file: str) -> None:
    """Raise one error that names the intervals that do not lie in a video.

    Parameters
    ----------
    clock
        Of the video.
    intervals
        Start and stop in seconds.
    file
        Name of the video, for the message.

    Raises
    ------
    UserError
        An interval starts before the video or after its end, or stops before it starts.
    """
    end_s = clock.stop_s
    wrong = [
        f"{start_s:g} to {stop_s:g} s"
        for start_s, stop_s in intervals
        if not (0 <= start_s <= min(stop_s, end_s) and stop_s < math.inf)
    ]
    if wrong:
        more = f" and {len(wrong) - MOST_NAMED} more" if wrong[MOST_NAMED:] else ""
        message = (
            f"Expected events within {file!r}, which lasts {end_s:.3f} s; found "
            f"{', '.join(wrong[:MOST_NAMED])}{more}. Check that they belong to this video."
        )
        raise UserError(message)
