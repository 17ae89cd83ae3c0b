"""The verb ``app``: the page, in a browser on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.output import say, verb


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command(name="app")(app_)


@verb
def app_(
    project: Annotated[
        Path | None,
        typer.Argument(metavar="PROJECT", help="Project folder; else chosen on the page."),
    ] = None,
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 7860,
    host: Annotated[
        str, typer.Option(help="Address; others than this machine's own need a password.")
    ] = "127.0.0.1",
    share: Annotated[
        bool, typer.Option("--share", help="Ask for a public link, which needs a password.")
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
) -> None:
    """Open the workbench in the browser: see, ask, correct.

    Only programs of this machine can reach it, unless WORKBENCH_PASSWORD is set and --host or
    --share says otherwise. Ctrl-C ends it; everything is in the project.
    """
    from dataclasses import replace

    from workbench.ui.binding import binding
    from workbench.ui.routes.state import State
    from workbench.ui.server import listening, serve
    from workbench.ui.sharing import public_link

    state = State(binding(host, port, share=share))
    if project is not None:
        state = replace(state, first=state.projects.open(project))
    sock = listening(state.binding)
    bound = sock.getsockname()[1]
    address = f"http://{state.binding.shown}:{bound}/"
    say(f"The workbench is at {address} (Ctrl-C ends it)")
    if share:
        say(f"For others, with the password: {public_link(state.binding.host, bound)}")
    if browser:
        typer.launch(address)
    serve(state, sock)
