"""Eight short recordings, four control and four treated, with a planted difference.

Treated animals chase at most once and rest long; control animals chase two or three times and rest
briefly. Tracks are made on demand; there is no video. The truth of each recording lies beside it.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sample_data.clock import steady_times
from sample_data.motion import simulate
from sample_data.scene import write_scene
from sample_data.script import Act, Part, Point, Script
from sample_data.tracks import Flaws, noisy_tracks, to_frame, tracks_path, write_h5
from sample_data.truth import read_truth, write_truth

PLANS: dict[str, tuple[tuple[str, ...], ...]] = {
    "control": (
        ("chase", "pause", "chase"),
        ("chase", "chase", "pause"),
        ("pause", "chase", "chase", "chase"),
        ("chase", "pause", "chase", "chase"),
    ),
    "treated": (
        ("sniff", "rest", "sniff"),
        ("rest", "sniff", "rest"),
        ("sniff", "rest", "chase"),
        ("rest", "sniff", "rest"),
    ),
}
"""What happens in each recording, block by block; mouse_1 is the treated (or control) animal."""

MIDDLE: Point = (30.0, 30.0)
RING_CM = 19.0


@dataclass(slots=True)
class Writer:
    """Acts of both mice while a script is put together; `corner` is where mouse_2 is."""

    now: float
    corner: int
    mine: list[Act]
    theirs: list[Act]

    def both(self, seconds: float, mine: Act, theirs: Act) -> None:
        """Add an act of each mouse that lasts some seconds; their own end times are replaced."""
        self.now = round(self.now + seconds, 3)
        self.mine.append(Act(mine.doing, self.now, mine.path, mine.speed, mine.at))
        self.theirs.append(Act(theirs.doing, self.now, theirs.path, theirs.speed, theirs.at))


def group_script(plan: tuple[str, ...], seed: int) -> tuple[Script, float]:
    """Return the script of one recording, and its length in seconds."""
    generator = np.random.default_rng(seed)
    corner = int(generator.integers(8))
    writer = Writer(0.0, corner, [], [])
    look = Act("look", 0)
    writer.both(1.0, look, look)
    for block in plan:
        _add_block(writer, block, generator)
    start = _ring(corner)
    script = {
        "mouse_1": Part(MIDDLE, 45.0 * corner + 180, tuple(writer.mine)),
        "mouse_2": Part(start, 45.0 * corner + 90, tuple(writer.theirs)),
    }
    return script, writer.now


def _add_block(writer: Writer, block: str, generator: np.random.Generator) -> None:
    look, face = Act("look", 0), Act("face", 0)
    if block in ("rest", "pause"):
        seconds = generator.uniform(8, 10) if block == "rest" else generator.uniform(2.6, 3.2)
        writer.both(float(seconds), Act("rest", 0), look)
        return
    writer.both(float(generator.uniform(3.2, 4.0)), Act("sniff", 0, speed=12), face)
    if block == "chase":
        legs = int(generator.integers(5, 7))
        path = tuple(_ring(writer.corner + leg) for leg in range(1, legs + 1))
        writer.corner += legs
        run = Act("walk", 0, path=path, speed=31)
        writer.both(legs * 0.49, Act("chase", 0), run)
        writer.both(0.7, look, run)
    away = Act("walk", 0, path=(_ring(writer.corner + 4, 8.0),), speed=9)
    writer.both(3.0, away, look)


def _ring(corner: int, radius_cm: float = RING_CM) -> Point:
    angle = math.radians(45.0 * corner)
    return MIDDLE[0] + radius_cm * math.cos(angle), MIDDLE[1] + radius_cm * math.sin(angle)


def write_group(folder: Path, seed: int = 20) -> list[tuple[str, str, Path, Path]]:
    """Write the tracks and the truth of all eight recordings, `scene.toml` and `groups.csv`.

    Parameters
    ----------
    folder
        Made if absent.
    seed
        Decides scripts, motion and noise.

    Returns
    -------
    list of (name, group, tracks path, truth path)
        Control first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for group, plans in PLANS.items():
        for number, plan in enumerate(plans, start=1):
            name = f"{group}_{number}"
            tracks, truth = tracks_path(folder, name), folder / f"{name}_truth.csv"
            seed += 1
            script, duration_s = group_script(plan, seed)
            motion = simulate(script, duration_s, seed)
            noisy = noisy_tracks(motion, steady_times(duration_s), seed, Flaws())
            write_h5(tracks, to_frame(*noisy))
            write_truth(truth, [(name, read_truth(motion))])
            written.append((name, group, tracks, truth))
    write_scene(folder / "scene.toml")
    with (folder / "groups.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("recording", "group"))
        rows.writerows((name, group) for name, group, *_ in written)
    return written
