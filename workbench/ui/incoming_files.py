"""Files that a person drops on the page: into ``media/`` of the project, if they are understood.

Only the content says what a file is. What is not understood is refused with the reason, and nothing
of it stays.
"""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from graphs.errors import UserError, WorkbenchError

if TYPE_CHECKING:
    from workbench.project import Project

MEDIA = "media"
"""Folder of the project that dropped files lie in."""

LARGEST = 16 * 1024**3
"""Bytes of one file at most."""

KEPT_FREE = 1024**3
"""Bytes that must stay free on the disk."""

LONGEST_NAME = 200
_ARRIVING = ".arriving"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)

What = Literal["video", "tracks", "labels"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was understood.

    Parameters
    ----------
    path
        Where it lies.
    what
        What it is.
    words
        The same for a person: length, animals, recordings.
    """

    path: Path
    what: What
    words: str


class Arriving:
    """A file on its way into a project: written in parts, then looked at, kept or removed.

    Parameters
    ----------
    project
        Whose.
    name
        As the person's machine calls it.

    Raises
    ------
    UserError
        The name cannot be used, or there is another file of this name.
    """

    def __init__(self, project: Project, name: str) -> None:
        self.name = safe_name(name)
        self._folder = project.folder / MEDIA
        self._temporary = self._folder / _ARRIVING / secrets.token_hex(8)
        self._size = 0
        try:
            self._temporary.mkdir(parents=True)
            self._file: IO[bytes] = (self._temporary / self.name).open("xb")
        except OSError as error:
            message = f"{self.name} cannot be kept in {self._folder}: {error.strerror}."
            raise UserError(message) from error

    def write(self, part: bytes) -> None:
        """Keep the next part; `UserError` if the file or the disk gets too full."""
        if self._size % (64 * 1024**2) + len(part) >= 64 * 1024**2 or not self._size:
            free = shutil.disk_usage(self._folder).free
            if free < KEPT_FREE:
                message = f"{self.name}: the disk is nearly full ({free / 1e9:.1f} GB are left)."
                raise UserError(message)
        self._size += len(part)
        if self._size > LARGEST:
            message = (
                f"{self.name} is larger than {LARGEST / 1024**3:.0f} GiB. Leave it where it is, "
                "and give its folder instead: nothing is copied then."
            )
            raise UserError(message)
        self._file.write(part)

    def keep(self) -> Arrived:
        """Look at the file, and put it into its place.

        Raises
        ------
        UserError
            It is not understood, or another file of this name is there.
        """
        self._file.close()
        arrived = self._temporary / self.name
        what, words = looked_at(arrived)
        place = self._folder / self.name
        if place.exists():
            from pipelines.fingerprint import file_fingerprint

            if file_fingerprint(place) == file_fingerprint(arrived):
                return Arrived(place, what, f"{words} (was here already)")
            message = (
                f"{self.name}: another file of this name is in {self._folder}. Rename one of them."
            )
            raise UserError(message)
        arrived.rename(place)
        return Arrived(place, what, words)

    def end(self) -> None:
        """Remove what is not kept."""
        self._file.close()
        shutil.rmtree(self._temporary, ignore_errors=True)
        with_others = self._temporary.parent
        if with_others.is_dir() and not any(with_others.iterdir()):
            with_others.rmdir()


def safe_name(name: str) -> str:
    """Return the name of a file without anything that could lead elsewhere or hide it.

    Raises
    ------
    UserError
        Nothing is left of it.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    made = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, suffix = made.partition(".")
    while len(made.encode()) > LONGEST_NAME and len(stem) > 1:
        stem = stem[:-1]
        made = stem + dot + suffix
    if not made or len(made.encode()) > LONGEST_NAME or _RESERVED.fullmatch(made):
        message = f"{name!r} cannot be the name of a file here. Rename it."
        raise UserError(message)
    return made


def looked_at(path: Path) -> tuple[What, str]:
    """Return what a file is, by its content, and the same in words.

    Raises
    ------
    UserError
        It is nothing that the workbench reads; says why.
    """
    from pipelines.stems import FileName, read_name

    named = read_name(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if is_labels(path):
                return "labels", _labels_in_words(path)
            if isinstance(named, FileName) and named.role == "video":
                return "video", _video_in_words(path)
            if isinstance(named, FileName):
                return "tracks", _tracks_in_words(path)
    except WorkbenchError as error:
        raise UserError(_not_understood(path, str(error))) from error
    message = f"{path.name} is not understood: {named}."
    raise UserError(message)


def _not_understood(path: Path, reason: str) -> str:
    """Return why a file is refused, with its name once, at the beginning."""
    told = reason.replace(f"{path.parent}/", "")
    for name in (repr(path.name), path.name):
        if told.startswith(f"{name} "):
            return f"{path.name} {told.removeprefix(name).lstrip()}"
        told = told.removeprefix(f"{name}: ")
    return f"{path.name} is not understood: {told}"


def is_labels(path: Path) -> bool:
    """Whether a table looks like labels of BORIS, by its first row."""
    from graphs.formats.boris import is_boris

    if path.suffix.lower() not in (".csv", ".tsv") or not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            first = file.readline(10_000)
    except OSError:
        return False
    delimiter = max(",;\t", key=first.count)
    cells = [cell.strip().strip('"').casefold() for cell in first.split(delimiter)]
    return is_boris(cells)


def recordings_told(path: Path) -> list[str]:
    """Return the recordings that labels speak of; `WorkbenchError` if they cannot be read."""
    from graphs.formats.boris import read_boris

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [one.recording for one in read_boris(path)]


def _labels_in_words(path: Path) -> str:
    told = recordings_told(path)
    more = ", ..." if len(told) > 3 else ""
    return f"BORIS labels of {', '.join(told[:3])}{more}"


def _video_in_words(path: Path) -> str:
    from pipelines.video import Video

    video = Video(path)
    return f"video, {video.width} x {video.height} px, {video.timebase.stop_s:.0f} s"


def _tracks_in_words(path: Path) -> str:
    from pipelines.tracks.registry import recognise

    found = recognise(path).read(path)
    frames, animals = len(found.position), len(found.individuals)
    return (
        f"tracks by {found.software or 'an unknown tracker'}, {frames} frames, {animals} "
        f"animal{'s' if animals != 1 else ''}, {len(found.keypoints)} keypoints"
    )


def labels_in(folder: Path) -> list[Path]:
    """Return the tables of BORIS labels in a folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and is_labels(path))
