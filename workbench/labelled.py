"""What was labelled, and whether it still is what labelling would give."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.errors import DataError
from graphs.plain_json import to_json
from graphs.records import Run
from pipelines.label import plan_run
from pipelines.recording import RecordingSpec

if TYPE_CHECKING:
    from workbench.project import Project


def stale_recordings(project: Project, names: Iterable[str]) -> list[str]:
    """Return which recordings were labelled with other settings or files than those of now.

    Parameters
    ----------
    project
        Ethogram, settings and recordings as they are now.
    names
        Recordings to look at; those without a readable graph are passed over.

    Raises
    ------
    UserError, DataError
        The ethogram or the settings cannot be used, or a file that the segmenter reads is gone.

    Notes
    -----
    Quick, because videos and tracks are not read: it is not noticed when one of them has changed
    in place. Labelling does notice.
    """
    store, ethogram, settings = project.store(), project.full_ethogram(), project.label_settings()
    recordings = {recording.name: recording for recording in project.specs()}
    stale = []
    for name in names:
        try:
            is_labelled = name in recordings and store.is_labelled(name)
            run = store.header(name).run if is_labelled else None
        except DataError:
            continue
        if run is None:
            continue
        recording = recordings[name]
        now = plan_run(replace(recording, video=None, tracks=None), ethogram, settings)
        if _said(run) != _said(now) or _files(run.inputs) != _files_of(recording, now):
            stale.append(name)
    return stale


def _said(run: Run) -> object:
    """Return what decides the facts besides the recording's files, as it is stored."""
    return json.loads(to_json([run.version, run.describer, run.segmenter, run.parameters]))


def _files(inputs: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs, without the content of videos and tracks."""
    return {role: "" if role in ("video", "tracks") else of for role, of in inputs.items()}


def _files_of(recording: RecordingSpec, run: Run) -> dict[str, str]:
    given = {"video": recording.video, "tracks": recording.tracks}
    return dict(run.inputs) | {role: "" for role, path in given.items() if path is not None}
