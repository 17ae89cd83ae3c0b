"""Which video and which tracks make one recording.

Files are paired by stem (see `pipelines.stems`): equal after the tracker's mark is taken off, in
any letter case; or the tracks go on where the name of one video ends. What a mapping file says (see
`pipelines.mapping`) wins. Nothing is guessed: where two files claim one place, that is an error
which names both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.alone import Alone
from pipelines.entries import Entry, Faults, raise_faults, read_recording
from pipelines.inputs.expand import expanded, natural
from pipelines.inputs.places import CACHE_FOLDER, as_written, input_path, may_exist, printable
from pipelines.mapping import Row, Values, is_mapping, read_mapping
from pipelines.recording import RecordingSpec
from pipelines.stems import TRACK_SUFFIXES, FileName, Role, no_tracks_reason, read_name, same

_VARIANT = re.compile(r"(?:[_.-](?:filtered|analysis|predictions?)|_pose_est_v\d+)", re.IGNORECASE)

WHAT_TO_DO = (
    "Say which belong together in a mapping file (--mapping FILE, a csv with the columns video, "
    "tracks, name), or give only the files that you mean."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A recording that was found, and why its files belong together.

    Parameters
    ----------
    recording
        With everything that the mapping file says about it.
    reason
        For people: ``"same stem"``, ``"same beginning"``, ``"mapping file"``, or why one of the two
        files is missing.
    entry
        The same as an entry of ``project.toml``, with paths absolute, or URLs.
    said
        Keys of the entry that a person gave (in the mapping file, or as the name): they win over
        what a project has.
    labels
        File of bouts that somebody scored in it.
    """

    recording: RecordingSpec
    reason: str
    entry: Mapping[str, Any]
    said: frozenset[str] = frozenset()
    labels: Path | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is part of no recording, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """All recordings found under some paths, and the files left out."""

    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def recordings(self) -> list[RecordingSpec]:
        """The recordings, in natural order of their names."""
        return [pair.recording for pair in self.pairs]


@dataclass(slots=True)
class _Group:
    """Files of one stem."""

    stem: str
    videos: list[Path] = field(default_factory=list)
    tracks: list[FileName] = field(default_factory=list)
    reason: str = "same stem"


def pair_files(
    paths: Sequence[Path | str],
    mapping: Path | str | None = None,
    name: str | None = None,
    cache: Path | None = None,
    *,
    missing_ok: bool = False,
) -> Pairing:
    """Find the recordings among files and folders (searched with all folders below them).

    Parameters
    ----------
    paths
        Files, folders, patterns and URLs (see `pipelines.inputs.expand`). A mapping file among them
        counts as one; one that only lies in a folder does not.
    mapping
        Mapping file, or its URL. A row with one file only is completed by stem; a row with a name
        only adds to the recording of that name.
    name
        What to call the recording, where exactly one is found.
    cache
        Cache folder of the project, where files behind a URL have their places; ``cache`` in the
        current folder if not given.
    missing_ok
        The mapping file may speak of files and recordings that are not there yet.

    Raises
    ------
    UserError
        A path does not exist, the mapping file is wrong, or two recordings would have one name; all
        faults are listed together.
    DataError
        The server of a URL is away.
    """
    cache = cache or Path() / CACHE_FOLDER
    files, missing = expanded(paths, cache)
    raise_faults("paths", missing)
    tables = _tables(paths, files, cache)
    if mapping is not None:
        tables.insert(0, input_path(str(mapping), Path(), cache))
    rows = [row for table in tables for row in read_mapping(table, cache, missing_ok=missing_ok)]
    whole = [row.values for row in rows if {"video", "tracks"} <= row.values.keys()]
    taken = {Path(row[role]) for row in whole for role in ("video", "tracks")}
    single = [Path(row.values[r]) for row in rows for r in ("video", "tracks") if r in row.values]
    left_out: list[LeftOut] = []
    files = [path for path in files if path not in tables]
    named = list(_named([*single, *files], taken, left_out))
    faults: Faults = []
    pairs = _pairs(_groups(named), set(single), left_out, faults)
    pairs = _apply_mapping(pairs, rows, faults, missing_ok=missing_ok)
    if name is not None:
        pairs = _rename(pairs, name, faults)
    faults += _name_faults(pairs)
    raise_faults("Pairing of files", faults)
    pairs.sort(key=lambda pair: natural(pair.recording.name))
    return Pairing(tuple(map(_with_urls, pairs)), tuple(left_out))


def _tables(paths: Sequence[Path | str], files: Iterable[Path], cache: Path) -> list[Path]:
    """Return the mapping files that are given by name."""
    given = set()
    for path in map(str, paths):
        with suppress(UserError):  # a pattern that is no URL of a file
            given.add(input_path(path, Path(), cache))
    return [path for path in files if path in given and is_mapping(path)]


def _with_urls(pair: Pair) -> Pair:
    """Return a pair whose entry has URLs where its files are behind one."""
    files = {r: as_written(Path(pair.entry[r])) for r in ("video", "tracks") if r in pair.entry}
    return replace(pair, entry={**pair.entry, **files})


def _named(files: Sequence[Path], taken: set[Path], left_out: list[LeftOut]) -> Iterator[FileName]:
    seen = set(taken)
    used = [name for name in map(read_name, taken) if isinstance(name, FileName)]
    origins = {_origin(name, name.stem) for name in used if name.role == "tracks"}
    for path in files:
        if path in seen:
            continue
        seen.add(path)
        found = read_name(path)
        reason = found if isinstance(found, str) else None
        if isinstance(found, FileName) and found.role == "tracks":
            reason = no_tracks_reason(found) if may_exist(path) else None
            if _origin(found, found.stem) in origins:
                reason = "another form of tracks that the mapping file names"
        if reason is not None:
            left_out.append(LeftOut(printable(path), reason))
        elif isinstance(found, FileName):
            yield found


def _groups(named: Sequence[FileName]) -> list[_Group]:
    groups: dict[str, _Group] = {}
    for file in named:
        if file.role == "video":
            groups.setdefault(same(file.stem), _Group(file.stem)).videos.append(file.path)
    with_video = set(groups)
    alone: list[FileName] = []
    for file in named:
        if file.role == "tracks":
            stem = next((s for s in file.stems if same(s) in with_video), None)
            if stem is None:
                alone.append(file)
            else:
                groups[same(stem)].tracks.append(file)
    _join_by_beginning(groups, alone)
    for file in alone:
        groups.setdefault(same(file.stem), _Group(file.stem)).tracks.append(file)
    return list(groups.values())


def _join_by_beginning(groups: Mapping[str, _Group], alone: list[FileName]) -> None:
    """Give tracks that are left to the video whose name theirs begins with, if there are no others.

    Takes them from the list. A number that follows tells recordings apart: ``m1_2`` is not ``m1``.
    """
    fitting: dict[str, list[FileName]] = {}
    for file in alone:
        name = same(file.stems[0])
        beginnings = (name[:end] for end in range(len(name), 0, -1))
        stem = next((s for s in beginnings if s in groups and _goes_on_as_mark(name, s)), None)
        if stem is not None:
            fitting.setdefault(stem, []).append(file)
    for stem, files in fitting.items():
        group = groups[stem]
        if not group.tracks and len({_origin(file, group.stem) for file in files}) == 1:
            group.tracks, group.reason = files, "same beginning"
            alone[:] = [file for file in alone if file not in files]


def _goes_on_as_mark(name: str, stem: str) -> bool:
    """Whether what follows a stem in a name is something that a tracker may have added."""
    rest = name[len(stem) :]
    added = rest.lstrip("_-. ")
    separated = added != rest and not added[:1].isdigit()
    return separated or rest.startswith("dlc")


def _pairs(
    groups: list[_Group], mapped: set[Path], left_out: list[LeftOut], faults: Faults
) -> list[Pair]:
    """Return a pair for every stem; `mapped` are files that the mapping names on their own."""
    pairs, clashes = [], []
    alone = _alone(groups, left_out)
    for group in groups:
        files = {"video": group.videos, "tracks": _best_tracks(group, left_out)}
        if _claimed_twice(files):
            for role, paths in files.items():
                own = [path for path in paths if path in mapped]
                entries = [{"name": group.stem, role: str(path)} for path in own]
                pairs += [_pair(entry, "mapping file", faults) for entry in entries]
                files[role] = [path for path in paths if path not in mapped]
        if _claimed_twice(files):
            listing = ", ".join(repr(as_written(p)) for paths in files.values() for p in paths)
            clashes.append(f"more than one recording would be called {group.stem!r}: {listing}")
            continue
        if not any(files.values()):
            continue
        entry = {role: str(paths[0]) for role, paths in files.items() if paths}
        reason = group.reason
        if len(entry) < 2:
            reason = alone.why(group.stem, "tracks" if "video" in entry else "video")
        pairs.append(_pair({"name": group.stem, **entry}, reason, faults))
    if clashes:
        clashes[-1] += f". {WHAT_TO_DO}"
    faults += clashes
    return pairs


def _claimed_twice(files: Mapping[str, list[Path]]) -> bool:
    return any(len(paths) > 1 for paths in files.values())


def _best_tracks(group: _Group, left_out: list[LeftOut]) -> list[Path]:
    """Return the track files of a stem: one if all are forms of the same tracks, else all."""
    if len({_origin(file, group.stem) for file in group.tracks}) != 1:
        return [file.path for file in group.tracks]
    best, *others = sorted(group.tracks, key=_preference, reverse=True)
    left_out += [
        LeftOut(file.path, f"another form of the same tracks; {best.path.name!r} is used")
        for file in others
    ]
    return [best.path]


def _origin(file: FileName, stem: str) -> tuple[Path, str, str]:
    """Return what two forms of the same tracks have in common: folder, stem, and who tracked."""
    return file.path.parent, same(stem), _VARIANT.sub("", file.mark(stem)).lower()


def _preference(file: FileName) -> tuple[bool, list[tuple[int, str]], int]:
    """Rank filtered before raw, JABS versions by number, then by format."""
    name = file.path.name.lower()
    version = re.search(r"_pose_est_v\d+", name)
    suffix = ".csv.gz" if name.endswith(".csv.gz") else file.path.suffix.lower()
    return (
        "_filtered" in name,
        natural(version.group() if version else ""),
        -TRACK_SUFFIXES.index(suffix),
    )


def _alone(groups: Iterable[_Group], left_out: Iterable[LeftOut]) -> Alone:
    files: dict[Role, dict[str, str]] = {"video": {}, "tracks": {}}
    for group in groups:
        if group.videos and not group.tracks:
            files["video"][group.stem] = group.videos[0].name
        elif group.tracks and not group.videos:
            files["tracks"][group.stem] = group.tracks[0].path.name
    return Alone(files, [item.path for item in left_out])


def _apply_mapping(
    pairs: list[Pair], rows: list[Row], faults: Faults, *, missing_ok: bool
) -> list[Pair]:
    """Return the pairs with what the rows say; rows with both files become pairs of their own."""
    mapped = []
    rest = _Rest(pairs)
    for line in rows:
        row = line.values
        base: Mapping[str, Any] = {}
        if not ("video" in row and "tracks" in row):
            pair = rest.take(row)
            if pair is None and not row.keys() & {"video", "tracks"}:
                if missing_ok:
                    continue
                hint = did_you_mean(str(row["name"]), [p.recording.name for p in rest.pairs])
                faults.append(f"{line.where}: no recording {row['name']!r} was found{hint}")
                continue
            if pair is not None:
                base = pair.entry
        stem = _stem(row.get("video") or row.get("tracks")) or base.get("name")
        entry = {**base, "name": stem, **row}
        pair = _pair(entry, "mapping file", faults, line.where)
        mapped.append(replace(pair, said=frozenset(row), labels=line.labels))
    return mapped + rest.pairs


def _pair(entry: Values, reason: str, faults: Faults, where: str = "") -> Pair:
    return Pair(read_recording(Entry(entry, where, faults), Path()), reason, entry)


class _Rest:
    """Pairs that no row of a mapping has spoken of so far."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = dict(enumerate(pairs))
        self._by_file: dict[Path | None, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        for number, pair in self._pairs.items():
            recording = pair.recording
            for path in (recording.video, recording.tracks):
                self._by_file.setdefault(path, []).append(number)
            self._by_name.setdefault(same(recording.name), []).append(number)

    @property
    def pairs(self) -> list[Pair]:
        """What is left, in order."""
        return list(self._pairs.values())

    def take(self, row: Values) -> Pair | None:
        """Take out the pair that holds the row's one file, or else has the row's name."""
        given = row.get("video") or row.get("tracks")
        if given is not None:
            numbers = self._by_file.get(Path(given), [])
        else:
            numbers = self._by_name.get(same(str(row["name"])), [])
        number = next((one for one in numbers if one in self._pairs), None)
        return None if number is None else self._pairs.pop(number)


def _stem(path: str | None) -> str | None:
    found = read_name(Path(path)) if path else None
    return found.stem if isinstance(found, FileName) else None


def _rename(pairs: list[Pair], name: str, faults: Faults) -> list[Pair]:
    if len(pairs) != 1:
        listing = ", ".join(repr(pair.recording.name) for pair in pairs) or "none"
        message = f"A name fits one recording; {len(pairs)} were found: {listing}. {WHAT_TO_DO}"
        raise UserError(message)
    renamed = _pair({**pairs[0].entry, "name": name}, pairs[0].reason, faults)
    return [replace(renamed, said=pairs[0].said | {"name"})]


def _name_faults(pairs: list[Pair]) -> Faults:
    by_name: dict[str, list[str]] = {}
    for pair in pairs:
        paths = (pair.recording.video, pair.recording.tracks)
        files = " + ".join(as_written(path) for path in paths if path)
        by_name.setdefault(same(pair.recording.name), []).append(files)
    return [
        f"{len(files)} recordings would be called {name!r}: {'; '.join(files)}. Give each a name "
        "of its own in the mapping file"
        for name, files in by_name.items()
        if len(files) > 1
    ]
