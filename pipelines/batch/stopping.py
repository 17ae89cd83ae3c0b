"""Ending a run on Ctrl-C or SIGTERM: first finish what is begun, then, asked again, drop it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


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
    """Give a `Stop` that is asked by Ctrl-C (SIGINT) and SIGTERM; in the main thread only.

    Parameters
    ----------
    say
        Called, from another thread, with what the signal will do.

    Notes
    -----
    Signals after the second change nothing: what is begun is being ended.
    """
    stop = Stop()
    ear, mouth = os.pipe()

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.ask()
        os.write(mouth, b".")  # this function may interrupt any other, so that it must not speak
        stop.interrupt()

    def speak() -> None:
        while os.read(ear, 1):
            say(_words(stop))

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(mouth)
        speaker.join()
        os.close(ear)


def _words(stop: Stop) -> str:
    names = ", ".join(sorted(stop.begun.copy())) or "nothing"
    if stop.now:
        return f"Stopping now. Dropped: {names}."
    return (
        f"Stopping. Finished first: {names}. Press Ctrl-C again, or send SIGTERM again, to drop "
        "what is begun."
    )
