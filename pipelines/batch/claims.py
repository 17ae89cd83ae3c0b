"""Claims: a small file beside the graph that says who works on a recording, so that others do not.

A claim is made in one step that fails if there is one already, says its holder (machine, process,
since when), and shows signs of life. What is left of a dead holder is taken over:

- Of this machine, a holder is dead when its process is gone. That is certain.
- Of another machine or container, it is dead when it gave no sign of life for `LEASE_S`, by the
  clock of the disk that both write to.

In a folder, also on a network disk, the step is exclusive (``O_EXCL``), and two runs that would
take over the same claim are kept apart by a lock on it. Where a disk knows no such locks, nothing
is taken over: the claim has to be removed by hand, and its holder is told.

Behind a URL it is as exclusive as the store: S3, Google Cloud Storage and memory refuse to write
what is there; other stores are first asked, so that two runs that claim in the same instant may
both go on. Signs of life are judged by the clocks of the store and of this machine, which must
agree to a minute. Of two runs that take over the same claim the last one has it. In the worst case
a recording is labelled twice, which gives the same facts: a file is always replaced whole.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from graphs.errors import DataError, UserError, WorkbenchError
from graphs.storage.atomic import is_running, start_ticks, this_machine
from graphs.storage.folder import LocalFolder, folder_at
from graphs.storage.lock import try_lock
from graphs.storage.shard_names import stem_of

FOLDER = ".claims"
BEAT_S = 20.0
"""How often a holder gives a sign of life."""
LEASE_S = 180.0
"""A holder on another machine that gave no sign of life for this long is dead."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on a recording.

    Parameters
    ----------
    host, pid
        Its machine by name, and its process there.
    since
        When it began, as ISO 8601 with the zone.
    run
        The run that it belongs to; see `pipelines.batch.task.Job`.
    token
        Tells this claim from all others.
    machine, started
        Which machine (or container) for certain, and when the process started there.
    """

    host: str
    pid: int
    since: str
    run: str
    token: str
    machine: str = ""
    started: int = 0

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.since}"

    @classmethod
    def me(cls, run: str) -> Holder:
        """Return this process."""
        return cls(
            host=platform.node(),
            pid=os.getpid(),
            since=datetime.now().astimezone().isoformat(sep=" ", timespec="seconds"),
            run=run,
            token=secrets.token_hex(8),
            machine=this_machine(),
            started=start_ticks(os.getpid()) or 0,
        )


AWAY = (OSError, WorkbenchError)
"""What is raised where a place cannot be written, or is away."""
_SUFFIX = ".claim"
_LONGEST = 4096  # bytes
_SETTLES_S = 1.0
_MINE: set[str] = set()
"""Tokens of the claims that this process holds."""
_UNKNOWN = Holder("an unknown machine", 0, "an unknown time", "", "")


class Held(Exception):  # noqa: N818 - not a fault: somebody else does the work
    """Another process works on the recording."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(f"Another run works on it: {holder}.")
        self.holder = holder


class _Local:
    """A claim on a disk.

    Parameters
    ----------
    path
        Its file. The folder above its own must be there: it is not made anew where a disk is gone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, me: Holder) -> bool:
        """Write the claim unless there is one; tell whether that went well."""
        self.path.parent.mkdir(exist_ok=True)
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            return False
        try:
            os.write(handle, _bytes(me))
        except OSError:
            self.remove()
            raise
        finally:
            os.close(handle)
        return True

    def read(self) -> Holder | None:
        """Return who holds it; ``None`` if nobody does."""
        try:
            return _holder(self.path.read_bytes())
        except FileNotFoundError:
            return None

    def age_s(self) -> float:
        """Return the time since the last sign of life, by the clock of the disk."""
        beat = self.path.stat().st_mtime
        with tempfile.NamedTemporaryFile(dir=self.path.parent, prefix=".now-") as file:
            return os.fstat(file.fileno()).st_mtime - beat

    def replace(self, found: Holder, me: Holder) -> bool:
        """Take the claim over from a dead holder; tell whether that went well."""
        try:
            handle = os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            if not try_lock(handle, self.path) or _holder(os.read(handle, _LONGEST)) != found:
                return False
            if os.fstat(handle).st_ino != self.path.stat().st_ino:
                return False
            os.lseek(handle, 0, os.SEEK_SET)
            os.ftruncate(handle, os.write(handle, _bytes(me)))
        except (FileNotFoundError, UserError):  # removed just now; or a disk without locks
            return False
        finally:
            os.close(handle)
        return True

    def touch(self, _me: Holder) -> None:
        """Give a sign of life."""
        os.utime(self.path)

    def remove(self) -> None:
        """Remove the claim."""
        self.path.unlink(missing_ok=True)


class _Remote:
    """A claim behind a URL.

    Parameters
    ----------
    url
        Of its file.
    """

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url
        self._fs, self._path = fsspec.url_to_fs(url)

    def create(self, me: Holder) -> bool:
        """Write the claim unless there is one; tell whether that went well."""
        with _away(self.url):
            try:
                self._create(me)
            except FileExistsError:
                return False
        return True

    def _create(self, me: Holder) -> None:
        try:
            self._fs.pipe_file(self._path, _bytes(me), mode="create")
        except FileNotFoundError:  # a file system with real folders; the one above must be there
            with suppress(FileExistsError):
                self._fs.mkdir(self._path.rpartition("/")[0], create_parents=False)
            self._fs.pipe_file(self._path, _bytes(me), mode="create")

    def read(self) -> Holder | None:
        """Return who holds it; ``None`` if nobody does."""
        with _away(self.url):
            try:
                return _holder(self._fs.cat_file(self._path))
            except FileNotFoundError:
                return None

    def age_s(self) -> float:
        """Return the time since the last sign of life, by the clocks of the store and of here."""
        self._fs.invalidate_cache()
        with _away(self.url):
            return time.time() - float(self._fs.modified(self._path).timestamp())

    def replace(self, _found: Holder, me: Holder) -> bool:
        """Take the claim over from a dead holder; tell whether that went well."""
        self.touch(me)
        time.sleep(_SETTLES_S)
        return self.read() == me

    def touch(self, me: Holder) -> None:
        """Give a sign of life."""
        with _away(self.url):
            self._fs.pipe_file(self._path, _bytes(me))

    def remove(self) -> None:
        """Remove the claim."""
        with _away(self.url), suppress(FileNotFoundError):
            self._fs.rm_file(self._path)


_Place = _Local | _Remote


@contextmanager
def _away(url: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # each file system has errors of its own
        message = f"Cannot write to {url}: {type(error).__name__}: {error}"
        raise DataError(message) from error


def _bytes(holder: Holder) -> bytes:
    return json.dumps(asdict(holder)).encode()


def _holder(content: bytes) -> Holder:
    """Return the holder that a claim says; unknown if it is just being written."""
    try:
        return Holder(**json.loads(content))
    except (ValueError, TypeError):
        return _UNKNOWN


def _place(folder: Path | str, name: str) -> _Place:
    where = folder_at(folder)
    if isinstance(where, LocalFolder):
        return _Local(where.path / FOLDER / name)
    return _Remote(f"{where}/{FOLDER}/{name}")


def _places(folder: Path | str) -> list[_Place]:
    """Return all claims in a folder."""
    where = folder_at(folder)
    if isinstance(where, LocalFolder):
        inside = where.path / FOLDER
        return [_Local(path) for path in sorted(inside.glob(f"*{_SUFFIX}"))]
    names = folder_at(f"{where}/{FOLDER}").files()
    return [_Remote(f"{where}/{FOLDER}/{name}") for name in names if name.endswith(_SUFFIX)]


class Claim:
    """A claim that is held; it shows signs of life until it is released.

    Parameters
    ----------
    holder
        This process.
    """

    def __init__(self, place: _Place, holder: Holder) -> None:
        self.holder = holder
        self._place = place
        self._released = threading.Event()
        self._beats = threading.Thread(target=self._beat, daemon=True)
        self._beats.start()

    def check(self) -> None:
        """Raise `Held` if another has taken it over, because this process seemed dead."""
        found = self._place.read()
        if found is None and self._place.create(self.holder):  # somebody removed it by hand
            return
        if found != self.holder:
            raise Held(found or _UNKNOWN)

    def release(self) -> None:
        """Let others have the recording."""
        self._released.set()
        self._beats.join(_SETTLES_S)
        _MINE.discard(self.holder.token)
        with suppress(*AWAY):  # it is found by the next run, and taken over
            if self._place.read() == self.holder:
                self._place.remove()

    def _beat(self) -> None:
        while not self._released.wait(BEAT_S):
            with suppress(*AWAY):  # the next one may go well
                if self._place.read() == self.holder:
                    self._place.touch(self.holder)


@contextmanager
def claimed(folder: Path | str, recording: str, run: str) -> Iterator[Claim]:
    """Hold the claim of a recording.

    Parameters
    ----------
    folder
        Of the graph: a path or URL.
    recording
        Its name.
    run
        The run that works on it. A claim of the same run is taken over if its holder is on another
        machine: who gives a recording to a second worker has given the first one up.

    Raises
    ------
    Held
        Another process has it.
    OSError, WorkbenchError
        The folder cannot be written, or is away.
    """
    place = _place(folder, stem_of(recording) + _SUFFIX)
    claim = Claim(place, _taken(place, Holder.me(run)))
    try:
        yield claim
    finally:
        claim.release()


def _taken(place: _Place, me: Holder) -> Holder:
    """Take a claim, from a dead holder if there is one."""
    _MINE.add(me.token)
    try:
        other = _other(place, me)
    except BaseException:
        _MINE.discard(me.token)
        raise
    if other is None:
        return me
    _MINE.discard(me.token)
    raise Held(other)


def _other(place: _Place, me: Holder) -> Holder | None:
    """Return who has a claim; ``None`` if `me` has it now."""
    if place.create(me):
        return None
    found = place.read()
    if found is None:  # released just now
        return None if place.create(me) else _UNKNOWN
    taken_over = _is_dead(place, found, me.run) and place.replace(found, me)
    return None if taken_over else found


def is_claimed(folder: Path | str, recording: str) -> bool:
    """Whether somebody who seems alive holds the claim of a recording, as far as can be told."""
    place = _place(folder, stem_of(recording) + _SUFFIX)
    try:
        found = place.read()
        return found is not None and not _is_dead(place, found)
    except FileNotFoundError:  # released just now
        return False
    except AWAY:
        return True


def clear_dead(folder: Path | str) -> None:
    """Remove claims that dead processes left behind in a folder; others stay."""
    for place in _places(folder):
        with suppress(*AWAY):  # gone already, or not ours to remove
            found, me = place.read(), Holder.me("")
            if found is not None and _is_dead(place, found) and place.replace(found, me):
                place.remove()
    where = folder_at(folder)
    if isinstance(where, LocalFolder):
        with suppress(OSError):  # there is none, or somebody holds something
            (where.path / FOLDER).rmdir()


def _is_dead(place: _Place, holder: Holder, run: str = "") -> bool:
    if holder.machine == this_machine() and os.name == "posix":
        if holder.pid == os.getpid() and is_running(holder.pid, holder.started):
            return holder.token not in _MINE  # it could not be removed when it was released
        return not is_running(holder.pid, holder.started)
    return (bool(run) and holder.run == run) or place.age_s() > LEASE_S
