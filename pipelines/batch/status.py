"""How far a run is, in a small file that another shell can read, and what became of recordings.

```
reports/2026-11-26T210512.034Z_3fa9/
  recordings.json  names of those that it is to do
  status.json      how far it is; replaced whole, at most once a second
  outcomes.jsonl   what became of each recording that was begun, a line as each ends
```

The last two are made from what a batch tells (`Progress`, `Outcome`), whoever does the work. A run
shows signs of life as long as it lasts, so that one that died without a word is told from one that
is slow. Where the files cannot be written, the run goes on without.
"""

from __future__ import annotations

import json
import math
import os
import platform
import secrets
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from graphs.errors import DataError, WorkbenchError
from graphs.plain_json import to_json
from graphs.storage.atomic import is_running, start_ticks, this_machine, write_atomic
from pipelines.batch.outcome import Cause, Outcome, Progress
from pipelines.batch.remaining import Remaining

FOLDER, STATUS, OUTCOMES = "reports", "status.json", "outcomes.jsonl"
RECORDINGS = "recordings.json"
EVERY_S = 1.0
"""The file is not replaced more often than this."""
BEAT_S = 10.0
"""A sign of life is given at least this often."""
SILENT_S = 90.0
"""Without a sign of life for this long, a run is not well."""
SHOWN = 16
"""Recordings under way that the file names, at most."""

Health = Literal["running", "finished", "stopped", "died", "silent"]


@dataclass(frozen=True, slots=True)
class Doing:
    """A recording that is being worked on.

    Parameters
    ----------
    recording, stage, share
        As in `Progress`.
    since
        When the stage began, in seconds since 1970.
    """

    recording: str
    stage: str
    share: float
    since: float


@dataclass(frozen=True, slots=True)
class Status:
    """How far a run is.

    Parameters
    ----------
    run
        Name of its folder.
    command
        That began it.
    host, pid, machine, ticks
        Where it runs, its process, and what tells both from others of the same name.
    began, beat, ended
        When it began, gave its last sign of life, and ended, in seconds since 1970.
    jobs
        How many recordings are worked on at once.
    total, states, causes
        Recordings in all; how many there are of each state of an `Outcome`, and of each cause.
    doing
        What is worked on, the first `SHOWN` of it.
    left_s
        Seconds that are left, as far as that can be told.
    stage
        What the run does: ``label`` by rules, or ``model``, which describes what is labelled.
    error
        What ended it before all was done.
    again, retry
        Options of the commands that go on with all of it, and only with what was not done.
    """

    run: str
    command: str
    host: str
    pid: int
    machine: str
    ticks: int
    began: float
    beat: float
    jobs: int
    total: int
    states: Mapping[str, int]
    causes: Mapping[Cause, int]
    doing: tuple[Doing, ...] = ()
    left_s: float | None = None
    stage: str = "label"
    ended: float | None = None
    error: str | None = None
    again: str = ""
    retry: str = ""

    @property
    def done(self) -> int:
        """Recordings of which it is known what became of them."""
        return sum(self.states.values())

    def health(self, now: float | None = None) -> Health:
        """Return whether the run lasts, has ended, died without a word, or seems to hang.

        On the same machine its process tells; on another, only signs of life do.
        """
        if self.ended is not None:
            return "stopped" if self.error or self.states.get("stopped") else "finished"
        here = self.machine == this_machine() and os.name == "posix"
        if here and not is_running(self.pid, self.ticks):
            return "died"
        quiet = (time.time() if now is None else now) - self.beat
        return "running" if quiet < SILENT_S else "silent"


class RunLog:
    """Keeps the files of a run.

    Parameters
    ----------
    reports
        Folder of all runs; made if absent.
    command
        That began it.
    total, jobs, stage, again
        As in `Status`.
    retry
        As in `Status`, by the causes of what failed so far.
    remaining
        Tells the time left.
    recordings
        Names of those that it is to do.

    Notes
    -----
    To be used in a ``with`` block, in which the file is kept up to date by a thread.
    """

    def __init__(
        self,
        reports: Path,
        command: str,
        total: int,
        remaining: Remaining,
        *,
        recordings: Sequence[str] = (),
        jobs: int = 1,
        stage: str = "label",
        again: str = "",
        retry: Callable[[Collection[Cause]], str] = lambda _causes: "",
    ) -> None:
        began = time.time()
        stamp = datetime.fromtimestamp(began, UTC).isoformat(timespec="milliseconds")
        stamp = stamp.replace(":", "").replace("+0000", "Z")
        self.folder = reports / f"{stamp}_{secrets.token_hex(2)}"
        self.fault: str | None = None
        self._recordings = list(recordings)
        self._remaining, self._retry = remaining, retry
        self._states, self._causes = Counter[str](), Counter[Cause]()
        self._doing: dict[str, Doing] = {}
        self._lock = threading.Lock()
        self._changed, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self.status = Status(
            run=self.folder.name,
            command=command,
            host=platform.node(),
            pid=os.getpid(),
            machine=this_machine(),
            ticks=start_ticks(os.getpid()) or 0,
            began=began,
            beat=began,
            jobs=jobs,
            total=total,
            states={},
            causes={},
            stage=stage,
            again=again,
            retry=retry(()),
        )

    def __enter__(self) -> RunLog:
        try:
            self.folder.mkdir(parents=True)
            (self.folder / RECORDINGS).write_text(to_json(self._recordings), encoding="utf-8")
        except OSError as error:
            self.fault = f"How far the run is cannot be written to {self.folder}: {error.strerror}."
        self._write()
        self._thread.start()
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """End the run: its last state is written; of one that began nothing, nothing is kept."""
        self._over.set()
        self._changed.set()
        self._thread.join()
        if not (self.folder / OUTCOMES).exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        said = None if error is None else f"{type(error).__name__}: {error}"
        self.status = replace(self.status, ended=time.time(), error=said)
        with self._lock:
            self._doing.clear()
        self._write()

    def progress(self, now: Progress) -> None:
        """Take in how far a recording has come."""
        with self._lock:
            before = self._doing.get(now.recording)
            if self._remaining.is_over(now):
                self._doing.pop(now.recording, None)
            else:
                same = before is not None and before.stage == now.stage
                since = before.since if before is not None and same else time.time()
                self._doing[now.recording] = Doing(now.recording, now.stage, now.share, since)
        self._changed.set()

    def finished(self, outcome: Outcome) -> None:
        """Take in what became of a recording."""
        with self._lock:
            self._states[outcome.state] += 1
            if outcome.cause is not None:
                self._causes[outcome.cause] += 1
        if outcome.state != "skipped":
            self._append(outcome)
        self._changed.set()

    def _append(self, outcome: Outcome) -> None:
        try:
            with (self.folder / OUTCOMES).open("a", encoding="utf-8") as file:
                file.write(to_json(asdict(outcome)) + "\n")
        except OSError as error:
            self.fault = f"The outcomes cannot be written to {self.folder}: {error.strerror}."

    def _keep(self) -> None:
        while not self._over.is_set():
            self._changed.wait(BEAT_S)
            self._changed.clear()
            self._write()
            self._over.wait(EVERY_S)

    def _write(self) -> None:
        with self._lock:
            doing = tuple(self._doing.values())[:SHOWN]
            states, causes = dict(self._states), dict(self._causes)
        left = None if self.status.ended is not None else self._remaining.left_s()
        self.status = replace(
            self.status,
            beat=time.time(),
            states=states,
            causes=causes,
            doing=doing,
            retry=self._retry(causes),
            left_s=None if left is None or math.isnan(left) else left,
        )
        content = to_json(asdict(self.status)).encode()
        with suppress(OSError, WorkbenchError):  # the next one may go well
            write_atomic(self.folder / STATUS, content)


# reading ----------------------------------------------------------------------------------------


def read_status(folder: Path) -> Status:
    """Return how far the run of a folder is.

    Raises
    ------
    FileNotFoundError
        The folder holds no run.
    DataError
        The file is damaged.
    """
    path = folder / STATUS
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        doing = tuple(Doing(**one) for one in said.pop("doing"))
        return Status(**said, doing=doing)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        message = f"{path} is damaged: {error}. Delete the folder, or look into it by hand."
        raise DataError(message) from error


def runs(reports: Path) -> list[Path]:
    """Return the folders of all runs, the oldest first: their names begin with the time in UTC."""
    if not reports.is_dir():
        return []
    return sorted(path.parent for path in reports.glob(f"*/{STATUS}"))


def running(reports: Path) -> list[Status]:
    """Return the runs that last, as far as can be told; one that is silent may."""
    found = []
    for folder in runs(reports):
        with suppress(FileNotFoundError, DataError):
            status = read_status(folder)
            if status.health() in ("running", "silent"):
                found.append(status)
    return found


def read_outcomes(folder: Path) -> Iterator[Outcome]:
    """Yield what became of the recordings of a run, in the order in which they ended.

    A line that a killed run left half-written is left out: its recording is not done.
    """
    with suppress(FileNotFoundError), (folder / OUTCOMES).open(encoding="utf-8") as file:
        for line in file:
            with suppress(ValueError, TypeError, KeyError):
                yield _outcome(json.loads(line))


def _outcome(said: Mapping[str, Any]) -> Outcome:
    cpu_s = math.nan if said["cpu_s"] is None else said["cpu_s"]
    return Outcome(**{**said, "cpu_s": cpu_s, "warnings": tuple(said["warnings"])})


def unfinished(reports: Path) -> dict[str, Outcome]:
    """Return the recordings that the last run that was to do them did not get done.

    A run that is over without a word of a recording, because it died, did not get it done.
    """
    last: dict[str, Outcome] = {}
    for folder in runs(reports):
        if not _is_running(folder):
            last |= {name: _not_told(name) for name in _to_do(folder)}
        last |= {outcome.recording: outcome for outcome in read_outcomes(folder)}
    return {name: outcome for name, outcome in last.items() if outcome.state != "done"}


def _is_running(folder: Path) -> bool:
    try:
        return read_status(folder).health() == "running"
    except (FileNotFoundError, DataError):
        return False


def _to_do(folder: Path) -> list[str]:
    """Return what a run was to do; nothing if it did not say so."""
    with suppress(FileNotFoundError, ValueError):
        names: list[str] = json.loads((folder / RECORDINGS).read_text(encoding="utf-8"))
        return names
    return []


def _not_told(recording: str) -> Outcome:
    error = "The run ended without a word. Run again to go on."
    return Outcome(recording, "stopped", 0.0, error=error, cause="lost worker", attempts=0)
