"""Tracking with a model: which model is meant, what is tracked again, and the files that come out.

Networks themselves run in ``tests/heavy``.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
from tracking_files import POSE, Brightest, edit, make_project
from video_files import make

from graphs.errors import DataError, UserError
from pipelines.pairing import pair_files
from pipelines.tracks.deeplabcut_write import read_record
from pipelines.tracks.dlc import DeepLabCutTracker, find_model
from pipelines.tracks.dlc.model import Model, SuperAnimal
from pipelines.tracks.read import read_tracks
from pipelines.tracks.tracker import Progress, track_videos
from pipelines.video import Video

without_deeplabcut = pytest.mark.skipif(
    find_spec("deeplabcut") is not None, reason="DeepLabCut is installed here"
)


@without_deeplabcut
def test_without_the_extra_the_error_names_it(tmp_path: Path) -> None:
    install = r'pip install "behavior-workbench\[deeplabcut\]"'
    with pytest.raises(UserError, match=install):
        DeepLabCutTracker(Model("DLC_x", tmp_path / "snapshot-1.pt"))
    with pytest.raises(UserError, match=install):
        find_model("superanimal:topviewmouse")


def test_the_best_snapshot_of_the_only_shuffle_is_taken(tmp_path: Path) -> None:
    project = make_project(tmp_path / "mice-mara", 3)
    model = find_model(str(project))
    assert model.scorer == "DLC_Resnet50_miceNov25shuffle3_snapshot_best-9"
    assert model.snapshot.name == "snapshot-best-009.pt"
    assert model.config is not None
    assert model.config.name == "pytorch_config.yaml"
    assert (model.multi_animal, model.individuals) == (True, ("resident", "intruder"))
    assert (model.crop, model.track_method, model.batch_size) == (None, "ellipse", 4)
    assert find_model(str(project / "config.yaml")) == model


def test_settings_of_the_project_are_heeded(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", 1)
    edit(project, "snapshotindex: -1\ndetector", "snapshotindex: 0\ndetector")
    edit(project, "cropping: false", "cropping: true")
    edit(project, "default_track_method: ellipse", "default_track_method: box")
    linking = project / "dlc-models-pytorch/iteration-0/miceNov25-trainset90shuffle1/test"
    linking.mkdir()
    (linking / "inference_cfg.yaml").write_text("max_age: 7\n")
    model = find_model(str(project))
    assert model.snapshot.name == "snapshot-050.pt"
    assert model.crop == (10, 200, 20, 100)
    assert (model.track_method, model.linking) == ("box", {"max_age": 7})


def test_a_project_of_one_animal_has_no_individuals(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", 1)
    edit(project, "multianimalproject: true", "multianimalproject: false")
    model = find_model(str(project))
    assert (model.multi_animal, model.individuals) == (False, ())


def test_shuffles_are_listed_where_one_must_be_chosen(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", 1, 4)
    with pytest.raises(UserError, match=r"several trained shuffles: 1, 4\. Choose with --shuffle"):
        find_model(str(project))
    with pytest.raises(UserError, match=r"no trained shuffle 2\. Trained are: 1, 4\."):
        find_model(str(project), shuffle=2)
    assert "shuffle4" in find_model(str(project), shuffle=4).scorer


def test_of_two_training_fractions_deeplabcut_s_first_is_taken(tmp_path: Path) -> None:
    make_project(tmp_path / "p", 1, percent=50)
    project = make_project(tmp_path / "p", 1, percent=90)
    assert "trainset90" in str(find_model(str(project)).snapshot)


def test_a_snapshot_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", 1)
    edit(project, "snapshotindex: -1\ndetector", "snapshotindex: 5\ndetector")
    with pytest.raises(UserError, match=r"snapshotindex is 5.*3 snapshots \(snapshot-050\.pt"):
        find_model(str(project))


def test_top_down_models_need_a_trained_detector(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", 1, pose=POSE.replace("bu", "td"))
    with pytest.raises(UserError, match=r"without a trained detector.*detector_epochs"):
        find_model(str(project))
    train = find_model(str(make_project(tmp_path / "q", 1))).snapshot.parent
    (train / "pytorch_config.yaml").write_text(POSE.replace("bu", "td"))
    (train / "snapshot-detector-020.pt").write_bytes(b"d")
    model = find_model(str(tmp_path / "q"))
    assert model.detector == train / "snapshot-detector-020.pt"
    assert model.scorer.endswith("shuffle1_detector_20_snapshot_best-9")


def test_projects_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"no trained model: no snapshot-\*\.pt under dlc-models-py"
    ):
        find_model(str(make_project(tmp_path / "new")))
    with pytest.raises(UserError, match=r"Trained are shuffles of iteration-2: set iteration in"):
        find_model(str(make_project(tmp_path / "later", 1, iteration=2)))
    old = make_project(tmp_path / "old")
    train = old / "dlc-models/iteration-0/miceNov25-trainset90shuffle1/train"
    train.mkdir(parents=True)
    (train / "snapshot-50000.index").touch()
    with pytest.raises(UserError, match=r"TensorFlow engine.*engine: pytorch"):
        find_model(str(old))
    broken = make_project(tmp_path / "broken", 1)
    (broken / "config.yaml").write_text("Task: [mice\n")
    with pytest.raises(DataError, match=r"config\.yaml cannot be read"):
        find_model(str(broken))
    (broken / "config.yaml").write_text("just words")
    with pytest.raises(DataError, match="no configuration of DeepLabCut"):
        find_model(str(broken))


def test_what_is_no_model_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no DeepLabCut project at .*none.*superanimal:NAME"):
        find_model(str(tmp_path / "none"))
    with pytest.raises(UserError, match=r"no DeepLabCut model in .*a folder with config\.yaml"):
        find_model(str(tmp_path))
    frozen = tmp_path / "exported-models"
    frozen.mkdir()
    (frozen / "snapshot-1000.pb").touch()
    with pytest.raises(UserError, match=r"holds a TensorFlow model \(snapshot-1000\.pb\)"):
        find_model(str(frozen))
    project = make_project(tmp_path / "p", 1)
    with pytest.raises(UserError, match=r"inside of a project.*holds config\.yaml"):
        find_model(str(find_model(str(project)).snapshot.parent))
    with pytest.raises(UserError, match="Leave --weights"):
        find_model(str(project), weights=tmp_path)
    with pytest.raises(UserError, match="Leave --shuffle out"):
        find_model("superanimal:bird", shuffle=1)


def test_exported_models_are_named_by_their_file(tmp_path: Path) -> None:
    first = tmp_path / "DLC_mice_resnet_50_iteration-0_shuffle-1_snapshot-best-9.pt"
    first.touch()
    scorer = "DLC_mice_resnet_50_iteration-0_shuffle1_snapshot_best-9"
    assert find_model(str(tmp_path)) == find_model(str(first)) == Model(scorer, first)
    (tmp_path / "DLC_mice_resnet_50_iteration-0_shuffle-1_snapshot-100.pt").touch()
    with pytest.raises(UserError, match="holds 2 exported models"):
        find_model(str(tmp_path))


def test_the_number_of_animals_must_fit_the_model(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="model of one animal"):
        DeepLabCutTracker(Model("DLC_x", tmp_path / "s.pt", multi_animal=False), animals=2)
    mice = SuperAnimal("superanimal_topviewmouse", "resnet_50", "ssdlite")
    with pytest.raises(UserError, match="Add --animal-count"):
        DeepLabCutTracker(Model("superanimal_x", tmp_path / "s.pt", superanimal=mice))


@pytest.mark.parametrize("tracker", [Brightest(1), Brightest(2), Brightest(1, landmark=True)])
def test_results_are_deeplabcut_files_on_the_video_s_clock(
    tmp_path: Path, tracker: Brightest
) -> None:
    video = make(tmp_path / "m1.mp4", 20)
    (outcome,) = track_videos([video], tracker, tmp_path / "out")
    assert (outcome.state, outcome.frames, outcome.animals) == ("done", 20, tracker.animals)
    assert outcome.tracks.name == f"m1{tracker.scorer}.h5"
    expected = tracker.track(Video(video), lambda _done, _all: None)
    found = read_tracks(outcome.tracks, timebase=Video(video).timebase)
    np.testing.assert_array_equal(found.data["position"], expected.data["position"])
    assert (found.data["confidence"] == 0.75).all()
    if tracker.multi_animal:
        assert found.individuals == expected.individuals
    if tracker.landmark:
        assert found.landmarks is not None
        assert found.landmarks["position"].to_numpy()[7].ravel().tolist() == [80, 60]
    table = pd.read_hdf(outcome.tracks)
    assert table.columns.nlevels == (4 if tracker.multi_animal else 3)
    assert set(table.columns.get_level_values("scorer")) == {tracker.scorer}
    (recording,) = pair_files([video, outcome.tracks]).recordings
    assert (recording.video, recording.tracks) == (video, outcome.tracks)


def test_a_superanimal_s_result_is_paired_too(tmp_path: Path) -> None:
    video = make(tmp_path / "m1.mp4", 3)
    tracker = Brightest(2, scorer="superanimal_topviewmouse_hrnet_w32_fasterrcnn_resnet50_fpn_v2")
    (outcome,) = track_videos([video], tracker, tmp_path)
    (recording,) = pair_files([video, outcome.tracks]).recordings
    assert recording.tracks == outcome.tracks


def test_the_same_model_tracks_a_video_once(tmp_path: Path) -> None:
    video = make(tmp_path / "m1.mp4", 10)
    tracker = Brightest()
    first = track_videos([video], tracker, tmp_path / "out")[0]
    stamp = first.tracks.stat().st_mtime_ns
    again = track_videos([video], tracker, tmp_path / "out")[0]
    assert (again.state, again.frames, again.animals) == ("skipped", 10, 1)
    assert again.warnings == first.warnings == ("Looked at brightness only.",)
    assert tracker.loaded == 1
    assert first.tracks.stat().st_mtime_ns == stamp
    forced = track_videos([video], tracker, tmp_path / "out", force=True)[0]
    assert (forced.state, tracker.loaded) == ("done", 2)
    other = track_videos([video], Brightest(2), tmp_path / "out")[0]
    assert (other.state, other.tracks) == ("done", first.tracks)
    make(video, 11)
    changed = track_videos([video], Brightest(2), tmp_path / "out")[0]
    assert (changed.state, changed.frames) == ("done", 11)
    record = read_record(first.tracks)
    assert record is not None
    assert record["tracker"] == Brightest(2).identity
    assert record["video"] == "m1.mp4"


def test_files_that_something_else_wrote_are_not_replaced(tmp_path: Path) -> None:
    video = make(tmp_path / "m1.mp4", 5)
    done = track_videos([video], Brightest(), tmp_path)[0]
    with h5py.File(done.tracks, "r+") as file:
        del file.attrs["behavior_workbench"]  # as a program does that writes the table anew
    before = done.tracks.read_bytes()
    refused = track_videos([video], Brightest(), tmp_path)[0]
    assert refused.state == "failed"
    assert "was not written by this command" in str(refused.error)
    assert done.tracks.read_bytes() == before
    assert track_videos([video], Brightest(), tmp_path, force=True)[0].state == "done"


def test_a_video_that_fails_stops_no_other(tmp_path: Path) -> None:
    text = tmp_path / "bad.mp4"
    text.write_text("this is text")
    videos = [text, tmp_path / "gone.mp4", make(tmp_path / "m1.mp4", 5)]
    seen: list[Progress] = []
    outcomes = track_videos(videos, Brightest(), tmp_path / "out", progress=seen.append)
    assert [outcome.state for outcome in outcomes] == ["failed", "failed", "done"]
    assert "bad.mp4" in str(outcomes[0].error)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [outcomes[2].tracks.name]
    assert seen[-1] == Progress(videos[2], 0.0, 3, 3)
    halves = [now.done + now.share for now in seen]
    assert halves == sorted(halves)


def test_a_model_that_cannot_be_loaded_stops_all_before_anything_is_made(tmp_path: Path) -> None:
    video = make(tmp_path / "m1.mp4", 5)
    tracker = Brightest(fault=DataError("The weights cannot be loaded."))
    with pytest.raises(DataError, match="weights"):
        track_videos([video], tracker, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_videos_of_one_name_are_refused_together(tmp_path: Path) -> None:
    for day in ("day1", "day2"):
        (tmp_path / day).mkdir()
    videos = [make(tmp_path / "day1" / "m1.mp4", 3), make(tmp_path / "day2" / "M1.avi", 3)]
    with pytest.raises(UserError, match=r"day1.m1\.mp4, .*day2.M1\.avi.*--out"):
        track_videos(videos, Brightest(), tmp_path)


def test_an_interrupt_says_how_many_videos_are_finished(tmp_path: Path) -> None:
    class Stopped(Brightest):
        def track(self, video: Video, report: object) -> object:  # type: ignore[override]
            if video.path.stem == "m2":
                raise KeyboardInterrupt
            return super().track(video, report)  # type: ignore[arg-type]

    videos = [make(tmp_path / f"m{i}.mp4", 3) for i in (1, 2, 3)]
    with pytest.raises(KeyboardInterrupt, match="1 of 3 videos were finished"):
        track_videos(videos, Stopped(), tmp_path)
    assert len(list(tmp_path.glob("*.h5"))) == 1
