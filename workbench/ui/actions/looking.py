"""Asking the graph in its own language, in SQL and in plain words, and pictures of a recording."""

from __future__ import annotations

from dataclasses import asdict, dataclass, is_dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from graphs.words import counted
from workbench.ui.actions.contract import (
    Action,
    Done,
    LongAction,
    Report,
    Words,
    called,
    option,
)

if TYPE_CHECKING:
    from workbench.project import Project

PAGE = 200
"""Rows of an answer that are sent at once."""


@dataclass(frozen=True, slots=True)
class Query(Action):
    """Ask in the query language.

    Parameters
    ----------
    question
        ``mouse_1 chase mouse_2``.
    first
        Rows of the answer before those that are sent; the command prints all.
    """

    name: ClassVar[str] = "query"
    question: str
    first: int = 0

    def words(self) -> Words:
        """Return ``query``."""
        return Words(("query",), (self.question,))

    def python(self) -> str:
        """Return the call."""
        return f"project.graph().query({self.question!r}).table"

    def do(self, project: Project) -> Done:
        """Ask it."""
        from workbench.cli.ask_graph import in_seconds, query_document

        graph = project.graph()
        answered = graph.query(self.question)
        table = in_seconds(answered.table)
        document = query_document(graph, answered, table)
        rows: Any = document["answer"]
        shown = {"answer": rows[self.first : self.first + PAGE], "columns": list(table.columns)}
        data = document | shown | {"total": len(rows), "first": self.first}
        return Done(f"Understood: {answered.parsed.text}. {counted(len(rows), 'row')}.", data)


@dataclass(frozen=True, slots=True)
class Sql(Action):
    """Ask in SQL.

    Parameters
    ----------
    statement
        One that reads.
    first
        As of `Query`.
    """

    name: ClassVar[str] = "sql"
    statement: str
    first: int = 0

    def words(self) -> Words:
        """Return ``sql``."""
        return Words(("sql",), (self.statement,))

    def python(self) -> str:
        """Return the call."""
        return f"project.graph().sql({self.statement!r}).table"

    def do(self, project: Project) -> Done:
        """Ask it."""
        from workbench.cli.ask_graph import sql_document
        from workbench.cli.values import named_once

        found = project.graph().sql(self.statement)
        data = sql_document(found, self.first, PAGE) | {
            "columns": named_once(found.table.column_names),
            "total": len(found.table),
            "first": self.first,
        }
        return Done(f"{counted(len(found.table), 'row')}.", data)


@dataclass(frozen=True, slots=True)
class Search(Action):
    """Find events by plain words.

    Parameters
    ----------
    question
        Any words.
    recording
        Only in this one; in all if empty.
    k
        How many events.
    related
        Follow the graph from the names in the question.
    """

    name: ClassVar[str] = "search"
    question: str
    recording: str = ""
    k: int = 10
    related: bool = False

    def words(self) -> Words:
        """Return ``search``."""
        options = (
            f"-k{self.k}", "--explain", *option("--recording", self.recording or None),
            *option("--related", self.related),
        )  # fmt: skip
        return Words(("search",), (self.question,), options)

    def python(self) -> str:
        """Return the call."""
        options = {"recording": self.recording or None, "related": self.related or None}
        return f"project.graph().search({called(self.question, self.k, **options)}).hits"

    def do(self, project: Project) -> Done:
        """Search."""
        from workbench.cli.search import search_document

        found = project.graph().search(
            self.question, self.k, recording=self.recording or None, related=self.related
        )
        document = _plain(search_document(self.question, found, explain=True))
        return Done(f"{counted(len(document['hits']), 'event')} found.", document)


def _plain(value: Any) -> Any:
    """Return a document with records as objects, as ``--json`` has them."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Pictures(LongAction):
    """Write the pictures of a recording: time budget, ethogram, paths, scene graph of an event.

    Parameters
    ----------
    recording
        Its name.
    folder
        Where to.
    formats
        ``png``, ``svg``, ``pdf``.
    event
        Whose scene graph; that of the bout with most different facts if empty.
    """

    name: ClassVar[str] = "show.pictures"
    recording: str
    folder: str
    formats: tuple[str, ...] = ("png",)
    event: str = ""

    def words(self) -> Words:
        """Return ``show``."""
        options = (
            f"--pictures={self.folder}", *(f"--format={one}" for one in self.formats),
            *option("--event", self.event or None),
        )  # fmt: skip
        return Words(("show",), (self.recording,), options)

    def python(self) -> str:
        """Return the call."""
        given = f", event_id={self.event!r}" if self.event else ""
        return (
            f"workbench.plots.report.write_report(project, {self.recording!r}, "
            f"Path({self.folder!r}), {list(self.formats)}{given})"
        )

    def run(self, project: Project, report: Report) -> Done:
        """Write them."""
        from workbench.plots.report import write_report
        from workbench.ui.places import whole_path

        folder = whole_path(self.folder)
        report.progress(0.0, f"drawing {self.recording}")
        written = write_report(project, self.recording, folder, self.formats, self.event or None)
        message = f"{counted(len(written), 'picture')} written to {folder}."
        data = {"recording": self.recording, "pictures": list(written)}
        return Done(" ".join((message, *written.problems)), data)
