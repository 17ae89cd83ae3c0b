"""Formats of track files: who can read what, and why not.

A format is one function from a path to a `TrackFile`, registered with a check that says why a file
is *not* of this format. Recognition asks every check, so the error for a file that nothing reads
can name each format and its reason. Outside packages register through entry points of the group
``behavior_workbench.track_formats``, each naming a module to import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError

ENTRY_POINTS = "behavior_workbench.track_formats"
BUILT_IN = ("deeplabcut", "deeplabcut_csv", "sleap", "nwb", "jabs", "arrays")


@dataclass(slots=True, eq=False)
class TrackFile:
    """What a format reader found in a file, before clocks and doubts are looked at.

    Parameters
    ----------
    position
        float32, shape (rows, 2 or 3, keypoints, individuals), NaN where the file has no value;
        best stored contiguous in time.
    confidence
        float32, shape (rows, keypoints, individuals), or ``None`` if the file has none.
    keypoints, individuals
        Names in file order.
    software
        What wrote the file, as far as it can be told.
    frame_numbers
        0-based source frame of every row, if the file numbers its rows otherwise than 0, 1, 2...
    times_s
        Timestamp of every row in seconds, if the file has them.
    fps
        Frame rate that the file declares, if it does.
    landmarks
        Names, position (rows, 2 or 3, landmarks) and confidence (rows, landmarks) or ``None``, of
        points that belong to no animal.
    cm_per_px
        Scale that the file declares, if it does.
    warnings
        What a person should know about the file.
    """

    position: NDArray[np.float32]
    confidence: NDArray[np.float32] | None
    keypoints: list[str]
    individuals: list[str]
    software: str
    frame_numbers: NDArray[np.int64] | None = None
    times_s: NDArray[np.float64] | None = None
    fps: float | None = None
    landmarks: tuple[list[str], NDArray[np.float32], NDArray[np.float32] | None] | None = None
    cm_per_px: float | None = None
    warnings: tuple[str, ...] = ()


Check = Callable[[Path], str | None]
Reader = Callable[[Path], TrackFile]


@dataclass(frozen=True, slots=True)
class TrackFormat:
    """A format: its name for people, ``why_not(path)`` (``None`` if it can read) and the reader."""

    name: str
    why_not: Check
    read: Reader


_FORMATS: dict[str, TrackFormat] = {}


def register_track_format(name: str, why_not: Check) -> Callable[[Reader], Reader]:
    """Register the decorated reader under a name for people.

    Parameters
    ----------
    name
        ``"SLEAP analysis h5"``.
    why_not
        Returns ``None`` if the file is of this format, else a short reason. It only looks at the
        beginning of the file or its structure, and never raises for a file of another kind.
    """

    def register(read: Reader) -> Reader:
        _FORMATS[name] = TrackFormat(name, why_not, read)
        return read

    return register


@cache
def _load() -> None:
    for module in BUILT_IN:
        import_module(f"pipelines.tracks.{module}")
    for entry in entry_points(group=ENTRY_POINTS):
        entry.load()


def track_formats() -> list[TrackFormat]:
    """Return all registered formats, built-in ones first."""
    _load()
    return list(_FORMATS.values())


def recognise(path: Path) -> TrackFormat:
    """Return the format that reads a file.

    Raises
    ------
    DataError
        The file is missing or empty, no format reads it (each one's reason is given), or several
        do.
    """
    if not path.is_file():
        message = f"{path.name!r} is not there. Expected a track file at {path}."
        raise DataError(message)
    if path.stat().st_size == 0:
        message = f"{path.name!r} is empty (0 bytes). Export or copy the track file again."
        raise DataError(message)
    reasons = {format_: format_.why_not(path) for format_ in track_formats()}
    fitting = [format_ for format_, reason in reasons.items() if reason is None]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(format_.name for format_ in fitting)
        message = f"{path.name!r} fits several formats: {names}. Say which by its file ending."
        raise DataError(message)
    by_reason: dict[str | None, list[str]] = {}
    for format_, reason in reasons.items():
        by_reason.setdefault(reason, []).append(format_.name)
    damaged = next((reason for reason in by_reason if str(reason).startswith("a damaged")), None)
    if damaged:
        message = f"{path.name!r} is {damaged}. Export or copy it again."
        raise DataError(message)
    lines = "\n".join(f"  {', '.join(names)}: {reason}" for reason, names in by_reason.items())
    message = (
        f"{path.name!r} is not a track file that can be read. Tried:\n{lines}\n"
        'The package sleap-io (pip install "behavior-workbench[formats]") converts more formats: '
        "sio convert."
    )
    raise DataError(message)
