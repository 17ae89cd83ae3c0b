"""The files that paths, folders, patterns and URLs mean."""

from __future__ import annotations

import contextlib
import glob
import os
import re
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from graphs.errors import UserError
from pipelines.inputs.places import input_path, is_url, may_exist, not_there, plain_path

_OWN_FOLDERS = frozenset({"graph", "runs", "cache", "memory", "reports"})
_MAGIC = re.compile(r"[*?[]")
_ANY_FOLDERS = re.compile(r"(?<![^/])\*\*(?:/|$)")
PROJECT_FILE = "project.toml"


def expanded(given: Sequence[str | Path], cache: Path) -> tuple[list[Path], list[str]]:
    """Return the files that are meant, in order, and what is wrong.

    Parameters
    ----------
    given
        Paths and URLs of files and folders, and patterns (``*``, ``?``, ``[...]``; ``**`` for any
        folders). A name that is there is taken as it is, also if it looks like a pattern. Folders
        are searched with all folders below them, but for hidden ones and those of a project; the
        URL of a folder of the web ends in ``/``.
    cache
        Where files behind a URL have their places.

    Returns
    -------
    files, faults
        No file twice. A fault for everything given that means no file.
    """
    found: dict[Path, None] = {}
    faults: list[str] = []
    for one in map(str, given):
        try:
            files = list(_remote(one, cache) if is_url(one) else _local(one))
        except UserError as error:
            faults.append(str(error))
            continue
        found.update(dict.fromkeys(files))
    return list(found), faults


def _local(text: str) -> Iterator[Path]:
    path = input_path(text, Path(), Path())
    if os.path.isdir(path):  # noqa: PTH112 - a name too long is none
        yield from _below(path)
    elif may_exist(path):
        yield path
    elif _MAGIC.search(text):
        yield from _fitting(text)
    else:
        raise UserError(not_there(text))


def _below(top: Path) -> Iterator[Path]:
    for folder, below, files in os.walk(top):
        below[:] = sorted((name for name in below if not name.startswith(".")), key=natural)
        if PROJECT_FILE in files:
            below[:] = [name for name in below if name not in _OWN_FOLDERS]
        yield from (Path(folder, name) for name in sorted(files, key=natural))


def _fitting(pattern: str) -> Iterator[Path]:
    names = set(_names(os.path.expanduser(pattern).replace(os.sep, "/")))  # noqa: PTH111 - a text
    paths = [plain_path(Path(name)) for name in sorted(names, key=natural)]
    if not paths:
        message = f"{pattern!r} fits no file (patterns: *, ?, [...], and ** for any folders)"
        raise UserError(message)
    if pattern.endswith("**"):
        paths = [path for path in paths if path.is_file()]
    files = [file for path in paths for file in (_below(path) if path.is_dir() else [path])]
    shortest: dict[Path, Path] = {}
    for file in sorted(files, key=lambda file: len(file.parts)):
        shortest.setdefault(file.parent.resolve() / file.name, file)
    kept = set(shortest.values())
    yield from (file for file in files if file in kept)


def _names(pattern: str) -> Iterator[str]:
    """Yield what a pattern fits; ``**`` follows links to folders, into each folder once."""
    found = _ANY_FOLDERS.search(pattern)
    if found is None:
        yield from glob.iglob(pattern)  # noqa: PTH207 - Path.glob takes no absolute pattern
        return
    after = pattern[found.end() :] or ("" if found[0].endswith("/") else "*")
    for top in glob.iglob(pattern[: found.start()] or "."):  # noqa: PTH207 - as above
        for folder in _folders(top):
            yield from _names(f"{glob.escape(folder)}/{after}")


def _folders(top: str) -> Iterator[str]:
    """Yield a folder and those below it, real ones before links to them, but for hidden ones."""
    real, links, seen = deque([top]), deque[str](), set()
    while real or links:
        folder = (real or links).popleft()
        place = os.path.realpath(folder)
        if place in seen:
            continue
        seen.add(place)
        yield folder
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir() and not entry.name.startswith("."):
                    (links if entry.is_symlink() else real).append(entry.path)


def _remote(url: str, cache: Path) -> Iterator[Path]:
    from pipelines.inputs.remote import files_under, matching  # slow to import

    place = input_path(url, Path(), cache)
    if not _MAGIC.search(url):
        urls = files_under(url)
    else:
        urls = matching(url)
        if not urls:
            message = f"{url!r} fits no file (patterns: *, ?, [...], and ** for any folders)"
            raise UserError(message)
    places = sorted((input_path(one, Path(), cache) for one in urls), key=lambda p: natural(str(p)))
    tops = {path.parent for path in places if path.name == PROJECT_FILE}
    for path in places:
        hidden = any(part.startswith(".") for part in path.parts if part not in place.parts)
        if not hidden and not _of_project(path, tops):
            yield path


def _of_project(path: Path, tops: set[Path]) -> bool:
    """Whether a file is in a folder that a project has for itself."""
    return any(
        path.is_relative_to(top) and path.relative_to(top).parts[0] in _OWN_FOLDERS for top in tops
    )


def natural(text: str) -> list[tuple[int, str]]:
    """Return a sort key under which ``m2`` comes before ``m10``."""
    from pipelines.stems import same

    return [
        (int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", same(text))
    ]
