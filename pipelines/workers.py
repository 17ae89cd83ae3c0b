"""A process that works on one thing after another; when it dies, that is noticed, and said why."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, parent_process
from multiprocessing.util import Finalize
from typing import Generic, TypeVar

from pipelines.batch.outcome import Cause
from pipelines.batch.stopping import stopping_signals
from pipelines.models.offline import heed_environment

Item = TypeVar("Item")
Result = TypeVar("Result")
Report = Callable[[str, float], None]

_REPORT_EVERY_S = 0.1
_BURIAL_S = 5.0
"""A killed process that waits for a disk that does not answer may stay for ever; nobody waits for
it longer than this."""
_FROM_OUTSIDE = ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGXCPU")


@dataclass(frozen=True, slots=True)
class Death:
    """A process ended without a result.

    Parameters
    ----------
    reason
        How, why probably, and what to do.
    cause
        The same in a word.
    begun
        Whether it had begun with the thing that it was given.
    first
        Whether that was the first thing that it was given: nothing from before can have hurt it.
    """

    reason: str
    cause: Cause
    begun: bool
    first: bool


@dataclass(frozen=True, slots=True)
class _Begun:
    pass


@dataclass(frozen=True, slots=True)
class _Done(Generic[Result]):
    result: Result


class Worker(Generic[Item, Result]):
    """A process that is given one item after another; a new one is started after a death.

    Parameters
    ----------
    task
        What to do with an item, reporting stages and shares; it and its results can be pickled.
    environment
        Variables for the process, where they are not set already.

    Attributes
    ----------
    item
        What it works on; ``None`` if it has nothing to do.
    since, begun, heard
        When it was given that, when it said that it begins (``None`` before), and when it last said
        anything; by `time.perf_counter`.
    """

    def __init__(
        self, task: Callable[[Item, Report], Result], environment: Mapping[str, str] | None = None
    ) -> None:
        self.task = task
        self.environment = environment or {}
        self.item: Item | None = None
        self.since = self.heard = 0.0
        self.begun: float | None = None
        self._process: BaseProcess | None = None
        self._finished = 0

    @property
    def pid(self) -> int | None:
        """Number of the process."""
        return None if self._process is None else self._process.pid

    def start(self, item: Item) -> None:
        """Hand an item to the process."""
        if self._process is None:
            self._hire()
        self.item, self.begun = item, None
        self.since = self.heard = time.perf_counter()
        with suppress(BrokenPipeError, ConnectionResetError):  # it has just died; `hear` notices
            self.end.send(item)

    def _hire(self) -> None:
        context = mp.get_context("spawn")
        self.end, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self.task), daemon=True)
        with interrupts_held(), _in_environment(self.environment):
            process.start()
            self._process, self._finished = process, 0
            self._at_exit = Finalize(None, process.kill, exitpriority=10)  # it ignores SIGTERM
            theirs.close()

    def hear(self, report: Report) -> Result | Death | None:
        """Take in one message: the result, or the end of the process; ``None`` for a report."""
        try:
            message = self.end.recv()
        except (EOFError, OSError):  # OSError: it died while it spoke
            return self._died()
        self.heard = time.perf_counter()
        if isinstance(message, _Begun):
            self.begun = self.heard
            return None
        if isinstance(message, _Done):
            self.item = None
            self._finished += 1
            result: Result = message.result
            return result
        report(*message)
        return None

    def kill(self, reason: str, cause: Cause) -> Death:
        """End the process at once; what is given is its death."""
        assert self._process is not None
        self._process.kill()
        return self._died((reason, cause))

    def _died(self, told: tuple[str, Cause] | None = None) -> Death:
        code = self._bury()
        self.item = None
        reason, cause = told or _cause(code)
        return Death(reason, cause, self.begun is not None, self._finished == 0)

    def _bury(self) -> int | None:
        """Wait for the process to be gone, and return its exit code."""
        assert self._process is not None
        self.end.close()
        self._process.join(_BURIAL_S)
        if self._process.exitcode is None:
            self._process.kill()
        self._at_exit.cancel()
        code = self._process.exitcode
        self._process = None
        return code

    def stop(self) -> None:
        """End the process; one that is still working is killed."""
        if self._process is None:
            return
        if self.item is not None:
            self._process.kill()
        self._bury()
        self.item = None


def _cause(code: int | None) -> tuple[str, Cause]:
    """Say why a process with this exit code probably ended, and what to do."""
    died = "The process that worked on it died: "
    if code is None or code >= 0:
        return f"{died}exit code {code}. Run again; what is done is skipped.", "crash"
    name = signal.Signals(-code).name
    if name == "SIGKILL":
        return (
            f"{died}SIGKILL, which the system sends when memory runs out. Close other programs or "
            "use fewer --jobs, then run again; what is done is skipped."
        ), "lost worker"
    if name in _FROM_OUTSIDE:
        return f"{died}{name}, sent by another. Run again; what is done is skipped.", "lost worker"
    return (
        f"{died}{name}, so a reader or decoder probably crashed on a damaged file. Open its files "
        "in another program, export or copy them anew, then run again; what is done is skipped."
    ), "crash"


@contextmanager
def _in_environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables that are not set, for processes that are started meanwhile."""
    new = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            del os.environ[name]


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C, SIGTERM and SIGHUP for later, also from processes that are started meanwhile.

    Notes
    -----
    They inherit the mask of this thread; in this process the other threads still hear the signals,
    so that their handlers must wait too.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    stopping = stopping_signals()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, stopping)  # the tracker heeds SIGHUP otherwise
    resource_tracker.ensure_running()  # started later, it would let interrupts through again
    held: list[int] = []
    handlers = {
        number: signal.signal(number, lambda number, _frame: held.append(number))
        for number in stopping
    }
    signal.pthread_sigmask(signal.SIG_BLOCK, stopping)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)  # one that was kept arrives here
        for number, handler in handlers.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    for kept in held:
        signal.raise_signal(kept)


def _work(end: Connection, task: Callable[[Item, Report], Result]) -> None:
    """Work on what comes through the pipe until it is closed."""
    _leave_stopping_to_parent()
    heed_environment()
    last = 0.0

    def report(stage: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last > _REPORT_EVERY_S:
            last = time.monotonic()
            end.send((stage, share))

    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            item = end.recv()
            end.send(_Begun())
            end.send(_Done(task(item, report)))


def _leave_stopping_to_parent() -> None:
    """Heed no signal that ends a run: the parent decides what they mean; but end with it."""
    others = [number for number in stopping_signals() if number != signal.SIGINT]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in others:
        signal.signal(number, lambda _number, _frame: None)  # programs started here heed them
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, others)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
