"""The verb ``playable``: a copy of a video that a browser plays."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, progress_bar, verb


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(playable)


@verb
def playable(
    recording: Annotated[str, typer.Argument(metavar="RECORDING", help="Which video.")],
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Make a copy of a video that browsers play, in the project's cache, if they do not play it.

    The video stays as it is; the copy has the same times and is at most 720 pixels high.
    """
    from workbench.project import open_project
    from workbench.ui.playable import make_playable

    opened = open_project(project, check_files=False)
    with progress_bar() as bar:
        task = bar.add_task(recording, total=100, done=0)
        path = make_playable(
            opened,
            recording,
            lambda share: bar.update(task, completed=100 * share, done=round(100 * share)),
        )
    if json_:
        print_json({"path": path})
    else:
        typer.echo(f"Browsers play the video of {recording}: {path}")
