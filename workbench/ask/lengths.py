"""How long recordings are, as labelling wrote it down: no file is opened for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from graphs.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.project import Project


def lengths_of(project: Project) -> Callable[[str], float | None]:
    """Return what gives the seconds of a recording by name, as labelling wrote them down."""
    known: dict[str, float | None] = {}

    def length_s(name: str) -> float | None:
        if name not in known:
            known[name] = _length_s(project, name)
        return known[name]

    return length_s


def _length_s(project: Project, name: str) -> float | None:
    store = project.store()
    try:
        if name not in store.recordings() or not store.is_labelled(name):
            return None
        found = store.header(name).notes.get("duration_s")
    except WorkbenchError:
        return None
    return float(found) if isinstance(found, int | float) else None
