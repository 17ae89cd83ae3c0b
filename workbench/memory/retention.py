"""How well a symbol is remembered: decay by days of use, strengthened by each recall.

The forgetting curve of Zhong et al. (2024), "MemoryBank: enhancing large language models with
long-term memory": ``R = exp(-t / S)``, with t since the last recall and strength S, which grows by
1 with each recall. (Their published program multiplies t by S instead, so that what is recalled
often is forgotten sooner.) Here t counts days on which the project was used, so that a project left
alone is not forgotten; R decides the order and what is archived, never by chance, and deletes
nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from workbench.memory.lines import add_line, lines_of

ARCHIVE_BELOW = 0.05
"""Retention below which a symbol is archived, 3 * S days of use after its last recall."""


def retention(days: float, strength: float) -> float:
    """Return how well something is remembered, 0 to 1.

    Parameters
    ----------
    days
        Days of use since it was recalled last.
    strength
        Above 0.
    """
    return math.exp(-days / strength)


def score(similarity: float, retained: float) -> float:
    """Return what a symbol is ranked by: how alike it is, halved if it is all but forgotten."""
    return similarity * (0.5 + 0.5 * retained)


class Days:
    """The days on which a project was used, a line each in a text file.

    Parameters
    ----------
    path
        Of the file; made with the first day.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[str]:
        """Return the days, oldest first."""
        return sorted({line for line in map(str.strip, lines_of(self.path)) if _is_day(line)})

    def faults(self) -> list[str]:
        """Say which lines are no days."""
        return [
            f"{self.path}, line {number} is left out: {line!r} is no day such as 2026-03-02"
            for number, line in enumerate(lines_of(self.path), start=1)
            if line.strip() and not _is_day(line.strip())
        ]

    def note(self, day: str) -> None:
        """Note that the project is used on a day; the lock is held."""
        if day not in self.all():
            add_line(self.path, day)


def days_between(days: Sequence[str], since: str, until: str) -> int:
    """Return on how many of some days, which are sorted, a project was used after one of them.

    Parameters
    ----------
    days
        ISO 8601.
    since, until
        ISO 8601 as well; `until` counts, and as used.
    """
    if until <= since:
        return 0
    last = bisect_right(days, until)
    is_noted = last > 0 and days[last - 1] == until
    return last - bisect_right(days, since) + (not is_noted)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
