"""What ends `workbench label`: Ctrl-C and SIGTERM before it labels, and a terminal that is lost."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import h5py
import pytest
from installed_reader import install_reader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

Write = Callable[[Path], Path]
ROOT = Path(__file__).parents[2]
READER = """
import time
from pathlib import Path
from graphs.errors import DataError
from pipelines.tracks.registry import register_track_format

def why_not(path):
    if Path(path).name == "looked.h5":
        wait(Path(path))
    return None if path.suffix == ".waiting" else "another"

@register_track_format("waiting", why_not)
def read(path):
    wait(path)
    raise DataError("waited")

def wait(path):
    (path.parent / "reached").touch()
    while not (path.parent / "go").exists():
        time.sleep(0.05)
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with an installed package that reads ``*.waiting`` when there is a file ``go``."""
    return install_reader(tmp_path / "site", READER)


@pytest.fixture
def begin(tmp_path: Path, site: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Begin to label the folder ``data`` into ``p`` in a process of its own."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(*words: str, before: Callable[[], object] = lambda: None, **said: int) -> object:
        def prepare() -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts the tests may
            signal.signal(signal.SIGHUP, signal.SIG_DFL)  # have them ignored
            before()

        said = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | said
        begun.append(
            subprocess.Popen(
                [sys.executable, "-m", "workbench", "label", *words],
                env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(site)))},
                cwd=tmp_path, start_new_session=True, preexec_fn=prepare, **said,
            )
        )  # fmt: skip
        return begun[-1]

    yield start
    for one in begun:
        one.kill()
        one.communicate()


@pytest.fixture
def project(tmp_path: Path, write_tracks: Write) -> Path:
    """A project of three recordings of which the second is read when there is a file ``go``."""
    entries = ""
    for name, tracks in (("m1", "m1.csv"), ("m2", "m2.waiting"), ("m3", "m3.csv")):
        write_tracks(tmp_path / "data" / tracks)
        entries += f'[[recording]]\nname = "{name}"\ntracks = "../data/{tracks}"\nfps = 30\n'
    words = [sys.executable, "-m", "workbench", "init", str(tmp_path / "p")]
    subprocess.run(
        words, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    with (tmp_path / "p" / "project.toml").open("a") as file:
        file.write(entries)
    return tmp_path / "p"


def until(true: Callable[[], object], meanwhile: Callable[[], object] = lambda: None) -> None:
    over = time.monotonic() + 60
    while not true():
        assert time.monotonic() < over
        meanwhile()
        time.sleep(0.02)


def states(project: Path) -> dict[str, str]:
    (path,) = project.glob("reports/*/report.json")
    outcomes = json.loads(path.read_text())["outcomes"]
    return {
        one["recording"]: f"failed: {one['error']}" if one["state"] == "failed" else one["state"]
        for one in outcomes
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_ends_before_it_labels_says_so(
    tmp_path: Path, begin: Callable[..., subprocess.Popen[bytes]], number: signal.Signals
) -> None:
    (tmp_path / "data").mkdir()
    with h5py.File(tmp_path / "data" / "looked.h5", "w") as file:
        file["positions"] = [1.0]
    run = begin("data", "-p", "p", "--json")
    until((tmp_path / "data" / "reached").exists)
    run.send_signal(number)
    said, told = run.communicate(timeout=60)
    assert run.returncode == 130
    words = "stopped. What was finished is kept; run again to go on."
    assert json.loads(said) == {"error": words}
    assert told.decode().splitlines()[-1] == f"workbench: {words}"


@pytest.mark.parametrize("jobs", ["0", "1"])
def test_a_run_whose_terminal_goes_away_finishes_what_is_begun(
    project: Path, begin: Callable[..., subprocess.Popen[bytes]], jobs: str
) -> None:
    import fcntl
    import pty
    import termios

    master, terminal = pty.openpty()

    def own_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def listen() -> None:
        if select.select([master], [], [], 0)[0]:
            os.read(master, 65536)

    run = begin(
        "-p", "p", "--jobs", jobs, before=own_terminal,
        stdin=terminal, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    until((project.parent / "data" / "reached").exists, listen)
    os.close(master)
    time.sleep(0.3)
    with suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGHUP)  # as the shell does when it ends
    time.sleep(0.3)
    (project.parent / "data" / "go").touch()
    assert run.wait(60) == 130
    assert states(project) == {"m1": "done", "m2": "failed: waited", "m3": "stopped"}
    assert len(list((project / "graph").glob("*.parquet"))) == 1


def test_a_run_that_is_to_outlive_its_terminal_goes_on(
    project: Path, begin: Callable[..., subprocess.Popen[bytes]]
) -> None:
    ignore = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)  # noqa: E731 - as nohup does
    run = begin("-p", "p", before=ignore)
    until((project.parent / "data" / "reached").exists)
    os.killpg(run.pid, signal.SIGHUP)
    time.sleep(0.3)
    (project.parent / "data" / "go").touch()
    run.communicate(timeout=60)
    assert run.returncode == 1
    assert states(project) == {"m1": "done", "m2": "failed: waited", "m3": "done"}
