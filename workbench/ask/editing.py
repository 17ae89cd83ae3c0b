"""Symbols that a person changes: of a behavior, the program that finds it goes with its words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError
from workbench.ask.asking import Conversation
from workbench.ask.plan import NotUnderstoodError
from workbench.behaviors.own import behaviors_of
from workbench.behaviors.save import save_behaviors
from workbench.behaviors.versions import trust_version

if TYPE_CHECKING:
    from workbench.memory.symbols import Symbol
    from workbench.project import Project


def edit_symbol(
    project: Project,
    name: str,
    *,
    text: str | None = None,
    program: str | None = None,
    pinned: bool | None = None,
) -> Symbol:
    """Change a symbol, and return its next version; the same one if nothing is other.

    Parameters
    ----------
    project
        Whose memory it is in.
    name
        Of the symbol.
    text, program, pinned
        What is other. Words of a behavior are read again as a definition, and its program is made
        from them, unless a program is given; the project finds it by that from now on.

    Raises
    ------
    UserError
        There is no such symbol. Or, of a behavior: its new words cannot be read as a definition,
        or its new program cannot be saved (`workbench.behaviors.save.save_behaviors`). Nothing is
        changed then.
    """
    memory = project.memory
    before = memory.read(name)
    is_found = before.kind == "behavior" and bool(before.program)
    is_said = text is not None and text != before.text
    is_written = program is not None and program != before.program
    if not is_found or not (is_said or is_written):
        return memory.edit(name, text=text, program=program, pinned=pinned)
    if text is not None and not is_written:
        program = _program(project, before, text)
    assert program is not None
    _save(project, before.name, program)
    after = memory.edit(name, text=text, program=program, pinned=pinned)
    trust_version(project.folder, after.name, after.version, after.program)
    return after


def _program(project: Project, before: Symbol, text: str) -> str:
    """Return the program that words define."""
    try:
        return Conversation(project).grammar.define(before.name, text).program
    except NotUnderstoodError as error:
        message = (
            f"<{before.name}> is not changed: its program would still say {before.text!r}, for "
            f"none can be made from {text!r}. {error} Say it in other words, or define it again: "
            f"define <|{before.name}|> as ..."
        )
        raise UserError(message) from None


def _save(project: Project, name: str, program: str) -> None:
    file, content = Path(f"{name}.py"), program.encode()
    if name not in behaviors_of(file, content).behaviors:
        message = f"The program of <{name}> must hold the behavior {name!r}; it was not changed."
        raise UserError(message)
    save_behaviors(project, file, content)
