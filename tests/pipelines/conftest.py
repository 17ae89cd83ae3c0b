"""Fixtures of several tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from object_store import ObjectStore, object_server, object_store


@pytest.fixture(scope="session")
def server() -> Iterator[int]:
    """Port of a server of objects."""
    with object_server() as port:
        yield port


@pytest.fixture
def store(server: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    """A new bucket."""
    with object_store(server, monkeypatch) as made:
        yield made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """The cache of a project."""
    return tmp_path / "project" / "cache"
