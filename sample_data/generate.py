"""Rebuild the sample data: ``python -m sample_data.generate [--out DIR] [--group DIR]``.

Writes two recordings of one simulated scene: ``open_field`` at 30 frames per second and
``open_field_vfr``, its twin from a camera that drops frames; and their truth.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sample_data.boris import Observation, write_boris
from sample_data.clock import FPS, steady_times, troubled_times
from sample_data.group import write_group
from sample_data.motion import Motion, simulate
from sample_data.render import write_movie
from sample_data.scene import Floats, write_scene
from sample_data.script import DURATION_S, OPEN_FIELD
from sample_data.tracks import (
    OPEN_FIELD_FLAWS,
    noisy_tracks,
    to_frame,
    tracks_path,
    write_csv,
    write_h5,
)
from sample_data.truth import read_truth, write_truth

OUT = Path(__file__).parent / "open_field"
SEED = 7


def open_field_motion() -> Motion:
    """Return the clean motion of the scene."""
    return simulate(OPEN_FIELD, DURATION_S, SEED)


def capture_times() -> dict[str, Floats]:
    """Return recording -> capture time of every frame, in seconds."""
    return {
        "open_field": steady_times(DURATION_S),
        "open_field_vfr": troubled_times(DURATION_S, SEED),
    }


def write_open_field(folder: Path, *, videos: bool = True) -> None:
    """Write tracks, truth, scene and (if wanted) videos of both recordings."""
    folder.mkdir(parents=True, exist_ok=True)
    motion = open_field_motion()
    facts = read_truth(motion)
    clocks = capture_times()
    for number, (name, times_s) in enumerate(clocks.items()):
        table = to_frame(*noisy_tracks(motion, times_s, SEED + number, OPEN_FIELD_FLAWS))
        write_h5(tracks_path(folder, name), table)
        if name == "open_field":
            write_csv(tracks_path(folder, name, ".csv"), table)
        if videos:
            write_movie(folder / f"{name}.mp4", motion, times_s)
    write_scene(folder / "scene.toml")
    write_truth(folder / "truth.csv", [(name, facts) for name in clocks])
    observations = [Observation(name, DURATION_S, FPS, facts) for name in clocks]
    write_boris(folder / "truth_boris.csv", observations)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the two recordings")
    parser.add_argument("--no-video", action="store_true", help="tracks and truth only")
    parser.add_argument("--group", type=Path, help="write the group of eight here, and only that")
    chosen = parser.parse_args()
    if chosen.group is not None:
        for name, group, tracks, _ in write_group(chosen.group):
            print(f"{name}  {group}  {tracks}")
        return
    write_open_field(chosen.out, videos=not chosen.no_video)
    for path in sorted(chosen.out.iterdir()):
        print(f"{path.stat().st_size / 1000:8.0f} kB  {path.name}")


if __name__ == "__main__":
    main()
