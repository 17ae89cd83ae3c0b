"""The store under kill -9, a full disk, and many processes at once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import BinaryIO

import pytest
from stored_graphs import (
    asked,
    check_whole,
    fact,
    files_in,
    forked,
    ids,
    small_disk,
    version_of,
)

from graphs.errors import UserError
from graphs.records import Fact
from graphs.storage.added import added_run, with_added
from graphs.storage.atomic import write_atomic
from graphs.storage.shard import RecordingGraph
from graphs.storage.shard_names import shard_file_name
from graphs.storage.store import GraphStore

RECORDINGS = [f"mouse {i}" for i in range(6)]
NAP = added_run("tool", "1", "human", "nap")


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    return forked()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "graph"


@pytest.fixture
def store(folder: Path) -> GraphStore:
    store = GraphStore(folder)
    for version, recording in enumerate(RECORDINGS):
        store.write(version_of(recording, version))
    return store


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
    asking = asked(store, folder.parent / "cache")
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        found = asking.facts()
        assert found.problems == []
        labelled = [f for f in found if f.run != NAP.run_id]
        for recording in RECORDINGS:
            check_whole([f for f in labelled if f.recording == recording])
        one = store.read_layer(generator.choice(RECORDINGS))
        assert one.fingerprint == f"inputs-{check_whole(one.facts)}"
        assert store.recordings() == RECORDINGS
        reads += 1
    out.put(reads)


def nap(recording: str, who: str, start_s: int) -> Fact:
    return replace(fact(recording, who, "nap", None, start_s, start_s + 0.5), run=NAP.run_id)


def add_naps(store: GraphStore, recording: str, *naps: Fact) -> None:
    """Add facts to those that anybody added to the same layer."""

    def change(before: RecordingGraph | None) -> RecordingGraph:
        return with_added(before, recording, NAP, naps, of=())

    store.change(recording, NAP.run_id, change)


def add_forever(folder: Path, seed: int, seconds: float, out: SimpleQueue[object]) -> None:
    store, generator, added = GraphStore(folder), random.Random(seed), 0
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        recording = generator.choice(RECORDINGS[:2])
        add_naps(store, recording, nap(recording, f"m{seed}", added))
        added += 1
    out.put(added)


def naps_in(store: GraphStore) -> list[tuple[str, float]]:
    read = [store.read(recording) for recording in RECORDINGS]
    return sorted((f.subject, f.start_s) for g in read for f in g.facts if f.run == NAP.run_id)


@pytest.mark.parametrize(
    "seconds", [3.0, pytest.param(60.0, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_four_writers_and_two_readers_at_once(
    store: GraphStore, folder: Path, processes: ForkServerContext, seconds: float
) -> None:
    targets: list[Callable[..., None]] = [
        write_forever, write_forever, add_forever, add_forever, read_forever, read_forever
    ]  # fmt: skip
    outs: list[SimpleQueue[object]] = [processes.SimpleQueue() for _ in targets]
    workers = [
        processes.Process(target=target, args=(folder, seed, seconds, out))
        for seed, (target, out) in enumerate(zip(targets, outs, strict=True))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * len(workers)
    added = {f"m{seed}": outs[seed].get() for seed in (2, 3)}
    assert min(added.values()) > 0  # type: ignore[type-var]
    assert naps_in(store) == sorted(
        (who, float(start_s)) for who, count in added.items() for start_s in range(int(str(count)))
    )
    assert outs[4].get() != 0
    assert outs[5].get() != 0
    layers = {shard_file_name(recording, NAP.run_id) for recording in RECORDINGS[:2]}
    assert set(files_in(folder)) - layers == set(map(shard_file_name, RECORDINGS))


def acknowledge_forever(folder: Path, seed: int, out: SimpleQueue[tuple[str, int]]) -> None:
    """Label and add, and tell of each when it is done."""
    store, number = GraphStore(folder), seed * 1000
    while True:
        recording = RECORDINGS[number % len(RECORDINGS)]
        store.write(version_of(recording, number))
        out.put((recording, number))
        add_naps(store, recording, nap(recording, "A", number))
        out.put(("nap", number))
        number += 1


@pytest.mark.parametrize("kills", [5, pytest.param(30, marks=pytest.mark.slow)])
def test_what_a_killed_writer_acknowledged_is_there(
    store: GraphStore, folder: Path, processes: ForkServerContext, kills: int
) -> None:
    generator = random.Random(kills)
    labelled, naps = dict(zip(RECORDINGS, range(6), strict=True)), set[int]()
    asking = asked(store, folder.parent / "cache")
    for kill in range(1, kills + 1):
        out: SimpleQueue[tuple[str, int]] = processes.SimpleQueue()
        writer = processes.Process(target=acknowledge_forever, args=(folder, kill, out))
        writer.start()
        told = [out.get()]
        time.sleep(generator.uniform(0, 0.1))
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        while not out.empty():
            told.append(out.get())
        for what, number in told:
            if what == "nap":
                naps.add(number)
            else:
                labelled[what] = number
        check_all(store, labelled, naps, unanswered(*told[-1]))
        found = asking.facts()
        assert found.problems == []
        assert len(found) == sum(len(store.read(recording).facts) for recording in RECORDINGS)
    store.clean()
    assert all(name.endswith(".parquet") for name in files_in(folder))


def unanswered(what: str, number: int) -> tuple[str, int]:
    """What the writer did after what it told last; it may be done, too."""
    if what != "nap":
        return "nap", number
    return RECORDINGS[(number + 1) % len(RECORDINGS)], number + 1


def check_all(
    store: GraphStore, labelled: dict[str, int], naps: set[int], maybe: tuple[str, int]
) -> None:
    """Assert that everything acknowledged is there, and nothing else but what may be."""
    assert store.recordings() == RECORDINGS
    for recording in RECORDINGS:
        version = check_whole(store.read_layer(recording).facts)
        assert version == labelled[recording] or (recording, version) == maybe
        labelled[recording] = version
    stored = [int(start_s) for _, start_s in naps_in(store)]
    assert len(stored) == len(set(stored))
    assert naps <= set(stored)
    assert {("nap", number) for number in set(stored) - naps} <= {maybe}
    naps |= set(stored)


def killed_half_way(path: Path) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"PAR1 half of it")
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    write_atomic(path, write)


def test_killed_in_the_middle_of_a_file(
    store: GraphStore, folder: Path, processes: ForkServerContext
) -> None:
    path = folder / shard_file_name(RECORDINGS[0])
    before = path.read_bytes()
    writer = processes.Process(target=killed_half_way, args=(path,))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    assert path.read_bytes() == before
    assert len(files_in(folder)) == len(RECORDINGS) + 1
    assert store.recordings() == RECORDINGS
    assert asked(store).facts().problems == []
    assert len(store.clean()) == 1
    assert len(files_in(folder)) == len(RECORDINGS)


def killed_in_a_change(folder: Path) -> None:
    def change(before: RecordingGraph | None) -> RecordingGraph:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    GraphStore(folder).change(RECORDINGS[0], NAP.run_id, change)


def test_killed_in_the_middle_of_a_change(
    store: GraphStore, folder: Path, processes: ForkServerContext
) -> None:
    add_naps(store, RECORDINGS[0], nap(RECORDINGS[0], "A", 1))
    writer = processes.Process(target=killed_in_a_change, args=(folder,))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    add_naps(store, RECORDINGS[0], nap(RECORDINGS[0], "A", 2))  # nobody waits for the dead
    assert naps_in(store) == [("A", 1), ("A", 2)]


def label_many(store: GraphStore, acknowledged: list[str]) -> None:
    for number in range(100):
        store.write(version_of(f"m{number:02}", number))
        acknowledged.append(f"m{number:02}")


def test_full_disk_keeps_what_was_stored(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        store, acknowledged = GraphStore(disk / "graph"), list[str]()
        with pytest.raises(UserError, match=r"no space left on the disk \(.* free\)"):
            label_many(store, acknowledged)
        assert 0 < len(acknowledged) < 100
        assert store.recordings() == acknowledged
        for recording in acknowledged:
            check_whole(store.read(recording).facts)
        assert len(files_in(disk / "graph")) == len(acknowledged)
        with pytest.raises(UserError, match="no space left"):
            store.write(version_of("m00", 149))  # three times as large as what is there
        assert check_whole(store.read("m00").facts) == 0
        answered = asked(store, disk / "cache").facts()
        assert {f.recording for f in answered} == set(acknowledged)
        assert answered.problems == []
        store.remove("m00")
        store.write(version_of("m00", 0))


def add_many(store: GraphStore, acknowledged: list[str]) -> None:
    for number in range(1000):
        naps = [nap("r", f"animal {number} {os.urandom(4).hex()}", i) for i in range(50)]
        add_naps(store, "r", *naps)
        acknowledged += [one.fact_id for one in naps]


def test_full_disk_while_a_layer_is_changed(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "128k") as disk:
        store, acknowledged = GraphStore(disk / "graph"), list[str]()
        with pytest.raises(UserError, match="no space left"):
            add_many(store, acknowledged)
        assert acknowledged
        assert ids(store.read("r").facts) == sorted(acknowledged)
        assert ids(asked(store).facts()) == sorted(acknowledged)
