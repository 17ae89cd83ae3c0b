"""What a batch will do is told before: what, why, and how long."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graphs.errors import UserError
from graphs.ethogram import Ethogram, parse_ethogram
from graphs.storage.shard_names import shard_file_name
from pipelines.batch import label_all
from pipelines.batch.history import History
from pipelines.batch.plan import look, make_plan, scheduled
from pipelines.batch.probe import Size, probe_size
from pipelines.batch.task import Job
from pipelines.label import LabelSettings
from pipelines.recording import RecordingSpec

ETHOGRAM = """
[behavior.move]
definition = "The animal walks."

[behavior.move.rule]
when = "speed(subject, 0.3 s) > 1.5 BL/s"
"""
SAMPLE = Path(__file__).parents[3] / "sample_data" / "open_field"


@pytest.fixture
def ethogram() -> Ethogram:
    return parse_ethogram(ETHOGRAM)


@pytest.fixture
def job(tmp_path: Path, ethogram: Ethogram) -> Job:
    return Job(tmp_path / "graph", ethogram, LabelSettings())


def write_array(path: Path, frames: int = 60, animals: int = 2) -> Path:
    moves = np.arange(frames, dtype=np.float32)[:, None, None, None]
    places = np.arange(animals * 3 * 2, dtype=np.float32).reshape(1, animals, 3, 2) * 10
    np.save(path, moves + places)
    return path


def specs(folder: Path, count: int) -> list[RecordingSpec]:
    keypoints = {"nose": "keypoint_1", "centre": "keypoint_2", "tailbase": "keypoint_3"}
    return [
        RecordingSpec(
            f"r{n}", tracks=write_array(folder / f"r{n}.npy", 60 + n), fps=30.0,
            keypoints=keypoints, body_length_px=20.0,
        )
        for n in range(count)
    ]  # fmt: skip


def history(tmp_path: Path) -> History:
    return History(tmp_path / "cache" / "labelled.jsonl")


def test_what_is_labelled_skipped_and_refused_and_why(tmp_path: Path, job: Job) -> None:
    first, second, third, fourth = specs(tmp_path, 4)
    label_all([first, second], job.folder, job.ethogram, job.settings, jobs=0)
    write_array(tmp_path / "r1.npy", 99)
    (tmp_path / "r2.npy").write_text("this is text")
    (tmp_path / "r3.npy").unlink()
    stored = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "graph").iterdir()}
    plan = make_plan(job, [first, second, third, fourth], history(tmp_path), jobs=0)
    assert [one.action for one in plan.recordings] == ["skip", "label", "refuse", "refuse"]
    assert plan.recordings[0].outcome is not None
    assert (plan.recordings[0].outcome.state, plan.recordings[0].outcome.frames) == ("skipped", 60)
    assert plan.recordings[1].why == "other files: tracks"
    assert plan.recordings[1].size.frames == 99
    assert plan.recordings[1].size.duration_s == pytest.approx(3.3)
    assert "not a numpy array" in plan.recordings[2].why
    assert plan.recordings[3].outcome is not None
    assert plan.recordings[3].outcome.cause == "input"
    assert plan.counts() == {"label": 1, "skip": 1, "refuse": 2}
    assert stored == {p.name: p.stat().st_mtime_ns for p in (tmp_path / "graph").iterdir()}


def test_labelling_does_what_the_plan_says(tmp_path: Path, job: Job) -> None:
    recordings = specs(tmp_path, 3)
    (tmp_path / "r1.npy").write_bytes(b"")
    plan = make_plan(job, recordings, history(tmp_path), jobs=0)
    outcomes = label_all(recordings, job.folder, job.ethogram, job.settings, jobs=0)
    assert [one.action for one in plan.recordings] == ["label", "refuse", "label"]
    assert [one.state for one in outcomes] == ["done", "failed", "done"]
    assert plan.recordings[1].why == outcomes[1].error
    assert [outcome.frames for outcome in outcomes] == [60, 0, 62]
    assert [one.size.frames for one in plan.recordings if one.action == "label"] == [60, 62]


def test_processes_find_the_same(tmp_path: Path, job: Job) -> None:
    recordings = specs(tmp_path, 5)
    label_all(recordings[:2], job.folder, job.ethogram, job.settings, jobs=0)
    here = make_plan(job, recordings, history(tmp_path), jobs=0)
    elsewhere = make_plan(job, recordings, history(tmp_path), jobs=2)
    assert [(one.action, one.why) for one in here.recordings] == [
        (one.action, one.why) for one in elsewhere.recordings
    ]


def test_reasons_to_label_again(tmp_path: Path, job: Job) -> None:
    (recording,) = specs(tmp_path, 1)
    assert look(job, recording).why == "it is new"
    label_all([recording], job.folder, job.ethogram, job.settings, jobs=0)
    assert look(replace(job, force=True), recording).why == "labelling again is forced"
    other = replace(job, settings=LabelSettings(segmenter="fixed"))
    assert look(other, recording).why == "another segmenter or describer"
    assert look(job, replace(recording, animal_count=1)).why == "other things are said of it"
    text = parse_ethogram(ETHOGRAM.replace("1.5", "1.6"))
    assert look(replace(job, ethogram=text), recording).why == "another ethogram"
    file = tmp_path / "graph" / shard_file_name("r0")
    file.write_bytes(file.read_bytes()[:-100])
    assert "is damaged" in look(job, recording).why


def test_wrong_settings_are_no_plan(tmp_path: Path, job: Job) -> None:
    wrong = replace(job, settings=LabelSettings(segmenter="surprize"))
    with pytest.raises(UserError, match="surprise"):
        make_plan(wrong, specs(tmp_path, 1), history(tmp_path), jobs=0)


def test_tracks_of_which_nobody_knows_the_times_are_refused(tmp_path: Path, job: Job) -> None:
    (recording,) = specs(tmp_path, 1)
    planned = look(job, replace(recording, fps=None))
    assert planned.action == "refuse"
    assert "the frame rate is unknown" in planned.why


def test_heads_of_files_tell_what_is_in_them() -> None:
    video = SAMPLE / "open_field.mp4"
    tracks = next(SAMPLE.glob("open_fieldDLC*.h5"))
    alone = probe_size(RecordingSpec("v", video=video, animal_count=2))
    assert alone == Size(2220, 2, 640 * 640, 74.0)
    both = probe_size(RecordingSpec("b", video=video, tracks=tracks))
    assert (both.frames, both.animals, both.pixels) == (2220, 2, 640 * 640)
    only = probe_size(RecordingSpec("t", tracks=tracks, fps=30.0))
    assert (only.frames, only.animals, only.duration_s) == (2220, 2, 74.0)


def test_the_size_of_a_table_is_told_from_its_first_rows(tmp_path: Path) -> None:
    names = ["a", "a", "a", "b", "b", "b"]
    lines = [
        ["scorer", *["DLC"] * 6], ["individuals", *names], ["bodyparts", *["nose"] * 6],
        ["coords", *["x", "y", "likelihood"] * 2],
    ]  # fmt: skip
    rows = [[f"{n:05d}", *["100.25", "200.50", "0.99"] * 2] for n in range(5000)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(",".join(line) for line in [*lines, *rows]) + "\n")
    found = probe_size(RecordingSpec("t", tracks=path, fps=25.0))
    assert (found.frames, found.animals, found.duration_s) == (5000, 2, 200.0)


def test_a_recording_that_holds_up_the_look_is_tried_all_the_same(
    tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    monkeypatch.setattr("pipelines.batch.plan.HANGS_S", 4.0)
    recordings = specs(tmp_path, 3)
    (tmp_path / "r1.npy").unlink()
    os.mkfifo(tmp_path / "r1.npy")  # whoever reads it waits for a writer that never comes
    plan = make_plan(job, recordings, history(tmp_path), jobs=1)
    assert [one.action for one in plan.recordings] == ["label", "label", "label"]
    assert "Nothing was heard" in plan.recordings[1].why
    assert math.isnan(plan.recordings[1].size.frames)
    assert plan.unknown == 1


# time -------------------------------------------------------------------------------------------


def test_the_time_is_a_guess_first_and_then_known(tmp_path: Path, job: Job) -> None:
    recordings = specs(tmp_path, 4)
    past = history(tmp_path)
    assert make_plan(job, recordings, past, jobs=0).past == 0
    for frames in (100.0, 200.0, 300.0):  # two animals: units are 200, 400, 600
        past.add("tracks", "other", 1, Size(frames, 2), 1.0 + frames / 100)
    plan = make_plan(job, recordings, history(tmp_path), jobs=0)
    assert plan.past == 3
    assert plan.expected_s["r0"] == pytest.approx(1.6)
    assert plan.seconds == pytest.approx(1.6 + 1.61 + 1.62 + 1.63)


def test_recordings_like_them_tell_most(tmp_path: Path) -> None:
    past = history(tmp_path)
    for seconds, settings, jobs in ((10.0, "a", 1), (20.0, "a", 2), (40.0, "b", 2)):
        for _ in range(3):
            past.add("tracks", settings, jobs, Size(100, 1), seconds)
    assert past.pace("tracks", "a", 2).seconds(100) == pytest.approx(20)
    assert past.pace("tracks", "b", 1).seconds(100) == pytest.approx(40)
    assert past.pace("tracks", "c", 1).seconds(100) == pytest.approx(70 / 3)
    assert past.pace("video", "a", 1).past == 0


@pytest.mark.parametrize("took", [(0.5, 0.5, 0.5), (0.3, 0.3, 0.9)], ids=["alike", "steeper"])
def test_short_recordings_take_their_time_though_only_long_ones_are_known(
    tmp_path: Path, took: tuple[float, ...]
) -> None:
    past = history(tmp_path)
    sizes = (15_000, 15_000, 15_000) if len(set(took)) == 1 else (10_000, 10_000, 20_000)
    for size, seconds in zip(sizes, took, strict=True):
        past.add("tracks", "a", 1, Size(size, 1), seconds)
    pace = past.pace("tracks", "a", 1)
    assert sum(map(pace.seconds, sizes)) == pytest.approx(sum(took))
    assert pace.seconds(60) > 0.1  # in proportion it would be 2 ms
    assert pace.seconds(60) < pace.seconds(600) < pace.seconds(15_000)


def test_a_damaged_history_and_one_of_other_machines_tell_nothing(tmp_path: Path) -> None:
    past = history(tmp_path)
    past.add("tracks", "a", 1, Size(100, 1), 3.0)
    file = tmp_path / "cache" / "labelled.jsonl"
    file.write_text(file.read_text().replace('"machine": "', '"machine": "not ') + '{"mach')
    assert history(tmp_path).pace("tracks", "a", 1).past == 0


def test_work_is_shared_by_who_is_free() -> None:
    assert scheduled([4.0, 1.0, 1.0, 1.0], 2) == 4.0
    assert scheduled([1.0, 1.0, 1.0, 4.0], 2) == 5.0
    assert math.isnan(scheduled([math.nan], 1))
    assert scheduled([], 3) == 0.0


def test_a_video_that_was_tracked_is_quicker(tmp_path: Path, job: Job) -> None:
    from pipelines.fingerprint import file_fingerprint
    from pipelines.tracks.blobs.cached import blobs_file

    video = Path(shutil.copy(SAMPLE / "open_field.mp4", tmp_path / "v.mp4"))
    recording = RecordingSpec("v", video=video, animal_count=2)
    cached = replace(job, cache=tmp_path / "cache")
    assert look(cached, recording).work == "video"
    (tmp_path / "cache").mkdir()
    blobs_file(tmp_path / "cache", file_fingerprint(video), 2).touch()
    assert look(cached, recording).work == "video tracked before"
