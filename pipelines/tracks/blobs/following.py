"""Follow animals from frame to frame: which blob is whom, merged blobs split, fragments joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipelines.tracks.blobs.foreground import View
from pipelines.tracks.blobs.shapes import (
    Blob,
    Floats,
    Guess,
    Pixels,
    join_pixels,
    measure_blob,
    split_pixels,
)

UNSEEN_COST = 2.0
SHARE_COST = 0.3
"""Cost for a second animal in a blob that is large enough for two, in body lengths."""
SQUEEZE_COST = 1.0
"""The same for a blob that is not: one animal on top of the other."""
LARGE = 1.4
"""Blobs from this many animal areas on are large enough for two."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """One animal in one frame: its blob, and whether that was split from a shared one."""

    blob: Blob
    split: bool


@dataclass(slots=True, eq=False)
class _Animal:
    """What is remembered of an animal."""

    centre: Floats | None = None
    axis: Floats = field(default_factory=lambda: np.array([1.0, 0.0]))
    velocity: Floats = field(default_factory=lambda: np.zeros(2))
    variance: Floats | None = None
    grey: float | None = None
    area: float = 0.0
    seen_s: float = 0.0
    alone_s: float = 0.0

    def expected(self, time_s: float) -> Floats:
        """Return where the animal should be; its speed is trusted for a fifth of a second."""
        assert self.centre is not None
        return self.centre + self.velocity * min(time_s - self.seen_s, 0.2)


class Follower:
    """Tracks `animals` animals over frames given in order.

    Parameters
    ----------
    animals
        How many there are.
    area
        Pixels that one animal covers.
    grey_spread
        Standard deviation of the grey level within one animal.

    Notes
    -----
    Every frame is one optimal assignment of animals to places in blobs. Costs are distances from
    the expected position in body lengths, plus what speaks against area and brightness. A blob
    offers a place to every animal; all but the first cost extra, less if the blob is large. An
    animal may also stay unseen; the longer, the farther away it may come back.
    """

    def __init__(self, animals: int, area: float, grey_spread: float) -> None:
        self.area = area
        self.length = 2.0 * float(np.sqrt(area / 1.25))
        self.grey_spread = max(grey_spread, 4.0)
        self._animals = [_Animal() for _ in range(animals)]

    def step(self, view: View, time_s: float) -> list[Sighting | None]:
        """Return where each animal is in the next frame; ``None`` for those not seen."""
        large = [region for region in view.regions if len(region.grey) >= 0.3 * self.area]
        fragments = [region for region in view.regions if len(region.grey) < 0.3 * self.area]
        if not large:
            large, fragments = fragments, []
        places = self._assign(large, time_s)
        sightings: list[Sighting | None] = [None] * len(self._animals)
        for place, region in enumerate(large):
            inside = [index for index, where in enumerate(places) if where == place]
            if len(inside) == 1:
                whole = self._with_fragments(region, fragments)
                sightings[inside[0]] = Sighting(measure_blob(whole, view.thin), split=False)
            elif inside:
                for index, sighting in zip(
                    inside, self._split(region, view.thin, inside, time_s), strict=True
                ):
                    sightings[index] = sighting
        for animal, seen in zip(self._animals, sightings, strict=True):
            self._remember(animal, seen, time_s)
        return sightings

    def _assign(self, regions: Sequence[Pixels], time_s: float) -> list[int]:
        """Return the region of each animal, -1 if unseen."""
        number = len(self._animals)
        if not regions:
            return [-1] * number
        costs = np.full((number, (len(regions) + 1) * number), UNSEEN_COST)
        for index, animal in enumerate(self._animals):
            for place, region in enumerate(regions):
                column = place * number
                first, shared = self._costs(animal, region, time_s)
                costs[index, column] = first
                costs[index, column + 1 : column + number] = shared
        _, columns = linear_sum_assignment(costs)
        return [int(c) // number if int(c) < len(regions) * number else -1 for c in columns]

    def _costs(self, animal: _Animal, region: Pixels, time_s: float) -> tuple[float, float]:
        """Return the cost of an animal having a region alone, and of being one more in it."""
        area = len(region.grey) / self.area
        large = area >= LARGE
        extra = SHARE_COST if large else SQUEEZE_COST
        if animal.centre is None:
            return 0.5 / max(area, 0.1), 0.5 + extra
        expected = animal.expected(time_s)
        lost_s = time_s - min(animal.seen_s, animal.alone_s if not large else animal.seen_s)
        reach = self.length * (1.0 + 6.0 * max(lost_s - 0.1, 0.0))
        first = float(np.hypot(*(region.xy.mean(axis=0) - expected))) / reach
        inside = float(np.sqrt(((region.xy[::4] - expected) ** 2).sum(axis=1).min())) / reach
        shade = 0.0
        if animal.grey is not None and not large:
            shade = 0.2 * min(abs(float(region.grey.mean()) - animal.grey) / self.grey_spread, 3.0)
        misfit = 0.5 * abs(np.log(min(area, 1.0))) + shade
        return min(first, inside if large else first) + misfit, inside + extra

    def _with_fragments(self, region: Pixels, fragments: list[Pixels]) -> Pixels:
        """Return the region with the fragments beside it that belong to the same animal."""
        parts = [region]
        for fragment in fragments:
            missing = self.area - sum(len(part.grey) for part in parts)
            gap = float(np.sqrt(((region.xy - fragment.xy.mean(axis=0)) ** 2).sum(axis=1).min()))
            if len(fragment.grey) <= 1.2 * missing and gap < 0.35 * self.length:
                parts.append(fragment)
        return join_pixels(parts)

    def _split(
        self, region: Pixels, thin: Floats, inside: Sequence[int], time_s: float
    ) -> list[Sighting | None]:
        """Return the animals in a shared region, in the order of `inside`."""
        guesses = [self._guess(self._animals[index], region, time_s) for index in inside]
        guesses = _spread(guesses, region)
        masks = split_pixels(region, guesses, self.grey_spread)
        sightings: list[Sighting | None] = []
        for mask in masks:
            if int(mask.sum()) < max(0.08 * self.area, 8):
                sightings.append(None)
            else:
                sightings.append(Sighting(measure_blob(region.take(mask), thin), split=True))
        return sightings

    def _guess(self, animal: _Animal, region: Pixels, time_s: float) -> Guess:
        """Return what to look for in a shared region."""
        usual = np.array([self.length**2 / 14.0, self.length**2 / 60.0])
        return Guess(
            region.xy.mean(axis=0) if animal.centre is None else animal.expected(time_s),
            animal.axis,
            usual if animal.variance is None else animal.variance,
            float(region.grey.mean()) if animal.grey is None else animal.grey,
        )

    def _remember(self, animal: _Animal, seen: Sighting | None, time_s: float) -> None:
        """Update what is known of an animal."""
        if seen is None:
            return
        blob = seen.blob
        elapsed = time_s - animal.seen_s
        if animal.centre is not None and 0.0 < elapsed < 0.5:
            keep = 0.5 if not seen.split else 0.8
            speed = (blob.centre - animal.centre) / elapsed
            animal.velocity = keep * animal.velocity + (1.0 - keep) * speed
        else:
            animal.velocity = np.zeros(2)
        animal.centre, animal.axis, animal.seen_s = blob.centre, blob.axis, time_s
        if seen.split:
            return
        animal.alone_s = time_s
        if 0.6 * self.area < blob.area < LARGE * self.area:
            known = animal.variance is not None and animal.grey is not None
            pace = 0.02 if known else 1.0
            before = blob.variance if animal.variance is None else animal.variance
            animal.variance = before + pace * (blob.variance - before)
            grey = blob.grey if animal.grey is None else animal.grey
            animal.grey = grey + pace * (blob.grey - grey)


def _spread(guesses: Sequence[Guess], region: Pixels) -> list[Guess]:
    """Return the guesses, moved apart along the region's long axis where they coincide."""
    centres = np.array([guess.centre for guess in guesses])
    gaps = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    if gaps[np.triu_indices(len(guesses), 1)].min() > 2.0:
        return list(guesses)
    shape = measure_blob(region)
    shares = (np.arange(len(guesses)) + 0.5) / len(guesses)
    return [
        replace(guess, centre=shape.tail + share * (shape.tip - shape.tail))
        for guess, share in zip(guesses, shares, strict=True)
    ]
