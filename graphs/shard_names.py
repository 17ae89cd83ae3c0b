"""Which file holds which recording: percent-encoded names that are safe on every file system."""

from __future__ import annotations

from urllib.parse import quote, unquote

from graphs.errors import UserError
from graphs.records import content_id

SUFFIX = ".parquet"
LONGEST_STEM = 120
"""Bytes; longer names are cut and told apart by a hash. File systems allow 255 for all of it."""


def shard_file_name(recording: str) -> str:
    """Return the name of the file that holds a recording: percent-encoded, safe everywhere.

    Notes
    -----
    Names that contain capitals, or are too long, also get ``~`` and a hash: ``A1`` and ``a1`` must
    not meet on a file system that ignores case.

    Raises
    ------
    UserError
        The name is empty or is no Unicode text.
    """
    try:
        stem = quote(recording, safe="").replace("~", "%7E")
    except UnicodeEncodeError:
        message = (
            f"The name {recording!r} holds bytes that are no text. Rename the file, or give the "
            "recording another name in project.toml."
        )
        raise UserError(message) from None
    if not stem:
        message = "A recording needs a name; found an empty one."
        raise UserError(message)
    if stem.startswith("."):
        stem = "%2E" + stem[1:]
    if len(stem) > LONGEST_STEM:
        return f"{stem[:LONGEST_STEM]}~~{content_id(recording)}{SUFFIX}"
    if recording != recording.lower():
        return f"{stem}~{content_id(recording, length=8)}{SUFFIX}"
    return stem + SUFFIX


def recording_of_file_name(name: str) -> str | None:
    """Return the recording that a file is named for; ``None`` for cut names and other files."""
    recording = unquote(name.removesuffix(SUFFIX).partition("~")[0])
    return recording if recording and shard_file_name(recording) == name else None
