"""Workbench for people who study behavior from video."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.project import Project, create_project, open_project, shipped_ethograms

__version__ = "0.1.0"

_LAZY = {
    "Project": "workbench.project",
    "create_project": "workbench.project",
    "open_project": "workbench.project",
    "shipped_ethograms": "workbench.project",
}
"""Public name -> module; imported when first asked for, so that `import workbench` is instant."""

__all__ = ["Project", "__version__", "create_project", "open_project", "shipped_ethograms"]


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted(__all__)
