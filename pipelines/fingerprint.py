"""Fingerprints of input files, to see whether anything has changed since the last run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from graphs.errors import DataError

_WHOLE = 64 * 2**20
_SAMPLE = 2**20
_SAMPLES = 16


def file_fingerprint(path: Path) -> str:
    """Return a fingerprint of a file's content, independent of its name, place and date.

    Files up to 64 MiB are read whole; of larger ones (videos) the size and sixteen blocks of 1 MiB
    spread evenly from the first byte to the last.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    try:
        size = path.stat().st_size
        digest.update(str(size).encode())
        with path.open("rb") as file:
            if size <= _WHOLE:
                while block := file.read(_SAMPLE):
                    digest.update(block)
            else:
                for part in range(_SAMPLES):
                    file.seek(part * (size - _SAMPLE) // (_SAMPLES - 1))
                    digest.update(file.read(_SAMPLE))
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise DataError(message) from error
    return digest.hexdigest()
