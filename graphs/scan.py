"""One question to many shards at once, through DuckDB over the files as they are.

Every shard is verified before the engine sees it; one that is damaged, newer than this program or
a stray copy is reported by name, and the others answer.
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from graphs.errors import DataError, UserError, WorkbenchError
from graphs.filters import FactFilter
from graphs.shard import SCHEMA, read_header
from graphs.shard_names import SUFFIX, recording_of_file_name, shard_file_name

_ATTEMPTS = 3  # files may be removed while a question runs


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
    near = difflib.get_close_matches(recording, names, n=3)
    if near:
        hint = f"Did you mean {', '.join(near)}?"
    elif names:
        hint = f"There are {len(names)}: {', '.join(names[:8])}{'...' if names[8:] else ''}."
    else:
        hint = "Nothing is labelled yet."
    return UserError(f"No recording {recording!r} in {folder}. {hint}")


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out about a file, as long as it does not change."""

    version: tuple[int, int, int]
    problem: str | None


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
        condition, values = wanted.sql()
        query = (
            # columns and condition are ours; what people say travels in the parameters
            f"SELECT {columns} FROM read_parquet($files, hive_partitioning = false) "  # noqa: S608
            f"WHERE record = $record AND {condition} "
            "ORDER BY recording, start_us, stop_us, subject, predicate, object, fact_id"
        )
        recordings = [wanted.recording] if isinstance(wanted.recording, str) else wanted.recording
        failure: duckdb.Error | None = None
        for _ in range(_ATTEMPTS):
            files, problems = self._readable(recordings)
            if not files:
                empty = duckdb.from_arrow(SCHEMA.empty_table(), connection=self._cursor())
                return empty.select(columns).to_arrow_table(), problems
            parameters = values | {"files": [str(f) for f in files], "record": record}
            try:
                answer = self._cursor().sql(query, params=parameters)
                return answer.to_arrow_table(), problems
            except duckdb.Error as error:
                failure = error
        message = f"The graph in {self.folder} cannot be asked: {failure}"
        raise DataError(message) from failure

    def _readable(self, recordings: Iterable[str] | None) -> tuple[list[Path], list[str]]:
        """Return the shards to ask, and what is wrong with the others."""
        if recordings is None:
            paths = shard_files(self.folder)
        else:
            paths = [self.folder / shard_file_name(name) for name in dict.fromkeys(recordings)]
            for name, path in zip(dict.fromkeys(recordings), paths, strict=True):
                if not path.exists():
                    raise unknown_recording(self.folder, name)
        readable, problems = [], []
        for path in paths:
            try:
                problem = self._problem(path)
            except FileNotFoundError:
                continue  # removed since it was listed
            if problem is None:
                readable.append(path)
            else:
                problems.append(problem)
        return readable, problems

    def _problem(self, path: Path) -> str | None:
        """Return why a shard cannot be asked, or ``None``; remembered until the file changes."""
        stat = path.stat()
        version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        known = self._known.get(path)
        if known and known.version == version:
            return known.problem
        problem = None
        try:
            header = read_header(path)
            if shard_file_name(header.recording) != path.name:
                problem = (
                    f"{path.name!r} holds recording {header.recording!r}, whose file would be "
                    f"{shard_file_name(header.recording)!r}. Move the copy away or rename it."
                )
        except WorkbenchError as error:
            problem = str(error)
        self._known[path] = _Known(version, problem)
        return problem

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
