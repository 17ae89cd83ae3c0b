"""What it costs: start-up, one hour of tracks, ten hours of tracks.

Every figure is of a fresh process: CPU seconds of it and its workers, and the sum of the peaks of
their resident memory, as the kernel counts them. The peer's figures are those that AmadeusGPT
publishes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

FPS = 30
ANIMALS = ("mouse_1", "mouse_2")
KEYPOINTS = (
    "nose", "left_ear", "right_ear", "neck", "centre", "left_hip", "right_hip", "tailbase",
)  # fmt: skip
PEER_IMPORT_S, PEER_MB = 9.5, 1100


@dataclass(frozen=True)
class Cost:
    """CPU seconds, and peak memory in MB."""

    cpu_s: float
    peak_mb: float

    def __str__(self) -> str:
        return f"{self.cpu_s:6.2f} CPU s, {self.peak_mb:5.0f} MB"


def run(*arguments: str) -> Cost:
    """Run the interpreter with some arguments and return what it cost."""
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        peak = max(peak, _peak_kb(process.pid))
        time.sleep(0.004)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{' '.join(arguments)} ended with {process.returncode}"
        raise RuntimeError(message)
    return Cost(usage.ru_utime + usage.ru_stime, peak / 1024)


def _peak_kb(pid: int) -> int:
    """Return the peak resident memory of a process and of everything it started, added up."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    own = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
    return int(own) + sum(_peak_kb(int(child)) for child in children)


def write_tracks(path: Path, hours: float) -> None:
    """Write a DeepLabCut h5 of two animals that wander about, rest and meet."""
    frames = int(hours * 3600 * FPS)
    random = np.random.default_rng(1)
    columns = pd.MultiIndex.from_product(
        [["scorer"], ANIMALS, KEYPOINTS, ["x", "y", "likelihood"]],
        names=["scorer", "individuals", "bodyparts", "coords"],
    )
    table = np.empty((frames, len(columns)))
    time_s = np.arange(frames) / FPS
    for number in range(len(ANIMALS)):
        pace = np.clip(np.sin(time_s / 17 + number) + np.sin(time_s / 5.3), 0, None) * 40
        heading = np.cumsum(random.normal(0, 0.08, frames)) + number
        centre = np.stack([np.cumsum(np.cos(heading) * pace), np.cumsum(np.sin(heading) * pace)])
        centre = 320 + 250 * np.sin(centre / FPS / 250)  # folded back into the arena
        for k in range(len(KEYPOINTS)):
            column = 3 * (number * len(KEYPOINTS) + k)
            along = 42 - 12 * k
            table[:, column] = centre[0] + along * np.cos(heading) + random.normal(0, 1, frames)
            table[:, column + 1] = centre[1] + along * np.sin(heading) + random.normal(0, 1, frames)
            table[:, column + 2] = np.clip(1 - np.abs(random.normal(0, 0.1, frames)), 0, 1)
    data = pd.DataFrame(table, columns=columns)
    data.to_hdf(path, key="df_with_missing", format="table", mode="w")


def main() -> bool:
    """Print start-up, one hour and ten hours; return whether all targets are met."""
    imported = run("-c", "import workbench")
    bare = run("-c", "pass")
    helped = run("-m", "workbench", "--help")
    print(f"python alone        {bare}")
    print(
        f"import workbench    {imported}   (AmadeusGPT, published: {PEER_IMPORT_S} s, {PEER_MB} MB)"
    )
    print(f"workbench --help    {helped}   ({PEER_IMPORT_S / helped.cpu_s:.0f} times less CPU)")
    costs = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for hours in (1, 10):
            tracks = folder / f"tracks_{hours}h.h5"
            write_tracks(tracks, hours)
            project = folder / f"project_{hours}h"
            costs[hours] = run(
                "-m", "workbench", "label", str(tracks), "--project", str(project),
                "--fps", str(FPS), "--px-per-cm", "10", "--ethogram", "social_rodents",
            )  # fmt: skip
            print(f"label {hours:2} h of tracks {costs[hours]}")
    cpu, memory = costs[10].cpu_s / costs[1].cpu_s, costs[10].peak_mb / costs[1].peak_mb
    print(f"ten hours beside one: {cpu:.2f} times the CPU (target 10.5), ", end="")
    print(f"{memory:.2f} times the memory (target 2)")
    one = costs[1].cpu_s <= 20 and costs[1].peak_mb <= 1024
    return one and cpu <= 10.5 and memory <= 2
