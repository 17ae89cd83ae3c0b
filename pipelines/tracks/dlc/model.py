"""A trained model on the disk: which files, and the settings that came with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LINKING: Mapping[str, object] = {
    "pcutoff": 0.1,
    "boundingboxslack": 0,
    "iou_threshold": 0.6,
    "max_age": 1,
    "min_hits": 1,
}
"""DeepLabCut's defaults for joining detections of successive frames (``inference_cfg.yaml``)."""


@dataclass(frozen=True, slots=True)
class SuperAnimal:
    """Names of a SuperAnimal data set, pose network and detector, as DeepLabCut calls them."""

    dataset: str
    pose: str
    detector: str


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model that was found; nothing is loaded yet.

    Parameters
    ----------
    scorer
        What the model is called in files and their names.
    snapshot
        Weights of the pose network; of an exported model, everything.
    config
        ``pytorch_config.yaml``; ``None`` if it is in the snapshot or made from a SuperAnimal.
    detector
        Weights of the detector, for top-down models.
    superanimal
        What it is, if it is a SuperAnimal model.
    individuals
        Names of the animals; empty if the configuration says them.
    multi_animal
        Whether the project is one of several animals; ``None`` to go by the configuration.
    crop
        Part of the picture that is looked at, x1, x2, y1, y2 in pixels; all of it if not given.
    track_method
        How detections are joined: ``ellipse``, ``box`` or ``skeleton``.
    linking
        Settings of that, over `LINKING`.
    batch_size, detector_batch_size
        Frames that the networks look at together.
    """

    scorer: str
    snapshot: Path
    config: Path | None = None
    detector: Path | None = None
    superanimal: SuperAnimal | None = None
    individuals: tuple[str, ...] = ()
    multi_animal: bool | None = None
    crop: tuple[int, int, int, int] | None = None
    track_method: str = "ellipse"
    linking: Mapping[str, object] = field(default_factory=dict)
    batch_size: int = 8
    detector_batch_size: int = 1
