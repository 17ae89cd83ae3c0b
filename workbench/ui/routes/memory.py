"""What the project remembers: beside the chat in short, on the page Memory in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from graphs.errors import UserError
from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    from workbench.memory.conversation import Transcript
    from workbench.memory.symbols import Symbol
    from workbench.project import Project

MOST = 20
"""Conversations, and questions of each, that are told."""
LINE = 160
"""Letters of a line on the list."""


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/memory")
    def memory(key: str) -> Response:
        return answered(lambda: _remembered(state.projects.of(key)))

    @routes.get("/p/{key}/memory/all")
    def everything(key: str) -> Response:
        return answered(lambda: _everything(state.projects.of(key)))

    @routes.get("/p/{key}/memory/one")
    def one(key: str, id: str) -> Response:  # noqa: A002 - what the page calls it
        return answered(lambda: _one(state.projects.of(key), id))

    return routes


def _everything(project: Project) -> dict[str, Any]:
    """Return a line for each thing that is remembered, archived and forgotten ones too."""
    from workbench.cli.memory_others import entry_json
    from workbench.cli.memory_teach import portrait_json
    from workbench.cli.memory_words import listed_json
    from workbench.memory.other_kinds import KINDS, Others
    from workbench.memory.portrait import UNITS
    from workbench.memory.symbols import KINDS as SYMBOL_KINDS

    others, memory = Others(project), project.memory
    known = listed_json(memory, None, archived=True, forgotten=False)
    gone = listed_json(memory, None, archived=True, forgotten=True)
    listed = [entry_json(entry) for kind in KINDS for entry in others.all(kind)]
    return {
        "symbols": [_line(one) for one in known["symbols"]],
        "others": listed,
        "forgotten": [_line(one) for one in gone["symbols"]],
        "forgotten_others": others.forgotten(),
        "faults": [*known["faults"], *others.faults],
        "symbol_kinds": SYMBOL_KINDS,
        "portrait": portrait_json(project),
        "units": UNITS,
    }


def _line(one: Mapping[str, Any]) -> dict[str, Any]:
    said = one["text"] or one["program"] or str(one["result"])
    keys = ("name", "kind", "version", "pinned", "retention", "archived", "last_used", "source")
    return {key: one[key] for key in keys} | {"line": " ".join(said.split())[:LINE]}


def _one(project: Project, name: str) -> dict[str, Any]:
    """Return all of one thing: a symbol with its versions and uses, or something else."""
    from workbench.memory.other_kinds import is_other

    if is_other(name, project.memory.names()):
        return _other(project, name)
    from workbench.cli.memory_words import symbol_json

    memory = project.memory
    why = memory.why(name)
    return {
        "id": why.symbol.name,
        "symbol": symbol_json(why.symbol),
        "retention": memory.retention(why.symbol),
        "versions": [symbol_json(version) for version in memory.history(name)],
        "reads": why.reads,
        "read_by": why.read_by,
        "uses": [asdict(use) for use in why.uses],
        "forgotten": why.symbol.name not in memory.names(),
    }


def _other(project: Project, name: str) -> dict[str, Any]:
    from workbench.cli.memory_others import reasons_json, record_json
    from workbench.memory.other_kinds import Others
    from workbench.memory.plain_store import plain_record
    from workbench.memory.plain_text import to_toml

    others = Others(project)
    try:
        entry = others.find(name)
    except UserError:
        if name in others.forgotten():
            return {"id": name, "kind": name.partition(":")[0], "forgotten": True}
        raise
    if isinstance(entry.record, tuple):
        return record_json(entry, None) | {"forgotten": False}
    reasons = reasons_json(project, others, entry)
    told = {key: reasons[key] for key in ("id", "kind", "uses", "left_out")}
    versions = []
    if entry.kind == "macro":
        numbers = others.macros.versions(entry.name)
        versions = [to_toml(plain_record(others.macros.get(entry.name, n))) for n in numbers]
    text = to_toml(plain_record(entry.record))
    return told | {"line": entry.line, "text": text, "versions": versions, "forgotten": False}


def _remembered(project: Project) -> dict[str, Any]:
    from workbench.memory.conversations import Conversations

    known = Conversations(project.memory)
    return {
        "model": project.settings.model is not None,
        "symbols": [_symbol(one) for one in project.memory.symbols()],
        "conversations": [_conversation(known.get(name)) for name in known.names()[-MOST:][::-1]],
    }


def _symbol(one: Symbol) -> dict[str, Any]:
    return {"name": one.name, "kind": one.kind, "text": one.text, "version": one.version}


def _conversation(kept: Transcript) -> dict[str, Any]:
    turns = list(kept.turns)[-MOST:]
    return {
        "name": kept.name,
        "last": turns[-1].question if turns else "",
        "turns": [
            {"question": t.question, "answer": t.answer, "refused": t.refused} for t in turns
        ],
    }
