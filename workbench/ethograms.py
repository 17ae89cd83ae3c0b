"""The ethograms that come with the workbench, and the text of any ethogram."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.words import did_you_mean

DEFAULT_ETHOGRAM = "social_rodents"


def shipped_ethograms() -> list[str]:
    """Return the names of the ethograms that come with the workbench."""
    folder = files("pipelines.describe") / "ethograms"
    return sorted(
        item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")
    )


def ethogram_text(which: str | Path) -> str:
    """Return the text of a shipped ethogram or of a TOML file, checked.

    Raises
    ------
    UserError
        There is no such ethogram, or it is wrong.
    """
    shipped = shipped_ethograms()
    if str(which) in shipped:
        resource = files("pipelines.describe") / "ethograms" / f"{which}.toml"
        return resource.read_text(encoding="utf-8")
    path = Path(which).expanduser()
    if not path.is_file():
        message = (
            f"There is no ethogram {str(which)!r}: neither a file nor one of those that are "
            f"shipped ({', '.join(shipped)}){did_you_mean(str(which), shipped)}"
        )
        raise UserError(message)
    text = path.read_text(encoding="utf-8")
    parse_ethogram(text, origin=str(path))
    return text
