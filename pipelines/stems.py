"""File names: which files can be videos or tracks, and which recording a name speaks of.

Trackers write the video's name and a mark of their own: ``m1DLC_resnet50_xJan24shuffle1_500.h5``,
``m1.mp4.predictions.slp``, ``m1_pose_est_v5.h5``. The stem of such a file is what is left when the
mark is taken off; files belong together when their stems are equal.
"""

from __future__ import annotations

import csv
import gzip
import re
import stat
import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graphs.errors import DataError
from pipelines.inputs.places import why_unwritable
from pipelines.inputs.streams import near, opened
from pipelines.inputs.tables import encoding_of, read_table

Role = Literal["video", "tracks"]

VIDEO_SUFFIXES = (
    ".mp4", ".avi", ".mkv", ".mov", ".m4v", ".webm", ".mpg", ".mpeg", ".wmv", ".flv", ".ts",
    ".mts", ".m2ts", ".mjpeg", ".h264", ".hevc",
)  # fmt: skip
TRACK_SUFFIXES = (".h5", ".hdf5", ".csv", ".csv.gz", ".slp", ".nwb")
"""The earlier one is taken where one recording's tracks lie there in several formats."""

_MARK = re.compile(
    r"""(?:
      [_.-]?(?:DLC|DeepCut)_.*shuffle\d+.*      # DeepLabCut: network, project, date, shuffle, ...
    | [_.-]?DLC_snapshot-?\d+.*
    | _superanimal_.+
    | [_.-]DLC
    | _pose_est_v\d+                            # JABS
    | [_.-](?:filtered|analysis|predictions?|predicted|preds?|proofread|tracks?|tracked|tracking
             |poses?|keypoints|gt|sleap)
    | \.(?:mp4|avi|mkv|mov|m4v|webm|mpe?g)      # SLEAP keeps the video's suffix
    )+""",
    re.VERBOSE | re.IGNORECASE,
)
_SLEAP_EXPORT = re.compile(r".+\.\d{3}_(?P<stem>.+)")  # labels.v001.000_VIDEO.analysis.h5
_DRAWN = re.compile(r".*(?:DLC|DeepCut|superanimal).*_labeled", re.IGNORECASE)
_HDF5 = b"\x89HDF\r\n\x1a\n"
_START = 20_000
_POSE_HEADERS = ("scorer", "individuals", "bodyparts", "coords")  # not the first: a line was lost
_DAMAGED = (OSError, EOFError, zlib.error, csv.Error)


@dataclass(frozen=True, slots=True)
class FileName:
    """What a file's name says.

    Parameters
    ----------
    path
        The file.
    role
        ``video`` or ``tracks``.
    stems
        Names of the recording that it may speak of, longest first; more than one where a
        tracker's mark can begin at several places.
    """

    path: Path
    role: Role
    stems: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The recording's name when nothing else is known."""
        return self.stems[-1]

    def mark(self, stem: str) -> str:
        """Return what the tracker added to the recording's name, without the suffix."""
        base = _base(self.path.name)
        return base[base.find(stem) + len(stem) :]


def same(stem: str) -> str:
    """Return a stem in the form in which two are compared: any case, any Unicode composition."""
    return unicodedata.normalize("NFC", stem).casefold()


def read_name(path: Path) -> FileName | str:
    """Return what a file's name says, or the reason why it is neither a video nor tracks.

    What is there and no regular file is neither, whatever its name says.
    """
    name = path.name
    if name.startswith("."):
        return "hidden file"
    suffix = _suffix(name)
    base = _base(name)
    if suffix in VIDEO_SUFFIXES + TRACK_SUFFIXES:
        reason = why_unwritable(path) or _why_irregular(path)
        if reason is not None:
            return reason
    if suffix in VIDEO_SUFFIXES:
        if _DRAWN.fullmatch(base):
            return "video with tracks drawn into it by DeepLabCut; the original is what counts"
        return FileName(path, "video", (base,))
    if suffix in TRACK_SUFFIXES:
        return FileName(path, "tracks", _stems(base))
    return f"neither a video nor a track file ({suffix or 'no suffix'})"


def _why_irregular(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # not there: as its name says
        return None
    regular = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    return None if regular else "no regular file (a pipe, a socket or a device)"


def _suffix(name: str) -> str:
    lower = name.lower()
    return ".csv.gz" if lower.endswith(".csv.gz") else Path(lower).suffix


def _base(name: str) -> str:
    return unicodedata.normalize("NFC", name)[: -len(_suffix(name)) or None]


def _stems(base: str) -> tuple[str, ...]:
    cuts = [base[:at] for at in range(len(base) - 1, 0, -1) if _MARK.fullmatch(base, at)]
    stems = [base, *cuts]
    export = _SLEAP_EXPORT.fullmatch(stems[-1])
    return (*stems, export["stem"]) if export else tuple(stems)


def no_tracks_reason(file: FileName) -> str | None:
    """Say what a table is when it is readable and still no pose table; ``None`` otherwise.

    A damaged or empty file gives ``None``: it may well have been the tracks, and the reader's
    message about it must reach the person. Only the beginning is read.
    """
    try:
        if _suffix(file.path.name).startswith(".csv"):
            return _no_pose_in_table(_first_row(file.path))
        with near(file.path):
            return _no_pose_in_hdf5(file.path)
    except _DAMAGED:
        return None


def _no_pose_in_table(cells: tuple[str, ...]) -> str | None:
    is_text = any(cells) and cells[0].isprintable()
    if not is_text or cells[0] in _POSE_HEADERS or {"frame_idx", "instance.score"} <= set(cells):
        return None
    if cells[0] == "observation id" or {"behavior", "subject"} <= set(cells):
        return "BORIS labels, no tracks"
    shown = ", ".join(cells[:4]) + (", ..." if len(cells) > 4 else "")
    return f"a table of {shown}: no tracks (a pose table begins with a 'scorer' row)"


def _no_pose_in_hdf5(path: Path) -> str | None:
    with opened(path) as start:
        if start.read(len(_HDF5)) != _HDF5:
            return None
    from pipelines.tracks.hdf5 import why_not_hdf5
    from pipelines.tracks.registry import track_formats

    if why_not_hdf5(path) is not None:  # cut short
        return None
    formats = track_formats()
    try:
        if any(format_.why_not(path) is None for format_ in formats):
            return None
    except DataError:  # damaged inside
        return None
    return f"HDF5 without pose tracks (looked for {', '.join(f.name for f in formats)})"


def _first_row(path: Path) -> tuple[str, ...]:
    packed = path.name.lower().endswith(".gz")
    with opened(path) as file, gzip.GzipFile(fileobj=file) if packed else file as raw:
        start = raw.read(_START)
    return read_table(start.decode(encoding_of(start), errors="replace")).columns
