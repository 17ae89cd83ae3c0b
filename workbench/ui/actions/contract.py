"""An action: what the page does for a person, told as a command and as Python.

Whatever changes a project or computes something on the page is an action: a frozen dataclass whose
fields are plain values, so that scripts of the page can send it as JSON. `Action.do` calls the same
functions that the command does; the tests run both and compare.
"""

from __future__ import annotations

import itertools
import shlex
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.project import Project


class CancelledError(Exception):
    """A person stopped long work; what was finished is kept."""


@dataclass(slots=True)
class Report:
    """How long work says how far it is, and hears that it should stop.

    Parameters
    ----------
    tell
        Called with the share done, 0 to 1, and what is being done.
    """

    tell: Callable[[float, str], None] = lambda _share, _what: None
    started: float = field(default_factory=time.monotonic)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def progress(self, share: float, what: str) -> None:
        """Say how far the work is.

        Raises
        ------
        CancelledError
            A person wants it to stop.
        """
        if self._stopped.is_set():
            raise CancelledError
        self.tell(share, what)

    def stop(self) -> None:
        """Ask the work to stop at its next report."""
        self._stopped.set()


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did.

    Parameters
    ----------
    message
        One sentence for the person.
    data
        The result, as JSON can hold it: what the command prints with ``--json`` where it can.
    """

    message: str
    data: Any = None


class Words(NamedTuple):
    """A command, without ``workbench`` and ``--project``.

    Parameters
    ----------
    verb
        ``("review", "accept")``.
    given
        What the verb is about; names of animals and files are among it, and may begin with a dash.
    options
        With their values.
    typed
        What the command reads from standard input.
    """

    verb: tuple[str, ...]
    given: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Action(ABC):
    """Something that a person does to a project.

    Notes
    -----
    Subclasses are frozen dataclasses with plain fields, listed in `workbench.ui.actions.registry`.
    """

    name: ClassVar[str]
    """Unique: ``"review.accept"``."""

    runs_code: ClassVar[bool] = False
    """Whether it lets programs run outside of the sandbox: only a person at this machine may."""

    @abstractmethod
    def words(self) -> Words:
        """Return the command that does the same."""

    @abstractmethod
    def python(self) -> str:
        """Return the Python call, on an open ``project``."""

    @abstractmethod
    def do(self, project: Project) -> Done:
        """Do it; whatever a person can mend is a `UserError`."""


@dataclass(frozen=True, slots=True)
class LongAction(Action):
    """What takes longer than a person waits: done in the background, with progress."""

    @abstractmethod
    def run(self, project: Project, report: Report) -> Done:
        """Do it, and say how far it is."""

    def do(self, project: Project) -> Done:
        """Do it, and wait."""
        return self.run(project, Report())


def command(action: Action, folder: Path) -> str:
    """Return the command that does the same in a shell."""
    verb, given, options, typed = action.words()
    dashed = any(one.startswith("-") and one != "-" for one in given)
    asked = ["workbench", *verb, *options, "--project", str(folder), *["--"][:dashed], *given]
    line = shlex.join(asked)
    if not typed:
        return line
    lines = typed.splitlines()
    end = next(word for word in _ends() if word not in lines)
    return "\n".join((f"{line} <<'{end}'", *lines, end))


def _ends() -> Iterator[str]:
    """Yield words that can end what a command reads."""
    return (f"END{number or ''}" for number in itertools.count())


def option(name: str, value: object) -> tuple[str, ...]:
    """Return an option with its value; nothing for ``None`` and ``False``, itself for ``True``."""
    if value is None or value is False:
        return ()
    return (name,) if value is True else (f"{name}={value}",)


def called(*given: object, **named: object) -> str:
    """Return arguments as they stand in a call; what is ``None`` by name is left out."""
    said = [repr(one) for one in given]
    said += [f"{key}={value!r}" for key, value in named.items() if value is not None]
    return ", ".join(said)
