"""What requests the server answers: from its own page, and with the password if there is one.

A page of another site that is open in the same browser can send requests to this machine, also
under a name of its own that it points here. So the name that was asked for has to be one of this
server, and what changes something has to come from the page itself.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workbench.ui.binding import Binding, is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

USER = "workbench"
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (
        b"content-security-policy",
        b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; "
        b"base-uri 'self'; form-action 'self'",
    ),
)
"""Sent with every answer. Gradio makes functions of text, which needs 'unsafe-eval'."""


class Guard:
    """Lets through what the server should answer.

    Parameters
    ----------
    app
        Answers.
    binding
        Where the server listens.
    """

    def __init__(self, app: ASGIApp, binding: Binding) -> None:
        self._app = app
        self._binding = binding

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): v.decode("latin-1") for name, v in scope["headers"]}
        refused = self._refused(str(scope.get("method", "GET")), headers)
        if refused is None:
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _refuse(send, *refused)

    def _refused(self, method: str, headers: dict[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self._binding.is_local and not is_loopback(_name(host)):
            return 421, "This server answers to 127.0.0.1 and localhost alone."
        origin = headers.get("origin")
        changes = method not in ("GET", "HEAD", "OPTIONS")
        if changes and origin is not None and urlsplit(origin).netloc != host:
            return 403, "Only the page of this server may change something."
        if self._binding.password and not self._is_known(headers.get("authorization", "")):
            return 401, "A password is needed."
        return None

    def _is_known(self, said: str) -> bool:
        kind, _, coded = said.partition(" ")
        if kind.casefold() != "basic":
            return False
        try:
            password = base64.b64decode(coded, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(password, self._binding.password.encode())


def _name(host: str) -> str:
    """Return a host without its port."""
    return urlsplit(f"//{host}").hostname or ""


def _with_headers(send: Send) -> Send:
    async def sending(message: object) -> None:
        if isinstance(message, dict) and message["type"] == "http.response.start":
            names = {name for name, _ in message.get("headers", ())}
            more = [(name, value) for name, value in _HEADERS if name not in names]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)  # type: ignore[arg-type]

    return sending


async def _refuse(send: Send, status: int, why: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if status == 401:
        headers.append((b"www-authenticate", f'Basic realm="{USER}"'.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})
