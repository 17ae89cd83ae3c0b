"""What the page Export offers: formats and who reads them, what can be taken, where it would go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    from workbench.project import Project

PICTURES = "figures"
"""Folder of a project, where pictures go if a person does not say otherwise."""


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/export")
    def export(key: str) -> Response:
        return answered(lambda: _offered(state.projects.of(key)))

    return routes


def _offered(project: Project) -> dict[str, Any]:
    from graphs.formats.folder import file_stem
    from graphs.formats.registry import FORMATS
    from workbench.knowledge.exchange import project_name

    stem = file_stem(project_name(project.graph()), set())
    stored = set(project.store().recordings())
    specs = [spec for spec in project.specs() if spec.name in stored]
    return {
        "folder": project.folder,
        "pictures": project.folder / PICTURES,
        "formats": [
            {
                "name": form.name,
                "what": form.what,
                "writes": form.suffix or "folder",
                "reads": form.reads,
                "file": f"{stem}{form.suffix}" if form.suffix else f"{stem}-{form.name}",
            }
            for form in FORMATS
        ],
        "recordings": [spec.name for spec in specs],
        "groups": sorted({spec.group for spec in specs if spec.group}),
        "sessions": sorted({spec.session for spec in specs if spec.session}),
        "not_labelled": len(project.specs()) - len(specs),
    }
