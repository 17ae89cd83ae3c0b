"""Dask workers, on machines of a cluster or of this one, each with a recording at a time.

The scheduler gives the recording of a lost worker to another one, as many times as its setting
``allowed-failures`` says; then that recording has failed. What stops at Ctrl-C is as with
processes, except that a worker of a running cluster is asked to drop its recording, and does so at
its next report.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphs.errors import UserError, missing_extra
from pipelines.batch.cluster_worker import KEEPS_MEMORY, About, about
from pipelines.batch.limits import Limits, share_of_processors
from pipelines.batch.outcome import Outcome
from pipelines.batch.slurm import read_slurm, slurm_workers
from pipelines.batch.stopping import Stop
from pipelines.describe.contract import describers_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Client

    from pipelines.batch.task import Job, Told
    from pipelines.recording import RecordingSpec

START_S = 60.0
"""How long to wait for the scheduler, and for its first worker."""
SLURM = "slurm:"
_ATTEMPTS = 2
_LOCAL = re.compile(r"local:([1-9]\d*)")
_ADDRESS = re.compile(r"(?!local:|slurm:)([a-z]+://)?[^/\s]+:\d+")
_SETTINGS: dict[str, object] = {
    "distributed.scheduler.allowed-failures": _ATTEMPTS - 1,
    **KEEPS_MEMORY,
}


class Cluster:
    """Where Dask workers label recordings: an executor.

    Parameters
    ----------
    where
        Address of a running scheduler, such as ``tcp://10.0.0.5:8786``; ``local:N`` for N worker
        processes of this machine; or ``slurm:FILE`` for jobs of Slurm, see `read_slurm`.
    limits
        For each recording; those of time hold. Memory is limited where workers are started.

    Raises
    ------
    UserError
        It is none of them, the file is not right, or distributed is not installed.
    """

    def __init__(self, where: str, limits: Limits | None = None) -> None:
        local = _LOCAL.fullmatch(where)
        slurm = where.startswith(SLURM)
        if local is None and not slurm and _ADDRESS.fullmatch(where) is None:
            message = (
                "Expected the address of a Dask scheduler, such as tcp://10.0.0.5:8786, or local:N "
                f"for N processes of this machine, or slurm:FILE; found {where!r}."
            )
            raise UserError(message)
        self.where, self.limits = where, limits or Limits()
        self._count = int(local[1]) if local is not None else None
        self._slurm = read_slurm(Path(where.removeprefix(SLURM))) if slurm else None
        _dask()

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is a scheduler that others started."""
        return self._count is None and self._slurm is None

    def workers(self) -> int:
        """Return how many workers there are.

        Raises
        ------
        UserError
            The scheduler cannot be reached, has no worker, or has one that is not fit.
        """
        if self._count is not None:
            return self._count
        if self._slurm is not None:
            return self._slurm.jobs
        with self._connected() as client:
            return len(_fit_workers(client, self.where, None))

    def __call__(
        self, job: Job, recordings: Sequence[RecordingSpec], told: Told, stop: Stop
    ) -> Generator[Outcome]:
        """Label recordings, and yield the outcome of each as it comes; see `Executor`."""
        from pipelines.batch.cluster_run import ClusterRun

        coming: Callable[[int], bool] = _none_coming
        with ExitStack() as until_over:
            if self._slurm is not None:
                most = min(self._slurm.jobs, len(recordings))
                slurm = until_over.enter_context(slurm_workers(self._slurm, most))
                client = until_over.enter_context(self._client(slurm.cluster))
                coming = slurm.coming  # a queue may be long: nobody waits for the first worker
            else:
                client = until_over.enter_context(self._connected())
                _fit_workers(client, self.where, job.folder)
            run = ClusterRun(
                client, job, needs_of(job), told, stop, limits=self.limits, coming=coming
            )
            yield from run.outcomes(recordings)

    @contextmanager
    def _connected(self) -> Iterator[Client]:
        if self._count is None:
            with self._client(self.where) as client:
                yield client
            return
        with _local_cluster(self._count) as cluster, self._client(cluster) as client:
            yield client

    def _client(self, at: object) -> Client:
        try:
            client: Client = _dask().Client(at, set_as_default=False, timeout=START_S)
        except (OSError, TimeoutError, ValueError) as error:
            message = (
                f"No Dask scheduler answers at {self.where} ({error}). Start one: dask "
                "scheduler; and workers: dask worker ADDRESS --nthreads 1"
            )
            raise UserError(message) from error
        return client


def _none_coming(_left: int) -> bool:
    return False


def _dask() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        what = "Labelling on a cluster"
        raise missing_extra(what, "cluster") from error


@contextmanager
def _local_cluster(count: int) -> Iterator[object]:
    """Start workers of this machine that leave the signals that end a run to this process."""
    import logging

    import dask

    from pipelines.workers import interrupts_held

    # Dask's own would have freed memory given back at once, which takes half as much time again
    environment = {"distributed.nanny.pre-spawn-environ": share_of_processors(count)}
    with dask.config.set(_SETTINGS | environment):
        with interrupts_held():
            cluster = _dask().LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # without one it wants a port that may be taken
                scheduler_kwargs={"dashboard": False},
                silence_logs=logging.CRITICAL,
            )
        with cluster:
            yield cluster


def _fit_workers(client: Client, where: str, folder: Path | str | None) -> list[str]:
    """Return the addresses of the workers of a cluster; `UserError` if one of them is not fit."""
    try:
        client.wait_for_workers(1, timeout=START_S)
        found: dict[str, About | Exception] = client.run(about, folder, on_error="return")
    except (OSError, TimeoutError) as error:
        message = (
            f"The Dask scheduler at {where} has no workers after {START_S:g} s. Start some: dask "
            f"worker {where} --nthreads 1"
        )
        raise UserError(message) from error
    for address, one in found.items():
        fault = _unfit(one, folder)
        if fault is not None:
            message = f"The worker {address} {fault}"
            raise UserError(message)
    return list(found)


def _unfit(found: About | Exception, folder: Path | str | None) -> str | None:
    """Return why a worker cannot work on recordings, as the rest of a sentence."""
    if isinstance(found, Exception):
        return (
            f"cannot work on recordings: {type(found).__name__}: {found}. Install the same version "
            "of the workbench there as here."
        )
    here = about()
    if found.version != here.version:
        return (
            f"has version {found.version} of the workbench, and here is {here.version}. Install "
            "the same version everywhere."
        )
    if found.threads != 1:
        return (
            f"would work on {found.threads} recordings at once in one process, and a crash would "
            f"end them all. Start it with: --nthreads 1 --nworkers {found.threads}"
        )
    if not found.sees:
        return (
            f"does not see {folder}, where the facts go. Keep the project and the recordings on a "
            "disk that has the same path on all machines, or the graph behind a URL."
        )
    return None


def needs_of(job: Job) -> dict[str, float]:
    """Return what describers need of a worker beside a processor.

    Parameters
    ----------
    job
        Says which describers. One that needs something has an attribute ``resources``, such as
        ``{"GPU": 1}`` or ``{"connection": 1}``.
    """
    needs: dict[str, float] = {}
    for describer in describers_for(job.settings.describer, job.ethogram):
        for name, amount in getattr(describer, "resources", {}).items():
            needs[name] = max(amount, needs.get(name, 0.0))
    return needs
