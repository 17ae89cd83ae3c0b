"""Answers made again with the definitions that they were made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graphs.errors import UserError
from workbench.ask.found_how import found_how
from workbench.behaviors.declare import BehaviorFunction
from workbench.behaviors.versions import in_place, version_of

if TYPE_CHECKING:
    from workbench.memory.symbols import Symbol
    from workbench.project import Project


@contextmanager
def as_defined(
    project: Project, symbols: Mapping[str, int], program: str
) -> Iterator[tuple[str, ...]]:
    """Let a program use the definitions of some versions while this is open.

    Parameters
    ----------
    project
        Whose behaviors.
    symbols
        Name -> version, as `workbench.ask.answer.Provenance` has them; names that are no behaviors
        do not matter.
    program
        Its text.

    Yields
    ------
    tuple of str
        Where a newer version exists, and where stored facts are of no certain version.

    Raises
    ------
    UserError
        There is no such name or version, or an earlier version may not run on this machine.
    """
    functions: dict[str, BehaviorFunction] = {}
    notes: list[str] = []
    used = {term.word: term.meaning for term in found_how(project, program)} if symbols else {}
    for name, version in symbols.items():
        if ":" in name:  # a macro: its calls are in the program
            continue
        symbol = project.memory.read(name, version)
        if symbol.kind != "behavior" or not symbol.program or name not in used:
            continue
        latest = _latest(project, name)
        if latest.version == version:
            continue
        notes.append(
            f"<{name}> is version {version} here, as asked for; version {latest.version} exists: "
            f"{latest.text}"
        )
        if used[name].startswith("read from stored facts"):
            notes.append(
                f"<{name}> is read from stored facts, which were found by the version of the day "
                "on which they were labelled."
            )
        if latest.program != symbol.program:
            functions[name] = version_of(project.folder, name, version, symbol.program)
    with in_place(functions):
        yield tuple(notes)


def _latest(project: Project, name: str) -> Symbol:
    """Return the newest version of a symbol, of one that is forgotten, too."""
    return project.memory.history(name)[-1]


def versions_given(texts: list[str]) -> dict[str, int]:
    """Return versions of symbols that a person gives as ``name@2``.

    Raises
    ------
    UserError
        One is no name with a version.
    """
    found: dict[str, int] = {}
    for text in texts:
        name, _, version = text.strip("<>").rpartition("@")
        if not name or not version.isdecimal():
            message = f"{text!r} is no version of a name; expected one such as close@2."
            raise UserError(message)
        found[name] = int(version)
    return found
