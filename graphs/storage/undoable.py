"""Logs that only grow, in which undoing is one more entry.

An entry *stands* unless an undo of it stands; so undoing an undo brings back what it had undone
(redo), and nothing that anybody did is ever lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from graphs.errors import UserError
from graphs.storage.project_db import ProjectDb

UNDO = "undo"


class Undoable(Protocol):
    """What an entry of such a log says: its number, who, what, and the number it undoes."""

    @property
    def seq(self) -> int: ...  # noqa: D102
    @property
    def by(self) -> str: ...  # noqa: D102
    @property
    def action(self) -> str: ...  # noqa: D102
    @property
    def undoes(self) -> int | None: ...  # noqa: D102


class Entry(NamedTuple):
    """The part of an entry that undoing is about."""

    seq: int
    by: str
    action: str
    undoes: int | None


E = TypeVar("E", bound=Undoable)


def standing(entries: Iterable[E]) -> list[E]:
    """Return the entries that are not undone, without the undos, in order.

    Parameters
    ----------
    entries
        All entries of a log, or all that concern one thing, their undos included.
    """
    return [entry for entry in _all_standing(entries) if entry.action != UNDO]


def _all_standing(entries: Iterable[E]) -> list[E]:
    undone, kept = set[int](), []
    for entry in sorted(entries, key=lambda e: e.seq, reverse=True):  # an undo comes later
        if entry.seq in undone:
            continue
        kept.append(entry)
        if entry.action == UNDO and entry.undoes is not None:
            undone.add(entry.undoes)
    return kept[::-1]


class UndoableLog:
    """A table of `project.db` as such a log.

    Parameters
    ----------
    path
        The database; it need not exist.
    """

    table: str

    def __init__(self, path: Path) -> None:
        self._db = ProjectDb(path)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._db.path)!r})"

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write everything that is done inside of the block at once, or nothing of it.

        Raises
        ------
        UserError
            The database cannot be written; nothing of the block is.
        """
        with self._db.writing():
            yield

    def last_seq(self) -> int:
        """Return the number of the last entry; 0 if there is none."""
        with self._db.reading() as connection:
            if connection is None:
                return 0
            last = connection.execute(f"SELECT max(seq) FROM {self.table}").fetchone()[0]  # noqa: S608
            return int(last or 0)

    def _entries(self) -> list[Entry]:
        with self._db.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                f"SELECT seq, by, action, undoes FROM {self.table} ORDER BY seq"  # noqa: S608
            )
            return [Entry(*row) for row in rows]

    def _to_undo(self, seq: int | None, by: str) -> int:
        """Return the number of the entry to undo: the one that is asked for, or this person's last.

        Raises
        ------
        UserError
            There is no such entry, or it is undone already.
        """
        entries = self._entries()
        if seq is None:
            mine = [entry.seq for entry in standing(entries) if entry.by == by]
            if not mine:
                message = f"There is nothing left to undo that {by!r} did. Name an entry to undo."
                raise UserError(message)
            return mine[-1]
        if any(entry.seq == seq for entry in _all_standing(entries)):
            return seq
        undoing = [entry for entry in _all_standing(entries) if entry.undoes == seq]
        if undoing:
            last = undoing[-1]
            message = (
                f"Entry {seq} is undone already (by {last.by!r}, entry {last.seq}). "
                f"To bring it back, undo entry {last.seq}."
            )
            raise UserError(message)
        last_seq = entries[-1].seq if entries else 0
        message = f"There is no entry {seq}; the last one is {last_seq}."
        raise UserError(message)

    def _to_redo(self, by: str) -> int:
        """Return the number of this person's last undo, if nothing else was done by them since.

        Raises
        ------
        UserError
            There is none.
        """
        entries = self._entries()
        undos = {entry.seq for entry in entries if entry.action == UNDO}
        for entry in reversed(_all_standing(entries)):
            if entry.by != by or entry.undoes in undos:
                continue  # a redo is no new deed
            if entry.action == UNDO:
                return entry.seq
            break
        message = f"There is nothing to bring back: the last thing {by!r} did was not to undo."
        raise UserError(message)


def now_text() -> str:
    """Return the time as UTC ISO text with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def checked_text(text: str, what: str) -> str:
    """Return a text that a person gave, as it is.

    Parameters
    ----------
    text
        Must hold more than spaces.
    what
        What it is, as the subject of a sentence: ``"Who did it"``.

    Raises
    ------
    UserError
        It is empty, or holds what is no character (undecodable bytes of a command line).
    """
    if not text.strip():
        message = f"{what} must not be empty: found {text!r}. Give a name."
        raise UserError(message)
    try:
        text.encode()
    except UnicodeEncodeError:
        message = f"{what} holds bytes that are no text: {text!r}. Type it again, in UTF-8."
        raise UserError(message) from None
    return text
