"""Dask workers as jobs of Slurm: each job is one worker, and works on one recording at a time.

A job that is cancelled, or ends for lack of time, is submitted again.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from graphs.errors import UserError, missing_extra

WORKER_WAITS_S = 3600
"""How long the worker of a job looks for the scheduler, which may be busy, before it gives up."""
_LOOK_EVERY_S = 30.0
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
        cluster.scale(jobs=jobs)

    def coming(self) -> bool:
        """Submit jobs again that are gone; tell whether Slurm has any that wait or run."""
        if time.monotonic() - self._looked > _LOOK_EVERY_S:
            self._looked = time.monotonic()
            self.cluster.scale(jobs=self.jobs)
            ids = [str(job.job_id) for job in self.cluster.workers.values() if job.job_id]
            self._waiting = not ids or _in_queue(ids)
        return self._waiting


@contextmanager
def slurm_workers(asked: SlurmJobs) -> Iterator[SlurmWorkers]:
    """Submit jobs, and cancel at the end those that are left.

    Raises
    ------
    UserError
        dask-jobqueue or Slurm is not installed here, or Slurm refuses such a job.
    """
    with cluster_of(asked) as cluster:
        _try(cluster.job_script())
        yield SlurmWorkers(cluster, asked.jobs)


def cluster_of(asked: SlurmJobs) -> Any:
    """Return the ``dask_jobqueue.SLURMCluster`` without any job yet.

    Raises
    ------
    UserError
        dask-jobqueue is not installed, or refuses a parameter.
    """
    try:
        kind = import_module("dask_jobqueue").SLURMCluster
    except ImportError as error:
        what = "Labelling on Slurm"
        raise missing_extra(what, "cluster") from error
    options = {
        "dashboard_address": ":0",
        "dashboard": False,
        **_dict(asked.parameters.get("scheduler_options")),
    }
    parameters = {**asked.parameters, "scheduler_options": options}
    try:
        return kind(
            **parameters, cores=1, processes=1, death_timeout=WORKER_WAITS_S,
            job_name="workbench-label", silence_logs="critical",
        )  # fmt: skip
    except ValueError as error:
        message = f"What is asked of Slurm cannot be done: {error}"
        raise UserError(message) from error


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _try(script: str) -> None:
    """Let Slurm look at the script of a job without submitting it."""
    sbatch = shutil.which("sbatch")
    if sbatch is None:
        message = "Slurm is not on this machine (no sbatch). Run this on its login node."
        raise UserError(message)
    with tempfile.NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as file:
        file.write(script)
        file.flush()
        done = _run([sbatch, "--test-only", file.name])
    if done.returncode != 0:
        message = f"Slurm refuses such a job: {done.stderr.strip()}"
        raise UserError(message)


def _in_queue(ids: list[str]) -> bool:
    try:
        done = _run(["squeue", "--noheader", "--format=%i", f"--jobs={','.join(ids)}"])
    except (OSError, subprocess.TimeoutExpired):  # busy; nothing is known
        return True
    return bool(done.stdout.strip()) or (
        done.returncode != 0 and "Invalid job id" not in done.stderr
    )


def _run(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - programs of Slurm, numbers, and a file of ours
        words, capture_output=True, text=True, timeout=_COMMAND_S, check=False
    )
