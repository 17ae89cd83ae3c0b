"""Twelve short recordings, and a labelling of them that can be killed at chosen moments."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from command_files import WORKBENCH
from warm_workbench import ENVIRONMENT

from sample_data.group import write_group

SECONDS = 60.0
RECORDINGS = 12


def write_recordings(folder: Path) -> Path:
    """Write tracks of twelve recordings of 22 to 34 s: eight of one seed and four of another."""
    for seed, count in ((20, 8), (60, RECORDINGS - 8)):
        written = write_group(folder.parent / f"seed{seed}", seed)
        folder.mkdir(exist_ok=True)
        for name, _, tracks, _ in written[:count]:
            shutil.copy(tracks, folder / f"s{seed}_{name}.h5")
    return folder


class Labelling:
    """A running ``workbench label`` with two workers, in a process group of its own."""

    def __init__(self, data: Path, project: Path) -> None:
        self.graph = project / "graph"
        self._said = (project.parent / f"{project.name}.log").open("w+b")
        self.process = subprocess.Popen(
            [*WORKBENCH, "label", str(data), "-p", str(project), "--fps", "30", "--jobs", "2"],
            stdout=self._said, stderr=self._said, env=ENVIRONMENT, start_new_session=True,
            preexec_fn=_heed_interrupts,
        )  # fmt: skip

    @property
    def done(self) -> int:
        """Number of recordings that are stored."""
        return len(list(self.graph.glob("*.parquet")))

    @property
    def workers(self) -> list[int]:
        """Processes that label."""
        return [pid for pid in self.children if b"spawn_main" in _words(pid)]

    @property
    def children(self) -> list[int]:
        """All processes that the command has started."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            return [int(pid) for pid in listed.read_text().split()]
        except OSError:
            return []

    def until(self, condition: Callable[[], object]) -> bool:
        """Wait until a condition holds; False if the command ended before."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            if self.process.poll() is not None:
                return False
            assert time.monotonic() < deadline, "nothing happens any more"
            time.sleep(0.001)
        return True

    def end(self) -> tuple[int, str]:
        """Wait for the end and return the exit code and what was said."""
        code = self.process.wait(SECONDS)
        self._said.seek(0)
        text = self._said.read().decode()
        self._said.close()
        return code, text

    def kill(self, victim: str) -> list[int]:
        """Kill the whole group, only the parent, or only a worker; return who must end."""
        children = self.children
        if victim == "group":
            os.killpg(self.process.pid, signal.SIGKILL)
        elif victim == "parent":
            self.process.kill()
        else:
            os.kill(self.workers[0], signal.SIGKILL)
        return children


def _heed_interrupts() -> None:
    """Take Ctrl-C as a shell in front does; started in the background, a process ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _words(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def is_alive(process: int) -> bool:
    """Whether a process runs; one that nobody has buried yet does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def all_end(processes: list[int]) -> bool:
    """Wait for processes to end by themselves."""
    deadline = time.monotonic() + SECONDS
    while any(map(is_alive, processes)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
