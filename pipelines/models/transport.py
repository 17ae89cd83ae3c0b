"""The transport of every request to a chat model: written into the ledger before it leaves.

Where the environment names a proxy, requests go through it; see `pipelines.models.proxy`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import httpx2

from graphs.errors import UserError
from pipelines.models.contract import Question
from pipelines.models.proxy import Proxy, proxy_for

if TYPE_CHECKING:
    from pipelines.models.ledger import Ledger

_asked: ContextVar[Question] = ContextVar("asked")
_WANTS_A_PASSWORD = 407
_BUSY = re.compile(r"5\d\d\b")
"""How the words of a proxy begin that could not reach the host just now."""


@contextmanager
def asking(question: Question) -> Iterator[None]:
    """Say which question the requests of this context belong to."""
    token = _asked.set(question)
    try:
        yield
    finally:
        _asked.reset(token)


class Recording(httpx2.AsyncBaseTransport):
    """Sends requests, each with a line in the ledger before and one after.

    Parameters
    ----------
    ledger
        ``None`` records nothing.
    """

    def __init__(self, ledger: Ledger | None) -> None:
        self._ledger = ledger
        self._ways: dict[Proxy | None, httpx2.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request, and read all of its answer.

        Raises
        ------
        UserError
            The proxy that the environment names cannot be used.
        """
        proxy = proxy_for(str(request.url))
        if self._ledger is None:
            response = await self._send(request, proxy)
        else:
            response = await self._recorded(self._ledger, request, proxy)
        if proxy is not None and response.status_code == _WANTS_A_PASSWORD:
            await response.aread()
            said = f"{response.status_code} {response.reason_phrase}"
            raise _not_through(proxy, request, said)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        for way in self._ways.values():
            await way.aclose()

    async def _recorded(
        self, ledger: Ledger, request: httpx2.Request, proxy: Proxy | None
    ) -> httpx2.Response:
        body, via = await request.aread(), proxy.name if proxy else None
        number = ledger.leaves(_asked.get(), request.method, str(request.url), body, via)
        started, status, size, tokens = time.monotonic(), None, 0, None
        try:
            response = await self._send(request, proxy)
            content = await response.aread()
            status, size, tokens = response.status_code, len(content), tokens_told(content)
            return response
        finally:
            ledger.came_back(number, status, time.monotonic() - started, size, tokens)

    async def _send(self, request: httpx2.Request, proxy: Proxy | None) -> httpx2.Response:
        if proxy not in self._ways:
            self._ways[proxy] = _way(proxy)
        try:
            return await self._ways[proxy].handle_async_request(request)
        except (httpx2.ConnectError, httpx2.ProxyError) as error:
            if proxy is None or _BUSY.match(str(error)):
                raise
            raise _not_through(proxy, request, str(error)) from error


def _way(proxy: Proxy | None) -> httpx2.AsyncHTTPTransport:
    try:
        return httpx2.AsyncHTTPTransport(proxy=proxy.url if proxy else None)
    except ImportError as error:
        message = (
            "Requests through a SOCKS proxy need the package socksio. Install it, or name an HTTP "
            "proxy in HTTPS_PROXY."
        )
        raise UserError(message) from error


def _not_through(proxy: Proxy, request: httpx2.Request, said: str) -> UserError:
    host = request.url.host
    advice = (
        f"Is the environment variable {proxy.variable} right, with user name and password if the "
        f"proxy wants them? If {host} is reached without a proxy, name it in NO_PROXY."
    )
    if "CERTIFICATE_VERIFY_FAILED" in said:
        advice = "If the proxy shows a certificate of its own, name its file in SSL_CERT_FILE."
    return UserError(f"{host} cannot be reached through the proxy {proxy.name}: {said}. {advice}")


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
