"""Videos for the page: as they are where a browser plays them, else a proxy from the cache."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, PlainTextResponse

from graphs.errors import WorkbenchError
from workbench.ui.playable import playable
from workbench.ui.routes.state import State


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/video/{recording:path}")
    def video(key: str, recording: str) -> Response:
        """Answer with the file, or the range of it that is asked for."""
        try:
            found = playable(state.projects.of(key), recording)
        except WorkbenchError as error:
            return PlainTextResponse(str(error), 404)
        if found.path is None:
            return PlainTextResponse(found.why, 404)
        return FileResponse(found.path, media_type="video/mp4" if found.is_mp4 else "video/webm")

    return routes
