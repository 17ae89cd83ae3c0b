"""Import DeepLabCut: quiet, off the network unless asked, or with an error that says what to do."""

from __future__ import annotations

import os
import re
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from graphs.errors import UserError, missing_extra
from pipelines.tracks.dlc.torchvision_ops import import_torchvision

EXTRA = "deeplabcut"
OFFLINE = "HF_HUB_OFFLINE"
OLDEST = (3, 0, 2)
"""The oldest version that this was tried with."""


def require_deeplabcut() -> str:
    """Return the version of DeepLabCut, without importing it.

    Raises
    ------
    UserError
        It is not installed, or a version that has other models.
    """
    if find_spec("deeplabcut") is None:
        what = "Tracking with a DeepLabCut model"
        raise missing_extra(what, EXTRA)
    found = version("deeplabcut")
    if tuple(map(int, re.findall(r"\d+", found)[:3])) < OLDEST:
        message = (
            f"DeepLabCut {'.'.join(map(str, OLDEST))} or newer is needed (its models are PyTorch "
            f'models); found {found}. Install it with: pip install "behavior-workbench[{EXTRA}]"'
        )
        raise UserError(message)
    return found


def import_deeplabcut() -> Any:
    """Return ``deeplabcut.pose_estimation_pytorch``; takes some seconds.

    Raises
    ------
    UserError
        It is not installed, or the installation cannot be imported; says which versions there are.
    """
    require_deeplabcut()
    os.environ[OFFLINE] = "1"  # nothing is fetched because a file is missing
    os.environ.setdefault("TQDM_DISABLE", "1")  # its progress bars; ours shows the time left
    try:
        import_torchvision()
        import deeplabcut.pose_estimation_pytorch as engine
    except (ImportError, RuntimeError, OSError, AttributeError) as error:
        versions = ", ".join(f"{name} {_version(name)}" for name in ("torch", "torchvision"))
        message = (
            f"DeepLabCut {version('deeplabcut')} is installed but cannot be imported: {error}. "
            f"Found {versions}; these two must be made for each other "
            "(https://pytorch.org/get-started). Install a pair that fits, then try: "
            'python -c "import deeplabcut"'
        )
        raise UserError(message) from error
    return engine


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(none)"
