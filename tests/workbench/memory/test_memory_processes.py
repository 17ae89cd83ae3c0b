"""Several processes write at once, and one is killed: nothing is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from workbench.memory.store import Memory

EACH = 15


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["workbench.memory.store"])
    return context


def write_own_and_shared(folder: Path, who: str) -> None:
    memory = Memory(folder)
    for number in range(EACH):
        memory.write(f"{who} {number}", f"own of {who}")
        memory.write("shared", f"{who} {number}")
        memory.used(f"{who} {number}", {"shared": 1})


def write_without_end(folder: Path) -> None:
    memory = Memory(folder)
    number = 0
    while True:
        number += 1
        memory.write("x", f"text {number}\n" * 20)


def test_two_processes_lose_nothing(tmp_path: Path, processes: ForkServerContext) -> None:
    folder = tmp_path / "memory"
    writers = [processes.Process(target=write_own_and_shared, args=(folder, w)) for w in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    memory = Memory(folder)
    assert len(memory.names()) == 2 * EACH + 1
    shared = memory.history("shared")
    assert [one.version for one in shared] == list(range(1, 2 * EACH + 1))
    for who in "ab":
        written = [one.text for one in shared if one.text.startswith(who)]
        assert written == [f"{who} {number}" for number in range(EACH)]
    assert memory.read("shared").text == shared[-1].text
    assert memory.read("shared").strength == 5 + 2 * EACH
    assert memory.faults() == []


def test_threads_of_one_process_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "memory"
    threads = [threading.Thread(target=write_own_and_shared, args=(folder, w)) for w in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Memory(folder).history("shared")) == 2 * EACH


def test_a_writer_that_is_killed_leaves_whole_versions(
    tmp_path: Path, processes: ForkServerContext
) -> None:
    folder = tmp_path / "memory"
    memory = Memory(folder)
    for _ in range(5):
        writer = processes.Process(target=write_without_end, args=(folder,))
        writer.start()
        before = len(memory.files.versions("x"))
        while len(memory.files.versions("x")) < before + 3:
            time.sleep(0.005)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        versions = memory.history("x")
        assert [one.version for one in versions] == list(range(1, len(versions) + 1))
        assert all(one.text == one.text[: len(one.text) // 20] * 20 for one in versions)
        assert memory.read("x").text == versions[-1].text
        memory.write("x", "after\n" * 20)
    assert memory.files.misnamed() == []
