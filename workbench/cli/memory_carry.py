"""The verbs ``memory export|import``: what memory holds, carried to another project."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from graphs.words import counted, did_you_mean
from workbench.cli.asked import open_to_look
from workbench.cli.memory_others import NAMED
from workbench.cli.memory_words import symbol_json
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, print_table, verb

if TYPE_CHECKING:
    from workbench.memory.carry import Imported, OnConflict
    from workbench.memory.store import Memory
    from workbench.project import Project

STANDARD_INPUT = "standard input"


def memory_of(folder: Path) -> Memory:
    """Return the memory of the project in a folder."""
    return open_to_look(folder).memory


@verb
def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="TOML file to write; else to stdout.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--name", help="Only this one; may be repeated.")
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            help="Also macro, tip, exemplar, practice, case, conversation; or all. Repeat.",
        ),
    ] = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Write symbols with all their versions to one file, for another project."""
    from graphs.storage.atomic import write_atomic
    from workbench.memory.carry import exported

    memory = memory_of(project)
    others = other_tables(open_to_look(project), kinds or ())
    if json_ and file is None:
        names = [memory.read(name).name for name in only or memory.names()]
        versions = {name: [symbol_json(one) for one in memory.history(name)] for name in names}
        print_json({"symbols": versions, **others})
        return
    text = exported(memory, only, others)
    if file is None:
        typer.echo(text, nl=False)
        return
    write_atomic(file, text.encode())
    count = len(only or memory.names())
    counts = {kind: len(tables) for kind, tables in others.items()}
    if json_:
        print_json({"file": file, "symbols": count, **counts})
    else:
        said = [counted(count, "symbol"), *(counted(n, NAMED[kind]) for kind, n in counts.items())]
        typer.echo(f"wrote {', '.join(said)} to {file}")


@verb
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Made by `memory export`; - reads it.")
    ],
    rename: Annotated[
        bool, typer.Option("--rename", help="Give another name to what has one of here.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make it the next version of what has its name here.")
    ] = False,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Add what a file holds; a name that stands for something else here is an error."""
    if rename and replace:
        message = "--rename and --replace exclude each other; give one of them"
        raise UserError(message)
    on_conflict: OnConflict = "rename" if rename else "replace" if replace else "refuse"
    typed = file == Path("-")
    text = sys.stdin.read() if typed else file_text(file)
    name = STANDARD_INPUT if typed else file.name
    done = import_text(open_to_look(project), text, name, on_conflict)
    if json_:
        print_json({"imported": [one._asdict() for one in done]})
        return
    rows = [
        (one.name, one.now if one.versions else "there already", one.versions or "") for one in done
    ]
    print_table(["in the file", "here", "versions added>"], rows)


def import_text(
    project: Project, text: str, origin: str, on_conflict: OnConflict
) -> list[Imported]:
    """Add what the text of an exported file holds, and say what came of each.

    Parameters
    ----------
    project
        Where to.
    text, origin, on_conflict
        As of `workbench.memory.carry.imported`, which tells what is raised.
    """
    from workbench.memory.carry import bundle_of, imported
    from workbench.memory.carry_others import (
        check_conflicts,
        conflicts_of,
        import_others,
        read_others,
    )
    from workbench.memory.other_kinds import Others

    others = Others(project)
    carried = read_others(bundle_of(text, origin), origin, others)
    if on_conflict == "refuse":
        check_conflicts(conflicts_of(carried, others), origin)
    done = imported(project.memory, text, origin, on_conflict)
    return [*done, *import_others(carried, others, on_conflict)]


def other_tables(project: Project, kinds: Sequence[str]) -> dict[str, Any]:
    """Return the tables of other kinds than symbols, ``all`` or some."""
    from workbench.memory.carry_others import exported_others
    from workbench.memory.other_kinds import KINDS, Others

    for kind in kinds:
        if kind not in (*KINDS, "all"):
            message = f"No kind {kind!r}{did_you_mean(kind, (*KINDS, 'all'))}"
            raise UserError(message)
    wanted = [kind for kind in KINDS if kind in kinds or "all" in kinds]
    return exported_others(Others(project), wanted) if wanted else {}


def file_text(path: Path) -> str:
    """Return the text of a file as it is, ends of lines too."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}."
        raise UserError(message) from None


VERBS: dict[str, Callable[..., None]] = {"export": export, "import": import_}
