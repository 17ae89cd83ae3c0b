"""Which frames of a video were decoded well, by the passes made so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

UNSEEN, GOOD, DOUBTFUL, UNREADABLE = range(4)

REORDER = 3
"""Frames shown before a damaged one that may have been decoded from it all the same (B-frames)."""

SAYS = {
    "unreadable": "cannot be decoded and are left out",
    "doubtful": "were decoded next to damaged ones and may show errors",
}


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged part of a video.

    Parameters
    ----------
    start_s, stop_s
        Half-open interval in seconds.
    frames
        Number of frames in it.
    kind
        ``"unreadable"``: no picture came out; ``"doubtful"``: pictures came out, but were decoded
        from a damaged one and may show errors, which last up to the next keyframe.
    """

    start_s: float
    stop_s: float
    frames: int
    kind: Literal["unreadable", "doubtful"]


class DamageMap:
    """State of every frame.

    Parameters
    ----------
    frames
        Number of frames.
    keyframes
        Sorted numbers of the frames at which decoding can start anew.
    """

    def __init__(self, frames: int, keyframes: NDArray[np.int64]) -> None:
        self._state = np.full(frames, UNSEEN, np.uint8)
        self._keyframes = keyframes

    @property
    def is_complete(self) -> bool:
        """Whether every frame has been tried."""
        return not bool((self._state == UNSEEN).any())

    @property
    def is_sound(self) -> bool:
        """Whether every frame has been decoded without a fault."""
        return bool((self._state == GOOD).all())

    def good(self, frame: int) -> None:
        """Note a decoded frame; one that is known to be doubtful stays so."""
        if self._state[frame] == UNSEEN:
            self._state[frame] = GOOD

    def bad(self, start: int, stop: int) -> None:
        """Note frames in [start, stop) as unreadable, and what was decoded from them as doubtful.

        `start` = `stop` stands for one frame that came out with errors.
        """
        after = int(np.searchsorted(self._keyframes, start, side="right"))
        until = len(self._state)
        if after < len(self._keyframes):
            until = max(int(self._keyframes[after]), stop)
        touched = self._state[max(0, start - REORDER) : until]
        np.maximum(touched, DOUBTFUL, out=touched)
        self._state[start:stop] = UNREADABLE

    def intervals(self, edges_s: NDArray[np.float64]) -> list[Damage]:
        """Return damaged parts in order; `edges_s` are frame edges in seconds, (frames + 1,)."""
        starts = np.flatnonzero(np.diff(self._state, prepend=np.uint8(255)))
        stops = np.append(starts[1:], len(self._state))
        return [
            Damage(
                float(edges_s[start]),
                float(edges_s[stop]),
                int(stop - start),
                "doubtful" if self._state[start] == DOUBTFUL else "unreadable",
            )
            for start, stop in zip(starts, stops, strict=True)
            if self._state[start] >= DOUBTFUL
        ]


def damage_warnings(damage: list[Damage], frames: int) -> list[str]:
    """Say each kind of damage in a sentence; `frames` is the number of frames of the video."""
    sentences = []
    for kind, says in SAYS.items():
        parts = [part for part in damage if part.kind == kind]
        if not parts:
            continue
        where = ", ".join(f"{part.start_s:.2f}-{part.stop_s:.2f} s" for part in parts[:5])
        more = f" and {len(parts) - 5} more places" if len(parts) > 5 else ""
        count = sum(part.frames for part in parts)
        sentences.append(f"{count} of {frames} frames {says}: {where}{more}.")
    return sentences
