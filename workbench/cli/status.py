"""The verb ``status``: how far the runs on a project are, from any shell."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import DataError
from graphs.words import counted
from workbench.cli.label_run import label_command
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import (
    SOME_FAILED,
    print_json,
    print_table,
    say,
    stderr_console,
    verb,
)

if TYPE_CHECKING:
    from pipelines.batch.status import Status

EVERY_S = 1.0
_UNWELL = ("died", "silent")


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(status)


@verb
def status(
    project: ProjectDir = Path(),
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until nothing is running any more.")
    ] = False,
    json_: Json = False,
) -> int:
    """Say how far the runs of `workbench label` on a project are: running, finished, or died.

    Shows all that are running, and the last one. Exit code 1 if one of them died or is silent.
    """
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    reports = opened.folder / "reports"
    shown = _shown(reports)
    if follow:
        shown = _followed(reports, shown, quiet=json_)
    if json_:
        print_json({"project": opened.folder, "runs": [_document(one, reports) for one in shown]})
    elif not shown:
        typer.echo(f"{opened.folder}: nothing was labelled here yet.")
    for one in () if json_ else shown:
        _print(one, reports, opened.folder)
    return SOME_FAILED if any(one.health() in _UNWELL for one in shown) else 0


def _shown(reports: Path, before: Sequence[str] = ()) -> list[Status]:
    """Return the runs that are not over, those of `before`, and the last one; the oldest first."""
    from pipelines.batch.status import read_status, runs

    found: list[Status] = []
    folders = runs(reports)
    for folder in folders:
        try:
            one = read_status(folder)
        except FileNotFoundError:  # removed just now
            continue
        except DataError as error:
            say(str(error))
            continue
        is_over = one.ended is not None or one.health() == "died"
        if folder == folders[-1] or one.run in before or not is_over:
            found.append(one)
    return found


def _followed(reports: Path, shown: list[Status], *, quiet: bool) -> list[Status]:
    """Look again and again until nothing is running; return the runs as they are then."""
    from rich.live import Live

    console = stderr_console()
    with Live(console=console, auto_refresh=False) as live:
        while any(one.health() == "running" for one in shown):
            if not quiet:
                live.update("\n".join(_line(one) for one in shown), refresh=True)
            time.sleep(EVERY_S)
            shown = _shown(reports, [one.run for one in shown])
        live.update("", refresh=True)
    return shown


def _document(one: Status, reports: Path) -> dict[str, object]:
    from dataclasses import asdict

    page = reports / one.run / "report.html"
    told = {"health": one.health(), "done": one.done, "report": page if page.is_file() else None}
    return {**asdict(one), **told}


def _print(one: Status, reports: Path, project: Path) -> None:
    from graphs.storage.atomic import this_machine
    from pipelines.batch.report import IN_WORDS

    typer.echo(_line(one))
    typer.echo(f"  {one.command}")
    if one.doing and one.health() == "running":
        now = time.time() if one.machine == this_machine() else one.beat  # clocks may differ
        print_table(
            ["recording", "stage", "of that>", "for>"],
            [
                (doing.recording, doing.stage, f"{doing.share:.0%}" if doing.share else "",
                 _long(now - doing.since))
                for doing in one.doing
            ],
        )  # fmt: skip
    for cause, count in one.causes.items():
        typer.echo(f"  {count} x {cause}: {IN_WORDS[cause]}")
    page = reports / one.run / "report.html"
    if page.is_file():
        typer.echo(f"  report: {page}")
    if one.health() == "died":
        again = label_command(project, one.again)
        typer.echo(f"  It ended without a word. What was done is kept; to go on: {again}")
    elif one.causes and one.ended is not None:
        retry = label_command(project, one.retry or "--retry-failed")
        typer.echo(f"  To label only what was not done: {retry}")


def _line(one: Status) -> str:
    """Return in a line what a run is, how far it is, and how long it will take."""
    states = ", ".join(f"{count} {state}" for state, count in one.states.items())
    far = f"{one.done} of {counted(one.total, 'recording')}{f' ({states})' if states else ''}"
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(one.began))
    what = "labelling" if one.stage == "label" else "describing by the model"
    where = f"process {one.pid} on {one.host}"
    health, last = one.health(), _long(time.time() - one.beat)
    how = {
        "running": f"running, {where}",
        "silent": f"no sign of life for {last}: {where} hangs, is suspended, or its disk is away",
        "died": f"died: {where} is gone since its last sign of life {last} ago",
        "finished": f"finished in {_long((one.ended or one.beat) - one.began)}",
        "stopped": f"stopped after {_long((one.ended or one.beat) - one.began)}"
        + (f" by {one.error}" if one.error else ""),
    }[health]
    left = f", about {_long(one.left_s)} left" if health == "running" and one.left_s else ""
    return f"{what} since {when}: {far}; {how}{left}"


def _long(seconds: float) -> str:
    from pipelines.batch.report import long_in_words

    return long_in_words(max(seconds, 0.0))
