"""Paths of files behind URLs: each has a place in the cache that tells its URL.

``s3://lab/day 1/m1.mp4`` is ``CACHE/by-url/s3/lab/day 1/m1.mp4``, whether it is there or not.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote

from graphs.errors import UserError

BY_URL = "by-url"
CACHE_FOLDER = "cache"
"""Of a project, in its folder."""
_LOCAL = ("file://", "local://")
_QUOTED = frozenset({"http", "https"})
_URL = re.compile(r"[a-z][a-z0-9+.:-]*://", re.IGNORECASE)
_OF_WINDOWS = re.compile(r"(?:^|/)([a-z]:/.*|[^/]*\\.*)", re.IGNORECASE)
_MOST_SHOWN = 200  # characters of a path


def plain_path(path: Path, base: Path | None = None) -> Path:
    """Return a path as absolute, without ``..``, links kept; relative ones start at `base`."""
    home = os.path.expanduser(path)  # noqa: PTH111 - that of nobody is left as it is
    return Path(os.path.normpath((base or Path()).absolute() / home))


def is_url(text: str) -> bool:
    """Whether a text is a URL of a file that is not on this machine."""
    return _URL.match(text) is not None and not text.startswith(_LOCAL)


def input_path(text: str, base: Path, cache: Path) -> Path:
    """Return the path of an input.

    Parameters
    ----------
    text
        A path, which starts at `base` if it is relative, or a URL.
    base
        Folder.
    cache
        Cache folder of the project, in which a file behind a URL has its place.

    Raises
    ------
    UserError
        The URL cannot be the name of a file; see `checked`.
    """
    if is_url(text):
        protocol, segments = checked(text)
        return plain_path(cache).joinpath(BY_URL, protocol, *segments)
    for start in _LOCAL:
        text = text.removeprefix(start)
    return plain_path(Path(text), base)


def checked(url: str) -> tuple[str, list[str]]:
    """Return the protocol of a URL, and the names between its slashes.

    Raises
    ------
    UserError
        It has a password, or is more than a place: what is written into a project is read by
        others, and is to be found again.
    """
    protocol, _, rest = url.partition("://")
    protocol = protocol.lower()
    reason = None
    if "@" in rest.partition("/")[0] and protocol != "abfs" and protocol != "abfss":
        reason = "it holds a user name or password, which would be written into the project"
    elif "::" in url:
        reason = "it chains several places"
    elif protocol in _QUOTED and re.search(r"[?#]", rest):
        reason = "it ends in a query (?...), which may expire or hold a secret"
    segments = rest.rstrip("/").split("/")
    if protocol in _QUOTED:
        segments = [segments[0], *map(unquote, segments[1:])]
    if reason is None and any(s in ("", ".", "..") or "/" in s or "\0" in s for s in segments):
        reason = "a name between its slashes is empty or no name of a file"
    if reason is not None:
        message = (
            f"{_shown(url)} cannot be an input: {reason}. Give a plain URL, with access set up "
            "outside (environment variables, configuration files), or copy the file here."
        )
        raise UserError(message)
    return protocol, segments


def _shown(url: str) -> str:
    """Return a URL without what may be secret."""
    protocol, _, rest = re.split(r"[?#]", url)[0].partition("://")
    server, slash, path = rest.partition("/")
    return f"{protocol}://{server.rpartition('@')[2]}{slash}{path}"


def url_of(path: Path) -> str | None:
    """Return the URL of a place in the cache; ``None`` for a file of this machine."""
    parts = path.parts
    if BY_URL not in parts:
        return None
    at = len(parts) - 1 - parts[::-1].index(BY_URL)
    protocol, *segments = parts[at + 1 :] or ("",)
    if not segments:
        return None
    if protocol in _QUOTED:
        segments = [segments[0], *map(quote, segments[1:])]
    return f"{protocol}://{'/'.join(segments)}"


def may_exist(path: Path) -> bool:
    """Whether a file is there, or behind a URL, where it is not looked for."""
    return url_of(path) is not None or os.path.exists(path)  # noqa: PTH110 - a name too long is none


def cache_of(path: Path) -> Path:
    """Return the folder ``by-url`` that a place in the cache belongs to."""
    at = len(path.parts) - 1 - path.parts[::-1].index(BY_URL)
    return Path(*path.parts[: at + 1])


def as_written(path: Path) -> str:
    """Return how people write an input: its URL if it has one, else the path."""
    return url_of(path) or str(path)


def not_there(text: str) -> str:
    """Return in words that a path, or the end of one, does not exist."""
    windows = _OF_WINDOWS.search(text) if os.sep == "/" and not is_url(text) else None
    if windows is not None:
        return f"{_short(windows[1])!r} is a path of Windows; write it as it is on this machine"
    return f"{_short(text)!r} does not exist"


def _short(text: str) -> str:
    half = _MOST_SHOWN // 2
    return text if len(text) <= _MOST_SHOWN else f"{text[:half]}...{text[-half:]}"


def why_unwritable(path: Path) -> str | None:
    """Say why a path cannot be written into a file of text, as a project is; ``None`` if it can."""
    if not _is_utf8(path.name):
        return "its name is not UTF-8; rename it"
    folder = next((name for name in path.parts if not _is_utf8(name)), None)
    if folder is None:
        return None
    return f"the name of its folder '{printable(Path(folder))}' is not UTF-8; rename that"


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def printable(path: Path) -> Path:
    r"""Return a path for messages: bytes that are not UTF-8 as ``\xff``."""
    return Path(os.fsencode(path).decode(errors="backslashreplace"))
