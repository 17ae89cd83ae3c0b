"""Which file holds what: percent-encoded names that are safe on every file system.

``RECORDING.parquet`` is what labelling says of a recording. What people, analyses and imports add
lies beside it in files of their own, its *layers*: ``RECORDING+LAYER.parquet``.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from graphs.errors import UserError
from graphs.records import content_id

SUFFIX = ".parquet"
LONGEST_STEM = 120
"""Bytes; longer names are cut and told apart by a hash. File systems allow 255 for all of it."""


def shard_file_name(recording: str, layer: str = "") -> str:
    """Return the name of the file that holds a layer of a recording, safe everywhere.

    Parameters
    ----------
    recording
        Its name.
    layer
        Letters and digits; empty for what labelling says.

    Notes
    -----
    Names that contain capitals, or are too long, also get ``~`` and a hash: ``A1`` and ``a1`` must
    not meet on a file system that ignores case.

    Raises
    ------
    UserError
        The name is empty or is no Unicode text.
    """
    return stem_of(recording) + (f"+{layer}" if layer else "") + SUFFIX


def stem_of(recording: str) -> str:
    """Return the part of file names that all layers of a recording share."""
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
        return f"{stem[:LONGEST_STEM]}~~{content_id(recording)}"
    if recording != recording.lower():
        return f"{stem}~{content_id(recording, length=8)}"
    return stem


def stem_and_layer(name: str) -> tuple[str, str]:
    """Return the part of a file name that all layers of one recording share, and the layer."""
    stem, _, layer = name.removesuffix(SUFFIX).partition("+")
    return stem, layer


def recording_of_file_name(name: str) -> str | None:
    """Return the recording that a file is named for; ``None`` for cut names and other files."""
    stem, layer = stem_and_layer(name)
    recording = unquote(stem.partition("~")[0])
    return recording if recording and shard_file_name(recording, layer) == name else None
