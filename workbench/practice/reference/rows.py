"""Whose each row is, and which rows of two things meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from workbench.practice.reference.amounts import NotJudgedError


class Who(NamedTuple):
    """A subject and perhaps an object; a subject of ``None`` speaks of an object, or of nobody."""

    subject: str | None
    object: str | None = None


Rows = tuple[Who, ...]
_PARTS: tuple[Callable[[Who], object], ...] = (
    lambda who: who,
    lambda who: who.subject,
    lambda who: who.object,
)
Meeting = list[tuple[Who, int, int]]
"""Row of the result, and the number of the row of either side."""


def meet(left: Rows, right: Rows) -> Meeting:
    """Return how the rows of two things find each other.

    Equal rows do; rows of subjects beside rows of objects make pairs of different animals; one
    single row goes with every row; else rows of one subject each, or of one object each.

    Raises
    ------
    NotJudgedError
        They fit in none of these ways.
    """
    if left == right:
        return [(who, n, n) for n, who in enumerate(left)]
    nobody = Who(None)
    if nobody not in (*left, *right):
        pairs = _pairs(left, right)
        if pairs:
            return pairs
    if len(right) == 1 and _goes(right[0], left):
        if len(left) == 1 and _goes(left[0], right):
            return [(_fuller(left[0], right[0]), 0, 0)]
        return [(who, n, 0) for n, who in enumerate(left)]
    if len(left) == 1 and _goes(left[0], right):
        return [(who, 0, n) for n, who in enumerate(right)]
    return _by_part(left, right)


def _pairs(left: Rows, right: Rows) -> Meeting:
    turned = all(who.subject is None for who in left)
    subjects, objects = (right, left) if turned else (left, right)
    if any(who.object for who in subjects) or any(who.subject for who in objects):
        return []
    return [
        (Who(one.subject, other.object), *((j, i) if turned else (i, j)))
        for i, one in enumerate(subjects)
        for j, other in enumerate(objects)
        if one.subject != other.object
    ]


def _goes(one: Who, rows: Rows) -> bool:
    return one == Who(None) or all(
        (one.subject is not None and who.subject is not None) or one.object == who.object
        for who in rows
    )


def _fuller(left: Who, right: Who) -> Who:
    for a, b in zip(left, right, strict=True):
        if a is not None and b is not None and a != b:
            return left
    return Who(left.subject or right.subject, left.object or right.object)


def _by_part(left: Rows, right: Rows) -> Meeting:
    rank = [(len(rows), sum(who.object is not None for who in rows)) for rows in (left, right)]
    left_first = rank[0] >= rank[1]
    for onto_left in (left_first, not left_first):
        onto, rows = (left, right) if onto_left else (right, left)
        found = _placed(onto, rows)
        if found:
            return [
                (_fuller(who, rows[i]), n if onto_left else i, i if onto_left else n)
                for n, (who, i) in enumerate(zip(onto, found, strict=True))
            ]
    message = "the rows do not fit"
    raise NotJudgedError(message)


def _placed(onto: Rows, rows: Rows) -> list[int]:
    for part in _PARTS:
        keys = [part(who) for who in rows]
        if None in keys or len(set(keys)) < len(keys):
            continue
        if all(part(who) in keys for who in onto):
            return [keys.index(part(who)) for who in onto]
    return []


def chosen(rows: Sequence[Who], which: object) -> list[int]:
    """Return the numbers of the rows of a subject, or of a subject and an object."""
    subject, target = which if isinstance(which, tuple) else (which, None)
    found = [
        number
        for number, who in enumerate(rows)
        if subject in (None, who.subject) and target in (None, who.object)
    ]
    if not found:
        message = f"there is no row {which!r}"
        raise NotJudgedError(message)
    return found
