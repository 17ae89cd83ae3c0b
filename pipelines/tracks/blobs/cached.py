"""Blob tracks kept beside a project, because following animals takes longer than all the rest.

The file is named by what decides its content (the video's fingerprint, number of animals, settings,
version), so it is never out of date, and it may be deleted at any time.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

from graphs.errors import UserError
from graphs.records import content_id
from graphs.storage.atomic import remove_stale_temporaries, write_atomic
from pipelines.fingerprint import file_fingerprint
from pipelines.tracks.blobs.settings import BlobSettings
from pipelines.tracks.blobs.tracker import track_blobs
from pipelines.tracks.schema import Tracks, make_tracks
from pipelines.video import Video


def cached_blobs(
    video: Video,
    animals: int | None,
    folder: Path | None,
    progress: Callable[[int, int], None] | None = None,
) -> Tracks:
    """Return the blob tracks of a video, from the cache if they are there.

    Parameters
    ----------
    video, animals, progress
        As for `track_blobs`, which works with its default settings.
    folder
        Where tracks are kept; made if absent. ``None`` keeps none.

    Raises
    ------
    UserError, DataError
        As `track_blobs`.

    Notes
    -----
    A folder that cannot be written keeps nothing: the tracks are the same, only later.
    """
    if folder is None:
        return track_blobs(video, animals, progress=progress)
    path = blobs_file(folder, file_fingerprint(video.path), animals)
    found = _read(path, video)
    if found is None:
        found = track_blobs(video, animals, progress=progress)
        with suppress(UserError, OSError):
            folder.mkdir(parents=True, exist_ok=True)
            remove_stale_temporaries(folder)
            write_atomic(path, _encoded(found))
    return found


def blobs_file(folder: Path, fingerprint: str, animals: int | None) -> Path:
    """Return the file that keeps the tracks of a video, which is given by its fingerprint."""
    parts = (fingerprint, animals, asdict(BlobSettings()))
    return folder / f"blobs-{content_id(*parts, version('behavior-workbench'))}.npz"


def _encoded(tracks: Tracks) -> bytes:
    said = {
        "keypoints": tracks.keypoints,
        "individuals": tracks.individuals,
        "source": tracks.source,
        "warnings": tracks.warnings,
        "log": tracks.log,
    }
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        position=tracks.data["position"].to_numpy(),
        confidence=tracks.data["confidence"].to_numpy(),
        said=np.frombuffer(json.dumps(said).encode(), dtype=np.uint8),
    )
    return buffer.getvalue()


def _read(path: Path, video: Video) -> Tracks | None:
    """Return tracks from the cache, or ``None`` if they are not there or damaged."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            position, confidence = file["position"], file["confidence"]
            said = json.loads(file["said"].tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    tracks = make_tracks(
        position,
        confidence,
        said["keypoints"],
        said["individuals"],
        video.timebase,
        said["source"],
    )
    return replace(tracks, warnings=tuple(said["warnings"]), log=tuple(said["log"]))
