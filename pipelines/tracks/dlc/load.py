"""Load a model's networks, and let them look at pictures."""

from __future__ import annotations

import contextlib
import functools
import io
import logging
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError, ModelError, UserError
from pipelines.tracks.dlc.engine import import_deeplabcut
from pipelines.tracks.dlc.link import check_filter
from pipelines.tracks.dlc.model import Model
from pipelines.tracks.dlc.project import read_yaml
from pipelines.video import Picture

ONE_BY_ONE = {"multithreading": {"enabled": False}}
"""Settings of the runners: in their other mode, frames without an animal can get lost."""


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What was found in one picture.

    Parameters
    ----------
    animals
        x, y (pixels), confidence, identity (or -1), shape (animals, keypoints, 4); negative where
        nothing was found.
    unique
        x, y, confidence of points that belong to no animal, shape (points, 3).
    """

    animals: NDArray[np.float32]
    unique: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True, eq=False)
class Networks:
    """Loaded networks.

    Parameters
    ----------
    pose, detector
        DeepLabCut's inference runners.
    keypoints, unique
        Names of the points of animals, and of those that belong to none.
    individuals
        Names of the animals.
    animals
        How many there are.
    multi_animal
        Whether detections are to be linked to animals.
    """

    pose: Any
    detector: Any
    keypoints: tuple[str, ...]
    unique: tuple[str, ...]
    individuals: tuple[str, ...]
    animals: int
    multi_animal: bool

    def look_at(self, pictures: Sequence[Picture]) -> list[Prediction]:
        """Return what is in some pictures (RGB)."""
        inputs: Sequence[Any] = pictures
        if self.detector is not None:
            boxes = self.detector.inference(pictures)
            inputs = list(zip(pictures, boxes, strict=True))
        found = self.pose.inference(inputs)
        if len(found) != len(pictures):
            message = f"DeepLabCut returned {len(found)} results for {len(pictures)} pictures."
            raise ModelError(message)
        return [_prediction(one) for one in found]


def _prediction(found: dict[str, Any]) -> Prediction:
    points = np.asarray(found["bodyparts"], np.float32)[..., :3]
    scores = found.get("identity_scores")
    identity = (
        np.full(points.shape[:2], -1, np.float32)
        if scores is None
        else np.asarray(scores).argmax(axis=2).astype(np.float32)
    )
    unique = found.get("unique_bodyparts")
    return Prediction(
        np.concatenate([points, identity[..., None]], axis=2),
        None if unique is None else np.asarray(unique, np.float32)[0, :, :3],
    )


def load_networks(model: Model, animals: int | None, device: str) -> Networks:
    """Load a model.

    Parameters
    ----------
    model
        From `find_model`.
    animals
        How many animals there are; as many as the model was trained for if not given.
    device
        ``auto``, ``cpu`` or ``cuda``.

    Raises
    ------
    UserError
        DeepLabCut cannot be imported or cannot follow animals, there is no such device, or it is a
        kind of model that does not run here.
    DataError
        The weights cannot be read, or do not fit the configuration.
    """
    with contextlib.redirect_stdout(io.StringIO()):
        engine = import_deeplabcut()
        device = _device(device)
        with tempfile.TemporaryDirectory() as folder:
            config, model = _configured(engine, model, animals, Path(folder))
            if config["method"] not in ("bu", "td"):
                message = (
                    f"{model.scorer} is a conditional top-down model, which needs another model's "
                    "poses to start from. Track with deeplabcut.analyze_videos, and give its h5 "
                    "files to `workbench label`."
                )
                raise UserError(message)
            try:
                with no_pretrained_parts():
                    pose, detector = _runners(engine, config, model, device)
            except (OSError, RuntimeError, KeyError, EOFError, pickle.UnpicklingError) as error:
                message = (
                    f"The weights in {model.snapshot.parent} cannot be loaded: "
                    f"{' '.join(str(error).split())[:300]}. Copy or train the model again."
                )
                raise DataError(message) from error
    known = config["metadata"]
    individuals = model.individuals or tuple(map(str, known["individuals"]))
    multi = len(individuals) > 1 if model.multi_animal is None else model.multi_animal
    if multi:
        check_filter()
    return Networks(
        pose=pose,
        detector=detector,
        keypoints=tuple(map(str, known["bodyparts"])),
        unique=tuple(map(str, known.get("unique_bodyparts") or ())),
        individuals=individuals,
        animals=(animals or len(individuals)) if multi else 1,
        multi_animal=multi,
    )


def _device(name: str) -> str:
    import torch

    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        message = "No CUDA device can be used here (torch sees none). Use --device cpu or auto."
        raise UserError(message)
    return name


def _configured(
    engine: Any, model: Model, animals: int | None, folder: Path
) -> tuple[dict[str, Any], Model]:
    """Return the configuration of the networks, and the model with files of weights."""
    if model.superanimal is not None:
        animal = model.superanimal
        with _quiet("deeplabcut.core.config"):  # it warns of settings that its own files lack
            made = engine.config.PoseConfig.build_for_superanimal_inference(
                animal.dataset,
                model_name=animal.pose,
                detector_name=animal.detector,
                max_individuals=animals or 1,
            )
        return made.to_dict(normalize=True), model
    if model.config is not None:
        return read_yaml(model.config), model
    return _unpacked(model, folder)


@contextlib.contextmanager
def _quiet(logger: str) -> Iterator[None]:
    """Hold back the warnings of a logger."""
    chosen = logging.getLogger(logger)
    level = chosen.level
    chosen.setLevel(logging.ERROR)
    try:
        yield
    finally:
        chosen.setLevel(level)


def _unpacked(model: Model, folder: Path) -> tuple[dict[str, Any], Model]:
    """Write the weights of an exported model as the snapshots that runners load."""
    import torch

    try:
        content = torch.load(model.snapshot, map_location="cpu", weights_only=True)
        files = {part: folder / f"{part}.pt" for part in ("pose", "detector") if part in content}
        for part, path in files.items():
            torch.save({"model": content[part]}, path)
        return dict(content["config"]), replace(
            model, snapshot=files["pose"], detector=files.get("detector")
        )
    except (OSError, RuntimeError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
        message = (
            f"{model.snapshot} is no model that deeplabcut.export_model wrote, or damaged: "
            f"{' '.join(str(error).split())[:300]}."
        )
        raise DataError(message) from error


def _runners(engine: Any, config: dict[str, Any], model: Model, device: str) -> tuple[Any, Any]:
    """Return the runners of the pose network and of the detector, if there is one."""
    pose = engine.get_pose_inference_runner(
        config, model.snapshot, batch_size=model.batch_size, device=device, inference_cfg=ONE_BY_ONE
    )
    if config["method"] == "bu":
        return pose, None
    assert model.detector is not None
    detector = engine.get_detector_inference_runner(
        config,
        model.detector,
        batch_size=model.detector_batch_size,
        device=device,
        inference_cfg=ONE_BY_ONE,
    )
    return pose, detector


@contextlib.contextmanager
def no_pretrained_parts() -> Iterator[None]:
    """Keep torchvision from fetching weights for the backbone of a detector.

    It does so whenever a detector is built without saying otherwise, and DeepLabCut does not; the
    snapshot replaces them a moment later.
    """
    from torchvision.models import detection

    plain = {n: f for n, f in vars(detection).items() if n.startswith("fasterrcnn_")}
    for name, build in plain.items():
        setattr(detection, name, functools.partial(build, weights_backbone=None))
    try:
        yield
    finally:
        for name, build in plain.items():
            setattr(detection, name, build)
