"""The knowledge graph of a project: everything that was seen, as it stands, to be asked.

Facts are those of the files with what people changed laid over them. What a person rejected or
corrected is there with the status ``rejected`` or ``superseded`` and does not count, unless one
asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import duckdb
import pyarrow as pa

from graphs.errors import UserError
from graphs.filters import FactFilter, Names, ObjectNames, several
from graphs.query.nodes import Query
from graphs.query.run import answer
from graphs.records import STANDING, Assessed, Event, Fact
from graphs.storage.fill import MENTION
from graphs.storage.index import GraphIndex
from graphs.storage.shard_read import records_from
from graphs.storage.sql_views import limit_views
from graphs.storage.tables import ASSESSED, EVENT, FACT, RECORDING
from graphs.words import did_you_mean

R = TypeVar("R")

STANDS = FactFilter(status=STANDING)
"""All that counts."""

_ORDER = "recording, start_us, stop_us, subject, predicate, object"


class Found(list[R]):
    """Records that answer a question, in order of recording and time.

    Parameters
    ----------
    records
        The records.
    problems
        For a person: which files could not be read, and why. The others did answer.
    """

    def __init__(self, records: Iterable[R], problems: Iterable[str] = ()) -> None:
        super().__init__(records)
        self.problems = list(problems)


class FoundTable(NamedTuple):
    """As `Found`, but as a table."""

    table: pa.Table
    problems: list[str]


class Graph:
    """The knowledge graph, asked through its index.

    Parameters
    ----------
    index
        Of the files and of what people changed.
    """

    def __init__(self, index: GraphIndex) -> None:
        self.index = index

    def facts(self, wanted: FactFilter = STANDS) -> Found[Fact]:
        """Return the facts that meet a filter.

        Raises
        ------
        UserError
            A recording that is asked for is not there (near names are told), or the window of the
            filter ends before it starts.
        """
        with self.asked(wanted) as cursor:
            table = select(cursor, FACT, wanted, order=f"{_ORDER}, fact_id")
            return Found(records_from(table, Fact), self.index.problems(cursor))

    def facts_table(self, wanted: FactFilter = STANDS) -> FoundTable:
        """Return facts as an Arrow table; times and durations are float seconds.

        Notes
        -----
        Columns: ``recording, fact_id, subject, predicate, object, start_s, stop_s, duration_s,
        start_frame, stop_frame, kind, confidence, status, source, run, event_id, evidence`` (JSON),
        ``subject_labelled, object_labelled`` (names that the files have, where people gave others).
        ``.table.to_pandas()`` makes it a data frame.
        """
        columns = (
            "recording, fact_id, subject, predicate, object, start_us / 1e6 AS start_s, "
            "stop_us / 1e6 AS stop_s, (stop_us - start_us) / 1e6 AS duration_s, start_frame, "
            "stop_frame, kind, confidence, status, source, run, event_id, evidence, "
            "subject_labelled, object_labelled"
        )
        with self.asked(wanted) as cursor:
            table = select(cursor, FACT, wanted, columns, f"{_ORDER}, fact_id")
            return FoundTable(table, self.index.problems(cursor))

    def events(self, recording: Names = None, level: Names = None) -> Found[Event]:
        """Return events, of all levels or of those given; raises as `facts` does."""
        wanted, levels = FactFilter(recording), several(level)
        with self.asked(wanted) as cursor:
            table = select(cursor, EVENT, wanted, order="recording, start_us, stop_us, event_id")
            problems = self.index.problems(cursor)
        events = records_from(table, Event)
        return Found((e for e in events if levels is None or e.level in levels), problems)

    def assessed(self, wanted: FactFilter = STANDS) -> Found[Assessed]:
        """Return when behaviors were looked for and could be seen; raises as `facts` does.

        Of a filter only recording, subject, predicate and object count.
        """
        with self.asked(wanted) as cursor:
            table = select(cursor, ASSESSED, who(wanted))
            return Found(records_from(table, Assessed), self.index.problems(cursor))

    @contextmanager
    def asked(self, wanted: FactFilter) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor, once it is sure that the recordings of a filter are there."""
        with self.index.cursor() as cursor:
            names = several(wanted.recording)
            known = set(_recordings(cursor)) if names else set()
            for name in names or ():
                if name not in known:
                    hint = did_you_mean(str(name), known) or "; nothing is labelled yet"
                    message = f"No recording {name!r} in {self.index.store.folder}{hint}"
                    raise UserError(message)
            yield cursor

    def answer(self, query: Query) -> FoundTable:
        """Return the answer to a question as a table; see `graphs.query`."""
        with self.index.cursor() as cursor:
            return FoundTable(answer(query, cursor), self.index.problems(cursor))

    def sql(self, statement: str, recordings: Sequence[str] | None = None) -> FoundTable:
        """Return the answer to one SQL statement over the views of `graphs.storage.sql_views`.

        Parameters
        ----------
        statement
            One that reads.
        recordings
            Those that the views show; ``None`` for all.

        Raises
        ------
        UserError
            The statement is wrong, is none that reads, or reads something else than the graph.
        """
        with self.index.cursor() as cursor:
            if recordings is not None:
                limit_views(cursor, recordings)
            try:
                statements = cursor.extract_statements(statement)
                if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                    message = f"Expected one SELECT statement, found {statement!r}."
                    raise UserError(message)
                table = cursor.sql(statement).to_arrow_table()
            except duckdb.Error as error:
                message = f"This SQL cannot be answered: {error}"
                raise UserError(message) from error
            return FoundTable(table, self.index.problems(cursor))

    def recordings(self) -> list[str]:
        """Return the recordings that something is stored of, sorted."""
        with self.index.cursor() as cursor:
            return _recordings(cursor)

    def mentions(self) -> list[tuple[str, str]]:
        """Return recording and name of everything that is named, as the files have it."""
        with self.index.cursor() as cursor:
            query = f"SELECT recording, labelled FROM {MENTION} ORDER BY ALL"  # noqa: S608
            return cursor.execute(query).fetchall()

    def names(
        self,
        column: str,
        recordings: Sequence[str] | None = None,
        objects: ObjectNames = None,
    ) -> set[str]:
        """Return what stands in a column of facts and assessed spans: subject, predicate, object.

        Parameters
        ----------
        column
            Of both.
        recordings
            Only of these.
        objects
            Only of facts and spans with such an object.
        """
        condition, values = FactFilter(recordings, object=objects).sql()
        query = " UNION ".join(
            f"SELECT DISTINCT {column} FROM {table} WHERE {condition}"  # noqa: S608
            for table in (FACT, ASSESSED)
        )
        with self.index.cursor() as cursor:
            rows = cursor.execute(query, values).fetchall()
        return {name for (name,) in rows if name is not None}


def who(wanted: FactFilter) -> FactFilter:
    """Return the part of a filter that assessed spans have, too.

    A span without an object holds for every object.
    """
    objects = several(wanted.object)
    named = None if objects is None else [*objects, None]
    return FactFilter(wanted.recording, wanted.subject, wanted.predicate, named)


def select(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    wanted: FactFilter,
    columns: str = "*",
    order: str = _ORDER,
) -> pa.Table:
    """Return the rows of a relation that meet a filter.

    Parameters
    ----------
    cursor
        Holds the relations of `graphs.storage.tables`.
    table
        One of them.
    wanted
        The conditions.
    columns, order
        SQL over its columns.
    """
    condition, values = wanted.sql()
    # columns, condition and order are ours; what people say travels in the parameters
    inner = f"SELECT * FROM {table} WHERE {condition} ORDER BY {order}"  # noqa: S608
    return cursor.sql(f"SELECT {columns} FROM ({inner})", params=values).to_arrow_table()  # noqa: S608


def _recordings(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    query = f"SELECT recording FROM {RECORDING} ORDER BY 1"  # noqa: S608
    return [name for (name,) in cursor.execute(query).fetchall()]
