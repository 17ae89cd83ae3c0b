"""A chat server for each test that wants one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from awkward_servers import Got, RawServer, Sent
from model_questions import reply
from model_server import ModelServer

pytest.importorskip("pydantic_ai", reason="needs the extra models")


@pytest.fixture
def serve() -> Iterator[Callable[..., ModelServer]]:
    """Start strict servers; they end with the test."""
    running: list[ModelServer] = []

    def start(answer: Any = reply, **said: Any) -> ModelServer:
        running.append(ModelServer(answer, **said))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def serve_raw() -> Iterator[Callable[..., RawServer]]:
    """Start servers that send what they are told: one thing always, or by request."""
    running: list[RawServer] = []

    def start(answer: Sent | Callable[[int, Got], Sent]) -> RawServer:
        said = answer if callable(answer) else (lambda _number, _request: answer)
        running.append(RawServer(said))
        return running[-1]

    yield start
    for server in running:
        server.close()
