"""Which recordings of a folder are whole, and what is waited for."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import h5py
import pytest
from batch_world import good

from graphs.errors import UserError
from pipelines.batch.watch import Arrivals, Look, Waits, key_of

WAITS = Waits(settle_s=10, tracks_s=60)


class Watched:
    """A folder that is watched by a clock that the test sets."""

    def __init__(self, folder: Path, waits: Waits = WAITS, mapping: Path | None = None) -> None:
        self.now_s = 1000.0
        self.arrivals = Arrivals(folder, waits, mapping=mapping, clock=lambda: self.now_s)

    def after(self, seconds: float) -> Look:
        self.now_s += seconds
        return self.arrivals.look()

    def names_after(self, seconds: float) -> list[str]:
        return [one.pair.recording.name for one in self.after(seconds).ready]

    def handle(self) -> list[str]:
        ready = self.arrivals.look().ready
        for one in ready:
            self.arrivals.handled(one)
        return [one.pair.recording.name for one in ready]


def test_a_file_has_arrived_when_it_is_unchanged_for_the_settling_time(data: Path) -> None:
    watched = Watched(data)
    assert watched.after(0) == Look()
    path = good(data, "m1").tracks
    assert path is not None
    whole = path.read_bytes()
    for size in (100, 2000, len(whole)):
        path.write_bytes(whole[:size])
        assert watched.after(9).waiting == {"m1": "m1.csv to stop growing"}
    assert watched.names_after(9.9) == []
    assert watched.names_after(0.2) == ["m1"]
    assert watched.handle() == ["m1"]
    assert watched.after(100) == Look()


def test_a_file_that_takes_the_place_of_another_is_new(data: Path) -> None:
    path = good(data, "m1").tracks
    assert path is not None
    watched = Watched(data)
    watched.after(0)
    watched.after(10)
    assert watched.handle() == ["m1"]
    twin = data / ".m1.csv.part"
    shutil.copy2(path, twin)
    assert watched.after(20) == Look()
    new, old = twin.stat(), path.stat()
    assert (new.st_size, new.st_mtime_ns) == (old.st_size, old.st_mtime_ns)
    twin.replace(path)
    assert watched.after(0).waiting == {"m1": "m1.csv to stop growing"}
    assert watched.names_after(10) == ["m1"]


def test_a_video_waits_for_its_tracks_for_a_time(data: Path) -> None:
    (data / "m1.mp4").write_bytes(b"a video")
    watched = Watched(data)
    watched.after(0)
    assert watched.after(10).waiting == {"m1": "its tracks, for 1 min 0 s"}
    assert watched.names_after(59) == []
    good(data, "m1DLC_resnet50_xJan1shuffle1_100")
    assert watched.after(5).waiting == {
        "m1": "m1DLC_resnet50_xJan1shuffle1_100.csv to stop growing"
    }
    (found,) = watched.after(10).ready
    assert found.pair.recording.video == data / "m1.mp4"
    assert found.pair.recording.tracks == data / "m1DLC_resnet50_xJan1shuffle1_100.csv"


def test_a_video_without_tracks_is_labelled_as_it_is_or_kept_back(data: Path) -> None:
    (data / "m1.mp4").write_bytes(b"a video")
    as_it_is = Watched(data)
    needed = Watched(data, Waits(10, 60, tracks_needed=True))
    at_once = Watched(data, Waits(10, 0))
    for watched in (as_it_is, needed, at_once):
        watched.after(0)
    assert at_once.names_after(10) == ["m1"]
    assert as_it_is.names_after(70) == ["m1"]
    found = needed.after(70)
    assert (found.ready, found.waiting) == ((), {})
    assert found.kept_back == {
        "m1": "it has no tracks, and only recordings with tracks are to be labelled"
    }


def test_a_file_that_stays_empty_is_handed_on_in_the_end(data: Path) -> None:
    (data / "m1.h5").touch()
    watched = Watched(data)
    watched.after(0)
    assert watched.after(10).waiting == {"m1": "m1.h5, which is empty so far"}
    assert watched.names_after(20) == ["m1"]


def test_hdf5_is_not_opened_before_it_has_arrived(data: Path) -> None:
    (data / "m1.mp4").write_bytes(b"a video")
    watched = Watched(data, Waits(10, 0))
    watched.after(0)
    with h5py.File(data / "m1.h5", "w") as file:
        file["positions"] = [1.0]
        file.flush()
        assert watched.after(10).waiting == {"m1": "m1.h5 to stop growing"}
        file["more"] = [2.0]
    with h5py.File(data / "m2.h5", "w") as file:
        file["positions"] = [1.0]
    names = {"m1": "m1.h5 to stop growing", "m2": "m2.h5 to stop growing"}
    assert watched.after(5).waiting == names
    (found,) = watched.after(10).ready  # neither of them holds tracks
    assert found.pair.reason.startswith("no tracks: 'm1.h5' is left out")


def test_what_was_labelled_before_is_new_only_when_it_changes(data: Path) -> None:
    first, second = good(data, "m1"), good(data, "m2")
    watched = Watched(data)
    watched.arrivals = Arrivals(data, WAITS, labelled={key_of(first)}, clock=lambda: watched.now_s)
    watched.after(0)
    assert watched.names_after(10) == ["m2"]
    good(data, "m1", 90)
    assert watched.handle() == ["m2"]
    assert watched.names_after(10) == ["m1"]
    assert second.tracks is not None


def test_files_that_nothing_tells_apart_stop_no_others(data: Path) -> None:
    for day in ("day1", "day2"):
        (data / day).mkdir()
        good(data / day, "m1")
    good(data, "m2")
    watched = Watched(data)
    watched.after(0)
    found = watched.after(10)
    assert [one.pair.recording.name for one in found.ready] == ["m2"]
    (fault,) = found.faults
    assert "more than one recording would be called 'm1'" in fault
    shutil.rmtree(data / "day2")
    assert watched.names_after(1) == ["m1", "m2"]


def test_a_recording_of_a_mapping_file_waits_for_files_that_are_not_there(
    data: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("video,tracks,name\ndata/a.mp4,elsewhere/b.csv,m7\n")
    (data / "a.mp4").write_bytes(b"a video")
    watched = Watched(data, mapping=table)
    watched.after(0)
    assert watched.after(10).waiting == {"m7": "b.csv, which is not there yet"}
    (tmp_path / "elsewhere").mkdir()
    good(tmp_path / "elsewhere", "b")
    assert watched.after(5).waiting == {"m7": "b.csv to stop growing"}
    assert watched.names_after(10) == ["m7"]
    assert watched.handle() == ["m7"]
    assert watched.after(10) == Look()


def test_a_recording_is_tried_again_after_a_time_where_that_is_wanted(data: Path) -> None:
    good(data, "m1")
    watched = Watched(data)
    watched.after(0)
    (one,) = watched.after(10).ready
    watched.arrivals.again(one, 300, "the other run")
    assert watched.after(299).waiting == {"m1": "the other run"}
    assert watched.names_after(1) == ["m1"]


def test_files_settle_while_others_are_labelled(data: Path) -> None:
    arrivals = Arrivals(data, Waits(settle_s=0.2))
    arrivals.look()
    with arrivals.noticing(0.02):
        good(data, "m1")
        time.sleep(1)
    assert [one.pair.recording.name for one in arrivals.look().ready] == ["m1"]


def test_a_folder_that_is_away_is_waited_for(data: Path, tmp_path: Path) -> None:
    good(data, "m1")
    watched = Watched(data)
    watched.after(0)
    watched.after(10)
    assert watched.handle() == ["m1"]
    data.rename(tmp_path / "away")
    assert watched.after(10).waiting == {str(data): "the folder, which is away"}
    (tmp_path / "away").rename(data)
    assert watched.after(10) == Look()
    with pytest.raises(UserError, match="is no folder"):
        Arrivals(tmp_path / "nowhere", WAITS)


def test_a_recording_is_tried_again_once_the_reason_is_over(data: Path) -> None:
    good(data, "m1")
    watched = Watched(data)
    watched.after(0)
    (one,) = watched.after(10).ready
    over = False
    watched.arrivals.again(one, 300, "the other run", lambda: over)
    assert watched.after(5).waiting == {"m1": "the other run"}
    over = True
    assert watched.names_after(5) == ["m1"]


def test_what_is_said_anew_of_a_handled_recording_is_told_once(data: Path, tmp_path: Path) -> None:
    recording = good(data, "m1")
    table = tmp_path / "table.csv"
    table.write_text("tracks,group\ndata/m1.csv,G1\n")
    watched = Watched(data, mapping=table)
    watched.after(0)
    watched.after(10)
    assert watched.handle() == ["m1"]
    table.write_text("tracks,group\ndata/m1.csv,G22\n")
    look = watched.after(1)
    assert look.ready == ()
    (one,) = look.said
    assert one.pair.entry["group"] == "G22"
    watched.arrivals.handled(one)
    assert watched.after(1) == Look()
    key = key_of(recording)
    for mapping, count in ((table, 1), (None, 0)):
        arrivals = Arrivals(data, WAITS, mapping=mapping, known=[key], labelled=[key])
        assert len(arrivals.look().said) == count


def test_known_recordings_are_looked_at_though_nothing_else_tells_them_apart(
    data: Path,
) -> None:
    for day in ("day1", "day2", "day3"):
        (data / day).mkdir()
        good(data / day, "m1")
    keys = [(None, data / day / "m1.csv") for day in ("day1", "day2")]
    arrivals = Arrivals(data, Waits(settle_s=0), known=keys)
    look = arrivals.look()
    assert {one.pair.recording.tracks for one in look.ready} == {tracks for _, tracks in keys}
    (fault,) = look.faults
    assert fault.endswith(f"is looked at: {str(keys[0][1])!r}, {str(keys[1][1])!r}.")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_no_project_can_hold_is_told_and_stops_no_others(data: Path) -> None:
    recording = good(data, "m1")
    assert recording.tracks is not None
    for name in (b"x\xff.csv", b"y\xff.txt"):
        shutil.copy(recording.tracks, data / os.fsdecode(name))
    watched = Watched(data)
    watched.after(0)
    look = watched.after(10)
    assert [one.pair.recording.name for one in look.ready] == ["m1"]
    assert look.faults == ("left out: x\\xff.csv: its name is not UTF-8; rename it",)
