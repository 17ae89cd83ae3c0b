"""Train tiny DeepLabCut models on the sample scene: ``python tests/heavy/make_model.py FOLDER``.

Two kinds of project, because a lab has one or the other:

- ``two``: both mice, told apart by their fur, as keypoints ``dark_nose``, ``grey_nose``... of a
  single-animal project. Heat maps alone are learned, which a small network does in a minute.
- ``one``: mouse_1 alone in a multi-animal project, where points are assembled into animals and
  animals are followed from frame to frame. To tell two mice apart by part affinity fields, a
  network learns longer than a test may last.

Frames are drawn anew by ``sample_data.render``, small, at moments outside the stretch that tests
track (`CLIP_S`), and labelled with the true positions. Networks begin with random weights, because
nothing is to be fetched. Everything goes through DeepLabCut's public functions, as in a lab.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import pandas as pd

from pipelines.proxy import write_video
from pipelines.tracks.dlc.engine import import_deeplabcut
from sample_data.generate import open_field_motion
from sample_data.motion import KEYPOINTS, Motion
from sample_data.render import draw
from sample_data.scene import ANIMALS, FRAME_PX, Floats, to_px

Kind = Literal["two", "one"]

POINTS = ("nose", "centre", "tailbase")
FURS = ("dark", "grey")
SIZE_PX = 128
FPS = 30
CLIP_S = (6.0, 13.4)
"""Stretch that tests track: sniffing, then a chase."""

EPOCHS = {"two": 20, "one": 8}
FRAMES = 200
CHANNELS = 96  # of the backbone
SCORER = "maker"


def scene(kind: Kind) -> Motion:
    """Return the motion of both mice, or of the first alone."""
    motion = open_field_motion()
    if kind == "two":
        return motion
    return replace(
        motion,
        points_cm=motion.points_cm[:, :1],
        rearing=motion.rearing[:, :1],
        grooming=motion.grooming[:, :1],
    )


def pictures(motion: Motion, times_s: Floats) -> Iterator[np.ndarray]:
    """Yield the scene at some times, scaled down."""
    for picture in draw(motion, times_s):
        yield cv2.resize(picture, (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA)


def truth_px(motion: Motion, times_s: Floats) -> Floats:
    """Return true positions in the small pictures, shape (times, animals, points, 2)."""
    chosen = [KEYPOINTS.index(point) for point in POINTS]
    return to_px(motion.at(times_s))[:, :, chosen] * (SIZE_PX / FRAME_PX)


def clip_times() -> Floats:
    """Return the times of the frames of the clip, seconds of the scene."""
    return np.arange(round(CLIP_S[0] * FPS), round(CLIP_S[1] * FPS)) / FPS


def write_clip(path: Path, kind: Kind) -> None:
    """Write the video that tests track; its first frame is at 0 s."""
    times_s = clip_times()
    shown = pictures(scene(kind), times_s)
    write_video(path, zip((times_s - times_s[0]).tolist(), shown, strict=True))


def make_project(folder: Path, kind: Kind) -> Path:
    """Make a project with labelled frames and a training set; returns its ``config.yaml``."""
    import_deeplabcut()
    import deeplabcut
    from deeplabcut.utils.auxiliaryfunctions import edit_config

    multi = kind == "one"
    motion = scene(kind)
    times_s = _labelled_times(motion)
    shown = [next(pictures(motion, np.array([time]))) for time in times_s]
    folder.mkdir(parents=True, exist_ok=True)
    video = folder / "labelled.mp4"
    write_video(video, zip((np.arange(len(shown)) / FPS).tolist(), shown, strict=True))
    config = Path(
        deeplabcut.create_new_project(
            "mice", SCORER, [str(video)], working_directory=str(folder), copy_videos=True,
            multianimal=multi, individuals=list(ANIMALS[:1]),
        )
    )  # fmt: skip
    points = list(POINTS) if multi else [f"{fur}_{point}" for fur in FURS for point in POINTS]
    edit_config(
        str(config),
        {
            "multianimalbodyparts" if multi else "bodyparts": points,
            "skeleton": [],
            "TrainingFraction": [0.9],
            "default_net_type": "resnet_50",
        },
    )
    _label(config.parent / "labeled-data" / "labelled", shown, truth_px(motion, times_s), multi)
    create = (
        deeplabcut.create_multianimaltraining_dataset
        if multi
        else deeplabcut.create_training_dataset
    )
    create(str(config), net_type="resnet_50", userfeedback=False)
    return config


def _labelled_times(motion: Motion) -> Floats:
    """Return moments to label, in order, all after the clip."""
    frames = np.arange(round(20 * FPS), int(motion.times_s[-1] * FPS))
    chosen = np.random.default_rng(1).choice(frames, FRAMES, replace=False)
    return np.sort(chosen) / FPS


def _label(folder: Path, shown: list[np.ndarray], truth: Floats, multi: bool) -> None:
    """Write pictures and their labels as the labelling program does."""
    names = [f"img{number:03d}.png" for number in range(len(shown))]
    for name, picture in zip(names, shown, strict=True):
        cv2.imwrite(str(folder / name), picture[..., ::-1])
    columns = [
        (SCORER, who, point, axis) if multi else (SCORER, f"{fur}_{point}", axis)
        for who, fur in list(zip(ANIMALS, FURS, strict=True))[: truth.shape[1]]
        for point in POINTS
        for axis in ("x", "y")
    ]
    titles = ["scorer", "individuals", "bodyparts", "coords"]
    table = pd.DataFrame(
        truth.reshape(len(truth), -1),
        index=pd.MultiIndex.from_product([["labeled-data"], [folder.name], names]),
        columns=pd.MultiIndex.from_tuples(
            columns, names=titles if multi else [titles[0], *titles[2:]]
        ),
    )
    table.to_hdf(folder / f"CollectedData_{SCORER}.h5", key="df_with_missing", mode="w")
    table.to_csv(folder / f"CollectedData_{SCORER}.csv")


def train_folder(config: Path) -> Path:
    """Return where the training configuration and the snapshots of the only shuffle are."""
    return next(config.parent.glob("dlc-models-pytorch/iteration-0/*shuffle1/train"))


def shrink_network(config: Path, epochs: int) -> Path:
    """Set a tiny network in the training configuration, and return random weights for it."""
    engine = import_deeplabcut()
    import torch
    from deeplabcut.pose_estimation_pytorch.models import PoseModel

    torch.manual_seed(1)
    path = train_folder(config) / "pytorch_config.yaml"
    pose = engine.config.PoseConfig.from_yaml(path)
    for key, value in _tiny(pose, epochs).items():
        pose.set_nested(key, value)
    pose.to_yaml(path)
    network = PoseModel.build(copy.deepcopy(pose["model"]), pretrained_backbone=False)
    weights = config.parent.parent / "random.pt"
    torch.save({"model": network.state_dict(), "metadata": {"epoch": 0}}, weights)
    return weights


def _tiny(pose: Any, epochs: int) -> dict[str, Any]:
    """Return changes: half a million weights, and targets of the size of these small mice."""
    head = "model.heads.bodypart"
    changes: dict[str, Any] = {
        "model.backbone.model_name": "test_resnet",
        "model.backbone_output_channels": CHANNELS,
        "runner.optimizer.params.lr": 1e-3,
        "runner.scheduler": {
            "type": "LRListScheduler",
            "params": {"lr_list": [[1e-4]], "milestones": [round(0.75 * epochs)]},
        },
        "runner.eval_interval": 10**6,  # no evaluation on the way
        "data.train.affine": {"p": 1.0, "rotation": 30, "scaling": [0.9, 1.1], "translation": 0},
        "data.train.motion_blur": False,
        "data.train.crop_sampling.width": SIZE_PX,
        "data.train.crop_sampling.height": SIZE_PX,
    }
    for part in ("heatmap_config", "locref_config", "paf_config"):
        channels = pose.select(f"{head}.{part}.channels")
        if channels:
            changes[f"{head}.{part}.channels"] = [CHANNELS, *channels[1:]]
    if pose.select(f"{head}.target_generator.generators"):
        heatmap, paf = (dict(g) for g in pose.select(f"{head}.target_generator.generators"))
        changes |= {
            f"{head}.num_stages": 1,
            f"{head}.target_generator.generators": [
                heatmap | {"pos_dist_thresh": 6},
                paf | {"width": 8},
            ],
            f"{head}.criterion.paf.weight": 5.0,
        }
    else:
        changes[f"{head}.target_generator.pos_dist_thresh"] = 6
        for part in ("heatmap_config", "locref_config"):  # one step finer: 4 px instead of 8
            outputs = pose.select(f"{head}.{part}.channels")[-1]
            changes |= {
                f"{head}.{part}.channels": [CHANNELS, 32, outputs],
                f"{head}.{part}.kernel_size": [3, 3],
                f"{head}.{part}.strides": [2, 2],
            }
    return changes


def train(config: Path, weights: Path, epochs: int) -> None:
    """Train from some weights, on the processor."""
    import deeplabcut

    deeplabcut.train_network(
        str(config), snapshot_path=str(weights), epochs=epochs, save_epochs=epochs, batch_size=4,
        display_iters=1000, device="cpu",
    )  # fmt: skip


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="made if absent")
    parser.add_argument("--kind", choices=("two", "one"), default="two")
    parser.add_argument("--epochs", type=int)
    chosen = parser.parse_args()
    epochs = chosen.epochs or EPOCHS[chosen.kind]
    with contextlib.redirect_stdout(None):
        config = make_project(chosen.folder, chosen.kind)
        train(config, shrink_network(config, epochs), epochs)
        write_clip(chosen.folder / "clip.mp4", chosen.kind)
    print(config.parent)  # noqa: T201 - a script


if __name__ == "__main__":
    main()
