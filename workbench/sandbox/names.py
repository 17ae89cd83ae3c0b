"""The names that a program may use: they are types, so that a wrong one is seen before it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphs.errors import WorkbenchError

if TYPE_CHECKING:
    from graphs.ethogram import Ethogram
    from pipelines.recording import RecordingSpec
    from workbench.project import Project

MOST_READ = 20
"""Recordings that were not labelled yet and whose tracks are read for their names."""


@dataclass(frozen=True, slots=True)
class DataNames:
    """Names in a project; each in the order in which it is met.

    Parameters
    ----------
    recordings, groups, sessions
        Of the project file.
    animals
        Of all recordings.
    parts
        Roles and keypoints: what stands after the dot in ``"mouse_1.nose"``.
    zones, objects
        Of the arena.
    behaviors
        Name -> other words for it, of the ethogram.
    headings
        Of the ethogram: ``"social behavior"`` stands for all under it where facts are asked for.
    functions
        Behaviors that are not in the ethogram, but can be found on tracks.
    unread
        Recordings of which animals and parts are not known: neither labelled nor read.
    stored
        Behaviors that facts are stored of, and that the ethogram does not have.
    """

    recordings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    animals: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    behaviors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()

    @property
    def behavior_words(self) -> tuple[str, ...]:
        """Names of behaviors and their synonyms."""
        return (*self.behaviors, *(word for words in self.behaviors.values() for word in words))


def names_of(project: Project) -> DataNames:
    """Return the names in a project.

    Animals and keypoints are those that labelling wrote down; of recordings that are not labelled
    the first `MOST_READ` are read.
    """
    specs = project.specs()
    bodies, unread = _bodies(project, specs)
    ethogram = project.ethogram()
    renamed, stored = _of_graph(project, ethogram)
    return DataNames(
        recordings=tuple(spec.name for spec in specs),
        groups=_once(spec.group for spec in specs if spec.group),
        sessions=_once(spec.session for spec in specs if spec.session),
        animals=_once([*(name for animals, _ in bodies for name in animals), *renamed]),
        parts=_once(name for _, parts in bodies for name in parts),
        zones=_once(name for spec in specs for name in spec.arena.zones),
        objects=_once(name for spec in specs for name in spec.arena.objects),
        behaviors={entry.name: tuple(entry.synonyms) for entry in ethogram},
        headings=_once(entry.parent for entry in ethogram if entry.parent),
        functions=_functions(project),
        unread=unread,
        stored=stored,
    )


def _of_graph(project: Project, ethogram: Ethogram) -> tuple[list[str], tuple[str, ...]]:
    """Return individuals, with the names that people gave them, and behaviors of facts alone."""
    try:
        names = project.graph().names()
        places = {
            place for spec in project.specs() for place in (*spec.arena.zones, *spec.arena.objects)
        }
        stored = names.stored_predicates - set(ethogram.behaviors)
        return sorted(set(names.entities()) - places), tuple(sorted(stored))
    except WorkbenchError:  # asked of the graph, the program says what is wrong with it
        return [], ()


def _functions(project: Project) -> tuple[str, ...]:
    from workbench.behaviors.catalog import catalog

    known, _ = catalog(project)
    found = [one.entry for one in known if one.where != "ethogram"]
    return _once(word for entry in found for word in (entry.name, *entry.synonyms))


_Body = tuple[Sequence[str], Sequence[str]]


def _bodies(
    project: Project, specs: Sequence[RecordingSpec]
) -> tuple[list[_Body], tuple[str, ...]]:
    """Return animals and parts of each recording, and the recordings that were not looked at."""
    store, budget = project.store(), MOST_READ
    bodies: list[_Body] = []
    unread: list[str] = []
    for spec in specs:
        found = _labelled(store.header(spec.name).notes) if store.is_labelled(spec.name) else None
        if found is None and budget:
            budget -= 1
            found = _read(project, spec)
        if found is None:
            unread.append(spec.name)
        else:
            bodies.append(found)
    return bodies, tuple(unread)


def _labelled(notes: Mapping[str, object]) -> _Body | None:
    animals, roles = notes.get("animals"), notes.get("roles")
    if not isinstance(animals, list) or not isinstance(roles, dict):
        return None
    filled = [role for role, keypoints in roles.items() if keypoints and role != "body"]
    return animals, [*filled, *(name for keypoints in roles.values() for name in keypoints)]


def _read(project: Project, spec: RecordingSpec) -> _Body | None:
    recording = project.recording(spec.name)
    try:
        roles = [role for role, keypoints in recording.roles.items() if keypoints]
    except WorkbenchError:  # asked of this recording, the program says what is wrong with it
        return None
    return recording.animals, [*roles, *recording.keypoints]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
