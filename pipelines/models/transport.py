"""The transport of every request to a chat model: written into the ledger before it leaves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import httpx2

from pipelines.models.contract import Question

if TYPE_CHECKING:
    from pipelines.models.ledger import Ledger

_asked: ContextVar[Question] = ContextVar("asked")


@contextmanager
def asking(question: Question) -> Iterator[None]:
    """Say which question the requests of this context belong to."""
    token = _asked.set(question)
    try:
        yield
    finally:
        _asked.reset(token)


class Recording(httpx2.AsyncHTTPTransport):
    """Sends requests, each with a line in the ledger before and one after.

    Parameters
    ----------
    ledger
        ``None`` records nothing.
    """

    def __init__(self, ledger: Ledger | None) -> None:
        super().__init__()
        self._ledger = ledger

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request, and read all of its answer."""
        if self._ledger is None:
            return await super().handle_async_request(request)
        body = await request.aread()
        number = self._ledger.leaves(_asked.get(), request.method, str(request.url), body)
        started, status, size = time.monotonic(), None, 0
        try:
            response = await super().handle_async_request(request)
            size = len(await response.aread())
            status = response.status_code
            return response
        finally:
            self._ledger.came_back(number, status, time.monotonic() - started, size)
