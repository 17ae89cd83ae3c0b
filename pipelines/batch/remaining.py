"""How much of a batch is done, and how long the rest takes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from pipelines.batch.outcome import Progress

STAGES = {"read": 0.0, "track": 0.0, "segment": 0.6, "describe": 0.8}
"""Share of a recording that is done when a stage begins."""
ALL_OF_IT = "model"
"""The stage of what has no other: a model describes events."""
_OVER = frozenset({"done", "skipped", "failed", "held", "stopped"})


class Remaining:
    """Takes in progress, and tells how much is left.

    Parameters
    ----------
    count
        Recordings in all.
    expected_s
        Seconds that recordings are expected to take; any other counts as their mean.
    total_s
        Seconds that all are expected to take together, on all workers; NaN if nothing tells.
    clock
        Seconds that only grow.

    Notes
    -----
    At first the time left is what was expected; the more is done, the more what it really took
    counts. Recordings that are over were worth what they were expected to take, whatever became of
    them.
    """

    def __init__(
        self,
        count: int,
        expected_s: Mapping[str, float] | None = None,
        total_s: float = math.nan,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.begun: dict[str, float] = {}
        self._expected = {name: s for name, s in (expected_s or {}).items() if s > 0}
        known = math.fsum(self._expected.values())
        self._usual = known / len(self._expected) if known else 1.0
        self._all = known + self._usual * max(count - len(self._expected), 0)
        self._over = 0.0
        self._total_s = total_s
        self._clock, self._began = clock, clock()

    @staticmethod
    def is_over(now: Progress) -> bool:
        """Whether it says what became of a recording."""
        return now.stage in _OVER

    def heard(self, now: Progress) -> None:
        """Take in how far a recording has come."""
        if self.is_over(now):
            self.begun.pop(now.recording, None)
            self._over += self._weight(now.recording)
        elif now.stage in STAGES:
            self.begun[now.recording] = share_of(now)
        elif now.stage == ALL_OF_IT:
            self.begun[now.recording] = now.share
        else:  # begins, begins again, or waits
            before = self.begun.get(now.recording, 0.0)
            self.begun[now.recording] = 0.0 if now.stage.startswith("begin") else before

    def _weight(self, recording: str) -> float:
        return self._expected.get(recording, self._usual)

    @property
    def share(self) -> float:
        """The share of all work that is done, 0 to 1."""
        begun = list(self.begun.items())  # another thread may add to it meanwhile
        done = self._over + math.fsum(self._weight(name) * part for name, part in begun)
        return min(done / self._all, 1.0) if self._all else 1.0

    def left_s(self) -> float:
        """Return the seconds that are left; NaN as long as nothing tells."""
        share, passed = self.share, self._clock() - self._began
        if share <= 0:
            return self._total_s if self._total_s > passed else math.nan
        measured = passed * (1 - share) / share
        if math.isnan(self._total_s):
            return measured
        return (1 - share) * (1 - share) * self._total_s + share * measured


def share_of(now: Progress) -> float:
    """Return the share of a recording that is done, of all its stages."""
    later = [start for start in STAGES.values() if start > STAGES[now.stage]]
    start, stop = STAGES[now.stage], min(later, default=1.0)
    return start + (stop - start) * now.share
