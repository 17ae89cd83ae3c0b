"""Files behind a URL for readers that need no whole file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipelines.inputs.places import url_of

if TYPE_CHECKING:
    from pipelines.inputs.remote import Stream

SMALL = 64 * 2**20  # bytes


def streamed(path: Path) -> Stream | None:
    """Return an open stream of a file behind a URL.

    Returns
    -------
    Stream or None
        ``None`` where the file is to be read at its path: it is of this machine, it is held at
        hand, or its server gives no parts; then it is fetched.

    Raises
    ------
    UserError, DataError
        There is no such file, or the server is away.
    """
    url = url_of(path)
    if url is None:
        return None
    from pipelines.inputs.kept import at_hand, is_held  # slow to import
    from pipelines.inputs.remote import Stream, look, streams

    if is_held(path):
        return None
    if streams(url):
        look(url)
        return Stream(url)
    with at_hand([path]):
        return None


def opened(path: Path) -> BinaryIO:
    """Return a file open for reading, streamed if it is to be; raises as `streamed` and `open`."""
    stream = streamed(path)
    if stream is None:
        return path.open("rb")
    return io.BufferedReader(stream)


@contextmanager
def near(path: Path) -> Iterator[None]:
    """Hold a small file at hand to read it several times; a large one is streamed.

    Raises
    ------
    UserError, DataError
        See `pipelines.inputs.kept.at_hand`.
    """
    url = url_of(path)
    if url is None:
        yield
        return
    from pipelines.inputs.kept import at_hand  # slow to import
    from pipelines.inputs.remote import look

    with at_hand([path] if look(url).size <= SMALL else []):
        yield


def must_stream(path: Path) -> bool:
    """Whether only a reader that takes a stream may read a file now."""
    if url_of(path) is None:
        return False
    from pipelines.inputs.kept import is_held  # slow to import

    return not is_held(path)
