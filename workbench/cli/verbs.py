"""Where each verb is; what it needs is imported, and it is built, when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.main import get_group

MODULES = {
    "demo": "demo",
    "init": "folder",
    "add": "folder",
    "remove": "folder",
    "set": "said",
    "track": "track",
    "label": "label",
    "watch": "watch",
    "status": "status",
    "replay": "runs",
    "facts": "facts",
    "events": "facts",
    "show": "look",
    "ask": "ask",
    "query": "ask_graph",
    "sql": "ask_graph",
    "compact": "ask_graph",
    "run": "run",
    "search": "search",
    "compare": "compare",
    "caption": "caption",
    "export": "exchange",
    "import": "exchange",
    "rules": "rules",
    "ethogram": "ethogram",
    "words": "words",
    "practise": "practise",
    "app": "browser",
    "playable": "playable",
    "doctor": "doctor",
    "model": "model",
    "runs": "runs",
    "evaluate": "evaluate",
    "review": "review",
    "entities": "entities",
    "behaviors": "behaviors",
    "memory": "memory",
}
"""Verb -> module of this package whose ``register`` adds it; in the order of the help text."""


class Verbs(Mapping[str, Any]):
    """The verbs as commands, each built when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        return commands_of(MODULES[name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


@cache
def commands_of(module: str) -> Mapping[str, Any]:
    """Return the commands that a module of this package registers, by name."""
    app = typer.Typer(rich_markup_mode=None)
    app.callback()(_nothing)  # so that a single verb is a group of one
    import_module(f"workbench.cli.{module}").register(app)
    commands: Mapping[str, Any] = get_group(app).commands
    return commands


def _nothing() -> None:
    """Do nothing."""
