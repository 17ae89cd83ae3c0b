"""The files that paths, folders, patterns and URLs mean."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from graphs.errors import UserError
from pipelines.inputs.places import input_path, is_url, plain_path

_OWN_FOLDERS = frozenset({"graph", "runs", "cache", "memory", "reports"})
_MAGIC = re.compile(r"[*?[]")
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
    if path.is_dir():
        yield from _below(path)
    elif path.exists():
        yield path
    elif _MAGIC.search(text):
        yield from _fitting(text)
    else:
        message = f"{text!r} does not exist"
        raise UserError(message)


def _below(top: Path) -> Iterator[Path]:
    for folder, below, files in os.walk(top):
        below[:] = sorted((name for name in below if not name.startswith(".")), key=natural)
        if PROJECT_FILE in files:
            below[:] = [name for name in below if name not in _OWN_FOLDERS]
        yield from (Path(folder, name) for name in sorted(files, key=natural))


def _fitting(pattern: str) -> Iterator[Path]:
    names = sorted(glob.iglob(os.path.expanduser(pattern), recursive=True), key=natural)  # noqa: PTH111, PTH207 - Path.glob takes no absolute pattern
    paths = [plain_path(Path(name)) for name in names]
    if not paths:
        message = f"{pattern!r} fits no file (patterns: *, ?, [...], and ** for any folders)"
        raise UserError(message)
    if pattern.endswith("**"):
        paths = [path for path in paths if path.is_file()]
    for path in paths:
        if path.is_dir():
            yield from _below(path)
        else:
            yield path


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
