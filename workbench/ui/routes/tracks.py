"""Positions for the overlays, in parts, and the clock of a recording; numbers travel as binary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from graphs.errors import WorkbenchError
from workbench.ui.routes.state import State, answered
from workbench.ui.watched import CHUNK_FRAMES, Watched, positions, scene_of, video_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes, watched = APIRouter(), Watched()

    @routes.get("/p/{key}/scene/{recording:path}")
    def scene(key: str, recording: str) -> Response:
        return answered(lambda: scene_of(watched.recording(state.projects.of(key), recording)))

    @routes.get("/p/{key}/clock/{recording:path}")
    def clock(key: str, recording: str) -> Response:
        """Answer with the start of every frame and the end of the last one, float64 seconds."""
        return _numbers(
            lambda: watched.recording(state.projects.of(key), recording).clock.edges_s, "<f8"
        )

    @routes.get("/p/{key}/tracks/{chunk}/{recording:path}")
    def tracks(key: str, chunk: int, recording: str) -> Response:
        """Answer with float32 pixels, shape (frames, individuals, keypoints, 2)."""
        return _numbers(
            lambda: positions(
                watched.recording(state.projects.of(key), recording),
                chunk * CHUNK_FRAMES,
                CHUNK_FRAMES,
            ),
            "<f4",
        )

    @routes.get("/p/{key}/film/{recording:path}")
    def film(key: str, recording: str) -> Response:
        return answered(lambda: video_of(state.projects.of(key), recording))

    return routes


def _numbers(make: Callable[[], NDArray[Any]], kind: str) -> Response:
    try:
        numbers = make().astype(kind, copy=False)
    except WorkbenchError as error:
        fault = error

        def failing() -> None:
            raise fault

        return answered(failing)
    # packing numbers of the same machine takes longer than sending them
    headers = {"Content-Encoding": "identity"}
    return Response(numbers.tobytes(), media_type="application/octet-stream", headers=headers)
