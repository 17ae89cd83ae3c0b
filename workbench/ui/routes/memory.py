"""What stands beside the chat: what has a name, and what was asked before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    from workbench.memory.conversation import Transcript
    from workbench.memory.symbols import Symbol
    from workbench.project import Project

MOST = 20
"""Conversations, and questions of each, that are told."""


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/memory")
    def memory(key: str) -> Response:
        return answered(lambda: _remembered(state.projects.of(key)))

    return routes


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
