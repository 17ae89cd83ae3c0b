"""Verbs that look at what was labelled: ``facts``, ``events`` and ``show``."""

from __future__ import annotations

import csv
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from workbench.cli.options import Csv, From, Json, Limit, ProjectDir, Recordings, To
from workbench.cli.output import print_json, print_table, say, seconds, share, verb

if TYPE_CHECKING:
    import pandas as pd

    from graphs.ethogram import Ethogram
    from graphs.records import Fact
    from workbench.project import Project

END_OF_TIME_S = 1e9
CSV_COLUMNS = (
    "recording", "subject", "predicate", "object", "start_s", "stop_s", "duration_s", "start_frame",
    "stop_frame", "kind", "confidence", "status", "source", "run", "event_id", "fact_id",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Put the verbs of this module on the command line."""
    app.command()(facts)
    app.command()(events)
    app.command()(show)


@verb
def facts(
    project: ProjectDir = Path(),
    recording: Recordings = None,
    subject: Annotated[list[str] | None, typer.Option(help="Who does it; may be repeated.")] = None,
    predicate: Annotated[
        list[str] | None, typer.Option(help="A behavior or a synonym; may be repeated.")
    ] = None,
    object_: Annotated[
        list[str] | None, typer.Option("--object", help="To whom or where; may be repeated.")
    ] = None,
    start_s: From = None,
    stop_s: To = None,
    min_confidence: Annotated[float | None, typer.Option(help="At least this, 0 to 1.")] = None,
    csv_: Csv = False,
    limit: Limit = 100,
    json_: Json = False,
) -> None:
    """List facts: who did what to whom, when, and how clear it was."""
    opened = _open(project)
    found = opened.store().facts(
        recording=recording,
        subject=subject,
        predicate=[_behavior(word, opened.ethogram()) for word in predicate] if predicate else None,
        object=object_,
        between=_window(start_s, stop_s),
        min_confidence=min_confidence,
    )
    for problem in found.problems:
        say(problem)
    if json_:
        rows = [_fact_row(fact) | {"evidence": dict(fact.evidence)} for fact in found]
        print_json({"facts": rows, "problems": found.problems})
    elif csv_:
        _print_csv(CSV_COLUMNS, (_fact_row(fact) for fact in found))
    else:
        shown = found[: limit or None]
        print_table(
            ["recording", "subject", "predicate", "object", "start s>", "stop s>", "confidence>"],
            [
                (f.recording, f.subject, f.predicate, f.object or "", seconds(f.start_s),
                 seconds(f.stop_s), f"{f.confidence:.2f}")
                for f in shown
            ],
        )  # fmt: skip
        _print_count(len(shown), len(found), "facts")


@verb
def events(
    project: ProjectDir = Path(),
    recording: Recordings = None,
    level: Annotated[str | None, typer.Option(help="bout, episode or session.")] = None,
    start_s: From = None,
    stop_s: To = None,
    csv_: Csv = False,
    limit: Limit = 100,
    json_: Json = False,
) -> None:
    """List events: the intervals into which the recordings were cut."""
    if level not in (None, "bout", "episode", "session"):
        message = f"There is no level {level!r}; expected bout, episode or session."
        raise UserError(message)
    found = _open(project).store().events(recording=recording, level=level)
    after, before = _window(start_s, stop_s) or (0.0, END_OF_TIME_S)
    kept = [event for event in found if event.start_s < before and event.stop_s > after]
    for problem in found.problems:
        say(problem)
    columns = ("recording", "event_id", "level", "start_s", "stop_s", "parent", "segmenter")
    if json_:
        print_json({"events": kept, "problems": found.problems})
    elif csv_:
        _print_csv(columns, ({c: getattr(event, c) for c in columns} for event in kept))
    else:
        shown = kept[: limit or None]
        print_table(
            ["recording", "event", "level", "start s>", "stop s>", "length s>", "part of"],
            [
                (e.recording, e.event_id, e.level, seconds(e.start_s), seconds(e.stop_s),
                 seconds(e.duration_s), e.parent or "")
                for e in shown
            ],
        )  # fmt: skip
        _print_count(len(shown), len(kept), "events")


@verb
def show(
    recording: Annotated[str, typer.Argument(metavar="RECORDING")],
    project: ProjectDir = Path(),
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write pictures; none without it.")
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="png or svg; may be repeated.")
    ] = None,
    event: Annotated[
        str | None, typer.Option(help="Event whose scene graph is drawn, such as bout-0003.")
    ] = None,
    json_: Json = False,
) -> None:
    """Show one recording: time budget and remarks, and with --pictures also figures."""
    opened = _open(project)
    graph = opened.store().read(recording)
    from graphs.budget import time_budget

    budget = time_budget(graph.facts, graph.assessed)
    written = (
        write_pictures(opened, recording, pictures, formats or ["png"], event) if pictures else []
    )
    if json_:
        print_json(
            {"recording": recording, "budget": budget.to_dict("records"),
             "notes": dict(graph.notes), "run": graph.run, "events": len(graph.events),
             "facts": len(graph.facts), "pictures": written}
        )  # fmt: skip
        return
    print_budget(budget, f"Time budget of {recording}")
    for warning in _warnings(graph.notes):
        say(f"{recording}: {warning}")
    for path in written:
        typer.echo(path)
    if pictures is None:
        here = shlex.join(["workbench", "show", recording, "-p", str(project), "--pictures", "."])
        say(f"For pictures: {here}")


def print_budget(budget: pd.DataFrame, title: str) -> None:
    """Print a time budget; behaviors that were looked for and never seen are named below it."""
    seen = budget[budget["count"] > 0].sort_values(
        ["subject", "total_s", "count"], ascending=[True, False, False], kind="stable"
    )
    print_table(
        ["subject", "behavior", "object", "count>", "seconds>", "of assessed s>", "share>"],
        [
            (row["subject"], row["predicate"], row["object"] or "", row["count"],
             "" if row["kind"] == "point" else seconds(row["total_s"]), seconds(row["assessed_s"]),
             "" if row["kind"] == "point" else share(row["fraction"]))
            for row in seen.to_dict("records")
        ],
        title=title,
    )  # fmt: skip
    unseen = sorted(set(budget["predicate"]) - set(seen["predicate"]))
    if unseen:
        typer.echo(f"Looked for and not seen: {', '.join(unseen)}.")


def write_pictures(
    project: Project, recording: str, folder: Path, formats: Sequence[str], event: str | None = None
) -> list[Path]:
    """Write the figures of a recording and return their paths."""
    from workbench.plots.report import write_report

    written = write_report(project, recording, folder, formats=formats, event_id=event)
    for problem in written.problems:
        say(problem)
    return written


def _open(folder: Path) -> Project:
    from workbench.project import open_project

    return open_project(folder, check_files=False)


def _behavior(word: str, ethogram: Ethogram) -> str:
    """Return the name of a behavior; a word that the ethogram does not know stays as it is."""
    try:
        return ethogram[word].name
    except UserError as error:
        say(str(error))  # facts may have been imported under other names
        return word


def _window(start_s: float | None, stop_s: float | None) -> tuple[float, float] | None:
    if start_s is None and stop_s is None:
        return None
    return start_s or 0.0, END_OF_TIME_S if stop_s is None else stop_s


def _print_csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _print_count(shown: int, total: int, what: str) -> None:
    more = f"; {total - shown} more with --limit 0, or --csv" if total > shown else ""
    typer.echo(f"{total} {what}{more}")


def _fact_row(fact: Fact) -> dict[str, Any]:
    """Return a fact with the columns of `CSV_COLUMNS`; numbers to the microsecond."""
    values = {column: getattr(fact, column) for column in CSV_COLUMNS}
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in values.items()}


def _warnings(notes: Any) -> list[str]:
    warnings = notes.get("warnings")
    return [str(text) for text in warnings] if isinstance(warnings, list) else []
