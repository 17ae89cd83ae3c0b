"""Many recordings: resume, workers, and an outcome for every one.

The recording is the unit of work, of failure and of storage: what is done stays done when the
program is killed, and a recording that cannot be labelled stops no other. Workers are processes;
one that dies (a decoder that crashes, memory that runs out) fails its recording and is replaced.
"""

from __future__ import annotations

import multiprocessing as mp
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from graphs.atomic import cannot_write, write_atomic
from graphs.errors import DataError, WorkbenchError
from graphs.ethogram import Ethogram
from graphs.shard import ShardHeader
from graphs.store import GraphStore
from pipelines.describe.contract import get_describer
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.opened import Report
from pipelines.recording import Recording
from pipelines.segment import get_segmenter

State = Literal["done", "skipped", "failed"]

_REPORT_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come.

    Parameters
    ----------
    recording, stage
        What is being worked on.
    share
        Of that stage, 0 to 1.
    done, total
        Recordings finished, and in all.
    """

    recording: str
    stage: str
    share: float
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recording.

    Parameters
    ----------
    recording
        Name.
    state
        ``skipped``: it was labelled before with the same inputs, version and parameters.
    seconds
        Time taken.
    frames, animals, events, facts
        Counts; 0 if failed.
    warnings
        What a person should know.
    error
        Why it failed.
    """

    recording: str
    state: State
    seconds: float
    frames: int = 0
    animals: int = 0
    events: int = 0
    facts: int = 0
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """What is the same for all recordings of a batch."""

    folder: Path
    ethogram: Ethogram
    settings: LabelSettings
    force: bool


def label_all(
    recordings: Sequence[Recording],
    folder: Path,
    ethogram: Ethogram,
    settings: LabelSettings,
    *,
    workers: int = 1,
    force: bool = False,
    progress: Callable[[Progress], None] = lambda _progress: None,
) -> list[Outcome]:
    """Label recordings and store their graphs.

    Parameters
    ----------
    recordings
        With unique names.
    folder
        Where the shards go: ``graph/`` of a project.
    ethogram, settings
        How to label.
    workers
        Processes to share the work; 0 does it in this process, where a crash ends it all.
    force
        Label again what is already done.
    progress
        Called whenever a recording has come further.

    Returns
    -------
    list of Outcome
        In the order of the recordings.

    Raises
    ------
    UserError
        The ethogram or the settings are wrong, or the folder cannot be written; nothing is done.
    """
    job = _Job(folder, ethogram, settings, force)
    _check(job)
    total = len(recordings)
    outcomes: dict[str, Outcome] = {}

    def report(name: str, stage: str, share: float) -> None:
        progress(Progress(name, stage, share, len(outcomes), total))

    run = (
        _here(job, recordings, report) if workers < 1 else _spread(job, recordings, workers, report)
    )
    for outcome in run:
        outcomes[outcome.recording] = outcome
        report(outcome.recording, outcome.state, 1.0)
    return [outcomes[recording.name] for recording in recordings]


def _check(job: _Job) -> None:
    """Find out at once what would fail for every recording."""
    get_describer(job.settings.describer, job.ethogram)
    get_segmenter(job.settings.segmenter, **job.settings.segmenter_parameters)
    probe = job.folder / "writable"
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
        write_atomic(probe, b"")
        probe.unlink()
    except OSError as error:
        raise cannot_write(job.folder, error) from error
    GraphStore(job.folder).clean()


def _label(job: _Job, recording: Recording, report: Report) -> Outcome:
    """Label and store one recording; whatever goes wrong becomes its outcome."""
    started = time.perf_counter()
    store = GraphStore(job.folder)
    try:
        run = plan_run(recording, job.ethogram, job.settings)
        header = None if job.force else _done_before(store, recording.name, run.run_id)
        if header is not None:
            return _outcome(recording.name, "skipped", started, header)
        store.write(label_recording(recording, job.ethogram, job.settings, run, report))
        return _outcome(recording.name, "done", started, store.header(recording.name))
    except (WorkbenchError, MemoryError) as error:
        reason = str(error) or "not enough memory"
    except Exception as error:  # noqa: BLE001 - a fault of ours in one recording must not stop the rest
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = (
            f"unexpected {type(error).__name__}: {error} "
            f"({Path(where.filename).name}:{where.lineno}). Please report this with the file."
        )
    return Outcome(recording.name, "failed", time.perf_counter() - started, error=reason)


def _done_before(store: GraphStore, name: str, fingerprint: str) -> ShardHeader | None:
    """Return what is stored of a recording if the same run made it; not of a damaged file."""
    if name not in store:
        return None
    try:
        header = store.header(name)
    except DataError:
        return None
    return header if header.fingerprint == fingerprint else None


def _outcome(name: str, state: State, started: float, header: ShardHeader) -> Outcome:
    notes = header.notes
    frames, animals = notes.get("frames"), notes.get("animals")
    warnings = notes.get("warnings")
    return Outcome(
        recording=name,
        state=state,
        seconds=time.perf_counter() - started,
        frames=frames if isinstance(frames, int) else 0,
        animals=len(animals) if isinstance(animals, list) else 0,
        events=header.event_count,
        facts=header.fact_count,
        warnings=tuple(str(w) for w in warnings) if isinstance(warnings, list) else (),
    )


def _here(
    job: _Job, recordings: Sequence[Recording], report: Callable[[str, str, float], None]
) -> Iterator[Outcome]:
    for recording in recordings:
        yield _label(job, recording, partial(report, recording.name))


def _spread(
    job: _Job,
    recordings: Sequence[Recording],
    workers: int,
    report: Callable[[str, str, float], None],
) -> Iterator[Outcome]:
    """Yield outcomes as worker processes deliver them."""
    waiting = deque(recordings)
    crew = [_Worker(job) for _ in range(min(workers, len(recordings)))]
    try:
        for worker in crew:
            worker.start(waiting.popleft())
        while busy := [worker for worker in crew if worker.recording is not None]:
            for end in wait([worker.end for worker in busy]):
                worker = next(worker for worker in busy if worker.end is end)
                outcome = worker.hear(report)
                if outcome is None:
                    continue
                yield outcome
                if waiting:
                    worker.start(waiting.popleft())
    finally:
        for worker in crew:
            worker.stop()


class _Worker:
    """A process that labels one recording after another, and is replaced when it dies."""

    def __init__(self, job: _Job) -> None:
        self.job = job
        self.recording: Recording | None = None
        self.since = 0.0
        self._hire()

    def _hire(self) -> None:
        context = mp.get_context("spawn")
        self.end, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=_work, args=(theirs, self.job), daemon=True
        )
        self.process.start()
        theirs.close()

    def start(self, recording: Recording) -> None:
        """Hand a recording to the process."""
        self.recording, self.since = recording, time.perf_counter()
        with suppress(BrokenPipeError):  # a process that has just died is noticed by `hear`
            self.end.send(recording)

    def hear(self, report: Callable[[str, str, float], None]) -> Outcome | None:
        """Take in one message; return the outcome of the recording if that is what it was."""
        assert self.recording is not None
        try:
            message = self.end.recv()
        except (EOFError, ConnectionResetError):
            return self._died()
        if isinstance(message, Outcome):
            self.recording = None
            return message
        report(self.recording.name, *message)
        return None

    def _died(self) -> Outcome:
        assert self.recording is not None
        self.process.join()
        code = self.process.exitcode or 0
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        outcome = Outcome(
            self.recording.name,
            "failed",
            time.perf_counter() - self.since,
            error=(
                f"the process that worked on it died ({how}). A decoder may have crashed on the "
                "file, or memory ran out; run it again alone to see."
            ),
        )
        self.recording = None
        self.end.close()
        self._hire()
        return outcome

    def stop(self) -> None:
        """End the process; one that is still working is killed, its recording stays as it was."""
        self.end.close()
        if self.recording is not None:
            self.process.kill()
        self.process.join()


def _work(end: Connection, job: _Job) -> None:
    """Label what comes through the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    last = 0.0

    def report(stage: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last > _REPORT_EVERY_S:
            last = time.monotonic()
            end.send((stage, share))

    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            recording = end.recv()
            end.send(_label(job, recording, report))
