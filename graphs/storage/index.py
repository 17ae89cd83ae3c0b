"""The local index: all facts of a project in one DuckDB file, kept up to date from the shards.

The index lies in the cache and may be deleted at any time. It is never changed in place: a process
that finds many files new writes the next *generation* beside the old one, and readers of the old
one go on undisturbed. What changed since the generation was written (a few recordings, say) every
process reads into its own memory and puts over it. So any number of processes may ask while others
label, review and rename, and each answer is of whole files and whole reviews.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb

from graphs.errors import DataError
from graphs.storage.fill import (
    FILLED,
    MADE_BEFORE,
    SHARD,
    Files,
    create_tables,
    fill,
    problems_of,
)
from graphs.storage.generations import Generations, Indexed, Latest
from graphs.storage.overlay import Overlay
from graphs.storage.places import Placed, create_recordings
from graphs.storage.shard_names import stem_of
from graphs.storage.sql_views import create_views
from graphs.storage.store import GraphStore, by_stem

MOST_IN_MEMORY = 16
"""Recordings that changed since the index was written; with more, it is written anew."""

MOST_WITHOUT_FIGURES = 20_000
"""Facts of a graph without a generation of which no figures are made before somebody asks."""

_ATTEMPTS = 5


class _Key(NamedTuple):
    """What the answers depend on; equal keys give equal answers."""

    files: Mapping[str, str]
    marks: Mapping[str, int]
    names_mark: int
    places: tuple[Placed, ...]
    generation: Path | None


class GraphIndex:
    """The facts of a graph as they stand, to be asked in SQL.

    Parameters
    ----------
    store
        The files.
    overlay
        Gives what people changed, as of now.
    cache
        Folder for the index; ``None`` keeps all in memory.
    places
        Gives group and session of the recordings, as of now.
    """

    def __init__(
        self,
        store: GraphStore,
        overlay: Callable[[], Overlay] = Overlay,
        cache: Path | None = None,
        places: Callable[[], Iterable[Placed]] = tuple,
    ) -> None:
        self.store = store
        self._overlay = overlay
        self._generations = Generations(store, cache)
        self._places = places
        self._lock = threading.Lock()
        self._key: _Key | None = None
        self._engine: duckdb.DuckDBPyConnection | None = None
        self._has_problems = False
        self.version = 0
        """Grows whenever there is something new to be seen."""
        self._renamed: tuple[tuple[Path | None, int], set[str]] = ((None, 0), set())

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection to the tables of `graphs.storage.tables`, brought up to date.

        It sees one state of the graph for as long as it is used, and can read no file but the
        index.

        Raises
        ------
        DataError
            The engine cannot hold the facts.
        """
        with self._lock:
            for _ in range(_ATTEMPTS):
                try:
                    return self._current().cursor()
                except duckdb.Error as error:  # a newer generation replaced the one that was chosen
                    problem = error
        message = f"The graph in {self.store.folder} cannot be indexed: {problem}"
        raise DataError(message) from problem

    def problems(self, cursor: duckdb.DuckDBPyConnection) -> list[str]:
        """Return which files could not be read, and why, as of a cursor; the others answer."""
        return problems_of(cursor) if self._has_problems else []

    def compact(self) -> None:
        """Write the index anew, in order, and remove older generations."""
        with self._lock:
            overlay = self._overlay()
            now = _wanted(self.store.files(), overlay)
            self._generations.write(now, overlay, anew=True)

    # up to date -----------------------------------------------------------------------------

    def _current(self) -> duckdb.DuckDBPyConnection:
        overlay, places, files = self._overlay(), tuple(self._places()), self.store.files()
        base = self._generations.latest()
        key = _Key(files, overlay.marks, overlay.names_mark, places, base.path)
        if key == self._key and self._engine is not None:
            return self._engine
        now = _wanted(files, overlay)
        changed, gone = self._difference(now, base, overlay)
        if len(changed) + len(gone) > MOST_IN_MEMORY:
            written = self._generations.write(now, overlay)
            if written is not None:
                base = written
                changed, gone = self._difference(now, base, overlay)
        new = {stem: now[stem].files for stem in sorted(changed)}
        self._engine = self._opened(base.path, new, gone, places, overlay)
        self._key = key._replace(generation=base.path)
        self._has_problems = bool(problems_of(self._engine))
        self.version += 1
        return self._engine

    def _difference(
        self, now: Mapping[str, Indexed], base: Latest, overlay: Overlay
    ) -> tuple[set[str], set[str]]:
        """Return the stems that the index has not or has otherwise, and those that are no more."""
        changed = base.differing(now)
        if base.names_mark != overlay.names_mark:
            key = (base.path, overlay.names_mark)
            if self._renamed[0] != key:
                self._renamed = (key, base.renamed(overlay))
            changed |= self._renamed[1] & set(now)
        return changed, set(base.indexed) - set(now)

    def _opened(
        self,
        generation: Path | None,
        changed: Mapping[str, Files],
        gone: Iterable[str],
        places: Iterable[Placed],
        overlay: Overlay,
    ) -> duckdb.DuckDBPyConnection:
        """Return an engine with the generation and, over it, what changed since."""
        engine = duckdb.connect(
            ":memory:",
            config={"autoinstall_known_extensions": False, "autoload_known_extensions": False},
        )
        engine.execute("CREATE SCHEMA delta; SET schema = 'delta'")
        create_tables(engine)
        least = MOST_WITHOUT_FIGURES if generation is None else 0
        made_before = fill(engine, self.store, changed, overlay, least_rows=least)
        names = [name for name in FILLED if made_before or name not in MADE_BEFORE]
        for name in FILLED.keys() - names:
            engine.execute(f"DROP TABLE {name}")
        engine.execute("SET schema = 'main'")
        hidden = [*changed, *gone]
        if generation is not None:
            path = str(generation).replace("'", "''")
            engine.execute(f"ATTACH '{path}' AS base (READ_ONLY)")
            engine.execute(
                f"CREATE TABLE hidden AS SELECT stem, recording FROM base.{SHARD} "  # noqa: S608
                "WHERE list_contains($stems::VARCHAR[], stem)",
                {"stems": hidden},
            )
        for name in names:
            engine.execute(_view(name, generation is not None, bool(hidden)))
        create_recordings(engine, places)
        create_views(engine, overlay.reviews)
        engine.execute("SET enable_external_access = false")
        engine.execute("SET lock_configuration = true")
        return engine


def _wanted(files: Mapping[str, str], overlay: Overlay) -> dict[str, Indexed]:
    """Return what the index should hold."""
    marks = {stem_of(recording): mark for recording, mark in overlay.marks.items()}
    return {stem: Indexed(mine, marks.get(stem, 0)) for stem, mine in by_stem(files).items()}


def _view(name: str, has_base: bool, has_hidden: bool) -> str:
    """Return the statement for a table of the generation with what changed over it."""
    if not has_base:
        return f"CREATE VIEW {name} AS SELECT * FROM delta.{name}"  # noqa: S608
    if not has_hidden:
        return f"CREATE VIEW {name} AS SELECT * FROM base.{name}"  # noqa: S608
    key = "stem" if name == SHARD else "recording"
    return (
        f"CREATE VIEW {name} AS SELECT * FROM base.{name} "  # noqa: S608
        f"WHERE {key} NOT IN (SELECT {key} FROM hidden WHERE {key} IS NOT NULL) "
        f"UNION ALL SELECT * FROM delta.{name}"
    )
