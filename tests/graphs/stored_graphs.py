"""Small graphs to store, disks that are full or read-only, and processes that use them at once."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from graphs.graph import Graph
from graphs.records import Assessed, Event, Fact, Kind, Run
from graphs.storage.index import GraphIndex
from graphs.storage.overlay import Overlay
from graphs.storage.shard import RecordingGraph
from graphs.storage.store import GraphStore

RUN = Run("r1", "workbench", "0.1.0", "geometry", "surprise", "imported", {}, {})


def fact(recording: str, who: str, does: str, whom: str | None, start: float, stop: float) -> Fact:
    kind: Kind = "point" if start == stop else "state"
    return Fact(
        recording, who, does, whom, start, stop, int(start * 30), int(stop * 30) + 1, kind, 0.8,
        "asserted", "rule", "r1",
    )  # fmt: skip


def graph(recording: str, *facts: Fact) -> RecordingGraph:
    """What labelling says of a recording of one minute; A and B were looked at for chases."""
    return RecordingGraph(
        recording,
        RUN,
        "f0",
        [
            Event(recording, "episode-0001", "episode", 0, 60, None, "surprise"),
            Event(recording, "bout-0001", "bout", 0, 30, "episode-0001", "surprise"),
        ],
        facts,
        [Assessed(recording, who, "chase", None, 0, 60) for who in ("A", "B")],
        {"duration_s": 60.0},
    )


def asked(
    store: GraphStore, cache: Path | None = None, overlay: Callable[[], Overlay] = Overlay
) -> Graph:
    return Graph(GraphIndex(store, overlay, cache))


def ids(facts: Sequence[Fact]) -> list[str]:
    return sorted(f.fact_id for f in facts)


def files_in(folder: Path, *but: str) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name not in (".lock", *but))


def generations(cache: Path) -> list[int]:
    """The numbers of the files of an index; nothing else may be there."""
    names = files_in(cache)
    assert all(name.startswith("index-") for name in names), names
    return [int(name.split("-")[1]) for name in names]


# graphs that tell their version -------------------------------------------------------------------


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


def check_whole(facts: Sequence[Fact]) -> int:
    """Assert that all facts of one recording are of one version, and return it."""
    version = int(facts[0].evidence["version"])
    assert {f.run for f in facts} == {f"run-{version}"}
    assert len(facts) == 50 + version % 150
    return version


# processes and disks ------------------------------------------------------------------------------


def forked() -> ForkServerContext:
    """Processes that start in milliseconds, with nothing of this one in them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["graphs.graph"])
    return context


@contextlib.contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[Path]:
    """A file system at a folder; the test is skipped where nothing can be mounted."""
    folder.mkdir(exist_ok=True, parents=True)
    done = subprocess.run(
        ["mount", *arguments, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"cannot mount here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # files may still be open


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    with mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs") as disk:
        yield disk


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """A folder that nobody can write to, root neither."""
    if os.geteuid() != 0:
        mode = folder.stat().st_mode
        folder.chmod(0o555)
        try:
            yield folder
        finally:
            folder.chmod(mode)
        return
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield folder
