"""A process that works on one thing after another; when it dies, that is noticed, and said why."""

from __future__ import annotations

import multiprocessing as mp
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from pipelines.models.offline import heed_environment

Item = TypeVar("Item")
Result = TypeVar("Result")
Report = Callable[[str, float], None]

_REPORT_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Death:
    """A process ended without a result.

    Parameters
    ----------
    reason
        How, why probably, and what to do.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class _Done(Generic[Result]):
    result: Result


class Worker(Generic[Item, Result]):
    """A process that is given one item after another; a new one is started after a death.

    Parameters
    ----------
    task
        What to do with an item, reporting stages and shares; it and its results can be pickled.
    """

    def __init__(self, task: Callable[[Item, Report], Result]) -> None:
        self.task = task
        self.item: Item | None = None
        self.since = 0.0
        self._process: BaseProcess | None = None

    def start(self, item: Item) -> None:
        """Hand an item to the process."""
        if self._process is None:
            self._hire()
        self.item, self.since = item, time.perf_counter()
        with suppress(BrokenPipeError):  # a process that has just died is noticed by `hear`
            self.end.send(item)

    def _hire(self) -> None:
        context = mp.get_context("spawn")
        self.end, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self.task), daemon=True)
        with _interrupts_held():
            process.start()
            self._process = process
        theirs.close()

    def hear(self, report: Report) -> Result | Death | None:
        """Take in one message: the result, or the end of the process; ``None`` for a report."""
        try:
            message = self.end.recv()
        except (EOFError, OSError):  # OSError: it died while it spoke
            return self._died()
        if isinstance(message, _Done):
            self.item = None
            result: Result = message.result
            return result
        report(*message)
        return None

    def _died(self) -> Death:
        assert self._process is not None
        self._process.join()
        code = self._process.exitcode or 0
        self.end.close()
        self.item, self._process = None, None
        return Death(f"The process that worked on it died: {_cause(code)}")

    def stop(self) -> None:
        """End the process; one that is still working is killed."""
        if self._process is None:
            return
        self.end.close()
        if self.item is not None:
            self._process.kill()
        self._process.join()
        self._process = None


def _cause(code: int) -> str:
    """Say why a process with this exit code probably ended, and what to do."""
    if code >= 0:
        return f"exit code {code}. Run again; what is done is skipped."
    name = signal.Signals(-code).name
    if name == "SIGKILL":
        return (
            "SIGKILL, which the system sends when memory runs out. Close other programs or use "
            "fewer --workers, then run again; what is done is skipped."
        )
    return (
        f"{name}, so a reader or decoder probably crashed on a damaged file. Open its files in "
        "another program, export or copy them anew, then run again; what is done is skipped."
    )


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C for later, and for good from processes that are started meanwhile.

    Notes
    -----
    They inherit the mask of this thread; in this process the other threads still hear the signal,
    so that its handler must wait too.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # started later, it would let interrupts through again
    held: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _frame: held.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)  # one that was kept arrives here
        signal.signal(signal.SIGINT, signal.default_int_handler if handler is None else handler)
    if held:
        signal.raise_signal(signal.SIGINT)


def _work(end: Connection, task: Callable[[Item, Report], Result]) -> None:
    """Work on what comes through the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    heed_environment()
    last = 0.0

    def report(stage: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last > _REPORT_EVERY_S:
            last = time.monotonic()
            end.send((stage, share))

    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            end.send(_Done(task(end.recv(), report)))
