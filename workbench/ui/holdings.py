"""What a project holds, a stretch of its recordings at a time."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphs.errors import WorkbenchError
from pipelines.entries import missing_files

if TYPE_CHECKING:
    from pipelines.recording import RecordingSpec
    from workbench.project import Project


def holdings(project: Project, start: int, count: int, search: str = "") -> dict[str, Any]:
    """Return some recordings in file order, with what is said of each and what is wrong.

    Parameters
    ----------
    project
        Which.
    start, count
        Of its recordings that fit.
    search
        What their name, group or session has in it.
    """
    wanted = search.casefold()
    specs = [
        spec
        for spec in project.specs()
        if wanted in "\n".join((spec.name, spec.group or "", spec.session or "")).casefold()
    ]
    defaults = project.settings.defaults
    return {
        "total": len(specs),
        "start": start,
        "rows": [_row(spec) for spec in specs[start : start + count]],
        "defaults": {
            "fps": defaults.fps,
            "px_per_cm": defaults.arena.px_per_cm,
            "zones": sorted(defaults.arena.zones),
        },
        "ethogram": _ethogram(project),
    }


def _row(spec: RecordingSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "video": spec.video.name if spec.video else None,
        "tracks": spec.tracks.name if spec.tracks else None,
        "faults": missing_files(spec),
        "group": spec.group,
        "session": spec.session,
        "animals": dict(spec.animals),
        "fps": spec.fps,
        "video_fps": _stated_fps(spec.video),
        "px_per_cm": spec.arena.px_per_cm,
        "zones": sorted(spec.arena.zones),
    }


def _ethogram(project: Project) -> dict[str, Any]:
    try:
        ethogram = project.ethogram()
    except WorkbenchError as error:
        return {"fault": str(error)}
    return {"name": ethogram.name, "behaviors": len(ethogram.behaviors)}


def _stated_fps(path: Path | None) -> float | None:
    found = stated(path)
    return found[0] if found else None


def stated(path: Path | None) -> tuple[float, float] | None:
    """Return frames per second and seconds that a video's header states; ``None`` if none does.

    Good for a table: what counts is read from the timestamps when a recording is described.
    """
    try:
        stat = path.stat() if path else None
    except OSError:
        return None
    if path is None or stat is None:
        return None
    return _header(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=4096)
def _header(path: Path, _size: int, _changed_at: int) -> tuple[float, float] | None:
    import av

    from pipelines.video_container import open_container, video_stream

    try:
        with open_container(path) as container:
            stream = video_stream(container, path)
            rate = float(stream.average_rate or stream.guessed_rate or 0)
            long_s = float((container.duration or 0) / av.time_base)
    except (WorkbenchError, OSError, ValueError):
        return None
    return round(rate, 3), long_s


def animals_of(project: Project, recording: str) -> dict[str, Any]:
    """Return what the tracker calls the animals of a recording, and what they are called.

    Raises
    ------
    UserError
        There is no such recording.
    DataError
        Its tracks cannot be read.
    """
    from pipelines.tracks.registry import recognise

    spec = project.spec(recording)
    names = list(spec.animals)
    if spec.tracks is not None:
        names = list(recognise(spec.tracks).read(spec.tracks).individuals)
    return {"names": names, "called": dict(spec.animals)}


def arena_of(project: Project, recording: str) -> dict[str, Any]:
    """Return scale and zones of a recording, corners in video pixels, and the size of its picture.

    Raises
    ------
    UserError
        There is no such recording.
    """
    spec = project.spec(recording)
    shared = project.settings.defaults.arena
    zones = [
        {
            "name": zone.name,
            "kind": zone.kind,
            "polygon": _corners(zone.shape),
            "shared": shared.zones.get(zone.name) == zone,
        }
        for zone in spec.arena.zones.values()
    ]
    return {
        "recording": spec.name,
        "px_per_cm": spec.arena.px_per_cm,
        "shared_px_per_cm": shared.px_per_cm,
        "zones": zones,
        "has_video": bool(spec.video and spec.video.is_file()),
    }


def _corners(shape: Any) -> list[list[float]]:
    """Return the corners of a zone; those of a circle stand for its outline."""
    points = list(shape.exterior.coords)[:-1]
    return [[round(x, 1), round(y, 1)] for x, y in points]


def frame_of(project: Project, recording: str, share: float) -> bytes:
    """Return a picture of a recording as a JPEG file, in the size in which positions are counted.

    Parameters
    ----------
    project
        Which.
    recording
        Of it, with a video.
    share
        Where in the video, 0 to 1.

    Raises
    ------
    UserError
        There is no such recording, or it has no video.
    DataError
        The video cannot be read.
    """
    import numpy as np

    from graphs.errors import UserError
    from pipelines.stills.make import encode
    from pipelines.video import Video

    spec = project.spec(recording)
    if spec.video is None:
        message = f"{spec.name} has no video: type the corners and the scale instead."
        raise UserError(message)
    video = Video(spec.video)
    number = int(np.clip(share, 0, 1) * (video.frames - 1))
    pictures, _ = video.sample([number])
    return encode(pictures[0], 88)
