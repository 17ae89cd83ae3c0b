"""The list of what the cache of remote files holds, shared by all processes that use it.

A row is written before a file is fetched, with no version: a file counts as whole only when its
row says which version it is. Deleting the folder is always safe while nobody works in it.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graphs.errors import DataError
from graphs.storage.atomic import cannot_write

_FILE = "list.db"
_WAIT_S = 60.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    path TEXT PRIMARY KEY,      -- below the folder
    version TEXT,               -- of what is here; NULL until all of it has arrived
    size INTEGER NOT NULL,      -- bytes that it takes or will take
    used_s REAL NOT NULL        -- when somebody last had it in use, Unix time
);
CREATE TABLE IF NOT EXISTS fingerprint (
    path TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    fingerprint TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the cache."""

    path: str
    version: str | None
    size: int


class KeptList:
    """The list in a folder; every method opens and closes it.

    Parameters
    ----------
    folder
        Made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def row(self, path: str) -> Row | None:
        """Return the row of a file."""
        with self._opened() as db:
            found = db.execute("SELECT path, version, size FROM kept WHERE path = ?", [path])
            row = found.fetchone()
        return Row(*row) if row else None

    def rows(self) -> list[Row]:
        """Return all rows, what was used longest ago first."""
        with self._opened() as db:
            return [
                Row(*row)
                for row in db.execute("SELECT path, version, size FROM kept ORDER BY used_s, path")
            ]

    def write(self, row: Row) -> None:
        """Put a row in place of the one that was there."""
        with self._opened() as db:
            db.execute("REPLACE INTO kept VALUES (?, ?, ?, ?)", [*_columns(row), time.time()])

    def touch(self, path: str) -> None:
        """Note that a file was in use until now."""
        with self._opened() as db:
            db.execute("UPDATE kept SET used_s = ? WHERE path = ?", [time.time(), path])

    def remove(self, path: str) -> None:
        """Take a row away."""
        with self._opened() as db:
            db.execute("DELETE FROM kept WHERE path = ?", [path])

    def fingerprint(self, path: str, version: str) -> str | None:
        """Return the fingerprint of a version of a file, if it was noted."""
        with self._opened() as db:
            row = db.execute(
                "SELECT fingerprint FROM fingerprint WHERE path = ? AND version = ?",
                [path, version],
            ).fetchone()
        return row[0] if row else None

    def note_fingerprint(self, path: str, version: str, fingerprint: str) -> None:
        """Note the fingerprint of a version of a file."""
        with self._opened() as db:
            db.execute("REPLACE INTO fingerprint VALUES (?, ?, ?)", [path, version, fingerprint])

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        path = self.folder / _FILE
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=_WAIT_S)) as db:
                db.executescript(_SCHEMA)
                with db:
                    yield db
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                raise cannot_write(path, OSError(errno.ENOSPC, str(error))) from error
            message = (
                f"{path} cannot be used: {error}. It is part of a cache: delete its folder "
                "when nothing runs, and it is made again."
            )
            raise DataError(message) from error


def _columns(row: Row) -> list[object]:
    return [row.path, row.version, row.size]
