"""Where each column of a table of tracks goes: the buffer that all table readers fill.

The buffer is float32, one row per wanted series and contiguous in time, so that every later
computation over time reads memory in order, and a file of any length is read in blocks of rows with
little extra memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError
from pipelines.tracks.registry import TrackFile

SINGLE_ANIMAL = "animal_1"
UNIQUE_PARTS = "single"
COORDINATES = ("x", "y", "z")
CONFIDENCE = "likelihood"

Column = tuple[str, str, str]
"""Individual, keypoint, coordinate (``x``, ``y``, ``z`` or ``likelihood``) of a column."""
Rows = tuple[NDArray[np.floating] | NDArray[np.integer], Sequence[int]]
"""A block of rows, shape (rows, columns), and which file columns these are."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Destination of each file column in the buffer.

    The buffer's series are ordered coordinate, keypoint, individual; behind them come those of the
    landmarks, ordered coordinate, landmark.
    """

    coordinates: tuple[str, ...]
    keypoints: list[str]
    individuals: list[str]
    landmarks: list[str]
    series: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Number of series in the buffer."""
        points = len(self.keypoints) * len(self.individuals) + len(self.landmarks)
        return len(self.coordinates) * points

    def buffer(self, rows: int) -> NDArray[np.float32]:
        """Return the buffer, shape (series, rows); series that no column fills are NaN."""
        buffer = np.empty((self.count, rows), np.float32)
        buffer[np.setdiff1d(np.arange(self.count), self.series)] = np.nan
        return buffer

    def fill(self, buffer: NDArray[np.float32], start: int, blocks: Iterable[Rows]) -> None:
        """Write blocks that share the same rows into the buffer, from row `start` on."""
        for values, columns in blocks:
            stop = start + len(values)
            for at, column in enumerate(columns):
                buffer[self.series[column], start:stop] = values[:, at]

    def track_file(self, buffer: NDArray[np.float32], software: str) -> TrackFile:
        """Return the buffer's content as named arrays, without copying."""
        rows = buffer.shape[1]
        count = len(self.coordinates)
        animal_series = count * len(self.keypoints) * len(self.individuals)
        animals = buffer[:animal_series].reshape(
            count, len(self.keypoints), len(self.individuals), rows
        )
        fixed = buffer[animal_series:].reshape(count, len(self.landmarks), rows)
        space = sum(name in COORDINATES for name in self.coordinates)
        has_confidence = count > space
        return TrackFile(
            position=animals[:space].transpose(3, 0, 1, 2),
            confidence=animals[space].transpose(2, 0, 1) if has_confidence else None,
            keypoints=self.keypoints,
            individuals=self.individuals,
            software=software,
            landmarks=(
                self.landmarks,
                fixed[:space].transpose(2, 0, 1),
                fixed[space].T if has_confidence else None,
            )
            if self.landmarks
            else None,
        )


def plan(columns: Sequence[Column], name: str) -> Layout:
    """Decide where each column goes.

    Body parts of the individual ``single`` that no other individual has belong to no animal
    (DeepLabCut's *unique body parts*) and become landmarks.

    Parameters
    ----------
    columns
        What each file column holds; an empty individual means the one animal of the file.
    name
        File name, for messages.

    Raises
    ------
    DataError
        Unknown or repeated columns, or a point that lacks x or y; all faults are listed.
    """
    known = (*COORDINATES, CONFIDENCE)
    found = {column[2] for column in columns}
    faults = [f"unknown coordinate {other!r}" for other in sorted(found - set(known))]
    if len(set(columns)) < len(columns):
        repeated = {" ".join(filter(None, c)) for c in columns if list(columns).count(c) > 1}
        shown = ", ".join(sorted(repeated)[:4]) + (", ..." if len(repeated) > 4 else "")
        faults.append(f"{len(repeated)} columns occur twice: {shown}")
    coordinates = tuple(c for c in known if c in found)
    if not {"x", "y"} <= found:
        faults.append("no columns x and y")
    if faults:
        message = f"{name!r} is no table of tracks: {'; '.join(faults)}."
        raise DataError(message)
    columns = [(who or SINGLE_ANIMAL, point, coordinate) for who, point, coordinate in columns]
    individuals = list(dict.fromkeys(column[0] for column in columns))
    landmarks = _unique_parts(columns)
    if landmarks:
        individuals.remove(UNIQUE_PARTS)
    fixed = set(landmarks)
    keypoints = list(dict.fromkeys(c[1] for c in columns if c[1] not in fixed))
    order = {
        (who, point, coordinate): (c * len(keypoints) + k) * len(individuals) + i
        for c, coordinate in enumerate(coordinates)
        for k, point in enumerate(keypoints)
        for i, who in enumerate(individuals)
    }
    for coordinate in coordinates:
        for point in landmarks:
            order[UNIQUE_PARTS, point, coordinate] = len(order)
    series = np.array([order[column] for column in columns], np.int64)
    return Layout(coordinates, keypoints, individuals, landmarks, series)


def _unique_parts(columns: Sequence[Column]) -> list[str]:
    single = list(dict.fromkeys(point for who, point, _ in columns if who == UNIQUE_PARTS))
    others = {point for who, point, _ in columns if who != UNIQUE_PARTS}
    return single if others and not others & set(single) else []


SIDES = frozenset(
    (
        *("l", "r", "left", "right", "front", "back", "fore", "hind", "rear"),
        *("top", "bottom", "bot", "upper", "lower", "mid", "middle"),
    )
)


def animals_from_prefixes(keypoints: Sequence[str]) -> dict[str, tuple[str, str]] | None:
    """Return animal and keypoint for each name, if the names carry animals as prefixes.

    Several animals tracked as one get names such as ``B_Nose, B_Tail, W_Nose, W_Tail``. That is
    taken for two animals ``B`` and ``W`` only when nothing else is possible: every name has a
    prefix before ``_``, ``-``, ``.`` or a space, there are two or more prefixes, each with the same
    two or more keypoints, and no prefix is a word for a side of the body (``left_ear, left_hip,
    right_ear, right_hip`` is one animal).
    """
    parts = {name: re.split(r"[_\-. ]", name, maxsplit=1) for name in keypoints}
    if any(len(part) < 2 or not all(part) for part in parts.values()):
        return None
    points: dict[str, list[str]] = {}
    for who, point in parts.values():
        points.setdefault(who, []).append(point)
    sets = {frozenset(found) for found in points.values()}
    if len(points) < 2 or len(sets) > 1 or len(next(iter(sets))) < 2:
        return None
    if any(who.casefold() in SIDES for who in points):
        return None
    return {name: (who, point) for name, (who, point) in parts.items()}
