"""The verbs ``evaluate describer|probes``: how well the project's model sees what is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.evaluate_probes import probes
from workbench.cli.evaluate_words import counting, print_cost
from workbench.cli.options import Json, ProjectDir, Recordings
from workbench.cli.output import print_json, say, verb

group = typer.Typer(
    help="How good something is, on recordings that people labelled.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    group.callback()(_evaluate)
    group.command(name="describer")(describer)
    group.command(name="probes")(probes)
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
        bool, typer.Option("--estimate", help="Say what it would cost; nothing is sent.")
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
    from pipelines.evaluate.picture_file import check_picture
    from pipelines.models.budget import Budget
    from workbench.describing import ModelWork
    from workbench.evaluating import Examination
    from workbench.project import open_project

    if picture is not None:
        check_picture(picture)
    opened = open_project(project, check_files=False)
    specs = [opened.spec(name) for name in recording] if recording else opened.specs()
    work = ModelWork(opened, Budget.parse(budget) if budget else None)
    examination, settings = Examination(work, specs, clips), SuiteSettings(seed=seed)
    planned = examination.plan(settings)
    with counting(work.model.identity.name, planned.calls) as progress:
        if estimate:
            found = examination.estimate(planned, progress)
        else:
            report = examination.run(settings, progress)
    if estimate:
        print_cost(found, work, {"clips": len(examination.clips)}, json_=json_)
        return 0
    if picture is not None:
        save_report(report, picture)
        say(f"drawn: {picture}")
    if json_:
        print_json(report.to_dict())
    else:
        typer.echo(report.text())
    return 0
