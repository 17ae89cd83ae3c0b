"""The same questions on a Dask cluster: groups of recordings are asked at once, answers merged.

A task loads one group of recordings into an engine in memory, asks, and sends back what adds up
(`graphs.query.run.partial`). Tasks have no state outside themselves, so one whose worker is lost is
done again elsewhere, and the answer stays the same to the last bit.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import duckdb
import pyarrow as pa

from graphs.errors import UserError, missing_extra
from graphs.query.nodes import Query
from graphs.query.run import merged, partial


class Source(Protocol):
    """A group of recordings; it travels to a worker, so it must be picklable."""

    def load(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """Fill the relations of `graphs.storage.tables` for these recordings and no others.

        Returns what a person should know: which files could not be read, and why.

        Parameters
        ----------
        connection
            An empty engine in memory.
        """
        ...


class Client(Protocol):
    """What is used of a ``distributed.Client``."""

    def submit(
        self, function: Callable[[Query, Source], pa.Table], *arguments: object, pure: bool
    ) -> object:
        """Send a task and return where its result will be."""
        ...

    def gather(self, futures: list[object]) -> list[pa.Table]:
        """Return the results, in the order of the tasks."""
        ...

    def cancel(self, futures: list[object]) -> object:
        """Stop tasks and forget results."""
        ...


class ClusterAnswer(NamedTuple):
    """What a cluster answers.

    Parameters
    ----------
    table
        The answer.
    problems
        Files that could not be read, and why; the others did answer.
    """

    table: pa.Table
    problems: list[str]


def answer_on_cluster(query: Query, sources: Sequence[Source], client: Client) -> ClusterAnswer:
    """Return the answer to a question, as `graphs.query.run.answer` does on one connection.

    Parameters
    ----------
    query
        The question.
    sources
        Groups of recordings, at least one; no recording is in two of them. Some more groups than
        there are workers keep all of them busy to the end.
    client
        Of a running cluster.

    Raises
    ------
    UserError
        There is no source, the question makes no sense, distributed is not installed, or one group
        was lost with more workers than ``distributed.scheduler.allowed-failures`` admits.
    """
    try:
        killed: type[Exception] = importlib.import_module("distributed").KilledWorker
    except ImportError as error:
        what = "Asking a cluster"
        raise missing_extra(what, "cluster") from error
    if not sources:
        message = "A question needs at least one group of recordings, found none."
        raise UserError(message)
    tasks = [client.submit(ask, query, source, pure=False) for source in sources]
    try:
        parts: list[ClusterAnswer] = client.gather(tasks)
    except killed as error:
        message = (
            f"A group of recordings was lost with worker after worker ({error}). It may need more "
            "memory than a worker has: make smaller groups, or give workers more."
        )
        raise UserError(message) from error
    finally:
        client.cancel(tasks)
    problems = [problem for part in parts for problem in part.problems]
    return ClusterAnswer(merged(query, [part.table for part in parts]), problems)


def ask(query: Query, source: Source) -> ClusterAnswer:
    """Return what one group of recordings adds to an answer; this runs on a worker."""
    with duckdb.connect() as connection:
        problems = source.load(connection)
        return ClusterAnswer(partial(query, connection), problems)
