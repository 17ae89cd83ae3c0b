"""`workbench label --cluster`: the same facts by Dask workers, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench.cli import app

pytest.importorskip("distributed", reason="needs the extra cluster")

Write = Callable[[Path], Path]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cluster", "local:2", "--jobs", "2"], "Give --jobs or --cluster, not both"),
        (["--cluster", "local:2", "--memory-limit", "4GB"], "dask worker --memory-limit"),
        (["--cluster", "head"], "Expected the address of a Dask scheduler"),
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, options: list[str], said: str
) -> None:
    done = CliRunner().invoke(app, ["label", str(tmp_path), "-p", str(tmp_path / "p"), *options])
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "p").exists()


def test_it_is_said_what_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.batch.cluster.START_S", 0.5)
    words = ["label", str(tmp_path), "-p", str(tmp_path / "p"), "--cluster", "tcp://127.0.0.1:1"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    first, second, *_ = done.stderr.splitlines()
    assert first == "connecting to the Dask scheduler at tcp://127.0.0.1:1, for 0.5 s at most"
    assert second.startswith("workbench: No Dask scheduler answers at tcp://127.0.0.1:1")


@pytest.mark.slow
def test_a_cluster_of_this_machine_labels_a_project(tmp_path: Path, write_tracks: Write) -> None:
    for name in ("m1", "m2"):
        write_tracks(tmp_path / "data" / f"{name}.csv")
    (tmp_path / "data" / "bad.mp4").write_text("this is text")
    project = tmp_path / "p"
    words = ["label", str(tmp_path / "data"), "-p", str(project), "--fps", "30"]
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *words, "--cluster", "local:2"],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "2 done, 0 skipped, 1 failed" in done.stdout
    assert "2 at a time" in done.stderr
    assert "distributed" not in done.stderr  # nothing of Dask's own log
    (report,) = (project / "reports").glob("*/report.json")
    retry = json.loads(report.read_text())["retry"]
    assert retry.endswith(f"label --retry-failed --cluster local:2 -p {project}")
    again = CliRunner().invoke(app, ["label", "-p", str(project), "--jobs", "0", "--json"])
    states = {one["recording"]: one["state"] for one in json.loads(again.stdout)["outcomes"]}
    assert states == {"m1": "skipped", "m2": "skipped", "bad": "failed"}
