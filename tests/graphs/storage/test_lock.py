"""The lock between processes: one at a time, gone with its process, and no waiting for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import pytest
from stored_graphs import forked, read_only

from graphs.errors import UserError
from graphs.storage.lock import locked


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    return forked()


def count_up(folder: Path, times: int) -> None:
    """Read, wait, write one more: without a lock most of it would be lost."""
    for _ in range(times):
        with locked(folder / ".lock"):
            number = int((folder / "number").read_text())
            time.sleep(0.002)
            (folder / "number").write_text(str(number + 1))


def hold(path: Path, out: SimpleQueue[str]) -> None:
    with locked(path):
        out.put("held")
        time.sleep(60)


def test_processes_take_turns(tmp_path: Path, processes: ForkServerContext) -> None:
    (tmp_path / "number").write_text("0")
    workers = [processes.Process(target=count_up, args=(tmp_path, 25)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert (tmp_path / "number").read_text() == "100"


def test_threads_take_turns(tmp_path: Path) -> None:
    (tmp_path / "number").write_text("0")
    threads = [threading.Thread(target=count_up, args=(tmp_path, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "number").read_text() == "40"


def test_a_killed_process_gives_it_back(tmp_path: Path, processes: ForkServerContext) -> None:
    out: SimpleQueue[str] = processes.SimpleQueue()
    holder = processes.Process(target=hold, args=(tmp_path / ".lock", out))
    holder.start()
    assert out.get() == "held"
    with pytest.raises(UserError, match="Another process has been writing in"):
        take(tmp_path / ".lock", wait_s=0.0)
    assert holder.pid is not None
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    take(tmp_path / ".lock", wait_s=5.0)


def take(path: Path, wait_s: float) -> None:
    with locked(path, wait_s):
        pass


def test_an_error_inside_gives_it_back(tmp_path: Path) -> None:
    def fail() -> None:
        with locked(tmp_path / ".lock"):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    take(tmp_path / ".lock", wait_s=0.0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_that_lives_on_does_not_keep_it(tmp_path: Path) -> None:
    """A forked child has the file open, too: closing it here would not be enough."""
    code = (
        "import os, sys, time; from pathlib import Path; from graphs.storage.lock import locked\n"
        "path = Path(sys.argv[1])\n"
        "with locked(path):\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        time.sleep(60); os._exit(0)\n"
        "with locked(path, 0.0):\n"
        "    print('mine again')\n"
        "os.kill(child, 9); os.waitpid(child, 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / ".lock")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "mine again", done.stderr


def test_where_no_lock_can_be(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="that folder does not exist"):
        take(tmp_path / "nowhere" / ".lock", wait_s=0.0)
    folder = tmp_path / "read only"
    folder.mkdir()
    with read_only(folder), pytest.raises(UserError, match=r"read-only|permission"):
        take(folder / ".lock", wait_s=0.0)
