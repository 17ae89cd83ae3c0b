"""Pictures of reports as files: PDF, PNG or SVG, by the ending of the name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".pdf", ".png", ".svg")


def check_picture(path: Path) -> None:
    """Refuse a name that `FORMATS` has no ending for, or in no folder (`UserError`)."""
    if path.suffix.lower() not in FORMATS:
        message = f"{path.name}: expected a name that ends in {', '.join(FORMATS)}."
        raise UserError(message)
    if not path.parent.is_dir():
        message = f"{path} cannot be written: there is no folder {path.parent}. Make it first."
        raise UserError(message)


def write_picture(figure: Figure, path: Path) -> None:
    """Write a figure; raises `UserError` as `check_picture`, and where the disk refuses it."""
    check_picture(path)
    try:
        figure.savefig(path, dpi=150)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}). Choose another folder."
        raise UserError(message) from error
