"""A run on Dask workers, from the side of who gives out the recordings."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Container, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from distributed import KilledWorker

from pipelines.batch.cluster_watch import BREAKS
from pipelines.batch.cluster_worker import BEGIN, drop, work
from pipelines.batch.limits import took_too_long
from pipelines.batch.outcome import Cause, Outcome
from pipelines.batch.task import stored_meanwhile

if TYPE_CHECKING:
    from pipelines.batch.limits import Limits
    from pipelines.batch.stopping import Stop
    from pipelines.batch.task import Job, Told
    from pipelines.recording import RecordingSpec

NO_WORKER_S = 300.0
"""How long a cluster may be without workers before the run gives up."""
_LOOK_EVERY_S = 0.1
_COUNT_EVERY_S = 2.0
_DROP_S = 3.0
_ATTEMPTS = 3
"""How often a recording is given out whose workers were the last to have what it needs, or that the
scheduler gave up though it was begun less often than workers were lost: jobs that began together
are out of time together, and each hands what it has to the next to go."""
_AGAIN = "Run again; what is done is skipped."


class _Given(NamedTuple):
    recording: RecordingSpec
    future: Any
    since: float
    needs: dict[str, float]


class _Ended(NamedTuple):
    name: str
    future: Any
    result: Outcome | BaseException | None


class ClusterRun:
    """Recordings that are given to workers, no more of them than can be begun at once.

    Parameters
    ----------
    client
        A ``distributed.Client`` of the cluster, which has no types.
    job, told, stop
        As for every executor.
    needs
        What a recording needs of a worker beside a processor; asked for where workers have it.
    limits
        For each recording; those of time hold.
    coming
        Is told, every few seconds, how many recordings are left; tells whether workers are on their
        way: nothing is given up then.
    no_worker_s
        How long the cluster may be without workers before the run gives up.
    """

    def __init__(
        self,
        client: Any,
        job: Job,
        needs: Mapping[str, float],
        told: Told,
        stop: Stop,
        *,
        limits: Limits,
        coming: Callable[[int], bool],
        no_worker_s: float = NO_WORKER_S,
    ) -> None:
        self.client, self.job, self.told, self.stop = client, job, told, stop
        self.limits = limits
        self._coming, self._no_worker_s = coming, no_worker_s
        self._wanted = dict(needs)
        self._needs = dict(needs)
        self._news = SimpleQueue[tuple[str, str, float] | _Ended]()
        self._waiting: deque[RecordingSpec] = deque()
        self._given: dict[str, _Given] = {}
        self._begun = Counter[str]()
        self._lost = Counter[str]()
        self._begun_at: dict[str, float] = {}
        self._heard_at: dict[str, float] = {}
        self._room = 0
        self._counted = self._seen = time.monotonic()
        self._gone: str | None = None

    def outcomes(self, recordings: Sequence[RecordingSpec]) -> Generator[Outcome]:
        """Give out the recordings, and yield the outcome of each as it comes."""
        self._waiting = waiting = deque(recordings)
        self.client.subscribe_topic(self.job.run, self._told)
        self._count()
        try:
            while (self._given or waiting) and not self.stop.now and self._gone is None:
                if self.stop.wanted:
                    waiting.clear()
                    self._take_back()
                while waiting and len(self._given) < self._room:
                    self._give(waiting.popleft())
                yield from self._heard()
                if time.monotonic() - self._counted > _COUNT_EVERY_S:
                    self._count()
            if self._gone is not None:
                yield from self._lost_with_all()
            elif self.stop.now:
                yield from self._dropped()
        finally:
            if self._given:
                self._drop()

    def _told(self, event: tuple[float, tuple[str, str, float]]) -> None:
        name, stage, share = event[1]
        self._news.put((name, stage, share))

    def _give(self, recording: RecordingSpec) -> None:
        name = recording.name
        future = self.client.submit(
            work, self.job, recording, self.limits, pure=False, resources=self._needs or None
        )
        self._given[name] = _Given(recording, future, time.perf_counter(), self._needs)
        future.add_done_callback(lambda it: self._news.put(_Ended(name, future, _result(it))))

    def _take_back(self) -> None:
        """Take back what no worker has begun."""
        for name in [name for name in self._given if not self._begun[name]]:
            self._given.pop(name).future.cancel()

    def _heard(self) -> Iterator[Outcome]:
        """Take in all news, and wait a little for the first."""
        wait_s = _LOOK_EVERY_S
        with suppress(Empty):
            while True:
                news = self._news.get(timeout=wait_s)
                wait_s = 0.001
                if news[0] not in self._given:
                    continue
                outcome = None
                if not isinstance(news, _Ended):
                    outcome = self._further(*news)
                elif news.future is self._given[news.name].future:  # it was not given out again
                    outcome = self._ended(news.name, news.result)
                if outcome is not None:
                    yield outcome

    def _further(self, name: str, stage: str, share: float) -> Outcome | None:
        self._heard_at[name] = time.monotonic()
        for cause in BREAKS:
            if stage == cause:  # its worker is about to end: no other is to try
                given = self._given.pop(name)
                given.future.cancel()
                return self._failed(given, _broken(cause, self.limits), cause)
        if stage == BEGIN:
            self._begun[name] += 1
            self._begun_at[name] = self._heard_at[name]
        again = stage == BEGIN and self._begun[name] > 1
        self.told(name, "begin again" if again else stage, share)
        return None

    def _ended(self, name: str, result: Outcome | BaseException | None) -> Outcome | None:
        given = self._given[name]
        if isinstance(result, CancelledError):
            self._gone = f"The scheduler went away: {_words_of(result)}."
            return None
        del self._given[name]
        if isinstance(result, KilledWorker):
            self._lost[name] += result.allowed_failures + 1
            if self._begun[name] < self._lost[name] and self._rounds(name, result) < _ATTEMPTS:
                self._waiting.append(given.recording)  # it only waited where workers were lost
                return None
            self._begun[name] = self._lost[name]
        attempts = max(1, self._begun[name])
        if isinstance(result, Outcome):
            again = result.state == "skipped" and attempts > 1  # stored by the worker that was lost
            return replace(result, state="done" if again else result.state, attempts=attempts)
        if result is None:
            return None
        cause = self._overdue(name) if isinstance(result, KilledWorker) else None
        if cause is not None:
            return self._failed(given, _broken(cause, self.limits), cause)
        return self._failed(given, *_why(result, attempts))

    def _rounds(self, name: str, last: KilledWorker) -> int:
        """Return how often the scheduler has given up a recording."""
        return self._lost[name] // (last.allowed_failures + 1)

    def _overdue(self, name: str) -> Cause | None:
        """Return the limit that a recording broke whose worker was lost without a word."""
        now, limits = time.monotonic(), self.limits
        if limits.time_s is not None and now - self._begun_at.get(name, now) > limits.time_s:
            return "limit time"
        if limits.quiet_s is not None and now - self._heard_at.get(name, now) > limits.quiet_s:
            return "hang"
        return None

    def _failed(self, given: _Given, error: str, cause: Cause) -> Outcome:
        name, attempts = given.recording.name, self._begun[given.recording.name]
        stored = stored_meanwhile(self.job, given.recording, given.since, attempts)
        if attempts and stored is not None:
            return stored
        seconds = time.perf_counter() - given.since
        return Outcome(name, "failed", seconds, error=error, cause=cause, attempts=attempts)

    def _lost_with_all(self) -> Iterator[Outcome]:
        """Yield what is neither finished nor will be begun."""
        error = f"{self._gone} {_AGAIN}"
        given = list(self._given.values())
        self._given.clear()
        for one in given:
            yield self._failed(one, error, "lost worker")
        for recording in self._waiting:
            yield Outcome(
                recording.name, "failed", 0.0, error=error, cause="lost worker", attempts=0
            )

    def _count(self) -> None:
        """Look how many recordings the workers can begin at once."""
        self._counted = time.monotonic()
        try:
            workers = self.client.scheduler_info()["workers"].values()
        except (OSError, TimeoutError) as error:
            self._gone = f"The scheduler went away: {_words_of(error)}."
            return
        offered = {name for worker in workers for name in worker["resources"]}
        self._needs = {name: much for name, much in self._wanted.items() if name in offered}
        self._room = sum(_room(worker, self._needs) for worker in workers)
        if workers:
            self._give_again(offered)
        if self._coming(len(self._given) + len(self._waiting)) or workers:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > self._no_worker_s:
            self._gone = (
                f"The cluster had no workers for {self._no_worker_s:g} s; the logs of the workers, "
                "or of the jobs, say why."
            )

    def _give_again(self, offered: Container[str]) -> None:
        """Take back what waits for workers of a kind that there is no more, for others to do."""
        for name, given in list(self._given.items()):
            if all(need in offered for need in given.needs):
                continue
            if self._begun[name] < _ATTEMPTS:
                del self._given[name]
                self._waiting.append(given.recording)
            else:
                self._news.put(_Ended(name, given.future, _NoWorkerError(given.needs)))
            given.future.cancel()

    def _dropped(self) -> Iterator[Outcome]:
        """Drop what is begun, and yield what was finished all the same."""
        self._drop()
        until = time.monotonic() + _DROP_S
        while self._given and time.monotonic() < until:
            yield from self._heard()
        self._given.clear()

    def _drop(self) -> None:
        """Ask the workers to end what they have begun for this run; those that hang do not."""
        with suppress(OSError, TimeoutError, CancelledError):
            self.client.run(drop, self.job.run, on_error="ignore", callback_timeout=_DROP_S)


def _result(future: Any) -> Outcome | BaseException | None:
    try:
        outcome: Outcome | None = future.result()
    except (Exception, CancelledError) as error:  # noqa: BLE001 - whatever it was, it is told
        return error
    return outcome


def _room(worker: Mapping[str, Any], needs: Mapping[str, float]) -> int:
    """Return how many recordings a worker can work on at once."""
    threads: int = worker["nthreads"]
    return min(
        [threads, *(int(worker["resources"].get(name, 0) // much) for name, much in needs.items())]
    )


class _NoWorkerError(Exception):
    """No worker is left that has what a recording needs."""


def _broken(cause: Cause, limits: Limits) -> str:
    """Return in words which limit a recording broke."""
    if cause == "limit time":
        return took_too_long(limits)
    return (
        f"It gave no sign of life for {limits.quiet_s:g} s, and its worker was ended: a reader, a "
        "disk or the network hangs; the log of the worker says where. Open its files in another "
        "program, then run again; what is done is skipped."
    )


def _why(error: BaseException, attempts: int) -> tuple[str, Cause]:
    """Return why a recording came to nothing, in words and as a cause."""
    if isinstance(error, KilledWorker):
        return (
            f"Its worker was lost, {attempts} times in all, the last one at "
            f"{error.last_worker.address}: a reader crashed, memory ran out, or the machine went "
            f"away. Look into the log of the worker. {_AGAIN}"
        ), "lost worker"
    if isinstance(error, _NoWorkerError):
        return f"No worker is left that has what it needs: {error}. {_AGAIN}", "lost worker"
    return (
        f"The cluster did not do it: {type(error).__name__}: {_words_of(error)}. {_AGAIN}",
        "fault",
    )


def _words_of(error: BaseException) -> str:
    """Return what an error says, without a full stop."""
    return str(error).rstrip(". ") or type(error).__name__
