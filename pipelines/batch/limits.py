"""How much time and memory one recording may take, and how that is measured.

Memory is measured from outside, a few times a second: what a process reserved (which the system
can limit by itself) says nothing, because readers of videos and arrays reserve far more than they
use. On Linux it is what the process has to itself, in memory or swapped out; on macOS and other
Unix systems what ``ps`` calls resident. On Windows it is not known, and no limit holds.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from graphs.errors import UserError

QUIET_S = 1800.0
"""The longest that a recording is expected to go without a report: half an hour."""
_SHARED_OUT = 0.8
"""Part of the memory of a machine that is shared out among the workers."""
_MB = 1e6
_PS_S = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one recording may take before its process is ended and replaced.

    Parameters
    ----------
    time_s
        Seconds by the clock; ``None`` for no limit.
    memory_mb
        Memory of the worker process that is really in use (10^6 bytes), not what it reserved;
        ``None`` for its share of this machine, see `share_mb`.
    quiet_s
        Seconds without a report of a new stage or share: it hangs. ``None`` for no limit.

    Raises
    ------
    UserError
        A limit is not above zero.
    """

    time_s: float | None = None
    memory_mb: float | None = None
    quiet_s: float | None = QUIET_S

    def __post_init__(self) -> None:
        """Refuse limits that nothing can keep."""
        for name in ("time_s", "memory_mb", "quiet_s"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                message = f"The limit {name} must be above 0; found {value:g}."
                raise UserError(message)


def took_too_long(limits: Limits) -> str:
    """Return in words that a recording broke the limit of time."""
    return (
        f"It took more than {limits.time_s:g} s, the limit for one recording. Raise the limit, or "
        "cut the recording into parts."
    )


def share_mb(jobs: int) -> float | None:
    """Return the memory that each of some workers may use: four fifths of the machine's together.

    Returns
    -------
    float or None
        ``None`` where the system does not tell how much there is.
    """
    total = machine_mb()
    return None if total is None else _SHARED_OUT * total / max(jobs, 1)


def share_of_processors(jobs: int) -> dict[str, str]:
    """Return environment variables that keep each of some workers to its share of the processors.

    Notes
    -----
    Left alone, OpenBLAS takes all processors in every worker and waits busily in between: two
    workers on two processors take a quarter longer. Labelling has nothing that it could share, so
    it gets one thread. PyTorch heeds other variables.
    """
    own = getattr(os, "sched_getaffinity", None)
    processors = len(own(0)) if own is not None else os.cpu_count() or 1
    share = max(processors // max(jobs, 1), 1)
    return {"OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": str(share)}


def machine_mb() -> float | None:
    """Return the memory of this machine, or what a container or a cluster job may use of it."""
    found = []
    with contextlib.suppress(ValueError, OSError, AttributeError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _MB)
    for path in _group_limits():
        with contextlib.suppress(OSError, ValueError):  # "max" is no number
            found.append(int(path.read_text(encoding="ascii")) / _MB)
    return min(found, default=None)


def _group_limits() -> list[Path]:
    """Return the files that say how much memory the control groups of this process may use."""
    top = Path("/sys/fs/cgroup")
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    (inside,) = [line[3:] for line in lines if line.startswith("0::")] or [""]
    groups = [top / inside.strip("/"), *(top / inside.strip("/")).parents]
    new = [group / "memory.max" for group in groups if group.is_relative_to(top)]
    return [*new, top / "memory" / "memory.limit_in_bytes"]


def used_mb(pid: int) -> float | None:
    """Return how much memory a process uses; ``None`` if that cannot be told or it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None if Path("/proc/self/status").exists() else _used_by_ps(pid)
    except OSError:  # it is just going
        return None
    sizes = dict(line.split(":", 1) for line in lines)
    parts = [sizes[name] for name in ("RssAnon", "RssShmem", "VmSwap") if name in sizes]
    return sum(int(part.split()[0]) for part in parts) * 1024 / _MB if parts else None


def _used_by_ps(pid: int) -> float | None:
    if os.name != "posix":
        return None
    words = ["ps", "-o", "rss=", "-p", str(pid)]
    with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
        told = subprocess.run(  # noqa: S603 - fixed words and a number
            words, capture_output=True, text=True, timeout=_PS_S, check=False
        )
        return int(told.stdout) * 1024 / _MB
    return None
