"""Recordings that arrive in a folder: which are whole, and what is waited for.

The folder is looked at again and again: network folders tell nothing of their changes. A file has
arrived when its size, its time of change and its identity stayed the same for the settling time,
and it can be read; a file that takes the place of another is a new one.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphs.errors import UserError, WorkbenchError
from pipelines.batch.outcome import unexpected
from pipelines.batch.report import long_in_words
from pipelines.inputs.expand import expanded
from pipelines.inputs.places import as_written, printable, url_of, why_unwritable
from pipelines.mapping import is_mapping
from pipelines.pairing import Pair, Pairing, pair_files
from pipelines.recording import RecordingSpec
from pipelines.stems import TRACK_SUFFIXES, VIDEO_SUFFIXES, FileName, read_name, same

PATIENCE = 3
"""Settling times after which a file that is empty or cannot be read is labelled all the same."""
SHOWN_LEFT_OUT = 3
_HDF5 = frozenset({".h5", ".hdf5", ".slp", ".nwb"})

Mark = tuple[int, int, int]
"""Size, time of change in nanoseconds, and the number of the file in its file system."""
Key = tuple[Path | None, Path | None]
"""Video and tracks of a recording."""


def key_of(recording: RecordingSpec) -> Key:
    """Return what tells a recording from others in the folder."""
    return recording.video, recording.tracks


@dataclass(frozen=True, slots=True)
class Waits:
    """How long is waited, and for what.

    Parameters
    ----------
    settle_s
        A file has arrived when it is unchanged for so long.
    tracks_s
        How long a video waits for tracks after that.
    tracks_needed
        A video without tracks is not labelled, also not then.
    """

    settle_s: float = 30.0
    tracks_s: float = 600.0
    tracks_needed: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """A recording whose files are whole, and what they were then."""

    pair: Pair
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in the folder.

    Parameters
    ----------
    ready
        Recordings to label.
    said
        Recordings that are as they were when they were handled, except that the mapping file says
        other things of them, or may: it was read for the first time.
    waiting, kept_back
        Name -> what it waits for, if time alone brings it; and why it is not labelled, if not.
    faults
        What a person has to put right; the files concerned are left out.
    """

    ready: tuple[Arrived, ...] = ()
    said: tuple[Arrived, ...] = ()
    waiting: Mapping[str, str] = field(default_factory=dict)
    kept_back: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


class Arrivals:
    """Looks for recordings that are new or changed.

    Parameters
    ----------
    folder
        Searched with all folders below it.
    waits
        How long is waited.
    mapping
        Mapping file, which is read again when it changes.
    cache
        Cache folder of the project.
    known
        Recordings of the project: whatever comes beside them, they are looked at.
    labelled
        Those of them that are labelled as their files are now.
    clock
        Seconds that only grow.

    Raises
    ------
    UserError
        There is no such folder, or the mapping file is wrong.
    """

    def __init__(
        self,
        folder: Path,
        waits: Waits,
        *,
        mapping: Path | None = None,
        cache: Path | None = None,
        known: Collection[Key] = (),
        labelled: Collection[Key] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not folder.is_dir():
            message = f"{str(folder)!r} is no folder. Give the folder in which recordings arrive."
            raise UserError(message)
        self.folder, self.waits = folder, waits
        self._mapping, self._cache = mapping, cache or Path()
        self._known = dict.fromkeys(known)
        self._labelled = set(labelled)
        self._clock = clock
        self._files: dict[Path, _File] = {}
        self._growing: list[Path] = []
        self._elsewhere: set[Path] = set()  # named by the mapping file
        self._handled: dict[Key, _Handled] = {}
        self._later: dict[Key, _Later] = {}
        self._seen: object = None
        self._pairing: tuple[Sequence[Pair], tuple[str, ...]] = ((), ())
        if mapping is not None:
            pair_files([], mapping, cache=self._cache, missing_ok=True)

    def look(self) -> Look:
        """Look at the folder once."""
        found, missing = expanded([self.folder], self._cache)
        if missing:
            return Look(waiting={str(self.folder): "the folder, which is away"})
        self._notice([*found, *self._elsewhere])
        pairs, told = self._paired(found)
        files = {path for pair in pairs for path in _files_of(pair)}
        self._elsewhere = files.difference(found)
        self._notice([*found, *self._elsewhere])
        self._growing = [path for path in self._files if not self._is_settled(path)]
        ready: list[Arrived] = []
        said: list[Arrived] = []
        waiting: dict[str, str] = {}
        kept_back: dict[str, str] = {}
        for pair in pairs:
            one = Arrived(pair, tuple(map(self._mark, _files_of(pair))))
            handled, name = self._handled_as(one), pair.recording.name
            if handled is not None and handled.entry == pair.entry:
                continue
            if (reason := self._due(pair)) is not None:
                waiting[name] = reason
            elif handled is not None:
                said.append(one)
            elif (reason := self._reason(pair)) is not None:
                waiting[name] = reason
            elif (reason := self._kept_back(pair)) is not None:
                kept_back[name] = reason
            else:
                ready.append(one)
        for path in self._unread(found):
            if isinstance(file := read_name(path), FileName) and path not in files:
                waiting.setdefault(file.stem, f"{path.name} to stop growing")
        self._labelled.clear()
        faults = (*told, *_unwritable_in_words(found))
        return Look(tuple(ready), tuple(said), waiting, kept_back, faults)

    @contextmanager
    def noticing(self, every_s: float) -> Iterator[None]:
        """Notice in another thread how files change, so that they settle while others are labelled.

        Nothing else of this object may be used meanwhile.
        """
        over = threading.Event()

        def notice() -> None:
            while not over.wait(every_s):
                found, faults = expanded([self.folder], self._cache)
                if not faults:
                    self._notice([*found, *self._elsewhere])

        thread = threading.Thread(target=notice, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def handled(self, one: Arrived) -> None:
        """Leave a recording alone until one of its files changes, or what is said of it."""
        key = key_of(one.pair.recording)
        self._handled[key] = _Handled(one.marks, one.pair.entry)
        self._known[key] = None
        self._later.pop(key, None)

    def again(
        self, one: Arrived, after_s: float, reason: str, over: Callable[[], bool] = lambda: False
    ) -> None:
        """Bring a recording again after a time, or once the reason is over."""
        self._later[key_of(one.pair.recording)] = _Later(self._clock() + after_s, reason, over)

    def _handled_as(self, one: Arrived) -> _Handled | None:
        """Return as what a recording was handled, if its files are as they were then."""
        key, pair = key_of(one.pair.recording), one.pair
        if key in self._labelled and pair.labels is None:  # labels may be new
            self._handled[key] = _Handled(one.marks, {} if pair.said else pair.entry)
        found = self._handled.get(key)
        return found if found is not None and found.marks == one.marks else None

    def _mark(self, path: Path) -> Mark | None:
        file = self._files.get(path)
        return None if file is None else file.mark

    def _notice(self, paths: Iterable[Path]) -> None:
        """Take up how the files are now; forget those that are gone."""
        now, before = self._clock(), self._files
        self._files = {}
        for path in dict.fromkeys(paths):
            mark = _mark_of(path)
            if mark is None:
                continue
            known = before.get(path)
            self._files[path] = known if known and known.mark == mark else _File(mark, now)

    def _paired(self, found: Sequence[Path]) -> tuple[Sequence[Pair], tuple[str, ...]]:
        """Pair the files anew where one has come, gone or settled since."""
        table = None if self._mapping is None else _mark_of(self._mapping)
        states = frozenset((p, self._mark(p) if self._is_settled(p) else None) for p in found)
        if self._seen != (states, table):
            try:
                pairs, faults = self._pair(found)
            except (WorkbenchError, OSError) as error:  # looked for again the next time
                return (), (str(error),)
            self._seen, self._pairing = (states, table), (pairs, faults)
        return self._pairing

    def _pair(self, found: Sequence[Path]) -> tuple[Sequence[Pair], tuple[str, ...]]:
        """Pair the files; those that nothing tells apart are left out and become faults.

        Of those, what belongs to a known recording stays with it.
        """
        unread = set(self._unread(found))
        files = [path for path in found if path not in unread and not is_mapping(path)]
        faults: list[str] = []
        try:
            return self._pairing_of(files).pairs, ()
        except UserError:
            pass
        except (WorkbenchError, OSError):
            raise
        except Exception:  # noqa: BLE001 - a fault of ours in one file must not stop the rest
            files, faults = self._sound(files)
        known: list[Pair] = []
        for alike in _clashing(files):
            try:
                self._pairing_of(alike)
            except UserError as error:
                files = [path for path in files if path not in alike]
                here = [pair for group in self._known_of(alike) for pair in self._about(group)]
                faults.append(f"{error}{_only_in_words(here)}")
                known += here
        pairs = {key_of(pair.recording): pair for pair in (*known, *self._pairing_of(files).pairs)}
        return tuple(pairs.values()), tuple(faults)

    def _sound(self, files: Sequence[Path]) -> tuple[list[Path], list[str]]:
        """Return the files that can be looked at alone, and what is wrong with the others."""
        sound: list[Path] = []
        faults: list[str] = []
        for path in files:
            try:
                pair_files([path], cache=self._cache)
            except WorkbenchError:  # it is said of all of them together
                sound.append(path)
            except Exception as error:  # noqa: BLE001 - as above
                faults.append(f"{as_written(path)!r} is left out: {unexpected(error)}")
            else:
                sound.append(path)
        return sound, faults

    def _known_of(self, paths: Sequence[Path]) -> list[list[Path]]:
        """Return the files of each known recording among some; each belongs to the fullest."""
        groups: dict[Key, list[Path]] = defaultdict(list)
        by_file = {
            path: key
            for key in sorted(self._known, key=lambda key: -key.count(None))
            for path in key
        }
        for path in paths:
            if path in by_file:
                groups[by_file[path]].append(path)
        return list(groups.values())

    def _about(self, paths: Sequence[Path]) -> list[Pair]:
        """Return the pairs that some files make, with what the mapping file says of them."""
        pairs = self._pairing_of(paths).pairs
        return [pair for pair in pairs if not set(paths).isdisjoint(_files_of(pair))]

    def _pairing_of(self, paths: Sequence[Path]) -> Pairing:
        return pair_files(paths, self._mapping, cache=self._cache, missing_ok=True)

    def _unread(self, paths: Iterable[Path]) -> Iterator[Path]:
        """Find files that pairing must not look into yet: that would lock out who writes them."""
        for path in paths:
            if path.suffix.lower() in _HDF5 and not self._is_settled(path):
                yield path

    def _is_settled(self, path: Path, times: int = 1) -> bool:
        file = self._files.get(path)
        return file is not None and self._clock() - file.since_s >= times * self.waits.settle_s

    def _due(self, pair: Pair) -> str | None:
        """Say why a recording is to be brought later; ``None`` if it is not."""
        later = self._later.get(key_of(pair.recording))
        if later is None or self._clock() >= later.due_s or later.over():
            return None
        return later.reason

    def _reason(self, pair: Pair) -> str | None:
        """Say what a recording waits for that time may bring; ``None`` if nothing."""
        files = _files_of(pair)
        for path in files:
            if (reason := self._why_not_whole(path)) is not None:
                return reason
        if pair.recording.tracks is not None:
            return None
        for path in self._growing:
            if _may_be_tracks_of(path, pair.recording.name):
                return f"{path.name} to stop growing"
        since_s = max((self._files[p].since_s for p in files if p in self._files), default=0.0)
        over_s = since_s + self.waits.settle_s + self.waits.tracks_s
        if self._clock() < over_s:
            return f"its tracks, for {long_in_words(self.waits.tracks_s)}"
        return None

    def _why_not_whole(self, path: Path) -> str | None:
        if url_of(path) is not None:
            return None
        if path not in self._files:
            return f"{path.name}, which is not there yet"
        if not self._is_settled(path):
            return f"{path.name} to stop growing"
        if self._is_settled(path, PATIENCE):
            return None
        try:
            with path.open("rb") as file:
                return None if file.read(1) else f"{path.name}, which is empty so far"
        except OSError as error:
            return f"{path.name}, which cannot be read so far ({error.strerror})"

    def _kept_back(self, pair: Pair) -> str | None:
        if self.waits.tracks_needed and pair.recording.tracks is None:
            return "it has no tracks, and only recordings with tracks are to be labelled"
        return None


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is since a time."""

    mark: Mark
    since_s: float


@dataclass(frozen=True, slots=True)
class _Handled:
    """What the files of a recording were, and what was said of it, when it was handled."""

    marks: tuple[Mark | None, ...]
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Later:
    """When a recording is to be brought again, and why not before, unless that is over."""

    due_s: float
    reason: str
    over: Callable[[], bool]


def _only_in_words(pairs: Iterable[Pair]) -> str:
    """Return which files are looked at all the same, as a further sentence."""
    files = [path for pair in pairs for path in _files_of(pair)]
    if not files:
        return ""
    listed = ", ".join(repr(as_written(path)) for path in files)
    return f" Until then only what the project has is looked at: {listed}."


def _mark_of(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:  # gone, or a link to nothing
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _files_of(pair: Pair) -> list[Path]:
    files = (pair.recording.video, pair.recording.tracks, pair.labels)
    return [path for path in files if path is not None]


def _unwritable_in_words(paths: Iterable[Path]) -> Iterator[str]:
    """Yield which videos and tracks cannot be in a project because of how they are called."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        if path.name.lower().endswith(VIDEO_SUFFIXES + TRACK_SUFFIXES):
            reason = why_unwritable(path)
            if reason is not None:
                reasons[reason].append(printable(path).name)
    for reason, names in reasons.items():
        more = f" and {len(names) - SHOWN_LEFT_OUT} more" if len(names) > SHOWN_LEFT_OUT else ""
        yield f"left out: {', '.join(names[:SHOWN_LEFT_OUT])}{more}: {reason}"


def _may_be_tracks_of(path: Path, name: str) -> bool:
    found = read_name(path)
    if isinstance(found, str) or found.role != "tracks":
        return False
    return any(same(stem).startswith(same(name)) for stem in found.stems)


def _clashing(files: Iterable[Path]) -> list[list[Path]]:
    """Return the files of each stem that several videos or several tracks have."""
    groups: dict[str, list[FileName]] = defaultdict(list)
    for path in files:
        found = read_name(path)
        if isinstance(found, FileName):
            groups[same(found.stem)].append(found)
    return [
        [one.path for one in group]
        for group in groups.values()
        if len(group) > len({one.role for one in group})
    ]
