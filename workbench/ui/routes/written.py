"""Files that long work wrote, to be saved through the browser: named by the work, never by a path.

A page asks for a token of one file of one piece of work; the token gives the file once.
"""

from __future__ import annotations

import secrets
import threading
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from graphs.errors import UserError
from workbench.ui.routes.state import State, answered

WRITERS = ("show.pictures", "export", "compare")
"""Work whose files may be saved."""

MOST = 100
"""Tokens that are kept; the oldest go first."""


class Tokens:
    """Tokens that each give one file, once."""

    def __init__(self) -> None:
        self._paths: dict[str, Path] = {}
        self._lock = threading.Lock()

    def give(self, path: Path) -> str:
        """Return a new token of a file."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._paths[token] = path
            for old in list(self._paths)[:-MOST]:
                del self._paths[old]
        return token

    def take(self, token: str) -> Path | None:
        """Return the file of a token, which is of no use from then on; ``None`` if it has none."""
        with self._lock:
            return self._paths.pop(token, None)


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes, tokens = APIRouter(), Tokens()

    @routes.post("/p/{key}/jobs/{number}/files/{place}")
    def token(key: str, number: int, place: int) -> Response:
        def made() -> dict[str, Any]:
            path = _file(state, key, number, place)
            return {"token": tokens.give(path), "name": path.name}

        return answered(made)

    @routes.get("/written/{token}")
    def written(token: str) -> Response:
        path = tokens.take(token)
        if path is None or not path.is_file():
            return Response("This was saved already, or is gone.", 404, media_type="text/plain")
        return FileResponse(path, filename=path.name, content_disposition_type="attachment")

    return routes


def _file(state: State, key: str, number: int, place: int) -> Path:
    state.projects.of(key)
    for job in state.jobs.of(key):
        if job.number == number and job.action.name in WRITERS and job.done is not None:
            files = files_of(job.done.data)
            if 0 <= place < len(files) and files[place].is_file():
                return files[place]
    message = "There is no such file: it was moved, or nobody knows any more what wrote it."
    raise UserError(message)


def files_of(data: dict[str, Any]) -> list[Path]:
    """Return the files that work wrote, from its result, in the order of the page."""
    named = [*data.get("pictures", ()), *([data["path"]] if "path" in data else [])]
    return [Path(one) for one in named]
