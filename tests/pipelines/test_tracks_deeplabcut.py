"""DeepLabCut and LightningPose tables, against the values that were written."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
from tracks_files import SCORER, table, write

from graphs.errors import DataError
from pipelines.tracks.columns import animals_from_prefixes
from pipelines.tracks.read import read_tracks

FILES = ["a.h5", "a.csv", "a.csv.gz"]


@pytest.mark.parametrize("file", FILES)
def test_one_animal(tmp_path: Path, file: str) -> None:
    tracks = read_tracks(write(tmp_path / file, table(frames=3)), fps=10)
    assert tracks.individuals == ["animal_1"]
    assert tracks.keypoints == ["nose", "tail"]
    nose = tracks.data["position"].sel(individual="animal_1", keypoint="nose")
    np.testing.assert_array_equal(nose, [[1, 2], [7, 8], [13, 14]])
    np.testing.assert_allclose(tracks.data["confidence"], 0.9, rtol=1e-6)
    np.testing.assert_allclose(tracks.data["time"], [0, 0.1, 0.2])
    assert tracks.source == ("DeepLabCut")
    assert tracks.warnings == ()


@pytest.mark.parametrize("layout", ["table", "fixed"])
@pytest.mark.parametrize("file", FILES)
def test_two_animals(tmp_path: Path, file: str, layout: str) -> None:
    path = write(tmp_path / file, table(2, ["Männchen 1", "雌"], ["nose", "tail base"]), layout)
    tracks = read_tracks(path, fps=10)
    assert tracks.individuals == ["Männchen 1", "雌"]
    assert tracks.keypoints == ["nose", "tail base"]
    tail = tracks.data["position"].sel(individual="雌", keypoint="tail base")
    np.testing.assert_array_equal(tail, [[10, 11], [22, 23]])


def test_positions_are_float32_and_contiguous_in_time(tmp_path: Path) -> None:
    tracks = read_tracks(write(tmp_path / "a.h5", table(4, ["a", "b"])), fps=10)
    position = tracks.data["position"].values
    assert position.dtype == np.float32
    assert position.strides[0] == position.itemsize


def test_more_rows_than_one_block(tmp_path: Path) -> None:
    frame = table(20_000)
    for file, layout in (("a.h5", "table"), ("b.h5", "fixed"), ("a.csv", "")):
        tracks = read_tracks(write(tmp_path / file, frame, layout), fps=30)
        values = tracks.data["position"].values
        expected = frame.to_numpy().reshape(-1, 2, 3)[..., :2].transpose(0, 2, 1)
        np.testing.assert_array_equal(values[..., 0], expected.astype(np.float32))


def test_integer_and_float_columns_lie_in_two_blocks(tmp_path: Path) -> None:
    frame = table(3)
    frame[frame.columns[:2]] = frame[frame.columns[:2]].astype(np.int32)
    for layout in ("table", "fixed"):
        tracks = read_tracks(write(tmp_path / f"{layout}.h5", frame, layout), fps=10)
        np.testing.assert_array_equal(tracks.data["position"][2, :, 0, 0], [13, 14])
        np.testing.assert_array_equal(tracks.data["position"][2, :, 1, 0], [16, 17])


def test_blosc_compression_is_read_through_pytables(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    table(3).to_hdf(path, key="df", mode="w", format="table", complib="blosc", complevel=5)
    np.testing.assert_array_equal(read_tracks(path, fps=10).data["position"][1, :, 0, 0], [7, 8])


def test_unique_body_parts_become_landmarks(tmp_path: Path) -> None:
    animals = table(2, ["a", "b"])
    corner = table(2, ["single"], ["corner"])
    frame = pd.concat([animals, corner], axis=1)
    for file in FILES:
        tracks = read_tracks(write(tmp_path / file, frame), fps=10)
        assert tracks.individuals == ["a", "b"]
        assert tracks.keypoints == ["nose", "tail"]
        assert tracks.landmarks is not None
        np.testing.assert_array_equal(
            tracks.landmarks["position"].sel(landmark="corner"), [[1, 2], [4, 5]]
        )
        np.testing.assert_allclose(tracks.landmarks["confidence"], 0.9, rtol=1e-6)


def test_an_individual_called_single_with_shared_points_stays_an_animal(tmp_path: Path) -> None:
    tracks = read_tracks(write(tmp_path / "a.h5", table(2, ["a", "single"])), fps=10)
    assert tracks.individuals == ["a", "single"]
    assert tracks.landmarks is None


def test_points_that_an_animal_lacks_are_unknown(tmp_path: Path) -> None:
    frame = pd.concat([table(2, ["a"]), table(2, ["b"], ["nose"])], axis=1)
    tracks = read_tracks(write(tmp_path / "a.csv", frame), fps=10)
    assert np.isnan(tracks.data["position"].sel(individual="b", keypoint="tail")).all()
    np.testing.assert_array_equal(
        tracks.data["position"].sel(individual="b", keypoint="nose"), [[1, 2], [4, 5]]
    )


def test_three_dimensions(tmp_path: Path) -> None:
    path = write(tmp_path / "a.h5", table(2, coordinates=("x", "y", "z")))
    tracks = read_tracks(path, fps=10)
    assert list(tracks.data["space"].values) == ["x", "y", "z"]
    np.testing.assert_array_equal(tracks.data["position"][1, :, 0, 0], [7, 8, 9])
    assert np.isnan(tracks.data["confidence"]).all()


def test_empty_cells_are_unknown(tmp_path: Path) -> None:
    frame = table(3)
    frame.iloc[1, :3] = np.nan
    tracks = read_tracks(write(tmp_path / "a.csv", frame), fps=10)
    assert np.isnan(tracks.data["position"][1, :, 0, 0]).all()
    assert not np.isnan(tracks.data["position"][1, :, 1, 0]).any()


def test_labelled_images_lie_at_their_frame_numbers(tmp_path: Path) -> None:
    images = [f"labeled-data/m1_2024/img{n:08d}.png" for n in (17, 19, 22)]
    frame = table(3, coordinates=("x", "y"), index=images)
    for file in FILES:
        tracks = read_tracks(write(tmp_path / file, frame), fps=10)
        seen = np.flatnonzero(~np.isnan(tracks.data["position"][:, 0, 0, 0]))
        assert seen.tolist() == [0, 2, 5]
        assert tracks.frames == 6
        assert "numbers its 3 rows 17 to 22" in tracks.warnings[0]


def test_three_cells_for_the_image_name(tmp_path: Path) -> None:
    names = [("labeled-data", "m1", f"img{n:03d}.png") for n in (4, 5)]
    frame = table(2, coordinates=("x", "y"), index=pd.MultiIndex.from_tuples(names))
    for file in ["a.csv", "a.h5"]:
        tracks = read_tracks(write(tmp_path / file, frame, "fixed"), fps=10)
        np.testing.assert_array_equal(tracks.data["position"][:, 0, 0, 0], [1, 5])
    names[1] = ("labeled-data", "m2", "img005.png")
    frame.index = pd.MultiIndex.from_tuples(names)
    for file in ["a.csv", "a.h5"]:
        with pytest.raises(DataError, match=r"several videos: labeled-data/m1, labeled-data/m2"):
            read_tracks(write(tmp_path / file, frame, "fixed"), fps=10)


def test_frame_numbers_must_rise(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(3, index=[5, 7, 6]))
    with pytest.raises(DataError, match="frame 6 after frame 7"):
        read_tracks(path, fps=10)


def test_animals_by_prefix(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(2, keypoints=["B_Nose", "B_Tail", "W_Tail", "W_Nose"]))
    tracks = read_tracks(path, fps=10)
    assert tracks.individuals == ["B", "W"]
    assert tracks.keypoints == ["Nose", "Tail"]
    assert tracks.data["position"].sel(individual="W", keypoint="Nose").values[0].tolist() == [
        10,
        11,
    ]
    assert "'B', 'W'" in tracks.warnings[0]


@pytest.mark.parametrize(
    "names",
    [
        ["left_ear", "left_hip", "right_ear", "right_hip"],  # sides of one animal
        ["B_nose", "B_tail", "W_nose"],  # not the same points
        ["B_nose", "W_nose"],  # one point each could be anything
        ["B_nose", "B_tail", "W_nose", "W_tail", "corner"],  # one without
        ["ind1_nose", "ind1_tail"],  # one prefix
    ],
)
def test_no_animals_by_prefix_if_in_doubt(names: list[str]) -> None:
    assert animals_from_prefixes(names) is None


def test_lightning_pose_cannot_be_told_apart(tmp_path: Path) -> None:
    frame = table(2).rename(columns={SCORER: "heatmap_tracker"}, level=0)
    assert read_tracks(write(tmp_path / "a.csv", frame), fps=1).source == "DeepLabCut/LightningPose"


def test_columns_that_occur_twice(tmp_path: Path) -> None:
    frame = table(2, ["a", "a"], ["nose"])
    with pytest.raises(DataError, match=r"3 columns occur twice: a nose likelihood, a nose x"):
        read_tracks(write(tmp_path / "a.csv", frame), fps=10)


def test_a_table_without_y(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(2, coordinates=["x", "likelihood", "id"]))
    with pytest.raises(DataError, match="unknown coordinate 'id'; no columns x and y"):
        read_tracks(path, fps=10)


def test_a_cut_last_row_is_left_out_and_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(3))
    path.write_text(path.read_text().rstrip()[:-12])
    tracks = read_tracks(path, fps=10)
    assert tracks.frames == 2
    assert tracks.warnings == ("The last row of the file is cut short; it was left out.",)


def test_a_cut_gz_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv.gz", table(3000))
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(DataError, match="ends in the middle"):
        read_tracks(path, fps=10)


def test_a_row_that_is_no_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(3))
    path.write_text(path.read_text().replace("13.0", "thirteen"))
    with pytest.raises(DataError, match=r"'a.csv': a row cannot be read: .*thirteen"):
        read_tracks(path, fps=10)


def test_only_a_header(tmp_path: Path) -> None:
    for file, layout in (("a.csv", ""), ("b.h5", "fixed")):
        path = write(tmp_path / file, table(3).iloc[:0], layout)
        with pytest.raises(DataError, match="holds no frames"):
            read_tracks(path, fps=10)


def test_column_names_cannot_run_code(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harmed"),)

    path = write(tmp_path / "a.h5", table(2))
    with h5py.File(path, "a") as file:
        file["df_with_missing"].attrs["non_index_axes"] = np.bytes_(pickle.dumps(Harm(), 0))
    with pytest.raises(DataError, match=r"not plain text: they ask for posix\.mkdir"):
        read_tracks(path, fps=10)
    assert not (tmp_path / "harmed").exists()
