"""The verbs ``memory list|show|write|edit|history|forget|restore|why``, and those beside them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import UserError
from workbench.cli.answer_words import plain
from workbench.cli.asked import open_to_look
from workbench.cli.memory_carry import VERBS as CARRY
from workbench.cli.memory_carry import file_text, memory_of
from workbench.cli.memory_others import (
    entry_json,
    print_counts,
    print_entries,
    print_entry,
    print_reasons,
)
from workbench.cli.memory_talk import VERBS as TALK
from workbench.cli.memory_teach import VERBS as TEACH
from workbench.cli.memory_words import (
    edited_in_editor,
    listed_json,
    print_history,
    print_listed,
    print_made,
    print_symbol,
    print_why,
)
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import SOME_FAILED, print_json, say, this_command, verb

if TYPE_CHECKING:
    from workbench.memory.other_kinds import Entry, Others
    from workbench.memory.symbols import Kind, Symbol
    from workbench.project import Project

group = typer.Typer(
    help="What the project remembers: list, show, write, edit, forget, carry over.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
ORIGIN = "the command line"
"""Where what a person writes comes from."""

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Of a symbol; quote it if it has spaces.")
]
Id = Annotated[
    str, typer.Argument(metavar="ID", help="NAME of a symbol, macro:NAME, tip:3, 2026-03-02-1...")
]
Anyway = Annotated[
    bool, typer.Option("--anyway", help="Also where answers change that were accepted.")
]
Text = Annotated[
    str | None, typer.Option("--text", "-t", help="What it says, in your words; - reads it.")
]
ProgramFile = Annotated[
    Path | None,
    typer.Option("--program", metavar="FILE", help="The program that it stands for; - reads it."),
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


@verb
def list_all(
    project: ProjectDir = Path(),
    kind: Annotated[
        str | None,
        typer.Option(
            help="Only of this kind: definition, zone..., or macro, tip, exemplar, practice, case, "
            "conversation."
        ),
    ] = None,
    archived: Annotated[
        bool, typer.Option("--archived", help="Also what was not used for long.")
    ] = False,
    forgotten: Annotated[
        bool, typer.Option("--forgotten", help="Only what was forgotten.")
    ] = False,
    json_: Json = False,
) -> int:
    """List what has a name, and how well it is remembered; and how much there is of all else."""
    from workbench.memory.other_kinds import KINDS, Others

    opened = open_to_look(project)
    others = Others(opened)
    for other in KINDS:
        if kind == other and not forgotten:
            return print_entries(others, other, json_)
    wanted = None if kind is None else kind_of(kind)
    if not json_:
        code = print_listed(opened.memory, wanted, archived, forgotten)
        if forgotten:
            for name in others.forgotten():
                typer.echo(name)
        elif kind is None:
            print_counts(others)
        return code
    listed = listed_json(opened.memory, wanted, archived, forgotten)
    if kind is None and not forgotten:
        listed["others"] = {other: [entry_json(e) for e in others.all(other)] for other in KINDS}
        listed["faults"] += others.faults
    if forgotten:
        listed["others"] = others.forgotten()
    print_json(listed)
    return SOME_FAILED if listed["faults"] else 0


@verb
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="NAME of a symbol, or NAME@2 for a version; macro:NAME, tip:3, case:...; a "
            "conversation such as 2026-03-02-1, or 2026-03-02-1.2 for its second turn; last.",
        ),
    ],
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Show a symbol, macro, tip, dialogue, accepted answer, conversation or turn, to the letter."""
    from workbench.memory.names import split_version
    from workbench.memory.other_kinds import is_other

    if is_other(name, memory_of(project).names()):
        _, entry, number = other_of(open_to_look(project), name)
        print_entry(entry, number, json_)
        return
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
    anyway: Anyway = False,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Give a name to something; of a name that is there, this is the next version."""
    opened = open_to_look(project)
    said = _read(text) or ""
    if not anyway:
        check_replay(opened, name, said)
    made = opened.memory.write(
        name,
        said,
        program=_program(program) or "",
        kind=kind_of(kind),
        pinned=pinned,
        origin=ORIGIN,
    )
    print_made(made, json_)


@verb
def edit(
    name: Name,
    text: Text = None,
    program: ProgramFile = None,
    pinned: Pinned = None,
    anyway: Anyway = False,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Change a symbol, which makes its next version; without options, in the editor of EDITOR.

    New words of a behavior are read as a definition, and its program is made from them.
    """
    from workbench.ask.editing import edit_symbol

    memory = memory_of(project)
    before = memory.read(name)
    if text is None and program is None and pinned is None:
        after = edited_in_editor(memory, before)
    else:
        opened, said = open_to_look(project), _read(text)
        if said is not None and not anyway:
            check_replay(opened, name, said)
        after = edit_symbol(opened, name, text=said, program=_program(program), pinned=pinned)
    if after.version == before.version:
        say("Nothing was changed.")
    print_made(after, json_)


@verb
def history(name: Name, project: ProjectDir = Path(), json_: Json = False) -> None:
    """List all versions of a symbol, oldest first."""
    print_history(memory_of(project).history(name), json_)


@verb
def forget(
    name: Id, anyway: Anyway = False, project: ProjectDir = Path(), json_: Json = False
) -> None:
    """Take something out of use; nothing of it is deleted.

    A symbol that accepted answers read, or a macro that gave some, is kept where they would change.
    Of a behavior only the name goes: it is found as before while the ethogram has it.
    """
    from workbench.memory.other_kinds import is_other

    if is_other(name, memory_of(project).names()):
        _forget_other(project, name, anyway=anyway, json_=json_)
        return
    memory, opened = memory_of(project), open_to_look(project)
    if not anyway:
        check_replay(opened, name, None)
    gone = memory.forget(name)
    stays = stays_in_ethogram(opened, gone)
    if json_:
        print_json({"forgotten": gone.name, "version": gone.version, "stays": stays})
        return
    words = shlex.join(["memory", "restore", gone.name, "-p", str(memory.folder.parent)])
    typer.echo(f"forgot <{gone.name}>; to bring it back: {this_command()} {words}")
    if stays is not None:
        typer.echo(stays)


@verb
def restore(name: Id, project: ProjectDir = Path(), json_: Json = False) -> None:
    """Bring back what was forgotten or archived."""
    from workbench.memory.other_kinds import Others, is_other

    if is_other(name, memory_of(project).names()):
        entry = Others(open_to_look(project)).restore(name)
        if json_:
            print_json({"restored": entry.id})
        else:
            typer.echo(plain(f"{entry.id}: {entry.line}"))
        return
    print_made(memory_of(project).restore(name), json_)


@verb
def why(name: Id, project: ProjectDir = Path(), json_: Json = False) -> None:
    """Say where something comes from, and which answers used it; of a turn, how it was answered."""
    from workbench.memory.other_kinds import is_other

    if is_other(name, memory_of(project).names()):
        opened = open_to_look(project)
        others, entry, number = other_of(opened, name)
        last = len(entry.record) if isinstance(entry.record, tuple) else 0
        print_reasons(opened, others, entry, number or last, json_)
        return
    print_why(memory_of(project).why(name), json_)


_VERBS: dict[str, Callable[..., None]] = {
    "list": list_all,
    "show": show,
    "write": write,
    "edit": edit,
    "history": history,
    "forget": forget,
    "restore": restore,
    "why": why,
    **CARRY,
    **TALK,
    **TEACH,
}


def kind_of(text: str) -> Kind:
    """Return the kind of symbols of this name; `UserError` names the nearest."""
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


def other_of(project: Project, name: str) -> tuple[Others, Entry, int | None]:
    """Return what an identifier stands for, and which turn of a conversation is meant."""
    from workbench.memory.other_kinds import Others

    others = Others(project)
    entry = others.find(name)
    number = None
    if entry.kind == "conversation" and "." in name:
        number = others.conversations.find(name)[1]
    return others, entry, number


def _forget_other(folder: Path, name: str, *, anyway: bool, json_: bool) -> None:
    opened = open_to_look(folder)
    gone = forget_other(opened, name, anyway=anyway)
    if json_:
        print_json({"forgotten": gone.id})
        return
    words = shlex.join(["memory", "restore", gone.id, "-p", str(opened.folder)])
    typer.echo(plain(f"forgot {gone.id}; to bring it back: {this_command()} {words}"))


def forget_other(project: Project, name: str, *, anyway: bool = False) -> Entry:
    """Forget something else than a symbol, and return it.

    Raises
    ------
    UserError
        It is a turn, or a macro that accepted answers need.
    """
    from workbench.ask.replaying import replayed_without_macro

    others, entry, number = other_of(project, name)
    if number is not None:
        message = f"{name} is a turn: forget its conversation, {entry.name}, or reject the answer."
        raise UserError(message)
    if entry.kind == "macro" and not anyway:
        replayed_without_macro(project, entry.name).check(f"Forgetting {entry.id}", "is not done")
    return others.forget(entry.id)


def stays_in_ethogram(project: Project, gone: Symbol) -> str | None:
    """Return what a behavior that was forgotten is still, and what ends that; ``None``: nothing."""
    from workbench.behaviors.own import FOLDER

    name, known = gone.name, set[str]()
    with suppress(UserError):  # an ethogram with faults: nothing is found by it
        known = set(project.ethogram().behaviors)
    if gone.kind != "behavior" or name not in known:
        return None
    file = f"{FOLDER}/{name}.py"
    also = f" and remove {file}" if (project.folder / file).is_file() else ""
    return (
        f"{name!r} is still a behavior of the project: listed, found and counted as before. To end "
        f"that, take [behavior.{name}] out of ethogram.toml (page Behaviors, Ethogram file)"
        f"{also}, then label again."
    )


def check_replay(project: Project, name: str, text: str | None) -> None:
    """Refuse a change that spoils accepted answers; whether there are any is looked at first.

    Parameters
    ----------
    project
        Whose answers.
    name, text
        Of a symbol, and what it would say; ``None`` if it would be forgotten.
    """
    from workbench.ask.replaying import replayed_with_symbol
    from workbench.memory.names import normalised

    is_there = normalised(name) in project.memory.names()
    if is_there and any((project.memory.folder / "cases").glob("*.toml")):
        what = f"Forgetting <{name}>" if text is None else f"This text of <{name}>"
        replayed_with_symbol(project, name, text).check(what, "is not kept")


def _program(path: Path | None) -> str | None:
    return _read("-") if path == Path("-") else None if path is None else file_text(path)
