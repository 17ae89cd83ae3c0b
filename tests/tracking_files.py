"""A tracker without a network, and folders that look like DeepLabCut projects."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from graphs.errors import DataError
from pipelines.tracks.schema import Tracks, make_tracks, with_landmarks
from pipelines.tracks.tracker import Report
from pipelines.video import Video


@dataclass
class Brightest:
    """Follows the brightest pixel in every frame; a real tracker of a simple kind.

    Parameters
    ----------
    animals
        How many get that pixel, each a pixel further to the right.
    landmark
        Whether the picture's middle is a landmark.
    fault
        Raised by `load`, if given.
    """

    animals: int = 1
    landmark: bool = False
    fault: Exception | None = None
    scorer: str = "DLC_Brightest_testNov1shuffle1_snapshot_1"
    loaded: int = field(default=0, compare=False)

    @property
    def multi_animal(self) -> bool:
        return self.animals > 1 or self.landmark

    @property
    def identity(self) -> dict[str, object]:
        return {"scorer": self.scorer, "animals": self.animals, "landmark": self.landmark}

    def load(self) -> None:
        if self.fault is not None:
            raise self.fault
        self.loaded += 1

    def track(self, video: Video, report: Report) -> Tracks:
        shape = (video.frames, 2, 1, self.animals)
        position = np.full(shape, np.nan, np.float32)
        for number, _, gray in video.iter_frames("gray"):
            y, x = np.unravel_index(int(gray.argmax()), gray.shape)
            for animal in range(self.animals):
                position[number, :, 0, animal] = x + animal, y
            report(number + 1, video.frames)
        if np.isnan(position).all():
            message = "No frame of the video can be decoded."
            raise DataError(message)
        confidence = np.where(np.isnan(position[:, 0]), np.nan, 0.75).astype(np.float32)
        names = [f"mouse {i + 1}" for i in range(self.animals)] if self.multi_animal else ["one"]
        tracks = make_tracks(position, confidence, ["centre"], names, video.timebase, "Brightest 1")
        if self.landmark:
            middle = np.empty((video.frames, 2, 1), np.float32)
            middle[:, 0], middle[:, 1] = video.width / 2, video.height / 2
            tracks = with_landmarks(tracks, ["middle"], middle, None)
        return replace(tracks, warnings=("Looked at brightness only.",))


CONFIG = """\
Task: mice
date: Nov25
multianimalproject: true
engine: pytorch
individuals:
- resident
- intruder
multianimalbodyparts:
- nose
TrainingFraction:
- 0.9
iteration: 0
default_track_method: ellipse
snapshotindex: -1
detector_snapshotindex: -1
batch_size: 4
cropping: false
x1: 10
x2: 200
y1: 20
y2: 100
"""

POSE = "net_type: resnet_50\nmethod: bu\n"


def make_project(
    folder: Path, *shuffles: int, percent: int = 90, iteration: int = 0, pose: str = POSE
) -> Path:
    """Write a project whose trained shuffles have snapshots after 9, 50 and 100 epochs, 9 best."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(CONFIG)
    (folder / "dlc-models").mkdir(exist_ok=True)
    for number in shuffles:
        name = f"miceNov25-trainset{percent}shuffle{number}"
        train = folder / "dlc-models-pytorch" / f"iteration-{iteration}" / name / "train"
        train.mkdir(parents=True)
        (train / "pytorch_config.yaml").write_text(pose)
        for snapshot in ("050", "100", "best-009"):
            (train / f"snapshot-{snapshot}.pt").write_bytes(snapshot.encode())
    return folder


def edit(project: Path, old: str, new: str) -> None:
    """Change the project's config.yaml."""
    path = project / "config.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
