"""What a recording is: files, animals, scale and arena, before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.arena import Arena


@dataclass(frozen=True, slots=True)
class RecordingSpec:
    """One video and/or one track file, with everything a person said about it.

    Parameters
    ----------
    name
        Unique in the project; facts carry it.
    video, tracks
        Files; at least one of them is given. One behind a URL is its place in the project's cache,
        which tells the URL (see `pipelines.inputs.places`), whether it is there or not.
    fps
        Frames per second, only used where neither a video nor the track file has timestamps.
    animals
        Name in the track file -> name to use. Individuals that are not listed keep theirs.
    animal_count
        How many animals to look for when a video has no tracks.
    keypoints
        Role (``nose``, ``centre``, ``tailbase``...) -> keypoint name, where the built-in table of
        names does not fit.
    group, session
        Experimental group or condition, and session, for comparisons.
    body_length_px
        Nose to tail base; measured from the tracks if not given.
    arena
        Zones, objects, scale.
    """

    name: str
    video: Path | None = None
    tracks: Path | None = None
    fps: float | None = None
    animals: Mapping[str, str] = field(default_factory=dict)
    animal_count: int | None = None
    keypoints: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    session: str | None = None
    body_length_px: float | None = None
    arena: Arena = field(default_factory=Arena)
