"""What was labelled, and whether it still is what labelling would give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphs.errors import DataError, WorkbenchError
from graphs.plain_json import to_json
from graphs.records import Run, content_id
from graphs.storage.shard_names import shard_file_name
from graphs.storage.store import GraphStore
from graphs.words import counted
from pipelines.label import plan_run, said_of
from pipelines.recording import RecordingSpec
from workbench.stats.animals import listed

if TYPE_CHECKING:
    from workbench.project import Project

_RECORDING = "recording"
_FILES = ("video", "tracks")
_MOST_KNOWN = 16_384
"""Files of graphs whose marks are kept in memory."""


class Stale(NamedTuple):
    """Which recordings were labelled with other settings or files than those of now.

    Parameters
    ----------
    recordings
        Their names.
    fault
        Why that cannot be told; empty if it can.
    """

    recordings: list[str]
    fault: str = ""

    @property
    def remarks(self) -> list[str]:
        """What a person who reads what is stored should know: one sentence, or none."""
        if self.fault:
            return [f"Whether the labels are up to date cannot be told: {self.fault}"]
        if not self.recordings:
            return []
        count, named = len(self.recordings), listed(self.recordings)
        who = f"{named} was" if count == 1 else f"{counted(count, 'recording')} were"
        which = "" if count == 1 else f" ({named})"
        return [
            f"{who} labelled with other settings or files than those of now{which}, and this reads "
            "what was stored then. Label again: on the page Describe, or workbench label."
        ]


def look_for_stale(project: Project, names: Iterable[str]) -> Stale:
    """Return what `stale_recordings` does, or why it cannot be told."""
    try:
        return Stale(stale_recordings(project, names))
    except WorkbenchError as error:
        return Stale([], str(error))


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
    in place. Labelling does notice. Of each recording the file of its graph is read once, as long
    as it stays the same.
    """
    ethogram, settings, store = project.full_ethogram(), project.label_settings(), project.store()
    specs, files = {spec.name: spec for spec in project.specs()}, store.files()
    now = ""
    stale = []
    for name in names:
        spec, version = specs.get(name), files.get(shard_file_name(name))
        if spec is None or version is None:
            continue
        try:
            then = _then(str(store.folder), name, version)
        except DataError:
            continue
        now = now or _of_all(plan_run(replace(spec, video=None, tracks=None), ethogram, settings))
        if then != _Marks(now, _of_one(said_of(spec), _roles(spec))):
            stale.append(name)
    return stale


class _Marks(NamedTuple):
    """What decides the facts of a recording, but for what is in its video and tracks.

    Parameters
    ----------
    of_all
        Of what is the same for all recordings: ethogram, settings, version.
    of_one
        Of what is said of the recording.
    """

    of_all: str
    of_one: str


@lru_cache(maxsize=_MOST_KNOWN)
def _then(folder: str, recording: str, _version: str) -> _Marks:
    """Return the marks of a recording as its graph has them, for as long as that is its version."""
    run = GraphStore(folder).header(recording).run
    return _Marks(_of_all(run), _of_one(run.parameters.get(_RECORDING), [*run.inputs]))


def _of_all(run: Run) -> str:
    parameters = {key: value for key, value in run.parameters.items() if key != _RECORDING}
    inputs = {role: mark for role, mark in run.inputs.items() if role not in _FILES}
    said = [run.version, run.describer, run.segmenter, parameters, inputs]
    return content_id(to_json(said))


def _of_one(said: object, roles: Iterable[str]) -> str:
    return content_id(to_json([said, [role for role in _FILES if role in roles]]))


def _roles(spec: RecordingSpec) -> list[str]:
    return [role for role in _FILES if getattr(spec, role) is not None]
