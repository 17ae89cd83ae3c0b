"""What stands above the page: which project, and what leaves this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    from workbench.project import Project


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/about")
    def about(key: str) -> Response:
        return answered(lambda: _about(state.projects.of(key)))

    return routes


def _about(project: Project) -> dict[str, Any]:
    return {"name": project.folder.name, "folder": project.folder, "leaves": leaves(project)}


def leaves(project: Project) -> str:
    """Return in words what leaves this machine when a model is asked."""
    model = project.settings.model
    if model is None:
        return "Offline: nothing leaves this machine."
    return (
        f"A model ({model.kind}) is configured: it gets pictures and facts when you ask it, and "
        "not before."
    )
