"""Doing things: an action is sent as JSON, and its result comes back with its command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Body, Response

from graphs.errors import UserError
from workbench.ui.actions.contract import Action, LongAction, command
from workbench.ui.actions.registry import action_of
from workbench.ui.routes.state import State, acted, answered

if TYPE_CHECKING:
    from workbench.project import Project


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.post("/p/{key}/do/{name}")
    def do(key: str, name: str, given: Annotated[dict[str, Any], Body()]) -> Response:
        return acted(lambda: perform(state, key, action_of(name, given)))

    @routes.get("/p/{key}/jobs")
    def jobs(key: str) -> Response:
        return answered(lambda: [job.told() for job in _known(state, key)])

    @routes.post("/p/{key}/jobs/{number}/stop")
    def stop(key: str, number: int) -> Response:
        return answered(lambda: state.jobs.stop(key, number))

    return routes


def perform(state: State, key: str, action: Action) -> dict[str, Any]:
    """Do something to a project, or start doing it if it takes long; say how.

    Raises
    ------
    UserError
        It cannot be done, and why.
    """
    project = state.projects.of(key)
    if action.runs_code and not state.binding.is_local:
        message = (
            "Others can reach this server, so no program is let loose on this machine from the "
            f"page. On the machine itself: {command(action, project.folder)}"
        )
        raise UserError(message)
    if isinstance(action, LongAction):
        return {"job": state.jobs.start(key, project, action).told()}
    done = action.do(project)
    return told(project, action) | {"message": done.message, "data": done.data}


def told(project: Project, action: Action) -> dict[str, Any]:
    """Return how an action is said: its name, its command, its call."""
    return {
        "name": action.name,
        "command": command(action, project.folder),
        "python": action.python(),
    }


def _known(state: State, key: str) -> list[Any]:
    state.projects.of(key)
    return state.jobs.of(key)
