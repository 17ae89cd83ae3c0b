"""Text files to which lines are added, and of which a last line may be unfinished."""

from __future__ import annotations

from pathlib import Path

from graphs.errors import DataError
from graphs.storage.atomic import cannot_write
from workbench.memory.plain_store import make_folder


def add_line(path: Path, line: str) -> None:
    """Add a line to a file, behind one that was not finished as well; the lock is held."""
    make_folder(path.parent)
    content = f"{line}\n".encode()
    try:
        with path.open("a+b") as file:
            if file.tell():
                file.seek(-1, 2)
                content = content if file.read(1) == b"\n" else b"\n" + content
            file.write(content)
    except OSError as error:
        raise cannot_write(path, error) from error


def lines_of(path: Path) -> list[str]:
    """Return the lines of a file; none if it is not there."""
    return bytes_from(path, 0).decode("utf-8", "backslashreplace").splitlines()


def bytes_from(path: Path, start: int) -> bytes:
    """Return what a file holds from a byte on; nothing if it is not there."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise DataError(message) from None
