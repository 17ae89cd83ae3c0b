"""One recording in six file formats gives the same facts; on the sample and on real tables."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest

from graphs.ethogram import parse_ethogram
from graphs.records import Fact
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.recording import RecordingSpec
from workbench.ethograms import ethogram_text
from workbench.samples import sample_folder

Claim = tuple[str, str, str | None, int, int, float]


def facts(tracks: Path, fps: float = 30) -> list[Claim]:
    """What is said of a track file, without what names the run."""
    ethogram = parse_ethogram(ethogram_text("social_rodents"))
    recording, settings = RecordingSpec("same", tracks=tracks, fps=fps), LabelSettings()
    graph = label_recording(recording, ethogram, settings, plan_run(recording, ethogram, settings))

    def claim(fact: Fact) -> Claim:
        frames = (fact.start_frame, fact.stop_frame)
        return (fact.subject, fact.predicate, fact.object, *frames, round(fact.confidence, 2))

    return [claim(fact) for fact in graph.facts]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """The tracks of the sample recording as DeepLabCut keeps them."""
    return pd.read_hdf(next(sample_folder().glob("open_fieldDLC*.h5")))  # type: ignore[return-value]


def as_fixed_h5(table: pd.DataFrame, path: Path) -> Path:
    table.to_hdf(path / "fixed.h5", key="df_with_missing", format="fixed")
    return path / "fixed.h5"


def as_csv(table: pd.DataFrame, path: Path) -> Path:
    table.to_csv(path / "table.csv")
    return path / "table.csv"


def as_csv_gz(table: pd.DataFrame, path: Path) -> Path:
    with as_csv(table, path).open("rb") as plain, gzip.open(path / "table.csv.gz", "wb") as packed:
        shutil.copyfileobj(plain, packed)
    return path / "table.csv.gz"


def _arrays(table: pd.DataFrame) -> tuple[np.ndarray, list[str], list[str]]:
    animals = list(dict.fromkeys(table.columns.get_level_values("individuals")))
    points = list(dict.fromkeys(table.columns.get_level_values("bodyparts")))
    values = table.to_numpy().reshape(len(table), len(animals), len(points), 3)
    return values, animals, points


def as_analysis_h5(table: pd.DataFrame, path: Path) -> Path:
    values, animals, points = _arrays(table)
    with h5py.File(path / "sleap.analysis.h5", "w") as file:
        file["tracks"] = values[..., :2].transpose(1, 3, 2, 0)
        file["point_scores"] = values[..., 2].transpose(1, 2, 0)
        file["node_names"] = [point.encode() for point in points]
        file["track_names"] = [animal.encode() for animal in animals]
    return path / "sleap.analysis.h5"


def as_slp(table: pd.DataFrame, path: Path) -> Path:
    sleap_io = pytest.importorskip("sleap_io")
    values, animals, points = _arrays(table)
    skeleton = sleap_io.Skeleton(points)
    tracks = [sleap_io.Track(animal) for animal in animals]
    video = sleap_io.Video(filename="open_field.mp4", open_backend=False)
    frames = []
    for index, frame in enumerate(values):
        instances = [
            sleap_io.PredictedInstance.from_numpy(
                one[:, :2], point_scores=one[:, 2], score=1.0, skeleton=skeleton, track=track
            )
            for one, track in zip(frame, tracks, strict=True)
            if np.isfinite(one[:, :2]).any()
        ]
        frames.append(sleap_io.LabeledFrame(video, index, instances))
    sleap_io.save_slp(sleap_io.Labels(frames), str(path / "sleap.slp"))
    return path / "sleap.slp"


@pytest.mark.parametrize("write", [as_fixed_h5, as_csv, as_csv_gz, as_analysis_h5, as_slp])
def test_the_sample_in_other_formats(
    table: pd.DataFrame, write: Callable[[pd.DataFrame, Path], Path], tmp_path: Path
) -> None:
    expected = facts(next(sample_folder().glob("open_fieldDLC*.h5")))
    assert len(expected) > 50
    assert facts(write(table, tmp_path)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("single/SLEAP/testDLC_sleap.slp", "single/SLEAP/testDLC_sleap.analysis.h5"),
        ("madlc/testDLC_csv_table_madlc.csv", "madlc/testDLC_h5_table_madlc.h5"),
        ("multi/testDLC_csv_table_multi.csv", "multi/testDLC_h5_table_multi.h5"),
    ],
)
def test_real_tables_of_the_same_rows(
    shared_data: Path, tmp_path: Path, one: str, other: str
) -> None:
    """The h5 tables go on for a few rows more; these are cut off."""
    first, second = shared_data / "deepof_tables" / one, shared_data / "deepof_tables" / other
    if first.suffix == ".csv":
        header = [0, 1, 2, 3] if "madlc" in one else [0, 1, 2]
        rows = len(pd.read_csv(first, header=header, index_col=0))
        whole = pd.read_hdf(second)
        second = tmp_path / second.name
        whole.iloc[:rows].to_hdf(second, key="df_with_missing", format="table")
    found = facts(first, fps=25)
    assert found
    assert facts(second, fps=25) == found
