"""What a person should know about a recording before trusting facts about it."""

from __future__ import annotations

import numpy as np

from pipelines.kernels import mean_point
from pipelines.scene import Scene
from pipelines.timebase import TimeBase
from pipelines.tracks.swaps import LONGEST_S, Swap, find_swaps

_STRETCH = 18_000  # frames looked at together, so that long recordings need no more memory


def remarks(scene: Scene, clock: TimeBase) -> list[str]:
    """Return what is odd about the tracks and the clock of a recording, a sentence each."""
    return [*_swaps(scene), *_pauses(clock)]


def _swaps(scene: Scene) -> list[str]:
    """Name the moments at which two animals seem to have exchanged their names."""
    if scene.scale.body_length_px is None or len(scene.individuals) < 2:
        return []
    swaps = _find_swaps(scene, scene.scale.body_length_px)
    if not swaps:
        return []
    names = {scene.individuals[i] for swap in swaps for i in (swap.first, swap.second)}
    times = ", ".join(f"{scene.times_s[swap.frame]:.2f} s" for swap in swaps[:5])
    more = ", ..." if len(swaps) > 5 else ""
    return [
        f"{' and '.join(sorted(names))} seem to trade places within a frame {_times(len(swaps))} "
        f"({times}{more}): their names may be swapped. Check the tracks there; facts keep the "
        "names as tracked."
    ]


def _find_swaps(scene: Scene, body_length_px: float) -> list[Swap]:
    """Return all swaps of a recording, looked for in stretches that overlap by `LONGEST_S`."""
    columns = [scene.keypoints.index(name) for name in scene.roles.rows["centre"].keypoints]
    animals = range(len(scene.individuals))
    swaps = []
    for start in range(0, len(scene.times_s), _STRETCH):
        first = int(np.searchsorted(scene.times_s, scene.times_s[start] - LONGEST_S))
        stretch = slice(min(first, max(start - 1, 0)), start + _STRETCH)
        each = [mean_point(scene.position[stretch, :, columns, animal]) for animal in animals]
        found = find_swaps(np.stack(each, axis=2), scene.times_s[stretch], body_length_px)
        shifted = (swap._replace(frame=swap.frame + stretch.start) for swap in found)
        swaps += [swap for swap in shifted if swap.frame >= start]
    return swaps


def _pauses(clock: TimeBase) -> list[str]:
    """Say how often and for how long the camera paused."""
    if len(clock.pauses) == 0:
        return []
    lost = clock.times_s[clock.pauses] - clock.stops_s[clock.pauses - 1]
    return [
        f"The camera paused {_times(len(lost))}, {lost.sum():.1f} s in all (longest "
        f"{lost.max():.1f} s, from {clock.stops_s[clock.pauses[lost.argmax()] - 1]:.1f} s): "
        "nothing is assessed there."
    ]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
