"""Recordings that are good, and ones whose reader crashes, hangs or eats the memory."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from pathlib import Path

from graphs.ethogram import Ethogram, parse_ethogram
from pipelines.batch.outcome import Outcome
from pipelines.recording import RecordingSpec
from workbench.ethograms import ethogram_text

LabelInto = Callable[..., list[Outcome]]
"""`label_all` with an ethogram and settings."""

BAD_READER = """
import ctypes, os, time
from graphs.errors import DataError
from pipelines.tracks.registry import register_track_format

def why_not(path):
    return None if path.read_bytes().startswith(b"BAD") else "does not begin with BAD"

@register_track_format("bad", why_not)
def read(path):
    match path.read_text().split()[1]:
        case "crash":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "sleep":
            time.sleep(3600)
        case "spin":
            while True:
                pass
        case "eat":
            eaten = []
            while True:
                eaten.append(bytearray(os.urandom(1024) * 20_000))
                time.sleep(0.01)
        case "kill":
            os.kill(os.getpid(), 9)
        case "wait":
            (path.parent / "reading").touch()
            while not (path.parent / "go").exists():
                time.sleep(0.01)
            raise DataError("waited")
        case "memory":
            raise MemoryError
"""


def install_bad_reader(site: Path) -> None:
    """Write a package with a track format whose reader does what the file says."""
    about = site / "bad-1.dist-info"
    about.mkdir(parents=True)
    (site / "bad_reader.py").write_text(BAD_READER)
    (about / "METADATA").write_text("Name: bad\nVersion: 1\n")
    (about / "entry_points.txt").write_text(
        "[behavior_workbench.track_formats]\nbad = bad_reader\n"
    )


def ethogram() -> Ethogram:
    return parse_ethogram(ethogram_text("social_rodents"))


def good(folder: Path, name: str, frames: int = 60) -> RecordingSpec:
    """Write tracks of two animals: one runs behind the other along a circle."""
    points = (("nose", 10.0), ("centre", 0.0), ("tailbase", -10.0))
    names = [(who, point) for who in ("ind1", "ind2") for point, _ in points]
    columns = [(who, point, c) for who, point in names for c in ("x", "y", "likelihood")]
    rows = [
        ["scorer", *["DLC_resnet50_testJan1shuffle1_1000"] * len(columns)],
        ["individuals", *(who for who, _, _ in columns)],
        ["bodyparts", *(point for _, point, _ in columns)],
        ["coords", *(c for _, _, c in columns)],
    ]
    for frame in range(frames):
        at = [0.05 * frame + lead + ahead / 45 for lead in (0.0, 0.6) for _, ahead in points]
        cells = [(80 + 45 * math.cos(a), 60 + 45 * math.sin(a)) for a in at]
        rows.append([str(frame), *(f"{x:.2f},{y:.2f},0.99" for x, y in cells)])
    path = folder / f"{name}.csv"
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    return RecordingSpec(name, tracks=path, fps=30)


def bad(folder: Path, name: str, how: str) -> RecordingSpec:
    """Write tracks that only the bad reader reads."""
    path = folder / f"{name}.h5"
    path.write_text(f"BAD {how}")
    return RecordingSpec(name, tracks=path, fps=30)


def files_in(graph: Path) -> dict[str, str]:
    """Return every file below a folder, also hidden ones, with a hash of its content."""
    return {
        path.relative_to(graph).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(graph.rglob("*"))
        if path.is_file()
    }


def causes(outcomes: Sequence[Outcome]) -> dict[str, str | None]:
    """Return why each recording has no new facts."""
    return {outcome.recording: outcome.cause for outcome in outcomes}
