"""Ending a run on Ctrl-C or SIGTERM: first finish what is begun, then, asked again, drop it.

A terminal that goes away, such as that of a dropped connection, sends SIGHUP, to a run often more
than once: what is begun is finished then, and not dropped. Where ``nohup`` has it ignored, the run
goes on.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

HANGUP: int | None = getattr(signal, "SIGHUP", None)
"""Not known on Windows."""
_TERMINAL = (0, 1, 2)


class Stop:
    """Whether a run is to end, and how soon.

    Attributes
    ----------
    begun
        Names of the recordings that are being worked on; kept by `pipelines.batch.label_all`.
    """

    def __init__(self) -> None:
        self.begun: set[str] = set()
        self._asked = 0
        self._interrupts = False

    def ask(self) -> None:
        """Ask the run to end: finish what is begun; the second time, drop it."""
        self._asked += 1

    @property
    def wanted(self) -> bool:
        """Whether nothing more is to be begun."""
        return self._asked > 0

    @property
    def now(self) -> bool:
        """Whether also what is begun is to be dropped."""
        return self._asked > 1

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Work in this thread that the second signal interrupts with `KeyboardInterrupt`."""
        self._interrupts = True
        try:
            yield
        finally:
            self._interrupts = False

    def interrupt(self) -> None:
        """Raise `KeyboardInterrupt` once where that is wanted."""
        if self.now and self._interrupts:
            self._interrupts = False
            raise KeyboardInterrupt


@contextmanager
def listening(say: Callable[[str], None]) -> Iterator[Stop]:
    """Give a `Stop` that is asked by Ctrl-C (SIGINT), SIGTERM, and SIGHUP unless that is ignored.

    In the main thread only.

    Parameters
    ----------
    say
        Called, from another thread, with what the signal will do.

    Notes
    -----
    Signals after the second change nothing: what is begun is being ended. After SIGHUP, what is
    said to a terminal that is gone is lost.
    """
    stop = Stop()
    ear, mouth = os.pipe()
    terminals = [number for number in _TERMINAL if _is_terminal(number)]

    def handle(number: int, _frame: FrameType | None) -> None:
        if number == HANGUP:
            _leave(terminals)
            if stop.wanted:
                return
        stop.ask()
        os.write(mouth, b".")  # this function may interrupt any other, so that it must not speak
        stop.interrupt()

    def speak() -> None:
        while os.read(ear, 1):
            say(_words(stop))

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    before = {number: signal.signal(number, handle) for number in stopping_signals()}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(mouth)
        speaker.join()
        os.close(ear)


def stopping_signals() -> list[int]:
    """Return the signals that end a run; SIGHUP is not one where it is ignored."""
    hangs_up = HANGUP is not None and signal.getsignal(HANGUP) is not signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([HANGUP] if HANGUP is not None and hangs_up else [])]


def _is_terminal(number: int) -> bool:
    try:
        return os.isatty(number)
    except OSError:
        return False


def _leave(terminals: list[int]) -> None:
    """Let what is said to terminals that are gone go nowhere: it would be an error each time."""
    for number in terminals:
        if not _is_terminal(number):
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, number)
            os.close(nowhere)


def _words(stop: Stop) -> str:
    names = ", ".join(sorted(stop.begun.copy())) or "nothing"
    if stop.now:
        return f"Stopping now. Dropped: {names}."
    return (
        f"Stopping. Finished first: {names}. Press Ctrl-C again, or send SIGTERM again, to drop "
        "what is begun."
    )
