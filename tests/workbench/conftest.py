"""Small recordings for tests of the project folder and the command line."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench.cli import app

SCORER = "DLC_resnet50_testJan1shuffle1_1000"
POINTS = (("nose", 20.0), ("centre", 0.0), ("tailbase", -20.0))


@pytest.fixture
def write_tracks() -> Callable[[Path], Path]:
    """Write DeepLabCut tracks of two animals: one runs behind the other along a wide circle."""

    def write(path: Path, frames: int = 90) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        names = [(who, point) for who in ("ind1", "ind2") for point, _ in POINTS]
        columns = [(who, point, c) for who, point in names for c in ("x", "y", "likelihood")]
        rows = [
            ["scorer", *[SCORER] * len(columns)],
            ["individuals", *(who for who, _, _ in columns)],
            ["bodyparts", *(point for _, point, _ in columns)],
            ["coords", *(c for _, _, c in columns)],
        ]
        for frame in range(frames):
            cells = [str(frame)]
            for lead in (0.0, 0.4):
                turn = 0.05 * frame + lead
                for _, ahead in POINTS:
                    at = turn + ahead / 200
                    x, y = 320 + 200 * math.cos(at), 240 + 200 * math.sin(at)
                    cells += [f"{x:.2f}", f"{y:.2f}", "0.99"]
            rows.append(cells)
        path.write_text("\n".join(",".join(row) for row in rows) + "\n")
        return path

    return write


@pytest.fixture
def project(tmp_path: Path, write_tracks: Callable[[Path], Path]) -> Path:
    """A labelled project of one recording."""
    tracks = write_tracks(tmp_path / "data" / "cage 3 ä.csv")
    folder = tmp_path / "project ö"
    words = ["label", tracks, "-p", folder, "--fps", 30, "--group", "control", "--workers", 0]
    assert CliRunner().invoke(app, list(map(str, words))).exit_code == 0
    return folder
