"""Bouts that people scored, brought in with the recordings that a mapping file names them for."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import WorkbenchError
from pipelines.inputs.kept import at_hand
from pipelines.inputs.places import as_written, input_path
from pipelines.stems import same

if TYPE_CHECKING:
    from pipelines.pairing import Pair
    from workbench.knowledge.imports import Imported
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class Scored:
    """What became of a file of scored bouts.

    Parameters
    ----------
    file
        Path or URL.
    recordings
        Those that a mapping file names it for.
    imported
        What was brought; ``None`` if it could not be.
    remarks
        What a person should know.
    error
        Why it could not be brought.
    """

    file: str
    recordings: tuple[str, ...]
    imported: Imported | None = None
    remarks: tuple[str, ...] = ()
    error: str | None = None


def import_scored(project: Project, pairs: Sequence[Pair]) -> list[Scored]:
    """Import the files of scored bouts that pairs have, as ``workbench import --source human``.

    A file of one recording is of the recording that it stands beside, whatever it calls it; one
    that stands beside several recordings, or tells of several, calls each by its name. A file that
    cannot be imported stops no other. Importing again replaces what it brought.

    Parameters
    ----------
    project
        With the recordings.
    pairs
        As they were added.
    """
    from workbench.knowledge.import_files import format_of  # slow to import

    users: dict[Path, list[str]] = defaultdict(list)
    holders = _holders(project)
    for pair in pairs:
        if pair.labels is not None:
            users[pair.labels].append(_name_of(project, pair, holders))
    done = []
    for path, names in users.items():
        file = as_written(path)
        try:
            with at_hand([path]):
                told = [one.recording for one in format_of(path).read(path)]
                done.append(_imported(project, path, told, names))
        except (WorkbenchError, OSError) as error:
            done.append(Scored(file, tuple(names), error=str(error)))
    return done


def _imported(project: Project, path: Path, told: Sequence[str], names: Sequence[str]) -> Scored:
    from workbench.knowledge.imports import import_graph

    alone = len(told) == len(names) == 1
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        imported = import_graph(
            project.graph(),
            path,
            name=f"{path.stem} of {', '.join(names[:3])}" + ("..." if len(names) > 3 else ""),
            mapping={told[0]: names[0]} if alone else None,
            source="human",
            skip_unknown=not alone,
        )
    remarks = [str(warning.message) for warning in heard]
    reached = {same(one.recording) for one in imported.recordings}
    remarks += [f"It tells nothing of {name!r}." for name in names if same(name) not in reached]
    return Scored(as_written(path), tuple(names), imported, tuple(remarks))


def _holders(project: Project) -> dict[tuple[str, Path], list[str]]:
    """Return which recordings have a file, by its role."""
    holders: dict[tuple[str, Path], list[str]] = defaultdict(list)
    for spec in project.specs():
        for role, path in (("video", spec.video), ("tracks", spec.tracks)):
            if path is not None:
                holders[role, path].append(spec.name)
    return holders


def _name_of(project: Project, pair: Pair, holders: Mapping[tuple[str, Path], list[str]]) -> str:
    """Return what the project calls a recording that was added to it."""
    wanted, found = pair.recording.name, list[str]()
    for role in ("video", "tracks"):
        if role in pair.entry:
            path = input_path(str(pair.entry[role]), Path(), project.cache_folder)
            found += holders.get((role, path), [])
    return next((name for name in found if same(name) == same(wanted)), (found or [wanted])[0])
