"""A recording with its files read: what is decided from files, and what is said about them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.opened import OpenedRecording, open_recording
from pipelines.recording import Recording
from pipelines.tracks.clean import CleanSettings

FRAMES = 900
SURE, GUESS = 0.99, 0.01

Points = dict[str, NDArray[np.float64]]


def still(x: float, y: float, confidence: float = SURE) -> NDArray[np.float64]:
    """Return x, y and likelihood of a point that does not move, shape (frames, 3)."""
    return np.tile([x, y, confidence], (FRAMES, 1))


def walking() -> Points:
    """Return a mouse 50 px long that walks to and fro around (300, 300)."""
    nose = still(325, 300)
    nose[:, 0] += 20 * np.sin(np.arange(FRAMES) / 30)
    return {"nose": nose, "tailbase": nose - [50, 0, 0]}


def open_points(folder: Path, points: Points, **said: object) -> OpenedRecording:
    """Write points as a DeepLabCut file and open it."""
    names = [("s", point, what) for point in points for what in ("x", "y", "likelihood")]
    columns = pd.MultiIndex.from_tuples(names, names=["scorer", "bodyparts", "coords"])
    path = folder / "tracks.csv"
    pd.DataFrame(np.column_stack(list(points.values())), columns=columns).to_csv(path)
    recording = Recording("r", tracks=path, fps=30.0, **said)  # type: ignore[arg-type]
    return open_recording(recording, clean=CleanSettings(), body_length_cm=None)


def test_an_object_is_where_it_is_surely_seen(tmp_path: Path) -> None:
    """For 540 of 900 frames it is not there yet, and its tracker guesses about the box."""
    thing = still(500, 400)
    thing[:540, :2] = np.random.default_rng(0).uniform(0, 100, (540, 2))
    thing[:540, 2] = GUESS
    opened = open_points(tmp_path, walking() | {"obj_1": thing})
    assert opened.scene.arena.objects["obj_1"].at == (500, 400)
    assert opened.scene.arena.objects["obj_1"].kind == "object"
    assert opened.scene.keypoints == ("nose", "tailbase")
    assert opened.warnings == ()
    thing[:, 2] = GUESS
    unsure = open_points(tmp_path, walking() | {"obj_1": thing})
    assert "obj_1" not in unsure.scene.arena.objects
    assert "'obj_1' has no place: it is never seen" in unsure.warnings[0]
