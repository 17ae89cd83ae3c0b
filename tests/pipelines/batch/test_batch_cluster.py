"""Labelling on real Dask clusters: local ones, and processes that find each other on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from batch_world import LabelInto, bad, causes, ethogram, files_in

from graphs.errors import UserError
from pipelines.batch import Outcome, Progress, Stop
from pipelines.batch.cluster import Cluster, _unfit, needs_of
from pipelines.batch.cluster_worker import About, about, drop
from pipelines.batch.task import Job
from pipelines.label import LabelSettings
from pipelines.recording import RecordingSpec

distributed = pytest.importorskip("distributed", reason="needs the extra cluster")

ROOT = Path(__file__).parents[3]
SECONDS = 60.0

pytestmark = [
    # what Dask says of its own sockets and loops when its processes end
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals"),
]


class Loopback:
    """A scheduler and workers without nannies, each a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.address = self._start("scheduler", "--port", "0", said=r"Scheduler at:\s+(\S+)")

    def worker(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a worker."""
        self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny",
            "--local-directory", str(self.folder), *words, said=r"(Registered to)",
        )  # fmt: skip
        return self.processes[-1]

    def _start(self, *words: str, said: str) -> str:
        log = self.folder / f"dask{len(self.processes)}.log"
        with log.open("wb") as file:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--no-dashboard"],
                    stdout=file,
                    stderr=file,
                    env={
                        **os.environ,
                        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
                        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
                    },
                )
            )
        wait_until(lambda: re.search(said, log.read_text()))
        found = re.search(said, log.read_text())
        assert found is not None
        return found[1]

    def end(self) -> None:
        """Kill what is left."""
        for process in self.processes:
            process.kill()
            process.wait()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def loopback(tmp_path: Path) -> Iterator[Loopback]:
    folder = tmp_path / "dask"
    folder.mkdir()
    cluster = Loopback(folder)
    yield cluster
    cluster.end()


def states(outcomes: list[Outcome]) -> set[tuple[str, int]]:
    return {(outcome.state, outcome.attempts) for outcome in outcomes}


@pytest.mark.slow
def test_local_workers_give_what_one_process_gives(
    label: LabelInto,
    goods: list[RecordingSpec],
    data: Path,
    expected: dict[str, str],
    bad_reader: None,
    tmp_path: Path,
) -> None:
    poison = bad(data, "poison", "kill")
    told: list[Progress] = []
    outcomes = label(
        [poison, *goods], tmp_path / "graph", executor=Cluster("local:2"), progress=told.append
    )
    assert files_in(tmp_path / "graph") == expected
    assert causes(outcomes) == {"poison": "lost worker", **{one.name: None for one in goods}}
    assert states(outcomes[:1]) == {("failed", 2)}  # a second time, and no third
    assert "2 times in all" in str(outcomes[0].error)
    # a crash may take the word with it of what the worker has just finished: that is found then
    assert {outcome.state for outcome in outcomes[1:]} == {"done"}
    begun = Counter(one.recording for one in told if one.stage == "begin")
    assert {begun[one.name] for one in goods} == {1}
    assert {one.stage for one in told} >= {"begin", "read", "done", "failed"}


@pytest.mark.slow
def test_a_cluster_of_processes_loses_one_for_good(
    label: LabelInto,
    goods: list[RecordingSpec],
    data: Path,
    expected: dict[str, str],
    bad_reader: None,
    loopback: Loopback,
    tmp_path: Path,
) -> None:
    workers = [loopback.worker(), loopback.worker()]
    cluster = Cluster(loopback.address)
    assert cluster.workers() == 2
    outcomes = label(goods, tmp_path / "whole", executor=cluster)
    assert files_in(tmp_path / "whole") == expected
    assert states(outcomes) == {("done", 1)}
    again = label(goods, tmp_path / "whole", executor=cluster)
    assert states(again) == {("skipped", 1)}

    waits = bad(data, "waits", "wait")
    begun = Counter[str]()

    def progress(now: Progress) -> None:
        begun[now.recording] += now.stage.startswith("begin")

    def finished(outcome: Outcome) -> None:
        claim = tmp_path / "graph" / ".claims" / "waits.claim"
        if claim.exists():
            holder = int(re.search(r'"pid": (\d+)', claim.read_text())[1])
            (worker,) = [one for one in workers if one.pid == holder]
            worker.kill()
            worker.wait()

    outcomes = label(
        [waits, *goods], tmp_path / "graph", executor=cluster, progress=progress, finished=finished
    )
    assert files_in(tmp_path / "graph") == expected
    assert causes(outcomes) == {"waits": "lost worker", **{one.name: None for one in goods}}
    assert states(outcomes[1:]) == {("done", 1)}
    assert set(begun.values()) == {1}
    assert cluster.workers() == 1


@pytest.mark.slow
def test_stopping_finishes_or_drops_what_is_begun(
    label: LabelInto,
    goods: list[RecordingSpec],
    data: Path,
    bad_reader: None,
    loopback: Loopback,
    tmp_path: Path,
) -> None:
    cluster = Cluster(loopback.address)
    loopback.worker()
    stop = Stop()

    def finished(outcome: Outcome) -> None:
        if outcome.state == "done":
            stop.ask()

    outcomes = label(goods, tmp_path / "graph", executor=cluster, stop=stop, finished=finished)
    assert [outcome.state for outcome in outcomes] == ["done"] + ["stopped"] * 5
    assert set(files_in(tmp_path / "graph")) == {"good0.parquet"}

    job = Job(tmp_path / "graph", ethogram(), LabelSettings())
    with distributed.Client(loopback.address, set_as_default=False) as client:
        client.run(drop, job.run)
    assert list(cluster(job, goods[1:], lambda *_told: None, Stop())) == []
    assert set(files_in(tmp_path / "graph")) == {"good0.parquet"}

    stop = Stop()

    def progress(now: Progress) -> None:
        if now.stage == "begin":
            stop.ask()
            stop.ask()

    waits = bad(data, "waits", "wait")
    outcomes = label(
        [waits, *goods], tmp_path / "graph", executor=cluster, stop=stop, progress=progress
    )
    (data / "go").touch()
    assert {outcome.cause for outcome in outcomes} == {"stopped"}
    assert "dropped while it was worked on" in str(outcomes[0].error)
    assert "not begun" in str(outcomes[1].error)


@pytest.mark.slow
def test_a_scheduler_that_goes_away_ends_the_run(
    label: LabelInto,
    goods: list[RecordingSpec],
    data: Path,
    bad_reader: None,
    loopback: Loopback,
    tmp_path: Path,
) -> None:
    loopback.worker()

    def progress(now: Progress) -> None:
        if (now.recording, now.stage) == ("waits", "begin"):
            loopback.processes[0].kill()

    recordings = [goods[0], bad(data, "waits", "wait"), *goods[1:]]
    outcomes = label(
        recordings, tmp_path / "graph", executor=Cluster(loopback.address), progress=progress
    )
    assert outcomes[0].state == "done"
    assert {outcome.cause for outcome in outcomes[1:]} == {"lost worker"}
    assert {outcome.attempts for outcome in outcomes[2:]} == {0}
    assert all("The scheduler went away" in str(outcome.error) for outcome in outcomes[1:])
    assert all(".." not in str(outcome.error) for outcome in outcomes)
    assert "good0.parquet" in files_in(tmp_path / "graph")


DESCRIBER = """
import os
from dataclasses import replace
from pipelines.describe.geometry import GeometryDescriber

class Needy(GeometryDescriber):
    resources = {"GPU": 1}

    def describe(self, *given, **named):
        said = super().describe(*given, **named)
        return replace(said, notes=(f"process {os.getpid()}",))
"""


@pytest.mark.slow
def test_a_describer_that_needs_a_gpu_gets_one_where_there_is_one(
    label: LabelInto,
    goods: list[RecordingSpec],
    loopback: Loopback,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    info = tmp_path / "site" / "needy-1.dist-info"
    info.mkdir(parents=True)
    (tmp_path / "site" / "needy.py").write_text(DESCRIBER)
    (info / "METADATA").write_text("Name: needy\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[behavior_workbench.describers]\nneedy = needy:Needy\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    settings = LabelSettings(describer="needy")
    assert needs_of(Job(tmp_path, ethogram(), settings)) == {"GPU": 1}
    assert needs_of(Job(tmp_path, ethogram(), LabelSettings())) == {}

    cluster = Cluster(loopback.address)
    loopback.worker()
    outcomes = label(goods[:1], tmp_path / "graph", executor=cluster, settings=settings)
    assert outcomes[0].state == "done"  # on what there is
    worker = loopback.worker("--resources", "GPU=1")
    outcomes = label(goods[1:], tmp_path / "graph", executor=cluster, settings=settings)
    assert {outcome.warnings for outcome in outcomes} == {(f"process {worker.pid}",)}

    def finished(outcome: Outcome) -> None:
        worker.kill()
        worker.wait()

    outcomes = label(
        goods[:3], tmp_path / "other", executor=cluster, settings=settings, finished=finished
    )
    assert {outcome.state for outcome in outcomes} == {"done"}
    on = [outcome.warnings == (f"process {worker.pid}",) for outcome in outcomes]
    assert on == [True, False, False]  # the others do not wait for what is gone

    loopback.worker("--nthreads", "3")
    with pytest.raises(UserError, match=r"3 recordings at once .* --nthreads 1 --nworkers 3"):
        cluster.workers()


@pytest.mark.parametrize("where", ["local:0", "local:", "local:two", "head-node", "slurm"])
def test_what_is_no_cluster_is_refused(where: str) -> None:
    with pytest.raises(UserError, match=f"Expected the address of a Dask scheduler.*'{where}'"):
        Cluster(where)
    assert Cluster("local:3").workers() == 3


def test_what_a_worker_of_another_kind_lacks_is_said(tmp_path: Path) -> None:
    assert _unfit(about(tmp_path), tmp_path) is None
    assert "does not see" in str(_unfit(about(tmp_path / "away"), tmp_path / "away"))
    assert about("s3://lab/graph").sees
    assert "has version 0.0.1" in str(_unfit(About("0.0.1"), None))
    assert "ModuleNotFoundError" in str(_unfit(ModuleNotFoundError("No module 'pipelines'"), None))
