"""One recording, from files to facts: read, segment, describe.

The result depends only on the files, what was said about the recording, the ethogram, the settings
and the version; these make its fingerprint, and a recording whose stored graph has the same one is
not labelled again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import DataError
from graphs.ethogram import Ethogram
from graphs.records import Event, Run, content_id
from graphs.storage.shard import RecordingGraph
from pipelines.fingerprint import file_fingerprint
from pipelines.inputs.kept import at_hand, read_whole
from pipelines.inputs.places import url_of
from pipelines.segment import SegmentInput, get_segmenter, segmenter_inputs
from pipelines.tracks.clean import CleanSettings

if TYPE_CHECKING:
    from pipelines.describe.contract import Describer, Description
    from pipelines.opened import OpenedRecording, Report
    from pipelines.recording import RecordingSpec

TOOL = "behavior-workbench"


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """How recordings are labelled.

    Parameters
    ----------
    segmenter, segmenter_parameters
        What draws the boundaries of events, and its settings.
    describer
        What turns events into facts.
    clean
        What is removed from and filled into the tracks.
    """

    segmenter: str = "surprise"
    segmenter_parameters: Mapping[str, object] = field(default_factory=dict)
    describer: str = "geometry"
    clean: CleanSettings = field(default_factory=CleanSettings)


def plan_run(recording: RecordingSpec, ethogram: Ethogram, settings: LabelSettings) -> Run:
    """Return the run that labelling a recording would be; its identifier is the fingerprint.

    Files count by what is in them, not by where they lie: a project that is moved is not labelled
    again.

    Raises
    ------
    DataError
        A file of the recording, or one that the segmenter is to read, cannot be read.
    UserError
        There is no such segmenter or setting.
    """
    segmenter = get_segmenter(settings.segmenter, **settings.segmenter_parameters)
    read_by_segmenter = segmenter_inputs(segmenter)
    files = {"video": recording.video, "tracks": recording.tracks}
    files |= {f"segmenter {setting}": path for setting, path in read_by_segmenter.items()}
    inputs = {role: file_fingerprint(path) for role, path in files.items() if path is not None}
    names = {setting: path.name for setting, path in read_by_segmenter.items()}
    parameters = {
        "recording": said_of(recording),
        "ethogram": ethogram.source,
        **functions_of(ethogram),
        "segmenter": {**settings.segmenter_parameters, **names},
        "clean": asdict(settings.clean),
    }
    tracker = "blobs" if recording.tracks is None else "imported"
    release = _release()
    parts = (release, settings.describer, settings.segmenter, tracker, parameters, inputs)
    return Run(
        run_id=content_id(*parts),
        tool=TOOL,
        version=release,
        describer=settings.describer,
        segmenter=settings.segmenter,
        tracker=tracker,
        parameters=parameters,
        inputs=inputs,
    )


@cache
def _release() -> str:
    return version(TOOL)


def functions_of(ethogram: Ethogram) -> dict[str, object]:
    """Return, as parameters of a run, the fingerprints of functions that find behaviors."""
    prints = {b.name: b.function.fingerprint for b in ethogram if b.function is not None}
    return {"functions": prints} if prints else {}


def said_of(recording: RecordingSpec) -> dict[str, object]:
    """Return what was said about a recording that decides its facts, JSON-representable.

    It stands under ``recording`` in the parameters of a run.
    """
    arena = recording.arena
    return {
        "name": recording.name,
        "fps": recording.fps,
        "animals": dict(recording.animals),
        "animal_count": recording.animal_count,
        "keypoints": dict(recording.keypoints),
        "body_length_px": recording.body_length_px,
        "px_per_cm": arena.px_per_cm,
        "zones": {name: [zone.kind, zone.shape.wkt] for name, zone in arena.zones.items()},
        "objects": {name: asdict(thing) for name, thing in arena.objects.items()},
    }


def label_recording(
    recording: RecordingSpec,
    ethogram: Ethogram,
    settings: LabelSettings,
    run: Run,
    cache: Path | None = None,
    report: Report = lambda _stage, _share: None,
) -> RecordingGraph:
    """Read, segment and describe one recording.

    Parameters
    ----------
    recording
        Files and what was said about them.
    ethogram
        Behaviors to look for.
    settings
        Segmenter, describer, cleaning.
    run
        From `plan_run`.
    cache
        Where the tracks of videos without tracks are kept; ``None`` keeps none.
    report
        Called with the name of a stage and the share of it that is done.

    Returns
    -------
    RecordingGraph
        Nothing is written yet.

    Raises
    ------
    UserError, DataError
        The files or what was said about them cannot be used; see the message.
    """
    with at_hand(read_whole(recording), partial(report, "fetch")):
        graph = _labelled(recording, ethogram, settings, run, cache, report)
        _check_unchanged(recording, run)
    return graph


def _check_unchanged(recording: RecordingSpec, run: Run) -> None:
    """Refuse what was labelled from remote files that were replaced since the run was planned."""
    for role, path in (("video", recording.video), ("tracks", recording.tracks)):
        if path is None or url_of(path) is None or file_fingerprint(path) == run.inputs[role]:
            continue
        message = f"{url_of(path)} changed while {recording.name!r} was labelled. Run again."
        raise DataError(message)


def _labelled(
    recording: RecordingSpec,
    ethogram: Ethogram,
    settings: LabelSettings,
    run: Run,
    cache: Path | None,
    report: Report,
) -> RecordingGraph:
    from pipelines.describe.contract import describers_for  # slow to import, and not to plan
    from pipelines.opened import open_recording

    describers = describers_for(settings.describer, ethogram)
    segmenter = get_segmenter(settings.segmenter, **settings.segmenter_parameters)
    opened = open_recording(
        recording,
        clean=settings.clean,
        body_length_cm=ethogram.body_length_cm,
        cache=cache,
        report=report,
    )
    report("segment", 0.0)
    tracks, scene = opened.tracks, opened.scene
    events = segmenter.segment(
        SegmentInput(
            recording=recording.name,
            duration_s=tracks.timebase.stop_s,
            tracks=tracks,
            roles=scene.roles,
            zones=scene.arena.zones,
            video=recording.video,
        )
    )
    report("describe", 0.0)
    description = _described(describers, opened, events, run, report)
    return RecordingGraph(
        recording=recording.name,
        run=run,
        fingerprint=run.run_id,
        events=events,
        facts=description.facts,
        assessed=description.assessed,
        notes=_notes(opened, description),
    )


def _described(
    describers: Sequence[Describer],
    opened: OpenedRecording,
    events: Sequence[Event],
    run: Run,
    report: Report,
) -> Description:
    """Return what all describers say, one after another."""
    from pipelines.describe.contract import merged

    def share_of(number: int, share: float) -> None:
        report("describe", (number + share) / len(describers))

    return merged(
        [
            describer.describe(opened, events, run.run_id, partial(share_of, number))
            for number, describer in enumerate(describers)
        ]
    )


def _notes(opened: OpenedRecording, description: Description) -> dict[str, object]:
    """Return what a person should know about how the facts came about."""
    from pipelines.tracks.schema import seen

    tracks, scene = opened.tracks, opened.scene
    body = [scene.keypoints.index(name) for name in scene.roles.body]
    shares = seen(scene.position, body).mean(axis=1)
    return {
        "frames": tracks.frames,
        "duration_s": tracks.timebase.stop_s,
        "time_source": tracks.timebase.source,
        "track_source": tracks.source,
        "animals": list(scene.individuals),
        "seen_share": {
            name: round(float(share), 4)
            for name, share in zip(scene.individuals, shares, strict=True)
        },
        "roles": {row.role: list(row.keypoints) for row in scene.roles.describe()},
        "scale": scene.scale.describe(),
        "changes": list(tracks.log),
        "warnings": [*opened.warnings, *description.notes],
    }
