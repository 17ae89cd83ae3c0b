"""Long work of the page: runs in a thread, says how far it is, can be stopped.

Jobs are kept while the server runs. What they did is in the project: labelling that is stopped, or
killed with the server, goes on where it was when it is started again.
"""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from graphs.errors import UserError, WorkbenchError
from workbench.ui.actions.contract import CancelledError, Done, LongAction, Report, command

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.project import Project
    from workbench.ui.actions.beginning import Beginning

State = Literal["running", "done", "failed", "stopped"]
BEGINNING = ""
"""Key of what has no project yet."""

KEPT = 50
"""Jobs of a project that are listed."""

_SURE_AFTER = 0.02
"""Share done before the time that is left is told."""


@dataclass(slots=True)
class Job:
    """One piece of long work.

    Parameters
    ----------
    number
        Counts up.
    key
        Of the project.
    action
        What is done.
    command
        That does the same in a shell.
    """

    number: int
    key: str
    action: LongAction | Beginning
    command: str
    report: Report = field(default_factory=Report)
    state: State = "running"
    share: float = 0.0
    what: str = ""
    done: Done | None = None
    error: str = ""
    ended: float | None = None

    def told(self) -> dict[str, Any]:
        """Return how it stands, for the page."""
        took = (self.ended or time.monotonic()) - self.report.started
        known = self.state == "running" and self.share >= _SURE_AFTER
        return {
            "number": self.number,
            "name": self.action.name,
            "command": self.command,
            "python": self.action.python(),
            "state": self.state,
            "share": self.share,
            "what": self.what,
            "took_s": took,
            "left_s": took / self.share * (1 - self.share) if known else None,
            "message": self.done.message if self.done else "",
            "data": self.done.data if self.done else None,
            "error": self.error,
        }


class Jobs:
    """The jobs of a server."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def start(self, key: str, project: Project, action: LongAction) -> Job:
        """Start long work on a project.

        Raises
        ------
        UserError
            The same is being done already.
        """
        line = command(action, project.folder)
        return self._start(key, action, line, lambda report: action.run(project, report))

    def begin(self, beginning: Beginning, then: Callable[[Done], Done]) -> Job:
        """Start to make or open a project; `then` is told what came of it. Raises as `start`."""
        line = beginning.command()
        return self._start(BEGINNING, beginning, line, lambda report: then(beginning.make(report)))

    def _start(
        self, key: str, action: LongAction | Beginning, line: str, work: Callable[[Report], Done]
    ) -> Job:
        with self._lock:
            if any(job.state == "running" and job.action == action for job in self._of(key)):
                message = "This is being done already; see its progress."
                raise UserError(message)
            job = Job(next(self._numbers), key, action, line)
            self._jobs[job.number] = job
            ended = [one.number for one in self._of(key) if one.state != "running"]
            for number in ended[:-KEPT]:
                del self._jobs[number]
        job.report.tell = lambda share, what: _advance(job, share, what)
        threading.Thread(target=_run, args=(job, work), daemon=True).start()
        return job

    def of(self, key: str) -> list[Job]:
        """Return the jobs of a project, the newest first."""
        with self._lock:
            return self._of(key)[::-1]

    def stop(self, key: str, number: int) -> None:
        """Ask a job to stop; `UserError` if there is none of that number."""
        with self._lock:
            job = self._jobs.get(number)
        if job is None or job.key != key:
            message = f"No work of number {number} is known."
            raise UserError(message)
        job.report.stop()

    def _of(self, key: str) -> list[Job]:
        return [job for job in self._jobs.values() if job.key == key]


def _advance(job: Job, share: float, what: str) -> None:
    job.share, job.what = min(max(share, 0.0), 1.0), what


def _run(job: Job, work: Callable[[Report], Done]) -> None:
    try:
        job.done = work(job.report)
        job.state, job.share = "done", 1.0
    except CancelledError:
        job.state = "stopped"
    except WorkbenchError as error:
        job.state, job.error = "failed", str(error)
    except Exception as error:  # noqa: BLE001 - told on the page, never lost
        job.state, job.error = "failed", f"Unexpected {type(error).__name__}: {error}"
    finally:
        job.ended = time.monotonic()
