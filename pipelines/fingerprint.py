"""Fingerprints of input files, to see whether anything has changed since the last run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from graphs.errors import DataError

WHOLE = 64 * 2**20
SAMPLE = 2**20
SAMPLES = 16
"""Of files larger than `WHOLE`, so many blocks of `SAMPLE` bytes are read."""
WHERE_NOW = (
    "Connect its disk or, if it was moved, add the folder where it is now: workbench add FOLDER"
)
"""What a person does whose files are gone."""


def file_fingerprint(path: Path) -> str:
    """Return a fingerprint of a file's content, independent of its name, place and date.

    Files up to 64 MiB are read whole; of larger ones (videos) the size and sixteen blocks of 1 MiB
    spread evenly from the first byte to the last.

    Raises
    ------
    DataError
        The file cannot be read.

    Notes
    -----
    That of a file behind a URL is noted for as long as the file stays the same.
    """
    from pipelines.inputs.places import url_of

    if (url := url_of(path)) is not None:
        from pipelines.inputs.fingerprints import remote_fingerprint  # slow to import

        return remote_fingerprint(path, url)
    return local_fingerprint(path)


def local_fingerprint(path: Path) -> str:
    """Return the fingerprint of what is at a path now; raises as `file_fingerprint`."""
    try:
        with path.open("rb") as file:

            def part(start: int, size: int) -> bytes:
                file.seek(start)
                return file.read(size)

            return fingerprint_of(path.stat().st_size, part)
    except FileNotFoundError as error:
        message = f"{path} cannot be read: {error.strerror}. {WHERE_NOW}."
        raise DataError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise DataError(message) from error


def fingerprint_of(size: int, part: Callable[[int, int], bytes]) -> str:
    """Return the fingerprint of a content that is read in parts, by start and number of bytes."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(str(size).encode())
    if size <= WHOLE:
        starts: Sequence[int] = range(0, size, SAMPLE)
    else:
        starts = [number * (size - SAMPLE) // (SAMPLES - 1) for number in range(SAMPLES)]
    for start in starts:
        digest.update(part(start, SAMPLE))
    return digest.hexdigest()
