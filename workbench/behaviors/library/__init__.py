"""The behaviors that come with the workbench, as functions.

Thresholds are settings with defaults in body lengths (BL) and seconds, so that they serve mice and
rats and recordings without a scale; each docstring says where its definition comes from.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from workbench.behaviors.declare import BehaviorFunction, Library, behaviors_in

MODULES = ("movement", "posture", "social", "contacts", "places", "gait")


@cache
def built_in() -> Library:
    """Return the behaviors that come with the workbench."""
    found: dict[str, BehaviorFunction] = {}
    for name in MODULES:
        module = import_module(f"workbench.behaviors.library.{name}")
        found |= behaviors_in(vars(module)).behaviors
    return Library(found)
