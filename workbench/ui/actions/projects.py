"""What a project holds: recordings added, described by people, taken out; labels brought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from workbench.ui.actions.contract import Action, Done, Words, called, option

if TYPE_CHECKING:
    from workbench.project import Project
    from workbench.project_edit import Added
    from workbench.project_set import Said


@dataclass(frozen=True, slots=True)
class AddRecordings(Action):
    """Pair files by name and add them; nothing is copied or changed.

    Parameters
    ----------
    paths
        Videos, track files, folders.
    fps, px_per_cm, animal_count
        Where no file tells; ``None`` says nothing.
    group, session
        Of all of them.
    """

    name: ClassVar[str] = "project.add"
    paths: tuple[str, ...]
    group: str | None = None
    session: str | None = None
    fps: float | None = None
    px_per_cm: float | None = None
    animal_count: int | None = None

    def words(self) -> Words:
        """Return ``add``."""
        options = (
            *option("--group", self.group), *option("--session", self.session),
            *option("--fps", self.fps), *option("--px-per-cm", self.px_per_cm),
            *option("--animal-count", self.animal_count),
        )  # fmt: skip
        return Words(("add",), self.paths, options)

    def python(self) -> str:
        """Return the call."""
        given = {key: value for key, value in self._given().items() if value is not None}
        return (
            f"pairs = pipelines.pairing.pair_files({list(self.paths)}).pairs; "
            f"project.add([{{**{given}, **pair.entry}} for pair in pairs])"
        )

    def do(self, project: Project) -> Done:
        """Add them."""
        from workbench.cli.folder import entries, find_recordings, pairing_json, shared_in_words

        pairing = find_recordings([Path(one) for one in self.paths], None, None)
        added = project.add(*entries(pairing, self._given()))
        doubts = shared_in_words(project, added)
        data = {"project": project.folder, "added": asdict(added), "warnings": doubts}
        message = " ".join((_added_in_words(added), *added.notes, *doubts))
        return Done(message, data | pairing_json(pairing))

    def _given(self) -> dict[str, object]:
        return {
            "group": self.group,
            "session": self.session,
            "fps": self.fps,
            "px_per_cm": self.px_per_cm,
            "animal_count": self.animal_count,
        }


@dataclass(frozen=True, slots=True)
class RemoveRecordings(Action):
    """Take recordings out of the project; their files stay."""

    name: ClassVar[str] = "project.remove"
    recordings: tuple[str, ...]

    def words(self) -> Words:
        """Return ``remove``."""
        return Words(("remove",), self.recordings)

    def python(self) -> str:
        """Return the call."""
        return f"project.remove({list(self.recordings)})"

    def do(self, project: Project) -> Done:
        """Take them out."""
        done = project.remove(self.recordings)
        return Done("; ".join(done) + ".", {"project": project.folder, "done": done})


@dataclass(frozen=True, slots=True)
class SetRecordings(Action):
    """Say something of recordings, or of all that say nothing else; see ``workbench set``.

    Parameters
    ----------
    recordings
        Names; none: what holds for all.
    group, session
        An empty one takes it out.
    fps, px_per_cm, animal_count
        0 takes it out.
    animals
        Name in the track file -> name to use.
    zones
        Each as ``NAME:KIND=x,y x,y x,y``.
    no_zones
        Names of zones to take out.
    """

    name: ClassVar[str] = "project.set"
    recordings: tuple[str, ...] = ()
    group: str | None = None
    session: str | None = None
    fps: float | None = None
    px_per_cm: float | None = None
    animal_count: int | None = None
    animals: Mapping[str, str] = field(default_factory=dict)
    zones: tuple[str, ...] = ()
    no_zones: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return ``set``."""
        named = [f"{tracked}={name}" for tracked, name in self.animals.items()]
        options = (
            *option("--group", self.group), *option("--session", self.session),
            *option("--fps", self.fps), *option("--px-per-cm", self.px_per_cm),
            *option("--animal-count", self.animal_count),
            *(f"--animal={one}" for one in named), *(f"--zone={one}" for one in self.zones),
            *(f"--no-zone={one}" for one in self.no_zones),
        )  # fmt: skip
        return Words(("set",), self.recordings, options)

    def python(self) -> str:
        """Return the call."""
        said = self._said()
        fields = {"values": said.values, "animals": said.animals, "zones": said.zones}
        told = called(**{key: value for key, value in fields.items() if value})
        return f"project.say({list(self.recordings)}, workbench.project_set.Said({told}))"

    def do(self, project: Project) -> Done:
        """Keep it in project.toml."""
        said = self._said()
        renamed = project.say(self.recordings, said)
        of = ", ".join(self.recordings[:3]) + ("..." if len(self.recordings) > 3 else "")
        data = {
            "project": project.folder,
            "recordings": list(self.recordings),
            "said": asdict(said),
            "renamed": [one.told for one in renamed],
        }
        told = [f"Kept for {of or 'all recordings'}.", *(one.words for one in renamed)]
        return Done(" ".join(told), data)

    def _said(self) -> Said:
        from workbench.cli.said import said_of

        values: dict[str, Any] = {
            key: getattr(self, key)
            for key in ("group", "session", "fps", "px_per_cm", "animal_count")
        }
        named = [f"{tracked}={name}" for tracked, name in self.animals.items()]
        return said_of(values, named, self.zones, self.no_zones)


@dataclass(frozen=True, slots=True)
class ImportLabels(Action):
    """Bring in what people scored elsewhere, beside what was labelled.

    Parameters
    ----------
    file
        A table, or aggregated events of BORIS.
    mapping
        Name of a recording in the file -> in the project, where they differ.
    assessed
        Whether the scorer looked for every behavior of the file, from start to end.
    subject
        Who *No focal subject* of a BORIS file is.
    skip_unknown
        Leave out recordings that the project has not.
    """

    name: ClassVar[str] = "project.import"
    file: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    assessed: bool = False
    subject: str | None = None
    skip_unknown: bool = False

    def words(self) -> Words:
        """Return ``import``."""
        options = (
            "--source=human", *option("--assessed", "all" if self.assessed else None),
            *(f"--map={told}={meant}" for told, meant in self.mapping.items()),
            *option("--subject", self.subject), *option("--skip-unknown", self.skip_unknown),
        )  # fmt: skip
        return Words(("import",), (self.file,), options)

    def python(self) -> str:
        """Return the call."""
        said = called(
            source="human", whole=self.assessed or None, mapping=dict(self.mapping) or None,
            subject=self.subject, skip_unknown=self.skip_unknown or None,
        )  # fmt: skip
        return (
            "workbench.knowledge.imports.import_graph("
            f"project.graph(), Path({self.file!r}), {said})"
        )

    def do(self, project: Project) -> Done:
        """Import it."""
        import warnings

        from graphs.words import counted
        from workbench.cli.imported import remarks_of
        from workbench.knowledge.imports import import_graph

        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            done = import_graph(
                project.graph(), Path(self.file), mapping=self.mapping, source="human",
                whole=self.assessed, subject=self.subject, skip_unknown=self.skip_unknown,
            )  # fmt: skip
        remarks = [*(str(warning.message) for warning in heard), *remarks_of(done, project)]
        facts = sum(one.facts for one in done.recordings)
        words = f"{counted(facts, 'new fact')} from {Path(self.file).name}."
        return Done(" ".join((words, *remarks)), {"imported": asdict(done), "remarks": remarks})


def _added_in_words(added: Added) -> str:
    """Return how many recordings are new, changed, and there already, as a sentence."""
    from graphs.words import counted

    parts = [
        (len(added.new), "added"), (len(added.updated), "changed"),
        (len(added.unchanged), "there already"),
    ]  # fmt: skip
    (first, what), *more = [part for part in parts if part[0]] or [(0, "added")]
    others = "".join(f", {number} {word}" for number, word in more)
    return f"{counted(first, 'recording')} {what}{others}."
