"""The verbs ``memory list|show|write|edit|history|forget|restore|why|export|import``."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.asked import open_to_look
from workbench.cli.memory_words import (
    edited_in_editor,
    print_history,
    print_listed,
    print_made,
    print_symbol,
    print_why,
    symbol_json,
)
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, print_table, say, this_command, verb

if TYPE_CHECKING:
    from workbench.memory.carry import OnConflict
    from workbench.memory.store import Memory
    from workbench.memory.symbols import Kind

group = typer.Typer(
    help="What the project remembers: list, show, write, edit, forget, carry over.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Of a symbol; quote it if it has spaces.")
]
Text = Annotated[
    str | None, typer.Option("--text", "-t", help="What it says, in your words; - reads it.")
]
ProgramFile = Annotated[
    Path | None, typer.Option("--program", metavar="FILE", help="The program that it stands for.")
]
Pinned = Annotated[
    bool | None, typer.Option("--pin/--no-pin", help="Whether it is never archived.")
]


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    group.callback()(_list_without_a_verb)
    for name, command in _VERBS.items():
        group.command(name=name)(command)
    app.add_typer(group, name="memory")


def _list_without_a_verb(
    context: typer.Context, project: ProjectDir = Path(), json_: Json = False
) -> None:
    """List what the project remembers; the verbs show, write, edit, forget and carry over."""
    if context.invoked_subcommand is None:
        list_all(project=project, json_=json_)


def memory_of(folder: Path) -> Memory:
    """Return the memory of the project in a folder."""
    from workbench.memory.store import MEMORY_FOLDER, Memory

    return Memory(open_to_look(folder).folder / MEMORY_FOLDER)


@verb
def list_all(
    project: ProjectDir = Path(),
    kind: Annotated[str | None, typer.Option(help="Only of this kind: definition, zone...")] = None,
    archived: Annotated[
        bool, typer.Option("--archived", help="Also what was not used for long.")
    ] = False,
    forgotten: Annotated[
        bool, typer.Option("--forgotten", help="Only what was forgotten.")
    ] = False,
    json_: Json = False,
) -> int:
    """List what has a name, and how well it is remembered."""
    wanted = None if kind is None else _kind(kind)
    return print_listed(memory_of(project), wanted, archived, forgotten, json_)


@verb
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="NAME, or NAME@2 for a version.")],
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Show a symbol to the letter."""
    from workbench.memory.names import split_version

    memory = memory_of(project)
    print_symbol(memory, memory.read(*split_version(name)), json_)


@verb
def write(
    name: Name,
    text: Text = None,
    program: ProgramFile = None,
    kind: Annotated[
        str,
        typer.Option(help="behavior, definition, result, zone, preference, correction, program."),
    ] = "definition",
    pinned: Pinned = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Give a name to something; of a name that is there, this is the next version."""
    memory = memory_of(project)
    made = memory.write(
        name,
        _read(text) or "",
        program=_program(program) or "",
        kind=_kind(kind),
        pinned=pinned,
        origin="the command line",
    )
    print_made(made, json_)


@verb
def edit(
    name: Name,
    text: Text = None,
    program: ProgramFile = None,
    pinned: Pinned = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Change a symbol, which makes its next version; without options, in the editor of EDITOR."""
    memory = memory_of(project)
    before = memory.read(name)
    if text is None and program is None and pinned is None:
        after = edited_in_editor(memory, before)
    else:
        after = memory.edit(name, text=_read(text), program=_program(program), pinned=pinned)
    if after.version == before.version:
        say("Nothing was changed.")
    print_made(after, json_)


@verb
def history(name: Name, project: ProjectDir = Path(), json_: Json = False) -> None:
    """List all versions of a symbol, oldest first."""
    print_history(memory_of(project).history(name), json_)


@verb
def forget(name: Name, project: ProjectDir = Path(), json_: Json = False) -> None:
    """Take a symbol out of use; nothing of it is deleted."""
    memory = memory_of(project)
    gone = memory.forget(name)
    if json_:
        print_json({"forgotten": gone.name, "version": gone.version})
        return
    words = shlex.join(["memory", "restore", gone.name, "-p", str(memory.folder.parent)])
    typer.echo(f"forgot <{gone.name}>; to bring it back: {this_command()} {words}")


@verb
def restore(name: Name, project: ProjectDir = Path(), json_: Json = False) -> None:
    """Bring back what was forgotten or archived."""
    print_made(memory_of(project).restore(name), json_)


@verb
def why(name: Name, project: ProjectDir = Path(), json_: Json = False) -> None:
    """Say where a symbol comes from, and which answers used it."""
    print_why(memory_of(project).why(name), json_)


@verb
def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="TOML file to write; else to stdout.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--name", help="Only this one; may be repeated.")
    ] = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Write symbols with all their versions to one file, for another project."""
    from graphs.storage.atomic import write_atomic
    from workbench.memory.carry import exported

    memory = memory_of(project)
    if json_ and file is None:
        names = [memory.read(name).name for name in only or memory.names()]
        versions = {name: [symbol_json(one) for one in memory.history(name)] for name in names}
        print_json({"symbols": versions})
        return
    text = exported(memory, only)
    if file is None:
        typer.echo(text, nl=False)
        return
    write_atomic(file, text.encode())
    count = len(only or memory.names())
    if json_:
        print_json({"file": file, "symbols": count})
    else:
        typer.echo(f"wrote {counted(count, 'symbol')} to {file}")


@verb
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Made by `memory export`.")],
    rename: Annotated[
        bool, typer.Option("--rename", help="Give another name to what has one of here.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make it the next version of what has its name here.")
    ] = False,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Add the symbols of a file; a name that stands for something else here is an error."""
    from workbench.memory.carry import imported

    if rename and replace:
        message = "--rename and --replace exclude each other; give one of them"
        raise UserError(message)
    on_conflict: OnConflict = "rename" if rename else "replace" if replace else "refuse"
    done = imported(memory_of(project), _file_text(file), file.name, on_conflict)
    if json_:
        print_json({"imported": [one._asdict() for one in done]})
        return
    rows = [
        (one.name, one.now if one.versions else "there already", one.versions or "") for one in done
    ]
    print_table(["in the file", "here", "versions added>"], rows)


_VERBS: dict[str, Callable[..., None]] = {
    "list": list_all,
    "show": show,
    "write": write,
    "edit": edit,
    "history": history,
    "forget": forget,
    "restore": restore,
    "why": why,
    "export": export,
    "import": import_,
}


def _kind(text: str) -> Kind:
    from graphs.words import did_you_mean
    from workbench.memory.symbols import KINDS

    for kind in KINDS:
        if kind == text:
            return kind
    message = f"No kind {text!r}{did_you_mean(text, KINDS)}"
    raise UserError(message)


def _read(text: str | None) -> str | None:
    """Return a text, that of stdin for ``-``."""
    return sys.stdin.read() if text == "-" else text


def _program(path: Path | None) -> str | None:
    return None if path is None else _file_text(path)


def _file_text(path: Path) -> str:
    """Return the text of a file as it is, ends of lines too."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}."
        raise UserError(message) from None
