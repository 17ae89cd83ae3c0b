"""Put a file of behaviors into a project: tried on its examples first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import tomlkit

from graphs.atomic import write_atomic
from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from workbench.behaviors.declare import BehaviorFunction
from workbench.behaviors.examples import Score, score
from workbench.behaviors.own import FOLDER, is_trusted, load_behaviors, own_files, trust
from workbench.samples import open_sample, sample_folder

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording
    from workbench.project import Project


class Saved(NamedTuple):
    """Where a file of behaviors was put, and how each of them did on its examples."""

    path: Path
    scores: list[Score]


def save_behaviors(project: Project, file: Path) -> Saved:
    """Copy a file of behaviors into a project and add them to its ethogram.

    Each is tried on its examples first. The file may replace one of the same name. Saving a file of
    one's own is to trust it; other files in the project must have been trusted before.

    Parameters
    ----------
    project
        The project.
    file
        Python file with ``@behavior`` functions.

    Raises
    ------
    UserError
        A behavior does not reach its score (the places are listed), the file cannot be run, the
        project has other behaviors that are not trusted, or the ethogram has another entry of the
        same name. Nothing is changed then.
    """
    file = Path(file)
    others = [path for path in own_files(project.folder) if path.name != file.name]
    if others and not is_trusted(project.folder):
        names = ", ".join(path.name for path in others)
        message = (
            f"{project.folder} has behaviors that are not trusted on this machine ({names}). Look "
            f"at them, then: workbench behaviors trust -p {project.folder}"
        )
        raise UserError(message)
    library = load_behaviors(file)
    scores = [score(one, recording_of(project)) for one in library.behaviors.values()]
    failed = [one.in_words() for one in scores if one.tried and not one.passes]
    if failed:
        message = f"{file.name} was not saved:\n" + "\n".join(failed)
        raise UserError(message)
    text = _with_entries(project, list(library.behaviors.values()))
    path = project.folder / FOLDER / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, file.read_bytes())
    trust(project.folder)
    write_atomic(project.ethogram_path, text.encode())
    return Saved(path, scores)


def recording_of(project: Project | None) -> Callable[[str], Recording]:
    """Return what finds the recordings of examples: in a project, else among the samples."""

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
            document["behavior"][one.name] = table
    text = tomlkit.dumps(document)
    parse_ethogram(text, origin=project.ethogram_path.name)
    return text
