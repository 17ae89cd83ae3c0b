"""What all routes share: the open projects and the work that goes on, and errors as answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Response

from graphs.errors import UserError, WorkbenchError
from graphs.plain_json import to_json
from workbench.ui.binding import Binding
from workbench.ui.jobs import Jobs
from workbench.ui.opened import OpenProjects

ROOT = "/wb"


@dataclass(frozen=True, slots=True)
class State:
    """What a server holds.

    Parameters
    ----------
    binding
        Where it listens.
    projects
        That are open.
    jobs
        Long work.
    first
        Key of the project that is shown first; empty for none.
    """

    binding: Binding = field(default_factory=Binding)
    projects: OpenProjects = field(default_factory=OpenProjects)
    jobs: Jobs = field(default_factory=Jobs)
    first: str = ""


def answered(make: Callable[[], Any], encoded: Callable[[Any], str] = to_json) -> Response:
    """Return what a function makes as JSON; what a person can mend with the status 400.

    For what scripts fetch: it fails only when something is wrong with the page.

    Parameters
    ----------
    make
        Makes it.
    encoded
        Makes JSON of it; for long columns of plain numbers there are quicker ones.
    """
    try:
        status, document = 200, make()
    except UserError as error:
        status, document = 400, {"error": str(error)}
    except WorkbenchError as error:
        status, document = 422, {"error": str(error)}
    text = encoded(document) if status == 200 else to_json(document)
    return Response(text, status, media_type="application/json")


def acted(make: Callable[[], Any]) -> Response:
    """Return what an action did, or ``{"refused": why}``.

    That an action is refused is an answer like any other: no fault of the page, nor of the request.
    """
    try:
        document = make()
    except WorkbenchError as error:
        document = {"refused": str(error)}
    return Response(to_json(document), media_type="application/json")
