"""Read tracks of any known format onto a clock."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from graphs.errors import DataError, UserError
from pipelines.timebase import TimeBase
from pipelines.tracks.doubts import examine
from pipelines.tracks.registry import TrackFile, recognise
from pipelines.tracks.schema import Tracks, make_tracks, with_landmarks
from pipelines.tracks.synchronise import onto_frames


def read_tracks(
    path: Path | str, *, timebase: TimeBase | None = None, fps: float | None = None
) -> Tracks:
    """Read a track file; the format is recognised from its content.

    Parameters
    ----------
    path
        DeepLabCut or LightningPose h5, csv or csv.gz; SLEAP analysis h5 or slp; NWB with ndx-pose;
        JABS pose h5; a numpy array.
    timebase
        Timestamps of the video that the tracks were made from. Without it, times come from the
        file's own timestamps, else from `fps`, else from a rate that the file declares.
    fps
        Frames per second, where nothing better is known.

    Returns
    -------
    Tracks
        Rows are the frames of the time base. What a person should know is in ``warnings``.

    Raises
    ------
    UserError
        The frame rate is unknown, or a package is missing.
    DataError
        The file cannot be read, holds no position, or does not fit the video.
    """
    path = Path(path)
    format_ = recognise(path)
    found = format_.read(path)
    if len(found.position) == 0:
        message = f"{path.name!r} holds no frames, only names. Check how it was exported."
        raise DataError(message)
    rows = len(found.position)
    found = onto_frames(found, timebase.frames if timebase else None, path.name)
    warnings, mended = examine(found, path.name)
    tracks = make_tracks(
        found.position,
        found.confidence,
        found.keypoints,
        found.individuals,
        _clock(found, timebase, fps, path.name),
        found.software,
    )
    if found.landmarks:
        tracks = with_landmarks(tracks, *found.landmarks)
    if found.cm_per_px:
        tracks.data.attrs["cm_per_px"] = found.cm_per_px
    read = {"operation": "read", "file": path.name, "format": format_.name, "rows": rows}
    return replace(tracks, log=(read, *mended), warnings=(*found.warnings, *warnings))


def _clock(found: TrackFile, timebase: TimeBase | None, fps: float | None, name: str) -> TimeBase:
    """Return the times of the rows from the best source there is."""
    rows = len(found.position)
    if timebase is not None:
        return timebase if timebase.frames == rows else timebase.head(rows)
    if found.times_s is not None:
        if not np.isfinite(found.times_s).all():
            message = f"{name!r}: some timestamps are missing. Export it again, or leave them out."
            raise DataError(message)
        return TimeBase(found.times_s - found.times_s[0], "timestamps in the track file", fps or 0)
    if fps is not None:
        if not fps > 0:
            message = f"A frame rate must be above 0 frames per second; found {fps:g}."
            raise UserError(message)
        return TimeBase.constant(rows, fps)
    if found.fps:
        return TimeBase.constant(rows, found.fps, f"{found.fps:g} fps, declared by the track file")
    raise unknown_rate(name)


def unknown_rate(name: str) -> UserError:
    """Return the error for tracks that nobody knows the times of."""
    return UserError(
        f"{name!r}: the frame rate is unknown; the file has neither timestamps nor a rate, and it "
        "is never invented. Give fps (frames per second), or the video."
    )
