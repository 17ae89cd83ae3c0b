"""The words of the language itself, and the units of time."""

from __future__ import annotations

from typing import Literal, get_args

from graphs.query.nodes import Key
from graphs.records import Source, Status

Measure = Literal["list", "count", "duration", "fraction", "rate", "budget", "transitions"]
"""What a person asks for: the facts, a column of their count, or another table."""

MEASURED: tuple[Measure, ...] = ("count", "duration", "fraction", "rate")
"""Columns of a count."""

PHRASES: dict[tuple[str, ...], Measure] = {
    ("how", "many", "times"): "count",
    ("how", "many"): "count",
    ("how", "often"): "count",
    ("how", "long"): "duration",
    ("number", "of"): "count",
    ("time", "of"): "duration",
    ("percentage", "of"): "fraction",
    ("share", "of"): "fraction",
}
"""Other words for a measure; those with ``of`` in them only where no group or session follows."""

AUXILIARIES = ("do", "does", "did")
"""What may stand after ``how often``, ``how long``, ``who`` and ``whom``."""

ASKING = ("who", "whom")
"""Words for anybody, as subject and as object."""

SET_OPERATIONS = ("and", "or", "without")

TIMED = {"before": "before", "after": "after", "during": "during", "while": "overlapping"}
"""Words for relations that a part follows at once."""

CONDITIONS = ("in", "of", "from", "between", "until", "since", "with", "by", "longer", "shorter")
"""Words that conditions start with."""

EQUATED = {"source": ("=",), "status": ("=",), "confidence": (">=", ">", "=", "<", "<=")}
"""Words that a condition starts with if one of these signs follows."""

KEYS: tuple[Key, ...] = get_args(Key)
STATUSES: tuple[Status, ...] = get_args(Status)
SOURCES: tuple[Source, ...] = get_args(Source)

RESERVED = frozenset(
    {
        *MEASURED, "budget", "transitions", *SET_OPERATIONS, *TIMED, *CONDITIONS,
        *ASKING, "how", "then", "not", "followed", "within", "matching", "per", "to", "nobody",
    }
)  # fmt: skip
"""Words that no name starts with, unless it is written in quotation marks."""

UNITS = {"ms": "0.001", "s": "1", "min": "60", "h": "3600"}
"""Units of time, in seconds."""

LONG_UNITS = {
    "second": "1", "seconds": "1", "minute": "60", "minutes": "60", "hour": "3600", "hours": "3600",
}  # fmt: skip
"""The same written out."""

ALL_UNITS = UNITS | LONG_UNITS

OPEN_END_S = 1e12
"""End of a window that goes on to the end of the recording; no time is longer."""
