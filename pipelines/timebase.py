"""The clock of a recording: when each frame is shown.

Times are float seconds from the first presentation timestamp. A frame stands for the half-open
interval from its own timestamp to the next one's, but for no longer than `LONGEST_S` or three
median frames, whichever is longer: in a longer pause of the camera nothing was seen. The last frame
lasts as long as the median frame. Nothing here assumes a constant frame rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graphs.errors import DataError

ROUNDING_S = 5e-7
"""Times of stored facts are rounded to whole microseconds, so they are off by up to this."""

LONGEST_S = 0.25
"""A frame never stands for more than this or three median frames, whichever is longer."""


@dataclass(frozen=True, eq=False)
class TimeBase:
    """Presentation timestamps of every frame.

    Parameters
    ----------
    times_s
        Seconds, shape (frames,), strictly rising, the first one 0.
    source
        Where the times come from, for people: ``"video timestamps"``, ``"30 fps, as given"``.
    nominal_fps
        Frame rate to assume for a single frame, which has no spacing of its own.
    """

    times_s: NDArray[np.float64]
    source: str
    nominal_fps: float = 0.0

    def __post_init__(self) -> None:
        times = self.times_s
        if times.ndim != 1 or len(times) == 0:
            message = f"A time base needs at least one frame; found shape {times.shape}."
            raise DataError(message)
        if times[0] != 0 or not np.isfinite(times).all():
            message = f"Timestamps must be finite and start at 0; found {times[:3]}..."
            raise DataError(message)
        falls = np.flatnonzero(np.diff(times) <= 0)
        if len(falls):
            at = int(falls[0])
            message = (
                f"Timestamps must rise; frame {at + 1} ({times[at + 1]:.6f} s) does not come after "
                f"frame {at} ({times[at]:.6f} s), and {len(falls) - 1} more like it."
            )
            raise DataError(message)

    @classmethod
    def constant(cls, frames: int, fps: float, source: str = "") -> TimeBase:
        """Return the time base of `frames` frames at a constant rate in frames per second."""
        return cls(np.arange(frames) / fps, source or f"{fps:g} fps, as given", fps)

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.times_s)

    @cached_property
    def frame_s(self) -> float:
        """Median time from one frame to the next, in seconds."""
        if self.frames < 2:
            return 1.0 / self.nominal_fps if self.nominal_fps > 0 else 0.0
        return float(np.median(np.diff(self.times_s)))

    @property
    def fps(self) -> float:
        """Median frame rate in frames per second; NaN for one frame of unknown length."""
        return 1.0 / self.frame_s if self.frame_s > 0 else float("nan")

    @property
    def stop_s(self) -> float:
        """End of the last frame, in seconds: the length of the recording."""
        return float(self.times_s[-1]) + self.frame_s

    @cached_property
    def edges_s(self) -> NDArray[np.float64]:
        """Start of every frame and the end of the last one, in seconds, shape (frames + 1,)."""
        return np.append(self.times_s, self.stop_s)

    @cached_property
    def stops_s(self) -> NDArray[np.float64]:
        """End of what every frame stands for, in seconds, shape (frames,); see `LONGEST_S`."""
        longest = max(LONGEST_S, 3 * self.frame_s)
        return np.minimum(self.edges_s[1:], self.times_s + longest)

    @cached_property
    def pauses(self) -> NDArray[np.int64]:
        """Frames before which the camera paused: the one before does not last until them."""
        return np.flatnonzero(self.times_s[1:] > self.stops_s[:-1]) + 1

    def head(self, frames: int) -> TimeBase:
        """Return the time base of the first `frames` frames."""
        return TimeBase(self.times_s[:frames], self.source, self.fps)

    def frame_at(self, time_s: ArrayLike) -> NDArray[np.int64]:
        """Return the 0-based frame shown at some times; times outside are clipped to the ends."""
        index = np.searchsorted(self.times_s, np.asarray(time_s) + 1e-9, side="right") - 1
        return np.clip(index, 0, self.frames - 1).astype(np.int64)

    def frames_in(self, intervals: ArrayLike) -> NDArray[np.int64]:
        """Return the frames whose timestamps lie in intervals, half-open, shape (n, 2).

        Times are compared at the resolution of stored facts, one microsecond. A point has the frame
        that is shown then.

        Parameters
        ----------
        intervals
            Start and stop in seconds, shape (n, 2).
        """
        times = np.asarray(intervals, np.float64).reshape(-1, 2)
        found = np.searchsorted(self.times_s + ROUNDING_S, times).astype(np.int64)
        points = times[:, 0] == times[:, 1]
        shown = self.frame_at(times[points, 0] + ROUNDING_S)
        found[points] = np.column_stack([shown, shown + 1])
        return found
