"""The recordings that are being watched: their files stay read while a person looks at them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from graphs.errors import UserError
from workbench.ui.playable import playable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipelines.arena import Arena
    from pipelines.roles import Roles
    from pipelines.scene import Scene
    from workbench.analysis.recording import Recording
    from workbench.project import Project

KEPT = 2
"""Recordings whose tracks stay in memory."""

CHUNK_FRAMES = 900
"""Frames whose positions are sent at once."""

_SPINE = ("nose", "neck", "centre", "tailbase")
_SIDES = (("nose", "left_ear"), ("nose", "right_ear"), ("left_ear", "neck"), ("right_ear", "neck"))


class Watched:
    """Recordings with their files read, the last few.

    Reading an hour of tracks takes seconds; every request about it would otherwise do so again.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Recording] = OrderedDict()
        self._lock = threading.Lock()

    def recording(self, project: Project, name: str) -> Recording:
        """Return a recording whose files are read.

        Raises
        ------
        UserError
            It has no tracks that are at hand: following animals takes long, and labelling does it.
        DataError
            Its files cannot be read.
        """
        with self._lock:
            found = project.recording(name)
            if found.spec.tracks is None and not project.store().is_labelled(found.name):
                message = f"The animals of {found.name} were not followed yet; label it first."
                raise UserError(message)
            _ = found.opened
            where = (str(project.folder), found.name)
            self._kept[where] = found
            self._kept.move_to_end(where)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return found


def scene_of(recording: Recording) -> dict[str, Any]:
    """Return what does not move, and what the numbers of `positions` mean."""
    scene = recording.scene
    centre = scene.roles.resolve("centre") or scene.roles.body
    return {
        "individuals": list(scene.individuals),
        "keypoints": list(scene.keypoints),
        "skeleton": skeleton(scene.roles),
        "centre": [scene.keypoints.index(name) for name in centre],
        "frames": len(scene.times_s),
        "fps": recording.clock.fps,
        "clock": recording.clock.source,
        "chunk": CHUNK_FRAMES,
        "scale": recording.scale,
        "extent": _extent(scene),
        "warnings": recording.warnings,
        **arena_of(scene.arena),
    }


def arena_of(arena: Arena) -> dict[str, Any]:
    """Return zones as rings of corners and objects as points, in pixels."""
    zones = [
        {
            "name": zone.name,
            "kind": zone.kind,
            "rings": [
                [[round(x, 1), round(y, 1)] for x, y in part.exterior.coords]
                for part in getattr(zone.shape, "geoms", [zone.shape])
            ],
        }
        for zone in arena.zones.values()
    ]
    objects = [
        {"name": thing.name, "at": list(thing.at)}
        for thing in arena.objects.values()
        if thing.at is not None
    ]
    return {"zones": zones, "objects": objects}


def skeleton(roles: Roles) -> list[tuple[int, int]]:
    """Return pairs of keypoints to join with a line."""
    place = {name: number for number, name in enumerate(roles.keypoints)}
    first = {
        role: place[row.keypoints[0]]
        for role, row in roles.rows.items()
        if len(row.keypoints) == 1 and row.keypoints[0] in place
    }
    spine = [first[role] for role in _SPINE if role in first]
    chain = [*spine, *(place[name] for name in roles.tail)]
    sides = [(first[a], first[b]) for a, b in _SIDES if a in first and b in first]
    return [*pairwise(chain), *sides]


def positions(recording: Recording, first: int, count: int) -> NDArray[Any]:
    """Return positions of some frames, shape (frames, individuals, keypoints, 2), NaN if unknown.

    Raises
    ------
    UserError
        There are no such frames.
    """
    import numpy as np

    position = recording.scene.position
    if first < 0 or count < 1 or first >= len(position):
        message = f"Expected frames from 0 to {len(position)}; found {count} from {first}."
        raise UserError(message)
    part = position[first : first + count, :2]
    return np.ascontiguousarray(part.transpose(0, 3, 2, 1), dtype="<f4")


def video_of(project: Project, name: str) -> dict[str, Any]:
    """Return whether a browser can play the video of a recording, and its size."""
    found = playable(project, name)
    size = found.size
    return {
        "state": "plays" if found.path else "make" if found.can_be_made else "none",
        "why": found.why,
        "width": size[0] if size else None,
        "height": size[1] if size else None,
    }


def _extent(scene: Scene) -> list[float]:
    """Return left, top, right and bottom of where animals were."""
    import numpy as np

    xy = scene.position[:, :2]
    if not np.isfinite(xy).any():
        return [0.0, 0.0, 100.0, 100.0]
    low, high = np.nanmin(xy, axis=(0, 2, 3)), np.nanmax(xy, axis=(0, 2, 3))
    return [float(low[0]), float(low[1]), float(high[0]), float(high[1])]
