"""Earlier versions of a project's behaviors, put in the place of those of today for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from graphs.errors import UserError
from workbench.behaviors.declare import BehaviorFunction
from workbench.behaviors.own import FOLDER, behaviors_of, is_noted, trust_one

_in_place: ContextVar[Mapping[str, BehaviorFunction] | None] = ContextVar("in_place", default=None)


def version_in_place(name: str) -> BehaviorFunction | None:
    """Return the earlier version that stands for a behavior now; ``None`` if none does."""
    return (_in_place.get() or {}).get(name)


@contextmanager
def in_place(functions: Mapping[str, BehaviorFunction]) -> Iterator[None]:
    """Let earlier versions stand for the behaviors of their names while this is open."""
    token = _in_place.set(functions)
    try:
        yield
    finally:
        _in_place.reset(token)


def trust_version(project: Path, name: str, version: int, content: str) -> None:
    """Note that a version of a behavior may run on this machine; raises as `trust_one`."""
    trust_one(project, _noted(name, version), content.encode())


def version_of(project: Path, name: str, version: int, content: str) -> BehaviorFunction:
    """Return a version of a behavior as it was.

    Parameters
    ----------
    project
        Folder of the project.
    name, version
        Of the behavior.
    content
        The text of its file.

    Raises
    ------
    UserError
        It was not made on this machine, so that nobody trusted it here; or it cannot be run.
    """
    noted = _noted(name, version)
    if not is_noted(project, noted, content.encode()):
        message = (
            f"Version {version} of {name!r} is a program, and was not made on this machine; it was "
            f"not run. See it with: workbench memory history {name}. To use it, save it as a "
            "behavior of its own."
        )
        raise UserError(message)
    return behaviors_of(project / FOLDER / noted, content.encode()).behaviors[name]


def _noted(name: str, version: int) -> str:
    """Return under which name a version is noted; no file of behaviors has such a one."""
    return f"{name}@{version}"
