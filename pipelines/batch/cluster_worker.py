"""What a Dask worker runs: one recording, told of to whoever gave it."""

from __future__ import annotations

import ctypes
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.batch.cluster_watch import Watch
from pipelines.batch.task import label_one
from pipelines.label import TOOL
from pipelines.models.offline import heed_environment

if TYPE_CHECKING:
    from distributed import Worker

    from pipelines.batch.limits import Limits
    from pipelines.batch.outcome import Cause, Outcome
    from pipelines.batch.task import Job
    from pipelines.recording import RecordingSpec

KEEPS_MEMORY: dict[str, object] = {
    # a recording keeps its memory to itself: nothing can be moved to a disk, and waiting frees none
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
}
"""Settings of Dask for a worker that works on one recording at a time."""
BEGIN = "begin"
"""Stage of a recording that a worker has just begun."""
_TELL_EVERY_S = 0.5
_LEAVE_S = 0.02
"""How long it takes what was finished before, and that a recording is begun, to leave a process
that may crash next."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _MMAP_BYTES = -1, -3, 32 * 2**20
_DROPPED: set[str] = set()
"""Runs that this process shall work for no more."""


@dataclass(frozen=True, slots=True)
class About:
    """What a worker says of itself.

    Parameters
    ----------
    version
        Of the workbench.
    threads
        How many recordings it would work on at once.
    sees
        Whether the folder of the results is there.
    """

    version: str
    threads: int = 1
    sees: bool = True


def about(folder: Path | str | None = None, dask_worker: Worker | None = None) -> About:
    """Return what is to be known of a worker, or of this process.

    Parameters
    ----------
    folder
        Of the results; what is behind a URL counts as seen.
    dask_worker
        Filled in on a worker.
    """
    threads = 1 if dask_worker is None else dask_worker.state.nthreads
    return About(version(TOOL), threads, not isinstance(folder, Path) or folder.is_dir())


def drop(run: str) -> None:
    """Let this process work no more for a run."""
    _DROPPED.add(run)


def keep_freed_memory() -> None:
    """Let the C library keep memory that was freed for the next use, as it does by itself.

    Notes
    -----
    ``dask worker`` starts processes that give it back at once, and ask for it again at once: a
    recording takes half as much time again. Only glibc heeds this; the values are the most to which
    it would go [1]_.

    References
    ----------
    .. [1] mallopt(3), ``M_TRIM_THRESHOLD`` and ``M_MMAP_THRESHOLD``.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL("libc.so.6").mallopt
        mallopt(_MMAP_THRESHOLD, _MMAP_BYTES)
        mallopt(_TRIM_THRESHOLD, 2 * _MMAP_BYTES)


class _Dropped(BaseException):
    """The run is over, or a limit is broken; no handler of errors is to go on."""


def work(job: Job, recording: RecordingSpec, limits: Limits) -> Outcome | None:
    """Label a recording on a worker; ``None`` if the run ended before it was finished.

    Parameters
    ----------
    job, recording
        What to do.
    limits
        Of time. Where one is broken, the process ends; the event before tells the run why.
    """
    from distributed import get_worker

    heed_environment()
    keep_freed_memory()
    worker, last = get_worker(), (BEGIN, 0.0)

    def broken(cause: Cause) -> None:
        worker.loop.add_callback(_take_no_more, worker)
        worker.log_event(job.run, (recording.name, cause, 0.0))

    def report(stage: str, share: float) -> None:
        nonlocal last
        if job.run in _DROPPED or not watch.heard():
            raise _Dropped
        now = time.monotonic()
        if stage != last[0] or now - last[1] > _TELL_EVERY_S:
            last = (stage, now)
            worker.log_event(job.run, (recording.name, stage, share))

    worker.log_event(job.run, (recording.name, BEGIN, 0.0))
    time.sleep(_LEAVE_S)
    with suppress(_Dropped), Watch(limits, broken) as watch:
        return label_one(job, recording, report)
    return None


def _take_no_more(worker: Worker) -> None:
    """Let the scheduler give a worker nothing more: that would be lost with it."""
    from distributed.core import Status

    worker.status = Status.closing_gracefully
