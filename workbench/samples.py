"""Where the sample recordings are: in a checkout or in the installed package."""

from __future__ import annotations

from pathlib import Path

from graphs.errors import UserError


def sample_folder(name: str = "open_field") -> Path:
    """Return the folder of a sample recording; nothing in it may be changed.

    Raises
    ------
    UserError
        This installation has no samples.
    """
    here = Path(__file__).parent
    places = [here / "sample_data" / name, here.parent / "sample_data" / name]
    for place in places:
        if place.is_dir() and any(place.iterdir()):
            return place
    message = (
        f"The sample recording {name!r} is not there. Expected it in {places[0]} (installed) or "
        f"{places[1]} (checkout). Install again, or get the whole repository."
    )
    raise UserError(message)
