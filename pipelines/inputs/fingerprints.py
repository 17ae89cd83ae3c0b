"""Fingerprints of files behind a URL, noted as long as the server says that a file is the same."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pipelines.fingerprint import fingerprint_of, is_sampled, local_fingerprint
from pipelines.inputs.kept import OWN, at_hand, is_held
from pipelines.inputs.kept_list import KeptList
from pipelines.inputs.places import cache_of
from pipelines.inputs.remote import look, read_part, streams


def remote_fingerprint(path: Path, url: str) -> str:
    """Return the fingerprint of a file behind a URL, the same as of a copy on this machine.

    Of a large video only parts are read; other files are fetched, as they will be needed whole.

    Raises
    ------
    UserError, DataError
        See `pipelines.inputs.kept.at_hand`.
    """
    if is_held(path):
        return local_fingerprint(path)
    folder = cache_of(path)
    noted, name = KeptList(folder / OWN), path.relative_to(folder).as_posix()
    found = look(url)
    known = noted.fingerprint(name, found.version)
    if known is not None:
        return known
    if is_sampled(path, found.size) and streams(url):
        fingerprint = fingerprint_of(found.size, partial(read_part, url), sampled=True)
    else:
        with at_hand([path]):
            fingerprint = local_fingerprint(path)
    if look(url) == found:
        noted.note_fingerprint(name, found.version, fingerprint)
    return fingerprint
