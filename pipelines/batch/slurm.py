"""Dask workers as jobs of Slurm: each job is one worker, and works on one recording at a time.

A job that is cancelled, or ends for lack of time, is submitted again. Whoever can speak to a
scheduler of Dask can run programs as its user, and a login node has many users: all is encrypted,
with a key of the run that only files of this user hold.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from graphs.errors import UserError, missing_extra
from pipelines.batch.cluster_worker import KEEPS_MEMORY

WORKER_WAITS_S = 600
"""How long the worker of a job looks for the scheduler, which may be busy, before it gives up: what
jobs take that waited in the queue when the run was killed."""
_LOOK_EVERY_S = 30.0
_MOST_IN_VAIN = 3
"""How often jobs are submitted again though none has ever been a worker since."""
_COMMAND_S = 60.0
_KINDS: dict[str, type] = {
    "account": str,
    "interface": str,
    "job_cpu": int,
    "job_directives_skip": list,
    "job_extra_directives": list,
    "job_script_prologue": list,
    "local_directory": str,
    "log_directory": str,
    "memory": str,
    "python": str,
    "queue": str,
    "scheduler_options": dict,
    "shared_temp_directory": str,
    "walltime": str,
    "worker_extra_args": list,
}


@dataclass(frozen=True, slots=True)
class SlurmJobs:
    """What is asked of Slurm.

    Parameters
    ----------
    jobs
        How many, which is how many recordings are worked on at once.
    parameters
        What each asks for, as ``dask_jobqueue.SLURMCluster`` calls it.
    """

    jobs: int
    parameters: Mapping[str, object] = field(default_factory=dict)


def read_slurm(path: Path) -> SlurmJobs:
    """Read the file that says how many jobs there are to be, and what each asks for.

    Raises
    ------
    UserError
        It cannot be read, or says something else.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {error}. Expected TOML with jobs, memory and walltime."
        raise UserError(message) from error
    jobs = said.pop("jobs", None)
    faults = [] if type(jobs) is int and jobs > 0 else [f"jobs is {jobs!r}, not a number above 0"]
    faults += [f"{name} is missing" for name in ("memory", "walltime") if name not in said]
    for name, value in said.items():
        if name not in _KINDS:
            faults.append(f"{name} is unknown; known: {', '.join(['jobs', *sorted(_KINDS)])}")
        elif type(value) is not _KINDS[name]:
            faults.append(f"{name} is {value!r}; expected {_KINDS[name].__name__}")
    if faults:
        message = f"{path}: {'; '.join(faults)}."
        raise UserError(message)
    return SlurmJobs(jobs, said)


class SlurmWorkers:
    """Jobs of Slurm that are workers of a Dask scheduler in this process.

    Parameters
    ----------
    cluster
        A ``dask_jobqueue.SLURMCluster``.
    jobs
        How many there are to be.
    """

    def __init__(self, cluster: Any, jobs: int) -> None:
        self.cluster, self.jobs = cluster, jobs
        self._looked, self._waiting = time.monotonic(), True
        self._gone: set[object] = set()
        self._in_vain = 0
        cluster.scale(jobs=jobs)

    def coming(self, left: int) -> bool:
        """Submit jobs again that are gone; tell whether Slurm has any that wait or run.

        Parameters
        ----------
        left
            How many recordings there are to do. Jobs that have none are cancelled.
        """
        if time.monotonic() - self._looked > _LOOK_EVERY_S:
            self._looked = time.monotonic()
            if 0 < left < self.jobs:
                self._release(left)
            self._waiting = self._renewed()
        return self._waiting

    def _release(self, jobs: int) -> None:
        """Keep some jobs: those that work, and of the others rather those that have begun."""
        self.jobs = jobs
        workers = list(self.cluster.scheduler.workers.values())
        begun = {worker.name: bool(worker.processing) for worker in workers}
        spare = sorted(
            (name for name in list(self.cluster.worker_spec) if not begun.get(name)),
            key=lambda name: name in begun,
        )
        for name in spare[: max(len(self.cluster.worker_spec) - jobs, 0)]:
            self.cluster.worker_spec.pop(name, None)

    def _renewed(self) -> bool:
        """Submit what is gone; tell whether anything waits or runs.

        Notes
        -----
        Dask itself forgets the job of a worker that it knew and lost, and does so within half of
        `_LOOK_EVERY_S`. Others, which were cancelled while they waited, failed before they were
        workers, or could not be submitted, are those that are gone at two looks.
        """
        jobs = dict(self.cluster.workers)
        queued = _in_queue([str(job.job_id) for job in jobs.values() if job.job_id])
        if queued is None:
            return True
        gone = {name for name, job in jobs.items() if job.job_id not in queued}
        lost = gone & self._gone
        self._in_vain = 0 if self.cluster.scheduler.workers else self._in_vain + bool(lost)
        if self._in_vain <= _MOST_IN_VAIN:
            for name in lost:
                self.cluster.workers.pop(name, None)
        self._gone = gone - lost
        self.cluster.scale(jobs=self.jobs)
        return not jobs or len(gone) < len(jobs)


@contextmanager
def slurm_workers(asked: SlurmJobs, most: int) -> Iterator[SlurmWorkers]:
    """Submit jobs, and cancel at the end those that are left.

    Parameters
    ----------
    asked
        What is asked of Slurm.
    most
        More jobs than these would have nothing to do.

    Raises
    ------
    UserError
        dask-jobqueue or Slurm is not installed here, or Slurm refuses such a job.
    """
    with cluster_of(asked) as cluster:
        _try(cluster.job_script())
        yield SlurmWorkers(cluster, min(asked.jobs, most))


@contextmanager
def cluster_of(asked: SlurmJobs) -> Iterator[Any]:
    """Give a ``dask_jobqueue.SLURMCluster`` without any job yet, and close it at the end.

    Raises
    ------
    UserError
        dask-jobqueue or what it needs is not installed, or refuses a parameter.
    """
    kind = _slurm_cluster()
    if find_spec("cryptography") is None:
        message = "Jobs are spoken to in private, and that needs: pip install cryptography"
        raise UserError(message)
    options = {
        "dashboard_address": ":0",
        "dashboard": False,
        **_dict(asked.parameters.get("scheduler_options")),
    }
    first = [f"export {name}={value}" for name, value in _environment(asked).items()]
    # nodes write the logs, and so they see where those go
    logs = os.path.expandvars(str(asked.parameters.get("log_directory", ".")))
    keys = Path(logs).expanduser().absolute()
    parameters = {
        "shared_temp_directory": str(keys),
        **asked.parameters,
        "scheduler_options": options,
        "job_script_prologue": first + _list(asked.parameters.get("job_script_prologue")),
    }
    try:
        keys.mkdir(parents=True, exist_ok=True)
        cluster = kind(
            **parameters, cores=1, processes=1, death_timeout=WORKER_WAITS_S,
            job_name="workbench-label", silence_logs="critical", protocol="tls://", security=True,
        )  # fmt: skip
    except (OSError, RuntimeError, ValueError) as error:
        message = f"What is asked of Slurm cannot be done: {error}"
        raise UserError(message) from error
    with ExitStack() as until_closed:
        for name in ("key", "cert", "ca_file"):  # open files, which are removed when closed
            until_closed.enter_context(getattr(cluster, f"_job_{name}"))
        yield until_closed.enter_context(cluster)


def _slurm_cluster() -> Any:
    """Import dask-jobqueue, which would let Ctrl-C end this program at once, and leave that out."""
    before = signal.getsignal(signal.SIGINT)
    try:
        return import_module("dask_jobqueue").SLURMCluster
    except ImportError as error:
        what = "Labelling on Slurm"
        raise missing_extra(what, "cluster") from error
    finally:
        if signal.getsignal(signal.SIGINT) is not before:
            signal.signal(signal.SIGINT, before)


def _environment(asked: SlurmJobs) -> dict[str, object]:
    """Return the variables of a job: it keeps to its processors, and its memory to itself."""
    threads = asked.parameters.get("job_cpu", 1)
    settings = {
        f"DASK_{name.replace('.', '__').upper()}": value for name, value in KEEPS_MEMORY.items()
    }
    return {"OPENBLAS_NUM_THREADS": 1, "OPENCV_FOR_THREADS_NUM": threads, **settings}


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _try(script: str) -> None:
    """Let Slurm look at the script of a job without submitting it."""
    sbatch = shutil.which("sbatch")
    if sbatch is None:
        message = "Slurm is not on this machine (no sbatch). Run this on its login node."
        raise UserError(message)
    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as file:
        file.write(script)
        file.flush()
        try:
            done = _run([sbatch, "--test-only", file.name])
        except subprocess.TimeoutExpired as error:
            message = f"Slurm does not answer within {_COMMAND_S:g} s. Try again later."
            raise UserError(message) from error
    if done.returncode != 0:
        message = f"Slurm refuses such a job: {done.stderr.strip()}"
        raise UserError(message)


def _in_queue(ids: list[str]) -> set[str] | None:
    """Return which jobs wait or run; ``None`` if Slurm does not say."""
    if not ids:
        return set()
    try:
        done = _run(["squeue", "--noheader", "--format=%i", f"--jobs={','.join(ids)}"])
    except (OSError, subprocess.TimeoutExpired):  # busy
        return None
    if done.returncode != 0:
        return set() if "Invalid job id" in done.stderr else None  # it forgets after minutes
    return set(done.stdout.split())


def _run(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - programs of Slurm, numbers, and a file of ours
        words, capture_output=True, text=True, timeout=_COMMAND_S, check=False
    )
