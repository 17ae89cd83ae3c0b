"""Small scenes for tests of rules: positions by hand, 10 frames a second, 10 pixels a cm."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from pipelines.arena import Arena, FixedObject, Zone
from pipelines.opened import OpenedRecording
from pipelines.recording import RecordingSpec
from pipelines.roles import Roles
from pipelines.scale import Scale
from pipelines.scene import Scene
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks

FPS = 10.0
POINTS = ("nose", "centre", "tailbase")
BODY_PX = 80.0


def body(x: ArrayLike, y: ArrayLike = 0.0, heading: ArrayLike = 0.0) -> np.ndarray:
    """Positions of nose, centre and tail base of a stiff animal, (frames, 2, 3)."""
    x, y, heading = np.broadcast_arrays(*(np.asarray(a, float) for a in (x, y, heading)))
    along = np.stack([np.cos(np.radians(heading)), np.sin(np.radians(heading))], axis=-1)
    centre = np.stack([x, y], axis=-1)
    points = [centre + along * BODY_PX / 2, centre, centre - along * BODY_PX / 2]
    return np.stack(points, axis=-1)


def scene(
    animals: Mapping[str, np.ndarray],
    zones: Mapping[str, Zone] | None = None,
    objects: Mapping[str, FixedObject] | None = None,
    points: tuple[str, ...] = POINTS,
    times_s: np.ndarray | None = None,
    px_per_cm: float | None = 10.0,
) -> Scene:
    """A scene of named animals, each (frames, 2, points)."""
    position = np.stack(list(animals.values()), axis=-1).astype(np.float32)
    times = np.arange(len(position)) / FPS if times_s is None else times_s
    arena = Arena(zones or {}, objects or {}, px_per_cm)
    roles = Roles.from_keypoints(points)
    lengths = Scale(px_per_cm, BODY_PX, "given")
    return Scene(position, times, points, tuple(animals), roles, arena, lengths)


def opened(of: Scene, name: str = "test") -> OpenedRecording:
    """The scene as an opened recording."""
    clock = TimeBase(of.times_s, "by hand", FPS)
    tracks = make_tracks(of.position, None, of.keypoints, of.individuals, clock, "by hand")
    return OpenedRecording(RecordingSpec(name), tracks, of, ())
