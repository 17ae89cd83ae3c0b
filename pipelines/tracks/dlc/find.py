"""Find the model that a person means, and say what is there instead when it is not."""

from __future__ import annotations

from pathlib import Path

from graphs.errors import UserError
from pipelines.tracks.dlc.model import Model
from pipelines.tracks.dlc.project import PROJECT_FILE, TENSORFLOW, find_in_project
from pipelines.tracks.dlc.superanimal import PREFIX, find_superanimal

WHAT_IS_ONE = (
    "Expected a DeepLabCut project (a folder with config.yaml), a model exported by "
    "deeplabcut.export_model (a .pt file, or the folder that holds it), or "
    f"{PREFIX}NAME such as {PREFIX}topviewmouse."
)


def find_model(
    where: str, *, shuffle: int | None = None, weights: Path | None = None, download: bool = False
) -> Model:
    """Return a model, without importing DeepLabCut.

    Parameters
    ----------
    where
        Folder of a project, exported model, or ``superanimal:NAME[/POSE[/DETECTOR]]``.
    shuffle
        Which shuffle of a project; the only trained one if not given.
    weights
        File or folder of the weights of a SuperAnimal model; DeepLabCut's own folder if not given.
    download
        Whether missing weights of a SuperAnimal model may be fetched.

    Raises
    ------
    UserError
        There is no such model, or none that can be used here; says what was found instead.
    """
    if where.startswith(PREFIX):
        if shuffle is not None:
            message = f"A shuffle belongs to a project; {where} has none. Leave --shuffle out."
            raise UserError(message)
        return find_superanimal(where, weights, download=download)
    if weights is not None or download:
        message = (
            "Weights are given or downloaded for SuperAnimal models only; a project and an "
            f"exported model ({where}) hold theirs. Leave --weights and --download out."
        )
        raise UserError(message)
    path = Path(where).expanduser()
    if path.name == PROJECT_FILE:
        path = path.parent
    if (path / PROJECT_FILE).is_file():
        return find_in_project(path, shuffle)
    if shuffle is None and path.exists():
        return _exported(path)
    message = f"There is no DeepLabCut project at {path}. {WHAT_IS_ONE}"
    raise UserError(message)


def _exported(path: Path) -> Model:
    """Return an exported model."""
    files = [path] if path.suffix == ".pt" else sorted(path.glob("*.pt"))
    if not files or not path.exists():
        frozen = [*path.glob("*.pb"), *path.glob("snapshot-*.index")]
        if frozen:
            message = f"{path} holds a TensorFlow model ({frozen[0].name}). {TENSORFLOW}"
            raise UserError(message)
        message = f"There is no DeepLabCut model in {path}. {WHAT_IS_ONE}"
        raise UserError(message)
    if any(file.name.startswith("snapshot") for file in files):
        message = (
            f"{path} is the inside of a project (snapshots without the project's settings). Give "
            "the project: the folder further up that holds config.yaml."
        )
        raise UserError(message)
    if len(files) > 1:
        listing = ", ".join(file.name for file in files)
        message = f"{path} holds {len(files)} exported models: {listing}. Give one of the files."
        raise UserError(message)
    # DLC_mice_resnet_50_iteration-0_shuffle-1_snapshot-best-40
    name = files[0].stem.replace("shuffle-", "shuffle").replace("snapshot-", "snapshot_")
    return Model(name if name.startswith("DLC_") else f"DLC_{name}_shuffle1", files[0])
