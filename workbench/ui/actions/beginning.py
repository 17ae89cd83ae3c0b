"""What a person does before a project is open: take the demo, open one, make one.

Each is a frozen dataclass with plain fields, as actions are, told as a command and as Python.
"""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from graphs.errors import DataError, UserError
from workbench.ui.actions.contract import Done, Report

DEMO_FOLDER = "demo-project"


@dataclass(frozen=True, slots=True)
class Beginning(ABC):
    """Something that ends with a project that is there.

    Parameters
    ----------
    folder
        Of the project; relative ones start where the server was started.
    """

    name: ClassVar[str]
    """Unique: ``"begin.demo"``."""

    folder: str

    @abstractmethod
    def words(self) -> tuple[str, ...]:
        """Return the words of the command, without ``workbench``."""

    @abstractmethod
    def python(self) -> str:
        """Return the Python call."""

    @abstractmethod
    def make(self, report: Report) -> Done:
        """Make or open the project; whatever a person can mend is a `UserError`."""

    @property
    def place(self) -> Path:
        """The folder as a path.

        Raises
        ------
        UserError
            None is named.
        """
        if not self.folder.strip():
            message = "Say which folder: its path on this machine, such as ~/mice/my-project."
            raise UserError(message)
        return Path(self.folder.strip()).expanduser()

    def command(self) -> str:
        """Return the command that does the same in a shell, from any folder."""
        return shlex.join(("workbench", *self.words()))

    @property
    def _said(self) -> str:
        return str(self.place.absolute()) if self.folder.strip() else ""


@dataclass(frozen=True, slots=True)
class TakeDemo(Beginning):
    """Make the demo project, label it and draw it."""

    name: ClassVar[str] = "begin.demo"
    folder: str = DEMO_FOLDER

    def words(self) -> tuple[str, ...]:
        """Return ``demo``."""
        return ("demo", "--project", self._said)

    def python(self) -> str:
        """Return the call."""
        return f"workbench.cli.demo.sample_project(Path({self._said!r}))"

    def make(self, report: Report) -> Done:
        """Make it, unless it is there already."""
        from workbench.cli.demo import SAMPLE, sample_project
        from workbench.cli.look import write_pictures
        from workbench.ui.actions.labelling import labelled

        report.progress(0.0, "making the project")
        project = sample_project(self.place)

        def shared(share: float, what: str) -> None:
            report.progress(0.8 * share, what)

        outcome = labelled(project, [project.spec(SAMPLE)], shared)[0]
        if outcome.error:
            raise DataError(outcome.error)
        report.progress(0.8, "drawing pictures")
        write_pictures(project, SAMPLE, project.folder / "pictures", ["png"])
        return Done(f"The demo project is in {project.folder}.", {"folder": project.folder})


@dataclass(frozen=True, slots=True)
class OpenFolder(Beginning):
    """Open a project that is there."""

    name: ClassVar[str] = "begin.open"

    def words(self) -> tuple[str, ...]:
        """Return ``app``, which shows a project."""
        return ("app", self._said)

    def python(self) -> str:
        """Return the call."""
        return f"project = workbench.open_project({self._said!r})"

    def make(self, report: Report) -> Done:
        """Open it."""
        from workbench.project import open_project

        report.progress(0.0, "opening the project")
        project = open_project(self.place, check_files=False)
        return Done(f"{project.folder} is open.", {"folder": project.folder})


@dataclass(frozen=True, slots=True)
class NewFolder(Beginning):
    """Make a new project with a shipped ethogram."""

    name: ClassVar[str] = "begin.new"
    ethogram: str = ""

    def words(self) -> tuple[str, ...]:
        """Return ``init``."""
        return ("init", *([f"--ethogram={self.ethogram}"] if self.ethogram else []), self._said)

    def python(self) -> str:
        """Return the call."""
        more = f", ethogram={self.ethogram!r}" if self.ethogram else ""
        return f"project = workbench.create_project({self._said!r}{more})"

    def make(self, report: Report) -> Done:
        """Make it."""
        from workbench.ethograms import shipped_ethograms
        from workbench.project_new import create_project

        if self.ethogram and self.ethogram not in shipped_ethograms():
            message = f"No ethogram {self.ethogram!r}: there are {', '.join(shipped_ethograms())}."
            raise UserError(message)
        report.progress(0.0, "making the project")
        project = create_project(self.place, ethogram=self.ethogram or None)
        return Done(f"Made {project.folder}.", {"folder": project.folder})


BEGINNINGS: dict[str, type[Beginning]] = {
    one.name: one for one in (TakeDemo, OpenFolder, NewFolder)
}
"""Name -> what begins."""


def beginning_of(name: str, given: Mapping[str, Any]) -> Beginning:
    """Return what a script of the page asks for; `UserError` if it is no such thing."""
    kind = BEGINNINGS.get(name)
    unknown = sorted(set(given) - set(kind.__dataclass_fields__)) if kind else []
    if kind is None or unknown or not all(isinstance(value, str) for value in given.values()):
        message = f"There is no such beginning: {name} {', '.join(unknown)}".rstrip()
        raise UserError(message)
    if "folder" not in given and kind is not TakeDemo:
        message = f"{name}: folder is missing."
        raise UserError(message)
    made: Beginning = kind(**given)
    return made
