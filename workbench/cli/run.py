"""The verb ``run``: a program about a project, checked and run apart from everything else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import DataError, UserError
from graphs.words import counted
from workbench.cli.asked import open_to_look
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import WRONG_USAGE, print_json, say, verb

if TYPE_CHECKING:
    from workbench.project import Project


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(run)


@verb
def run(
    program: Annotated[
        str, typer.Argument(metavar="PROGRAM", help="A Python file; - reads standard input.")
    ],
    project: ProjectDir = Path(),
    picture: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the pictures of the answer here.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is wrong with the program; run nothing.")
    ] = False,
    version: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME@N",
            help="Use this version of a definition, as an answer names it; may be given again.",
        ),
    ] = None,
    json_: Json = False,
) -> int:
    """Run a program about a project; it sees the project and nothing else of this computer."""
    text, opened = _read(program), open_to_look(project)
    if check:
        return _check(opened, text, json_=json_)
    return _run(opened, text, picture, version or [], json_=json_)


def _check(project: Project, text: str, *, json_: bool) -> int:
    from workbench.sandbox.running import Sandbox

    faults = Sandbox(project).check(text)
    if json_:
        print_json({"faults": faults})
    for fault in faults:
        say(str(fault))
    if not faults and not json_:
        typer.echo("Nothing is wrong with the program, as far as can be seen before it runs.")
    elif faults:
        say(f"workbench: {counted(len(faults), 'fault')}; nothing was run.")
    return WRONG_USAGE if faults else 0


def _run(
    project: Project, text: str, folder: Path | None, versions: list[str], *, json_: bool
) -> int:
    from workbench.ask.asking import Conversation
    from workbench.ask.versions import versions_given
    from workbench.cli.answer_words import print_answer, save_pictures

    answer = Conversation(project).run(text, symbols=versions_given(versions))
    written = [] if folder is None else save_pictures(answer, folder)
    if json_:
        print_json({**answer.to_dict(), "pictures": written})
        return 0
    print_answer(answer, show_program=False)
    for path in written:
        typer.echo(path)
    if answer.figures and folder is None:
        say(f"{counted(len(answer.figures), 'picture')}; keep them with --picture FOLDER.")
    return 0


def _read(program: str) -> str:
    if program == "-":
        return sys.stdin.read()
    try:
        return Path(program).read_text(encoding="utf-8")
    except OSError as error:
        message = f"{program!r} cannot be read: {error.strerror}"
        raise UserError(message) from error
    except UnicodeDecodeError as error:
        message = f"{program!r} is not text in UTF-8."
        raise DataError(message) from error
