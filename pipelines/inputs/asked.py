"""Asking a server: whatever it says becomes an error for people; one that is away is told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graphs.errors import AwayError, DataError, UserError, WorkbenchError

T = TypeVar("T")
_WEB = ("http://", "https://")
_NO_ACCESS = frozenset({401, 403, 407})
_PASSES = frozenset({408, 423, 425, 429})
"""What servers of the web say that may well be other a little later, as from 500 on."""


def is_web(url: str) -> bool:
    """Whether a URL is of a server of the web, which need not give parts of a file."""
    return url.startswith(_WEB)


def tried(url: str, call: Callable[[], T]) -> T:
    """Call what asks a server.

    Raises
    ------
    UserError
        There is no such file, or it may not be read.
    DataError
        It changed meanwhile; `AwayError` if the server is away, or cannot serve now.
    """
    try:
        return call()
    except WorkbenchError:  # in words already
        raise
    except Exception as error:  # each file system has errors of its own
        raise _in_words(url, error) from error


def _in_words(url: str, error: Exception) -> UserError | DataError:
    asked = _really(url, error)
    status = getattr(asked, "status", None)  # only of an answer
    if isinstance(error, PermissionError) or status in _NO_ACCESS:
        return UserError(f"No permission to read {url}: {asked}. Set up access, or ask its owner.")
    if isinstance(asked, (FileNotFoundError, NotADirectoryError)) or _stays(status):
        return UserError(f"There is no file {url}. Check the URL, and whether you have access.")
    if type(error).__name__ == "FileExpired":  # of s3fs
        return DataError(f"{url} changed while it was read. Run again once it stays as it is.")
    return AwayError(f"{url} cannot be reached: {type(asked).__name__}: {asked}")


def _really(url: str, error: Exception) -> BaseException:
    """Return what happened: fsspec says of all that goes wrong on the web that there is no file."""
    if is_web(url) and isinstance(error, FileNotFoundError) and error.__cause__ is not None:
        return error.__cause__
    return error


def _stays(status: object) -> bool:
    return isinstance(status, int) and 400 <= status < 500 and status not in _PASSES
