"""Ten thousand recordings of two seconds each: plan, label, and see that nothing is left to do.

Times are those of whole commands, with start-up. Memory is that of the process that hands out the
work, as the kernel counts it, without its workers.
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

COUNT, FRAMES, FPS = 10_000, 60, 30
PLAN_TARGET_S, AGAIN_TARGET_S, MEMORY_TARGET_MB = 30.0, 60.0, 200.0
POINTS = (("nose", 10.0), ("centre", 0.0), ("tailbase", -10.0))


@dataclass(frozen=True)
class Ran:
    """What a command took, printed, and used of memory."""

    seconds: float
    last: str
    peak_mb: float
    growth_mb: float


def write_recordings(folder: Path, count: int) -> None:
    """Write DeepLabCut tables of two animals that run behind each other, no two alike."""
    names = [(who, point) for who in ("ind1", "ind2") for point, _ in POINTS]
    columns = pd.MultiIndex.from_tuples(
        [("DLC", who, point, c) for who, point in names for c in ("x", "y", "likelihood")],
        names=["scorer", "individuals", "bodyparts", "coords"],
    )
    ahead = np.array([lead + along / 45 for lead in (0.0, 0.6) for _, along in POINTS])
    for number in range(count):
        angle = 0.05 * np.arange(FRAMES)[:, None] + ahead + number
        places = np.stack(
            [80 + 45 * np.cos(angle), 60 + 45 * np.sin(angle), np.full(angle.shape, 0.99)], axis=2
        )
        table = pd.DataFrame(places.reshape(FRAMES, -1), columns=columns)
        table.round(2).to_csv(folder / f"mouse_{number:05}.csv")


def run(*words: str) -> Ran:
    """Run the command line; its memory counts as growth from when it first hands out work."""
    began, peak, first = time.perf_counter(), 0.0, None
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench", *words], stdout=out, stderr=subprocess.DEVNULL
        )
        while process.poll() is None:
            used = _used_mb(process.pid)
            peak = max(peak, used)
            if first is None and _has_children(process.pid):
                first = used
            time.sleep(0.1)
        seconds = time.perf_counter() - began
        out.seek(0)
        lines = [line.strip() for line in out if line.strip()]
    if process.returncode:
        raise RuntimeError("\n".join(lines[-20:]))
    last = next((line for line in reversed(lines) if " done, " in line), lines[-1])
    return Ran(seconds, last, peak, peak - (peak if first is None else first))


def _used_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    sizes = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(sizes[0]) / 1024 if sizes else 0.0


def _has_children(pid: int) -> bool:
    try:
        return bool(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())
    except OSError:
        return False


def main() -> bool:
    """Print what each of the three runs takes; return whether all targets are met."""
    print(f"processors busy at the start, of {os.cpu_count()}: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        data, project = Path(name) / "data", str(Path(name) / "project")
        data.mkdir()
        write_recordings(data, COUNT)
        label = ("label", str(data), "--project", project, "--fps", str(FPS), "--jobs", "2")
        plan = run(*label, "--dry-run")
        print(f"plan    {plan.seconds:6.1f} s (target {PLAN_TARGET_S:.0f}), {plan.peak_mb:.0f} MB")
        done = run(*label)
        print(
            f"label   {done.seconds:6.1f} s, {done.last}; {done.peak_mb:.0f} MB at most, ", end=""
        )
        print(f"{done.growth_mb:.0f} more than at its start (target {MEMORY_TARGET_MB:.0f})")
        again = run(*label)
        print(f"again   {again.seconds:6.1f} s (target {AGAIN_TARGET_S:.0f}), {again.last}")
    return (
        plan.seconds <= PLAN_TARGET_S
        and again.seconds <= AGAIN_TARGET_S
        and done.growth_mb <= MEMORY_TARGET_MB
        and done.last.startswith(f"{COUNT} done")
        and again.last.startswith(f"0 done, {COUNT} skipped")
    )
