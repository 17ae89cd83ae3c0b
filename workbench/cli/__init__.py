"""The command line: ``workbench VERB``.

Exit codes: 0 all well, 1 something failed (the table says what and why), 2 wrong usage or input
that a person can mend. Results go to stdout, progress and warnings to stderr; ``--json`` makes the
result one JSON document.
"""

from __future__ import annotations

from importlib import import_module

import typer

from workbench import __version__

app = typer.Typer(
    name="workbench",
    help="Videos and pose tracks in; checkable facts about behavior out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: quick, and brackets stay brackets
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Videos and pose tracks in; checkable facts about behavior out."""


for _module in (
    "demo",
    "folder",
    "label",
    "facts",
    "look",
    "doctor",
):  # in the order of the help text
    import_module(f"workbench.cli.{_module}").register(app)


def main() -> None:
    """Run the command line."""
    app()
