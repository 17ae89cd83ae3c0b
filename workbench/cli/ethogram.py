"""The verbs ``ethogram show|check|set``: the behaviors of a project as a text that people edit."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import SOME_FAILED, print_json, say, verb

group = typer.Typer(
    help="The project's ethogram.toml: show, check, set.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[str, typer.Argument(metavar="FILE", help="A TOML file; - reads standard input.")]


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    for name, command in _VERBS.items():
        group.command(name=name)(command)
    app.add_typer(group, name="ethogram")


@verb
def show(project: ProjectDir = Path(), json_: Json = False) -> None:
    """Print the ethogram of a project as it is written; with --json also its hash."""
    from workbench.ethogram_edit import ethogram_as_written, text_hash
    from workbench.project import open_project

    text = ethogram_as_written(open_project(project, check_files=False))
    if json_:
        print_json({"text": text, "hash": text_hash(text)})
    else:
        typer.echo(text, nl=False)


@verb
def check(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="A TOML file; - reads standard input. Its own."),
    ] = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> int:
    """Check an ethogram for a project: its entries, its rules, its functions."""
    from workbench.ethogram_edit import check_ethogram, ethogram_as_written, in_words
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    text = ethogram_as_written(opened) if file is None else _text(file)
    checked = check_ethogram(opened, text)
    if json_:
        print_json(checked_json(checked))
    else:
        for fault in checked.faults:
            typer.echo(in_words(fault))
        for note in checked.notes:
            say(note)
        faults = counted(len(checked.faults), "fault") if checked.faults else "no fault"
        typer.echo(f"{counted(len(checked.behaviors), 'behavior')}, {faults}")
    return SOME_FAILED if checked.faults else 0


@verb
def set_(
    file: File,
    if_hash: Annotated[
        str | None,
        typer.Option(
            "--if-hash",
            metavar="HASH",
            help="Only if the ethogram is still the one of this hash; `show --json` tells it.",
        ),
    ] = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Write the ethogram of a project, if nothing is wrong with it.

    What was labelled stays as it is until it is labelled again: workbench label does that.
    """
    from workbench.ethogram_edit import save_ethogram
    from workbench.project import open_project

    done = save_ethogram(open_project(project, check_files=False), _text(file), if_hash)
    if json_:
        print_json(asdict(done))
        return
    typer.echo(done.in_words())
    for name in done.label_again:
        typer.echo(f"  {name}")


def checked_json(checked: Any) -> dict[str, Any]:
    """Return what came of checking for ``--json``."""
    return {
        "behaviors": list(checked.behaviors),
        "faults": [fault._asdict() for fault in checked.faults],
        "notes": list(checked.notes),
    }


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} cannot be read: {error}. Expected a TOML file in UTF-8."
        raise UserError(message) from None


_VERBS: dict[str, Callable[..., None]] = {"show": show, "check": check, "set": set_}
