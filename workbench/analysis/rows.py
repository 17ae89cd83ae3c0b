"""Rows of signals, masks and bouts: of whom each of them is.

A row has a subject and perhaps an object (the other animal, a zone, a thing). Where two things
with different rows meet, rows find each other so: equal rows; else rows that speak of an object
(`Row.of_object`) make ordered pairs with rows of a subject alone; else one single row goes with
every row (one that speaks of an object only with rows of that object); else rows of one subject
each go by the subject, and rows of one object each by the object. What fits in none of these ways
is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.words import did_you_mean

Rows = tuple["Row", ...]
Index = NDArray[np.intp]

_LISTED = 6  # rows in a message
_LONGEST_NAME = 300
_PARTS: tuple[Callable[[Row], object], ...] = (
    lambda row: row,
    lambda row: row.subject,
    lambda row: row.object,
)


class Row(NamedTuple):
    """Of whom a row is.

    Parameters
    ----------
    subject
        The animal; ``None`` only in rows that speak of an object (`of_object`).
    object
        The other animal, a zone or a thing; ``None`` if there is none.
    """

    subject: str | None
    object: str | None = None

    def __str__(self) -> str:
        names = (self.subject, self.object) if self.object else (self.subject,)
        return " -> ".join(name or "*" for name in names)

    @property
    def of_object(self) -> Row:
        """The same animal as the object of whoever it is put beside."""
        return Row(None, self.subject)


NOBODY = Row(None)
"""The row of what holds for all alike, such as a stretch of time."""


def in_short(name: str) -> str:
    """Return a name made of other names, cut in its middle where it is too long to be read.

    Names double with each ``mask & mask``; what is of use to a person does not.
    """
    if len(name) <= _LONGEST_NAME:
        return name
    half = (_LONGEST_NAME - 5) // 2
    return f"{name[:half]} ... {name[-half:]}"


def align(left: Rows, right: Rows, what: str) -> tuple[Rows, Index, Index]:
    """Return the rows of a combination, and for each the number of the row of either side.

    How `left` and `right` meet is said above.

    Raises
    ------
    UserError
        They do not fit; `what` names the operation.
    """
    everywhere = np.arange(len(left)), np.arange(len(right))
    if left == right:
        return left, *everywhere
    paired = None if NOBODY in (*left, *right) else _paired(left, right)
    if paired is not None:
        return paired
    for_left = len(right) == 1 and _goes_with(right[0], left)
    for_right = len(left) == 1 and _goes_with(left[0], right)
    if for_left and for_right:
        return (_fuller(left[0], right[0]),), *everywhere
    if for_left:
        return left, everywhere[0], np.zeros(len(left), np.intp)
    if for_right:
        return right, np.zeros(len(right), np.intp), everywhere[1]
    left_first = (len(left), _objects(left)) >= (len(right), _objects(right))
    for onto_left in (left_first, not left_first):
        onto, rows = (left, right) if onto_left else (right, left)
        found = _spread(onto, rows)
        if found is not None:
            fuller = tuple(_fuller(one, rows[i]) for one, i in zip(onto, found, strict=True))
            of_onto = np.arange(len(onto))
            return (fuller, of_onto, found) if onto_left else (fuller, found, of_onto)
    message = (
        f"{what}: the rows of the two sides do not fit: {in_words(left)} beside {in_words(right)}. "
        "Choose rows by name, or use of_object() for signals of the other animal."
    )
    raise UserError(message)


def _paired(left: Rows, right: Rows) -> tuple[Rows, Index, Index] | None:
    """Return ordered pairs, if one side speaks of subjects alone and the other of objects alone."""
    turned = all(row.subject is None for row in left)
    subjects, objects = (right, left) if turned else (left, right)
    if any(row.object for row in subjects) or any(row.subject for row in objects):
        return None
    index = [
        (i, j)
        for i, one in enumerate(subjects)
        for j, other in enumerate(objects)
        if one.subject != other.object
    ]
    if not index:
        return None
    rows = tuple(Row(subjects[i].subject, objects[j].object) for i, j in index)
    of_subject, of_object = np.array(index, np.intp).T
    return (rows, of_object, of_subject) if turned else (rows, of_subject, of_object)


def _goes_with(one: Row, rows: Rows) -> bool:
    """Return whether a single row goes with all of some rows.

    What speaks of nobody goes with all; what speaks of an object alone only with rows of it.
    """
    return one == NOBODY or all(
        bool(one.subject and row.subject) or one.object == row.object for row in rows
    )


def _fuller(left: Row, right: Row) -> Row:
    """Return what two rows say together; the left one if they contradict each other."""
    fits = all(a is None or b is None or a == b for a, b in zip(left, right, strict=True))
    return Row(left.subject or right.subject, left.object or right.object) if fits else left


def _objects(rows: Rows) -> int:
    return sum(row.object is not None for row in rows)


def _spread(onto: Rows, rows: Rows) -> Index | None:
    """Return for each row of `onto` the one of `rows` that goes with it, if all have one."""
    for part in _PARTS:
        places = {part(row): index for index, row in enumerate(rows)}
        one_each = len(places) == len(rows) and None not in places
        if one_each and all(part(row) in places for row in onto):
            return np.array([places[part(row)] for row in onto], np.intp)
    return None


def named(which: object) -> tuple[str | None, str | None]:
    """Return subject and object of what stands in square brackets.

    Raises
    ------
    UserError
        `which` is neither a name nor a pair of names.
    """
    pair = which if isinstance(which, tuple) else (which, None)
    if len(pair) != 2 or not all(name is None or isinstance(name, str) for name in pair):
        message = (
            f"[{which!r}]: expected the name of a subject, or of a subject and an object, such as "
            "['mouse_1'] or ['mouse_1', 'mouse_2']."
        )
        raise UserError(message)
    return pair


def choose(rows: Rows, subject: str | None, object_: str | None) -> Index:
    """Return the indices of the rows of a `subject` and an `object_`; ``None`` for any.

    Raises
    ------
    UserError
        There is none.
    """
    found = [
        index
        for index, row in enumerate(rows)
        if subject in (None, row.subject) and object_ in (None, row.object)
    ]
    if not found:
        wanted = str(Row(subject, object_))
        message = f"No row {wanted!r}{did_you_mean(wanted, map(str, rows))}"
        raise UserError(message)
    return np.array(found, np.intp)


def in_words(rows: Sequence[Row]) -> str:
    """Return the first few rows for a message, and how many more there are."""
    more = f" and {len(rows) - _LISTED} more" if len(rows) > _LISTED else ""
    return ", ".join(str(row) for row in rows[:_LISTED]) + more


def only(rows: Rows, what: str) -> None:
    """Check that there is one row, for what needs one.

    Raises
    ------
    UserError
        `rows` has none or several; `what` names the operation.
    """
    if len(rows) != 1:
        message = (
            f"{what} is of one row; here are {len(rows)}: {in_words(rows)}. Choose one, such as "
            f"[{str(rows[0].subject)!r}], or use table() for all."
            if rows
            else f"{what} is of one row; here is none."
        )
        raise UserError(message)
