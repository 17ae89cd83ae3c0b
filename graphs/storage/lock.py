"""One process at a time: a lock on a file that ends with the process that holds it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from graphs.errors import UserError
from graphs.storage.atomic import cannot_write

WAIT_S = 60.0
_AGAIN_S = 0.01


@contextlib.contextmanager
def locked(path: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock of a file, which is made if it is not there and stays.

    Parameters
    ----------
    path
        Of the lock file; its folder must be there.
    wait_s
        Seconds to wait for another process (or thread) that holds it.

    Raises
    ------
    UserError
        Another process held it all the time, or the file cannot be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        _wait(handle, path, time.monotonic() + wait_s)
        try:
            yield
        finally:
            _give_back(handle)
    finally:
        os.close(handle)


def _wait(handle: int, path: Path, until: float) -> None:
    while not try_lock(handle, path):
        if time.monotonic() >= until:
            message = (
                f"Another process has been writing in {path.parent} for long. Wait for it to end, "
                "or end it; what it wrote is whole."
            )
            raise UserError(message)
        time.sleep(_AGAIN_S)


def try_lock(handle: int, path: Path) -> bool:
    """Take the lock if nobody has it, and return whether that went well."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:  # a file system without locks
        raise cannot_write(path, error) from error
    return True


def _give_back(handle: int) -> None:
    """Let others have the lock; closing is not enough if a child process has the file open, too."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_UN)
