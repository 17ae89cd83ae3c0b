"""Take out of video frames what must not be seen, before anything is cropped, drawn or encoded.

What is blurred cannot be recovered: the means of a few blocks are kept of it, and nothing else.
"""

from __future__ import annotations

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.arena import Arena
from pipelines.lettering import Picture
from pipelines.stills.contract import Box, Privacy

BLOCKS = 4
"""Blocks along the longer side of what is blurred."""

_SOFT = 8  # pixels per block when edges of blocks are smoothed


class PrivateFrames:
    """Makes video frames that may be shown.

    Parameters
    ----------
    privacy
        What is taken out.
    arena
        Has the zones that are blurred by name.
    video_size
        Width and height of the video in pixels.

    Attributes
    ----------
    size
        Width and height to which frames must be scaled first.

    Raises
    ------
    UserError
        Zones that the arena does not have, or rectangles without a part of the frame; all of them.
    """

    def __init__(self, privacy: Privacy, arena: Arena, video_size: tuple[int, int]) -> None:
        share = min(1.0, (privacy.longest_side or max(video_size)) / max(video_size))
        self.size = max(1, round(video_size[0] * share)), max(1, round(video_size[1] * share))
        self._grayscale = privacy.grayscale
        _check(privacy, arena, video_size)
        factor = np.array(self.size) / video_size
        shapes = [
            arena.zones[area].shape if isinstance(area, str) else shapely.box(*area)
            for area in privacy.blur
        ]
        self._areas = [_area(shape, factor, self.size) for shape in shapes]

    def clean(self, frame: Picture) -> Picture:
        """Return a frame of `size` that may be shown; the one given is overwritten."""
        for where, inside in self._areas:
            part = frame[where]
            part[inside] = _unrecognisable(part)[inside]
        if self._grayscale:
            gray = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
            frame = np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB), np.uint8)
        return frame


def _check(privacy: Privacy, arena: Arena, video_size: tuple[int, int]) -> None:
    """Raise one error for all that cannot be blurred."""
    faults = []
    for area in privacy.blur:
        if isinstance(area, str):
            if area not in arena.zones:
                hint = did_you_mean(area, arena.zones) or "; this recording has no zones"
                faults.append(f"there is no zone {area!r}{hint}")
        elif not _is_seen(area, video_size):
            faults.append(
                f"{tuple(area)} is no left, top, right, bottom of a rectangle in the frame "
                f"({video_size[0]} x {video_size[1]} px)"
            )
    if faults:
        message = f"Blurring: {'; '.join(faults)}. Nothing is shown until this is corrected."
        raise UserError(message)


def _is_seen(area: Box, video_size: tuple[int, int]) -> bool:
    """Whether a rectangle has a part of the frame."""
    left, top, right, bottom = area
    across = min(right, video_size[0]) - max(left, 0)
    down = min(bottom, video_size[1]) - max(top, 0)
    return bool(left < right and top < bottom and across > 0 and down > 0)


Area = tuple[tuple[slice, slice], NDArray[np.bool_]]
"""Rows and columns of a frame, and which of their pixels are meant."""


def _area(
    shape: shapely.geometry.base.BaseGeometry, factor: NDArray[np.float64], size: tuple[int, int]
) -> Area:
    """Return the pixels that an area in video pixels touches in frames of some size."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    corners = [
        np.round(np.clip(shapely.get_coordinates(ring) * factor, -1e6, 1e6)).astype(np.int32)
        for ring in rings
    ]
    inside = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(inside, corners, 1)
    touched = np.asarray(cv2.dilate(inside, np.ones((3, 3), np.uint8)), np.bool_)
    rows, columns = np.flatnonzero(touched.any(axis=1)), np.flatnonzero(touched.any(axis=0))
    if not len(rows):
        return (slice(0), slice(0)), np.zeros((0, 0), np.bool_)
    where = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return where, touched[where]


def _unrecognisable(part: Picture) -> Picture:
    """Return the means of a few blocks, with soft edges, in the place of a picture."""
    high, wide = part.shape[:2]
    if not part.size:
        return part
    block = max(high, wide) / BLOCKS
    across, down = max(1, round(wide / block)), max(1, round(high / block))
    means = cv2.resize(part, (across, down), interpolation=cv2.INTER_AREA)
    large = _SOFT * across, _SOFT * down
    blocks = cv2.resize(means, large, interpolation=cv2.INTER_NEAREST)
    soft = cv2.GaussianBlur(blocks, (0, 0), _SOFT / 2)
    return np.asarray(cv2.resize(soft, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)
