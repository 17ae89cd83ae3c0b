"""Where the files of a graph lie: a folder of this machine, or any place that fsspec opens.

A file is there whole or not at all, and has a version that differs when it was replaced.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from graphs.errors import AwayError, DataError, UserError, missing_extra
from graphs.storage.atomic import cannot_write, flush_folder, remove_stale_temporaries, write_atomic

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

T = TypeVar("T")

YOUNG_NS = 3_000_000_000
"""Time stamps of files are at worst exact to 2 s (FAT)."""


class Folder(Protocol):
    """A folder of files that are replaced whole."""

    def files(self, start: str = "") -> dict[str, str]:
        """Return the names that begin with `start`, with versions; none if there is no folder."""
        ...

    def version(self, name: str) -> str | None:
        """Return the version of one file; ``None`` if it is not there."""
        ...

    def read(self, name: str) -> bytes:
        """Return the content of a file; `FileNotFoundError` if it is not there."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place of what was there; `UserError` if that is not possible."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file; `FileNotFoundError` if it is not there."""
        ...

    def clean(self) -> list[str]:
        """Remove what killed writers left behind, and return the names."""
        ...


class LocalFolder:
    """A folder of this machine, made when the first file is written.

    Parameters
    ----------
    path
        The folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._listed: tuple[int, dict[str, str]] = (-1, {})

    def __str__(self) -> str:
        return str(self.path)

    def files(self, start: str = "") -> dict[str, str]:
        """See `Folder.files`.

        Notes
        -----
        Every replaced file changes the time stamp of its folder, so nothing is looked at while that
        is the same, unless it is so young that the clock of the disk may not have moved on since.
        """
        try:
            changed_ns = self.path.stat().st_mtime_ns
        except (FileNotFoundError, NotADirectoryError):
            return {}
        if start or changed_ns != self._listed[0]:
            looked_ns = time.time_ns()
            with os.scandir(self.path) as entries:
                names = sorted(entry.name for entry in entries if entry.name.startswith(start))
            versions = {name: self.version(name) for name in names}
            found = {name: version for name, version in versions.items() if version is not None}
            if start or looked_ns - changed_ns < YOUNG_NS:
                return found
            self._listed = (changed_ns, found)
        return dict(self._listed[1])

    def version(self, name: str) -> str | None:
        """See `Folder.version`."""
        try:
            stat = os.stat(f"{self.path}/{name}")  # noqa: PTH116 - of thousands of files
        except (FileNotFoundError, NotADirectoryError):
            return None
        regular = S_ISREG(stat.st_mode)
        return f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}" if regular else None

    def read(self, name: str) -> bytes:
        """See `Folder.read`; `UserError` without permission."""
        path = self.path / name
        try:
            return path.read_bytes()  # at once: a writer may rename a new file here meanwhile
        except PermissionError:
            message = f"No permission to read {path}. Ask its owner for read access."
            raise UserError(message) from None
        except (NotADirectoryError, IsADirectoryError) as error:
            raise FileNotFoundError(error.errno, error.strerror, str(path)) from None

    def write(self, name: str, content: bytes) -> None:
        """See `Folder.write`."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.path, error) from error
        write_atomic(self.path / name, content)

    def remove(self, name: str) -> None:
        """See `Folder.remove`; `UserError` if it may not be removed."""
        path = self.path / name
        try:
            path.unlink()
            flush_folder(self.path)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise cannot_write(path, error) from error

    def clean(self) -> list[str]:
        """See `Folder.clean`; safe while others write."""
        return [path.name for path in remove_stale_temporaries(self.path)]


_VERSION_KEYS = (
    "ETag", "etag", "md5Hash", "Content-MD5", "mtime", "LastModified", "Last-Modified",
    "last_modified", "created",
)  # fmt: skip


class RemoteFolder:
    """A folder behind a URL that fsspec opens (``s3://``, ``gs://``, ``sftp://``, ``memory://``).

    Parameters
    ----------
    url
        The folder.

    Notes
    -----
    Object stores show a file when all of it has arrived, which is all that is asked of them. On
    other systems a file is written under another name and moved.
    """

    _OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "memory"})

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._fs, self._root = file_system_at(self.url)

    def __str__(self) -> str:
        return self.url

    def files(self, start: str = "") -> dict[str, str]:
        """See `Folder.files`."""
        self._fs.invalidate_cache()
        try:
            entries = self._tried("list", lambda: self._fs.ls(self._root, detail=True))
        except FileNotFoundError:
            return {}
        files = {e["name"].rpartition("/")[2]: e for e in entries if e["type"] == "file"}
        return {n: version_of(entry) for n, entry in sorted(files.items()) if n.startswith(start)}

    def version(self, name: str) -> str | None:
        """See `Folder.version`."""
        self._fs.invalidate_cache()
        try:
            entry = self._tried("look at", lambda: self._fs.info(self._path(name)))
        except FileNotFoundError:
            return None
        return version_of(entry) if entry["type"] == "file" else None

    def read(self, name: str) -> bytes:
        """See `Folder.read`."""
        return bytes(self._tried("read", lambda: self._fs.cat_file(self._path(name))))

    def write(self, name: str, content: bytes) -> None:
        """See `Folder.write`."""
        try:
            self._tried("write to", lambda: self._write(name, content))
        except FileNotFoundError as error:
            message = f"Cannot write to {self.url}: {error}. Create that place, or choose another."
            raise UserError(message) from error

    def _write(self, name: str, content: bytes) -> None:
        protocols = self._fs.protocol
        names = {protocols} if isinstance(protocols, str) else set(protocols)
        if names & self._OBJECT_STORES:
            self._fs.pipe_file(self._path(name), content)
            return
        self._fs.makedirs(self._root, exist_ok=True)
        unfinished = self._path(f".unfinished-{name}.tmp")
        self._fs.pipe_file(unfinished, content)
        self._fs.mv(unfinished, self._path(name))

    def remove(self, name: str) -> None:
        """See `Folder.remove`."""
        if self.version(name) is None:  # object stores do not tell
            raise FileNotFoundError(self._path(name))
        self._tried("remove from", lambda: self._fs.rm_file(self._path(name)))

    def clean(self) -> list[str]:
        """See `Folder.clean`; others may be writing, so nothing is removed."""
        return []

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _tried(self, what: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except FileNotFoundError:
            raise
        except Exception as error:  # each file system has errors of its own
            message = f"Cannot {what} {self.url}: {type(error).__name__}: {error}"
            kind = DataError if isinstance(error, PermissionError) else AwayError
            raise kind(message) from error


def file_system_at(url: str) -> tuple[AbstractFileSystem, str]:
    """Return the file system of a URL, and what it calls the place.

    Raises
    ------
    UserError
        There is no such protocol, or the package that speaks it is not installed.
    """
    import fsspec  # slow to import

    try:
        fs, root = fsspec.url_to_fs(url)
    except ImportError as error:
        message = (
            f"{url} cannot be opened: {error}. {missing_extra('s3:// or http(s)://', 'remote')}"
        )
        raise UserError(message) from error
    except ValueError as error:
        message = f"{url} cannot be opened: {error}"
        raise UserError(message) from error
    return fs, str(root).rstrip("/")


def version_of(entry: dict[str, Any]) -> str:
    """Return what tells a file from the one that was there before, from what its system says."""
    marks = [entry[key] for key in _VERSION_KEYS if entry.get(key) is not None]
    texts = [str(m.timestamp() if isinstance(m, datetime) else m) for m in marks]
    return "-".join([*texts, str(entry.get("size"))])


def folder_at(where: Path | str) -> Folder:
    """Return the folder at a path or URL; ``file://`` and plain paths are of this machine."""
    text = str(where)
    if isinstance(where, Path) or "://" not in text:
        return LocalFolder(Path(where))
    if text.startswith(("file://", "local://")):
        return LocalFolder(Path(text.partition("://")[2]))
    return RemoteFolder(text)
