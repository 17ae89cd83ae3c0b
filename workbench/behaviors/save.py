"""Put a file of behaviors into a project: tried on examples and a whole recording first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import tomlkit

from graphs.errors import UserError, WorkbenchError
from graphs.ethogram import parse_ethogram
from graphs.storage.atomic import write_atomic
from pipelines.describe.stretch import MissingPoint
from workbench.analysis.selection import EVERY, NothingToMeasure
from workbench.behaviors.declare import BehaviorFunction
from workbench.behaviors.examples import Score, score
from workbench.behaviors.find import function_bouts
from workbench.behaviors.own import FOLDER, behaviors_of, content_of, own_behaviors, trust_one
from workbench.samples import open_sample, sample_folder

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording
    from workbench.project import Project


class Saved(NamedTuple):
    """Where a file of behaviors was put, how each did on its examples, and what was not tried."""

    path: Path
    scores: list[Score]
    notes: list[str]


def save_behaviors(project: Project, file: Path, content: bytes | None = None) -> Saved:
    """Copy a file of behaviors into a project and add them to its ethogram.

    Each is tried first: on its examples, and once on a whole recording (that of its first example,
    else the first of the project that can be read, else the sample). The file may replace one of
    the same name. Saving a file of one's own is to trust it; other files in the project must have
    been trusted before.

    Parameters
    ----------
    project
        The project.
    file
        Python file with ``@behavior`` functions.
    content
        What stands in it, if the file is not there yet: its name alone counts then.

    Returns
    -------
    Saved
        Where it is now, how each behavior did, and which could not be tried for want of a keypoint
        or a partner.

    Raises
    ------
    UserError
        A behavior does not reach its score (the places are listed) or fails on a recording, the
        file cannot be run, the project has other behaviors that are not trusted, or it or its
        ethogram has another behavior of the same name. Nothing is changed then.
    """
    file = Path(file)
    content = content_of(file) if content is None else content
    if file.suffix != ".py" or file.name.startswith("_"):
        message = f"{file.name} would not be loaded: its name must end in .py and not begin with _."
        raise UserError(message)
    others = own_behaviors(project.folder, without=file.name).behaviors
    library = behaviors_of(file, content)
    for name in others.keys() & library.behaviors.keys():
        message = f"{name!r} is defined in {others[name].origin} already. Rename one."
        raise UserError(message)
    scores = [score(one, recording_of(project)) for one in library.behaviors.values()]
    failed = [one.in_words() for one in scores if one.tried and not one.passes]
    if failed:
        message = f"{file.name} was not saved:\n" + "\n".join(failed)
        raise UserError(message)
    notes = [note for one in library.behaviors.values() for note in _tried(project, one)]
    text = _with_entries(project, list(library.behaviors.values()))
    path = project.folder / FOLDER / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, content)
    trust_one(project.folder, path.name, content)
    write_atomic(project.ethogram_path, text.encode())
    return Saved(path, scores, notes)


def recording_of(project: Project | None) -> Callable[[str], Recording]:
    """Return what finds the recordings of examples: in a project, else among the samples.

    That raises UserError for a name which is in neither.
    """

    def lookup(name: str) -> Recording:
        names = {spec.name for spec in project.specs()} if project is not None else set()
        if project is not None and name in names:
            return project.recording(name)
        try:
            sample_folder(name)
        except UserError:
            known = ", ".join(sorted(names)) or "none"
            message = (
                f"An example is of recording {name!r}, which is neither in the project (it has: "
                f"{known}) nor a sample (open_field)."
            )
            raise UserError(message) from None
        return open_sample(name)

    return lookup


def _tried(project: Project, one: BehaviorFunction) -> list[str]:
    """Find a behavior once on a whole recording, and say if that means nothing there."""
    entry = project.ethogram().behaviors.get(one.name)
    settings: Mapping[str, Any] = {}
    if entry is not None and entry.function is not None:
        settings = entry.function.arguments
    recording = _recording_to_try(project, one)
    try:
        function_bouts(recording, one, EVERY, EVERY, settings)
    except (NothingToMeasure, MissingPoint) as reason:
        return [f"{one.name} could not be tried here, on {recording.name!r}: {reason}"]
    except UserError as error:
        message = f"{Path(one.origin).name} was not saved, tried on {recording.name!r}: {error}"
        raise UserError(message) from error
    finally:
        recording.close()
    return []


def _recording_to_try(project: Project, one: BehaviorFunction) -> Recording:
    for example in one.examples:
        return recording_of(project)(example.recording)
    for recording in project.recordings():
        try:
            recording.scene  # noqa: B018 - reads its tracks
        except WorkbenchError:
            continue
        return recording
    return open_sample()


def _with_entries(project: Project, behaviors: list[BehaviorFunction]) -> str:
    """Return the ethogram's text with an entry for each behavior; comments and order survive."""
    ethogram = project.ethogram()
    document = tomlkit.parse(ethogram.source)
    for one in behaviors:
        entry = ethogram.behaviors.get(one.name)
        if entry is not None and (entry.function is None or entry.function.name != one.name):
            message = (
                f"The ethogram has {one.name!r} already, found in another way. Rename the function "
                f"or take [behavior.{one.name}] out of {project.ethogram_path.name}."
            )
            raise UserError(message)
        if entry is None:
            table = tomlkit.table()
            table.add("function", one.name)
            cast("MutableMapping[str, object]", document["behavior"])[one.name] = table
    text = tomlkit.dumps(document)
    parse_ethogram(text, origin=project.ethogram_path.name)
    return text
