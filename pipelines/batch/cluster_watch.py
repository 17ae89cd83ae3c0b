"""A worker of a cluster that ends itself when its recording breaks a limit.

A thread cannot be ended, only its process: the nanny of the worker starts another one. First the
run is told, so that the recording is not given to the next worker, to hang there too.
"""

from __future__ import annotations

import faulthandler
import math
import threading
import time
from collections.abc import Callable
from types import TracebackType

from pipelines.batch.limits import Limits
from pipelines.batch.outcome import Cause

ENDS_AFTER_S = 5.0
"""How long the run has to take note before the process ends."""
BREAKS: frozenset[Cause] = frozenset({"limit time", "hang"})
_ARM_EVERY_S = 0.5
_LONGEST_S = 3600.0


class Watch:
    """Watches a recording that is worked on in the context of it.

    Parameters
    ----------
    limits
        Of time; memory is the nanny's.
    broken
        Called once, from another thread, when one is broken.

    Notes
    -----
    The end comes from a thread of `faulthandler`, which needs nothing of the interpreter: it comes
    also where a library hangs that lets no other Python code run, though `broken` is not called
    then. The log of the worker says where it hung.
    """

    def __init__(self, limits: Limits, broken: Callable[[Cause], None]) -> None:
        self.limits = limits
        self._broken = broken
        self._begun = self._heard = time.monotonic()
        self._armed = -math.inf
        self._finished, self._over = threading.Event(), threading.Event()
        self._either = threading.Lock()

    def __enter__(self) -> Watch:
        """Begin."""
        if math.isfinite(self._left()[0]):
            self.heard()
            threading.Thread(target=self._watch, daemon=True).start()
        return self

    def heard(self) -> bool:
        """Take note of a sign of life; tell whether it comes in time."""
        self._heard = now = time.monotonic()
        if now - self._armed > _ARM_EVERY_S and not self._over.is_set():
            self._armed = now
            self._arm(self._left()[0])
        return not self._over.is_set()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        """Stop watching; if a limit is broken, wait for the end of the process."""
        with self._either:
            self._finished.set()
        if self._over.is_set():
            self._arm(0.0)  # the last sign of life may have put it off
            time.sleep(2 * ENDS_AFTER_S)
        faulthandler.cancel_dump_traceback_later()

    def _left(self) -> tuple[float, Cause]:
        """Return the seconds that are left, and what is broken then."""
        now, limits = time.monotonic(), self.limits
        time_s = math.inf if limits.time_s is None else self._begun + limits.time_s - now
        quiet_s = math.inf if limits.quiet_s is None else self._heard + limits.quiet_s - now
        return (time_s, "limit time") if time_s <= quiet_s else (quiet_s, "hang")

    def _arm(self, left_s: float) -> None:
        if math.isfinite(left_s):
            faulthandler.dump_traceback_later(max(left_s, 0.0) + ENDS_AFTER_S, exit=True)

    def _watch(self) -> None:
        left_s, cause = self._left()
        while left_s > 0:
            if self._finished.wait(min(left_s, _LONGEST_S)):
                return
            left_s, cause = self._left()
        with self._either:
            if self._finished.is_set():
                return
            self._over.set()
        self._arm(0.0)
        self._broken(cause)
