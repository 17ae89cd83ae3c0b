"""The words of the language itself, and the units of time."""

from __future__ import annotations

from typing import Literal, get_args

from graphs.query.nodes import Key
from graphs.records import Source, Status

Measure = Literal["list", "count", "duration", "fraction", "rate", "budget", "transitions"]
"""What a person asks for: the facts, a column of their count, or another table."""

MEASURED: tuple[Measure, ...] = ("count", "duration", "fraction", "rate")
"""Columns of a count."""

SET_OPERATIONS = ("and", "or", "without")

TIMED = {"before": "before", "after": "after", "during": "during", "while": "overlapping"}
"""Words for relations that a part follows at once."""

CONDITIONS = ("in", "of", "from", "between", "with", "by")
"""Words that conditions start with."""

EQUATED = ("source", "status")
"""Words that a condition starts with if ``=`` follows."""

KEYS: tuple[Key, ...] = get_args(Key)
STATUSES: tuple[Status, ...] = get_args(Status)
SOURCES: tuple[Source, ...] = get_args(Source)

RESERVED = frozenset(
    {
        *MEASURED, "budget", "transitions", *SET_OPERATIONS, *TIMED, *CONDITIONS,
        "then", "not", "followed", "within", "matching", "per", "to", "nobody",
    }
)  # fmt: skip
"""Words that no name starts with, unless it is written in quotation marks."""

UNITS = {"ms": "0.001", "s": "1", "min": "60", "h": "3600"}
"""Units of time, in seconds."""
