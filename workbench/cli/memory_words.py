"""How symbols are printed, and edited in an editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.answer_words import plain
from workbench.cli.output import SOME_FAILED, print_json, print_table, say, share

if TYPE_CHECKING:
    from workbench.memory.store import Memory
    from workbench.memory.symbol_store import Why
    from workbench.memory.symbols import Symbol

_LINE = 60


def symbol_json(symbol: Symbol) -> dict[str, Any]:
    """Return a symbol for ``--json``."""
    return asdict(symbol)


def _shown(
    memory: Memory, kind: str | None, archived: bool, forgotten: bool
) -> tuple[list[tuple[Symbol, float, bool]], int, list[str]]:
    """Return symbols with their retention and whether they are archived, how many, and faults."""
    found, faults = memory.survey()
    if forgotten:
        found = [memory.history(name)[-1] for name in memory.files.forgotten()]
    of_kind = [symbol for symbol in found if kind in (None, symbol.kind)]
    rows = [(symbol, memory.retention(symbol), memory.is_archived(symbol)) for symbol in of_kind]
    return [row for row in rows if archived or forgotten or not row[2]], len(rows), faults


def listed_json(
    memory: Memory, kind: str | None, archived: bool, forgotten: bool
) -> dict[str, Any]:
    """Return symbols for ``--json``, and what cannot be read."""
    shown, _, faults = _shown(memory, kind, archived, forgotten)
    listed = [{**symbol_json(s), "retention": kept, "archived": old} for s, kept, old in shown]
    return {"symbols": listed, "faults": faults}


def print_listed(memory: Memory, kind: str | None, archived: bool, forgotten: bool) -> int:
    """Print symbols in a table, and say what cannot be read; return the exit code."""
    shown, count, faults = _shown(memory, kind, archived, forgotten)
    for fault in faults:
        say(plain(fault, lines=True))
    print_table(
        ["name", "kind", "version>", "last used", "remembered>", "text"],
        [
            (s.name, s.kind, s.version, s.last_used[:10], "pinned" if s.pinned else share(kept),
             first_line(s))
            for s, kept, _ in shown
        ],
    )  # fmt: skip
    typer.echo(counted(len(shown), "symbol"))
    if len(shown) < count:
        typer.echo(f"{count - len(shown)} more not used for long; to see: --archived")
    return SOME_FAILED if faults else 0


def first_line(symbol: Symbol) -> str:
    """Return the beginning of what a symbol says."""
    said = plain(" ".join((symbol.text or symbol.program).split()) or f"{symbol.result}")
    return said if len(said) <= _LINE else f"{said[: _LINE - 4]} ..."


def print_symbol(memory: Memory, symbol: Symbol, json_: bool) -> None:
    """Print a symbol, its text and program to the letter."""
    latest = memory.files.versions(symbol.name)[-1]
    if json_:
        kept = memory.retention(symbol)
        print_json({**symbol_json(symbol), "latest_version": latest, "retention": kept})
        return
    of = "" if symbol.version == latest else f" of {latest}"
    typer.echo(f"<{symbol.name}> {symbol.kind}, version {symbol.version}{of}, by {symbol.source}")
    typer.echo(f"written {symbol.updated}; recalled {symbol.strength - memory.start} times")
    for what in ("origin", "data_version", "result"):
        value = getattr(symbol, what)
        if value not in ("", None):
            typer.echo(plain(f"{what.replace('_', ' ')}: {value}"))
    for what in ("text", "program"):
        said = getattr(symbol, what)
        if said:
            typer.echo(f"\n{what}:\n{plain(said, lines=True)}")


def print_made(symbol: Symbol, json_: bool) -> None:
    """Print that a version was made."""
    if json_:
        print_json(symbol_json(symbol))
        return
    typer.echo(f"<{symbol.name}> {symbol.kind}, version {symbol.version}: {first_line(symbol)}")


def print_history(versions: Sequence[Symbol], json_: bool) -> None:
    """Print all versions in a table."""
    if json_:
        print_json({"versions": [symbol_json(version) for version in versions]})
        return
    print_table(
        ["version>", "written", "by", "kind", "text"],
        [(one.version, one.updated, one.source, one.kind, first_line(one)) for one in versions],
        title=f"<{versions[-1].name}>",
    )


def print_why(why: Why, json_: bool) -> None:
    """Print where a symbol comes from, and what used it."""
    symbol = why.symbol
    if json_:
        print_json(why)
        return
    typer.echo(f"<{symbol.name}> was written by {symbol.source} on {symbol.created}")
    typer.echo(plain(f"it comes from: {symbol.origin or 'not noted'}"))
    for what, names in (("reads", why.reads), ("is read by", why.read_by)):
        if names:
            typer.echo(f"it {what}: {', '.join(f'<{name}>' for name in names)}")
    print_table(
        ["when", "what", "version>", "question", "answer"],
        [
            (u.when, u.what, u.symbols[symbol.name], plain(u.question), plain(u.answer))
            for u in why.uses
        ],
    )
    typer.echo(counted(len(why.uses), "use"))


def edited_in_editor(memory: Memory, symbol: Symbol) -> Symbol:
    """Open the file of a symbol in the editor of ``VISUAL`` or ``EDITOR``, and return it after."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    path = memory.files.path(symbol.name)
    if symbol.kind == "behavior" and symbol.program:
        message = (
            f"<{symbol.name}> is a behavior: its program is made from its words. Give the new "
            "words with --text, or a program with --program."
        )
        raise UserError(message)
    if not editor:
        message = f"No EDITOR is set. Give --text, --program or --pin, or change {path} by hand."
        raise UserError(message)
    try:
        code = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode  # noqa: S603
    except OSError as error:
        message = f"The editor {editor!r} cannot be started: {error}. Set EDITOR to another one."
        raise UserError(message) from None
    if code:
        say(f"The editor ended with code {code}.")
    return memory.read(symbol.name)
