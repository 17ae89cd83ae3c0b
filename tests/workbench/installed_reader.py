"""A track format that a test brings, as an installed package would."""

from __future__ import annotations

from pathlib import Path


def install_reader(folder: Path, program: str) -> Path:
    """Write a package, whose format "waiting" `program` registers; return what goes on the path."""
    about = folder / "waiting-1.dist-info"
    about.mkdir(parents=True)
    (folder / "waiting_reader.py").write_text(program)
    (about / "METADATA").write_text("Name: waiting\nVersion: 1\n")
    entry = "[behavior_workbench.track_formats]\nwaiting = waiting_reader\n"
    (about / "entry_points.txt").write_text(entry)
    return folder
