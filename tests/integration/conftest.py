"""The command line, kept warm for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from command_files import WarmWorkbench


@pytest.fixture(scope="session")
def workbench() -> Iterator[WarmWorkbench]:
    """The command line in processes of its own."""
    warm = WarmWorkbench()
    yield warm
    warm.close()
