"""SuperAnimal models: networks for many species, whose weights are files on the Hugging Face hub.

Which files there are is read from the package dlclibrary, where DeepLabCut looks it up too; they
are looked for in DeepLabCut's own folder, or where a person says. Nothing is imported or fetched to
find them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.tracks.dlc.engine import require_deeplabcut
from pipelines.tracks.dlc.model import Model, SuperAnimal
from pipelines.tracks.dlc.project import read_yaml

PREFIX = "superanimal:"
PREFERRED = (
    "hrnet_w32", "resnet_50", "fasterrcnn_resnet50_fpn_v2", "fasterrcnn_mobilenet_v3_large_fpn",
)  # fmt: skip
"""Networks that are taken where none is named: the most accurate first."""


def find_superanimal(name: str, weights: Path | None, *, download: bool) -> Model:
    """Return a SuperAnimal model whose weights are there.

    Parameters
    ----------
    name
        ``superanimal:topviewmouse``, or with a pose network and a detector:
        ``superanimal:topviewmouse/resnet_50/fasterrcnn_mobilenet_v3_large_fpn``.
    weights
        Folder that holds the weights, or one of the files in it; DeepLabCut's own if not given.
    download
        Whether weights that are missing there may be fetched from the hub into that folder.

    Raises
    ------
    UserError
        DeepLabCut is not installed, there is no such model, or weights are missing; says which
        files to get where, and where to put them.
    """
    require_deeplabcut()
    animal, files = _named(name)
    folder = _own_folder() if weights is None else weights.expanduser()
    if folder.is_file():
        folder = folder.parent
    paths = {network: folder / Path(source).name for network, source in files.items()}
    missing = {paths[n]: source for n, source in files.items() if not paths[n].is_file()}
    if missing and download:
        _download(missing)
    elif missing:
        raise UserError(_what_to_get(name, missing, folder))
    return Model(
        scorer=f"{animal.dataset}_{animal.pose}_{animal.detector}",
        snapshot=paths[animal.pose],
        detector=paths[animal.detector],
        superanimal=animal,
        multi_animal=True,
    )


def _named(name: str) -> tuple[SuperAnimal, dict[str, str]]:
    """Return the networks that a name means, and ``owner/repository/file`` of their weights."""
    dataset, *networks = name.removeprefix(PREFIX).split("/")
    datasets = {
        key.removeprefix("superanimal_"): table
        for key, table in read_yaml(_package("dlclibrary") / _WEIGHTS).items()
        if table["detectors"]  # one has none of its own
    }
    short = dataset.removeprefix("superanimal_")
    if short not in datasets:
        message = f"There is no SuperAnimal model {dataset!r}{did_you_mean(short, datasets)}"
        raise UserError(message)
    poses, detectors = datasets[short]["pose_models"], datasets[short]["detectors"]
    pose = networks[0] if networks else _preferred(poses)
    detector = networks[1] if len(networks) > 1 else _preferred(detectors)
    for what, network, known in (("pose", pose, poses), ("detector", detector, detectors)):
        if network not in known:
            hint = did_you_mean(network, known)
            message = f"SuperAnimal {short} has no {what} network {network!r}{hint}"
            raise UserError(message)
    animal = SuperAnimal(f"superanimal_{short}", pose, detector)
    return animal, {pose: poses[pose], detector: detectors[detector]}


_WEIGHTS = Path("dlcmodelzoo", "modelzoo_urls_pytorch.yaml")


def _preferred(known: Mapping[str, Any]) -> str:
    return next((name for name in PREFERRED if name in known), next(iter(known)))


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None and spec.origin is not None  # noqa: PT018 - deeplabcut requires it
    return Path(spec.origin).parent


def _own_folder() -> Path:
    return _package("deeplabcut") / "modelzoo" / "checkpoints"


def _what_to_get(name: str, missing: Mapping[Path, str], folder: Path) -> str:
    lines = []
    for path, source in missing.items():
        owner, repository, file = source.split("/")[0], source.split("/")[1], source.split("/")[-1]
        lines.append(
            f"  {path.name}: https://huggingface.co/{owner}/{repository}/resolve/main/{file}"
        )
    return (
        f"The weights of {name} are not here, and nothing is fetched without being asked. Get\n"
        + "\n".join(lines)
        + f"\nand put them into {folder}, or into a folder of yours that you name with --weights. "
        "With a connection to the internet, --download fetches them."
    )


def _download(missing: Mapping[Path, str]) -> None:
    """Fetch weights from the hub."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    for path, source in missing.items():
        owner, repository, *_, file = source.split("/")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            hf_hub_download(f"{owner}/{repository}", file, local_dir=path.parent)
        except (OSError, HfHubHTTPError, LocalEntryNotFoundError) as error:
            message = (
                f"Fetching {file} from {owner}/{repository} on huggingface.co failed: "
                f"{str(error).splitlines()[0] if str(error) else type(error).__name__} "
                + _what_to_get(path.stem, {path: source}, path.parent)
            )
            raise UserError(message) from error
