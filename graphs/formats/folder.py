"""Folders of files that are there whole or not at all.

The files are written into a folder with a temporary name beside the wanted one, flushed to the
disk, and the folder is renamed. A folder of an earlier export is replaced; whatever else a folder
holds is never touched.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from graphs.errors import UserError
from graphs.records import content_id
from graphs.storage.atomic import cannot_write, flush_folder

README = "README.txt"
_MARK = "Exported by the behavior workbench."
_FILES = "Files:"
_LONGEST_STEM = 150  # bytes; file systems allow 255 for the name with its suffixes


@contextlib.contextmanager
def written_folder(path: Path, about: str) -> Iterator[Path]:
    """Make a folder from the files that are written into the one that this gives.

    Parameters
    ----------
    path
        The folder to make. One that an earlier export made is replaced.
    about
        What the files hold, for the ``README.txt`` in it.

    Raises
    ------
    UserError
        There is a file of this name, or a folder with something else in it than an export, or the
        place cannot be written. What was there before is unchanged.
    """
    path = Path(os.path.realpath(path))
    _check_replaceable(path)
    temporary = path.parent / f".unfinished-{secrets.token_hex(8)}"
    try:
        temporary.mkdir()
        try:
            yield temporary
            _write_readme(temporary, about)
            _flush(temporary)
            _put_in_place(temporary, path)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        flush_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def exported_files(folder: Path) -> list[Path]:
    """Return the files that an export has written into a folder; none if it is no export."""
    names = _exported(folder)
    return [
        path
        for path in sorted(folder.iterdir())
        if path.name in names and path.is_file() and not path.is_symlink()
    ]


def _write_readme(folder: Path, about: str) -> None:
    names = sorted(file.name for file in folder.iterdir())
    text = "\n".join([_MARK, "", about.strip(), "", _FILES, *names, ""])
    (folder / README).write_text(text, encoding="utf-8")


def _check_replaceable(path: Path) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        message = f"{str(path)!r} is a file; expected the name of a folder to make."
        raise UserError(message)
    foreign = sorted({file.name for file in path.iterdir()} - _exported(path))
    if foreign:
        message = (
            f"The folder {str(path)!r} holds {foreign[0]!r}, which no export has written, so it is "
            "not replaced. Choose another folder, or move that file away."
        )
        raise UserError(message)


def _exported(folder: Path) -> set[str]:
    """Return the names of the files that an export has written into a folder."""
    try:
        lines = (folder / README).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    if lines[:1] != [_MARK] or _FILES not in lines:
        return set()
    return {README, *lines[lines.index(_FILES) + 1 :]}


def _flush(folder: Path) -> None:
    for file in folder.iterdir():
        with file.open("rb+") as written:
            os.fsync(written.fileno())
    flush_folder(folder)


def _put_in_place(temporary: Path, path: Path) -> None:
    if not path.exists():
        temporary.rename(path)
        return
    before = temporary.with_name(temporary.name + "-before")
    path.rename(before)
    try:
        temporary.rename(path)
    except OSError:
        before.rename(path)
        raise
    shutil.rmtree(before)


def file_stem(recording: str, taken: set[str]) -> str:
    """Return the name of a recording's files, without suffix, which all file systems can hold.

    Parameters
    ----------
    recording
        Letters, digits, spaces and ``._-+()`` of it are kept. A name that has to be changed also
        gets ``~`` and a hash, as does one that differs from another only in case.
    taken
        Names given so far, to which this one is added.
    """
    stem = unicodedata.normalize("NFC", recording)
    stem = re.sub(r"[^\w .+()-]+", "_", stem).strip(" .")
    while len(stem.encode(errors="replace")) > _LONGEST_STEM:
        stem = stem[:-1]
    if stem != recording or stem.casefold() in taken:
        stem = f"{stem}~{content_id(recording, length=8)}"
    taken.add(stem.casefold())
    return stem
