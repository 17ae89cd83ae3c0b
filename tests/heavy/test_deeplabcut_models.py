"""Kinds of DeepLabCut models, against DeepLabCut itself where it tracks them too."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from make_model import POINTS, clip_times, pictures, scene, train_folder, truth_px
from typer.testing import CliRunner, Result

from graphs.errors import DataError, UserError
from pipelines.proxy import write_video
from pipelines.tracks.dlc import DeepLabCutTracker, find_model
from pipelines.tracks.dlc.engine import import_deeplabcut
from pipelines.tracks.dlc.link import link_animals
from pipelines.tracks.dlc.torchvision_ops import import_torchvision, nms
from pipelines.tracks.schema import Tracks
from pipelines.video import Video
from sample_data.generate import open_field_motion
from sample_data.motion import KEYPOINTS
from sample_data.scene import to_px
from workbench.cli import app

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]


def track(model: Path | str, video: Path, **settings: object) -> Tracks:
    """Track with a model in this process."""
    tracker = DeepLabCutTracker(find_model(str(model)), **settings)
    tracker.load()
    return tracker.track(Video(video), lambda _done, _all: None)


def points(tracks: Tracks) -> np.ndarray:
    """x and y of all points in the order of a DeepLabCut table, shape (frames, points, 2)."""
    position = tracks.data["position"].to_numpy().transpose(0, 3, 2, 1)
    return position.reshape(tracks.frames, -1, 2)


def workbench(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of the scene."""
    path = tmp_path_factory.mktemp("video") / "short.mp4"
    times_s = 6 + np.arange(30) / 30
    write_video(
        path, zip((times_s - 6).tolist(), pictures(open_field_motion(), times_s), strict=True)
    )
    return path


def copied(project: Path, folder: Path) -> Path:
    """Return a copy of a DeepLabCut project that knows where it is; for what writes into it."""
    copy = shutil.copytree(project, folder / "copy")
    config = copy / "config.yaml"
    config.write_text(config.read_text().replace(str(project), str(copy)))
    return copy


def deeplabcut_s_own(project: Path, video: Path, folder: Path) -> np.ndarray:
    """Return `points` of what ``deeplabcut.analyze_videos`` finds, up to its last row."""
    import_deeplabcut()
    import deeplabcut

    config = copied(project, folder) / "config.yaml"
    out = folder / "deeplabcut"
    deeplabcut.analyze_videos(str(config), [str(video)], destfolder=str(out), device="cpu")
    (found,) = out.glob("*.h5")
    table = pd.read_hdf(found)
    return table.to_numpy().reshape(len(table), -1, 3)[:, :, :2]


@pytest.mark.parametrize("kind", ["two_mice", "multi_animal"])
def test_projects_are_tracked_as_deeplabcut_does_it(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    project = request.getfixturevalue(kind)
    clip = project.parent / "clip.mp4"
    theirs = deeplabcut_s_own(project, clip, tmp_path)
    tracks = track(project, clip)
    assert tracks.individuals == [{"two_mice": "animal_1", "multi_animal": "mouse_1"}[kind]]
    ours = points(tracks)[: len(theirs)]
    apart = np.linalg.norm(ours - theirs, axis=2)
    both = np.isfinite(apart)
    measured(
        f"{kind}: {np.median(apart[both]):.3f} px from DeepLabCut's own result (median of the "
        f"{both.mean():.1%} of points that both know)"
    )
    assert (np.isfinite(ours) == np.isfinite(theirs)).mean() > 0.97
    assert np.quantile(apart[both], 0.9) < 1  # two decoders differ a little in colours


def test_a_multi_animal_model_finds_the_mouse(
    multi_animal: Path, measured: Callable[[str], None]
) -> None:
    tracks = track(multi_animal, multi_animal.parent / "clip.mp4")
    truth = truth_px(scene("one"), clip_times())[:, 0]
    error = np.linalg.norm(points(tracks) - truth, axis=2)
    medians = np.nanmedian(error, axis=0)
    each = ", ".join(f"{p} {m:.2f}" for p, m in zip(POINTS, medians, strict=True))
    measured(f"multi-animal, a mouse alone: median error in px {each}")
    assert np.isfinite(error).mean() > 0.7
    assert medians[POINTS.index("centre")] < 4


def test_detections_in_any_order_become_one_track_per_animal() -> None:
    times_s = np.arange(180, 480) / 30
    truth = to_px(open_field_motion().at(times_s)).astype(np.float32)  # frames, animals, points
    truth[:, 1] += 600  # far apart, where there is no doubt who is who
    generator = np.random.default_rng(3)
    noisy = truth + generator.normal(0, 1.0, truth.shape).astype(np.float32)
    detections = {}
    for frame, animals in enumerate(noisy):
        found = np.ones((*animals.shape[:2], 4), np.float32)
        found[..., :2], found[..., 3] = animals, -1
        detections[frame] = found[generator.permutation(2)]
    for frame in (40, 41, 42, 200):
        detections[frame] = detections[frame][:1]  # one of the two is not found
    del detections[100]  # a frame that could not be decoded
    import_deeplabcut()
    tracks, _ = link_animals(detections, len(truth), KEYPOINTS, 2, "ellipse", {})
    assert tracks.shape == (len(truth), 2, len(KEYPOINTS), 3)
    apart = [np.linalg.norm(tracks[:, o, :, :2] - truth, axis=3) for o in ([0, 1], [1, 0])]
    error = min(apart, key=np.nanmedian)
    assert np.isfinite(error).mean() > 0.97
    assert np.isnan(error[100]).all()
    assert (error[np.isfinite(error)] < 6).mean() > 0.99  # one mouse is one track, all along
    with pytest.raises(DataError, match="No animal was followed for 10 frames"):
        link_animals({0: detections[0]}, len(truth), KEYPOINTS, 2, "ellipse", {})


def test_a_cropped_project_gives_pixels_of_the_whole_picture(
    two_mice: Path, short: Path, tmp_path: Path
) -> None:
    project = copied(two_mice, tmp_path)
    config = project / "config.yaml"
    text = config.read_text()
    for key, value in {"cropping": "true", "x1": 32, "x2": 128, "y1": 16, "y2": 112}.items():
        old = next(line for line in text.splitlines() if line.startswith(f"{key}:"))
        text = text.replace(f"{old}\n", f"{key}: {value}\n")
    config.write_text(text)
    part = tmp_path / "part.mp4"
    write_video(
        part,
        ((time, picture[16:112, 32:128]) for _, time, picture in Video(short).iter_frames()),
        crf=1,
    )
    moved = points(track(project, short)) - points(track(two_mice, part))
    assert np.median(moved, axis=(0, 1)) == pytest.approx([32, 16], abs=1)
    config.write_text(text.replace("x2: 128", "x2: 999"))
    with pytest.raises(DataError, match=r"crops videos to x 32 to 999 .*128 x 128"):
        track(project, short)


def test_an_exported_model_tracks_as_its_project_does(
    two_mice: Path, short: Path, tmp_path: Path
) -> None:
    import_deeplabcut()
    import deeplabcut

    project = copied(two_mice, tmp_path)
    deeplabcut.export_model(str(project / "config.yaml"))
    (exported,) = (project / "exported-models-pytorch").iterdir()
    np.testing.assert_array_equal(points(track(exported, short)), points(track(two_mice, short)))
    damaged = tmp_path / "DLC_damaged_shuffle-1.pt"
    damaged.write_bytes(next(exported.glob("*.pt")).read_bytes()[:5000])
    with pytest.raises(DataError, match=r"no model that deeplabcut\.export_model wrote"):
        track(damaged, short)


def test_points_that_belong_to_no_animal_are_looked_for_too(
    multi_animal: Path, short: Path, tmp_path: Path
) -> None:
    """A network of its usual size, with random weights, that also has a corner to find."""
    engine = import_deeplabcut()
    import torch
    from deeplabcut.pose_estimation_pytorch.models import PoseModel
    from deeplabcut.utils.auxiliaryfunctions import edit_config

    project = copied(multi_animal, tmp_path)
    config = project / "config.yaml"
    edit_config(str(config), {"uniquebodyparts": ["corner"]})
    folder = train_folder(config)
    pose = engine.config.PoseConfig.build(
        config, folder / "pytorch_config.yaml", top_down=False, net_type="resnet_50", save=True
    )
    (snapshot,) = folder.glob("snapshot-*.pt")
    torch.save({"model": PoseModel.build(pose["model"]).state_dict()}, snapshot)
    tracker = DeepLabCutTracker(find_model(str(project)))
    tracker.load()
    assert (tracker.networks.keypoints, tracker.networks.unique) == (POINTS, ("corner",))
    (looked,) = tracker.networks.look_at([next(Video(short).iter_frames())[2]])
    assert looked.animals.shape == (1, len(POINTS), 4)
    assert looked.unique is not None
    assert looked.unique.shape == (1, 3)


def test_weights_that_do_not_fit_are_said_not_tracked(
    two_mice: Path, short: Path, tmp_path: Path
) -> None:
    project = copied(two_mice, tmp_path)
    (snapshot,) = train_folder(project / "config.yaml").glob("snapshot-*.pt")
    snapshot.write_bytes(snapshot.read_bytes()[:5000])
    done = workbench("track", short, "--model", project, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "cannot be loaded" in done.stderr
    assert not (tmp_path / "out").exists()
    pose = snapshot.with_name("pytorch_config.yaml")
    pose.write_text(pose.read_text().replace("method: bu", "method: ctd"))
    with pytest.raises(UserError, match="conditional top-down"):
        track(project, short)


def test_a_gpu_that_is_not_there_is_said(two_mice: Path, short: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    done = workbench("track", short, "--model", two_mice, "--device", "cuda")
    assert done.exit_code == 2
    assert "--device cpu" in done.stderr


def test_missing_superanimal_weights_are_named_with_their_place(
    short: Path, tmp_path: Path
) -> None:
    words = ["track", short, "--model", "superanimal:topviewmouse", "--animal-count", 2]
    done = workbench(*words, "--weights", tmp_path, "--json")
    assert done.exit_code == 2
    said = json.loads(done.stdout)["error"]
    for file in (
        "superanimal_topviewmouse_hrnet_w32.pt",
        "superanimal_topviewmouse_fasterrcnn_resnet50_fpn_v2.pt",
    ):
        address = "https://huggingface.co/mwmathis/DeepLabCutModelZoo-SuperAnimal-TopViewMouse"
        assert f"{file}: {address}/resolve/main/{file}" in said
    assert f"put them into {tmp_path}" in said
    assert "--download" in said
    own = workbench("track", short, "--model", "superanimal:bird", "--animal-count", 2)
    assert "modelzoo/checkpoints" in own.stderr
    for name, hint in (
        ("topviewmose", "did you mean 'topviewmouse'"),
        ("bird/hrnet_w32", "known: resnet_50"),
        ("quadruped/resnet_50/yolo", "fasterrcnn"),
    ):
        with pytest.raises(UserError, match=hint):
            find_model(f"superanimal:{name}", weights=tmp_path)


def test_a_superanimal_model_runs_on_local_weights(short: Path, tmp_path: Path) -> None:
    """With random weights, so nothing is found where it is; but all of the way is walked."""
    name = "superanimal:quadruped/resnet_50/ssdlite"
    _write_random_weights(tmp_path, "superanimal_quadruped", "resnet_50", "ssdlite")
    tracker = DeepLabCutTracker(find_model(name, weights=tmp_path), animals=2)
    tracker.load()
    frames = list(Video(short).iter_frames(stop=4))
    looked = tracker.networks.look_at([picture for _, _, picture in frames])
    assert [one.animals.shape for one in looked] == [(2, 39, 4)] * 4
    assert tracker.networks.keypoints[0] == "nose"
    video = tmp_path / "m1.mp4"
    write_video(video, ((time, picture) for _, time, picture in frames))
    pose = tmp_path / "superanimal_quadruped_resnet_50.pt"
    done = workbench(
        "track", video, "--model", name, "--weights", pose, "--animal-count", 2,
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert done.exit_code == 1  # in four frames nothing is followed for ten
    assert "No animal was followed for 10 frames" in done.stderr


def test_a_detector_is_loaded_without_fetching_a_backbone(tmp_path: Path) -> None:
    pose, detector = "resnet_50", "fasterrcnn_mobilenet_v3_large_fpn"
    _write_random_weights(tmp_path, "superanimal_topviewmouse", pose, detector)
    model = find_model(f"superanimal:topviewmouse/{pose}/{detector}", weights=tmp_path)
    tracker = DeepLabCutTracker(model, animals=3)
    tracker.load()
    assert tracker.networks.animals == 3


def _write_random_weights(folder: Path, name: str, pose: str, detector: str) -> None:
    engine = import_deeplabcut()
    import torch
    from deeplabcut.pose_estimation_pytorch.models import DETECTORS, PoseModel

    from pipelines.tracks.dlc.load import no_pretrained_parts

    config = engine.config.PoseConfig.build_for_superanimal_inference(
        name, model_name=pose, detector_name=detector, max_individuals=2
    )
    with no_pretrained_parts():
        networks = {
            pose: PoseModel.build(config["model"]),
            detector: DETECTORS.build(dict(config["detector"]["model"])),
        }
    for network, made in networks.items():
        torch.save({"model": made.state_dict()}, folder / f"{name}_{network}.pt")


def test_overlapping_boxes_go_and_the_best_stays() -> None:
    import_torchvision()
    import torch
    import torchvision

    boxes = torch.tensor([[0, 0, 10, 10], [1, 0, 11, 10], [0, 5, 10, 15], [50, 50, 60, 60.0]])
    scores = torch.tensor([0.6, 0.9, 0.8, 0.1])
    # overlap of 0 and 1 is 90 / 110, of 0 and 2 50 / 150, of 1 and 2 45 / 155
    assert nms(boxes, scores, 0.5).tolist() == [1, 2, 3]
    assert nms(boxes, scores, 0.2).tolist() == [1, 3]
    assert nms(boxes, scores, 0.9).tolist() == [1, 2, 0, 3]
    assert nms(boxes[:0], scores[:0], 0.5).tolist() == []
    assert torchvision.ops.nms(boxes, scores, 0.5).tolist() == [1, 2, 3]
    groups = torch.tensor([0, 1, 0, 0])
    assert torchvision.ops.batched_nms(boxes, scores, groups, 0.5).tolist() == [1, 2, 0, 3]
