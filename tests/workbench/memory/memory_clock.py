"""A clock that tests turn on, and a memory that runs by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Noon of day 1 is 1 March 2026."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def day(self, number: int) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=number - 1)

    def later(self, seconds: float = 1) -> None:
        self.now += timedelta(seconds=seconds)
