"""One recording of a batch: claim it, label it, store it; whatever goes wrong is its outcome."""

from __future__ import annotations

import errno
import secrets
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, Protocol, TypedDict, TypeVar, Unpack

from graphs.errors import AwayError, DataError, UserError, WorkbenchError
from graphs.ethogram import Ethogram
from graphs.records import Run
from graphs.storage.atomic import cannot_write
from graphs.storage.folder import LocalFolder
from graphs.storage.shard import ShardHeader, encode_shard
from graphs.storage.shard_names import shard_file_name
from graphs.storage.store import GraphStore
from pipelines.batch.claims import Held, claimed, clear_dead
from pipelines.batch.outcome import Cause, Outcome, State, unexpected
from pipelines.batch.stopping import Stop
from pipelines.describe.contract import describers_for
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.opened import Report
from pipelines.recording import RecordingSpec
from pipelines.segment import get_segmenter

T = TypeVar("T")
WAITS_S = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0)
"""How long to wait for the place of the results each time that it is away, before giving up."""
_AWAY = {
    getattr(errno, name)
    for name in (
        "EIO", "ESTALE", "ETIMEDOUT", "ENOTCONN", "ECONNREFUSED", "ECONNRESET", "ECONNABORTED",
        "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENETRESET", "EREMOTEIO",
        "ESHUTDOWN", "ENODEV", "ENXIO",
    )
    if hasattr(errno, name)
}  # fmt: skip
_NOT_THERE = {errno.ENOENT, errno.EAGAIN, errno.EBUSY}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}

Told = Callable[[str, str, float], None]
"""Called with a recording, its stage, and the share of the stage that is done."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all recordings of a batch; it can be pickled.

    Parameters
    ----------
    folder
        Where the shards go: a path, or a URL that fsspec opens.
    ethogram, settings
        How to label.
    cache
        Where the tracks of videos without tracks are kept; ``None`` keeps none.
    force
        Label again what is already done.
    run
        Tells this run from others on the same folder.
    """

    folder: Path | str
    ethogram: Ethogram
    settings: LabelSettings
    cache: Path | None = None
    force: bool = False
    run: str = field(default_factory=lambda: secrets.token_hex(6))


class _Taken(TypedDict):
    seconds: float
    cpu_s: NotRequired[float]
    attempts: int


class Executor(Protocol):
    """Does the work of a batch."""

    def __call__(
        self, job: Job, recordings: Sequence[RecordingSpec], told: Told, stop: Stop
    ) -> Generator[Outcome]:
        """Label recordings, and yield the outcome of each as it comes.

        Parameters
        ----------
        job, recordings
            What to do; every recording has a name of its own.
        told
            To be called whenever a recording is begun or has come further.
        stop
            To be looked at every few tenths of a second. Once `Stop.wanted`, nothing more is begun;
            once `Stop.now`, what is begun is ended. Recordings without an outcome count as stopped.

        Notes
        -----
        Closing the generator ends all that it started.
        """
        ...


def label_one(
    job: Job,
    recording: RecordingSpec,
    report: Report = lambda _stage, _share: None,
    *,
    attempt: int = 1,
) -> Outcome:
    """Label and store one recording; whatever goes wrong becomes its outcome.

    Parameters
    ----------
    job, recording
        What to do.
    report
        Called with the name of a stage and the share of it that is done.
    attempt
        From 2 on, this run has begun it before and lost the worker: what is stored of it was
        stored then.
    """
    clock = _Clock(recording.name, attempt)
    try:
        return _when_reached(lambda: _labelled(job, recording, report, clock), report)
    except AwayError as error:
        return clock.failed(str(error), "storage")
    except Held as held:
        return clock.failed(str(held), "held", state="held")
    except _StorageError as error:
        return clock.failed(str(error), "storage")
    except MemoryError as error:
        return clock.failed(str(error) or "not enough memory", "limit memory")
    except WorkbenchError as error:
        return clock.failed(str(error), "storage" if _is_of_disk(error) else "input")
    except Exception as error:  # noqa: BLE001 - a fault of ours in one recording must not stop the rest
        return clock.failed(unexpected(error), "storage" if _is_of_disk(error) else "fault")


def _labelled(job: Job, recording: RecordingSpec, report: Report, clock: _Clock) -> Outcome:
    name = recording.name

    def patiently(call: Callable[[], T]) -> T:
        return _patiently(call, report, Path(str(job.folder), shard_file_name(name)))

    store = patiently(lambda: GraphStore(job.folder))
    run = plan_run(recording, job.ethogram, job.settings)
    header = patiently(lambda: _done_before(job, store, name, run))
    if header is not None:
        return clock.ended("skipped" if clock.attempt == 1 else "done", header)
    with ExitStack() as until_stored:
        claim = patiently(lambda: until_stored.enter_context(claimed(job.folder, name, job.run)))
        header = patiently(lambda: _done_before(job, store, name, run))
        if header is not None:  # another run was quicker
            return clock.ended("skipped", header)
        graph = label_recording(recording, job.ethogram, job.settings, run, job.cache, report)
        content = encode_shard(graph)
        patiently(claim.check)
        patiently(lambda: store.write_encoded(name, "", content))
    return clock.ended("done", patiently(lambda: store.header(name)))


def _when_reached(call: Callable[[], T], report: Report) -> T:
    """Call what reads files behind URLs; where their server is away, wait for it to come back."""
    for wait_s in WAITS_S:
        try:
            return call()
        except AwayError:
            report("wait for the network", 0.0)
            time.sleep(wait_s)
    return call()


class _StorageError(Exception):
    """The place of the results cannot be written or reached."""


def _patiently(call: Callable[[], T], report: Report, path: Path) -> T:
    """Call what needs the place of the results; where that is away, wait for it to come back.

    Raises
    ------
    _StorageError
        It did not, or waiting does not help: it is full, read-only, or not permitted.
    """
    waits = iter(WAITS_S)
    while True:
        try:
            return call()
        except (OSError, UserError, DataError) as error:
            wait_s = next(waits, None)
            if wait_s is None or not _may_pass(error):
                told = cannot_write(path, error) if isinstance(error, OSError) else error
                raise _StorageError(str(told)) from error
        report("wait for the disk", 0.0)
        time.sleep(wait_s)


def _may_pass(error: Exception) -> bool:
    """Whether the place may come back by itself."""
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(cause, OSError) and cause.errno is not None:
        return cause.errno in _AWAY or cause.errno in _NOT_THERE
    return isinstance(error, DataError) and not isinstance(cause, PermissionError)


def _is_of_disk(error: Exception) -> bool:
    """Whether a disk is full, read-only or away, if only that of the cache or of the files."""
    cause = error if isinstance(error, OSError) else error.__cause__
    return isinstance(cause, OSError) and (cause.errno in _AWAY or cause.errno in _FULL)


class _Clock:
    """Measures what a recording takes, and writes its outcome."""

    def __init__(self, name: str, attempt: int) -> None:
        self.name = name
        self.attempt = attempt
        self._started, self._cpu = time.perf_counter(), time.process_time()

    def failed(self, reason: str, cause: Cause, state: State = "failed") -> Outcome:
        """Return that it went wrong."""
        return Outcome(self.name, state, error=reason, cause=cause, **self._taken())

    def ended(self, state: State, header: ShardHeader) -> Outcome:
        """Return that it is stored."""
        return outcome_of(self.name, state, header, **self._taken())

    def _taken(self) -> _Taken:
        return {
            "seconds": time.perf_counter() - self._started,
            "cpu_s": time.process_time() - self._cpu,
            "attempts": self.attempt,
        }


def check(job: Job) -> None:
    """Find out at once what would fail for every recording.

    Raises
    ------
    UserError
        The ethogram or the settings are wrong, or the folder cannot be written.
    """
    describers_for(job.settings.describer, job.ethogram)
    get_segmenter(job.settings.segmenter, **job.settings.segmenter_parameters)
    folder = GraphStore(job.folder).folder
    if isinstance(folder, LocalFolder):
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder.path):
                pass
        except OSError as error:
            raise cannot_write(folder.path, error) from error
    else:
        probe = f".probe-{job.run}"
        folder.write(probe, b"")
        folder.remove(probe)
    clean(job)


def clean(job: Job) -> None:
    """Remove what killed processes left behind in the folder of a batch; safe at any time."""
    GraphStore(job.folder).clean()
    clear_dead(job.folder)


def _done_before(job: Job, store: GraphStore, name: str, run: Run) -> ShardHeader | None:
    """Return what is stored of a recording if the same run made it; not of a damaged file.

    When labelling again is forced, what is stored may be from before, and does not count.
    """
    if job.force or not store.is_labelled(name):
        return None
    try:
        header = store.header(name)
    except DataError:
        return None
    return header if header.fingerprint == run.run_id else None


def stored_meanwhile(
    job: Job, recording: RecordingSpec, since: float, attempt: int = 1
) -> Outcome | None:
    """Return the outcome of a recording whose process died just after it had stored it.

    Parameters
    ----------
    job, recording
        What was to be done.
    since
        When it was begun, by `time.perf_counter`.
    attempt
        How often it was.
    """
    try:
        run = plan_run(recording, job.ethogram, job.settings)
        header = _done_before(job, GraphStore(job.folder), recording.name, run)
    except (WorkbenchError, OSError):  # what killed it may also be why its files cannot be read
        return None
    if header is None:
        return None
    seconds = time.perf_counter() - since
    return outcome_of(recording.name, "done", header, seconds=seconds, attempts=attempt)


def outcome_of(name: str, state: State, header: ShardHeader, **taken: Unpack[_Taken]) -> Outcome:
    """Return the outcome of a recording that is stored, from what its file says."""
    notes = header.notes
    frames, animals = notes.get("frames"), notes.get("animals")
    warnings = notes.get("warnings")
    return Outcome(
        recording=name,
        state=state,
        frames=frames if isinstance(frames, int) else 0,
        animals=len(animals) if isinstance(animals, list) else 0,
        events=header.event_count,
        facts=header.fact_count,
        warnings=tuple(str(w) for w in warnings) if isinstance(warnings, list) else (),
        **taken,
    )
