"""Trained models inside DeepLabCut projects; folders and names as DeepLabCut 3 lays them out.

``config.yaml`` says what the project is about; a shuffle that was trained with PyTorch is a folder
``dlc-models-pytorch/iteration-I/NAME-trainsetPshuffleN`` with ``train/pytorch_config.yaml`` and
``train/snapshot-EPOCHS.pt``. The TensorFlow engine keeps its own in ``dlc-models``, which is empty
in other projects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphs.errors import DataError, UserError
from pipelines.tracks.dlc.model import Model

PROJECT_FILE = "config.yaml"
PYTORCH, TENSORFLOW_FOLDER = "dlc-models-pytorch", "dlc-models"
TENSORFLOW = (
    "Models of the TensorFlow engine run in DeepLabCut 2 only. Train the project again with "
    "engine: pytorch, or track with DeepLabCut 2 and give its h5 files to `workbench label`."
)

_SHUFFLE = re.compile(r".+-trainset(?P<percent>\d+)shuffle(?P<shuffle>\d+)")
_SNAPSHOT = re.compile(r"snapshot(?P<detector>-detector)?(?P<best>-best)?-(?P<epochs>\d+)\.pt")


@dataclass(frozen=True, slots=True, order=True)
class Snapshot:
    """Weights after some epochs; in the order in which DeepLabCut counts them, the best last."""

    best: bool
    epochs: int
    path: Path

    @property
    def name(self) -> str:
        """As DeepLabCut has it in the name of the scorer."""
        return f"best-{self.epochs}" if self.best else str(self.epochs)


@dataclass(frozen=True, slots=True)
class Shuffle:
    """A trained shuffle of a project."""

    number: int
    percent: int
    folder: Path
    snapshots: tuple[Snapshot, ...]
    detectors: tuple[Snapshot, ...]


def find_in_project(folder: Path, number: int | None) -> Model:
    """Return the model of a project that its ``config.yaml`` selects.

    Parameters
    ----------
    folder
        The project folder.
    number
        Which shuffle; the only trained one if not given.

    Raises
    ------
    UserError
        There is no trained shuffle, or not this one; those that are there are listed.
    DataError
        A file of the project cannot be read.
    """
    said = read_yaml(folder / PROJECT_FILE)
    iteration = said.get("iteration") or 0
    shuffle = _choose(folder, iteration, number, said)
    config = shuffle.folder / "train" / "pytorch_config.yaml"
    pose = read_yaml(config)
    snapshot = _pick(shuffle.snapshots, said.get("snapshotindex", -1), "snapshotindex", folder)
    detector = None
    if pose.get("method") == "td":
        if not shuffle.detectors:
            message = (
                f"Shuffle {shuffle.number} of {folder.name} is a top-down model without a trained "
                f"detector in {config.parent}. Train it with detector_epochs above 0."
            )
            raise UserError(message)
        detector = _pick(
            shuffle.detectors, said.get("detector_snapshotindex", -1), "detector_snapshotindex",
            folder,
        )  # fmt: skip
    network = "".join(part.capitalize() for part in str(pose.get("net_type", "")).split("_"))
    weights = f"snapshot_{snapshot.name}"
    if detector is not None:
        weights = f"detector_{detector.name}_{weights}"
    linking = shuffle.folder / "test" / "inference_cfg.yaml"
    multi = bool(said.get("multianimalproject"))
    return Model(
        scorer=(
            f"DLC_{network}_{said.get('Task', '')}{said.get('date', '')}shuffle{shuffle.number}"
            f"_{weights}"
        ),
        snapshot=snapshot.path,
        config=config,
        detector=None if detector is None else detector.path,
        individuals=tuple(map(str, said.get("individuals") or ())) if multi else (),
        multi_animal=multi,
        crop=_crop(said),
        track_method=str(said.get("default_track_method") or "ellipse"),
        linking=read_yaml(linking) if multi and linking.is_file() else {},
        batch_size=int(said.get("batch_size") or 8),
        detector_batch_size=int(said.get("detector_batch_size") or 1),
    )


def read_yaml(path: Path) -> dict[str, Any]:
    """Return a YAML file that holds a table."""
    import yaml  # comes with deeplabcut

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"{path} cannot be read: {error}."
        raise DataError(message) from error
    if not isinstance(found, dict):
        message = f"{path} is no configuration of DeepLabCut: expected names with values."
        raise DataError(message)
    return found


def _crop(said: Mapping[str, Any]) -> tuple[int, int, int, int] | None:
    if not said.get("cropping"):
        return None
    x1, x2, y1, y2 = (int(said[key]) for key in ("x1", "x2", "y1", "y2"))
    return x1, x2, y1, y2


def _choose(folder: Path, iteration: int, number: int | None, said: Mapping[str, Any]) -> Shuffle:
    """Return the shuffle that is asked for, or the only one."""
    trained = trained_shuffles(folder / PYTORCH / f"iteration-{iteration}")
    if not trained:
        raise UserError(_nothing_trained(folder, iteration))
    fitting = [s for s in trained if number in (None, s.number)]
    listing = ", ".join(str(n) for n in sorted({s.number for s in trained}))
    if not fitting:
        message = f"{folder.name} has no trained shuffle {number}. Trained are: {listing}."
        raise UserError(message)
    if len({s.number for s in fitting}) > 1:
        message = f"{folder.name} has several trained shuffles: {listing}. Choose with --shuffle."
        raise UserError(message)
    fractions = said.get("TrainingFraction") or [0]
    first = int(float(fractions[0]) * 100)  # the one that DeepLabCut takes
    return min(fitting, key=lambda s: (s.percent != first, s.percent))


def trained_shuffles(iteration: Path) -> list[Shuffle]:
    """Return the shuffles of an iteration that have weights."""
    found = []
    for folder in sorted(iteration.glob("*")):
        match = _SHUFFLE.fullmatch(folder.name)
        if match is None:
            continue
        weights: dict[bool, list[Snapshot]] = {False: [], True: []}
        for path in (folder / "train").glob("*.pt"):
            named = _SNAPSHOT.fullmatch(path.name)
            if named is not None:
                snapshot = Snapshot(bool(named["best"]), int(named["epochs"]), path)
                weights[bool(named["detector"])].append(snapshot)
        if weights[False]:
            pose, detectors = (tuple(sorted(weights[key])) for key in (False, True))
            number, percent = int(match["shuffle"]), int(match["percent"])
            found.append(Shuffle(number, percent, folder, pose, detectors))
    return found


def _nothing_trained(folder: Path, iteration: int) -> str:
    if any((folder / TENSORFLOW_FOLDER).glob("iteration-*/*/train/*")):
        return f"{folder.name} was trained with the TensorFlow engine. {TENSORFLOW}"
    others = sorted(
        path.name for path in (folder / PYTORCH).glob("iteration-*") if trained_shuffles(path)
    )
    hint = (
        f"Trained are shuffles of {', '.join(others)}: set iteration in {PROJECT_FILE}."
        if others
        else "Train it first (deeplabcut.train_network)."
    )
    where = f"{PYTORCH}/iteration-{iteration}"
    return f"{folder.name} has no trained model: no snapshot-*.pt under {where}. {hint}"


def _pick(snapshots: tuple[Snapshot, ...], index: object, key: str, folder: Path) -> Snapshot:
    """Return the snapshot that a setting of ``config.yaml`` selects, the last one for ``all``."""
    wanted = -1 if index in ("all", None) else index
    if isinstance(wanted, int) and -len(snapshots) <= wanted < len(snapshots):
        return snapshots[wanted]
    names = ", ".join(snapshot.path.name for snapshot in snapshots)
    message = (
        f"{folder.name}: {key} is {index!r} in {PROJECT_FILE}, but there are {len(snapshots)} "
        f"snapshots ({names}). Set it to -1 for the last one (the best, if there is one)."
    )
    raise UserError(message)
