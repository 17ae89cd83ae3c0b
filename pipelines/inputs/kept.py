"""Remote files that are kept on this machine while they are read, up to a size.

What was used longest ago goes when room is needed; what any process has in use stays. A file is
fetched under another name and moved when all of it has arrived, and fetched again when it has
changed where it lies.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import DataError, UserError, WorkbenchError
from graphs.storage.atomic import (
    cannot_write,
    flush_folder,
    remove_stale_temporaries,
    temporary_name,
)
from graphs.storage.lock import locked
from pipelines.inputs.in_use import Mark, marked
from pipelines.inputs.kept_list import KeptList, Row
from pipelines.inputs.places import cache_of, url_of
from pipelines.inputs.remote import Found, download, look

if TYPE_CHECKING:
    from pipelines.recording import RecordingSpec

SIZE_VARIABLE = "WORKBENCH_REMOTE_GB"
"""In the environment: how many GB (1e9 bytes) of remote files each project may keep."""
USUAL_GB = 20.0
ROOM_WAIT_S = 600.0
"""How long to wait until others no longer use what takes the room."""
_AGAIN_S = 0.2
OWN = ".own"

Share = Callable[[float], None]
_held: Counter[Path] = Counter()
_held_lock = threading.Lock()


def room_bytes() -> int:
    """Return how many bytes of remote files may be kept.

    Raises
    ------
    UserError
        The environment says something that is no size.
    """
    text = os.environ.get(SIZE_VARIABLE)
    try:
        size = float(text) if text else USUAL_GB
    except ValueError:
        size = -1.0
    if not 0 <= size < float("inf"):
        message = f"{SIZE_VARIABLE} is {text!r}; expected a number of GB, such as 50."
        raise UserError(message)
    return int(size * 1e9)


def is_held(path: Path) -> bool:
    """Whether this process holds a remote file at hand: it is whole, and stays until given back."""
    with _held_lock:
        return _held[path] > 0


def read_whole(recording: RecordingSpec) -> list[Path]:
    """Return the files of a recording that are to be at hand to read it: all but a video to tracks.

    Of a video with tracks only the times of its frames are read, and pictures here and there.
    """
    files = [recording.tracks] if recording.tracks is not None else [recording.video]
    return [path for path in files if path is not None]


@contextlib.contextmanager
def at_hand(paths: Iterable[Path], report: Share = lambda _share: None) -> Iterator[None]:
    """Hold files at hand: fetch those behind a URL unless they are here, and keep them until left.

    Parameters
    ----------
    paths
        Files; those of this machine are left as they are.
    report
        Called with the share of what is fetched that has arrived.

    Raises
    ------
    UserError
        They do not fit in the cache, the cache cannot be written, or there are no such files.
    DataError
        A server is away, or a file changes while it is fetched.
    """
    wanted = {path: url for path in paths if (url := url_of(path))}
    by_cache: dict[Path, dict[Path, str]] = defaultdict(dict)
    with contextlib.ExitStack() as until_left:
        for path, url in sorted(wanted.items()):
            if not is_held(path):
                by_cache[cache_of(path)][path] = url
        for folder, files in by_cache.items():
            until_left.enter_context(_Cache(folder).holding(files, report))
        with _counted(wanted):
            yield


@contextlib.contextmanager
def _counted(paths: Iterable[Path]) -> Iterator[None]:
    names = list(paths)
    with _held_lock:
        _held.update(names)
    try:
        yield
    finally:
        with _held_lock:
            _held.subtract(names)


@dataclass(slots=True)
class _Taking:
    """Marks on the files that are wanted, and which of them are to be fetched."""

    marks: dict[Path, Mark] = field(default_factory=dict)
    missing: list[Path] = field(default_factory=list)

    def give_back(self) -> None:
        """End all marks."""
        for mark in self.marks.values():
            mark.give_back()
        self.marks.clear()


class _Cache:
    """The cache in a folder.

    Parameters
    ----------
    folder
        ``by-url`` of a project's cache.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = folder / OWN
        self.list = KeptList(self._own)

    @contextlib.contextmanager
    def holding(self, files: Mapping[Path, str], report: Share) -> Iterator[None]:
        """Hold files at hand; see `at_hand`."""
        found = {path: look(url) for path, url in files.items()}
        self._check_size(files, found)
        taking = self._taken(found)
        try:
            for number, path in enumerate(taking.missing):

                def told(share: float, done: int = number) -> None:
                    report((done + share) / len(taking.missing))

                self._fetch(path, files[path], found[path], told)
                taking.marks[path].share()
            try:
                yield
            finally:
                with contextlib.suppress(WorkbenchError):  # it only tells what was used last
                    for path in taking.marks:
                        self.list.touch(self._name(path))
        finally:
            taking.give_back()

    def _check_size(self, files: Mapping[Path, str], found: Mapping[Path, Found]) -> None:
        size, room = sum(one.size for one in found.values()), room_bytes()
        if size > room:
            message = (
                f"{' and '.join(files.values())}: {_gb(size)}, and at most {_gb(room)} of remote "
                f"files are kept. Raise that (environment variable {SIZE_VARIABLE}, in GB), or "
                "copy the files to a disk of this machine."
            )
            raise UserError(message)

    def _taken(self, found: Mapping[Path, Found]) -> _Taking:
        """Mark all files as in use, with room for what is to be fetched: all at once or none.

        Nothing is held while it waits, so that no two wait for each other.
        """
        until = time.monotonic() + ROOM_WAIT_S
        with contextlib.suppress(OSError):
            self._own.mkdir(parents=True, exist_ok=True)
        while True:
            with locked(self._own / "lock"):
                taking = self._marked(found)
                if taking is not None:
                    try:
                        if self._has_room(taking, found):
                            for path in taking.missing:
                                self.list.write(Row(self._name(path), None, found[path].size))
                            return taking
                    except BaseException:
                        taking.give_back()
                        raise
                    taking.give_back()
            if time.monotonic() >= until:
                message = (
                    f"No room in {self.folder}: other recordings in work use it. Label fewer at "
                    f"once (--jobs), or raise {SIZE_VARIABLE}."
                )
                raise UserError(message)
            time.sleep(_AGAIN_S)

    def _marked(self, found: Mapping[Path, Found]) -> _Taking | None:
        """Return marks on all files; ``None`` if somebody fetches one of them now."""
        taking = _Taking()
        for path, wanted in found.items():
            name = self._name(path)
            whole = self._is_here(path, self.list.row(name), wanted)
            mark = marked(self._own, name, alone=not whole)
            if mark is None:
                taking.give_back()
                return None
            taking.marks[path] = mark
            if not whole:
                taking.missing.append(path)
        return taking

    @staticmethod
    def _is_here(path: Path, row: Row | None, wanted: Found) -> bool:
        if row is None or row.version != wanted.version:
            return False
        try:
            return path.stat().st_size == wanted.size
        except OSError:
            return False

    def _has_room(self, taking: _Taking, found: Mapping[Path, Found]) -> bool:
        """Make room for what is missing, if what others use leaves it."""
        missing = {self._name(path) for path in taking.missing}
        marked_by_us = {self._name(path) for path in taking.marks}
        rows = self.list.rows()
        used = sum(row.size for row in rows if row.path not in missing)
        too_much = used + sum(found[path].size for path in taking.missing) - room_bytes()
        for row in rows:
            if too_much <= 0:
                break
            if row.path not in marked_by_us and self._remove(row):
                too_much -= row.size
        return too_much <= 0

    def _remove(self, row: Row) -> bool:
        """Remove a file that nobody uses, and tell whether it is gone."""
        mark = marked(self._own, row.path, alone=True)
        if mark is None:
            return False
        path = self.folder / row.path
        try:
            path.unlink(missing_ok=True)
            remove_stale_temporaries(path.parent)  # of a process that was killed while it fetched
        except OSError as error:
            raise cannot_write(path, error) from error
        finally:
            mark.give_back()
        self.list.remove(row.path)
        return True

    def _fetch(self, path: Path, url: str, wanted: Found, report: Share) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            remove_stale_temporaries(path.parent)
        except OSError as error:
            raise cannot_write(path.parent, error) from error
        temporary = path.parent / temporary_name()
        try:
            download(url, temporary, wanted.size, report)
            _check_arrived(temporary, url, wanted)
            try:
                temporary.replace(path)
                flush_folder(path.parent)
            except OSError as error:
                raise cannot_write(path, error) from error
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            with contextlib.suppress(WorkbenchError):  # then it goes when room is needed
                self.list.remove(self._name(path))
            raise
        self.list.write(Row(self._name(path), wanted.version, wanted.size))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def _check_arrived(path: Path, url: str, wanted: Found) -> None:
    arrived = path.stat().st_size
    if arrived != wanted.size or look(url) != wanted:
        message = (
            f"{url} changed while it was fetched, or did not arrive whole ({arrived} of "
            f"{wanted.size} bytes). Run again once it stays as it is."
        )
        raise DataError(message)


def _gb(size: int) -> str:
    return f"{size / 1e9:.3g} GB"
