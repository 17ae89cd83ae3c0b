"""Workbench for people who study behavior from video."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.arena import Zone
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask
    from workbench.analysis.pictures import save_picture
    from workbench.analysis.recording import Recording, open_recording
    from workbench.analysis.recordings import Recordings
    from workbench.analysis.signals import Signal
    from workbench.analysis.units import Quantity
    from workbench.ask.telling import answer
    from workbench.behaviors.declare import (
        Angle,
        Duration,
        Example,
        Length,
        Number,
        Speed,
        Turn,
        behavior,
    )
    from workbench.ethograms import shipped_ethograms
    from workbench.project import Project, open_project
    from workbench.project_new import create_project

__version__ = "0.1.0"

_HOMES = {
    "workbench.analysis.bouts": ("Bouts",),
    "workbench.analysis.masks": ("Mask",),
    "workbench.analysis.pictures": ("save_picture",),
    "workbench.analysis.recording": ("Recording", "open_recording"),
    "workbench.analysis.recordings": ("Recordings",),
    "workbench.analysis.signals": ("Signal",),
    "workbench.analysis.units": ("Quantity",),
    "workbench.ask.telling": ("answer",),
    "workbench.behaviors.declare": (
        "Angle", "Duration", "Example", "Length", "Number", "Speed", "Turn", "behavior",
    ),
    "pipelines.arena": ("Zone",),
    "workbench.project": ("Project", "open_project"),
    "workbench.project_new": ("create_project",),
    "workbench.ethograms": ("shipped_ethograms",),
}  # fmt: skip
"""Module -> public names in it; imported when first asked for, so that `import workbench` is
instant."""

_LAZY = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Angle",
    "Bouts",
    "Duration",
    "Example",
    "Length",
    "Mask",
    "Number",
    "Project",
    "Quantity",
    "Recording",
    "Recordings",
    "Signal",
    "Speed",
    "Turn",
    "Zone",
    "__version__",
    "answer",
    "behavior",
    "create_project",
    "open_project",
    "open_recording",
    "save_picture",
    "shipped_ethograms",
]


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted(__all__)
