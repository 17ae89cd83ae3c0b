"""The database of a project, ``project.db``: what people said, in tables that only grow.

SQLite with a rollback journal and ``synchronous=FULL``: a write has reached the disk when it
returns, and a process that is killed loses at most the write it was in. Any number of processes may
use the file at once, also on a network disk; writers take turns. The file is made by the first
write. The version of its tables is ``PRAGMA user_version``.

Connections are opened for each operation and kept by nobody, so there is nothing that threads or
forked processes could share: opening costs 0.5 ms, and a write 4 to 10 ms for its flushes anyway.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from graphs.errors import DataError, UserError
from graphs.storage.atomic import cannot_write

BUSY_S = 30.0
"""Seconds for which an operation waits until others have written."""

APPLICATION_ID = 0x42574442  # "BWDB", in the header of the file: tells it from other databases


def _append_only(table: str) -> tuple[str, ...]:
    """Return triggers that refuse to change and to delete rows, by way of REPLACE too."""
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed: undo instead'); END"
    again = f"EXISTS (SELECT 1 FROM {table} WHERE seq = NEW.seq)"  # noqa: S608 - our own names
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {again} {refuse}",
    )


MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """
        CREATE TABLE review (
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,         -- UTC, ISO 8601
            by TEXT NOT NULL,
            recording TEXT NOT NULL,
            fact_id TEXT,             -- none for an added fact
            action TEXT NOT NULL,     -- accept | reject | edit | comment | add | undo
            before TEXT,              -- JSON of the fact as it was seen
            after TEXT,               -- JSON of the fact that takes its place
            comment TEXT,
            undoes INTEGER REFERENCES review (seq)
        )
        """,
        "CREATE INDEX review_of_recording ON review (recording, seq)",
        *_append_only("review"),
        """
        CREATE TABLE entity_operation (
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            by TEXT NOT NULL,
            action TEXT NOT NULL,     -- rename | merge | separate | classify | undo
            mentions TEXT NOT NULL,   -- JSON: [[recording or null for everywhere, name], ...]
            name TEXT,                -- new name, or name of the class
            synset TEXT,
            undoes INTEGER REFERENCES entity_operation (seq)
        )
        """,
        *_append_only("entity_operation"),
    ),
    ("ALTER TABLE review ADD COLUMN names TEXT",),  # JSON of a ``name``: name before -> after
)
"""Statements that lead from one version to the next. Append only: files of all versions exist."""


class ProjectDb:
    """One project's database.

    Parameters
    ----------
    path
        The file; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path).absolute()
        self._own = threading.local()

    def __reduce__(self) -> tuple[type[ProjectDb], tuple[Path]]:
        return ProjectDb, (self.path,)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Give a connection to read from, or ``None`` if nothing was ever written.

        Inside of `writing` (same thread), what is being written is seen. A file of an older version
        is read as if it were of this one, and is left as it is.

        Raises
        ------
        UserError
            A newer version wrote it, it may not be read, or a writer holds it for too long.
        DataError
            It is damaged or no database of a project.
        """
        running = self._running()
        if running is not None:
            yield running
            return
        with _faults_in_words(self.path, writing=False):
            if not self.path.exists():
                yield None
                return
            with closing(self._connect("rw")) as connection:  # "rw": rolls back a killed writer
                if _version(connection, self.path) == len(MIGRATIONS):
                    yield connection
                    return
                with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
                    connection.backup(copy)
                    _migrate(copy, self.path)
                    yield copy

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction that is written when the block ends, or not at all.

        A block inside of another (same thread) belongs to the outer one's transaction; if it
        raises, only its own part is taken back. Other writers wait meanwhile, so keep it short,
        and start no process in it.

        Raises
        ------
        UserError
            The file cannot be written (full disk, read-only...), a newer version wrote it, or
            another writer holds it for too long. Nothing of the block is written.
        DataError
            It is damaged or no database of a project.
        """
        running = self._running()
        with _faults_in_words(self.path, writing=True):
            if running is not None:
                with _part(running):
                    yield running
                return
            with closing(self._connect("rwc")) as connection:
                connection.execute("BEGIN IMMEDIATE")
                _migrate(connection, self.path)
                self._own.connection = connection
                try:
                    yield connection
                    connection.execute("COMMIT")
                finally:
                    self._own.connection = None
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")

    def _running(self) -> sqlite3.Connection | None:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        return connection

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={mode}", uri=True, timeout=BUSY_S, isolation_level=None
        )
        connection.execute("PRAGMA synchronous = FULL")
        return connection


@contextmanager
def _part(connection: sqlite3.Connection) -> Iterator[None]:
    """Take back what a block inside of a transaction wrote if it raises."""
    if not connection.in_transaction:  # a full disk ends a transaction from below
        message = "What is being written was given up after a fault before. Start it again."
        raise UserError(message)
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise
    connection.execute("RELEASE part")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the tables; 0 if there are none yet."""
    version, application, tables = connection.execute(
        "SELECT (SELECT user_version FROM pragma_user_version), "
        "(SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_master)"
    ).fetchone()
    if application != APPLICATION_ID and (tables or version):
        message = (
            f"{path.name!r} in {path.parent} is a database of another program. "
            "Move it away; a new one is made when something is reviewed or named."
        )
        raise DataError(message)
    if version > len(MIGRATIONS):
        message = (
            f"{path.name!r} in {path.parent} was written by a newer version of the workbench "
            f"(schema {version}; this one knows up to {len(MIGRATIONS)}). Update with: "
            "pip install --upgrade behavior-workbench"
        )
        raise UserError(message)
    return int(version)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection, path)
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    if version < len(MIGRATIONS):
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def _faults_in_words(path: Path, *, writing: bool) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise _not_readable(path) from None
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise damaged(path, str(error)) from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            message = (
                f"{path.name!r} in {path.parent} is being written by another program for more than "
                f"{BUSY_S:.0f} s. Nothing was changed. Wait for it or end it, then run again."
            )
            raise UserError(message) from error
        cause = _system_error(path, code)
        if cause is None:
            raise
        raise (cannot_write(path, cause) if writing else _not_readable(path)) from error


def damaged(path: Path, why: str) -> DataError:
    """Return the error for a database whose content cannot be relied on."""
    return DataError(
        f"{path.name!r} in {path.parent} is damaged or is no database ({why}). Put a copy back "
        f"from a backup, or move it away to start anew; 'sqlite3 {path.name} .recover' can rescue "
        "much of what is in it. Labels are not in it and are safe."
    )


def _not_readable(path: Path) -> UserError:
    return UserError(
        f"Cannot read {path.name!r} in {path.parent}. Ask its owner for access to the file and its "
        "folder; after a crash of a writer it must be opened once where it can be written."
    )


def _system_error(path: Path, code: int) -> OSError | None:
    """Return what the system will have said, which SQLite tells in part only."""
    known = {
        sqlite3.SQLITE_FULL: errno.ENOSPC,
        sqlite3.SQLITE_IOERR: errno.EIO,
        sqlite3.SQLITE_PERM: errno.EACCES,
        sqlite3.SQLITE_READONLY: errno.EACCES,
        sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    }
    number = known.get(code)
    if number == errno.EACCES:
        with contextlib.suppress(PermissionError):  # then that is the reason
            number = _why_refused(path)
    return None if number is None else OSError(number, os.strerror(number))


def _why_refused(path: Path) -> int:
    if not path.parent.is_dir():
        return errno.ENOENT
    if hasattr(os, "statvfs") and os.statvfs(path.parent).f_flag & os.ST_RDONLY:
        return errno.EROFS
    return errno.EISDIR if path.is_dir() else errno.EACCES
