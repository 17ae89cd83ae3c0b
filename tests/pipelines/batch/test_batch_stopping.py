"""Ctrl-C and SIGTERM: first what is begun is finished, then it is dropped; it is said which."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from batch_world import LabelInto, files_in, install_bad_reader

from pipelines.batch import Outcome, Stop
from pipelines.batch.stopping import listening
from pipelines.recording import RecordingSpec

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SECONDS = 60.0
SAID = "Press Ctrl-C again, or send SIGTERM again, to drop what is begun."

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


class Run:
    """A run in a process of its own, in a process group of its own."""

    def __init__(self, folder: Path, where: int | str) -> None:
        self.folder = folder
        install_bad_reader(folder / "site")
        path = os.pathsep.join(map(str, (folder / "site", ROOT, HERE)))
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "stopped_run.py"), str(folder), str(where)],
            stdout=self.log, stderr=self.log, start_new_session=True,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip

    def said(self) -> str:
        """Return what it has said so far."""
        return (self.folder / "log").read_text()

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.01)

    def outcomes(self) -> dict[str, tuple[str, str | None]]:
        """Wait for its end, and return what became of each recording."""
        assert self.process.wait(SECONDS) == 0, self.said()
        found = json.loads(self.said().splitlines()[-1])
        return {name: (state, error) for name, (state, error) in found.items()}


@pytest.fixture(params=[0, 1, pytest.param("local:1", marks=pytest.mark.slow)])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path, request.param)
    yield run
    run.process.kill()
    run.process.wait()
    run.log.close()


NOT_BEGUN = ("stopped", "The run was stopped: not begun. Run again to go on.")


def test_the_first_signal_finishes_what_is_begun(run: Run, tmp_path: Path) -> None:
    run.until((tmp_path / "reading").exists)
    os.killpg(run.process.pid, signal.SIGINT)  # as the terminal does: to all its processes
    run.until(lambda: f"said Stopping. Finished first: slow. {SAID}\n" in run.said())
    (tmp_path / "go").touch()
    outcomes = run.outcomes()
    assert outcomes.pop("first") == ("done", None)
    assert outcomes.pop("slow") == ("failed", "waited")
    assert set(outcomes.values()) == {NOT_BEGUN}
    assert set(files_in(tmp_path / "graph")) == {"first.parquet"}


def test_the_second_signal_drops_it(run: Run, tmp_path: Path) -> None:
    run.until((tmp_path / "reading").exists)
    os.killpg(run.process.pid, signal.SIGTERM)  # as a cluster does
    run.until(lambda: SAID in run.said())
    os.killpg(run.process.pid, signal.SIGTERM)
    outcomes = run.outcomes()
    assert "said Stopping now. Dropped: slow.\n" in run.said()
    assert outcomes.pop("first") == ("done", None)
    assert outcomes.pop("slow") == (
        "stopped", "The run was stopped: dropped while it was worked on. Run again to go on."
    )  # fmt: skip
    assert set(outcomes.values()) == {NOT_BEGUN}
    assert set(files_in(tmp_path / "graph")) == {"first.parquet"}


def test_asked_by_the_program(label: LabelInto, goods: list[RecordingSpec], tmp_path: Path) -> None:
    stop = Stop()

    def finished(outcome: Outcome) -> None:
        if outcome.state == "done":
            stop.ask()

    counts: list[int] = []
    outcomes = label(
        goods, tmp_path / "graph", jobs=0, stop=stop, finished=finished,
        progress=lambda now: counts.append(now.done),
    )  # fmt: skip
    assert max(counts) == 1  # what is stopped is not finished
    assert [outcome.state for outcome in outcomes] == ["done"] + ["stopped"] * 5
    assert all(outcome.retriable for outcome in outcomes[1:])


def test_handlers_from_before_come_back() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with listening(lambda _text: None):
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


@pytest.mark.skipif(sys.platform != "linux", reason="finds workers through /proc")
def test_workers_end_with_a_killed_driver_even_if_they_hang(
    label: LabelInto, goods: list[RecordingSpec], tmp_path: Path
) -> None:
    run = Run(tmp_path, 1)
    run.until((tmp_path / "reading").exists)
    pid = run.process.pid
    workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    run.process.kill()
    run.process.wait()
    run.log.close()
    deadline = time.monotonic() + SECONDS
    while any(_runs(worker) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    left = set(files_in(tmp_path / "graph"))
    assert left == {"first.parquet", ".claims/slow.claim"}
    label(goods[:1], tmp_path / "graph", jobs=0)  # any run clears away what is left of a dead one
    assert set(files_in(tmp_path / "graph")) == {"first.parquet", "good0.parquet"}


def _runs(process: str) -> bool:
    """Whether a process runs; one that nobody has buried yet does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"
