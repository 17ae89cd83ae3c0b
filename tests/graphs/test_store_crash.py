"""The store under kill -9, a full disk, a read-only disk, and many processes at once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import time
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import BinaryIO

import pytest

from graphs.atomic import write_atomic
from graphs.errors import UserError
from graphs.records import Event, Fact, Run
from graphs.shard import RecordingGraph
from graphs.store import GraphStore

RECORDINGS = [f"mouse {i}" for i in range(6)]


def version_of(recording: str, version: int) -> RecordingGraph:
    """A graph in which every part tells the version, so that a mixture would show."""
    count = 50 + version % 150
    return RecordingGraph(
        recording,
        Run(f"run-{version}", "workbench", "0", "geometry", "fixed", "imported", {}, {}),
        f"inputs-{version}",
        [Event(recording, "bout-0001", "bout", 0, 900, None, str(version))],
        [
            Fact(
                recording, f"m{i}", "rest", None, float(i), i + 1.0, i, i + 1, "state", 0.5,
                "asserted", "rule", f"run-{version}", "bout-0001", {"version": version},
            )
            for i in range(count)
        ],
    )  # fmt: skip


def check_whole(facts: list[Fact]) -> int:
    """Assert that all facts of one recording are of one version, and return it."""
    version = int(facts[0].evidence["version"])
    assert {f.run for f in facts} == {f"run-{version}"}
    assert len(facts) == 50 + version % 150
    return version


def write_forever(folder: Path, seed: int, seconds: float, out: SimpleQueue[object]) -> None:
    store, generator, written = GraphStore(folder), random.Random(seed), 0
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        recording = generator.choice(RECORDINGS)
        store.write(version_of(recording, generator.randrange(10_000)))
        written += 1
        if written == 1:
            out.put("first written")
    out.put(written)


def read_forever(folder: Path, seed: int, seconds: float, out: SimpleQueue[object]) -> None:
    store, generator, reads = GraphStore(folder), random.Random(seed), 0
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        found = store.facts()
        assert found.problems == []
        for recording in RECORDINGS:
            check_whole([f for f in found if f.recording == recording])
        one = store.read(generator.choice(RECORDINGS))
        assert one.fingerprint == f"inputs-{check_whole(list(one.facts))}"
        assert store.recordings() == RECORDINGS
        reads += 1
    out.put(reads)


@pytest.fixture
def processes() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["graphs.store"])  # so that a child starts in milliseconds
    return context


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    store = GraphStore(tmp_path / "graph")
    for version, recording in enumerate(RECORDINGS):
        store.write(version_of(recording, version))
    return store


@pytest.mark.parametrize("kills", [6, pytest.param(30, marks=pytest.mark.slow)])
def test_killed_writers_leave_old_or_new(
    store: GraphStore, processes: ForkServerContext, kills: int
) -> None:
    generator = random.Random(kills)
    for kill in range(kills):
        out: SimpleQueue[object] = processes.SimpleQueue()
        writer = processes.Process(target=write_forever, args=(store.folder, kill, 60.0, out))
        writer.start()
        assert out.get() == "first written"
        time.sleep(generator.uniform(0, 0.05))
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        assert store.recordings() == RECORDINGS
        for recording in RECORDINGS:
            check_whole(list(store.read(recording).facts))
        found = store.facts()
        assert found.problems == []
        assert {f.recording for f in found} == set(RECORDINGS)
    store.clean()
    assert sorted(p.name for p in store.folder.iterdir()) == sorted(
        store.path(recording).name for recording in RECORDINGS
    )


def killed_half_way(path: Path) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"PAR1 half of it")
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    write_atomic(path, write)


def test_killed_in_the_middle_of_a_file(store: GraphStore, processes: ForkServerContext) -> None:
    before = store.path(RECORDINGS[0]).read_bytes()
    writer = processes.Process(target=killed_half_way, args=(store.path(RECORDINGS[0]),))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    assert store.path(RECORDINGS[0]).read_bytes() == before
    assert len(list(store.folder.iterdir())) == len(RECORDINGS) + 1
    assert store.recordings() == RECORDINGS
    assert store.facts().problems == []
    assert len(store.clean()) == 1
    assert len(list(store.folder.iterdir())) == len(RECORDINGS)


@pytest.mark.parametrize(
    "seconds", [2.0, pytest.param(20.0, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_writers_and_readers_at_once(
    store: GraphStore, processes: ForkServerContext, seconds: float
) -> None:
    outs: list[SimpleQueue[object]] = [processes.SimpleQueue() for _ in range(4)]
    targets = [write_forever, write_forever, read_forever, read_forever]
    workers = [
        processes.Process(target=target, args=(store.folder, seed, seconds, out))
        for seed, (target, out) in enumerate(zip(targets, outs, strict=True))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    assert outs[2].get() != 0
    assert outs[3].get() != 0
    assert len(list(store.folder.iterdir())) == len(RECORDINGS)


def fill(store: GraphStore) -> None:
    for i in range(100):
        store.write(version_of(f"m{i:02}", i))


def test_full_disk_keeps_what_was_stored(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mount.returncode:
        pytest.skip(f"cannot mount a small disk here: {mount.stderr.strip()}")
    try:
        store = GraphStore(disk / "graph")
        with pytest.raises(UserError, match=r"no space left on the disk \(.* free\)"):
            fill(store)
        names = store.recordings()
        assert 0 < len(names) < 100
        for recording in names:
            check_whole(list(store.read(recording).facts))
        assert len(list(store.folder.iterdir())) == len(names)
        with pytest.raises(UserError, match="no space left"):
            store.write(version_of(names[0], 149))  # three times as large as what is there
        assert check_whole(list(store.read(names[0]).facts)) == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)
