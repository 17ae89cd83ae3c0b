"""From a difference image to blobs: connected regions with position, axis, ends and appearance.

Coordinates are pixels of the picture that is worked on; an axis is a unit vector whose sign means
nothing yet, ``tip`` is the end that it points to and ``tail`` the other one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
CUES = 4
HOLD = 0.15
"""How much an animal in a shared blob is held where it is expected, so that two cannot coincide."""
NO_PIXELS: Floats = np.zeros((0, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """The pixels of one region: `xy` (n, 2), `grey` (n,) in the frame."""

    xy: Floats
    grey: Floats

    def take(self, chosen: NDArray[np.bool_]) -> Pixels:
        """Return the chosen ones, mask of shape (n,)."""
        return Pixels(self.xy[chosen], self.grey[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """What one animal looks like in one frame.

    Parameters
    ----------
    pixels
        Where it is.
    centre, axis, tip, tail
        Shape (2,) each: mean position, unit vector of the long axis, its two ends.
    variance
        Variances along and across the axis, in pixels squared.
    cues
        What differs between the tip's and the tail's half, shape (4,): skew of the outline,
        brightness, width, thin parts such as a tail. They change sign when the axis is turned.
    """

    pixels: Pixels
    centre: Floats
    axis: Floats
    tip: Floats
    tail: Floats
    variance: Floats
    cues: Floats

    @property
    def area(self) -> int:
        """Number of pixels."""
        return len(self.pixels.grey)

    @property
    def grey(self) -> float:
        """Mean grey level."""
        return float(self.pixels.grey.mean())

    @property
    def elongation(self) -> float:
        """How much longer than wide, 1 for a disc."""
        return float(np.sqrt(self.variance[0] / max(self.variance[1], 0.25)))


def measure_blob(pixels: Pixels, thin: Floats = NO_PIXELS) -> Blob:
    """Return the shape of a region from the moments of its pixels.

    Parameters
    ----------
    pixels
        The region.
    thin
        Pixels of the frame that are foreground but too thin for a body, shape (n, 2).
    """
    centre = pixels.xy.mean(axis=0)
    offset = pixels.xy - centre
    covariance = offset.T @ offset / len(offset) + np.eye(2) / 12.0
    values, vectors = np.linalg.eigh(covariance)
    axis = vectors[:, 1]
    along = offset @ axis
    across = offset @ vectors[:, 0]
    low, high = float(along.min()), float(along.max())
    margin = 0.08 * (high - low)
    tip = pixels.xy[along >= high - margin].mean(axis=0)
    tail = pixels.xy[along <= low + margin].mean(axis=0)
    scaled = along / np.sqrt(values[1])
    spread = float(pixels.grey.std()) or 1.0
    cues = np.array(
        [
            np.mean(scaled**3),
            np.mean(scaled * (pixels.grey - pixels.grey.mean())) / spread,
            np.mean(np.clip(scaled, -1.5, 1.5) * (across**2 / values[0] - 1.0)),
            _thin_side(thin - centre, axis, len(pixels.grey)),
        ]
    )
    return Blob(pixels, centre, axis, tip, tail, values[::-1].copy(), cues)


def _thin_side(offset: Floats, axis: Floats, area: int) -> float:
    """Return on which side thin parts lie, from -1 to 1: those within about a body length."""
    reach = 1.8 * np.sqrt(area)
    near = offset[(offset**2).sum(axis=1) < reach**2]
    return float((near @ axis).sum() / reach / max(len(near), 0.03 * area))


def clean_mask(
    difference: NDArray[np.float32], threshold: float, kernel_px: int
) -> NDArray[np.uint8]:
    """Return the foreground, with tails, legs and specks thinner than the kernel taken away."""
    mask = (difference > threshold).astype(np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (kernel_px, kernel_px))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel), np.uint8)


def find_regions(mask: NDArray[np.uint8], grey: NDArray[np.uint8], smallest: float) -> list[Pixels]:
    """Return the connected regions of a mask of at least `smallest` pixels, the largest first."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    regions = []
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        if area < smallest:
            continue
        window = (slice(top, top + height), slice(left, left + width))
        rows, columns = np.nonzero(labels[window] == label)
        xy = np.column_stack([columns + left, rows + top]).astype(np.float64)
        regions.append(Pixels(xy, grey[window][rows, columns].astype(np.float64)))
    return sorted(regions, key=lambda region: -len(region.grey))


def join_pixels(parts: Sequence[Pixels]) -> Pixels:
    """Return several regions as one."""
    if len(parts) == 1:
        return parts[0]
    return Pixels(
        np.concatenate([part.xy for part in parts]), np.concatenate([part.grey for part in parts])
    )


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """Where an animal in a shared blob is expected, and its usual shape and grey level."""

    centre: Floats
    axis: Floats
    variance: Floats
    grey: float


def split_pixels(
    pixels: Pixels, guesses: Sequence[Guess], grey_spread: float, rounds: int = 8
) -> list[NDArray[np.bool_]]:
    """Share the pixels of a merged blob between its animals.

    Expectation maximisation of a mixture of Gaussians over position and grey level. Every animal
    keeps its usual length, width and grey level; position and direction are free.

    Parameters
    ----------
    pixels
        The merged blob.
    guesses
        One per animal.
    grey_spread
        Standard deviation of the grey level within one animal.

    Returns
    -------
    list of array
        One mask over the pixels per animal, in one piece each; they do not overlap.
    """
    step = max(1, len(pixels.grey) // 500)
    xy, grey = pixels.xy[::step], pixels.grey[::step]
    centres = [guess.centre for guess in guesses]
    shapes = [_shape(guess.axis, guess.variance) for guess in guesses]
    for _ in range(rounds):
        logs = _log_densities(xy, grey, centres, shapes, guesses, grey_spread)
        weights = np.exp(logs - logs.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        for index, guess in enumerate(guesses):
            weight = weights[:, index]
            total = weight.sum()
            if total < 5:
                continue
            centres[index] = (1.0 - HOLD) * weight @ xy / total + HOLD * guess.centre
            offset = xy - centres[index]
            _, vectors = np.linalg.eigh((offset * weight[:, None]).T @ offset / total)
            shapes[index] = _shape(vectors[:, 1], guess.variance)
    winner = _log_densities(pixels.xy, pixels.grey, centres, shapes, guesses, grey_spread).argmax(1)
    winner = _in_one_piece(pixels.xy, winner)
    return [winner == index for index in range(len(guesses))]


def _in_one_piece(xy: Floats, winner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the owner of each pixel, stray pieces given to the nearest largest piece."""
    columns, rows = (xy - xy.min(axis=0)).astype(int).T
    main = np.zeros(len(winner), bool)
    for index in np.unique(winner):
        mask = np.zeros((rows.max() + 1, columns.max() + 1), np.uint8)
        mask[rows[winner == index], columns[winner == index]] = 1
        _, labels = cv2.connectedComponents(mask, connectivity=8)
        sizes = np.bincount(labels.ravel())[1:]
        main |= (winner == index) & (labels[rows, columns] == 1 + int(sizes.argmax()))
    if main.all():
        return winner
    _, nearest = cKDTree(xy[main]).query(xy[~main])
    winner = winner.copy()
    winner[~main] = winner[main][nearest]
    return winner


def _shape(axis: Floats, variance: Floats) -> Floats:
    """Return the covariance with these variances along and across an axis, shape (2, 2)."""
    vectors = np.column_stack([axis, [-axis[1], axis[0]]])
    return np.asarray((vectors * variance) @ vectors.T, np.float64)


def _log_densities(
    xy: Floats,
    grey: Floats,
    centres: Sequence[Floats],
    shapes: Sequence[Floats],
    guesses: Sequence[Guess],
    grey_spread: float,
) -> Floats:
    """Return the log density of every pixel under every animal, shape (pixels, animals)."""
    columns = []
    for centre, shape, guess in zip(centres, shapes, guesses, strict=True):
        offset = xy - centre
        distance = np.einsum("ij,jk,ik->i", offset, np.linalg.inv(shape), offset)
        shade = np.clip(np.abs(grey - guess.grey) / grey_spread, 0.0, 3.0)
        columns.append(-0.5 * (distance + np.log(np.linalg.det(shape)) + shade**2))
    return np.column_stack(columns)
