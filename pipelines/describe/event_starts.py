"""In which event a fact starts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphs.records import Event


class EventStarts:
    """Finds the bout-level event in which a fact starts."""

    def __init__(self, events: Sequence[Event]) -> None:
        bouts = sorted((e for e in events if e.level == "bout"), key=lambda e: e.start_s)
        self._ids = [event.event_id for event in bouts]
        self._starts = np.array([event.start_s for event in bouts])

    def at(self, time_s: float) -> str | None:
        """Return the identifier of the event that is going on at a time."""
        index = int(np.searchsorted(self._starts, time_s + 1e-9, side="right")) - 1
        return self._ids[index] if index >= 0 else None
