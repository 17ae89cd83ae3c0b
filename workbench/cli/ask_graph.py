"""Verbs that ask the knowledge graph: ``query``, ``sql`` and ``compact``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from graphs.words import counted
from workbench.cli.asked import label_command, labelled, open_to_look
from workbench.cli.options import Csv, Json, Limit, ProjectDir
from workbench.cli.output import (
    SOME_FAILED,
    number,
    print_csv,
    print_json,
    print_table,
    say,
    seconds,
    share,
    verb,
)
from workbench.cli.values import as_cell, as_csv, as_json, named_once

if TYPE_CHECKING:
    import pandas as pd

    from graphs.language.keywords import Measure
    from workbench.knowledge.graph import Answered
    from workbench.project import Project

_FORMATS = {
    "start_s": seconds, "stop_s": seconds, "bin_start_s": seconds, "total_s": number,
    "mean_s": number, "assessed_s": number, "outside_s": number, "latency_s": number,
    "rate_per_min": number, "confidence": number, "fraction": share,
}  # fmt: skip
_HEADINGS = {"rate_per_min": "per min", "bin_start_s": "from s", "next_predicate": "next"}
_FACT = ("recording", "subject", "predicate", "object", "start_s", "stop_s", "confidence")
_FIGURES: Mapping[Measure, Sequence[str]] = {
    "count": ("count", "assessed_s"),
    "duration": ("total_s", "assessed_s"),
    "fraction": ("fraction", "total_s", "assessed_s"),
    "rate": ("rate_per_min", "count", "assessed_s"),
    "budget": (
        "count", "total_s", "mean_s", "latency_s", "rate_per_min", "fraction", "assessed_s",
    ),
}  # fmt: skip
"""What a person sees of an answer besides its keys, the asked for first; the rest is in --csv."""
_NO_KEYS = ("kind", "outside_s")


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
    answered = opened.graph().query(question)
    table = _in_seconds(answered.table)
    if json_:
        print_json(
            {"understood": answered.parsed.text, "measure": answered.parsed.measure,
             "answer": _rows(table), "problems": answered.problems}
        )  # fmt: skip
    elif csv_:
        rows = _rows(table)
        print_csv(list(table.columns), [{n: as_csv(v) for n, v in row.items()} for row in rows])
    else:
        typer.echo(f"Understood: {answered.parsed.text}")
        _print_answer(answered, table, limit)
    return _said(answered.problems)


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


def _in_seconds(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with times in seconds in the place of microseconds."""
    names = {f"{end}_us": f"{end}_s" for end in ("start", "stop") if f"{end}_us" in table}
    return table.assign(**{name: table[name] / 1e6 for name in names}).rename(columns=names)


def _print_answer(answered: Answered, table: pd.DataFrame, limit: int) -> None:
    measure = answered.parsed.measure
    rows = table[table["count"] > 0] if measure == "budget" else table
    columns = _shown_columns(rows, measure)
    shown = rows.head(limit) if limit else rows
    print_table(
        [_heading(name) for name in columns],
        [[_cell(n, v) for n, v in zip(columns, row, strict=True)]
         for row in shown[columns].itertuples(index=False, name=None)],
    )  # fmt: skip
    _print_count(len(shown), len(rows))
    bouts = answered.bouts
    if bouts is not None and len(bouts):
        typer.echo(f"{bouts.total_s} in {counted(len(bouts), 'bout')}")
    if measure == "budget":
        unseen = sorted(set(table["predicate"]) - set(rows["predicate"]))
        if unseen:
            typer.echo(f"Looked for and not seen: {', '.join(unseen)}.")
    if "outside_s" in columns:
        typer.echo("Outside: seconds that were not assessed; they are in the total, no share.")
    elif "assessed_s" in columns and (shown["assessed_s"] == 0).any():
        typer.echo("Where 0 s were assessed, nobody looked: a share or a rate is unknown (-).")


def _shown_columns(table: pd.DataFrame, measure: Measure) -> list[str]:
    """Return the columns that a person wants to see: keys, and what is asked for."""
    columns = list(table.columns)
    if measure == "list":
        further = [n for n in ("status", "source") if n in table and table[n].nunique() > 1]
        if "status" in table and "status" not in further and (table["status"] != "asserted").any():
            further.insert(0, "status")
        return [*(name for name in _FACT if name in columns), *further]
    if measure not in _FIGURES:
        return columns
    keys = [n for n in columns[: columns.index("count")] if n not in _NO_KEYS]
    outside = ["outside_s"] if "outside_s" in table and (table["outside_s"] > 0).any() else []
    return [*keys, *_FIGURES[measure], *outside]


def _heading(name: str) -> str:
    words = _HEADINGS.get(name, name.removesuffix("_s") + " s" if name.endswith("_s") else name)
    return f"{words}>" if name in _FORMATS or name == "count" else words


def _cell(name: str, value: object) -> str:
    if name in _FORMATS and isinstance(value, float):
        return _FORMATS[name](value)
    return as_cell(value)


def _print_count(shown: int, total: int) -> None:
    more = f"; {total - shown} more with --limit 0, or --csv" if total > shown else ""
    typer.echo(f"{counted(total, 'row')}{more}")


class _Sql(TyperCommand):
    """The verb ``sql``; its help ends with the views."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from graphs.sql_views import VIEWS

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
    found = open_to_look(project).graph().sql(statement)
    columns = named_once(found.table.column_names)
    table = found.table.rename_columns(columns)
    if json_:
        rows = [{n: as_json(v) for n, v in row.items()} for row in table.to_pylist()]
        print_json({"answer": rows, "problems": found.problems})
    elif csv_:
        print_csv(columns, [{n: as_csv(v) for n, v in row.items()} for row in table.to_pylist()])
    else:
        shown = (table.slice(0, limit) if limit else table).to_pylist()
        values = [list(row.values()) for row in shown]
        print_table(_sql_headings(columns, values), [list(map(as_cell, row)) for row in values])
        _print_count(len(shown), len(table))
    return _said(found.problems)


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
