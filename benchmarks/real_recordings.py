"""Real recordings of many sources, labelled by the command line with no work by hand.

Reads ``../shared/data`` beside the project, if it is there. What a source's description says (frame
rates, scale, which video belongs to which tracks) is all that is told to the program.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

DATA = Path(__file__).parents[2] / "shared" / "data"

Row = dict[str, str | float]


@dataclass(frozen=True)
class Source:
    """One `workbench label`: files or rows of a mapping file, and options."""

    name: str
    ethogram: str
    paths: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    rows: tuple[Row, ...] = field(default=())


def sources() -> list[Source]:
    """Return what to label."""
    flies = "sleap_flies"
    pairs = (
        ("centered_pair", "centered_pair_small.mp4", "centered_pair_predictions.slp"),
        ("flies_120s", "20190128_113421.120s.mp4", "120s.predictions.slp"),
        ("clip", "clip.mp4", "clip.predictions.slp"),
    )
    return [
        Source("three mice", "social_rodents", ("amadeusgpt_examples/MABe",)),
        Source("horse", "generic", ("amadeusgpt_examples/Horse",)),
        Source("mouse in 3-D", "generic", ("amadeusgpt_examples/MausHaus3D",), ("--fps", "30")),
        Source(
            "flies",
            "flies",
            rows=tuple(
                {"name": n, "video": f"{flies}/{v}", "tracks": f"{flies}/{t}", "animal_count": 2}
                for n, v, t in pairs
            ),
        ),
        Source("rats", "social_rodents", ("rat_resident_intruder/pose",), ("--fps", "20")),
        Source(
            "adult and juvenile",
            "social_rodents",
            ("mouse_adult_juvenile_interaction/pose",),
            ("--fps", "30"),
        ),
        Source("objects", "object_exploration", rows=_object_rows()),
        Source(
            "mirror mouse",
            "generic",
            rows=(
                {
                    "name": "mirror_mouse",
                    "video": "lightning_pose_mirror_mouse/test_vid.mp4",
                    "tracks": "lightning_pose_mirror_mouse/CollectedData.csv",
                },
            ),
        ),
        Source("JABS", "social_rodents", rows=_files("jabs_pose", 30)),
        Source("NWB", "generic", ("nwb_pose",), ("--fps", "30")),
        Source("deepof", "social_rodents", rows=_files("deepof_tables", 25)),
        Source("reaching", "generic", ("dlc2kinematics_reaching",), ("--fps", "150")),
    ]


def _object_rows() -> tuple[Row, ...]:
    folder = DATA / "mouse_object_exploration"
    with (folder / "videos.csv").open(encoding="utf-8") as file:
        return tuple(
            {
                "name": row["video"],
                "tracks": f"mouse_object_exploration/pose/{row['video']}_DLC.h5",
                "fps": float(row["fps"]),
                "group": row["group"],
                "px_per_cm": 1 / float(row["cm_per_px"]),
            }
            for row in csv.DictReader(file)
        )


def _files(folder: str, fps: float) -> tuple[Row, ...]:
    """Return every track file of a folder as a recording of its own."""
    files = sorted(
        path.relative_to(DATA)
        for path in (DATA / folder).rglob("*")
        if path.suffix in (".csv", ".h5", ".slp")
    )
    return tuple(
        {"name": f"{p.parent.name}_{p.name}", "tracks": p.as_posix(), "fps": fps} for p in files
    )


def label(source: Source, folder: Path) -> list[dict[str, Any]]:
    """Label a source through the command line and return its outcomes."""
    project = folder / source.name.replace(" ", "_")
    command = [sys.executable, "-m", "workbench", "label", "--project", str(project), "--json"]
    command += ["--ethogram", source.ethogram, *source.options]
    command += [str(DATA / path) for path in source.paths]
    if source.rows:
        mapping = folder / f"{project.name}.csv"
        columns = sorted({key for row in source.rows for key in row})
        with mapping.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for row in source.rows:
                files = {k: str(DATA / str(row[k])) for k in ("video", "tracks") if k in row}
                writer.writerow({**row, **files})
        command += ["--mapping", str(mapping)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        return [{"recording": source.name, "state": "failed", "error": done.stderr.strip()}]
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)["outcomes"]
    return outcomes


def main() -> bool:
    """Print a row per recording; return whether all were labelled."""
    if not DATA.is_dir():
        print(f"no real recordings: {DATA.parent.name}/{DATA.name} is not beside the project")
        return True
    table = Table("source", "recording", "frames", "animals", "s", "events", "facts", "remarks")
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        for source in sources():
            for one in label(source, Path(name)):
                failed += one["state"] == "failed"
                remarks = one.get("error") or "; ".join(one.get("warnings", []))
                numbers = (one.get(key, "") for key in ("frames", "animals"))
                counts = (one.get(key, "") for key in ("events", "facts"))
                table.add_row(
                    source.name,
                    one["recording"],
                    *map(str, numbers),
                    f"{one.get('seconds', 0):.2f}",
                    *map(str, counts),
                    remarks if len(remarks) < 200 else remarks[:197] + "...",
                )
    Console(width=180).print(table)
    print(f"{failed} failed")
    return failed == 0
