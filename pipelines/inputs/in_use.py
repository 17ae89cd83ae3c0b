"""Marks that a file of the cache is in use: several may read it, or one may write it.

A mark is a lock that ends with the process, so that what killed processes had in use is free.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from graphs.storage.atomic import cannot_write
from graphs.storage.lock import try_lock


@dataclass(slots=True)
class Mark:
    """A mark that this process has on a file."""

    path: Path
    handle: int

    def share(self) -> None:
        """Let others read the file, too, now that it is written."""
        if os.name != "nt":  # there, one at a time uses it
            import fcntl

            fcntl.flock(self.handle, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def give_back(self) -> None:
        """End the mark."""
        os.close(self.handle)


def marked(folder: Path, name: str, *, alone: bool) -> Mark | None:
    """Mark a file as in use, or return ``None`` if others have it in use.

    Parameters
    ----------
    folder
        Where the marks are.
    name
        Of the file.
    alone
        Nobody else may have it in use: it is to be written or removed.
    """
    path = folder / f"{hashlib.blake2b(name.encode(), digest_size=12).hexdigest()}.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        taken = try_lock(handle, path) if alone or os.name == "nt" else _shared(handle, path)
    except BaseException:
        os.close(handle)
        raise
    if taken:
        return Mark(path, handle)
    os.close(handle)
    return None


def _shared(handle: int, path: Path) -> bool:
    import fcntl

    with contextlib.suppress(BlockingIOError):
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError as error:  # a file system without locks
            raise cannot_write(path, error) from error
        return True
    return False
