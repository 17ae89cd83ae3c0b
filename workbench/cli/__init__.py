"""The command line: ``workbench VERB``.

Exit codes: 0 all well, 1 something failed (the table says what and why), 2 wrong usage or input
that a person can mend. Results go to stdout, progress and warnings to stderr; ``--json`` makes the
result one JSON document.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from workbench import __version__
from workbench.cli.output import print_json
from workbench.cli.verbs import Verbs


class _Verbs(TyperGroup):
    """The verbs; with ``--json``, wrong usage too is one JSON document."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said | {"commands": Verbs()})

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        json_ = "--json" in args
        with _errors_as(json_):
            context = super().make_context(info_name, args, parent, **extra)
        context.meta[__name__] = json_
        return context

    def invoke(self, ctx: Any) -> Any:
        with _errors_as(ctx.meta[__name__]):
            return super().invoke(ctx)


@contextmanager
def _errors_as(json_: bool) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        in_words = getattr(
            error, "format_message", None
        )  # of typer, or of click under an older one
        if json_ and in_words is not None:
            print_json({"error": in_words()})
        raise


app = typer.Typer(
    name="workbench",
    cls=_Verbs,
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


def main() -> None:
    """Run the command line."""
    app()
