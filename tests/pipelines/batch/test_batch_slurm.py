"""Jobs of Slurm: the file that asks for them, and the script that is made of it."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from graphs.errors import UserError
from pipelines.batch.cluster import Cluster
from pipelines.batch.slurm import SlurmJobs, cluster_of, read_slurm, slurm_workers

ROOT = Path(__file__).parents[3]

pytestmark = [
    pytest.mark.skipif(find_spec("dask_jobqueue") is None, reason="needs the extra cluster"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed"),
]

NIGHT = """
jobs = 40
memory = "4GB"
walltime = "08:00:00"
queue = "long"
account = "ecology"
job_cpu = 2
job_extra_directives = ["--gres=gpu:1"]
job_script_prologue = ["module load ffmpeg"]
worker_extra_args = ["--resources", "GPU=1"]
log_directory = "LOGS"

[scheduler_options]
host = "127.0.0.1"
"""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    path = tmp_path / "night.toml"
    path.write_text(NIGHT.replace("LOGS", str(tmp_path / "logs")))
    return path


def keep_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dask-jobqueue write its commented configuration, which it does when imported, here."""
    monkeypatch.setattr("dask.config.PATH", str(folder))


def test_the_script_asks_for_what_the_file_says(
    night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_home(tmp_path, monkeypatch)
    asked = read_slurm(night)
    assert asked.jobs == 40
    with cluster_of(asked) as cluster:
        lines = cluster.job_script().splitlines()
        keys = [path.stat().st_mode & 0o777 for path in (tmp_path / "logs").iterdir()]
    assert keys == [0o600] * 3
    assert list((tmp_path / "logs").iterdir()) == []  # they are gone with the cluster
    assert lines[0] == "#!/usr/bin/env bash"
    assert [line for line in lines if line.startswith("#SBATCH")] == [
        "#SBATCH -J workbench-label",
        f"#SBATCH -e {tmp_path}/logs/workbench-label-%J.err",
        f"#SBATCH -o {tmp_path}/logs/workbench-label-%J.out",
        "#SBATCH -p long",
        "#SBATCH -A ecology",
        "#SBATCH -n 1",
        "#SBATCH --cpus-per-task=2",
        "#SBATCH --mem=4G",
        "#SBATCH -t 08:00:00",
        "#SBATCH --gres=gpu:1",
    ]
    assert [line for line in lines if line.startswith(("export", "module"))] == [
        "export OPENBLAS_NUM_THREADS=1",
        "export OPENCV_FOR_THREADS_NUM=2",
        "export DASK_DISTRIBUTED__WORKER__MEMORY__TARGET=False",
        "export DASK_DISTRIBUTED__WORKER__MEMORY__SPILL=False",
        "export DASK_DISTRIBUTED__WORKER__MEMORY__PAUSE=False",
        "module load ffmpeg",
    ]
    (worker,) = [line for line in lines if "dask_worker" in line]
    assert " tls://127.0.0.1:" in worker
    assert f" --tls-key {tmp_path}/logs/" in worker
    assert " --nthreads 1 --memory-limit 3.73GiB --nanny" in worker  # 4 * 10^9 bytes
    assert " --resources GPU=1 " in worker
    assert "--nworkers" not in worker


def test_what_the_file_says_wrong_is_told_together(tmp_path: Path) -> None:
    path = tmp_path / "slurm.toml"
    path.write_text('jobs = 0\nwalltime = 8\npartition = "long"\n')
    with pytest.raises(UserError) as error:
        Cluster(f"slurm:{path}")
    said = str(error.value)
    assert "jobs is 0, not a number above 0; memory is missing; walltime is 8; expected str" in said
    assert "partition is unknown; known: jobs, account" in said
    path.write_text("jobs = ")
    with pytest.raises(UserError, match="cannot be read"):
        read_slurm(path)
    with pytest.raises(UserError, match=r"cannot be read.*Expected TOML"):
        read_slurm(tmp_path / "none.toml")


def test_jobs_are_counted_before_any_is_submitted(night: Path) -> None:
    assert Cluster(f"slurm:{night}").workers() == 40


def test_other_users_of_the_machine_are_not_let_in(
    night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client

    keep_home(tmp_path, monkeypatch)
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with cluster_of(read_slurm(night)) as cluster:
        with Client(cluster, set_as_default=False) as client:
            assert client.scheduler_info()["workers"] == {}
        host, port = cluster.scheduler_address.removeprefix("tls://").split(":")
        with (
            socket.create_connection((host, int(port)), timeout=60) as bare,
            trusting.wrap_socket(bare) as stranger,
            pytest.raises(ssl.SSLError, match="CERTIFICATE_REQUIRED"),
        ):
            stranger.recv(1)
        with pytest.raises(OSError, match="in <TCP"):
            Client(f"tcp://{host}:{port}", timeout=2, set_as_default=False)


def test_a_network_that_is_not_here_is_told(tmp_path: Path) -> None:
    asked = {"memory": "1GB", "interface": "none0", "log_directory": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", REFUSED, repr(asked)],
        env={**os.environ, "DASK_CONFIG": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "What is asked of Slurm cannot be done" in done.stdout
    assert "none0" in done.stdout


REFUSED = """
import ast, sys
from graphs.errors import UserError
from pipelines.batch.slurm import SlurmJobs, cluster_of
try:
    with cluster_of(SlurmJobs(1, ast.literal_eval(sys.argv[1]))):
        pass
except UserError as error:
    print(error)
"""

INTERRUPTS = """
import os, signal
from pipelines.batch.slurm import SlurmJobs, cluster_of
here = {"scheduler_options": {"host": "127.0.0.1"}, "log_directory": os.environ["DASK_CONFIG"]}
asked = SlurmJobs(1, {"memory": "1GB", **here})
signal.signal(signal.SIGINT, before := lambda number, frame: None)
with cluster_of(asked):
    assert signal.getsignal(signal.SIGINT) is before
"""


def test_ctrl_c_stays_what_it_was(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTS],
        env={**os.environ, "DASK_CONFIG": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_machine_without_slurm_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    keep_home(tmp_path, monkeypatch)
    here = {"scheduler_options": {"host": "127.0.0.1"}, "log_directory": str(tmp_path)}
    asked = SlurmJobs(1, {"memory": "1GB", **here})
    with pytest.raises(UserError, match="no sbatch"), slurm_workers(asked, 1):
        pass
