"""Files behind a URL: what is there, how large, in which version; and reading them.

Any file system that fsspec opens will do. Access (keys, endpoints, proxies) is set up outside, as
for other programs: environment variables and configuration files.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from graphs.errors import DataError, UserError
from graphs.storage.atomic import cannot_write
from graphs.storage.folder import file_system_at, version_of
from pipelines.inputs.asked import is_web, tried
from pipelines.inputs.web import web_files, web_matching

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from fsspec import AbstractFileSystem

T = TypeVar("T")
BLOCK = 4 * 2**20
_BLOCKS = 8
_FETCHED = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Found:
    """A file behind a URL.

    Parameters
    ----------
    size
        Bytes.
    version
        Differs when the file was replaced: what the server says of it (etag, time), and its size.
    """

    size: int
    version: str


def streams(url: str) -> bool:
    """Whether parts of a file can be read."""
    return not is_web(url)


def look(url: str) -> Found:
    """Return what is behind a URL now.

    Raises
    ------
    UserError
        There is no such file, or it may not be read.
    DataError
        The server does not say how large the file is; `AwayError` if it is away.
    """
    fs, root = _fresh(url)
    entry = tried(url, lambda: fs.info(root))
    if entry.get("type") == "directory":
        message = f"Expected a file at {url}; found a folder."
        raise UserError(message)
    if entry.get("size") is None:
        message = f"The server does not say how large {url} is. Download it, and give the file."
        raise DataError(message)
    return Found(int(entry["size"]), version_of(entry))


def files_under(url: str) -> list[str]:
    """Return the URLs of a file, or of all files in a folder and those below it, sorted.

    Raises
    ------
    UserError, DataError
        As `look`; or there is nothing.
    """
    fs, root = _fresh(url)
    if not streams(url):
        if not url.endswith("/"):
            tried(url, lambda: fs.info(root))
            return [url]
        found: list[str] = web_files(fs, f"{root}/")
    elif url.endswith("/"):
        found = tried(url, lambda: fs.find(root))
    elif tried(url, lambda: fs.isfile(root)):
        return [url]
    else:
        found = tried(url, lambda: fs.find(root))
    if not found:
        message = f"Nothing is there: {url}. Check the URL, and whether you have access."
        raise UserError(message)
    return sorted(fs.unstrip_protocol(path) for path in found)


def matching(url: str) -> list[str]:
    """Return the URLs of files that a pattern fits (``*``, ``?``, ``[...]``, ``**``), sorted.

    Of folders that it fits, all files are meant.
    """
    fs, root = _fresh(url)
    if not streams(url):
        return [str(fs.unstrip_protocol(one)) for one in web_matching(fs, root)]
    files: set[str] = set()
    for path, entry in tried(url, lambda: fs.glob(root, detail=True)).items():
        if entry.get("type") == "file":
            files.add(path)
        elif not url.rstrip("/").endswith("**"):
            files.update(tried(url, partial(fs.find, path)))
    return sorted(fs.unstrip_protocol(path) for path in files)


def is_there(url: str) -> bool:
    """Whether there is a file; `DataError` if its server is away."""
    try:
        look(url)
    except UserError:
        return False
    return True


def names_in(url: str) -> set[str]:
    """Return the names of the files in a folder, not of those below; none if there is no folder."""
    fs, root = _fresh(url)
    try:
        entries = tried(url, lambda: fs.ls(root, detail=True))
    except UserError:
        return set()
    return {one["name"].rstrip("/").rpartition("/")[2] for one in entries if one["type"] == "file"}


def read_start(url: str, size: int) -> bytes:
    """Return the first bytes of a file."""
    fs, root = _opened(url)
    return bytes(tried(url, lambda: fs.cat_file(root, start=0, end=size)))[
        :size
    ]  # some send all of it


def read_part(url: str, start: int, size: int) -> bytes:
    """Return bytes out of a file; fewer are an error."""
    fs, root = _opened(url)
    content = bytes(tried(url, lambda: fs.cat_file(root, start=start, end=start + size)))
    if len(content) != size:
        message = f"{url} ended early: expected {size} bytes from {start}, got {len(content)}."
        raise DataError(message)
    return content


def read_whole(url: str) -> bytes:
    """Return a small file."""
    fs, root = _fresh(url)
    return bytes(tried(url, lambda: fs.cat_file(root)))


def download(url: str, to: Path, size: int, report: Callable[[float], None]) -> None:
    """Copy a file of a known size to a new path of this machine, and flush it to the disk.

    What is left when it fails is for the caller.

    Raises
    ------
    UserError, DataError
        As `look`; the disk of this machine cannot be written; or the file changed meanwhile.
    """
    fs, root = _fresh(url)
    block = _FETCHED if streams(url) else 0  # 0: one pass from start to end
    done = 0
    with tried(url, lambda: fs.open(root, "rb", block_size=block)) as source:
        try:
            with to.open("xb") as target:
                while content := tried(url, lambda: source.read(_FETCHED)):
                    target.write(content)
                    done += len(content)
                    report(min(done / max(size, 1), 1.0))
                target.flush()
                os.fsync(target.fileno())
        except OSError as error:
            raise cannot_write(to, error) from error


class Stream(io.RawIOBase):
    """An open file behind a URL; a fault of the network is never taken for a damaged file.

    Parameters
    ----------
    url
        The file.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.failed: DataError | UserError | None = None
        fs, root = _fresh(url)
        options = {"maxblocks": _BLOCKS}
        self._file: BinaryIO = tried(
            url,
            lambda: fs.open(
                root, "rb", block_size=BLOCK, cache_type="blockcache", cache_options=options
            ),
        )

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that any place of it can be gone to."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer, up to the end of the file, and return how many bytes that are."""
        view = memoryview(buffer).cast("B")
        content = self._told(lambda: self._file.read(len(view)))
        view[: len(content)] = content
        return len(content)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return self._told(lambda: self._file.seek(offset, whence))

    def tell(self) -> int:
        """Return where it stands."""
        return self._file.tell()

    def close(self) -> None:
        """Close it."""
        if not self.closed:
            self._file.close()
        super().close()

    def _told(self, call: Callable[[], T]) -> T:
        if self.failed is not None:
            raise self.failed
        try:
            return tried(self.url, call)
        except (DataError, UserError) as error:
            self.failed = error
            raise


def _fresh(url: str) -> tuple[AbstractFileSystem, str]:
    """Return the file system of a URL, which has forgotten what was there before."""
    fs, root = _opened(url)
    fs.invalidate_cache()
    return fs, root


def _opened(url: str) -> tuple[AbstractFileSystem, str]:
    return tried(url, lambda: file_system_at(url))  # some connect at once
