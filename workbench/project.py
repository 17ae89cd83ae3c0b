"""The project folder: recordings, ethogram, and what was labelled, as files that anyone can read.

```
project.toml     recordings, groups, sessions, scale, zones; see `workbench.project_file`
ethogram.toml    behaviors
graph/           one Parquet file per recording, and one for each thing that was added to it; may be
                 elsewhere, also behind a URL, if ``[storage]`` of project.toml says so
project.db       what people corrected and named
renaming.json    only while animals get other names; see `workbench.project_renaming`
runs/            what models were shown and asked, what they answered, and what left this machine
reports/         how runs of labelling went, and what failed
cache/           safe to delete at any time
```
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakValueDictionary

from graphs.errors import DataError, UserError, WorkbenchError
from graphs.ethogram import Ethogram, load_ethogram
from graphs.storage.atomic import write_atomic
from graphs.words import counted, did_you_mean
from pipelines.entries import missing_files, raise_faults
from pipelines.inputs.places import plain_path
from pipelines.recording import RecordingSpec
from pipelines.stems import same
from workbench.project_edit import (
    Added,
    with_recordings,
    with_values,
    without_recordings,
    without_table,
)
from workbench.project_file import ProjectFile, Settings, parse_project
from workbench.project_lock import editing
from workbench.project_renaming import begin, end, is_begun, rename_stored, renamings, unfinished
from workbench.project_set import Said, with_said

if TYPE_CHECKING:
    from graphs.storage.store import GraphStore
    from pipelines.label import LabelSettings
    from pipelines.opened import OpenedRecording
    from workbench.analysis.recording import Recording
    from workbench.analysis.recordings import Recordings
    from workbench.knowledge.graph import KnowledgeGraph
    from workbench.memory.store import Memory
    from workbench.project_renaming import Renaming

PROJECT_FILE = "project.toml"
ETHOGRAM_FILE = "ethogram.toml"
PROJECT_VARIABLE = "WORKBENCH_PROJECT"
"""In the environment: the project that `open_project` opens if it is not told one."""


class SharedFile(NamedTuple):
    """A ``video`` or ``tracks`` file that several recordings use: their facts count twice."""

    role: str
    path: Path
    recordings: tuple[str, ...]


class Project:
    """An open project; made by `open_project` and `workbench.project_new.create_project`.

    Parameters
    ----------
    folder
        The project folder.
    file
        What its ``project.toml`` says.
    """

    def __init__(self, folder: Path, file: ProjectFile) -> None:
        self.folder = folder
        self._file = file
        self._opened: WeakValueDictionary[str, Recording] = WeakValueDictionary()
        self._graph: KnowledgeGraph | None = None

    def __repr__(self) -> str:
        return f"<Project {str(self.folder)!r}, {counted(len(self._file.recordings), 'recording')}>"

    @property
    def settings(self) -> Settings:
        """Defaults of the recordings, segmenter, cleaning."""
        return self._file.settings

    def recording(self, name: str) -> Recording:
        """Return one recording to analyse; `UserError` says which names are near."""
        return self._to_analyse(self.spec(name))

    def recordings(self) -> Recordings:
        """Return all recordings to analyse, in file order; nothing is read yet."""
        from workbench.analysis.recordings import Recordings  # slow to import

        return Recordings([self._to_analyse(spec) for spec in self.specs()])

    def _to_analyse(self, spec: RecordingSpec) -> Recording:
        """Return the recording of a spec: the one in use, as long as nothing else is said of it."""
        from pipelines.tracks.clean import CleanSettings  # slow to import
        from workbench.analysis.recording import Recording

        new = Recording(
            spec,
            clean=CleanSettings(**self.settings.clean),
            body_length_cm=self.ethogram().body_length_cm,
            cache=self.cache_folder,
            project=self,
        )
        known = self._opened.get(spec.name)
        if known is None or not known.is_said_as(new):
            known = self._opened[spec.name] = new
        return known

    def specs(self) -> list[RecordingSpec]:
        """Return what is said of the recordings, in file order."""
        return list(self._file.recordings)

    def spec(self, name: str) -> RecordingSpec:
        """Return what is said of one recording; `UserError` says which names are near."""
        for recording in self._file.recordings:
            if same(recording.name) == same(name):
                return recording
        hint = did_you_mean(name, [recording.name for recording in self._file.recordings])
        message = f"No recording {name!r} in {self.folder}{hint}"
        raise UserError(message)

    def read(self, spec: RecordingSpec, ethogram: Ethogram | None = None) -> OpenedRecording:
        """Read the files of a recording as labelling does.

        Parameters
        ----------
        spec
            What is said of it.
        ethogram
            Tells the typical body length; that of the project if not given.
        """
        from pipelines.opened import open_recording  # slow to import
        from pipelines.tracks.clean import CleanSettings

        return open_recording(
            spec,
            clean=CleanSettings(**self.settings.clean),
            body_length_cm=(ethogram or self.ethogram()).body_length_cm,
            cache=self.cache_folder,
        )

    def ethogram(self) -> Ethogram:
        """Read the behaviors from ``ethogram.toml``, as they stand there."""
        return load_ethogram(self.ethogram_path)

    def full_ethogram(self) -> Ethogram:
        """Read the behaviors from ``ethogram.toml``, with what their functions say of them.

        Raises
        ------
        UserError
            A function is not there, or is the project's own and the project is not trusted.
        """
        ethogram = self.ethogram()
        if all(behavior.function is None for behavior in ethogram):
            return ethogram
        from workbench.behaviors.complete import complete  # slow to import

        return complete(ethogram, self.folder)

    def store(self) -> GraphStore:
        """Return what is stored of the recordings."""
        from graphs.storage.store import GraphStore  # slow to import

        return GraphStore(self.graph_folder)

    def graph(self) -> KnowledgeGraph:
        """Return the knowledge graph: what was seen, as it stands after corrections."""
        if self._graph is None:
            from workbench.knowledge.graph import KnowledgeGraph  # slow to import

            self._graph = KnowledgeGraph(self)
        return self._graph

    @property
    def memory(self) -> Memory:
        """What the project remembers by name."""
        from workbench.memory.store import MEMORY_FOLDER, Memory  # slow to import

        return Memory(self.folder / MEMORY_FOLDER)

    def named_animals(self) -> dict[str, set[str]]:
        """Return for each recording the animals that it names itself, so that they are known.

        Names from ``[defaults]`` are roles and say nothing about who it is.
        """
        roles = set(self.settings.defaults.animals.values())
        named = {spec.name: set(spec.animals.values()) - roles for spec in self.specs()}
        return {recording: names for recording, names in named.items() if names}

    @property
    def database_path(self) -> Path:
        """Where corrections and names are."""
        return self.folder / "project.db"

    @property
    def ethogram_path(self) -> Path:
        """Where the behaviors are."""
        return self.folder / ETHOGRAM_FILE

    @property
    def graph_folder(self) -> Path | str:
        """Where the graphs of the recordings are: a folder or URL, as ``[storage]`` says."""
        return self.settings.graph or self.folder / "graph"

    @property
    def runs_folder(self) -> Path:
        """Where the runs of models are, with what they were shown and what they answered."""
        return self.folder / "runs"

    @property
    def cache_folder(self) -> Path:
        """Where what can be made again is kept; safe to delete at any time."""
        return self.folder / "cache"

    def label_settings(self) -> LabelSettings:
        """Return how recordings are labelled, for `pipelines.batch.label_all`."""
        from pipelines.label import LabelSettings  # slow to import
        from pipelines.tracks.clean import CleanSettings

        return LabelSettings(
            segmenter=self.settings.segmenter,
            segmenter_parameters=self.settings.segmenter_parameters,
            clean=CleanSettings(**self.settings.clean),
        )

    def missing_files(self) -> list[str]:
        """Say which video and track files do not exist, with the nearest names."""
        return [fault for recording in self._file.recordings for fault in missing_files(recording)]

    def add(
        self, entries: Iterable[Mapping[str, Any]], said: Sequence[Collection[str]] = ()
    ) -> Added:
        """Add recordings, given with the keys of `pipelines.entries`, and save ``project.toml``.

        A recording that is there already (same file, else same name) gets the values that are new.
        Relative paths start at the current folder.

        Parameters
        ----------
        entries
            Recordings.
        said
            For each entry the keys that a person gave; a name or a file among them replaces that
            of the project. What was labelled under the old name is removed.

        Raises
        ------
        UserError
            A name is taken by another recording, an entry is wrong, or the folder cannot be
            written. Nothing is changed then.
        """
        with editing(self.folder):
            text, added = self._with_recordings(entries, said)
            self._save(text)
        if added.renamed:
            self._forget(added.renamed)
        return added

    def with_added(
        self, entries: Iterable[Mapping[str, Any]], said: Sequence[Collection[str]] = ()
    ) -> tuple[Project, Added]:
        """Return the project as `add` would leave it; nothing is saved. Raises as `add`."""
        text, added = self._with_recordings(entries, said)
        return Project(self.folder, parse_project(text, self.folder)), added

    def _with_recordings(
        self, entries: Iterable[Mapping[str, Any]], said: Sequence[Collection[str]]
    ) -> tuple[str, Added]:
        return with_recordings(self._text(), entries, self.folder, said, self._is_other_file)

    def remove(self, names: Collection[str]) -> list[str]:
        """Take recordings out of ``project.toml`` and out of the graph; their files stay.

        Parameters
        ----------
        names
            Of recordings of the project, or of what was labelled and is no longer in it.

        Returns
        -------
        list of str
            What was done, for a person.

        Raises
        ------
        UserError
            There is no such recording, or the folder cannot be written.
        """
        labelled = self.store().recordings()
        known = [*(recording.name for recording in self._file.recordings), *labelled]
        by_name = {same(name): name for name in reversed(known)}
        faults = [
            f"no recording {name!r} in {self.folder}{did_you_mean(name, known)}"
            for name in names
            if same(name) not in by_name
        ]
        raise_faults("Removing recordings", faults)
        with editing(self.folder):
            text, removed = without_recordings(self._text(), names)
            self._save(text)
        done = [f"removed {name!r} from project.toml" for name in removed]
        gone = [name for name in labelled if same(name) in map(same, names)]
        self._forget(gone)
        return done + [f"removed what was labelled of {name!r}" for name in gone]

    def _forget(self, names: Iterable[str]) -> None:
        """Remove what was labelled under names that no recording of the project has."""
        store = self.store()
        taken = {recording.name for recording in self._file.recordings}
        for name in names:
            if name not in taken and name in store:
                store.remove(name)

    def _is_other_file(self, name: str, role: str, path: Path) -> bool:
        """Whether a recording was labelled with a file that differs from this one."""
        from pipelines.fingerprint import file_fingerprint

        store = self.store()
        try:
            is_labelled = store.is_labelled(name)
            labelled = store.header(name).run.inputs.get(role) if is_labelled else None
            return labelled is not None and labelled != file_fingerprint(path)
        except DataError:  # what is stored, or the file, is damaged: nothing is known
            return False

    def shared_files(self) -> list[SharedFile]:
        """Return the video and track files that several recordings use."""
        users: dict[tuple[str, Path], list[str]] = {}
        for recording in self._file.recordings:
            for role, path in (("video", recording.video), ("tracks", recording.tracks)):
                if path is not None:
                    users.setdefault((role, path), []).append(recording.name)
        return [
            SharedFile(role, path, tuple(names))
            for (role, path), names in users.items()
            if len(names) > 1
        ]

    def set_values(self, section: str, values: Mapping[str, Any]) -> None:
        """Set values of ``[defaults]``, ``[label]`` or ``[model]`` and save; raises as `add`."""
        with editing(self.folder):
            self._save(with_values(self._text(), [section], values))

    def say(self, names: Collection[str], said: Said) -> list[Renaming]:
        """Write what a person says of recordings, of ``[defaults]`` if none is named.

        Parameters
        ----------
        names
            Of recordings.
        said
            What holds of them. An animal that gets another name has it at once in all that is
            stored of these recordings: what was labelled, scored and corrected.

        Returns
        -------
        list of Renaming
            Animals that have other names in what is stored, by recording.

        Raises
        ------
        UserError
            There is no such recording, a name is taken there, an entry is wrong, or the folder
            cannot be written.
        """
        with editing(self.folder):
            self._finish_renaming()
            recordings = [self.spec(name).name for name in names]
            before = self._text()
            text = with_said(before, recordings, said)
            found = self._renamings(before, text) if said.animals else []
            if found:
                begin(self.folder, recordings, said.animals, found)
                self._finish_renaming()
            self._save(text)
        return found

    def _renamings(self, *texts: str) -> list[Renaming]:
        """Return what gets other names between one ``project.toml`` and another."""
        before, after = (parse_project(text, self.folder).recordings for text in texts)
        return renamings(before, after, self.store(), self.database_path)

    def finish_renaming(self) -> None:
        """Give animals the names that a killed process began to give them, where one may write."""
        if is_begun(self.folder):
            with suppress(WorkbenchError), editing(self.folder):
                self._finish_renaming()

    def _finish_renaming(self) -> None:
        """Give animals the names that somebody began to give them; nobody else may edit."""
        journal = unfinished(self.folder)
        if journal is not None:
            rename_stored(journal, self.store(), self.database_path)
            said = Said(animals=journal.animals)
            self._save(with_said(self._text(), journal.recordings, said))
            end(self.folder)

    def remove_table(self, name: str) -> None:
        """Take a table such as ``[model]`` out of ``project.toml``; raises as `add`."""
        with editing(self.folder):
            self._save(without_table(self._text(), name))

    def _text(self) -> str:
        return _read_text(self.folder)

    def _save(self, text: str) -> None:
        file = parse_project(text, self.folder)
        if text != self._text():
            write_atomic(self.folder / PROJECT_FILE, text.encode())
        self._file = file


def open_project(folder: Path | str | None = None, *, check_files: bool = True) -> Project:
    """Open a project.

    Parameters
    ----------
    folder
        The project folder; that which ``WORKBENCH_PROJECT`` names, or the current folder, if not
        given.
    check_files
        Whether a missing video or track file is a fault. Without it the project opens while a disk
        is not connected, and `Project.missing_files` says what is missing.

    Raises
    ------
    UserError
        There is no project, or its ``project.toml`` is wrong; all faults are listed together.
    """
    folder = plain_path(Path(folder or os.environ.get(PROJECT_VARIABLE) or Path()))
    project = Project(folder, parse_project(_read_text(folder), folder, check_files=check_files))
    project.finish_renaming()
    return project


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project."""
    return (folder / PROJECT_FILE).is_file()


def no_project(folder: Path) -> UserError:
    """Return the error for a folder that holds no project."""
    return UserError(
        f"{folder} is not a project: it has no {PROJECT_FILE}. "
        f"Make one with: workbench init {shlex.quote(str(folder))}"
    )


def _read_text(folder: Path) -> str:
    path = folder / PROJECT_FILE
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise no_project(folder) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}."
        raise UserError(message) from None
