"""Generations of the local index: files that are written once, the newest counts.

``index-000007-89abcdef.duckdb`` in the cache is complete when it has that name, which tells its
number and the checksum of its content: a file in which a single bit is wrong is not used, and
written anew. It is safe to delete.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from graphs.errors import UserError
from graphs.records import content_id
from graphs.storage.atomic import remove_stale_temporaries, temporary_name
from graphs.storage.fill import FILLED, MENTION, SHARD, Files, create_tables, fill
from graphs.storage.lock import locked
from graphs.storage.overlay import Overlay
from graphs.storage.store import GraphStore

INDEX_VERSION = content_id(1, {name: schema.to_string() for name, schema in FILLED.items()})
"""Of the tables in the file; an index of another version is written anew.

The number grows when something in them is computed otherwise.
"""

ANEW_SHARE = 0.3
"""With more than this share of the recordings changed, an index is written anew, in order."""

_NAME = re.compile(r"index-(\d{6,})-([0-9a-f]{8})\.duckdb")
_LOOKS = 3  # at a file that another process removes meanwhile, because it has written the next one
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the rows of one stem were made from."""

    files: Files
    mark: int


@dataclass(frozen=True, slots=True)
class Latest:
    """A generation that can be read, or none.

    Parameters
    ----------
    path
        The file; ``None`` if there is none.
    indexed
        Stem -> what its rows were made from.
    names_mark
        Of the renamings that are in it.
    """

    path: Path | None = None
    indexed: Mapping[str, Indexed] = field(default_factory=dict)
    names_mark: int = 0

    def differing(self, now: Mapping[str, Indexed]) -> set[str]:
        """Return the stems that this generation has not, or has otherwise."""
        return {stem for stem, entry in now.items() if self.indexed.get(stem) != entry}

    def renamed(self, overlay: Overlay) -> set[str]:
        """Return the stems in which an entity has another name to show than in this generation."""
        if self.path is None:
            return set()
        with duckdb.connect(str(self.path), read_only=True) as engine:
            rows = engine.execute(
                f"SELECT stem, recording, list(labelled), list(shown) FROM {MENTION} "  # noqa: S608
                f"JOIN {SHARD} USING (recording) GROUP BY ALL"
            ).fetchall()
        changed = set()
        for stem, recording, labelled, shown in rows:
            new = overlay.shown_names(recording, labelled)
            if any(new.get(name, name) != now for name, now in zip(labelled, shown, strict=True)):
                changed.add(stem)
        return changed


class Generations:
    """The generations of one index.

    Parameters
    ----------
    store
        The files that it is an index of.
    folder
        Where they lie; ``None`` for none at all.
    """

    def __init__(self, store: GraphStore, folder: Path | None) -> None:
        self.store = store
        self.folder = folder
        self._latest = Latest()

    def latest(self) -> Latest:
        """Return the newest generation that can be read."""
        if self.folder is None:
            return self._latest
        for _ in range(_LOOKS):
            paths = self._paths()
            if not paths:
                self._latest = Latest()
            elif paths[-1] != self._latest.path:
                self._latest = _looked_at(paths[-1], str(self.store.folder))
                if self._latest.path is None and not paths[-1].exists():
                    continue
            break
        return self._latest

    def write(
        self,
        now: Mapping[str, Indexed],
        overlay: Overlay,
        *,
        anew: bool = False,
    ) -> Latest | None:
        """Write the next generation; ``None`` where that is not possible, or another one does it.

        Parameters
        ----------
        now
            What it is to hold.
        overlay
            What people changed.
        anew
            Take nothing over from the newest generation.
        """
        if self.folder is None:
            return None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder / ".lock", wait_s=60.0 if anew else 0.0):
                return self._write(now, overlay, anew)
        except (OSError, UserError, duckdb.Error):
            return None  # a full or read-only disk: the answer comes from memory then

    def _write(self, now: Mapping[str, Indexed], overlay: Overlay, anew: bool) -> Latest | None:
        assert self.folder is not None
        for left in remove_stale_temporaries(self.folder):
            _clear(left)
        old = self.latest()  # another process may have written it since it was last looked at
        changed = old.differing(now)
        if old.names_mark != overlay.names_mark:
            changed |= old.renamed(overlay) & set(now)
        gone = set(old.indexed) - set(now)
        anew = anew or old.path is None or len(changed) > ANEW_SHARE * max(1, len(now))
        unfinished = self.folder / temporary_name()
        try:
            if old.path is not None and not anew:
                shutil.copyfile(old.path, unfinished)
            self._fill(unfinished, now, set(now) if anew else changed, gone, overlay)
            number = max((_number(path) for path in self._paths()), default=0) + 1
            unfinished.rename(self.folder / f"index-{number:06d}-{_checksum(unfinished)}.duckdb")
        finally:
            _clear(unfinished)
        for other in self._paths():
            if _number(other) < number:
                with contextlib.suppress(OSError):  # in use, on some systems
                    other.unlink()
        latest = self.latest()
        return latest if latest.path is not None else None

    def _fill(
        self,
        path: Path,
        now: Mapping[str, Indexed],
        changed: set[str],
        gone: set[str],
        overlay: Overlay,
    ) -> None:
        is_new = not path.exists()
        with duckdb.connect(str(path)) as engine:
            engine.execute("SET preserve_insertion_order = true")
            if is_new:
                create_tables(engine)
                engine.execute("CREATE TABLE about (version VARCHAR, folder VARCHAR, names BIGINT)")
            else:
                _forget(engine, changed | gone)
            fill(engine, self.store, {s: now[s].files for s in sorted(changed)}, overlay)
            engine.execute("DELETE FROM about")
            engine.execute(
                "INSERT INTO about VALUES (?, ?, ?)",
                [INDEX_VERSION, str(self.store.folder), overlay.names_mark],
            )
            engine.execute("CHECKPOINT")  # closing would do it too, but not say that it failed

    def _paths(self) -> list[Path]:
        assert self.folder is not None
        return sorted(filter(_number, self.folder.glob("index-*.duckdb")), key=_number)


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0


def _checksum(path: Path) -> str:
    checksum = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            checksum = zlib.crc32(piece, checksum)
    return f"{checksum:08x}"


def _clear(unfinished: Path) -> None:
    """Remove an unfinished file, if it is there, with what the engine put beside it."""
    Path(f"{unfinished}.wal").unlink(missing_ok=True)
    shutil.rmtree(f"{unfinished}.tmp", ignore_errors=True)
    unfinished.unlink(missing_ok=True)


def _forget(engine: duckdb.DuckDBPyConnection, stems: set[str]) -> None:
    engine.execute(
        f"CREATE TEMP TABLE old AS SELECT stem, recording FROM {SHARD} "  # noqa: S608
        "WHERE list_contains($stems::VARCHAR[], stem)",
        {"stems": sorted(stems)},
    )
    for name in FILLED:
        key = "stem" if name == SHARD else "recording"
        engine.execute(
            f"DELETE FROM {name} WHERE {key} IN (SELECT {key} FROM old)"  # noqa: S608
        )


def _looked_at(path: Path, folder: str) -> Latest:
    """Return a generation; none if it is damaged, of another version or of another folder."""
    match = _NAME.fullmatch(path.name)
    try:
        if match is None or _checksum(path) != match[2]:
            return Latest()
        with duckdb.connect(str(path), read_only=True) as engine:
            about = engine.execute("SELECT version, folder, names FROM about").fetchall()
            if len(about) != 1 or about[0][:2] != (INDEX_VERSION, folder):
                return Latest()
            rows = engine.execute(
                f"SELECT stem, files, mark FROM {SHARD}"  # noqa: S608
            ).fetchall()
    except (OSError, duckdb.Error):
        return Latest()
    indexed = {stem: Indexed(json.loads(files), mark) for stem, files, mark in rows}
    return Latest(path, indexed, about[0][2])
