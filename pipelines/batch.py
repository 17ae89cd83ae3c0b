"""Many recordings: resume, workers, and an outcome for every one.

The recording is the unit of work, of failure and of storage: what is done stays done when the
program is killed, and a recording that cannot be labelled stops no other. Workers are processes;
one that dies (a decoder that crashes, memory that runs out) fails its recording and is replaced.
"""

from __future__ import annotations

import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import Literal

from graphs.errors import DataError, WorkbenchError
from graphs.ethogram import Ethogram
from graphs.storage.atomic import cannot_write
from graphs.storage.shard import ShardHeader
from graphs.storage.store import GraphStore
from pipelines.describe.contract import describers_for
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.opened import Report
from pipelines.recording import RecordingSpec
from pipelines.segment import get_segmenter
from pipelines.workers import Death, Worker

State = Literal["done", "skipped", "failed"]


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
    cache: Path | None
    force: bool


def label_all(
    recordings: Sequence[RecordingSpec],
    folder: Path,
    ethogram: Ethogram,
    settings: LabelSettings,
    *,
    cache: Path | None = None,
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
    cache
        Where the tracks of videos without tracks are kept; ``None`` keeps none.
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
    KeyboardInterrupt
        With the number of recordings that were finished; they are kept.
    """
    job = _Job(folder, ethogram, settings, cache, force)
    _check(job)
    total = len(recordings)
    outcomes: dict[str, Outcome] = {}

    def report(name: str, stage: str, share: float) -> None:
        progress(Progress(name, stage, share, len(outcomes), total))

    run = (
        _here(job, recordings, report) if workers < 1 else _spread(job, recordings, workers, report)
    )
    try:
        for outcome in run:
            outcomes[outcome.recording] = outcome
            report(outcome.recording, outcome.state, 1.0)
    except KeyboardInterrupt:
        run.close()  # ends the workers
        finished = f"{len(outcomes)} of {total} recordings were finished"
        raise KeyboardInterrupt(finished) from None
    return [outcomes[recording.name] for recording in recordings]


def _check(job: _Job) -> None:
    """Find out at once what would fail for every recording."""
    describers_for(job.settings.describer, job.ethogram)
    get_segmenter(job.settings.segmenter, **job.settings.segmenter_parameters)
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=job.folder):
            pass
    except OSError as error:
        raise cannot_write(job.folder, error) from error
    GraphStore(job.folder).clean()


def _label(job: _Job, recording: RecordingSpec, report: Report) -> Outcome:
    """Label and store one recording; whatever goes wrong becomes its outcome."""
    started = time.perf_counter()
    store = GraphStore(job.folder)
    try:
        run = plan_run(recording, job.ethogram, job.settings)
        header = None if job.force else _done_before(store, recording.name, run.run_id)
        if header is not None:
            return _outcome(recording.name, "skipped", started, header)
        graph = label_recording(recording, job.ethogram, job.settings, run, job.cache, report)
        store.write(graph)
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
    if not store.is_labelled(name):
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
    job: _Job, recordings: Sequence[RecordingSpec], report: Callable[[str, str, float], None]
) -> Generator[Outcome]:
    for recording in recordings:
        yield _label(job, recording, partial(report, recording.name))


def _spread(
    job: _Job,
    recordings: Sequence[RecordingSpec],
    workers: int,
    report: Callable[[str, str, float], None],
) -> Generator[Outcome]:
    """Yield outcomes as worker processes deliver them."""
    waiting = deque(recordings)
    task = partial(_label, job)
    crew = [Worker[RecordingSpec, Outcome](task) for _ in range(min(workers, len(recordings)))]
    try:
        for worker in crew:
            worker.start(waiting.popleft())
        while busy := [worker for worker in crew if worker.item is not None]:
            ready = wait([worker.end for worker in busy])
            for worker in [worker for worker in busy if worker.end in ready]:
                outcome = _heard(job, worker, report)
                if outcome is None:
                    continue
                yield outcome
                if waiting:
                    worker.start(waiting.popleft())
    finally:
        for worker in crew:
            worker.stop()


def _heard(
    job: _Job,
    worker: Worker[RecordingSpec, Outcome],
    report: Callable[[str, str, float], None],
) -> Outcome | None:
    """Take in a message of a worker; return the outcome of its recording if that is what it was."""
    recording = worker.item
    assert recording is not None
    found = worker.hear(partial(report, recording.name))
    if isinstance(found, Death):
        return _after_death(job, recording, worker.since, found)
    return found


def _after_death(job: _Job, recording: RecordingSpec, started: float, death: Death) -> Outcome:
    """Return what became of a recording whose process died: it may have stored it just before.

    When labelling again is forced, what is stored may be from before, and tells nothing.
    """
    failed = Outcome(recording.name, "failed", time.perf_counter() - started, error=death.reason)
    if job.force:
        return failed
    try:
        run = plan_run(recording, job.ethogram, job.settings)
        header = _done_before(GraphStore(job.folder), recording.name, run.run_id)
    except WorkbenchError:  # what killed it may also be why its files cannot be read
        return failed
    return failed if header is None else _outcome(recording.name, "done", started, header)
