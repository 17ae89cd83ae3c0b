"""Fingerprints of input files, to see whether anything has changed since the last run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from graphs.errors import DataError
from pipelines.stems import VIDEO_SUFFIXES

WHOLE = 64 * 2**20
SAMPLE = 2**20
SAMPLES = 16
"""Of videos larger than `WHOLE`, so many blocks of `SAMPLE` bytes are read."""
WHERE_NOW = (
    "Connect its disk or, if it was moved, add the folder where it is now: workbench add FOLDER"
)
"""What a person does whose files are gone."""


def file_fingerprint(path: Path) -> str:
    """Return a fingerprint of a file's content, independent of its name, place and date.

    Files are read whole; of videos larger than 64 MiB the size and sixteen blocks of 1 MiB spread
    evenly from the first byte to the last: a video is copied or cut, tracks are corrected in place.

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

            size = path.stat().st_size
            return fingerprint_of(size, part, sampled=is_sampled(path, size))
    except FileNotFoundError as error:
        message = f"{path} cannot be read: {error.strerror}. {WHERE_NOW}."
        raise DataError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise DataError(message) from error


def is_sampled(path: Path, size: int) -> bool:
    """Whether only parts of a file of this name and size (bytes) are read."""
    return size > WHOLE and path.suffix.lower() in VIDEO_SUFFIXES


def fingerprint_of(size: int, part: Callable[[int, int], bytes], *, sampled: bool) -> str:
    """Return the fingerprint of a content that is read in parts.

    Parameters
    ----------
    size
        Bytes.
    part
        Returns what is there from a start on, and how many bytes of it.
    sampled
        Whether only some blocks are read.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(str(size).encode())
    if sampled:
        starts: Sequence[int] = [
            number * (size - SAMPLE) // (SAMPLES - 1) for number in range(SAMPLES)
        ]
    else:
        starts = range(0, size, SAMPLE)
    for start in starts:
        digest.update(part(start, SAMPLE))
    return digest.hexdigest()
