"""The verb ``doctor``: what works here, and what to install or mend."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import SOME_FAILED, print_json, print_table, verb


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(doctor)


@verb
def doctor(project: ProjectDir = Path(), json_: Json = False) -> int:
    """Look at the installation and at a project: versions, codecs, space, damaged files."""
    from workbench.doctor import examine

    findings = examine(project)
    problems = sum(finding.state == "problem" for finding in findings)
    if json_:
        print_json({"findings": findings, "problems": problems})
    else:
        print_table(
            ["topic", "what", "state", "detail"],
            [(f.topic, f.name, f.state, f.detail) for f in findings],
        )
        typer.echo(f"{problems} problem(s)" if problems else "No problems found.")
    return SOME_FAILED if problems else 0
