"""Folders of the web, which are pages with links: a page that cannot be had is never left out.

fsspec leaves out what it could not list; recordings would be missing without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from graphs.errors import UserError
from pipelines.inputs.asked import tried

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_MAGIC = re.compile(r"[*[]")


def web_files(fs: AbstractFileSystem, top: str) -> list[str]:
    """Return the URLs of all files in a folder and those below it; of a file, its own.

    Raises
    ------
    UserError
        There is no such place, or it may not be read.
    AwayError
        The server is away.
    """
    tried(top, lambda: fs.ls(top, detail=True))
    return [url for url, is_folder in _below(fs, top, None) if not is_folder]


def web_matching(fs: AbstractFileSystem, pattern: str) -> list[str]:
    """Return the URLs of the files that a pattern fits, and of all files in folders that it fits.

    Raises
    ------
    UserError, AwayError
        As `web_files`.
    """
    from fsspec.utils import glob_translate

    found = _MAGIC.search(pattern)
    start = len(pattern) if found is None else found.start()
    top = pattern[: pattern.rindex("/", 0, start)]
    depth = None if "**" in pattern else pattern[len(top) :].count("/")
    fits = re.compile(glob_translate(pattern))
    files: set[str] = set()
    for url, is_folder in _below(fs, top, depth):
        if not fits.match(url.rstrip("/")):
            continue
        if not is_folder:
            files.add(url)
        elif not pattern.endswith("**"):
            files.update(one for one, folder in _below(fs, url, None) if not folder)
    return sorted(files)


def _below(fs: AbstractFileSystem, folder: str, depth: int | None) -> Iterator[tuple[str, bool]]:
    """Yield the URLs of files and folders, and which it is; a folder that is absent is empty."""
    try:
        entries = tried(folder, lambda: fs.ls(folder, detail=True))
    except UserError as error:
        if not isinstance(error.__cause__, FileNotFoundError):
            raise
        return
    for entry in sorted(entries, key=lambda entry: str(entry["name"])):
        url, is_folder = str(entry["name"]), entry["type"] == "directory"
        if url.rstrip("/").rpartition("/")[2].startswith(("?", "#")):  # sorts the list
            continue
        yield url, is_folder
        if is_folder and depth != 1:
            yield from _below(fs, url, None if depth is None else depth - 1)
