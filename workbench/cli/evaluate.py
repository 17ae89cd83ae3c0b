"""The verb ``evaluate describer``: how well the project's model sees what people labelled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graphs.words import counted
from workbench.cli.options import Json, ProjectDir, Recordings
from workbench.cli.output import print_json, progress_bar, say, verb

group = typer.Typer(
    help="How good something is, on recordings that people labelled.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    group.callback()(_evaluate)
    group.command(name="describer")(describer)
    app.add_typer(group, name="evaluate")


def _evaluate() -> None:
    """How good something is, on recordings that people labelled."""


@verb
def describer(
    recording: Recordings = None,
    project: ProjectDir = Path(),
    clips: Annotated[
        int | None, typer.Option(min=1, help="Clips at most, spread over all recordings.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of what is drawn.")] = 0,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say how many calls it takes; nothing is sent.")
    ] = False,
    budget: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="The most for the model: '200 calls'.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the report as pdf, png or svg.")
    ] = None,
    json_: Json = False,
) -> int:
    """Ask the model about clips of which people said what happens, and score its answers.

    Counting, whose behavior it is, which behavior, when, and whether it keeps to its answer; close
    up and in the whole frame, beside always giving the most common answer.
    """
    from pipelines.evaluate.describer.picture import save_report
    from pipelines.evaluate.describer.run import SuiteSettings
    from pipelines.models.budget import Budget
    from workbench.describing import ModelWork
    from workbench.evaluating import Examination
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    specs = [opened.spec(name) for name in recording] if recording else opened.specs()
    work = ModelWork(opened, Budget.parse(budget) if budget else None)
    examination, settings = Examination(work, specs, clips), SuiteSettings(seed=seed)
    planned = examination.plan(settings)
    if estimate:
        told = {"clips": len(examination.clips), "calls": planned.calls}
        if json_:
            print_json(told)
        else:
            typer.echo(f"{counted(told['clips'], 'clip')}: {counted(told['calls'], 'call')}")
        return 0
    with progress_bar() as bar:
        task = bar.add_task(work.model.identity.name, total=planned.calls, done=0)
        report = examination.run(
            settings, lambda done, _total: bar.update(task, completed=done, done=done)
        )
    if picture is not None:
        save_report(report, picture)
        say(f"drawn: {picture}")
    if json_:
        print_json(report.to_dict())
    else:
        typer.echo(report.text())
    return 0
