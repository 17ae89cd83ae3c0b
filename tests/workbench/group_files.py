"""Four recordings of two groups, two animals in each, that rest as long as is said here."""

from __future__ import annotations

import math
from pathlib import Path

from workbench.knowledge.imports import import_graph
from workbench.project import Project, open_project

FPS, FRAMES = 30, 90
RESTED_S = {
    "c1": ("control", 0.5, 0.7),
    "c2": ("control", 0.9, 1.1),
    "t1": ("treated", 1.5, 1.7),
    "t2": ("treated", 1.9, 2.1),
}
"""Recording -> its group, and how long its two animals rest."""

_POINTS = (("nose", 20.0), ("centre", 0.0), ("tailbase", -20.0))


def add_groups(project: Project) -> Project:
    """Add the recordings to a project, with facts that a person scored; return it opened again."""
    entries = [
        {"name": name, "tracks": _tracks(project.folder / "tracks" / f"{name}.csv"), "fps": FPS,
         "group": group}
        for name, (group, *_) in RESTED_S.items()
    ]  # fmt: skip
    project.add(entries)
    opened = open_project(project.folder)
    lines = ["recording,subject,predicate,object,start_s,stop_s"]
    for name, (_, *rested) in RESTED_S.items():
        lines += [f"{name},ind{i},rest,,0,{s}" for i, s in enumerate(rested, start=1)]
    scored = project.folder / "scored.csv"
    scored.write_text("\n".join(lines) + "\n")
    import_graph(opened.graph(), scored, source="human", whole=True)
    return opened


def _tracks(path: Path) -> Path:
    """Write DeepLabCut tracks of two animals that run along a circle, one behind the other."""
    path.parent.mkdir(exist_ok=True)
    names = [(who, point) for who in ("ind1", "ind2") for point, _ in _POINTS]
    columns = [(who, point, c) for who, point in names for c in ("x", "y", "likelihood")]
    rows = [
        ["scorer", *["DLC"] * len(columns)],
        ["individuals", *(who for who, _, _ in columns)],
        ["bodyparts", *(point for _, point, _ in columns)],
        ["coords", *(c for _, _, c in columns)],
    ]
    for frame in range(FRAMES):
        cells = [str(frame)]
        for lead in (0.0, 0.4):
            for _, ahead in _POINTS:
                at = 0.05 * frame + lead + ahead / 200
                x, y = 320 + 200 * math.cos(at), 240 + 200 * math.sin(at)
                cells += [f"{x:.2f}", f"{y:.2f}", "0.99"]
        rows.append(cells)
    path.write_text("\n".join(map(",".join, rows)) + "\n")
    return path
