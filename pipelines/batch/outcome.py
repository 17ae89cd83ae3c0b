"""What is told of a batch: how far it has come, and what became of every recording.

Reports and status files are made from these two records alone, whoever did the work.
"""

from __future__ import annotations

import math
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

State = Literal["done", "skipped", "failed", "held", "stopped"]
Cause = Literal[
    "input",  # its files, or what was said about it
    "limit time",
    "limit memory",
    "crash",  # a reader or decoder ended the process
    "hang",  # no sign of life
    "storage",  # a disk or a network store, full, read-only or away
    "held",  # another run works on it
    "lost worker",  # the process or machine went away, not by its own doing
    "stopped",  # the run was ended
    "fault",  # of this program
]
"""Why a recording has no new facts, for a report that counts failures by cause."""

_MAY_PASS: frozenset[Cause] = frozenset({"hang", "storage", "held", "lost worker", "stopped"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come.

    Parameters
    ----------
    recording, stage
        What is being worked on; the stage of a finished recording is the state of its outcome.
    share
        Of that stage, 0 to 1.
    done, total
        Recordings finished, and in all; one that is stopped is not finished.
    """

    recording: str
    stage: str
    share: float
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recording.

    Parameters
    ----------
    recording
        Name.
    state
        ``skipped``: it was labelled before with the same inputs, version and parameters. ``held``:
        another run works on it. ``stopped``: the run ended before it was finished or begun.
    seconds
        Time taken.
    frames, animals, events, facts
        Counts; 0 unless done or skipped.
    warnings
        What a person should know.
    error
        Why it is neither done nor skipped.
    cause
        The same in a word; ``None`` if done or skipped.
    cpu_s
        Processor time, of all threads; NaN where the process that worked on it is gone.
    attempts
        How often it was begun.
    """

    recording: str
    state: State
    seconds: float
    frames: int = 0
    animals: int = 0
    events: int = 0
    facts: int = 0
    warnings: tuple[str, ...] = ()
    error: str | None = None
    cause: Cause | None = None
    cpu_s: float = math.nan
    attempts: int = 1

    @property
    def retriable(self) -> bool:
        """Whether running again may go well though nothing about the recording is changed."""
        return self.cause in _MAY_PASS


def unexpected(error: Exception) -> str:
    """Return in words that a fault of this program came up, and where."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"unexpected {type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno}). "
        "Please report this with the file."
    )
