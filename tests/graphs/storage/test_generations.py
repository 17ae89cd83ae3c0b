"""Files of the index: rebuilt when damaged, gone, strange; no harm from kills and full disks."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
import zlib
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import duckdb
import pytest
from stored_graphs import (
    asked,
    check_whole,
    files_in,
    forked,
    generations,
    ids,
    read_only,
    small_disk,
    version_of,
)

from graphs.graph import Graph
from graphs.storage.fill import SHARD
from graphs.storage.generations import Generations
from graphs.storage.index import MOST_IN_MEMORY
from graphs.storage.store import GraphStore

MANY = MOST_IN_MEMORY + 4
"""Recordings enough for a file of the index."""


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    store = GraphStore(tmp_path / "graph")
    for number in range(MANY):
        store.write(version_of(f"m{number:02}", number))
    return store


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def asking(store: GraphStore, cache: Path) -> Graph:
    """A graph whose index is written."""
    asking = asked(store, cache)
    asking.facts()
    assert generations(cache) == [1]
    return asking


def check_answers(asking: Graph) -> None:
    """Assert that the graph answers as one without a cache does."""
    found, expected = asking.facts(), asked(asking.index.store).facts()
    assert found == expected
    assert found.problems == expected.problems


def test_few_recordings_are_read_into_memory(tmp_path: Path, cache: Path) -> None:
    store = GraphStore(tmp_path / "graph")
    for number in range(MOST_IN_MEMORY):
        store.write(version_of(f"m{number:02}", number))
    asking = asked(store, cache)
    assert len(asking.recordings()) == MOST_IN_MEMORY
    assert not cache.exists()
    asking.index.compact()
    assert generations(cache) == [1]
    check_answers(asking)


def test_few_changes_do_not_write_it_again(asking: Graph, store: GraphStore, cache: Path) -> None:
    for number in range(MOST_IN_MEMORY):
        store.write(version_of(f"m{number:02}", 100))
    check_answers(asking)
    assert generations(cache) == [1]
    store.write(version_of("m99", 99))
    check_answers(asking)
    assert generations(cache) == [2]


def test_a_large_graph_takes_over_what_did_not_change(
    asking: Graph, store: GraphStore, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphs.storage.index.MOST_IN_MEMORY", 2)
    for name in ("m01", "m02", "m99"):
        store.write(version_of(name, 7))
    store.remove("m03")
    read: list[str] = []
    opened = store.open
    monkeypatch.setattr(store, "open", lambda name: (read.append(name), opened(name))[1])
    asking.facts()
    monkeypatch.undo()
    assert sorted(read) == ["m01.parquet", "m02.parquet", "m99.parquet"]
    assert generations(cache) == [2]
    check_answers(asking)
    assert "m03" not in asking.recordings()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_bytes(b"no database at all, but a text"),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "another database": lambda path: said(path, "DROP TABLE about"),
    "another version": lambda path: said(path, "UPDATE about SET version = 'another'"),
    "another folder": lambda path: said(path, "UPDATE about SET folder = '/elsewhere'"),
}


def said(path: Path, statement: str) -> None:
    """Change what a generation says about itself, and give it the name that fits."""
    other = path.with_name("other")
    path.replace(other)
    with duckdb.connect(str(other)) as engine:
        engine.execute(statement)
    name = f"index-000001-{zlib.crc32(other.read_bytes()):08x}.duckdb"
    other.replace(path.with_name(name))


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_a_file_that_cannot_be_used_is_written_anew(
    asking: Graph, store: GraphStore, cache: Path, damage: str
) -> None:
    (path,) = cache.glob("index-*")
    copy = cache / "copy"
    copy.write_bytes(path.read_bytes())  # so that the one that is open stays whole
    copy.replace(path)
    DAMAGES[damage](path)
    check_answers(asked(store, cache))
    store.write(version_of("m99", 99))
    check_answers(asking)
    check_answers(asked(store, cache))
    assert len(generations(cache)) == 1
    assert len(Generations(store, cache).latest().indexed) >= MANY


def test_no_flipped_bit_gives_a_wrong_answer(asking: Graph, store: GraphStore, cache: Path) -> None:
    expected = asking.facts()
    (path,) = cache.glob("index-*")
    content, generator = path.read_bytes(), random.Random(5)
    for number in range(6):
        flipped = bytearray(content)
        flipped[generator.randrange(len(content))] ^= 1 << generator.randrange(8)
        other = cache.parent / f"cache {number}"
        other.mkdir()
        (other / path.name).write_bytes(flipped)
        assert asked(store, other).facts() == expected
        assert generations(other) == [2]


def test_a_cache_that_cannot_be_written(store: GraphStore, cache: Path) -> None:
    cache.mkdir()
    with read_only(cache):
        check_answers(asked(store, cache))
        assert files_in(cache) == []


def test_an_index_in_a_read_only_cache_is_used(
    asking: Graph, store: GraphStore, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with read_only(cache):
        store.write(version_of("m00", 100))
        later = asked(store, cache)
        read: list[str] = []
        opened = store.open
        monkeypatch.setattr(store, "open", lambda name: (read.append(name), opened(name))[1])
        later.facts()
        assert read == ["m00.parquet"]
        check_answers(later)
        for number in range(MANY):
            store.write(version_of(f"m{number:02}", 100))
        check_answers(later)


def test_a_cache_that_is_a_file(store: GraphStore, cache: Path) -> None:
    cache.write_text("not a folder")
    check_answers(asked(store, cache))
    assert cache.read_text() == "not a folder"


@pytest.mark.parametrize("size", ["8k", "300k"])
def test_a_full_disk_under_the_cache(store: GraphStore, tmp_path: Path, size: str) -> None:
    with small_disk(tmp_path / "disk", size) as disk:
        asking = asked(store, disk / "cache")
        check_answers(asking)
        assert files_in(disk / "cache") == []
        asking.index.compact()
        check_answers(asking)
        assert files_in(disk / "cache") == []


def test_the_disk_fills_up_later(store: GraphStore, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "16m") as disk:
        asking = asked(store, disk / "cache")
        check_answers(asking)
        before = files_in(disk / "cache")
        assert len(before) == 1
        with (disk / "ballast").open("wb", buffering=0) as file:
            while shutil.disk_usage(disk).free:
                file.write(bytes(4096))
        for number in range(MANY):
            store.write(version_of(f"m{number:02}", 100))
        check_answers(asking)
        check_answers(asked(store, disk / "cache"))
        assert files_in(disk / "cache") == before


# several processes ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    return forked()


def write_generations(folder: Path, cache: Path, out: SimpleQueue[str]) -> None:
    asking = asked(GraphStore(folder), cache)
    asking.index.compact()
    out.put("first written")
    while True:
        asking.index.compact()


@pytest.mark.parametrize("kills", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_killed_while_it_writes(
    store: GraphStore, cache: Path, processes: ForkServerContext, kills: int
) -> None:
    generator = random.Random(kills)
    for _ in range(kills):
        out: SimpleQueue[str] = processes.SimpleQueue()
        writer = processes.Process(
            target=write_generations, args=(Path(str(store.folder)), cache, out)
        )
        writer.start()
        assert out.get() == "first written"
        time.sleep(generator.uniform(0, 0.2))
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        check_answers(asked(store, cache))
    asked(store, cache).index.compact()
    assert len(files_in(cache)) == 1  # what the killed ones left is gone, too


def ask_for(folder: Path, cache: Path, seconds: float, seed: int, out: SimpleQueue[int]) -> None:
    """Ask, relabel and write the index anew, in any order; each answer is of whole files."""
    store, generator, asked_for = GraphStore(folder), random.Random(seed), 0
    asking = asked(store, cache)
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        what = generator.random()
        if what < 0.3:
            for number in generator.sample(range(MANY), generator.choice((1, 1, MANY))):
                store.write(version_of(f"m{number:02}", generator.randrange(300)))
        elif what < 0.4:
            asking.index.compact()
        elif what < 0.5:
            asking = asked(store, cache)
        found = asking.facts()
        assert found.problems == []
        by_recording = {f.recording: [] for f in found}
        for one in found:
            by_recording[one.recording].append(one)
        assert len(by_recording) == MANY
        for facts in by_recording.values():
            check_whole(facts)
        asked_for += 1
    out.put(asked_for)


@pytest.mark.parametrize(
    "seconds", [3.0, pytest.param(60.0, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_processes_share_a_cache(
    store: GraphStore, cache: Path, processes: ForkServerContext, seconds: float
) -> None:
    out: SimpleQueue[int] = processes.SimpleQueue()
    folder = Path(str(store.folder))
    workers = [
        processes.Process(target=ask_for, args=(folder, cache, seconds, seed, out))
        for seed in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 3
    asking = asked(store, cache)
    check_answers(asking)
    asking.index.compact()
    assert len(files_in(cache)) == 1
    check_answers(asked(store, cache))


def test_another_one_writing_is_not_waited_for(
    store: GraphStore, cache: Path, processes: ForkServerContext
) -> None:
    from graphs.storage.lock import locked

    cache.mkdir()
    with locked(cache / ".lock"):
        asking = asked(store, cache)
        check_answers(asking)
        assert files_in(cache) == []
    store.write(version_of("m00", 1))
    check_answers(asking)
    assert generations(cache) == [1]


def test_two_indexes_in_one_process(asking: Graph, store: GraphStore, cache: Path) -> None:
    other = asked(store, cache)
    check_answers(other)
    other.index.compact()
    check_answers(asking)
    store.write(version_of("m00", 100))
    asking.index.compact()
    check_answers(other)


def test_it_is_in_the_order_of_the_files(asking: Graph, cache: Path) -> None:
    """So that a question about one recording reads few blocks."""
    (path,) = cache.glob("index-*")
    with duckdb.connect(str(path), read_only=True) as engine:
        rows = [r for (r,) in engine.execute("SELECT recording FROM fact").fetchall()]
        stems = [s for (s,) in engine.execute(f"SELECT stem FROM {SHARD}").fetchall()]
    assert rows == sorted(rows)
    assert stems == [f"m{number:02}" for number in range(MANY)]
    assert ids(asking.facts())


def test_an_older_file_that_could_not_be_removed_does_no_harm(
    asking: Graph, store: GraphStore, cache: Path
) -> None:
    (path,) = cache.glob("index-*")
    older = path.read_bytes()
    asking.index.compact()
    path.write_bytes(older)
    assert generations(cache) == [1, 2]
    store.write(version_of("m00", 100))
    check_answers(asked(store, cache))
    asking.index.compact()
    assert generations(cache) == [3]
