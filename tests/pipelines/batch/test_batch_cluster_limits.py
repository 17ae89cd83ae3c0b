"""Recordings that hang on a real Dask cluster, and clusters without workers."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from batch_world import LabelInto, bad, causes, ethogram, files_in, good

from pipelines.batch import Limits, Progress, Stop
from pipelines.batch.cluster import Cluster
from pipelines.batch.cluster_run import ClusterRun
from pipelines.batch.task import Job
from pipelines.label import LabelSettings
from pipelines.recording import RecordingSpec

distributed = pytest.importorskip("distributed", reason="needs the extra cluster")

pytestmark = [
    pytest.mark.slow,
    # what Dask says of its own sockets and loops when its processes end
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed"),
    pytest.mark.skipif(sys.platform == "win32", reason="signals"),
]

HOLDER = """
import ctypes
from pipelines.tracks.registry import register_track_format

def why_not(path):
    return None if path.read_bytes().startswith(b"HOLD") else "does not begin with HOLD"

@register_track_format("holder", why_not)
def read(path):
    ctypes.PyDLL(None).sleep(3600)  # unlike CDLL, it lets no other thread of Python run
"""


def install_holder(site: Path) -> None:
    """Write a package with a track format whose reader hangs and holds the interpreter."""
    about = site / "holder-1.dist-info"
    about.mkdir(parents=True)
    (site / "holder.py").write_text(HOLDER)
    (about / "METADATA").write_text("Name: holder\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[behavior_workbench.track_formats]\nholder = holder\n")


@pytest.mark.parametrize(
    ("limits", "cause", "said"),
    [
        (Limits(time_s=15), "limit time", "It took more than 15 s, the limit for one recording."),
        (Limits(quiet_s=15), "hang", "It gave no sign of life for 15 s, and its worker was ended"),
    ],
    ids=["time", "quiet"],
)
def test_a_recording_that_hangs_is_ended_and_not_begun_again(
    label: LabelInto,
    goods: list[RecordingSpec],
    data: Path,
    expected: dict[str, str],
    bad_reader: None,
    tmp_path: Path,
    limits: Limits,
    cause: str,
    said: str,
) -> None:
    told: list[Progress] = []
    outcomes = label(
        [bad(data, "hangs", "sleep"), *goods[:3], bad(data, "spins", "spin"), *goods[3:]],
        tmp_path / "graph",
        executor=Cluster("local:2", limits),
        progress=told.append,
    )
    assert files_in(tmp_path / "graph") == expected
    assert causes(outcomes) == {
        "hangs": cause, "spins": cause, **{one.name: None for one in goods},
    }  # fmt: skip
    assert {outcome.attempts for outcome in outcomes} == {1}
    assert said in str(outcomes[0].error)
    assert outcomes[0].retriable == (cause == "hang")
    assert "begin again" not in {one.stage for one in told}


def test_a_library_that_holds_the_interpreter_is_ended_too(
    label: LabelInto,
    goods: list[RecordingSpec],
    data: Path,
    expected: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install_holder(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    holds = data / "holds.h5"
    holds.write_text("HOLD")
    outcomes = label(
        [RecordingSpec("holds", tracks=holds, fps=30), *goods],
        tmp_path / "graph",
        executor=Cluster("local:2", Limits(time_s=15)),
    )
    assert files_in(tmp_path / "graph") == expected
    assert causes(outcomes) == {"holds": "limit time", **{one.name: None for one in goods}}
    assert outcomes[0].attempts == 2  # it could not say why it ended


def test_workers_that_are_lost_together_lose_nothing(
    label: LabelInto, goods: list[RecordingSpec], data: Path, bad_reader: None, tmp_path: Path
) -> None:
    names = ["waits0", "waits1", "waits2"]
    claims = [tmp_path / "graph" / ".claims" / f"{name}.claim" for name in names]

    def kill_all() -> None:
        while not all(claim.exists() and claim.read_text() for claim in claims):
            time.sleep(0.01)
        for claim in claims:
            os.kill(int(re.findall(r'"pid": (\d+)', claim.read_text())[0]), signal.SIGKILL)
        (data / "go").touch()

    threading.Thread(target=kill_all, daemon=True).start()
    outcomes = label(
        [*(bad(data, name, "wait") for name in names), *goods],
        tmp_path / "graph",
        executor=Cluster("local:3"),
    )
    assert causes(outcomes[:3]) == dict.fromkeys(names, "input")
    assert {outcome.error for outcome in outcomes[:3]} == {"waited"}
    assert {outcome.state for outcome in outcomes[3:]} == {"done"}


def test_a_cluster_without_workers_is_given_up(data: Path, tmp_path: Path) -> None:
    recordings = [good(data, f"good{number}") for number in range(3)]
    job = Job(tmp_path / "graph", ethogram(), LabelSettings())
    told: list[int] = []

    def coming(left: int) -> bool:
        told.append(left)
        return len(told) < 3

    def outcomes(client: object) -> list[tuple[str, str | None, int]]:
        run = ClusterRun(
            client, job, {}, lambda *_told: None, Stop(), limits=Limits(), coming=coming,
            no_worker_s=0.5,
        )  # fmt: skip
        found = list(run.outcomes(recordings))
        assert all("no workers for 0.5 s" in str(one.error) for one in found)
        assert all(one.retriable for one in found)
        return [(one.recording, one.cause, one.attempts) for one in found]

    with (
        distributed.LocalCluster(
            n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):  # fmt: skip
        assert outcomes(client) == [(one.name, "lost worker", 0) for one in recordings]
    assert told == [3, 3, 3]  # nothing is given up while workers are on their way
