"""``workbench label --cluster slurm:FILE`` with a real Slurm, whose jobs are real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_world import files_in, good
from slurm_here import SECONDS, SlurmHere, is_in, slurm_here

ROOT = Path(__file__).parents[3]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.slurm,
    pytest.mark.skipif(
        not os.environ.get("WORKBENCH_SLURM"),
        reason="set WORKBENCH_SLURM=1, as root on Debian: it installs Slurm there",
    ),
]

# Tracks that are read only when a file `go` is there; meanwhile it is told which job waits.
GATE = """
import os, time
from pipelines.tracks.registry import recognise, register_track_format

def why_not(path):
    return None if path.read_bytes().startswith(b"GATE") else "does not begin with GATE"

@register_track_format("gate", why_not)
def read(path):
    inside = path.parent.parent / "inside"
    with (inside / f"{path.stem}.jobs").open("a") as file:
        file.write(os.environ.get("SLURM_JOB_ID", "none") + "\\n")
    while not any((inside / name).exists() for name in ("go", f"{path.stem}.go")):
        time.sleep(0.05)
    csv = inside / f"{path.stem}.csv"
    return recognise(csv).read(csv)
"""
WAITING = ("rec20", "rec21")


class World:
    """Forty recordings, two of which wait at a gate, and a file that asks for jobs."""

    def __init__(self, folder: Path, slurm: SlurmHere) -> None:
        self.folder, self.slurm = folder, slurm
        self.data, self.inside = folder / "data", folder / "inside"
        for made in (self.data, self.inside, folder / "logs"):
            made.mkdir()
        for number in range(40):
            name = f"rec{number:02}"
            good(self.inside if name in WAITING else self.data, name, 60 + number)
            if name in WAITING:
                (self.data / f"{name}.h5").write_text("GATE")
        about = folder / "site" / "gate-1.dist-info"
        about.mkdir(parents=True)
        (folder / "site" / "gate.py").write_text(GATE)
        (about / "METADATA").write_text("Name: gate\nVersion: 1\n")
        (about / "entry_points.txt").write_text("[behavior_workbench.track_formats]\ngate = gate\n")

    def asks(self, jobs: int = 2, memory: str = "1GB") -> str:
        """Write the file for Slurm, and return the option that names it."""
        path = self.folder / "slurm.toml"
        path.write_text(
            f'jobs = {jobs}\nmemory = "{memory}"\nwalltime = "00:30:00"\n'
            f'log_directory = "{self.folder}/logs"\n[scheduler_options]\nhost = "127.0.0.1"\n'
        )
        return f"slurm:{path}"

    def label(self, project: str, *words: str) -> subprocess.Popen[str]:
        """Start the program."""
        path = os.pathsep.join(map(str, (self.folder / "site", ROOT)))
        out, err = self.folder / f"{project}.out", self.folder / f"{project}.err"
        with out.open("w") as stdout, err.open("w") as stderr:
            return subprocess.Popen(
                [
                    sys.executable, "-m", "workbench", "label", str(self.data), "--fps", "30",
                    "--ethogram", "social_rodents", "-p", str(self.folder / project), "--json",
                    *words,
                ],
                stdout=stdout, stderr=stderr, text=True, cwd=self.folder, start_new_session=True,
                env={
                    **self.slurm.environment, "PYTHONPATH": path, "OMP_NUM_THREADS": "1",
                    "DASK_CONFIG": str(self.folder / "dask"),
                },
            )  # fmt: skip

    def said(self, project: str) -> str:
        """Return what it has said, and what its jobs have."""
        logs = [self.folder / f"{project}.err", *sorted((self.folder / "logs").iterdir())]
        return "\n".join(f"{log.name}: {log.read_text()[-3000:]}" for log in logs)

    def jobs_of(self, name: str) -> list[str]:
        """Return the jobs that have begun to read a recording that waits, in order."""
        path = self.inside / f"{name}.jobs"
        return path.read_text().split() if path.exists() else []

    def go(self, name: str | None = None) -> None:
        """Let those that wait go on, or one of them."""
        (self.inside / ("go" if name is None else f"{name}.go")).touch()


class Labelling:
    """A run that labels on Slurm, in a process of its own.

    Parameters
    ----------
    world
        What it labels, into its folder ``project``.
    where
        The value of ``--cluster``.
    """

    def __init__(self, world: World, where: str) -> None:
        self.world, self.slurm = world, world.slurm
        self.process = world.label("project", "--cluster", where)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds, while the run goes on."""
        self.slurm.until(lambda: condition() or self.process.poll() is not None)
        assert self.process.poll() is None, self.world.said("project")

    def ends(self, code: int) -> Counter[str]:
        """Wait for its end; return how many recordings came to what."""
        assert self.process.wait(SECONDS) == code, self.world.said("project")
        return Counter(one["state"] for one in self.outcomes())

    def outcomes(self) -> list[dict[str, Any]]:
        """Return what it said of each recording."""
        found: list[dict[str, Any]] = json.loads((self.world.folder / "project.out").read_text())[
            "outcomes"
        ]
        return found


@pytest.fixture(scope="module")
def slurm() -> Iterator[SlurmHere]:
    with slurm_here() as found:
        yield found


@pytest.fixture
def world(tmp_path: Path, slurm: SlurmHere) -> World:
    return World(tmp_path, slurm)


@pytest.fixture
def started(world: World, slurm: SlurmHere) -> Iterator[Callable[[int], Labelling]]:
    """Return what starts a run with some jobs, of which two work on what waits."""
    runs: list[Labelling] = []

    def start(jobs: int) -> Labelling:
        runs.append(run := Labelling(world, world.asks(jobs)))
        run.until(lambda: all(map(world.jobs_of, WAITING)))
        return run

    yield start
    world.go()
    for run in runs:
        run.process.kill()
        run.process.wait()
    slurm.ask("scancel", "--user=root")
    slurm.until(lambda: not slurm.jobs())


def test_a_job_that_is_killed_is_replaced_and_nothing_is_lost(
    started: Callable[[int], Labelling], world: World, slurm: SlurmHere
) -> None:
    run = started(2)
    killed, other = (world.jobs_of(name)[0] for name in WAITING)
    assert sorted(slurm.jobs("RUNNING")) == sorted([killed, other])
    slurm.ask("scancel", "--signal=KILL", killed)
    slurm.ask("scancel", killed)
    run.until(lambda: len(world.jobs_of(WAITING[0])) == 2)
    third = world.jobs_of(WAITING[0])[1]
    assert third not in (killed, other)
    assert sorted(slurm.jobs("RUNNING")) == sorted([third, other])
    world.go()
    assert run.ends(0) == {"done": 40}
    attempts = {one["recording"]: one["attempts"] for one in run.outcomes()}
    assert attempts.pop(WAITING[0]) == 2
    assert set(attempts.values()) == {1}
    assert slurm.jobs("PENDING", "RUNNING") == []
    assert not list((world.folder / "logs").glob(".*"))  # keys, for instance
    slurm.until(lambda: not slurm.jobs())

    serial = world.label("serial", "--jobs", "0")
    assert serial.wait(SECONDS) == 0, world.said("serial")
    stored = files_in(world.folder / "project" / "graph")
    assert len(stored) == 40
    assert stored == files_in(world.folder / "serial" / "graph")


def test_a_job_that_never_began_is_replaced_too(
    started: Callable[[int], Labelling], world: World, slurm: SlurmHere
) -> None:
    run = started(3)
    (waiting,) = slurm.jobs("PENDING")  # there are two processors
    slurm.ask("scancel", waiting)
    run.until(lambda: slurm.jobs("PENDING"))
    assert slurm.jobs("PENDING") != [waiting]
    world.go()
    assert run.ends(0) == {"done": 40}
    slurm.until(lambda: not slurm.jobs())


def test_a_job_without_work_does_not_wait_for_the_others(
    started: Callable[[int], Labelling], world: World, slurm: SlurmHere
) -> None:
    run = started(2)
    world.go(WAITING[1])
    run.until(lambda: slurm.jobs() == world.jobs_of(WAITING[0]))
    assert len(files_in(world.folder / "project" / "graph")) >= 39
    world.go()
    assert run.ends(0) == {"done": 40}
    assert {one["attempts"] for one in run.outcomes()} == {1}
    slurm.until(lambda: not slurm.jobs())


def test_jobs_outlive_their_controller_but_not_the_run(
    started: Callable[[int], Labelling], world: World, slurm: SlurmHere
) -> None:
    run = started(2)
    killed = world.jobs_of(WAITING[0])[0]
    slurm.kill_controller()
    for path in Path("/proc").glob("[0-9]*/environ"):
        if is_in(path, f"SLURM_JOB_ID={killed}") and is_in(path, slurm.mark):
            os.kill(int(path.parent.name), signal.SIGKILL)
    slurm.start_controller()
    run.until(lambda: len(world.jobs_of(WAITING[0])) == 2)
    run.process.kill()
    run.process.wait()
    slurm.until(lambda: not slurm.jobs("RUNNING"))


def test_ctrl_c_cancels_the_jobs(
    started: Callable[[int], Labelling], world: World, slurm: SlurmHere
) -> None:
    run = started(2)
    for said in ("Stopping. Finished first: rec20, rec21.", "Stopping now. Dropped: rec20, rec21."):
        os.killpg(run.process.pid, signal.SIGINT)
        slurm.until(lambda said=said: said in world.said("project"))
    found = run.ends(130)
    assert found["stopped"] >= 2
    assert found["stopped"] + found["done"] == 40
    slurm.until(lambda: not slurm.jobs())


def test_what_slurm_would_never_run_is_refused_at_once(world: World, slurm: SlurmHere) -> None:
    run = Labelling(world, world.asks(memory="1000GB"))
    assert run.process.wait(SECONDS) == 2
    assert "Slurm refuses such a job: allocation failure" in world.said("project")
    assert slurm.jobs() == []
