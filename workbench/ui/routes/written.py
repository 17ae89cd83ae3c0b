"""Files that long work wrote, to be saved through the browser: named by the work, never by a path.

A page asks for a token of one file of one piece of work; the token gives the file once. A folder
that an export wrote is given as a zip.
"""

from __future__ import annotations

import secrets
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, StreamingResponse

from graphs.errors import UserError
from graphs.formats.folder import exported_files
from workbench.ui.routes.state import State, answered
from workbench.ui.zipped import zipped

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
            return {"token": tokens.give(path), "name": _saved_as(path)}

        return answered(made)

    @routes.get("/written/{token}")
    def written(token: str) -> Response:
        path = tokens.take(token)
        if path is None or not _is_there(path):
            return Response("This was saved already, or is gone.", 404, media_type="text/plain")
        if path.is_dir():
            named = f"attachment; filename*=utf-8''{quote(_saved_as(path), safe='')}"
            return StreamingResponse(
                zipped(path), media_type="application/zip", headers={"Content-Disposition": named}
            )
        return FileResponse(path, filename=path.name, content_disposition_type="attachment")

    return routes


def _file(state: State, key: str, number: int, place: int) -> Path:
    state.projects.of(key)
    for job in state.jobs.of(key):
        if job.number == number and job.action.name in WRITERS and job.done is not None:
            files = files_of(job.done.data)
            if 0 <= place < len(files) and _is_there(files[place]):
                return files[place]
    message = "There is no such file: it was moved, or nobody knows any more what wrote it."
    raise UserError(message)


def _is_there(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and bool(exported_files(path)))


def _saved_as(path: Path) -> str:
    return f"{path.name}.zip" if path.is_dir() else path.name


def files_of(data: dict[str, Any]) -> list[Path]:
    """Return the files or folders that work wrote, from its result, in the order of the page."""
    named = [*data.get("pictures", ()), *([data["path"]] if "path" in data else [])]
    return [Path(one) for one in named]
