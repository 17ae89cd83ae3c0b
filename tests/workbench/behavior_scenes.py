"""Scenes for the library of behaviors: stiff animals by hand, 30 frames a second, lengths in BL.

A body length is 80 px. Where a behavior begins at a speed, scenes move twice as fast as the speed
down to which its bouts go on: a straight line over any window then passes it at the very frame in
which the motion changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.arena import Zone
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench.analysis.bouts import Bouts
from workbench.analysis.recording import Recording
from workbench.behaviors.library import built_in

FPS = 30.0
BODY_PX = 80.0
POINTS = ("nose", "left_ear", "right_ear", "centre", "tailbase")
FRAMES = 2.5 / FPS
"""By how much bouts may be off, in seconds."""

Array = NDArray[np.float64]


def levels(*parts: tuple[float, float]) -> Array:
    """One value per frame, from pairs of seconds and value."""
    return np.concatenate([np.full(round(s * FPS), float(value)) for s, value in parts])


def travel(*parts: tuple[float, float]) -> Array:
    """Where something is that starts at 0, from pairs of seconds and change per second."""
    rates = levels(*parts)
    return np.concatenate([[0.0], np.cumsum(rates)[:-1]]) / FPS


def wave(*parts: tuple[float, float], hz: float) -> Array:
    """A sine, from pairs of seconds and amplitude."""
    size = levels(*parts)
    return size * np.sin(2 * np.pi * hz * np.arange(len(size)) / FPS)


def body(
    x: ArrayLike,
    y: ArrayLike = 0.0,
    heading: ArrayLike = 0.0,
    nose: ArrayLike = 0.5,
    head: ArrayLike = 0.0,
    ear: ArrayLike = 0.0,
    z: ArrayLike | None = None,
    nose_z: ArrayLike = 0.0,
) -> Array:
    """Positions of an animal in px, shape (frames, 2 or 3, points).

    Parameters
    ----------
    x, y
        Centre, in BL.
    heading
        Degrees; 0 to the right, 90 down.
    nose
        How far the nose is ahead of the centre, in BL; the tail base is half a BL behind it.
    head
        How far the nose is to the right of the body axis, in BL.
    ear
        How far the right ear is away from its place, in BL.
    z, nose_z
        Height of the body, and of the nose above it, in BL; two dimensions without `z`.
    """
    arrays = (x, y, heading, nose, head, ear, 0.0 if z is None else z, nose_z)
    x, y, heading, nose, head, ear, up, nose_z = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(a, float)) for a in arrays)
    )
    turn = np.radians(heading)
    along, aside = (np.stack([np.cos(a), np.sin(a)], axis=-1) for a in (turn, turn + np.pi / 2))
    middle = np.stack([x, y], axis=-1)
    offsets = ((nose, head), (0.35, -0.08), (0.35, 0.08 + ear), (0.0, 0.0), (-0.5, 0.0))
    points = [
        middle + along * np.asarray(a)[..., None] + aside * np.asarray(b)[..., None]
        for a, b in offsets
    ]
    flat = np.stack(points, axis=-1)
    if z is None:
        return flat * BODY_PX
    heights = np.stack([up + nose_z, up, up, up, up], axis=-1)
    return np.concatenate([flat, heights[:, None]], axis=1) * BODY_PX


def box(name: str, left: float, top: float, right: float, bottom: float) -> Zone:
    """A zone, in BL."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return Zone.polygon(name, [(x * BODY_PX, y * BODY_PX) for x, y in corners])


@dataclass(frozen=True)
class Case:
    """A behavior of animal ``a`` in a scene, and when it happens.

    Parameters
    ----------
    behavior
        Name in the library.
    animals
        Name -> positions as from `body`; the longest gives the number of frames.
    spans
        When it happens, in seconds; a single number for a point.
    target
        Animal, zone or thing; ``None`` for behaviors without one.
    why
        What is special about the scene.
    settings
        Of the behavior.
    zones, things
        Of the arena; things are name -> place, in BL.
    """

    behavior: str
    animals: Mapping[str, Array]
    spans: Sequence[tuple[float, float]] = ()
    target: str | None = None
    why: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    zones: Sequence[Zone] = ()
    things: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.behavior} {self.why}".strip()

    def recording(self) -> Recording:
        """The scene; animals that do not move may be given as one frame."""
        frames = max(len(positions) for positions in self.animals.values())
        position = np.stack(
            [np.broadcast_to(p, (frames, *p.shape[1:])) for p in self.animals.values()], axis=-1
        )
        places = np.array(list(self.things.values())).reshape(-1, 2).T * BODY_PX
        fixed = np.zeros((frames, position.shape[1], len(self.things), len(self.animals)))
        fixed[:, :2] = places[None, :, :, None]
        tracks = make_tracks(
            np.concatenate([position, fixed], axis=2),
            None,
            [*POINTS, *self.things],
            list(self.animals),
            TimeBase.constant(frames, FPS),
            "by hand",
        )
        zones = {zone.name: zone for zone in self.zones}
        return Recording.from_tracks(tracks, zones=zones, body_length_px=BODY_PX)

    def bouts(self) -> Bouts:
        """What the library finds."""
        targets = [] if self.target is None else [self.target]
        found = built_in().behaviors[self.behavior]
        return found(self.recording(), "a", *targets, **self.settings)

    def check(self) -> None:
        """Check that it is found when it happens, and only then."""
        found = self.bouts()
        expected = np.array(self.spans, float).reshape(-1, 2)
        assert found.intervals.shape == expected.shape, found.intervals
        np.testing.assert_allclose(found.intervals, expected, rtol=0, atol=FRAMES)
        assert found.assessed_s > 0.5 * found.recordings["recording"].duration_s

    def check_unseen(self) -> None:
        """Check that nothing is said, yes or no, where animal ``a`` is lost while it happens.

        Where it would have ended, the other animal alone may show that it does not happen.
        """
        start, stop = self.spans[0]
        lost_s = (start + stop) / 2
        frames = max(len(positions) for positions in self.animals.values())
        seen = np.array(np.broadcast_to(self.animals["a"], (frames, *self.animals["a"].shape[1:])))
        seen[round(lost_s * FPS) :] = np.nan
        found = replace(self, animals={**self.animals, "a": seen}).bouts()
        assert (found.stop_s <= lost_s + FRAMES).all()
        times_s = np.arange(lost_s + FRAMES, stop - 0.2, 1 / FPS)
        assert len(times_s) > 0
        for first, last in found.assessed[0]:
            assert not ((first <= times_s) & (times_s < last)).any()
