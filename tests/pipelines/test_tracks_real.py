"""Every real pose file that lies beside the project: shapes, names, and formats that agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.timebase import TimeBase
from pipelines.tracks.clean import clean_tracks
from pipelines.tracks.read import read_tracks
from pipelines.tracks.tracklets import join_tracklets

RAT = "DLC_dlcrnetms5_DLC_ratJan24shuffle1_5000_el_filtered.csv.gz"
MICE = "DLC_dlcrnetms5_pilot_studySep24shuffle1_100000_el_filtered.csv"

# file, frames, keypoints, individuals
REAL = [
    ("amadeusgpt_examples/MABe/EGS8X2MN4SSUGFWAV976.h5", 1800, 12, 3),
    ("amadeusgpt_examples/Horse/BrownHorseinShadow_gt.h5", 308, 22, 1),
    ("amadeusgpt_examples/MausHaus3D/keypoints_3d_short.h5", 1000, 30, 1),
    ("deepof_tables/single/testDLC_csv_table.csv", 97, 14, 1),
    ("deepof_tables/single/testDLC_h5_table.h5", 100, 14, 1),
    ("deepof_tables/single/SLEAP/testDLC_sleap.slp", 101, 14, 1),
    ("deepof_tables/single/SLEAP/testDLC_sleap.analysis.h5", 101, 14, 1),
    ("deepof_tables/single/SLEAP/testDLC_sleap_table.npy", 100, 14, 1),
    ("deepof_tables/multi/testDLC_csv_table_multi.csv", 98, 14, 2),
    ("deepof_tables/multi/testDLC_h5_table_multi.h5", 100, 14, 2),
    ("deepof_tables/madlc/testDLC_csv_table_madlc.csv", 97, 14, 2),
    ("deepof_tables/madlc/testDLC_h5_table_madlc.h5", 100, 14, 2),
    ("deepof_tables/square_arena/testDLC_square_arena.h5", 451, 14, 1),
    ("dlc2kinematics_reaching/reachingDEMO_2D.h5", 800, 33, 1),
    ("dlc2kinematics_reaching/reachingDEMO_3D.h5", 800, 33, 1),
    ("jabs_pose/sample_pose_est_v2.h5", 1800, 12, 1),
    ("jabs_pose/sample_pose_est_v3.h5", 1800, 12, 4),
    ("jabs_pose/sample_pose_est_v5.h5", 1800, 12, 3),
    ("lightning_pose_mirror_mouse/CollectedData.csv", 90, 17, 1),
    (f"mouse_adult_juvenile_interaction/pose/e3v813a-20210610T122332-122642{MICE}", 5700, 7, 2),
    (f"mouse_adult_juvenile_interaction/pose/e3v813a-20210610T120637-121213{MICE}.gz", 10080, 7, 2),
    ("mouse_object_exploration/pose/NOR_TS_C1_A_DLC.h5", 7500, 11, 1),
    ("nwb_pose/ethome_sample.nwb", 2330, 4, 1),
    ("nwb_pose/ndx_pose_0.3.0_two_cameras.nwb", 10, 2, 1),
    (f"rat_resident_intruder/pose/1{RAT}", 14734, 5, 2),
    ("sleap_flies/centered_pair.analysis.h5", 1100, 24, 27),
    ("sleap_flies/120s.predictions.analysis.h5", 3000, 13, 2),
    ("sleap_flies/clip.predictions.slp", 1500, 2, 2),
]


@pytest.mark.parametrize(("file", "frames", "keypoints", "individuals"), REAL)
def test_real_files_read(
    shared_data: Path, file: str, frames: int, keypoints: int, individuals: int
) -> None:
    tracks = read_tracks(shared_data / file, fps=30)
    assert tracks.data["position"].sizes["keypoint"] == keypoints
    assert len(tracks.individuals) == individuals
    assert tracks.frames == frames
    assert 0.05 < float((~np.isnan(tracks.data["position"])).mean()) <= 1
    cleaned = clean_tracks(tracks)
    assert cleaned.log[-1]["operation"] == "clean"


@pytest.mark.parametrize("kind", ["multi", "madlc"])
def test_csv_and_h5_of_one_recording_agree(shared_data: Path, kind: str) -> None:
    folder = shared_data / "deepof_tables" / kind
    csv = read_tracks(folder / f"testDLC_csv_table_{kind}.csv", fps=25)
    h5 = read_tracks(folder / f"testDLC_h5_table_{kind}.h5", fps=25)
    assert (csv.individuals, csv.keypoints) == (h5.individuals, h5.keypoints)
    for name in ("position", "confidence"):
        np.testing.assert_allclose(csv.data[name], h5.data[name][: csv.frames], atol=1e-4)


@pytest.mark.parametrize(
    ("slp", "analysis"),
    [
        ("deepof_tables/single/SLEAP/testDLC_sleap.slp", "testDLC_sleap.analysis.h5"),
        ("sleap_flies/120s.predictions.slp", "120s.predictions.analysis.h5"),
        ("sleap_flies/centered_pair_predictions.slp", "centered_pair.analysis.h5"),
    ],
)
def test_slp_and_analysis_of_one_recording_agree(
    shared_data: Path, slp: str, analysis: str
) -> None:
    one = read_tracks(shared_data / slp, fps=25)
    other = read_tracks((shared_data / slp).parent / analysis, fps=25)
    assert (one.individuals, one.keypoints) == (other.individuals, other.keypoints)
    np.testing.assert_allclose(one.data["position"], other.data["position"], atol=1e-4)
    if not np.isnan(other.data["confidence"]).all():
        np.testing.assert_allclose(one.data["confidence"], other.data["confidence"], atol=1e-6)


def test_own_h5_reader_agrees_with_pandas(shared_data: Path) -> None:
    path = shared_data / "mouse_object_exploration/pose/NOR_TS_C2_D_DLC.h5"
    values = pd.read_hdf(path).to_numpy().reshape(7500, 11, 3)
    tracks = read_tracks(path, fps=25)
    position = tracks.data["position"].values[..., 0].transpose(0, 2, 1)
    np.testing.assert_array_equal(position, values[..., :2].astype(np.float32))


def test_real_tracks_on_the_frames_of_their_videos(shared_data: Path) -> None:
    folder = shared_data / "amadeusgpt_examples"
    mabe = read_tracks(
        folder / "MABe/EGS8X2MN4SSUGFWAV976.h5", timebase=TimeBase.constant(1801, 30)
    )
    assert mabe.frames == 1800
    assert "has 1800 rows and the video 1801 frames" in mabe.warnings[0]
    assert "6744 positions (10.4%) at exactly (0, 0)" in mabe.warnings[1]
    horse = read_tracks(
        folder / "Horse/BrownHorseinShadow_gt.h5", timebase=TimeBase.constant(308, 24)
    )
    assert horse.frames == 308
    assert not np.isnan(horse.data["position"][0]).all()
    assert "numbers its 308 rows 50 to 357" in horse.warnings[0]


def test_pieces_of_fly_tracks_join_into_two(shared_data: Path) -> None:
    tracks = read_tracks(shared_data / "sleap_flies/centered_pair.analysis.h5", fps=15)
    joined = join_tracklets(tracks)
    assert joined.individuals == ["1", "2"]
    assert sum(joined.log[-1]["left_out"].values()) == 74  # type: ignore[attr-defined]
