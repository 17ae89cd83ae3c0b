"""The verbs ``memory tip|macro|portrait``: what a person teaches, and what they prefer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.cli.answer_words import plain
from workbench.cli.asked import open_to_look
from workbench.cli.memory_carry import STANDARD_INPUT, file_text
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, print_table, say, verb

if TYPE_CHECKING:
    from workbench.memory.cases import Replayed
    from workbench.memory.conditions import Fact
    from workbench.memory.macros import Macro, Plain
    from workbench.memory.tips import Tip
    from workbench.project import Project


@verb
def tip(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="One line: what to do, or not to.")],
    question: Annotated[str, typer.Option("--question", help="The one that taught it.")],
    failed: Annotated[str, typer.Option("--failed", help="What went wrong with it.")],
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Add a tip: a model is told it for questions like the one that taught it.

    To take it out of use: workbench memory forget tip:NUMBER. Of more than 50 the least useful is
    archived. `memory reject --why ... --tip ...` does both at once.
    """
    made, gone = add_tip(open_to_look(project), text, question, failed)
    if json_:
        print_json(tip_json(made, gone))
        return
    typer.echo(plain(f"tip:{made.number} is kept: {made.text}"))
    if gone is not None:
        say(plain(f"archived to make room: tip:{gone.number} {gone.text}"))


def add_tip(project: Project, text: str, question: str, failed: str) -> tuple[Tip, Tip | None]:
    """Keep a tip; return it, and the one that was archived to make room for it."""
    from workbench.ask.told import tips_of

    tips = tips_of(project)
    gone = tips.add(text, question, failed)
    made = next(one for one in tips.all() if one.text.casefold() == text.strip().casefold())
    return made, gone


def tip_json(made: Tip, gone: Tip | None) -> dict[str, object]:
    """Return for ``--json`` what `add_tip` did."""
    return {
        "id": f"tip:{made.number}",
        **asdict(made),
        "archived": None if gone is None else asdict(gone),
    }


@verb
def macro(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="TOML with what it says and calls; - reads it.")
    ],
    given: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="An argument for its trial; repeat."),
    ] = None,
    replaces: Annotated[
        int | None, typer.Option(metavar="VERSION", help="The newest version, which it follows.")
    ] = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Add a macro: calls of the workbench in a row, under a name, with arguments and a condition.

    It is checked, run once on the project, and answers that were accepted must stay the same. A
    question asks for it by its words ('asked') or as NAME(mouse_1, shelter).

    The file says name, description, when (a condition on the data), asked (its words, with
    {arguments} in them), arguments and calls; workbench/memory/macros.py has an example.
    """
    opened, typed = open_to_look(project), file == Path("-")
    if not typed and not file.is_file():
        message = f"There is no file {file}. Expected a macro in TOML; see --help."
        raise UserError(message)
    text = sys.stdin.read() if typed else file_text(file)
    name = STANDARD_INPUT if typed else str(file)
    saved, values, replayed = add_macro(opened, text, name, given or (), replaces)
    if json_:
        print_json(macro_json(saved, values))
        return
    tried = ", ".join(f"{name} = {value}" for name, value in values.items())
    typer.echo(plain(f"macro:{saved.name}, version {saved.version}: {saved.line()}"))
    say(plain(f"tried with {tried}" if tried else "tried without arguments"))
    if replayed.same or replayed.different:
        say(f"accepted answers: {replayed.text()}")


def add_macro(
    project: Project, text: str, name: str, given: Sequence[str], replaces: int | None = None
) -> tuple[Macro, dict[str, Plain], Replayed]:
    """Check a macro, try it and keep it.

    Parameters
    ----------
    project
        Whose memory it is for.
    text, name
        Of the file that says it.
    given
        Arguments for its trial, each as ``NAME=VALUE``.
    replaces
        The version that it follows.

    Returns
    -------
    Macro, dict, Replayed
        As it is kept, the arguments that it was tried with, and how accepted answers stand.
    """
    from workbench.ask.by_macro import MacroPlanner
    from workbench.ask.replaying import save_macro
    from workbench.memory.macros import Macro
    from workbench.memory.plain_store import record_of

    new = record_of(text, name, Macro)
    values = _values(new, given, MacroPlanner(project).facts)
    saved, replayed = save_macro(project, new, values, replaces=replaces)
    return saved, values, replayed


def macro_json(saved: Macro, values: Mapping[str, Plain]) -> dict[str, object]:
    """Return for ``--json`` what `add_macro` did."""
    return {"id": f"macro:{saved.name}", **asdict(saved), "tried_with": dict(values)}


def _values(new: Macro, given: Sequence[str], facts: Mapping[str, Fact]) -> dict[str, Plain]:
    """Return arguments for a trial: those given, else the first name in the data."""
    from workbench.memory.macros import FACT_OF

    types = {one.name: one for one in new.arguments}
    values: dict[str, Plain] = {}
    for pair in given:
        name, sign, said = pair.partition("=")
        if not sign or name not in types:
            hint = did_you_mean(name, types)
            message = f"--with {pair!r}: expected NAME=VALUE of an argument of it{hint}"
            raise UserError(message)
        is_number = types[name].type == "number"
        try:
            values[name] = float(said) if is_number else said
        except ValueError:
            message = f"--with {pair!r}: expected a number"
            raise UserError(message) from None
    for name, one in types.items():
        there = facts.get(FACT_OF.get(one.type, ""))
        if name not in values and one.default is None and there and not isinstance(there, str):
            values[name] = next(iter(there))  # type: ignore[arg-type]
    return values


@verb
def portrait(
    units: Annotated[
        str | None,
        typer.Option("--units", help="Of lengths in answers: mm, cm, m, px or BL."),
    ] = None,
    plots: Annotated[str | None, typer.Option("--plots", help="Such as 'raster'.")] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="PART", help="Forget units, plots...; or all. Repeat."),
    ] = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Show what you usually work with, say what you prefer, or let it be forgotten.

    Units that you said are used in answers, which say so; what only follows from use is shown here
    and changes no answer.
    """
    from workbench.memory.portrait import portrait_of

    opened = open_to_look(project)
    set_portrait(opened, units, plots, clear or ())
    found, by = portrait_of(opened.memory, opened)
    if json_:
        print_json(portrait_json(opened))
        return
    rows = [
        (one.name.replace("_", " "), plain(getattr(found, one.name)),
         "you said so" if one.name in by else "from the project and its questions")
        for one in fields(found) if getattr(found, one.name)
    ]  # fmt: skip
    print_table(["what", "usually", "because"], rows)


def set_portrait(
    project: Project, units: str | None, plots: str | None, clear: Sequence[str]
) -> None:
    """Note what a person prefers, and let parts of the portrait be forgotten.

    Raises
    ------
    UserError
        There is no such unit or part.
    """
    from workbench.memory.portrait import UNITS, clear_portrait, prefer

    if units is not None and units not in UNITS:
        message = f"No unit {units!r}{did_you_mean(units, UNITS)}; expected {', '.join(UNITS)}"
        raise UserError(message)
    for what, said in (("units", units), ("plots", plots)):
        if said is not None:
            prefer(project.memory, what, said)
    if clear:
        clear_portrait(project.memory, clear)


def portrait_json(project: Project) -> dict[str, object]:
    """Return the portrait for ``--json``, and which parts of it a person said."""
    from workbench.memory.portrait import portrait_of

    found, by = portrait_of(project.memory, project)
    return {**asdict(found), "said": sorted(by)}


VERBS: dict[str, Callable[..., None]] = {"tip": tip, "macro": macro, "portrait": portrait}
