"""Small recordings for tests of the project folder and the command line."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from workbench.cli import app

if TYPE_CHECKING:
    from model_server import ModelServer

    from workbench.project import Project

SCORER = "DLC_resnet50_testJan1shuffle1_1000"
POINTS = (("nose", 20.0), ("centre", 0.0), ("tailbase", -20.0))


def _write_tracks(path: Path, frames: int = 90) -> Path:
    """Write DeepLabCut tracks of two animals: one runs behind the other along a wide circle."""
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


@pytest.fixture
def write_tracks() -> Callable[[Path], Path]:
    """Write tracks of two animals, one behind the other."""
    return _write_tracks


@pytest.fixture(scope="session")
def _labelled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data and a labelled project of one recording, only to be copied."""
    folder = tmp_path_factory.mktemp("labelled")
    tracks = _write_tracks(folder / "data" / "cage 3 ä.csv")
    words = ["label", tracks, "-p", folder / "project ö", "--fps", 30, "--group", "control"]
    done = CliRunner().invoke(app, [*map(str, words), "--jobs", "0"])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def project(tmp_path: Path, _labelled_once: Path) -> Path:
    """A labelled project of one recording."""
    shutil.copytree(_labelled_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "project ö"


@pytest.fixture(scope="session")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The beginning of the sample recording, labelled; only to be copied."""
    from described_sample import label_sample

    return label_sample(tmp_path_factory.mktemp("described"))


@pytest.fixture
def serve() -> Iterator[Callable[..., ModelServer]]:
    """Start servers, which answer with what really happens; they end with the test."""
    pytest.importorskip("pydantic_ai", reason="needs the extra models")
    from described_sample import what_happens
    from model_server import ModelServer

    running: list[ModelServer] = []

    def start(answer: Any = what_happens, **said: Any) -> ModelServer:
        running.append(ModelServer(answer, **said))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def make(labelled: Path, tmp_path: Path) -> Callable[..., Project]:
    """Copy the labelled beginning of the sample and give it the model of a server."""
    from described_sample import with_model

    return lambda server, **said: with_model(labelled, tmp_path / "p", server, **said)
