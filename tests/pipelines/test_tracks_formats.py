"""SLEAP, JABS, NWB and array files, against the values that were written."""

from __future__ import annotations

import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
from tracks_files import write_sleap

from graphs.errors import DataError, UserError
from pipelines.tracks.read import read_tracks

# --- SLEAP ---


def test_sleap_analysis(tmp_path: Path) -> None:
    values = np.arange(1.0, 2 * 2 * 3 * 5 + 1).reshape(2, 2, 3, 5)
    values[1, :, 2, 4] = np.nan
    path = write_sleap(tmp_path / "a.analysis.h5", values, ["head", "thorax", "wing L"], ["♀", "♂"])
    tracks = read_tracks(path, fps=15)
    assert tracks.individuals == ["♀", "♂"]
    assert tracks.keypoints == ["head", "thorax", "wing L"]
    np.testing.assert_array_equal(tracks.data["position"], values.transpose(3, 1, 2, 0))
    assert np.isnan(tracks.data["confidence"]).all()
    assert tracks.source == "SLEAP"


def test_sleap_analysis_with_declared_axes_and_scores(tmp_path: Path) -> None:
    values = np.arange(1.0, 61).reshape(5, 2, 3, 2)
    path = write_sleap(tmp_path / "a.h5", values, ["a", "b", "c"], ["1", "2"])
    with h5py.File(path, "a") as file:
        file["tracks"].attrs["dims"] = '["frame", "track", "node", "xy"]'
        file["point_scores"] = np.full((5, 2, 3), 0.5)
        file["point_scores"].attrs["dims"] = '["frame", "track", "node"]'
    tracks = read_tracks(path, fps=15)
    np.testing.assert_array_equal(tracks.data["position"], values.transpose(0, 3, 2, 1))
    assert (tracks.data["confidence"] == 0.5).all()


def test_sleap_shape_that_fits_no_names(tmp_path: Path) -> None:
    path = write_sleap(tmp_path / "a.h5", np.ones((2, 2, 3, 5)), ["a", "b"], ["1", "2"])
    with pytest.raises(DataError, match=r"\(2, 2, 3, 5\); expected track x xy x node x frame"):
        read_tracks(path, fps=15)


def test_sleap_track_names_that_repeat_are_told_apart(tmp_path: Path) -> None:
    path = write_sleap(tmp_path / "a.h5", np.ones((2, 2, 1, 5)), ["a"], ["fly", "fly"])
    tracks = read_tracks(path, fps=15)
    assert tracks.individuals == ["fly", "fly (2)"]
    assert "'fly (2)'" in tracks.warnings[0]


def test_slp_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with h5py.File(tmp_path / "a.slp", "w") as file:
        for name in ("metadata", "frames", "instances"):
            file[name] = 0
    monkeypatch.setitem(sys.modules, "sleap_io", None)
    with pytest.raises(UserError, match=r"SLEAP \.slp files .*behavior-workbench\[formats\]"):
        read_tracks(tmp_path / "a.slp", fps=15)


# --- JABS ---


def jabs(path: Path, frames: int, instances: int | None, **more: np.ndarray) -> Path:
    """Write a JABS file: instance i's keypoint k in frame t is at x = 100 i + k + 1, y = t + 1."""
    shape = (frames, instances or 1, 12)
    y = np.broadcast_to(np.arange(1, frames + 1)[:, None, None], shape)
    x = np.broadcast_to(100 * np.arange(shape[1])[:, None] + np.arange(1, 13), shape)
    points = np.stack([y, x], axis=-1).astype(np.uint16)
    confidence = np.full(shape, 0.8, np.float32)
    confidence[0, 0, 3] = 0
    if instances is None:
        points, confidence = points[:, 0], confidence[:, 0]
    with h5py.File(path, "w") as file:
        file["poseest/points"] = points
        file["poseest/confidence"] = confidence
        for name, values in more.items():
            file[name.replace("__", "/")] = values
    return path


def test_jabs_of_one_mouse(tmp_path: Path) -> None:
    tracks = read_tracks(jabs(tmp_path / "a.h5", 4, None), fps=30)
    assert tracks.keypoints[0] == "nose"
    assert tracks.individuals == ["animal_1"]
    np.testing.assert_array_equal(tracks.data["position"][2, :, 5, 0], [6, 3])
    assert np.isnan(tracks.data["position"][0, :, 3, 0]).all()
    assert int(np.isnan(tracks.data["position"]).sum()) == 2


def test_jabs_identities_and_static_objects(tmp_path: Path) -> None:
    ids = np.array([[1, 2], [2, 1], [1, 0], [2, 9]], np.uint32)
    path = jabs(
        tmp_path / "a.h5",
        4,
        2,
        poseest__instance_count=np.full(4, 2, np.uint8),
        poseest__instance_embed_id=ids,
        poseest__id_mask=(ids == 0).astype(bool),
        poseest__instance_id_center=np.zeros((2, 16)),
        static_objects__corners=np.array([[10, 20], [30, 40]], np.uint16),
        static_objects__lixit=np.array([[50, 60]], np.uint16),
    )
    with h5py.File(path, "a") as file:
        file["poseest"].attrs["cm_per_pixel"] = 0.07
    tracks = read_tracks(path, fps=30)
    nose_x = tracks.data["position"].sel(space="x", keypoint="nose")
    np.testing.assert_array_equal(nose_x, [[1, 101], [101, 1], [1, np.nan], [np.nan, 1]])
    assert "2 of 8 instances have no identity" in tracks.warnings[0]
    assert tracks.landmarks is not None
    assert tracks.landmarks["landmark"].values.tolist() == ["corners_1", "corners_2", "lixit"]
    np.testing.assert_array_equal(tracks.landmarks["position"][3].T, [[10, 20], [30, 40], [60, 50]])
    assert tracks.data.attrs["cm_per_px"] == 0.07


def test_jabs_pieces_of_tracks_are_joined_and_said(tmp_path: Path) -> None:
    # animal 0 is piece 1 throughout; animal 1 is piece 3, then lost for a frame, then piece 8
    ids = np.array([[1, 3], [1, 3], [1, 0], [1, 8], [1, 8]], np.uint32)
    path = jabs(
        tmp_path / "a.h5",
        5,
        2,
        poseest__instance_count=np.array([2, 2, 1, 2, 2], np.uint8),
        poseest__instance_track_id=ids,
    )
    tracks = read_tracks(path, fps=30)
    nose_x = tracks.data["position"].sel(space="x", keypoint="nose").values
    np.testing.assert_array_equal(nose_x[:, 0], 1)
    np.testing.assert_array_equal(nose_x[:, 1], [101, 101, np.nan, 101, 101])
    assert "only 3 pieces of tracks; they were joined into 2 animals" in tracks.warnings[0]


# --- NWB ---


def nwb(path: Path, poses: dict[str, dict[str, object]]) -> Path:
    """Write the parts of an NWB file that hold poses; keypoint data count up from 1."""
    with h5py.File(path, "w") as file:
        file.attrs["neurodata_type"] = "NWBFile"
        for name, options in poses.items():
            pose = file.create_group(f"processing/behavior/{name}")
            pose.attrs["neurodata_type"] = "PoseEstimation"
            if "video" in options:
                pose["original_videos"] = [str(options["video"])]
            for point in options.get("points", ["nose", "tail"]):  # type: ignore[attr-defined]
                series = pose.create_group(point)
                series.attrs["neurodata_type"] = "PoseEstimationSeries"
                series.attrs["description"] = options.get("told", "")
                series["data"] = np.arange(1.0, 9).reshape(4, 2)
                series["confidence"] = np.full(4, 0.7)
                if "rate" in options:
                    series["starting_time"] = 0.0
                    series["starting_time"].attrs["rate"] = options["rate"]
                else:
                    series["timestamps"] = options.get("times", np.array([5, 5.1, 5.2, 5.4]))
    return path


def test_nwb_timestamps_are_its_clock(tmp_path: Path) -> None:
    tracks = read_tracks(nwb(tmp_path / "a.nwb", {"PoseEstimation": {}}))
    np.testing.assert_allclose(tracks.data["time"], [0, 0.1, 0.2, 0.4])
    np.testing.assert_array_equal(
        tracks.data["position"][:, :, 0, 0], np.arange(1, 9).reshape(4, 2)
    )
    assert tracks.individuals == ["animal_1"]
    assert tracks.timebase.source == "timestamps in the track file"


def test_nwb_rate_is_its_clock_unless_fps_is_given(tmp_path: Path) -> None:
    path = nwb(tmp_path / "a.nwb", {"PoseEstimation": {"rate": 20.0}})
    assert read_tracks(path).timebase.source == "20 fps, declared by the track file"
    assert read_tracks(path, fps=25).timebase.fps == pytest.approx(25)


def test_nwb_timestamps_that_only_count_frames(tmp_path: Path) -> None:
    path = nwb(tmp_path / "a.nwb", {"PoseEstimation": {"times": np.arange(4.0)}})
    tracks = read_tracks(path, fps=30)
    assert tracks.timebase.fps == pytest.approx(30)
    assert "probably frame numbers" in tracks.warnings[0]
    assert read_tracks(path).timebase.fps == pytest.approx(1)


def test_nwb_two_animals_in_two_poses(tmp_path: Path) -> None:
    path = nwb(tmp_path / "a.nwb", {"track=m1": {"video": "v.mp4"}, "track=m2": {"video": "v.mp4"}})
    tracks = read_tracks(path)
    assert tracks.individuals == ["m1", "m2"]
    assert not np.isnan(tracks.data["position"]).any()


def test_nwb_two_cameras(tmp_path: Path) -> None:
    poses = {"left": {"video": "left.mp4"}, "right": {"video": "right.mp4"}}
    tracks = read_tracks(nwb(tmp_path / "a.nwb", poses))
    assert len(tracks.individuals) == 1
    assert "several views ('left', 'right'); only the first, 'left', was read" in tracks.warnings[0]


def test_nwb_without_poses(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="NWB ndx-pose: an NWB file without PoseEstimation"):
        read_tracks(nwb(tmp_path / "a.nwb", {}))


# --- arrays ---


def test_an_array_has_no_names(tmp_path: Path) -> None:
    values = np.arange(1.0, 4 * 2 * 3 * 2 + 1).reshape(4, 2, 3, 2)
    np.save(tmp_path / "a.npy", values)
    tracks = read_tracks(tmp_path / "a.npy", fps=30)
    np.testing.assert_array_equal(tracks.data["position"], values.transpose(0, 3, 2, 1))
    assert tracks.keypoints == ["keypoint_1", "keypoint_2", "keypoint_3"]
    np.save(tmp_path / "flat.npy", values[0])
    with pytest.raises(DataError, match=r"shape \(2, 3, 2\); expected numbers \(frames, animals"):
        read_tracks(tmp_path / "flat.npy", fps=30)
