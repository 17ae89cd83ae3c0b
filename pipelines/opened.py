"""A recording with its files read: clock, cleaned tracks, roles, scale, arena."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from graphs.errors import DataError, UserError
from pipelines.arena import Arena, FixedObject, zones_outside
from pipelines.inputs.kept import at_hand, read_whole
from pipelines.landmarks import Place, landmark_places, without_things
from pipelines.recording import RecordingSpec
from pipelines.remarks import remarks
from pipelines.roles import Roles
from pipelines.scale import find_scale
from pipelines.scene import Scene
from pipelines.tracks.clean import CleanSettings, clean_tracks
from pipelines.tracks.read import read_tracks
from pipelines.tracks.schema import Tracks, seen
from pipelines.tracks.tracklets import join_tracklets, pieces_warning, usual_number
from pipelines.video import Video

Report = Callable[[str, float], None]
"""Called with the name of a stage and the share of it that is done."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenedRecording:
    """A recording ready to be segmented and described.

    Parameters
    ----------
    recording
        What was said about it.
    tracks
        Cleaned tracks with the animals' names of the project.
    scene
        The same as arrays, with roles, scale and arena: what rules look at.
    warnings
        What a person should know about the files.
    """

    recording: RecordingSpec
    tracks: Tracks
    scene: Scene
    warnings: tuple[str, ...]


def open_recording(
    recording: RecordingSpec,
    *,
    clean: CleanSettings,
    body_length_cm: float | None,
    cache: Path | None = None,
    report: Report = lambda _stage, _share: None,
) -> OpenedRecording:
    """Read the files of a recording; a video without tracks is tracked by its blobs.

    Parameters
    ----------
    recording
        Files and what was said about them.
    clean
        What is removed from and filled into the tracks.
    body_length_cm
        Typical body length of the species; turns cm into pixels where there is no scale.
    cache
        Where the tracks of videos without tracks are kept; ``None`` keeps none.
    report
        Progress.

    Raises
    ------
    UserError, DataError
        The files or what was said about them cannot be used; see the message.
    """
    with at_hand(read_whole(recording), partial(report, "fetch")):
        video = Video(recording.video) if recording.video is not None else None
        tracks = _tracks(recording, video, cache, report)
    opened = from_tracks(tracks, recording, clean, body_length_cm, video, overwrite=True)
    report("read", 1.0)
    return opened


def from_tracks(
    tracks: Tracks,
    recording: RecordingSpec,
    clean: CleanSettings | None,
    body_length_cm: float | None = None,
    video: Video | None = None,
    *,
    overwrite: bool = False,
) -> OpenedRecording:
    """Return a recording whose tracks were read already.

    Parameters
    ----------
    tracks
        As read.
    recording
        What was said about it.
    clean
        As for `open_recording`; ``None`` cleans nothing.
    body_length_cm
        As for `open_recording`.
    video
        The video, to check that zones lie in its frame.
    overwrite
        Clean the arrays of `tracks` instead of a copy.

    Raises
    ------
    UserError
        What was said does not fit the tracks.
    """
    roles = Roles.from_keypoints(tracks.keypoints, recording.keypoints)
    tracks = without_things(tracks, roles.objects)
    roles = replace(roles, keypoints=tuple(tracks.keypoints))
    if recording.tracks is not None:
        tracks = _joined(tracks, recording.animal_count)
    tracks = _renamed(tracks, recording)
    least: float | None = None
    if clean is not None:
        clean = replace(clean, body_length_px=clean.body_length_px or recording.body_length_px)
        tracks = clean_tracks(tracks, clean, roles, overwrite=overwrite)
        least = clean.min_confidence
    scale, doubts = find_scale(
        tracks, roles, recording.arena.px_per_cm, recording.body_length_px, body_length_cm
    )
    places, moved = landmark_places(tracks, least, scale.body_length_px)
    arena, notes = _arena(recording.arena, places, video)
    arena = replace(arena, px_per_cm=scale.px_per_cm)
    scene = Scene(
        position=tracks.data["position"].to_numpy(),
        times_s=tracks.timebase.times_s,
        keypoints=tuple(tracks.keypoints),
        individuals=tuple(tracks.individuals),
        roles=roles,
        arena=arena,
        scale=scale,
    )
    said = (*tracks.warnings, *notes, *moved, *doubts, *remarks(scene, tracks.timebase))
    warnings = (*video.warnings, *said) if video is not None else said
    return OpenedRecording(recording, tracks, scene, tuple(dict.fromkeys(warnings)))


def _tracks(
    recording: RecordingSpec, video: Video | None, cache: Path | None, report: Report
) -> Tracks:
    if recording.tracks is not None:
        timebase = video.timebase if video is not None else None
        try:
            return read_tracks(recording.tracks, timebase=timebase, fps=recording.fps)
        except DataError as error:
            if video is None or not video.warnings:
                raise
            message = f"{error} About the video: {' '.join(video.warnings)}"
            raise DataError(message) from error
    if video is None:
        message = f"Recording {recording.name!r} has neither a video nor a track file."
        raise UserError(message)
    from pipelines.tracks.blobs import cached_blobs

    return cached_blobs(
        video,
        recording.animal_count,
        cache,
        progress=lambda done, total: report("track", done / max(total, 1)),
    )


def _joined(tracks: Tracks, animals: int | None) -> Tracks:
    """Join pieces of tracks into animals where a file clearly holds pieces.

    Pieces are joined into the number of animals that a person gave, if there are more; without a
    number, only where there are more than twice as many tracks as animals usually in view. Between
    the two it is only said.
    """
    if animals is None:
        usual = usual_number(seen(tracks.data["position"].to_numpy()).sum(axis=0))
        if len(tracks.individuals) <= 2 * usual:
            warnings = pieces_warning(len(tracks.individuals), usual)
            return replace(tracks, warnings=(*tracks.warnings, *warnings))
    return join_tracklets(tracks, animals)


def _renamed(tracks: Tracks, recording: RecordingSpec) -> Tracks:
    """Give animals the names of the project."""
    names = recording.animals
    unknown = [name for name in names if name not in tracks.individuals]
    if unknown:
        message = (
            f"Recording {recording.name!r} renames {', '.join(map(repr, unknown))}, but the tracks "
            f"have the animals {', '.join(tracks.individuals)}. Change 'animals' in project.toml."
        )
        raise UserError(message)
    renamed = [names.get(name, name) for name in tracks.individuals]
    if len(set(renamed)) < len(renamed):
        message = f"Recording {recording.name!r} gives two animals one name: {', '.join(renamed)}."
        raise UserError(message)
    taken = [n for n in renamed if n in recording.arena.zones or n in recording.arena.objects]
    if taken:
        message = f"{', '.join(taken)}: the name of an animal and of a zone or object. Rename one."
        raise UserError(message)
    return replace(tracks, data=tracks.data.assign_coords(individual=renamed))


def _arena(
    arena: Arena, places: Mapping[str, Place], video: Video | None
) -> tuple[Arena, list[str]]:
    """Return the arena with every object at its place, and what is odd about it."""
    notes = [] if video is None else zones_outside(arena, video.width, video.height)
    objects: dict[str, FixedObject] = {}
    for name, thing in arena.objects.items():
        at = thing.at if thing.keypoint is None else places.get(thing.keypoint)
        if at is None:
            known = ", ".join(places) or "none"
            notes.append(
                f"object {name!r}: keypoint {thing.keypoint!r} never seen (known: {known})"
            )
        else:
            objects[name] = replace(thing, at=at)
    given = {thing.keypoint for thing in arena.objects.values()}
    for keypoint, at in places.items():
        if keypoint not in given and keypoint not in objects:
            objects[keypoint] = FixedObject(keypoint, at, keypoint, kind=_kind_of(keypoint))
    return replace(arena, objects=objects), notes


def _kind_of(keypoint: str) -> str:
    """Return what a tracked thing is, by its name without number: ``obj_1`` is an object."""
    word = keypoint.lower().rstrip("0123456789_- ")
    return "object" if word.startswith("obj") else word
