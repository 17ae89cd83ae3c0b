"""Folders that an export wrote, as one file to be saved through the browser."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from graphs.formats.folder import exported_files

_CHUNK = 1 << 20


def zipped(folder: Path) -> Iterator[bytes]:
    """Yield a zip of what an export wrote into a folder, piece by piece; nothing else is in it."""
    made = _Pieces()
    with zipfile.ZipFile(made, "w") as archive:
        for path in exported_files(folder):
            entry = zipfile.ZipInfo.from_file(
                path, f"{folder.name}/{path.name}", strict_timestamps=False
            )
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as read, archive.open(entry, "w") as written:
                while piece := read.read(_CHUNK):
                    written.write(piece)
                    yield made.taken()
    yield made.taken()


class _Pieces:
    """A file that is only written to, and gives what was written since it was asked last."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def write(self, piece: bytes) -> int:
        self._kept += piece
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what is written waits to be taken."""

    def close(self) -> None:
        """Do nothing: what is written can still be taken."""

    def taken(self) -> bytes:
        piece = bytes(self._kept)
        self._kept.clear()
        return piece
