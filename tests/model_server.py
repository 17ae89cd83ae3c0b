"""A chat server on loopback that is as strict as real ones: it refuses what they refuse.

It speaks OpenAI's chat completions. Pictures are decoded, unknown fields and forms of answers are
refused, prompts that are too long overflow the context, keys are checked, and everything is
metered. What it answers is a function of the request; what goes wrong is scripted per request.
"""

from __future__ import annotations

import base64
import io
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image as Pillow

FIELDS = {
    "model", "messages", "stream", "temperature", "max_tokens", "max_completion_tokens", "seed",
    "response_format",
}  # fmt: skip


@dataclass
class Request:
    """What the server got."""

    body: bytes
    json: dict[str, Any]
    system: str
    text: str
    pictures: list[Pillow.Image]
    key: str
    schema: dict[str, Any] | None


Reply = Callable[[Request], Any]
"""Gives the answer: a JSON value, or text as it is."""


@dataclass
class Script:
    """What happens to a request instead of an answer.

    Parameters
    ----------
    status, message, headers
        An error.
    text
        Sent as the answer's text.
    finish
        Why the answer ended.
    drop
        The connection breaks in the middle.
    wait_s
        Before anything is sent.
    """

    status: int = 200
    message: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    finish: str = "stop"
    drop: bool = False
    wait_s: float = 0.0


class ModelServer:
    """A running server.

    Parameters
    ----------
    reply
        What a model that works answers.
    model, key
        What must be asked for, and with which key (``None``: any).
    forms
        Which ``response_format`` it takes: ``json_schema``, ``json_object_schema``,
        ``json_object``.
    sees
        Whether it takes pictures; one that does not refuses a list of parts.
    tls
        For HTTPS; without it the server speaks HTTP.
    lengths
        Whether texts in a schema may have lengths; OpenAI's strict mode refuses them.
    context
        Tokens of a prompt at most: a token per 4 letters, and one per 784 pixels.
    grammars
        Whether it takes a grammar, as llama.cpp does; with a form of answers beside it, it refuses.
    """

    def __init__(
        self,
        reply: Reply,
        *,
        model: str = "tiny-vl",
        key: str | None = None,
        forms: tuple[str, ...] = ("json_schema", "json_object_schema", "json_object"),
        sees: bool = True,
        context: int = 100_000,
        refusal: int = 400,
        lengths: bool = True,
        tls: ssl.SSLContext | None = None,
        grammars: bool = False,
    ) -> None:
        self.reply, self.model, self.key = reply, model, key
        self.forms, self.sees, self.context, self.refusal = forms, sees, context, refusal
        self.lengths, self.grammars = lengths, grammars
        self.scripts: dict[int, Script] = {}
        self.by_request: Callable[[Request], Script | None] = lambda _request: None
        self.requests: list[Request] = []
        self.answered: list[Request] = []
        self.input_tokens = self.output_tokens = 0
        self.busiest = self._now = 0
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._http.daemon_threads = True
        threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return self._http.server_port

    @property
    def url(self) -> str:
        """Base address."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def tokens(self) -> int:
        """Tokens in and out, as metered."""
        return self.input_tokens + self.output_tokens

    def close(self) -> None:
        """Stop."""
        self._http.shutdown()
        self._http.server_close()

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count how many requests are under way."""
        with self._lock:
            self._now += 1
            self.busiest = max(self.busiest, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1

    def take(self, request: Request) -> Script:
        """Note a request; return what is to happen to it."""
        with self._lock:
            number = len(self.requests)
            self.requests.append(request)
        return self.scripts.get(number) or self.by_request(request) or Script()

    def meter(self, request: Request, text: str) -> dict[str, int]:
        """Count the tokens of a request and its answer."""
        inputs, outputs = prompt_tokens(request), max(1, len(text) // 4)
        with self._lock:
            self.input_tokens += inputs
            self.output_tokens += outputs
            self.answered.append(request)
        return {
            "prompt_tokens": inputs,
            "completion_tokens": outputs,
            "total_tokens": inputs + outputs,
        }


def prompt_tokens(request: Request) -> int:
    """Return the tokens of a prompt."""
    letters = len(request.system) + len(request.text) + len(json.dumps(request.schema or {}))
    return letters // 4 + sum(p.width * p.height // 784 for p in request.pictures)


class _RefusedError(Exception):
    def __init__(self, status: int, message: str, code: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status, self.code = status, code


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: ModelServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        with suppress(ConnectionResetError):
            super().handle()

    def do_POST(self) -> None:
        with self.owner.counting():
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                request = self._read(body)
                self._answer(request, self.owner.take(request))
            except _RefusedError as error:
                self._error(error.status, str(error), error.code)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

    def _read(self, body: bytes) -> Request:
        owner = self.owner
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if owner.key is not None and key != owner.key:
            raise _RefusedError(401, "Incorrect API key provided.", "invalid_api_key")
        if self.path != "/v1/chat/completions":
            raise _RefusedError(404, f"Not found: {self.path}")
        said = json.loads(body)
        unknown = set(said) - FIELDS - ({"grammar"} if owner.grammars else set())
        if unknown:
            raise _RefusedError(400, f"Unrecognized request argument: {', '.join(sorted(unknown))}")
        if said["model"] != owner.model:
            message = f"The model `{said['model']}` does not exist."
            raise _RefusedError(404, message, "model_not_found")
        system, text, pictures = _contents(said["messages"], owner.sees)
        if "grammar" in said and "response_format" in said:
            raise _RefusedError(400, "Cannot use both json_schema and grammar")
        schema = self._schema(said.get("response_format"))
        request = Request(body, said, system, text, pictures, key, schema)
        if prompt_tokens(request) > owner.context:
            message = (
                f"This model's maximum context length is {owner.context} tokens. However, your "
                f"messages resulted in {prompt_tokens(request)} tokens."
            )
            raise _RefusedError(400, message, "context_length_exceeded")
        return request

    def _schema(self, said: dict[str, Any] | None) -> dict[str, Any] | None:
        if said is None:
            return None
        kind, schema = said.get("type"), None
        if kind == "json_schema":
            form, schema = kind, said["json_schema"]["schema"]
            _check_strict(schema)
            if not self.owner.lengths and "maxLength" in json.dumps(schema):
                message = (
                    "Invalid schema for response_format 'answer': 'maxLength' is not permitted."
                )
                raise _RefusedError(400, message)
        else:
            form = "json_object_schema" if "schema" in said else "json_object"
            schema = said.get("schema")
        if form not in self.owner.forms or kind not in ("json_schema", "json_object"):
            raise _RefusedError(self.owner.refusal, f"response_format {kind!r} is not supported")
        return schema

    def _answer(self, request: Request, script: Script) -> None:
        time.sleep(script.wait_s)
        if script.drop:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
            self.close_connection = True
            return
        if script.status != 200:
            self._error(script.status, script.message, "", script.headers)
            return
        value = script.text if script.text is not None else self.owner.reply(request)
        text = value if isinstance(value, str) else json.dumps(value)
        usage = self.owner.meter(request, text)
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "finish_reason": script.finish, "message": message}
        self._send(200, {
            "id": "answer", "object": "chat.completion", "created": 1, "model": self.owner.model,
            "choices": [choice], "usage": usage,
        })  # fmt: skip

    def _error(
        self, status: int, message: str, code: str, headers: dict[str, str] | None = None
    ) -> None:
        error = {"message": message, "type": "error", "code": code or None, "param": None}
        self._send(status, {"error": error}, headers)

    def _send(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(content)


def _contents(messages: list[dict[str, Any]], sees: bool) -> tuple[str, str, list[Pillow.Image]]:
    system, texts, pictures = "", [], []
    for message in messages:
        content = message["content"]
        if isinstance(content, str):
            if message["role"] == "system":
                system = content
            else:
                texts.append(content)
            continue
        if not sees:
            raise _RefusedError(400, "This model takes text only: content must be a string.")
        for part in content:
            if part["type"] == "text":
                texts.append(part["text"])
            elif part["type"] == "image_url":
                pictures.append(_picture(part["image_url"]["url"]))
            else:
                raise _RefusedError(400, f"Unknown part {part['type']!r}")
    return system, "\n".join(texts), pictures


def _picture(url: str) -> Pillow.Image:
    head, _, data = url.partition(",")
    try:
        picture = Pillow.open(io.BytesIO(base64.b64decode(data, validate=True)))
        picture.load()
    except Exception as error:
        raise _RefusedError(400, f"The image cannot be decoded: {error}") from error
    if head != f"data:{Pillow.MIME[picture.format or '']};base64":
        raise _RefusedError(400, f"The image is no {head}")
    return picture


def _check_strict(schema: Any) -> None:
    """Refuse what OpenAI's strict mode refuses: objects that leave anything open."""
    if isinstance(schema, list):
        for one in schema:
            _check_strict(one)
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object":
        named = list(schema.get("properties", {}))
        if schema.get("additionalProperties") is not False or schema.get("required") != named:
            message = "Invalid schema: every property must be required, and nothing else allowed."
            raise _RefusedError(400, message)
    for one in schema.values():
        _check_strict(one)
