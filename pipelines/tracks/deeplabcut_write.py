"""Write tracks as the h5 table that DeepLabCut writes, with a record of what made it.

Positions are pixels; frames are rows 0, 1, 2... The table is in pandas' *fixed* layout, which every
version of pandas reads and which has no limit on the number of columns. The record is JSON in an
attribute of the file: programs that only want the table do not see it, and one that writes the
table anew drops it, so a file that was edited does not pass as this program's own.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from pipelines.tracks.schema import Tracks

RECORD = "behavior_workbench"
TABLE = "df_with_missing"
UNIQUE_PARTS = "single"


def deeplabcut_h5(tracks: Tracks, scorer: str, named: bool, record: Mapping[str, object]) -> bytes:
    """Return the content of a DeepLabCut h5 file.

    Parameters
    ----------
    tracks
        Tracks in the plane.
    scorer
        First level of the columns: what made the tracks.
    named
        Whether the columns have a level for individuals, as DeepLabCut writes it for projects of
        several animals. Without it, there must be one individual and no landmarks.
    record
        What made the file, JSON-representable; `read_record` returns it.
    """
    import pandas as pd

    blocks = [_values(tracks.data["position"].to_numpy(), tracks.data["confidence"].to_numpy())]
    names = [(who, point) for who in tracks.individuals for point in tracks.keypoints]
    if tracks.landmarks is not None:
        landmarks = tracks.landmarks
        position = landmarks["position"].to_numpy()[..., None]
        blocks.append(_values(position, landmarks["confidence"].to_numpy()[..., None]))
        names += [(UNIQUE_PARTS, str(point)) for point in landmarks["landmark"].values]
    columns: list[tuple[str, ...]] = [
        (scorer, *name, c) for name in names for c in ("x", "y", "likelihood")
    ]
    levels = ["scorer", "individuals", "bodyparts", "coords"]
    if not named:
        assert len(tracks.individuals) == 1 and tracks.landmarks is None  # noqa: PT018
        columns = [(scorer, *column[2:]) for column in columns]
        levels.remove("individuals")
    table = pd.DataFrame(
        np.concatenate(blocks, axis=1), columns=pd.MultiIndex.from_tuples(columns, names=levels)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tracks.h5"
        table.to_hdf(path, key=TABLE, format="fixed", mode="w")
        with h5py.File(path, "r+") as file:
            file.attrs[RECORD] = json.dumps(record)
        return path.read_bytes()


def _values(position: Any, confidence: Any) -> Any:
    """Return float64 columns x, y, likelihood of every point, individual by individual."""
    points = np.concatenate([position[:, :2], confidence[:, None]], axis=1)  # time, xyl, k, n
    return points.transpose(0, 3, 2, 1).reshape(len(points), -1).astype(np.float64)


def read_record(path: Path) -> dict[str, Any] | None:
    """Return what made a file that `deeplabcut_h5` wrote; ``None`` for any other file."""
    try:
        with h5py.File(path, "r") as file:
            record = json.loads(file.attrs[RECORD])
    except (OSError, KeyError, ValueError):
        return None
    return record if isinstance(record, dict) else None
