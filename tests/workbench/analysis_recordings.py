"""Tiny recordings, masks and bouts for tests of the analysis: all by hand, 10 frames a second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from pipelines.arena import Zone
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench.analysis.bouts import BoutRow, Bouts
from workbench.analysis.masks import Mask
from workbench.analysis.recording import Recording
from workbench.analysis.rows import Row

NAN = float("nan")
Spans = Sequence[tuple[float, float]]


def recording(
    animals: Mapping[str, ArrayLike],
    points: Sequence[str] = ("centre",),
    fps: float = 10.0,
    times_s: ArrayLike | None = None,
    zones: Sequence[Zone] = (),
    name: str = "test",
    px_per_cm: float | None = None,
    body_length_px: float | None = None,
    objects: Mapping[str, tuple[float, float]] | None = None,
) -> Recording:
    """Animals by name, each a list of frames: ``(x, y)``, or one such per point."""
    arrays = [np.asarray(frames, float) for frames in animals.values()]
    arrays = [a[:, None] if a.ndim == 2 else a for a in arrays]  # frames, points, space
    position = np.stack([a.transpose(0, 2, 1) for a in arrays], axis=-1)
    clock = TimeBase.constant(len(position), fps)
    if times_s is not None:
        clock = TimeBase(np.asarray(times_s, float), "by hand")
    tracks = make_tracks(position, None, points, list(animals), clock, "by hand")
    return Recording.from_tracks(
        tracks,
        name,
        px_per_cm=px_per_cm,
        zones={zone.name: zone for zone in zones},
        objects=objects,
        body_length_px=body_length_px,
    )


def at_rest(
    frames: int = 600,
    animals: Sequence[str] = ("a", "b", "c"),
    name: str = "test",
    fps: float = 10.0,
    times_s: ArrayLike | None = None,
) -> Recording:
    """Animals of which only the clock matters: a minute of them, unless said otherwise."""
    tracks = {animal: np.full((frames, 2), 10.0 * n) for n, animal in enumerate(animals)}
    return recording(tracks, fps=fps, times_s=times_s, name=name)


def mask(*rows: str, times_s: ArrayLike | None = None, subjects: Sequence[str] = "abc") -> Mask:
    """A mask as text, a letter per frame and a text per animal: T true, F false, ? not assessed."""
    of = at_rest(len(rows[0]), subjects[: len(rows)], times_s=times_s)
    letters = np.array([list(row) for row in rows])
    whose = tuple(Row(subject) for subject in subjects[: len(rows)])
    return Mask(of, letters == "T", letters == "F", whose, "condition")


def letters(of: Mask) -> list[str]:
    """The text of every row of a mask, as `mask` takes it."""
    found = np.where(of.true, "T", np.where(of.false, "F", "?"))
    return ["".join(row) for row in found]


def bouts(
    of: Recording,
    label: str,
    rows: Mapping[str | tuple[str | None, str | None], Spans],
    assessed: Spans = ((0, 60),),
    confidence: float = NAN,
) -> Bouts:
    """Bouts by subject, or by subject and object; all rows were assessed in the same times."""
    whose = [row if isinstance(row, tuple) else (row, None) for row in rows]
    spans = [np.array(found, float).reshape(-1, 2) for found in rows.values()]
    return Bouts.of(
        {of.name: of},
        [BoutRow(of.name, *row, label) for row in whose],
        spans,
        [np.array(assessed, float).reshape(-1, 2)] * len(spans),
        [np.full(len(found), confidence) for found in spans],
    )


def spans(of: Bouts) -> list[tuple[float, float]]:
    """Start and stop of every bout, in seconds."""
    return [(round(float(a), 9), round(float(b), 9)) for a, b in of.intervals]


def looked(of: Bouts, row: int = 0) -> list[tuple[float, float]]:
    """When a row was assessed, in seconds."""
    return [(round(float(a), 9), round(float(b), 9)) for a, b in of.assessed[row]]
