"""The graph of a project on disk: a folder with one Parquet shard per recording.

Any number of processes may write and read at once: a shard is replaced whole, and a reader sees
the old one or the new. Questions over many recordings run in DuckDB over the files as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow as pa

from graphs.atomic import cannot_write, flush_folder, remove_stale_temporaries, write_atomic
from graphs.filters import FactFilter, Names, ObjectNames
from graphs.records import Assessed, Event, Fact
from graphs.scan import ShardScan, stored_recordings, unknown_recording
from graphs.shard import (
    RecordingGraph,
    ShardHeader,
    encode_shard,
    read_header,
    read_shard,
    records_from,
)
from graphs.shard_names import shard_file_name

R = TypeVar("R")


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


class GraphStore:
    """The shards of a project.

    Parameters
    ----------
    folder
        Made when the first recording is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder).absolute()
        self._scan = ShardScan(self.folder)

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
            raise unknown_recording(self.folder, recording) from None

    def header(self, recording: str) -> ShardHeader:
        """Return run, fingerprint, counts and notes of a recording; raises as `read` does."""
        try:
            return read_header(self.path(recording))
        except FileNotFoundError:
            raise unknown_recording(self.folder, recording) from None

    def remove(self, recording: str) -> None:
        """Remove a recording; raises `UserError` if it is not there or may not be removed."""
        path = self.path(recording)
        try:
            path.unlink()
            flush_folder(self.folder)
        except FileNotFoundError:
            raise unknown_recording(self.folder, recording) from None
        except OSError as error:
            raise cannot_write(path, error) from error

    def __contains__(self, recording: str) -> bool:
        return self.path(recording).is_file()

    def recordings(self) -> list[str]:
        """Return the names of all recordings that have a shard, damaged or not, sorted."""
        return stored_recordings(self.folder)

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
        table, problems = self._scan.select("fact", "*", wanted)
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
        return FoundTable(*self._scan.select("fact", columns, wanted or FactFilter()))

    def events(self, recording: Names = None, level: Names = None) -> Found[Event]:
        """Return events, of all levels or of those given."""
        table, problems = self._scan.select("event", "*", FactFilter(recording))
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
        table, problems = self._scan.select("assessed", "*", wanted)
        return Found(records_from(table, Assessed), problems)
