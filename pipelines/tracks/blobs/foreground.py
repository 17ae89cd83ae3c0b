"""Which pixels are animal: the model of a frame without animals, and what stands out from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.tracks.blobs.shapes import Floats, Pixels, clean_mask, find_regions

Sign = Literal["brighter", "darker", "different"]
Picture = NDArray[np.uint8]
Difference = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What is seen in a frame: objects, the largest first, and thin pixels, shape (n, 2)."""

    regions: list[Pixels]
    thin: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Foreground:
    """A foreground model.

    Parameters
    ----------
    sign
        Whether animals are brighter or darker than what is behind them, or either.
    arena
        The empty arena, float32, shape (rows, columns); ``None`` if frames are compared with their
        own surroundings.
    threshold
        Grey levels from which on a pixel belongs to an animal.
    area
        Pixels that one animal covers.
    kernel_px
        Width of what is too thin to be body.
    animals
        How many animals are seen most often, or the number that was given.
    score
        How alike the objects are over the samples, 0 to 1.
    covered
        Median share of the picture that is foreground.
    grey_spread
        Standard deviation of the grey level within one animal.
    unrest
        Median change of the picture from the background in grey levels, over all pixels.
    """

    sign: Sign
    arena: Difference | None
    threshold: float = 0.0
    area: float = 0.0
    kernel_px: int = 3
    animals: int = 1
    score: float = 0.0
    covered: float = 0.0
    grey_spread: float = 10.0
    unrest: float = 0.0

    def difference(self, grey: Picture) -> Difference:
        """Return how far each pixel is from the background in the direction of animals.

        A change of the light that is the same everywhere is taken out.
        """
        behind = _surroundings(grey) if self.arena is None else self.arena
        difference = np.asarray(grey.astype(np.float32) - behind, np.float32)
        difference -= np.float32(np.median(difference[::4, ::4]))
        if self.sign == "darker":
            return -difference
        return difference if self.sign == "brighter" else np.abs(difference)

    def regions(self, grey: Picture) -> list[Pixels]:
        """Return the objects in a frame, the largest first."""
        mask = clean_mask(self.difference(grey), self.threshold, self.kernel_px)
        return find_regions(mask, grey, 0.1 * self.area)

    def view(self, grey: Picture) -> View:
        """Return the objects and the thin parts in a frame.

        Thin parts such as tails are often pale: half the threshold is enough for them.
        """
        difference = self.difference(grey)
        mask = clean_mask(difference, self.threshold, self.kernel_px)
        body = cv2.dilate(mask, np.ones((self.kernel_px, self.kernel_px), np.uint8))
        rows, columns = np.nonzero((difference > 0.5 * self.threshold) & (body == 0))
        thin = np.column_stack([columns, rows]).astype(np.float64)
        return View(find_regions(mask, grey, 0.1 * self.area), thin)

    def resized(self, size: tuple[int, int], scale: float) -> Foreground:
        """Return the model for pictures of another width and height, `scale` times as large."""
        arena = self.arena
        if arena is not None:
            arena = np.asarray(cv2.resize(arena, size, interpolation=cv2.INTER_AREA), np.float32)
        kernel_px = max(3, round(self.kernel_px * scale) | 1)
        return replace(self, arena=arena, area=self.area * scale**2, kernel_px=kernel_px)


def _surroundings(grey: Picture) -> Difference:
    """Return the grey level around each pixel: the median over about a third of the picture."""
    scale = 48 / max(grey.shape)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    small = cv2.medianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), 17)
    back = cv2.resize(small, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(back, np.float32)
