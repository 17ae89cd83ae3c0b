"""The page Describe: what describes, which recordings, how long it may take."""

from __future__ import annotations

import inspect
import os
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from graphs.errors import WorkbenchError
from workbench.ui.pace import length_s, pace
from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    from pipelines.describe.by_model.settings import ModelSettings
    from workbench.project import Project

_NEEDS_A_FILE = "imported"
"""The segmenter that reads boundaries from a file, which project.toml has to name."""


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/describing")
    def describing(key: str) -> Response:
        return answered(lambda: _describing(state.projects.of(key)))

    return routes


def _describing(project: Project) -> dict[str, Any]:
    from workbench.labelled import look_for_stale

    specs, store = project.specs(), project.store()
    described = {spec.name for spec in specs if store.is_labelled(spec.name)}
    again, fault = look_for_stale(project, sorted(described))
    changed = set(again)
    return {
        "recordings": [
            {
                "name": spec.name,
                "seconds": length_s(spec),
                "has_video": spec.video is not None,
                "described": spec.name in described,
                "changed": spec.name in changed,
            }
            for spec in specs
        ],
        "fault": fault,
        "pace": pace(project),
        "segmenter": project.settings.segmenter,
        "segmenters": _segmenters(),
        "model": _model(project.settings.model),
        "providers": _providers(),
    }


def _segmenters() -> list[dict[str, str]]:
    """Return the segmenters that need no file, each with the first line of its description."""
    from pipelines.segment.registry import get_segmenter, segmenter_names

    found = []
    for name in segmenter_names():
        if name != _NEEDS_A_FILE:
            about = inspect.getdoc(type(get_segmenter(name))) or ""
            found.append({"name": name, "about": about.partition("\n")[0]})
    return found


def _model(settings: ModelSettings | None) -> dict[str, Any] | None:
    """Return which model is configured; whether its key is there, never the key."""
    if settings is None:
        return None
    from pipelines.models.providers import PROVIDERS

    told = {key: settings.parameters.get(key) for key in ("provider", "name", "url", "folder")}
    provider = PROVIDERS.get(str(told["provider"]))
    key_env = settings.parameters.get("key_env") or (provider.key_env if provider else None)
    return {
        "kind": settings.kind,
        **told,
        "key_env": key_env,
        "has_key": bool(os.environ.get(str(key_env))) if key_env else None,
        "stays": _stays(settings),
    }


def _stays(settings: ModelSettings) -> bool:
    """Whether asking the model leaves nothing of this machine."""
    from pipelines.models.chat import ChatModel
    from pipelines.models.contract import get_model

    if settings.kind == "local":
        return True
    try:
        model = get_model(settings.kind, **settings.parameters)
    except WorkbenchError:
        return False
    return isinstance(model, ChatModel) and model.where.is_here


def _providers() -> list[dict[str, Any]]:
    from pipelines.models.providers import PROVIDERS

    return [
        {"name": name, "url": one.url, "key_env": one.key_env} for name, one in PROVIDERS.items()
    ]
