"""One question to many shards at once, through DuckDB over the files as they are.

Every shard is verified before the engine sees it; one that is damaged, newer than this program or
a stray copy is reported by name, and the others answer. The engine opens a file twice, once for
where things are and once for the things, so a shard that is replaced in between would answer with
a mixture: whatever changed during a question is asked again from a copy in memory.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from graphs.errors import DataError, UserError, WorkbenchError
from graphs.filters import FactFilter
from graphs.shard import SCHEMA, read_header, read_rows
from graphs.shard_names import SUFFIX, recording_of_file_name, shard_file_name
from graphs.words import did_you_mean

Version = tuple[int, int, int]
"""Time of change, size and inode: differs when a file was replaced."""


_NONE = SCHEMA.empty_table()


def shard_files(folder: Path) -> list[Path]:
    """Return the files of a folder that may be shards, sorted; none if there is no folder."""
    return sorted(
        p for p in folder.glob(f"*{SUFFIX}") if not p.name.startswith(".") and p.is_file()
    )


def stored_recordings(folder: Path) -> list[str]:
    """Return the names of the recordings that have a shard, sorted."""
    names = (recording_of_file_name(p.name) or _name_inside(p) for p in shard_files(folder))
    return sorted(name for name in names if name is not None)


def _name_inside(path: Path) -> str | None:
    """Return the recording of a file whose name was cut; ``None`` if it cannot tell."""
    try:
        recording = read_header(path).recording
    except (WorkbenchError, FileNotFoundError):
        return None
    return recording if shard_file_name(recording) == path.name else None


def unknown_recording(folder: Path, recording: str) -> UserError:
    """Return the error for a recording that has no shard, with the names that come near."""
    names = stored_recordings(folder)
    hint = did_you_mean(recording, names) or "; nothing is labelled yet"
    return UserError(f"No recording {recording!r} in {folder}{hint}")


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out about a file, as long as it does not change."""

    version: Version
    problem: str | None


def _version(path: Path) -> Version | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


class ShardScan:
    """Questions to all shards of a folder.

    Parameters
    ----------
    folder
        With one shard per recording; absolute.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Path, _Known] = {}
        self._lock = threading.Lock()
        self._engine: duckdb.DuckDBPyConnection | None = None

    def select(self, record: str, columns: str, wanted: FactFilter) -> tuple[pa.Table, list[str]]:
        """Return columns of the records that meet a filter, and what could not be asked.

        Parameters
        ----------
        record
            ``event``, ``assessed`` or ``fact``.
        columns
            SQL over the columns of `graphs.shard.SCHEMA`.
        wanted
            The conditions.

        Raises
        ------
        UserError
            A recording that is asked for has no shard.
        DataError
            The engine fails although every shard that it was given is sound.
        """
        recordings = [wanted.recording] if isinstance(wanted.recording, str) else wanted.recording
        restless: set[Path] = set()  # grows with every turn, so that this ends
        while True:
            versions, problems = self._readable(recordings)
            steady = [path for path in versions if path not in restless]
            try:
                copies = [read_rows(path) for path in versions if path in restless]
            except (FileNotFoundError, WorkbenchError):
                continue  # removed or damaged since it was looked at
            failure = None
            try:
                answer = self._ask(
                    record, columns, wanted, steady, pa.concat_tables([_NONE, *copies])
                )
            except duckdb.Error as error:
                failure = error
            changed = {path for path in steady if _version(path) != versions[path]}
            restless |= changed
            if failure and not changed:
                message = f"The graph in {self.folder} cannot be asked: {failure}"
                raise DataError(message) from failure
            if not changed:
                return answer, problems

    def _ask(
        self, record: str, columns: str, wanted: FactFilter, files: list[Path], rows: pa.Table
    ) -> pa.Table:
        condition, values = wanted.sql()
        values |= {"record": record}
        origin = "FROM rows"
        if files:
            values |= {"files": [str(path) for path in files]}
            origin = (
                f"FROM read_parquet($files, hive_partitioning = false) UNION ALL BY NAME {origin}"
            )
        query = (
            # columns and condition are ours; what people say travels in the parameters
            f"SELECT {columns} FROM ({origin}) WHERE record = $record AND {condition} "  # noqa: S608
            "ORDER BY recording, start_us, stop_us, subject, predicate, object, fact_id"
        )
        with self._cursor() as cursor:
            cursor.register("rows", rows)
            return cursor.sql(query, params=values).to_arrow_table()

    def _readable(self, recordings: Iterable[str] | None) -> tuple[dict[Path, Version], list[str]]:
        """Return the shards to ask, with their versions, and what is wrong with the others."""
        if recordings is None:
            paths = shard_files(self.folder)
        else:
            paths = [self.folder / shard_file_name(name) for name in dict.fromkeys(recordings)]
            for name, path in zip(dict.fromkeys(recordings), paths, strict=True):
                if not path.exists():
                    raise unknown_recording(self.folder, name)
        looked_at = {path: self._look_at(path) for path in paths}
        known = {path: known for path, known in looked_at.items() if known is not None}
        readable = {path: entry.version for path, entry in known.items() if not entry.problem}
        return readable, [entry.problem for entry in known.values() if entry.problem]

    def _look_at(self, path: Path) -> _Known | None:
        """Return what is known of a shard, looking into a changed one; ``None`` if it is gone."""
        version = _version(path)
        known = self._known.get(path)
        if version is None or (known and known.version == version):
            return known if version else None
        problem = None
        try:
            header = read_header(path)
            if shard_file_name(header.recording) != path.name:
                problem = (
                    f"{path.name!r} holds recording {header.recording!r}, whose file would be "
                    f"{shard_file_name(header.recording)!r}. Move the copy away or rename it."
                )
        except FileNotFoundError:
            return None
        except WorkbenchError as error:
            problem = str(error)
        self._known[path] = _Known(version, problem)
        return self._known[path]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._engine is None:
                self._engine = _sealed_engine(self.folder)
            return self._engine.cursor()


def _sealed_engine(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return an in-memory DuckDB that can read this folder and nothing else."""
    engine = duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False},
    )
    allowed = str(folder).replace("'", "''")
    engine.execute(f"SET allowed_directories = ['{allowed}']")
    engine.execute("SET enable_external_file_cache = false")  # shards are replaced under its feet
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")
    return engine
