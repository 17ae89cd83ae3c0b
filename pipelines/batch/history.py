"""How long recordings took on this machine, so that one can say how long others will take.

One line of JSON per recording that was labelled, in a file that may be deleted at any time. Where
nothing like it was labelled before, what is expected is a guess, and says so.
"""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from graphs.errors import UserError
from graphs.storage.atomic import write_atomic
from pipelines.batch.probe import Size

Work = Literal["tracks", "tracks and video", "video", "video tracked before"]
"""What has to be gone through. A video without tracks is tracked by its blobs, once."""

KEPT = 2000
"""Lines of the file; the oldest go."""
_ENOUGH = 3
_SPREAD = 2.0
"""How different sizes must be before the time for one recording is told from that for its size."""
_GUESS: dict[Work, tuple[float, float]] = {
    "tracks": (0.15, 2.5e-5),
    "tracks and video": (0.25, 4e-5),
    "video": (1.0, 2.5e-8),
    "video tracked before": (0.3, 4e-5),
}
"""Seconds per recording, and per unit of `units`: measured once, on two processors of 2023."""


@dataclass(frozen=True, slots=True)
class Past:
    """One recording that was labelled.

    Parameters
    ----------
    machine
        From `machine`.
    work, settings
        What was gone through, and how: whatever else decides the time it takes, such as the
        segmenter and the ethogram, in a word.
    jobs
        How many recordings were worked on at once.
    units, seconds
        How large it was, see `units`, and what it took.
    """

    machine: str
    work: Work
    settings: str
    jobs: int
    units: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a recording takes.

    Parameters
    ----------
    fixed_s, unit_s
        Seconds for each, and for each of its units.
    past
        From how many recordings that is known; 0 if it is a guess.
    """

    fixed_s: float
    unit_s: float
    past: int

    def seconds(self, size: float) -> float:
        """Return the time for a recording of some units; NaN if its size is not known."""
        return self.fixed_s + self.unit_s * size


def machine() -> str:
    """Return what tells this machine from others."""
    return f"{platform.node()}, {os.cpu_count()} processors"


def units(work: Work, size: Size) -> float:
    """Return how much there is to go through; NaN if that is not known.

    Tracking by blobs looks at every pixel; all else goes with the positions of animals.
    """
    return size.frames * (size.pixels if work == "video" else size.animals)


class History:
    """What recordings took.

    Parameters
    ----------
    path
        The file. Where it cannot be written, nothing is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._here = machine()
        self._known = [past for past in _read(path) if past.machine == self._here]

    def add(self, work: Work, settings: str, jobs: int, size: Size, seconds: float) -> None:
        """Keep what a recording took."""
        past = Past(self._here, work, settings, jobs, units(work, size), seconds)
        if not (math.isfinite(past.units) and past.units > 0):
            return
        self._known.append(past)
        with suppress(OSError):  # an estimate is worth no fault
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(past)) + "\n")

    def pace(self, work: Work, settings: str, jobs: int) -> Pace:
        """Return how long recordings take, from those that are most like them."""
        same = [past for past in self._known if past.work == work]
        likes: tuple[Callable[[Past], bool], ...] = (
            lambda past: past.settings == settings and past.jobs == jobs,
            lambda past: past.settings == settings,
            lambda _past: True,
        )
        for like in likes:
            found = [past for past in same if like(past)]
            if len(found) >= _ENOUGH:
                return _fitted(work, found)
        return _fitted(work, same) if same else Pace(*_GUESS[work], 0)

    def trim(self) -> None:
        """Let the oldest lines go, if there are many."""
        with suppress(OSError, UserError):
            lines = self._path.read_text(encoding="utf-8").splitlines(keepends=True)
            if len(lines) > 2 * KEPT:
                write_atomic(self._path, "".join(lines[-KEPT:]).encode())


def _read(path: Path) -> list[Past]:
    """Return what was kept; lines that a killed process left half-written do not count."""
    found = []
    with suppress(OSError):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[-KEPT:]:
            with suppress(ValueError, TypeError):
                found.append(Past(**json.loads(line)))
    return found


def _fitted(work: Work, past: Sequence[Past]) -> Pace:
    """Return the straight line through what recordings took; neither part is below zero.

    Where they do not tell what each takes however short it is, the line has the shape of the guess:
    short recordings would seem to take no time at all.
    """
    sizes, took = [one.units for one in past], [one.seconds for one in past]
    if len(past) < _ENOUGH or max(sizes) < _SPREAD * min(sizes):
        return _as_guessed(work, past)
    x, y = _mean(sizes), _mean(took)
    varied = math.fsum((a - x) ** 2 for a in sizes)
    slope = math.fsum((a - x) * (b - y) for a, b in zip(sizes, took, strict=True)) / varied
    if slope <= 0:
        return Pace(y, 0.0, len(past))
    fixed = y - slope * x
    return Pace(fixed, slope, len(past)) if fixed >= 0 else _as_guessed(work, past)


def _as_guessed(work: Work, past: Sequence[Past]) -> Pace:
    """Return the guess, made as fast or slow as recordings were."""
    guess = Pace(*_GUESS[work], 0)
    guessed = math.fsum(guess.seconds(one.units) for one in past)
    faster = math.fsum(one.seconds for one in past) / guessed
    return Pace(faster * guess.fixed_s, faster * guess.unit_s, len(past))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return math.fsum(found) / len(found)
