"""Whether what a program answered is what the second computation gives."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from workbench.ask.answer import Clip, Value
from workbench.ask.answer import Table as ToldTable
from workbench.ask.telling import Told
from workbench.practice.figures import shows
from workbench.practice.reference.compared import Says
from workbench.practice.reference.tables import Table
from workbench.practice.telling import Answers

_NEAR = 2e-6
"""Numbers that differ by less than this, or by this share of them, are the same: distances of
outlines are computed in single precision, and times are stored in whole microseconds."""


def differences(told: Told, known: Answers, *, ordered: bool = False) -> list[str]:
    """Return in which parts an answer differs from the right one; empty if it is right.

    Parameters
    ----------
    told
        By the program.
    known
        By the second computation.
    ordered
        Whether the order of the lines of tables matters: the program sorted them.
    """
    found = []
    if not _paired(told.values, known.values, _same_value, ordered=False):
        found.append("values")
    tables = [_same_table(a, b, ordered) for a, b in zip(told.tables, known.tables, strict=False)]
    if len(told.tables) != len(known.tables) or not all(tables):
        found.append("tables")
    pictures = [shows(a, b) for a, b in zip(told.figures, known.figures, strict=False)]
    if len(told.figures) != len(known.figures) or not all(pictures):
        found.append("pictures")
    if not _paired(told.clips, known.clips, _same_clip, ordered=False):
        found.append("clips")
    return found


def informative(known: Answers) -> bool:
    """Return whether an answer says something: not only zeros, unknown numbers or empty tables."""
    said = [value for value, *_ in known.values]
    words = any(isinstance(one, str | Says | bool) and one != "" for one in said)
    numbers = any(
        isinstance(one, float) and math.isfinite(one) and abs(one) > _NEAR for one in said
    )
    return words or numbers or any(map(len, known.tables)) or bool(known.figures)


def alike(one: Any, other: Any) -> bool:
    """Return whether two cells are the same."""
    if isinstance(other, Says):
        return isinstance(one, str) and all(part in one for part in other.parts)
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one == other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return one == other or abs(one - other) <= _NEAR * max(1.0, abs(other))
    if _missing(one) and _missing(other):
        return True
    return bool(one == other)


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _same_value(value: Value, known: tuple[Any, ...]) -> bool:
    right, unit, name, assessed_s = known
    same = alike(value.value, right) and alike(value.assessed_s, assessed_s)
    return same and (value.unit, value.name) == (unit, name)


def _same_clip(clip: Clip, known: tuple[Any, ...]) -> bool:
    mine = (clip.recording, clip.start_s, clip.stop_s, clip.subject, clip.label, clip.object)
    return all(map(alike, mine, known))


def _same_table(told: ToldTable, known: Table, ordered: bool) -> bool:
    columns = [name for name in told.columns if name != "index" or name in known.columns]
    if sorted(columns) != sorted(known.columns):
        return False
    places = [told.columns.index(name) for name in known.columns]
    rows = [tuple(row[place] for place in places) for row in told.rows]
    return _paired(rows, known.lines, lambda a, b: all(map(alike, a, b)), ordered=ordered)


def _paired(
    told: Sequence[Any], known: Sequence[Any], same: Callable[[Any, Any], bool], *, ordered: bool
) -> bool:
    """Return whether two lists have the same things, in any order unless it matters."""
    if len(told) != len(known):
        return False
    if all(map(same, told, known)):
        return True
    if ordered:
        return False
    left = list(known)
    for one in told:
        place = next((n for n, other in enumerate(left) if same(one, other)), None)
        if place is None:
            return False
        left.pop(place)
    return True
