"""Verbs that list what was labelled: ``facts`` and ``events``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.asked import labelled, open_to_look, say_if_faulty, say_if_stale
from workbench.cli.options import Csv, From, Json, Limit, ProjectDir, Recordings, To
from workbench.cli.output import (
    SOME_FAILED,
    number,
    print_csv,
    print_json,
    print_table,
    say,
    seconds,
    verb,
)

if TYPE_CHECKING:
    from graphs.records import Fact
    from workbench.project import Project

END_OF_TIME_S = 1e9
CSV_COLUMNS = (
    "recording", "group", "session", "subject", "predicate", "object", "start_s", "stop_s",
    "duration_s", "start_frame", "stop_frame", "kind", "confidence", "status", "source", "run",
    "event_id", "fact_id", "evidence",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Put the verbs of this module on the command line."""
    app.command()(facts)
    app.command()(events)


@verb
def facts(
    project: ProjectDir = Path(),
    recording: Recordings = None,
    subject: Annotated[list[str] | None, typer.Option(help="Who does it; may be repeated.")] = None,
    predicate: Annotated[
        list[str] | None,
        typer.Option(help="A behavior, a synonym or a more general word; may be repeated."),
    ] = None,
    object_: Annotated[
        list[str] | None, typer.Option("--object", help="To whom or where; may be repeated.")
    ] = None,
    start_s: From = None,
    stop_s: To = None,
    min_confidence: Annotated[
        float | None, typer.Option(min=0, max=1, help="At least this, 0 to 1.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(help="Only recordings of this group; may be repeated.")
    ] = None,
    session: Annotated[
        list[str] | None, typer.Option(help="Only recordings of this session; may be repeated.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", help="Only facts of this status (rejected...); may be repeated."),
    ] = None,
    csv_: Csv = False,
    limit: Limit = 100,
    json_: Json = False,
) -> int:
    """List facts: who did what to whom, when, and how clear it was."""
    from graphs.filters import FactFilter
    from graphs.records import STANDING

    opened = open_to_look(project)
    asked = labelled(opened, recording, group, session)
    graph = opened.graph()
    say_if_faulty(graph)
    names = graph.names()
    wanted = FactFilter(
        asked, subject, names.meant_predicates(predicate or None), object_,
        _window(start_s, stop_s), min_confidence, None, status or STANDING,
    )  # fmt: skip
    found = graph.records(wanted)
    names.check("subject", subject, asked)
    names.check("object", object_, asked)
    stale = say_if_stale(opened, asked)
    for problem in found.problems:
        say(problem)
    if json_:
        rows = list(_fact_rows(opened, found))
        print_json({"facts": rows, "problems": found.problems, "stale": stale})
    elif csv_:
        rows = [
            row | {"evidence": json.dumps(row["evidence"], sort_keys=True, default=str)}
            for row in _fact_rows(opened, found)
        ]
        print_csv(CSV_COLUMNS, rows)
    else:
        shown = found[: limit or None]
        print_table(
            ["recording", "subject", "behavior", "object", "start s>", "stop s>", "confidence>"],
            [
                (f.recording, f.subject, f.predicate, f.object or "", seconds(f.start_s),
                 seconds(f.stop_s), number(f.confidence))
                for f in shown
            ],
        )  # fmt: skip
        _print_count(len(shown), len(found), "fact")
    return SOME_FAILED if found.problems else 0


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
) -> int:
    """List events: the intervals into which the recordings were cut."""
    if level not in (None, "bout", "episode", "session"):
        message = f"There is no level {level!r}; expected bout, episode or session."
        raise UserError(message)
    opened = open_to_look(project)
    asked = labelled(opened, recording)
    found = opened.graph().graph.events(recording=asked, level=level)
    after, before = _window(start_s, stop_s) or (0.0, END_OF_TIME_S)
    kept = [event for event in found if event.start_s < before and event.stop_s > after]
    stale = say_if_stale(opened, asked)
    for problem in found.problems:
        say(problem)
    columns = ("recording", "event_id", "level", "start_s", "stop_s", "parent", "segmenter")
    if json_:
        print_json({"events": kept, "problems": found.problems, "stale": stale})
    elif csv_:
        print_csv(columns, ({c: getattr(event, c) for c in columns} for event in kept))
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
        _print_count(len(shown), len(kept), "event")
    return SOME_FAILED if found.problems else 0


def _window(start_s: float | None, stop_s: float | None) -> tuple[float, float] | None:
    if start_s is None and stop_s is None:
        return None
    return start_s or 0.0, END_OF_TIME_S if stop_s is None else stop_s


def _print_count(shown: int, total: int, what: str) -> None:
    more = f"; {total - shown} more with --limit 0, or --csv" if total > shown else ""
    typer.echo(f"{counted(total, what)}{more}")


def _fact_rows(project: Project, facts: Iterable[Fact]) -> Iterable[dict[str, Any]]:
    """Yield facts with the columns of `CSV_COLUMNS`; numbers to the microsecond."""
    recordings = {recording.name: recording for recording in project.specs()}
    for fact in facts:
        recording = recordings[fact.recording]
        values = {
            column: getattr(recording if column in ("group", "session") else fact, column)
            for column in CSV_COLUMNS
        }
        values["evidence"] = dict(fact.evidence)
        yield {k: round(v, 6) if isinstance(v, float) else v for k, v in values.items()}
