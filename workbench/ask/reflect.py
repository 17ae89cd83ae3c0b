"""What a program found, looked at before a person believes it: by machine checks alone."""

from __future__ import annotations

import math
from collections.abc import Iterator

from workbench.ask.telling import Told

_LEAST_COVERAGE = 0.5


def reflected(told: Told) -> tuple[str, ...]:
    """Return what a person should know of an answer."""
    return tuple(dict.fromkeys(_remarks(told)))


def _remarks(told: Told) -> Iterator[str]:
    if told.empty:
        yield "The program ran, and answered nothing."
    for value in told.values:
        named = f"{value.name}: " if value.name else ""
        if value.assessed_s == 0:
            yield f"{named}not assessed at all: the answer is unknown, not zero."
        elif not value.known:
            yield f"{named}there is no value: it never happened, or was not assessed."
    if told.clips and any(clip.stop_s < clip.start_s for clip in told.clips):
        yield "A clip ends before it starts."
    assessed = [value.assessed_s for value in told.values if not math.isnan(value.assessed_s)]
    if assessed and min(assessed) > 0:
        yield f"Of {min(assessed):.4g} s in which it could be known."
