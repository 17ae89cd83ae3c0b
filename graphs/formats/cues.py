"""When a cue of a subtitle or chapter file is shown, for the formats that players read.

Times are whole milliseconds from the first presentation timestamp, rounded to the nearest (halves
to even); a player shows a cue from its start up to, not at, its end. Players look at cues some four
times a second, so one that is over sooner is never seen: every cue lasts `SHORTEST_MS` at least,
and so a point is visible for as long. What starts before 0 starts at 0.
"""

from __future__ import annotations

from collections.abc import Iterable

from graphs.formats.records_json import sorted_facts
from graphs.records import STANDING, Event, Fact

SHORTEST_MS = 500
"""How long a cue lasts at least."""


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts that count, by time."""
    return sorted_facts(fact for fact in facts if fact.status in STANDING)


def shown_ms(record: Fact | Event) -> tuple[int, int]:
    """Return when the cue of a fact or event starts and ends, in milliseconds."""
    start_ms, stop_ms = (max(0, round(s * 1000)) for s in (record.start_s, record.stop_s))
    return start_ms, max(stop_ms, start_ms + SHORTEST_MS)


def clock(ms: int, point: str) -> str:
    """Return a time as ``HH:MM:SS.mmm``; `point` stands before the milliseconds."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{point}{ms:03d}"


def one_line(text: str) -> str:
    """Return a text without line ends, since an empty line ends a cue; spaces count once."""
    return " ".join(text.split())
