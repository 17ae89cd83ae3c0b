"""A graph brought into order: files of today's schema, no leftovers, an index written anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graphs.storage.index import GraphIndex
from graphs.storage.store import GraphStore
from graphs.storage.tables import FACT, RECORDING


@dataclass(frozen=True, slots=True)
class Compacted:
    """What was done to bring a graph into order.

    Parameters
    ----------
    upgraded
        Files that were rewritten in the schema of today.
    removed
        Leftovers of killed runs that were cleared away.
    rebuilt
        Whether the index was written anew. A full or read-only disk prevents it; answers come from
        memory then.
    recordings, facts
        How many there are, facts that do not stand included.
    problems
        Files that could not be read.
    """

    upgraded: list[str]
    removed: list[str]
    rebuilt: bool
    recordings: int
    facts: int
    problems: list[str]


def compacted(store: GraphStore, index: GraphIndex, folder: Path) -> Compacted:
    """Bring a graph into order and return what was done.

    Parameters
    ----------
    store
        The files.
    index
        Of these files.
    folder
        Where the index lies.

    Raises
    ------
    UserError
        The folder of the files cannot be written.
    """
    upgraded, removed = store.upgrade(), store.clean()
    before = _index_files(folder)
    index.compact()
    rebuilt = bool(_index_files(folder) - before)
    with index.cursor() as cursor:
        counts = f"SELECT (SELECT count(*) FROM {RECORDING}), (SELECT count(*) FROM {FACT})"  # noqa: S608
        ((recordings, facts),) = cursor.execute(counts).fetchall()
        problems = index.problems(cursor)
    return Compacted(upgraded, removed, rebuilt, recordings, facts, problems)


def _index_files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("index-*.duckdb")}
