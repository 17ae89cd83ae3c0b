"""The transport of every request to a chat model: written into the ledger before it leaves."""

from __future__ import annotations

import json
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
        started, status, size, tokens = time.monotonic(), None, 0, None
        try:
            response = await super().handle_async_request(request)
            content = await response.aread()
            status, size, tokens = response.status_code, len(content), tokens_told(content)
            return response
        finally:
            self._ledger.came_back(number, status, time.monotonic() - started, size, tokens)


_TOLD = (
    ("usage", "prompt_tokens", "completion_tokens"),  # OpenAI and those that speak as it does
    ("usage", "input_tokens", "output_tokens"),  # Anthropic
    ("usageMetadata", "promptTokenCount", "candidatesTokenCount"),  # Google
)


def tokens_told(content: bytes) -> tuple[int, int] | None:
    """Return the tokens in and out that the body of an answer tells; ``None`` if it tells none."""
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    for where, inputs, outputs in _TOLD:
        usage = answer.get(where) if isinstance(answer, dict) else None
        if isinstance(usage, dict) and isinstance(usage.get(inputs), int):
            return usage[inputs], int(usage.get(outputs) or 0)
    return None
