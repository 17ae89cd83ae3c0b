"""The graph of a project on disk: a folder with one Parquet shard per recording.

Any number of processes may write and read at once: a shard is replaced whole, and a reader sees
the old one or the new. Questions over many recordings run in DuckDB over the files as they are.
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import duckdb
import pyarrow as pa

from graphs.atomic import cannot_write, flush_folder, remove_stale_temporaries, write_atomic
from graphs.errors import DataError, UserError, WorkbenchError
from graphs.filters import FactFilter, Names, ObjectNames
from graphs.records import Assessed, Event, Fact
from graphs.shard import (
    SCHEMA,
    RecordingGraph,
    ShardHeader,
    encode_shard,
    read_header,
    read_shard,
    records_from,
)
from graphs.shard_names import SUFFIX, recording_of_file_name, shard_file_name

R = TypeVar("R")

_ATTEMPTS = 3  # files may be removed while a question runs


class Found(list[R]):
    """Records that answer a question, in order of recording and time.

    Parameters
    ----------
    records
        The records.
    problems
        For a person: which recordings could not be asked, and why. The others did answer.
    """

    def __init__(self, records: Iterable[R], problems: Iterable[str] = ()) -> None:
        super().__init__(records)
        self.problems = list(problems)


class FoundTable(NamedTuple):
    """As `Found`, but as a table."""

    table: pa.Table
    problems: list[str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out about a file, as long as it does not change."""

    version: tuple[int, int, int]
    problem: str | None


class GraphStore:
    """The shards of a project.

    Parameters
    ----------
    folder
        Made when the first recording is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._known: dict[Path, _Known] = {}
        self._lock = threading.Lock()
        self._engine: duckdb.DuckDBPyConnection | None = None

    def __repr__(self) -> str:
        return f"GraphStore({str(self.folder)!r})"

    def __reduce__(self) -> tuple[type[GraphStore], tuple[Path]]:
        return GraphStore, (self.folder,)

    # one recording --------------------------------------------------------------------------

    def path(self, recording: str) -> Path:
        """Return where the shard of a recording is, or would be."""
        return self.folder / shard_file_name(recording)

    def write(self, graph: RecordingGraph) -> Path:
        """Put a recording's graph in place of what was there, all at once, and return its file.

        Raises
        ------
        UserError
            The folder cannot be written; what was there before is unchanged.
        ValueError
            Records that cannot be stored; see `graphs.shard.encode_shard`.
        """
        path = self.path(graph.recording)
        content = encode_shard(graph)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        write_atomic(path, content)
        return path

    def read(self, recording: str) -> RecordingGraph:
        """Return everything that is stored of a recording.

        Raises
        ------
        UserError
            There is no such recording, or a newer version wrote it.
        DataError
            Its file is damaged.
        """
        try:
            return read_shard(self.path(recording))
        except FileNotFoundError:
            raise self._unknown(recording) from None

    def header(self, recording: str) -> ShardHeader:
        """Return run, fingerprint, counts and notes of a recording; raises as `read` does."""
        try:
            return read_header(self.path(recording))
        except FileNotFoundError:
            raise self._unknown(recording) from None

    def remove(self, recording: str) -> None:
        """Remove a recording; raises `UserError` if it is not there or may not be removed."""
        path = self.path(recording)
        try:
            path.unlink()
            flush_folder(self.folder)
        except FileNotFoundError:
            raise self._unknown(recording) from None
        except OSError as error:
            raise cannot_write(path, error) from error

    def __contains__(self, recording: str) -> bool:
        return self.path(recording).is_file()

    def recordings(self) -> list[str]:
        """Return the names of all recordings that have a shard, damaged or not, sorted."""
        names = (recording_of_file_name(p.name) or self._name_inside(p) for p in self._shards())
        return sorted(name for name in names if name is not None)

    def clean(self) -> list[Path]:
        """Remove what killed writers left behind, and return those paths; safe at any time."""
        return remove_stale_temporaries(self.folder)

    # many recordings ------------------------------------------------------------------------

    def facts(
        self,
        recording: Names = None,
        subject: Names = None,
        predicate: Names = None,
        object: ObjectNames = None,  # noqa: A002 - the word of the records
        between: tuple[float, float] | None = None,
        min_confidence: float | None = None,
        source: Names = None,
        status: Names = None,
    ) -> Found[Fact]:
        """Return the facts that meet all conditions given; see `graphs.filters.FactFilter`.

        Raises
        ------
        UserError
            A recording that is asked for is not in the store, or the window is wrong.
        """
        wanted = FactFilter(
            recording, subject, predicate, object, between, min_confidence, source, status
        )
        table, problems = self._select("fact", "*", wanted)
        return Found(records_from(table, Fact), problems)

    def facts_table(self, wanted: FactFilter | None = None) -> FoundTable:
        """Return facts as an Arrow table; times and durations are float seconds.

        Notes
        -----
        Columns: ``recording, fact_id, subject, predicate, object, start_s, stop_s, duration_s,
        start_frame, stop_frame, kind, confidence, status, source, run, event_id, evidence`` (JSON).
        ``.table.to_pandas()`` makes it a data frame.
        """
        columns = (
            "recording, fact_id, subject, predicate, object, start_us / 1e6 AS start_s, "
            "stop_us / 1e6 AS stop_s, (stop_us - start_us) / 1e6 AS duration_s, start_frame, "
            "stop_frame, kind, confidence, status, source, run, event_id, evidence"
        )
        return FoundTable(*self._select("fact", columns, wanted or FactFilter()))

    def events(self, recording: Names = None, level: Names = None) -> Found[Event]:
        """Return events, of all levels or of those given."""
        table, problems = self._select("event", "*", FactFilter(recording))
        levels = [level] if isinstance(level, str) else level
        events = records_from(table, Event)
        return Found((e for e in events if levels is None or e.level in levels), problems)

    def assessed(
        self,
        recording: Names = None,
        subject: Names = None,
        predicate: Names = None,
        object: ObjectNames = None,  # noqa: A002 - the word of the records
    ) -> Found[Assessed]:
        """Return the intervals in which behaviors were looked for and could be seen."""
        wanted = FactFilter(recording, subject, predicate, object)
        table, problems = self._select("assessed", "*", wanted)
        return Found(records_from(table, Assessed), problems)

    # inside ---------------------------------------------------------------------------------

    def _select(self, record: str, columns: str, wanted: FactFilter) -> tuple[pa.Table, list[str]]:
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
            paths = self._shards()
        else:
            paths = [self.path(name) for name in dict.fromkeys(recordings)]
            for name, path in zip(dict.fromkeys(recordings), paths, strict=True):
                if not path.exists():
                    raise self._unknown(name)
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

    def _shards(self) -> list[Path]:
        return sorted(
            p for p in self.folder.glob(f"*{SUFFIX}") if not p.name.startswith(".") and p.is_file()
        )

    def _name_inside(self, path: Path) -> str | None:
        """Return the recording of a file whose name was cut; ``None`` if it cannot tell."""
        try:
            recording = read_header(path).recording
        except (WorkbenchError, FileNotFoundError):
            return None
        return recording if shard_file_name(recording) == path.name else None

    def _unknown(self, recording: str) -> UserError:
        names = self.recordings()
        near = difflib.get_close_matches(recording, names, n=3)
        hint = (
            f"Did you mean {', '.join(near)}?"
            if near
            else f"There are {len(names)}: {', '.join(names[:8])}{'...' if names[8:] else ''}."
            if names
            else "Nothing is labelled yet."
        )
        return UserError(f"No recording {recording!r} in {self.folder}. {hint}")

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
    allowed = str(folder.absolute()).replace("'", "''")
    engine.execute(f"SET allowed_directories = ['{allowed}']")
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")
    return engine
