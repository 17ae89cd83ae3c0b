"""Pairing of files by stem, and the mapping file that wins."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from graphs.errors import UserError
from pipelines.pairing import Pairing, pair_files
from pipelines.stems import FileName, read_name

DLC_HEADER = "scorer,DLC,DLC,DLC\nbodyparts,nose,nose,nose\ncoords,x,y,likelihood\n0,1,2,0.9\n"
SCORER = "DLC_resnet50_socialJan24shuffle1_50000"


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = DLC_HEADER.encode() if ".csv" in name else b"x"
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)


def table(pairing: Pairing) -> list[tuple[str, str | None, str | None]]:
    return [
        (r.name, r.video.name if r.video else None, r.tracks.name if r.tracks else None)
        for r in pairing.recordings
    ]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("m1.h5", "m1"),
        (f"m1{SCORER}.h5", "m1"),
        (f"m1{SCORER}_el_filtered.csv.gz", "m1"),
        ("m1DeepCut_resnet50_xshuffle1_1000.h5", "m1"),
        ("m1DLC_Resnet50_xNov1shuffle1_snapshot_200.h5", "m1"),
        ("m1_superanimal_quadruped_hrnet_w32.h5", "m1"),
        ("m1.analysis.h5", "m1"),
        ("m1.predictions.analysis.h5", "m1"),
        ("m1.mp4.predictions.slp", "m1"),
        ("labels.v001.000_m1.analysis.h5", "m1"),
        ("m1_pose_est_v5.h5", "m1"),
        ("m1_DLC.h5", "m1"),
        ("cage 3 Käfig_filtered.csv", "cage 3 Käfig"),
        ("madlc.csv", "madlc"),
        ("tracks.h5", "tracks"),
    ],
)
def test_stem_is_what_is_left_without_the_tracker_s_mark(name: str, stem: str) -> None:
    found = read_name(Path(name))
    assert isinstance(found, FileName)
    assert found.stem == stem


def test_files_pair_by_stem_across_folders_case_and_unicode_composition(tmp_path: Path) -> None:
    touch(tmp_path, "video/M2.mp4", "video/m10.avi", "video/Ka\u0308fig 1.mp4", "video/alone.mov")
    touch(tmp_path, f"pose/m2{SCORER}.h5", f"pose/m10{SCORER}_filtered.csv.gz")
    touch(tmp_path, "pose/K\u00e4fig 1.csv", "pose/other.slp")
    pairing = pair_files([tmp_path])
    assert table(pairing) == [
        ("alone", "alone.mov", None),
        ("K\u00e4fig 1", "Ka\u0308fig 1.mp4", "K\u00e4fig 1.csv"),
        ("M2", "M2.mp4", f"m2{SCORER}.h5"),
        ("m10", "m10.avi", f"m10{SCORER}_filtered.csv.gz"),
        ("other", None, "other.slp"),
    ]
    assert not pairing.left_out


def test_video_s_own_stem_decides_where_a_mark_can_begin(tmp_path: Path) -> None:
    touch(tmp_path, "testDLC_m1.mp4", f"testDLC_m1{SCORER}.h5", "clip_pose.mp4", "clip_pose.csv")
    assert table(pair_files([tmp_path])) == [
        ("clip_pose", "clip_pose.mp4", "clip_pose.csv"),
        ("testDLC_m1", "testDLC_m1.mp4", f"testDLC_m1{SCORER}.h5"),
    ]


def test_tracks_whose_name_goes_on_where_a_video_s_ends_are_its_own(tmp_path: Path) -> None:
    touch(tmp_path, "m1.mp4", "M1_b.mp4", "m12.mp4", "night.mp4", "two.mp4", "has.mp4", "has.h5")
    touch(tmp_path, "m12DLC_resnet50.h5", "m12DLC_resnet50.csv", "m1_bDLC_resnet50.h5")
    touch(tmp_path, "night (smoothed).slp", "two_left.h5", "two_right.h5", "m1_2.h5", "has_old.h5")
    pairing = pair_files([tmp_path])
    assert table(pairing) == [
        ("has", "has.mp4", "has.h5"),
        ("has_old", None, "has_old.h5"),
        ("m1", "m1.mp4", None),
        ("m1_2", None, "m1_2.h5"),
        ("M1_b", "M1_b.mp4", "m1_bDLC_resnet50.h5"),
        ("m12", "m12.mp4", "m12DLC_resnet50.h5"),
        ("night", "night.mp4", "night (smoothed).slp"),
        ("two", "two.mp4", None),
        ("two_left", None, "two_left.h5"),
        ("two_right", None, "two_right.h5"),
    ]
    reasons = {pair.recording.name: pair.reason for pair in pairing.pairs}
    assert reasons["has"] == "same stem"
    assert reasons["m12"] == reasons["night"] == "same beginning"
    assert [item.path.name for item in pairing.left_out] == ["m12DLC_resnet50.csv"]


def test_one_form_of_the_same_tracks_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    touch(tmp_path, "m1.mp4", *(f"m1{SCORER}{end}" for end in (".h5", ".csv", "_filtered.csv")))
    touch(tmp_path, "m2_pose_est_v2.h5", "m2_pose_est_v10.h5")
    pairing = pair_files([tmp_path])
    assert table(pairing) == [
        ("m1", "m1.mp4", f"m1{SCORER}_filtered.csv"),
        ("m2", None, "m2_pose_est_v10.h5"),
    ]
    left = {item.path.name: item.reason for item in pairing.left_out}
    assert set(left) == {f"m1{SCORER}.h5", f"m1{SCORER}.csv", "m2_pose_est_v2.h5"}
    assert "another form of the same tracks" in left[f"m1{SCORER}.h5"]


def test_labels_and_other_files_are_left_out_with_the_reason(tmp_path: Path) -> None:
    touch(tmp_path, "m1.mp4", "._m1.mp4", "notes.txt", f"m1{SCORER}_labeled.mp4")
    (tmp_path / "m1.csv").write_text("Observation id,m1,,\n")
    (tmp_path / "m1_tracks.csv").write_text("frame;attack;sniff\n0;0;1\n")
    pairing = pair_files([tmp_path])
    assert table(pairing) == [("m1", "m1.mp4", None)]
    left = {item.path.name: item.reason for item in pairing.left_out}
    assert left["m1.csv"] == "BORIS labels, no tracks"
    assert "frame, attack, sniff" in left["m1_tracks.csv"]
    assert "drawn into it" in left[f"m1{SCORER}_labeled.mp4"]
    assert "(.txt)" in left["notes.txt"]
    assert left["._m1.mp4"] == "hidden file"


def test_damaged_tables_stay_so_that_their_reader_can_say_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(DLC_HEADER.encode())[:20])
    (tmp_path / "junk.csv").write_bytes(bytes(range(256)))
    assert [r.name for r in pair_files([tmp_path]).recordings] == ["cut", "empty", "junk"]


def test_nearest_names_are_given_for_what_stays_alone(tmp_path: Path) -> None:
    touch(tmp_path, "20190128_113421.120s.mp4", "120s.predictions.analysis.h5")
    reasons = [pair.reason for pair in pair_files([tmp_path]).pairs]
    assert "nearest: '20190128_113421.120s.mp4'" in reasons[0]
    assert "nearest: '120s.predictions.analysis.h5'" in reasons[1]


def test_nearest_names_are_found_among_many(tmp_path: Path) -> None:
    touch(tmp_path, *(f"cam{number:03}_day.mp4" for number in range(200)), "cam141_dya.h5")
    (lone,) = [pair.reason for pair in pair_files([tmp_path]).pairs if pair.recording.tracks]
    assert "nearest: 'cam141_day.mp4'" in lone


def test_a_short_name_within_a_long_one_is_chance(tmp_path: Path) -> None:
    touch(tmp_path, "t1.mp4", "cut10.h5")
    reasons = [pair.reason for pair in pair_files([tmp_path]).pairs]
    assert reasons == ["no video of this stem", "no tracks of this stem"]


def test_two_claims_on_one_name_are_said_together(tmp_path: Path) -> None:
    touch(tmp_path, "day1/m1.mp4", "day2/m1.mp4", "m2.mp4", f"m2{SCORER}.h5", "m2.analysis.h5")
    touch(tmp_path, "m2_gt.h5")
    with pytest.raises(UserError) as error:
        pair_files([tmp_path])
    text = str(error.value)
    assert str(tmp_path / "day1/m1.mp4") in text
    assert str(tmp_path / "day2/m1.mp4") in text
    assert f"m2{SCORER}.h5" in text
    assert "mapping file" in text


def test_own_folders_of_a_project_are_not_searched(tmp_path: Path) -> None:
    touch(tmp_path, "m1.mp4", "project.toml", "cache/m1_proxy.mp4", ".hidden/m9.mp4")
    assert table(pair_files([tmp_path])) == [("m1", "m1.mp4", None)]


def test_missing_paths_are_said_together(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"2 fault(.|\n)*a\.mp4(.|\n)*b\.mp4"):
        pair_files([tmp_path / "a.mp4", tmp_path / "b.mp4"])


def test_mapping_csv_wins_and_other_forms_of_its_tracks_are_left_out(tmp_path: Path) -> None:
    touch(tmp_path, "2019.120s.mp4", "120s.analysis.h5", "120s.predictions.slp", "120s.mp4")
    mapping = tmp_path / "map.csv"
    mapping.write_text(
        "\ufeffvideo;tracks;name;fps;group\n2019.120s.mp4;120s.analysis.h5;flies A;29,97;treated\n"
    )
    pairing = pair_files([tmp_path], mapping)
    assert table(pairing) == [
        ("120s", "120s.mp4", None),
        ("flies A", "2019.120s.mp4", "120s.analysis.h5"),
    ]
    flies = pairing.recordings[1]
    assert (flies.fps, flies.group) == (29.97, "treated")
    assert "120s.predictions.slp" in {item.path.name for item in pairing.left_out}


def test_mapping_rows_with_one_file_or_a_name_add_to_what_is_found(tmp_path: Path) -> None:
    touch(tmp_path / "data", "m1.mp4", "m1.h5", "m2.mp4", "m2.h5")
    mapping = tmp_path / "map.csv"
    mapping.write_text("name,video,group,session\n,data/m1.mp4,control,day 1\nm2,,treated,\n")
    recordings = pair_files([tmp_path / "data"], mapping).recordings
    assert [(r.name, r.tracks.name, r.group, r.session) for r in recordings if r.tracks] == [
        ("m1", "m1.h5", "control", "day 1"),
        ("m2", "m2.h5", "treated", None),
    ]


def test_mapping_rows_tell_files_of_one_stem_apart(tmp_path: Path) -> None:
    touch(tmp_path, "day1/m1.h5", "day2/m1.h5", "day3/m1.h5")
    mapping = tmp_path / "map.csv"
    mapping.write_text("tracks,name\nday1/m1.h5,m1 day 1\nday2/m1.h5,m1 day 2\n")
    recordings = pair_files([tmp_path], mapping).recordings
    assert [r.name for r in recordings] == ["m1", "m1 day 1", "m1 day 2"]
    assert [r.tracks.parent.name for r in recordings if r.tracks] == ["day3", "day1", "day2"]


def test_mapping_toml_may_say_everything_about_a_recording(tmp_path: Path) -> None:
    touch(tmp_path, "m1.mp4")
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[[recording]]\nvideo = "m1.mp4"\npx_per_cm = 10\n'
        "[recording.zones.feeder]\ncircle = { centre = [5, 6], radius = 2 }\n"
    )
    (recording,) = pair_files([], mapping).recordings
    assert recording.name == "m1"
    assert recording.arena.px_per_cm == 10
    assert list(recording.arena.zones) == ["feeder"]


def test_faults_of_a_mapping_are_said_together(tmp_path: Path) -> None:
    touch(tmp_path, "m1.mp4")
    mapping = tmp_path / "map.csv"
    mapping.write_text("name,vidoe,tracks,fps\nm1,,no.h5,25\n,,,30\n")
    with pytest.raises(UserError) as error:
        pair_files([tmp_path], mapping)
    text = str(error.value)
    assert "unknown column 'vidoe'; did you mean 'video'?" in text
    assert "no.h5" in text
    assert "line 3: none of name, video and tracks" in text


def test_mapping_values_are_checked_like_those_of_a_project(tmp_path: Path) -> None:
    touch(tmp_path, "m1.mp4", "m2.mp4")
    mapping = tmp_path / "map.csv"
    mapping.write_text("name,fps\nm1,fast\nm3,25\n")
    with pytest.raises(UserError) as error:
        pair_files([tmp_path], mapping)
    assert "fps is 'fast'; expected a number above 0" in str(error.value)
    assert "no recording 'm3' was found; known: m2" in str(error.value)


def test_two_rows_with_one_name_are_an_error_that_lists_both(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4", "b.mp4")
    mapping = tmp_path / "map.csv"
    mapping.write_text("video,name\na.mp4,m1\nb.mp4,M1\n")
    with pytest.raises(UserError, match=r"2 recordings would be called(.|\n)*a\.mp4(.|\n)*b\.mp4"):
        pair_files([], mapping)


def test_a_name_fits_one_recording_only(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4", "a.h5", "b.mp4")
    (recording,) = pair_files([tmp_path / "a.mp4", tmp_path / "a.h5"], name="day 1").recordings
    assert recording.name == "day 1"
    with pytest.raises(UserError, match="2 were found: 'a', 'b'"):
        pair_files([tmp_path], name="day 1")


def test_real_folders(shared_data: Path) -> None:
    mabe = pair_files([shared_data / "amadeusgpt_examples"])
    paired = [r.name for r in mabe.recordings if r.video and r.tracks]
    assert paired == ["BrownHorseinShadow", "EGS8X2MN4SSUGFWAV976"]
    rats = pair_files([shared_data / "rat_resident_intruder"])
    assert [r.name for r in rats.recordings] == [str(n) for n in range(1, 21)]
    mice = pair_files([shared_data / "mouse_adult_juvenile_interaction"])
    assert len(mice.recordings) == 3
    reasons = [item.reason for item in mice.left_out]
    assert reasons.count("BORIS labels, no tracks") == 3
    objects = pair_files([shared_data / "mouse_object_exploration"])
    assert len(objects.recordings) == 8
