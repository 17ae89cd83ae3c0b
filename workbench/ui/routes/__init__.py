"""What scripts of the page fetch and send; everything lies under ``/wb``.

Nothing is fetched by a path of a file: a project is named by its key, a recording by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

    from workbench.ui.routes.state import State

_MODULES = (
    "about",
    "act",
    "behaviors",
    "compare",
    "describe",
    "export",
    "graph",
    "media",
    "memory",
    "project",
    "timeline",
    "tracks",
    "written",
)
"""Each has a ``router(state)``."""


def routers() -> list[Callable[[State], APIRouter]]:
    """Return what makes the routes, from all modules; they import fastapi."""
    return [import_module(f"{__name__}.{name}").router for name in _MODULES]
