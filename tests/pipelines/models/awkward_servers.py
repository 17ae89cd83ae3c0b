"""A chat server that sends what it is told, for what `model_server.ModelServer` is too orderly for.

- `RawServer`: answers whatever is asked with whatever is said, byte by byte if need be
- `openai_reply`, `anthropic_reply`, `google_reply`, `error_of`: bodies in the form of providers
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Got:
    """A request as it came.

    Parameters
    ----------
    path, headers, body
        Of HTTP; names of headers in lower case.
    """

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Sent:
    """What is answered.

    Parameters
    ----------
    body
        JSON, or bytes as they are.
    status, headers
        Of HTTP.
    pause_s
        Before every byte of the body.
    """

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0


class RawServer:
    """A server on loopback that answers what a function says, and keeps what it got.

    Parameters
    ----------
    answer
        From the number of the request (0, 1, ...) and the request to what is sent.
    """

    def __init__(self, answer: Callable[[int, Got], Sent]) -> None:
        self.answer = answer
        self.got: list[Got] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def url(self) -> str:
        """Address without a path."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def take(self, request: Got) -> Sent:
        """Note a request; return what to send."""
        with self._lock:
            self.got.append(request)
            number = len(self.got) - 1
        return self.answer(number, request)

    def close(self) -> None:
        """Stop."""
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: RawServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        sent = self.owner.take(Got(self.path, headers, body))
        content = sent.body if isinstance(sent.body, bytes) else json.dumps(sent.body).encode()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(sent.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in sent.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for byte in content if sent.pause_s else ():
                time.sleep(sent.pause_s)
                self.wfile.write(bytes([byte]))
            if not sent.pause_s:
                self.wfile.write(content)


def openai_reply(text: str, finish: str = "stop", usage: bool = True, **message: Any) -> Any:
    """Return a chat completion of 11 tokens in and 7 out."""
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": text, **message},
    }
    tokens = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return {
        "id": "a", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice],
        **({"usage": tokens} if usage else {}),
    }  # fmt: skip


def anthropic_reply(text: str, stop: str = "end_turn") -> Any:
    """Return a message of Anthropic's of 11 tokens in and 7 out."""
    return {
        "id": "m", "type": "message", "role": "assistant", "model": "m",
        "content": [{"type": "text", "text": text}], "stop_reason": stop, "stop_sequence": None,
        "usage": {"input_tokens": 11, "output_tokens": 7},
    }  # fmt: skip


def google_reply(text: str, finish: str = "STOP") -> Any:
    """Return generated content of Google's of 11 tokens in and 7 out."""
    content = {"role": "model", "parts": [{"text": text}]}
    return {
        "candidates": [{"content": content, "finishReason": finish, "index": 0}],
        "usageMetadata": {
            "promptTokenCount": 11, "candidatesTokenCount": 7, "totalTokenCount": 18,
        },
        "modelVersion": "m",
    }  # fmt: skip


def error_of(provider: str, status: int, words: str, **headers: str) -> Sent:
    """Return an error in the form of a provider."""
    body: Any = {"error": {"message": words, "type": "error", "code": None}}
    if provider == "anthropic":
        kinds = {401: "authentication_error", 429: "rate_limit_error", 529: "overloaded_error"}
        kind = kinds.get(status, "invalid_request_error")
        body = {"type": "error", "error": {"type": kind, "message": words}}
    if provider == "google":
        kinds = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 503: "UNAVAILABLE"}
        body = {"error": {"code": status, "message": words, "status": kinds.get(status, "UNKNOWN")}}
    return Sent(body, status, headers)
