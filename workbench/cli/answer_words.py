"""An answer of a program in words: values with units, tables, clips, and what to know of them.

Texts come from programs: signs that would steer a terminal are shown as escapes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graphs.words import counted, short
from workbench.cli.output import print_table, seconds
from workbench.cli.values import as_cell

if TYPE_CHECKING:
    from workbench.ask.answer import Answer, Table, Value

_SHOWN = 100
"""Rows of a table, values and clips; all are in --json."""


def print_answer(answer: Answer, *, show_program: bool) -> None:
    """Print an answer for a person; pictures are counted only.

    Parameters
    ----------
    answer
        What was found.
    show_program
        Whether the program is printed, too.
    """
    for value in answer.values[:_SHOWN]:
        typer.echo(plain(_value(value)))
    _print_more(len(answer.values), "value")
    for table in answer.tables:
        _print_table(table)
    if answer.printed.strip():
        typer.echo(plain(answer.printed.rstrip("\n"), lines=True))
    _print_clips(answer)
    if answer.terms:
        typer.echo("Understood:")
    for term in answer.terms:
        typer.echo(plain(f"  {term.word}: {term.meaning}"))
    for caveat in answer.caveats:
        typer.echo(plain(f"Note: {caveat}"))
    if show_program:
        typer.echo(f"\n{plain(answer.program.strip(), lines=True)}")


def save_pictures(answer: Answer, folder: Path) -> list[Path]:
    """Write the pictures of an answer as ``picture_1.png`` and so on; return where they are."""
    from workbench.analysis.pictures import save_picture

    return [
        save_picture(figure, folder / f"picture_{number}.png")
        for number, figure in enumerate(answer.figures, 1)
    ]


def plain(text: str, *, lines: bool = False) -> str:
    """Return a text in which signs that cannot be seen are escapes.

    Parameters
    ----------
    text
        Of anybody.
    lines
        Whether line ends and tabs stay.
    """
    kept = "\n\t" if lines else ""
    return "".join(
        sign if sign.isprintable() or sign in kept else sign.encode("unicode_escape").decode()
        for sign in text
    )


def _value(value: Value) -> str:
    assessed = value.assessed_s
    return f"{value}" if assessed != assessed else f"{value} (of {short(assessed)} s assessed)"


def _print_table(table: Table) -> None:
    numbers = [
        any(isinstance(row[i], float | int) for row in table.rows)
        for i in range(len(table.columns))
    ]
    columns = [
        plain(name).rstrip(">") + ">" * is_number
        for name, is_number in zip(table.columns, numbers, strict=True)
    ]
    rows = [[plain(as_cell(cell)) for cell in row] for row in table.rows[:_SHOWN]]
    print_table(columns, rows)
    _print_more(len(table.rows), "row")


def _print_clips(answer: Answer) -> None:
    if not answer.clips:
        return
    rows = [
        [*map(plain, (clip.recording, clip.subject, clip.label, clip.object)),
         seconds(clip.start_s), seconds(clip.stop_s)]
        for clip in answer.clips[:_SHOWN]
    ]  # fmt: skip
    print_table(["recording", "subject", "behavior", "object", "start s>", "stop s>"], rows)
    _print_more(len(answer.clips), "clip")


def _print_more(count: int, what: str) -> None:
    if count > _SHOWN:
        typer.echo(f"{counted(count - _SHOWN, f'more {what}')} with --json.")
