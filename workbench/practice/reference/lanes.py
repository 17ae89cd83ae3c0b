"""Lanes: the bouts of one subject, object and label in one recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from workbench.practice.reference import spans as ends
from workbench.practice.reference.spans import Span

Timed = tuple[float, float, float]
"""Start, stop and confidence."""


class Bout(NamedTuple):
    """One bout."""

    recording: str
    subject: str | None
    object: str | None
    label: str
    start_s: float
    stop_s: float
    confidence: float

    @property
    def surface(self) -> str:
        """What programs call it."""
        return "Bout"


@dataclass(frozen=True)
class Lane:
    """The bouts of one subject, object and label in one recording."""

    recording: str
    subject: str | None
    object: str | None
    label: str
    timed: tuple[Timed, ...]
    looked: tuple[Span, ...]

    @property
    def times(self) -> list[Span]:
        """Start and stop of every bout."""
        return [(a, b) for a, b, _ in self.timed]

    @property
    def states(self) -> list[Span]:
        """Times that last, joined."""
        return ends.joined(self.times)

    @property
    def reaching(self) -> list[Span]:
        """Bouts that reach into the time that was looked at."""
        return [
            one
            for one in self.times
            if any(
                ends.overlaps(one, span) or (one[0] == one[1] and ends.near(one, span, 0))
                for span in self.looked
            )
        ]
