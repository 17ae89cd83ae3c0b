"""The verb ``doctor``: what works here, and what to install or mend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graphs.words import counted
from workbench.cli.options import Json
from workbench.cli.output import SOME_FAILED, print_json, print_table, verb


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(doctor)


@verb
def doctor(
    project: Annotated[
        Path | None,
        typer.Option(
            "--project", "-p", metavar="DIR", help="The project folder; this one if it is."
        ),
    ] = None,
    json_: Json = False,
) -> int:
    """Look at the installation and at a project: versions, codecs, space, damaged files."""
    from workbench.doctor import examine
    from workbench.project import is_project, no_project

    if project is not None and not is_project(project):
        raise no_project(project)
    findings = examine(project or Path())
    problems = sum(finding.state == "problem" for finding in findings)
    if json_:
        print_json({"findings": findings, "problems": problems})
    else:
        print_table(
            ["topic", "what", "state", "detail"],
            [(f.topic, f.name, f.state, f.detail) for f in findings],
        )
        typer.echo(f"{counted(problems, 'problem')}." if problems else "No problems found.")
    return SOME_FAILED if problems else 0
