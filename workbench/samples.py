"""Where the sample recordings are: in a checkout or in the installed package."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphs.errors import UserError

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording


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


def sample_entry(name: str = "open_field") -> dict[str, Any]:
    """Return a sample recording as an entry of ``project.toml``, with its scale and zones."""
    from pipelines.pairing import pair_files

    folder = sample_folder(name)
    pairing = pair_files([folder])
    pair = next(pair for pair in pairing.pairs if pair.recording.name == name)
    scene = tomllib.loads((folder / "scene.toml").read_text(encoding="utf-8"))
    return {**pair.entry, "px_per_cm": scene["px_per_cm"], "zones": scene["zones"]}


def open_sample(name: str = "open_field") -> Recording:
    """Return a sample recording to analyse, without a project."""
    from pipelines.entries import Entry, raise_faults, read_recording
    from workbench.analysis.recording import Recording

    faults: list[str] = []
    entry = {key: str(v) if isinstance(v, Path) else v for key, v in sample_entry(name).items()}
    spec = read_recording(Entry(entry, name, faults), Path())
    raise_faults(f"Sample {name!r}", faults)
    return Recording(spec)
