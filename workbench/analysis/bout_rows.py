"""One bout, and whose bouts a row of a set holds."""

from __future__ import annotations

from typing import NamedTuple


class Bout(NamedTuple):
    """One bout: whose it is, when in seconds, and how sure it is."""

    recording: str
    subject: str | None
    object: str | None
    label: str
    start_s: float
    stop_s: float
    confidence: float


class BoutRow(NamedTuple):
    """Whose bouts, and what they are called.

    Parameters
    ----------
    recording
        Name of the recording.
    subject, object
        As in `Row`.
    label
        Name of the behavior, or the condition in words.
    """

    recording: str
    subject: str | None
    object: str | None
    label: str
