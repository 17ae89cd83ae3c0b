"""Sixty recordings of 20 s to 10 min: in this process, by two workers, by Dask workers.

One in six is a video alone, in which the animals are found first; two are videos with tracks; three
are tracks alone. With them, where they are, the real recordings of ``../shared/data`` that have
tracks of two rodents. Every way of working labels all of them anew through the command line, and
all must store the same bytes. A way's efficiency is the time that serial work takes, over twice its
own; start-up and report count on both sides. Serial work is kept to one processor and is done
before and after the others; the quicker one is the baseline. The overhead of a recording is the
CPU time of a way beyond that of serial work, over the number of recordings.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.batch_world import write_recordings
from benchmarks.real_recordings import DATA

COUNT, SHORTEST_S, LONGEST_S = 60, 20, 600
EFFICIENCY_TARGET, OVERHEAD_TARGET_S = 0.85, 0.3
RATS = "rat_resident_intruder/pose"
MICE = "mouse_adult_juvenile_interaction/pose"
ALONE = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}
"""One processor for serial work, one for each of two workers."""


@dataclass(frozen=True)
class Took:
    """What a way of working took, in seconds, and what it stored."""

    wall_s: float
    cpu_s: float
    stored: dict[str, str]


def label(folder: Path, mapping: Path, options: Sequence[str]) -> Took:
    """Label all recordings in a new project through the command line."""
    project = Path(tempfile.mkdtemp(dir=folder))
    command = [sys.executable, "-m", "workbench", "label", "--project", str(project)]
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(
        [*command, "--mapping", str(mapping), *options],
        env=ALONE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    wall = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(done.stderr + done.stdout)
    stored = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted((project / "graph").iterdir())
        if file.is_file()
    }
    return Took(wall, cpu_s(before), stored)


def cpu_s(before: os.times_result) -> float:
    """Return what this process, and those that it has seen end, have used since."""
    return sum(os.times()[:4]) - sum(before[:4])


@contextmanager
def dask_cluster(workers: int) -> Iterator[str]:
    """Start a scheduler and workers as processes of their own; give the address when they wait."""
    from distributed import Client

    dask = [sys.executable, "-m", "dask"]
    start = {"env": ALONE, "stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    running = [subprocess.Popen([*dask, "scheduler", *options], **start)]
    try:
        address = _address(running[0])
        for _ in range(workers):
            options = ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
            running.append(
                subprocess.Popen([*dask, "worker", address, *options], **{**start, "stderr": -3})
            )
        with Client(address) as client:
            client.wait_for_workers(workers)
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait()


def _address(scheduler: subprocess.Popen[str]) -> str:
    assert scheduler.stderr is not None
    for line in scheduler.stderr:
        if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
            return found[1]
    message = "The Dask scheduler did not start."
    raise RuntimeError(message)


def write_mapping(folder: Path) -> Path:
    """Write all recordings, and a mapping file that names them."""
    lengths = np.geomspace(SHORTEST_S, LONGEST_S, COUNT)
    rows = write_recordings(folder, [float(length) for length in lengths])
    rows += [
        {"name": f"{folder_name[:3]}_{path.name[:24]}", "tracks": str(path), "fps": fps}
        for folder_name, fps in ((RATS, 20), (MICE, 30))
        for path in sorted((DATA / folder_name).glob("*.csv*"))
    ]
    mapping = folder / "recordings.csv"
    with mapping.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["name", "video", "tracks", "fps", "animal_count"])
        writer.writeheader()
        writer.writerows(rows)
    print(f"{COUNT} made recordings, {len(rows) - COUNT} real ones")
    return mapping


def main() -> bool:
    """Print how every way compares with serial work; return whether all meet the targets."""
    print(f"processors busy at the start, of {os.cpu_count()}: {os.getloadavg()[0]:.1f}")
    serial = ("--jobs", "0")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mapping = write_mapping(folder)
        first = label(folder, mapping, serial)
        ways = {
            way: label(folder, mapping, way.split()) for way in ("--jobs 2", "--cluster local:2")
        }
        before = os.times()
        with dask_cluster(2) as address:
            took = label(folder, mapping, ["--cluster", address])
        ways["a running cluster"] = replace(took, cpu_s=cpu_s(before))
        again = label(folder, mapping, serial)
    best = min(first, again, key=lambda took: took.wall_s)
    print(f"--jobs 0: {first.wall_s:.1f} s, again {again.wall_s:.1f} s, CPU {best.cpu_s:.1f} s")
    met = [_compare(way, took, best) for way, took in ways.items()]
    return all(met)


def _compare(way: str, took: Took, serial: Took) -> bool:
    """Print how a way compares with serial work; return whether it meets the targets."""
    efficiency = serial.wall_s / took.wall_s / 2
    overhead = (took.cpu_s - serial.cpu_s) / len(serial.stored)
    equal = took.stored == serial.stored
    print(
        f"{way:18} {took.wall_s:6.1f} s  efficiency {efficiency:.3f} (target {EFFICIENCY_TARGET}), "
        f"overhead {overhead:6.3f} CPU s a recording (target {OVERHEAD_TARGET_S}), "
        f"{len(took.stored)} files {'equal' if equal else 'NOT EQUAL'}"
    )
    return equal and efficiency >= EFFICIENCY_TARGET and overhead <= OVERHEAD_TARGET_S
