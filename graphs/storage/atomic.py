"""Files that are there whole or not at all.

A file is written under a temporary name in its own folder, flushed to the disk and renamed. A
process that is killed leaves the old file or the new one, and at most a temporary that
`remove_stale_temporaries` clears away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from graphs.errors import UserError
from graphs.records import content_id

FOREIGN_AGE_S = 24 * 3600.0
"""A temporary of another machine counts as left behind when it has not changed for this long."""

_TEMPORARY = re.compile(r"\.unfinished-([0-9a-f]{12})-(\d+)-(\d+)-[0-9a-f]{8}\.tmp")


def write_atomic(path: Path, content: bytes | Callable[[BinaryIO], object]) -> None:
    """Write a file so that readers see the old content or the new, never a part.

    Parameters
    ----------
    path
        Where to write. A link is followed; the mode of an existing file is kept.
    content
        The bytes, or a function that writes them to the open binary file it is given.

    Raises
    ------
    UserError
        The place cannot be written (full disk, read-only, no such folder...). What was there
        before is unchanged and nothing is left behind.
    """
    target = Path(os.path.realpath(path))
    temporary = target.parent / temporary_name()
    try:
        try:
            _write_flushed(temporary, content)
            if target.exists():
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            temporary.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        flush_folder(target.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def _write_flushed(path: Path, content: bytes | Callable[[BinaryIO], object]) -> None:
    with path.open("xb") as file:
        if callable(content):
            content(file)
        else:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Bring new, renamed and removed names in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:  # some network file systems know no flush of folders
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


def cannot_write(path: Path, error: OSError) -> UserError:
    """Return the error for a place that cannot be written: what, where, how much space, what to do.

    Parameters
    ----------
    path
        The file or folder that was to be written.
    error
        What the system said.
    """
    where = f"Cannot write {path.name!r} in {path.parent}"
    unchanged = "Nothing was changed there."
    elsewhere = "or choose a folder on another disk"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        reason = {
            errno.ENOSPC: "no space left on the disk",
            errno.EDQUOT: "your disk quota is used up",
            errno.EFBIG: "larger than the system allows a file to be",
        }[error.errno]
        return UserError(
            f"{where}: {reason} ({_free_space(path.parent)}). {unchanged} "
            f"Free some space {elsewhere}, then run again."
        )
    if error.errno == errno.EROFS:
        return UserError(
            f"{where}: the disk is mounted read-only. {unchanged} Mount it writable {elsewhere}."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return UserError(
            f"{where}: no permission to write there. {unchanged} "
            "Ask its owner for write access, or choose another folder."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return UserError(f"{where}: that folder does not exist. Create it, or choose another one.")
    reason = error.strerror or str(error)
    return UserError(f"{where}: {reason} ({_free_space(path.parent)}). {unchanged}")


def _free_space(folder: Path) -> str:
    try:
        free = float(shutil.disk_usage(folder).free)
    except OSError:
        return "free space unknown"
    for unit in ("bytes", "kB", "MB", "GB"):
        if free < 1000:
            return f"{free:.0f} {unit} free"
        free /= 1000
    return f"{free:.1f} TB free"


def remove_stale_temporaries(folder: Path) -> list[Path]:
    """Remove what killed writers left behind in a folder, and return those paths.

    Notes
    -----
    Safe while others write: a temporary carries the machine, the process and the start of the
    process in its name, and one whose writer is alive stays. Writers of another machine (or
    container) cannot be looked up; their temporaries go after a day without a change. Files of
    any other name are never touched.
    """
    removed = []
    for path in sorted(folder.glob(".unfinished-*.tmp")):
        match = _TEMPORARY.fullmatch(path.name)
        if match is None:
            continue
        machine, process, started = match[1], int(match[2]), int(match[3])
        with contextlib.suppress(OSError):  # gone already, or not ours to remove
            if _left_behind(path, machine, process, started):
                path.unlink()
                removed.append(path)
    return removed


def _left_behind(path: Path, machine: str, process: int, started: int) -> bool:
    if machine == this_machine() and os.name == "posix":
        return not is_running(process, started)
    return time.time() - path.stat().st_mtime > FOREIGN_AGE_S


def temporary_name() -> str:
    """Return a name for an unfinished file that `remove_stale_temporaries` knows."""
    process = os.getpid()
    started = start_ticks(process) or 0
    return f".unfinished-{this_machine()}-{process}-{started}-{secrets.token_hex(4)}.tmp"


def this_machine() -> str:
    """Return an identifier of this machine; containers that number processes anew differ."""
    try:
        numbering = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        numbering = 0
    return content_id(platform.node(), numbering, length=12)


def start_ticks(process: int) -> int | None:
    """Return when a process started, in ticks since boot; ``None`` where /proc does not tell.

    One that has ended counts as gone, even if its parent has not taken note of that yet: in a
    container nobody may ever do so.
    """
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *numbers = fields.rpartition(")")[2].split()  # the name before may hold spaces and ")"
    return None if state in ("Z", "X") else int(numbers[18])


def is_running(process: int, started: int) -> bool:
    """Return whether a process of this machine that started then still runs; not for Windows."""
    now_there = start_ticks(process)
    if now_there is not None:
        return now_there == started
    if Path("/proc/self/stat").exists():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
