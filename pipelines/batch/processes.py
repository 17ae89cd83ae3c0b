"""Worker processes of this machine, one recording each at a time, each within its limits.

A worker that dies is replaced. The recording that it had is begun once more if the loss may not be
its fault: the process was killed from outside, or crashed or had used up its memory after it had
worked on others. Nothing is begun a third time.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait

from graphs.errors import UserError
from pipelines.batch.limits import Limits, share_mb, share_of_processors, took_too_long, used_mb
from pipelines.batch.outcome import Cause, Outcome
from pipelines.batch.stopping import Stop
from pipelines.batch.task import Executor, Job, Told, label_one, stored_meanwhile
from pipelines.opened import Report
from pipelines.recording import RecordingSpec
from pipelines.workers import Death, Worker

LOOK_EVERY_S = 0.1
"""How often limits are looked at, and whether the run is to stop."""
START_S = 120.0
"""A process that has not begun by then hangs, however short the limits are."""
_ATTEMPTS, _FALSE_STARTS = 2, 3

RecordingWorker = Worker[tuple[RecordingSpec, int], Outcome]


def processes(count: int, limits: Limits) -> Executor:
    """Return the executor that shares the work among processes.

    Parameters
    ----------
    count
        How many.
    limits
        For each recording.

    Raises
    ------
    UserError
        A limit of memory is given on a system that does not tell what a process uses.
    """
    if limits.memory_mb is None:
        limits = replace(limits, memory_mb=share_mb(count))
    elif used_mb(os.getpid()) is None:
        message = (
            "Memory cannot be limited here: this system does not tell what a process uses. Leave "
            "the limit out."
        )
        raise UserError(message)
    return partial(_processes, count, limits)


def _processes(
    count: int,
    limits: Limits,
    job: Job,
    recordings: Sequence[RecordingSpec],
    told: Told,
    stop: Stop,
) -> Generator[Outcome]:
    waiting = deque(recordings)
    tries = _Tries(job, waiting)
    task = partial(_label, job)
    crew = [RecordingWorker(task, share_of_processors(count)) for _ in recordings[:count]]
    try:
        while not stop.now:
            for worker in crew:
                if worker.item is None and waiting and not stop.wanted:
                    tries.begin(worker, told)
            busy = [worker for worker in crew if worker.item is not None]
            if not busy:
                return
            ready = wait([worker.end for worker in busy], LOOK_EVERY_S)
            for worker in busy:
                outcome = tries.hear(worker, told) if worker.end in ready else None
                outcome = outcome or tries.keep(worker, limits, told)
                if outcome is not None:
                    yield outcome
    finally:
        for worker in crew:
            worker.stop()


def _label(job: Job, item: tuple[RecordingSpec, int], report: Report) -> Outcome:
    recording, attempt = item
    return label_one(job, recording, report, attempt=attempt)


class _Tries:
    """Which recordings are begun, how often they were, and which are begun again."""

    def __init__(self, job: Job, waiting: deque[RecordingSpec]) -> None:
        self.job = job
        self.waiting = waiting
        self._lost = Counter[str]()
        self._false_starts = Counter[str]()

    def begin(self, worker: RecordingWorker, told: Told) -> None:
        """Give a worker the next recording."""
        recording = self.waiting.popleft()
        told(recording.name, "begin", 0.0)
        worker.start((recording, self._lost[recording.name] + 1))

    def hear(self, worker: RecordingWorker, told: Told) -> Outcome | None:
        """Take in a message; return what became of the recording if that is decided by it."""
        assert worker.item is not None
        recording, attempt = worker.item
        found = worker.hear(partial(told, recording.name))
        if isinstance(found, Death):
            return self._after(recording, attempt, worker.since, found, told)
        return found

    def keep(self, worker: RecordingWorker, limits: Limits, told: Told) -> Outcome | None:
        """End a worker that takes more than it may; return what became of the recording then."""
        broken = None if worker.item is None else _broken(worker, limits)
        if broken is None or worker.item is None:
            return None
        recording, attempt = worker.item
        return self._after(recording, attempt, worker.since, worker.kill(*broken), told)

    def _after(
        self, recording: RecordingSpec, attempt: int, since: float, death: Death, told: Told
    ) -> Outcome | None:
        """Return what became of a recording whose process died; ``None`` if it is begun again."""
        if self._again(recording.name, attempt, death):
            self.waiting.append(recording)
            told(recording.name, "begin again", 0.0)
            return None
        stored = stored_meanwhile(self.job, recording, since, attempt)
        return stored or Outcome(
            recording.name,
            "failed",
            time.perf_counter() - since,
            error=death.reason,
            cause=death.cause,
            attempts=attempt,
        )

    def _again(self, name: str, attempt: int, death: Death) -> bool:
        if death.cause not in ("lost worker", "crash", "limit memory"):
            return False
        if not death.begun:
            self._false_starts[name] += 1
            return self._false_starts[name] < _FALSE_STARTS
        self._lost[name] += 1
        return attempt < _ATTEMPTS and (death.cause == "lost worker" or not death.first)


def _broken(worker: RecordingWorker, limits: Limits) -> tuple[str, Cause] | None:
    """Return which limit a worker broke, in words and as a cause."""
    now = time.perf_counter()
    if worker.begun is None:
        return _hangs(START_S) if now - worker.since > START_S else None
    if limits.time_s is not None and now - worker.begun > limits.time_s:
        return took_too_long(limits), "limit time"
    if limits.quiet_s is not None and now - worker.heard > limits.quiet_s:
        return _hangs(limits.quiet_s)
    if limits.memory_mb is not None and worker.pid is not None:
        used = used_mb(worker.pid)
        if used is not None and used > limits.memory_mb:
            return (
                f"It needed {used:.0f} MB of memory; the limit for one recording is "
                f"{limits.memory_mb:.0f} MB. Use fewer --jobs, raise the limit, or cut the "
                "recording into parts."
            ), "limit memory"
    return None


def _hangs(quiet_s: float) -> tuple[str, Cause]:
    return (
        f"The process that worked on it gave no sign of life for {quiet_s:g} s and was ended: a "
        "reader, a disk or the network hangs. Open its files in another program, then run again; "
        "what is done is skipped."
    ), "hang"
