"""The server of the page."""

from __future__ import annotations

import asyncio
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError
from workbench.ui.binding import Binding
from workbench.ui.routes.state import ROOT, State

if TYPE_CHECKING:
    from fastapi import FastAPI

STATIC = Path(__file__).parent / "static"
MOST_UPLOADED = "2gb"
CONCURRENT = 8
"""Things that gradio does at once, of one kind."""


def make_app(state: State) -> FastAPI:
    """Return the server's application: the page, and what it fetches."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles
    from starlette.middleware.gzip import GZipMiddleware

    from workbench.ui.guard import Guard
    from workbench.ui.routes import routers

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for router in routers():
        app.include_router(router(state), prefix=ROOT)
    app.mount(f"{ROOT}/static", StaticFiles(directory=STATIC))
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=1)
    app.add_middleware(Guard, binding=state.binding)
    # in a thread: where this is called there may be an event loop already, as in a notebook
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, _with_page(app, state)).result()


async def _with_page(app: FastAPI, state: State) -> FastAPI:
    """Put the page on a server; in an event loop, else gradio makes some and leaves them open."""
    import gradio

    from workbench.ui import page

    built: FastAPI = gradio.mount_gradio_app(
        app,
        page.build(state).queue(default_concurrency_limit=CONCURRENT),
        path="",
        theme=page.theme(),
        head=page.head(),
        footer_links=[],
        show_error=True,
        max_file_size=MOST_UPLOADED,
    )
    return built


def listening(binding: Binding) -> socket.socket:
    """Return a socket that listens, so that a port that is taken is told before anything else.

    Raises
    ------
    UserError
        The port is taken, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in binding.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((binding.host.strip("[]"), binding.port))
        made.listen()  # who comes early waits
    except OSError as error:
        made.close()
        message = (
            f"Cannot listen on {binding.host} port {binding.port}: {error.strerror}. Another "
            "workbench may be open there; try --port 0 for a free one."
        )
        raise UserError(message) from error
    return made


def serve(state: State, sock: socket.socket) -> None:
    """Answer requests until Ctrl-C."""
    import uvicorn

    config = uvicorn.Config(make_app(state), log_level="warning", timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[sock])
