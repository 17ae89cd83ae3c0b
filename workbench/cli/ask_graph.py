"""Verbs that ask the knowledge graph: ``query``, ``sql`` and ``compact``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from graphs.words import counted
from workbench.cli.answer_table import print_answer, print_count
from workbench.cli.asked import label_command, labelled, open_to_look, say_if_faulty, say_if_foreign
from workbench.cli.options import Csv, Json, Limit, ProjectDir
from workbench.cli.output import SOME_FAILED, print_csv, print_json, print_table, say, verb
from workbench.cli.remarks import remarks_on
from workbench.cli.values import as_cell, as_csv, as_json, named_once

if TYPE_CHECKING:
    import pandas as pd

    from graphs.graph import FoundTable
    from workbench.knowledge.graph import Answered, KnowledgeGraph
    from workbench.project import Project

JsonObject = dict[str, object]


def register(app: typer.Typer) -> None:
    """Put the verbs of this module on the command line."""
    app.command(cls=_Query)(query)
    app.command(cls=_Sql)(sql)
    app.command()(compact)


class _Query(TyperCommand):
    """The verb ``query``; its help ends with the grammar."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from graphs.language import EXAMPLES, GRAMMAR, NOTES

        super().format_epilog(ctx, formatter)
        formatter.write("\nExamples:\n")
        for text, what in EXAMPLES:
            formatter.write(f"  {text}\n      {what}\n")
        formatter.write(f"\nGrammar:\n{GRAMMAR}\n{NOTES}\n")


@verb
def query(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Put it into quotes.")],
    project: ProjectDir = Path(),
    csv_: Csv = False,
    limit: Limit = 100,
    json_: Json = False,
) -> int:
    """Ask the knowledge graph: who did what to whom, when, how often, one after the other."""
    opened = open_to_look(project)
    say_if_nothing_labelled(opened)
    graph = opened.graph()
    say_if_faulty(graph)
    answered = graph.query(question)
    table = in_seconds(answered.table)
    if json_:
        print_json(query_document(graph, answered, table))
    elif csv_:
        rows = _rows(table)
        print_csv(list(table.columns), [{n: as_csv(v) for n, v in row.items()} for row in rows])
    else:
        typer.echo(f"Understood: {answered.parsed.text}")
        print_answer(answered, table, limit)
        for remark in remarks_on(graph, answered):
            typer.echo(remark)
    return _said(answered.problems)


def query_document(graph: KnowledgeGraph, answered: Answered, table: pd.DataFrame) -> JsonObject:
    """Return an answer as ``query --json`` prints it; `table` is of `in_seconds`."""
    return {
        "understood": answered.parsed.text,
        "measure": answered.parsed.measure,
        "answer": _rows(table),
        "remarks": remarks_on(graph, answered),
        "problems": answered.problems,
    }


def say_if_nothing_labelled(project: Project) -> None:
    """Say how to label, if nothing is, and which recordings are left out."""
    if not labelled(project):
        say(f"Nothing is labelled yet; run: {label_command(project)}")


def _said(problems: Sequence[str]) -> int:
    for problem in problems:
        say(problem)
    return SOME_FAILED if problems else 0


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    rows = table.itertuples(index=False, name=None)
    return [dict(zip(table.columns, row, strict=True)) for row in rows]


def in_seconds(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with times in seconds in the place of microseconds."""
    names = {f"{end}_us": f"{end}_s" for end in ("start", "stop") if f"{end}_us" in table}
    return table.assign(**{name: table[name] / 1e6 for name in names}).rename(columns=names)


class _Sql(TyperCommand):
    """The verb ``sql``; its help ends with the views."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from graphs.storage.sql_views import VIEWS

        super().format_epilog(ctx, formatter)
        formatter.write("\nViews:\n")
        for view in VIEWS:
            formatter.write(f"  {view.name}: {view.what}\n")
            for column, what in view.columns.items():
                formatter.write(f"    {column}: {what}\n")


@verb
def sql(
    statement: Annotated[
        str, typer.Argument(metavar="SELECT", help="One statement that reads, in quotes.")
    ],
    project: ProjectDir = Path(),
    csv_: Csv = False,
    limit: Limit = 100,
    json_: Json = False,
) -> int:
    """Ask the knowledge graph in SQL (DuckDB), read-only; no file can be read or written."""
    opened = open_to_look(project)
    say_if_foreign(opened)
    found = opened.graph().sql(statement)
    columns = named_once(found.table.column_names)
    table = found.table.rename_columns(columns)
    if json_:
        print_json(sql_document(found))
    elif csv_:
        print_csv(columns, [{n: as_csv(v) for n, v in row.items()} for row in table.to_pylist()])
    else:
        shown = (table.slice(0, limit) if limit else table).to_pylist()
        values = [list(row.values()) for row in shown]
        print_table(_sql_headings(columns, values), [list(map(as_cell, row)) for row in values])
        print_count(len(shown), len(table))
    return _said(found.problems)


def sql_document(found: FoundTable, first: int = 0, most: int | None = None) -> JsonObject:
    """Return an answer in SQL as ``sql --json`` prints it, from a row on, so many rows at most."""
    table = found.table.rename_columns(named_once(found.table.column_names)).slice(first, most)
    rows = [{n: as_json(v) for n, v in row.items()} for row in table.to_pylist()]
    return {"answer": rows, "problems": found.problems}


def _sql_headings(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the columns, those that hold numbers aligned to the right."""
    numbers = {
        i
        for row in rows
        for i, value in enumerate(row)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    }
    return [f"{name}>" if i in numbers else name for i, name in enumerate(columns)]


@verb
def compact(project: ProjectDir = Path(), json_: Json = False) -> int:
    """Bring the graph's files up to date, clear away what killed runs left, rebuild the index."""
    opened = open_to_look(project)
    done = opened.graph().compact()
    if json_:
        print_json({"project": opened.folder, "done": done, "problems": done.problems})
        return SOME_FAILED if done.problems else 0
    named = f": {', '.join(done.upgraded)}" if done.upgraded else ""
    typer.echo(f"{counted(len(done.upgraded), 'file')} brought up to date{named}")
    named = f": {', '.join(done.removed)}" if done.removed else ""
    typer.echo(f"{counted(len(done.removed), 'leftover')} cleared away{named}")
    held = f"{counted(done.facts, 'fact')} of {counted(done.recordings, 'recording')}"
    if done.rebuilt:
        typer.echo(f"Index rebuilt: {held}")
    else:
        folder = opened.cache_folder
        say(f"The index could not be written to {folder} and answers come from memory: {held}")
    return _said(done.problems)
