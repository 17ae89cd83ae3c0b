"""Clock, synchronisation, doubts and recognition: what `read_tracks` does for every format."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
from tracks_files import table, write

from graphs.errors import DataError, UserError
from pipelines.timebase import TimeBase
from pipelines.tracks.read import read_tracks
from pipelines.tracks.registry import track_formats
from pipelines.tracks.synchronise import tolerance_frames

# --- clock ---


def test_the_frame_rate_is_never_invented(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table())
    with pytest.raises(UserError, match=r"frame rate is unknown; .* Give fps"):
        read_tracks(path)
    with pytest.raises(UserError, match="above 0 frames per second; found -1"):
        read_tracks(path, fps=-1)


def test_the_clock_of_the_video_wins(tmp_path: Path) -> None:
    times = np.array([0, 0.04, 0.08, 0.16, 0.2, 0.24])
    video = TimeBase(times, "video timestamps")
    tracks = read_tracks(write(tmp_path / "a.csv", table(6)), timebase=video, fps=100)
    assert tracks.timebase is video
    np.testing.assert_array_equal(tracks.data["time"], times)
    assert tracks.warnings == ()
    assert tracks.log[0] == {
        "operation": "read",
        "file": "a.csv",
        "format": "DeepLabCut/LightningPose csv",
        "rows": 6,
    }


# --- rows against video ---


@pytest.mark.parametrize(("rows", "common"), [(101, 100), (102, 100), (99, 99), (98, 98)])
def test_a_frame_or_two_off_are_trimmed_and_said(tmp_path: Path, rows: int, common: int) -> None:
    path = write(tmp_path / "a.csv", table(rows))
    tracks = read_tracks(path, timebase=TimeBase.constant(100, 30))
    assert tracks.frames == tracks.timebase.frames == common
    assert tracks.warnings == (
        f"'a.csv' has {rows} rows and the video 100 frames: the first {common} of both are used.",
    )
    np.testing.assert_array_equal(tracks.data["position"][:, 0, 0, 0], np.arange(common) * 6 + 1)


def test_many_rows_too_many_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(600))
    with pytest.raises(
        DataError,
        match=r"600 rows and the video 100 frames: 500 too many \(at most 2 are ignored\)\. Give",
    ):
        read_tracks(path, timebase=TimeBase.constant(100, 30))


def test_the_rest_of_a_longer_video_is_not_assessed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(30))
    tracks = read_tracks(path, timebase=TimeBase.constant(100, 30))
    assert tracks.frames == 100
    assert np.isnan(tracks.data["position"][30:]).all()
    assert np.isnan(tracks.data["confidence"][30:]).all()
    assert not np.isnan(tracks.data["position"][:30]).any()
    assert tracks.warnings == (
        "'a.csv' has 30 rows and the video 100 frames: the last 70 frames have no tracks and are "
        "not assessed.",
    )


def test_half_the_rows_may_mean_every_second_frame(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(50))
    tracks = read_tracks(path, timebase=TimeBase.constant(100, 30))
    assert "every 2th frame" in tracks.warnings[0]


def test_tolerance_grows_with_the_video_up_to_a_second() -> None:
    assert [tolerance_frames(n) for n in (1, 1801, 5000, 100_000)] == [2, 2, 5, 30]


def test_numbered_rows_lie_on_their_video_frames(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(3, index=[10, 11, 15]))
    tracks = read_tracks(path, timebase=TimeBase.constant(20, 30))
    seen = np.flatnonzero(~np.isnan(tracks.data["position"][:, 0, 0, 0]))
    assert seen.tolist() == [10, 11, 15]
    assert tracks.frames == 20


def test_numbers_beyond_the_video_but_as_many_rows_are_taken_in_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", table(3, index=[50, 51, 52]))
    tracks = read_tracks(path, timebase=TimeBase.constant(3, 30))
    assert not np.isnan(tracks.data["position"]).any()
    assert "taken in order, from frame 0" in tracks.warnings[0]
    with pytest.raises(DataError, match=r"rows 50 to 52, but the video has 30 frames"):
        read_tracks(path, timebase=TimeBase.constant(30, 30))


# --- doubts ---


def test_zeros_stand_for_missing(tmp_path: Path) -> None:
    frame = table(10)
    frame.iloc[[2, 5], :3] = 0
    tracks = read_tracks(write(tmp_path / "a.csv", frame), fps=10)
    assert np.flatnonzero(np.isnan(tracks.data["position"][:, 0, 0, 0])).tolist() == [2, 5]
    assert tracks.warnings == (
        "2 positions (10.0%) at exactly (0, 0) stand for missing and are now missing; most are of "
        "'animal_1 nose' (2).",
    )
    assert tracks.log[1] == {"operation": "zeros_to_missing", "counts": {"animal_1 nose": 2}}


def test_one_zero_or_zeros_beside_the_corner_are_positions(tmp_path: Path) -> None:
    frame = table(10)
    frame.iloc[2, :2] = 0
    assert read_tracks(write(tmp_path / "a.csv", frame), fps=10).warnings == ()
    frame.iloc[2:8, :2] = [[2, 1], [1, 1], [0, 0], [0, 0], [1, 0], [2, 2]]
    tracks = read_tracks(write(tmp_path / "b.csv", frame), fps=10)
    assert not np.isnan(tracks.data["position"]).any()
    assert "2 positions at exactly (0, 0) were kept" in tracks.warnings[0]


def test_the_origin_of_centred_coordinates_is_a_position(tmp_path: Path) -> None:
    frame = table(10)
    frame.iloc[:, :2] = 0  # the nose is the origin
    frame.iloc[:, 3:5] = -20.0
    frame.iloc[4:6, 3:5] = 0  # the tail is lost twice
    tracks = read_tracks(write(tmp_path / "a.csv", frame), fps=10)
    missing = np.isnan(tracks.data["position"].values[:, 0, :, 0])
    assert missing.sum(axis=0).tolist() == [0, 2]


def test_odd_confidence_and_infinite_positions_are_said(tmp_path: Path) -> None:
    frame = table(4)
    frame.iloc[1, 2] = 1.5
    frame.iloc[2, 0] = np.inf
    tracks = read_tracks(write(tmp_path / "a.h5", frame), fps=10)
    assert tracks.warnings[0] == "1 infinite positions are now missing: animal_1 nose."
    assert "Confidence goes from 0.9 to 1.5" in tracks.warnings[1]
    assert float(tracks.data["confidence"].max()) == 1.5


def test_an_animal_that_is_never_seen_is_named(tmp_path: Path) -> None:
    frame = table(4, ["a", "b"])
    frame.loc[:, frame.columns.get_level_values("individuals") == "b"] = np.nan
    tracks = read_tracks(write(tmp_path / "a.csv", frame), fps=10)
    assert tracks.warnings == ("'b' is never seen: all its positions are missing.",)
    frame[:] = np.nan
    with pytest.raises(DataError, match="holds no position at all: every value of a, b"):
        read_tracks(write(tmp_path / "b.csv", frame), fps=10)


# --- files that are something else ---


def test_a_file_that_nothing_reads_lists_every_format(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("nothing to see")
    with pytest.raises(DataError) as error:
        read_tracks(path, fps=10)
    for format_ in track_formats():
        assert format_.name in str(error.value)
    assert "behavior-workbench[formats]" in str(error.value)


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'none\.csv' is not there"):
        read_tracks(tmp_path / "none.csv", fps=10)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(DataError, match=r"empty \(0 bytes\)"):
        read_tracks(tmp_path / "empty.csv", fps=10)
    (tmp_path / "other.csv").write_text("time,x,y\n0,1,2\n")
    with pytest.raises(DataError, match=r"must be headed scorer, .* begin with 'time', '0'"):
        read_tracks(tmp_path / "other.csv", fps=10)
    (tmp_path / "semicolon.csv").write_text("scorer;a;a;a\nbodyparts;n;n;n\ncoords;x;y;z\n")
    with pytest.raises(DataError, match=r"separated by ';'"):
        read_tracks(tmp_path / "semicolon.csv", fps=10)
    (tmp_path / "latin.csv").write_bytes("scorer,Männchen\n".encode("latin-1"))
    with pytest.raises(DataError, match="not text in UTF-8"):
        read_tracks(tmp_path / "latin.csv", fps=10)


def test_h5_without_a_table_and_a_cut_one(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "bare.h5", "w") as file:
        file["numbers"] = np.arange(5)
    with pytest.raises(DataError, match="DeepLabCut h5: no pandas table in it"):
        read_tracks(tmp_path / "bare.h5", fps=10)
    path = write(tmp_path / "cut.h5", table(2000))
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(DataError, match="a damaged HDF5 file"):
        read_tracks(path, fps=10)
