"""The times that a model names, held against the event: the clock is not the model's."""

from __future__ import annotations

from graphs.records import Event, Kind
from pipelines.describe.prompt.schema import TOLERANCE_S

MICROSECOND = 1e-6
"""Resolution of stored times."""


class NotTakenError(ValueError):
    """A claim that is dropped; the message says why."""


def read_times(
    start_s: float | None, stop_s: float | None, event: Event, kind: Kind
) -> tuple[float, float, str]:
    """Return when a claim holds, inside its event, and a remark where that is not what was said.

    Parameters
    ----------
    start_s, stop_s
        As the model names them; ``None`` for one that it does not name.
    event
        What was asked about.
    kind
        Of the behavior; one time is enough for a ``point``.

    Raises
    ------
    NotTakenError
        It stops before it starts, or lies outside of the event.
    """
    low, high = event.start_s, event.stop_s
    if start_s is None and stop_s is None:
        return low, high, ""
    if kind == "point":
        start_s, stop_s = (
            stop_s if start_s is None else start_s,
            start_s if stop_s is None else stop_s,
        )
    begin, end = (low if start_s is None else start_s), (high if stop_s is None else stop_s)
    said = f"its time ({begin:.2f} to {end:.2f} s)"
    if not begin <= end:  # or one is NaN
        message = f"{said} is none"
        raise NotTakenError(message)
    if kind == "state" and begin == end and low <= begin <= high:
        return low, high, f"{said} is a moment; taken for the event"
    if begin > high + TOLERANCE_S or end < low - TOLERANCE_S:
        message = f"{said} lies outside of the event"
        raise NotTakenError(message)
    cut = begin < low - TOLERANCE_S or end > high + TOLERANCE_S
    remark = f"{said} is cut to the event" if cut else ""
    return *_inside(begin, end, event, kind), remark


def _inside(begin: float, end: float, event: Event, kind: Kind) -> tuple[float, float]:
    """Return the part of a time that lies in the event; a moment lies before its stop."""
    low, high = event.start_s, event.stop_s
    if kind == "point":
        begin = min(max(begin, low), max(low, high - MICROSECOND))
        return begin, max(begin, min(end, high))
    begin, end = max(begin, low), min(end, high)
    if begin >= end:
        message = "nothing of its time lies in the event"
        raise NotTakenError(message)
    return begin, end
