"""Writers of small track files for tests, and the positions that they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
from numpy.typing import NDArray

SCORER = "DLC_resnet50_testJan1shuffle1_100"


def table(
    frames: int = 6,
    individuals: Sequence[str] = (),
    keypoints: Sequence[str] = ("nose", "tail"),
    coordinates: Sequence[str] = ("x", "y", "likelihood"),
    index: Sequence[object] | None = None,
) -> pd.DataFrame:
    """Return a DeepLabCut table whose values count up: 1 for the first cell, then row by row.

    Likelihoods are 0.9.
    """
    if individuals:
        names = [(SCORER, i, k, c) for i in individuals for k in keypoints for c in coordinates]
        levels = ["scorer", "individuals", "bodyparts", "coords"]
    else:
        names = [(SCORER, k, c) for k in keypoints for c in coordinates]
        levels = ["scorer", "bodyparts", "coords"]
    values = np.arange(1.0, frames * len(names) + 1).reshape(frames, len(names))
    values[:, [name[-1] == "likelihood" for name in names]] = 0.9
    columns = pd.MultiIndex.from_tuples(names, names=levels)
    return pd.DataFrame(values, columns=columns, index=range(frames) if index is None else index)


def write(path: Path, frame: pd.DataFrame, layout: str = "table") -> Path:
    """Write a DeepLabCut h5, csv or csv.gz file."""
    if path.suffix == ".h5":
        frame.to_hdf(path, key="df_with_missing", mode="w", format=layout)
    else:
        frame.to_csv(path)
    return path


def write_sleap(
    path: Path, tracks: NDArray[np.float64], nodes: Sequence[str], names: Sequence[str]
) -> Path:
    """Write a SLEAP analysis file; `tracks` has shape (tracks, 2, nodes, frames)."""
    with h5py.File(path, "w") as file:
        file["tracks"] = tracks
        file["node_names"] = [name.encode() for name in nodes]
        file["track_names"] = np.array([name.encode() for name in names], "S20")
    return path
