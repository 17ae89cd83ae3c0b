"""The verb ``rules``: what a rule of an ethogram can say, and whether an ethogram is right."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.options import Json
from workbench.cli.output import print_json, print_table, verb

UNITS = "px, mm, cm, BL (body lengths); px/s, cm/s, BL/s; cm/s2; s, ms; deg, deg/s; %"


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(rules)


@verb
def rules(
    ethogram: Annotated[
        str | None,
        typer.Argument(metavar="[ETHOGRAM]", help="A shipped ethogram or a TOML file to check."),
    ] = None,
    json_: Json = False,
) -> None:
    """List the functions that rules can use, or check an ethogram and list its behaviors.

    A rule compares signals with thresholds that have units, joined by and, or, not.
    """
    from graphs.ethogram import parse_ethogram
    from pipelines.describe.rules import compile_rules
    from pipelines.describe.signals import functions_in_words
    from workbench.ethograms import ethogram_text

    if ethogram is None:
        functions = functions_in_words()
        if json_:
            print_json({"functions": dict(functions), "units": UNITS})
            return
        print_table(["function", "meaning"], functions, title="Functions of rules")
        typer.echo(f"Units: {UNITS}")
        typer.echo("subject and object are the animals (or zone, or thing); subject.nose a point.")
        return
    behaviors = parse_ethogram(ethogram_text(ethogram))
    compile_rules(behaviors)
    if json_:
        print_json({"name": behaviors.name, "behaviors": dict(behaviors.behaviors)})
        return
    print_table(
        ["behavior", "target", "kind", "definition"],
        [
            (
                b.name,
                b.target_kind or ("" if b.target == "none" else b.target),
                b.kind,
                b.definition,
            )
            for b in behaviors
        ],
        title=f"{behaviors.name}: {behaviors.description}",
    )
    typer.echo("All rules are right.")
