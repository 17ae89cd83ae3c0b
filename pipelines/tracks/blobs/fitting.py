"""Fit the foreground model to frames sampled over the recording.

Five models compete. Three compare a frame with a picture of the empty arena: animals brighter than
it, darker than it, or both. Two compare a frame with its own surroundings, brighter or darker, and
serve where the camera moves over an even scene; they are tried if no picture of the arena will do.
The model wins whose objects are most alike over the samples (`_score`); if the number of animals is
not given, of those that will do the one that sees most of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipelines.tracks.blobs.foreground import Difference, Foreground, Picture, Sign
from pipelines.tracks.blobs.shapes import Floats, Pixels, clean_mask, find_regions

QUANTILE: dict[Sign, float] = {"brighter": 0.05, "darker": 0.95, "different": 0.5}
GOOD = 0.7
"""Score from which on a model will do."""
TWO_SIDED = 0.05
"""By how much the model for brighter and darker animals must be better than one for either."""


_SURROUNDED = (Foreground("brighter", None), Foreground("darker", None))


def fit_foreground(
    samples: Sequence[Picture], animals: int | None, contrast_share: float
) -> Foreground:
    """Return the best foreground model for frames spread over a recording.

    Parameters
    ----------
    samples
        Grey pictures of one size, in order of time.
    animals
        How many animals there are; ``None`` for as many as are most often seen.
    contrast_share
        Threshold as a share of the contrast of the faintest animal.

    Notes
    -----
    The first picture of the arena is a quantile of the samples on the far side of the animals, so
    that an animal may rest at one place for most of the recording. It is then taken again as the
    median of the samples in which the place is not covered. An object that has edges in the arena
    but not in the frame is where an animal *was*: such places are learnt from the frames that show
    them empty.
    """
    stack = np.stack(samples)
    ranked = np.sort(stack, axis=0)
    fitted = []
    for sign, quantile in QUANTILE.items():
        arena = ranked[round(quantile * (len(stack) - 1))].astype(np.float32)
        fitted.append(_fit_arena(stack, Foreground(sign, arena), animals, contrast_share))
    if max(model.score for model in fitted) < GOOD:
        fitted += [_tune(model, stack, animals, contrast_share) for model in _SURROUNDED]
    most = max((model.animals for model in fitted if model.score >= GOOD), default=1)
    return max(
        fitted,
        key=lambda model: (
            min(model.animals, most)
            * (model.score - (TWO_SIDED if model.sign == "different" else 0.0))
        ),
    )


def _fit_arena(
    stack: Picture, model: Foreground, animals: int | None, contrast_share: float
) -> Foreground:
    """Return the model tuned to the samples, its picture of the arena refined twice."""
    model = _tune(model, stack, animals, contrast_share)
    for _ in range(2):
        if model.area == 0 or model.covered > 0.5:
            break
        refined = replace(model, arena=_empty_arena(model, stack))
        model = _tune(refined, stack, animals, contrast_share)
    return model


def _empty_arena(model: Foreground, stack: Picture) -> Difference:
    """Return the median of the samples where no animal is, shape (rows, columns)."""
    assert model.arena is not None
    covered = np.zeros(stack.shape, bool)
    ghosts = np.zeros(stack.shape, bool)
    grow = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * model.kernel_px + 3,) * 2)
    for index, grey in enumerate(stack):
        for region in model.regions(grey):
            target = ghosts if _is_ghost(region, grey, model.arena) else covered
            columns, rows = region.xy.astype(int).T
            target[index, rows, columns] = True
        covered[index] = cv2.dilate(covered[index].astype(np.uint8), grow) > 0
        ghosts[index] = cv2.dilate(ghosts[index].astype(np.uint8), grow) > 0
    seen_empty = ghosts.sum(axis=0) >= max(2, len(stack) // 20)
    usable = np.where(seen_empty, ghosts & ~covered, ~covered)
    enough = usable.sum(axis=0) >= max(2, len(stack) // 20)
    arena = np.median(stack, axis=0).astype(np.float32)
    partly = enough & ~usable.all(axis=0)
    values = np.where(usable[:, partly], stack[:, partly], np.nan).astype(np.float32)
    arena[partly] = np.nanmedian(values, axis=0)
    arena[~enough] = model.arena[~enough]
    return np.asarray(arena, np.float32)


def _is_ghost(region: Pixels, grey: Picture, arena: Difference) -> bool:
    """Return whether the outline of a region is an edge of the arena's picture, not the frame's."""
    columns, rows = region.xy.astype(int).T
    left, top = max(columns.min() - 3, 0), max(rows.min() - 3, 0)
    window = (slice(top, rows.max() + 4), slice(left, columns.max() + 4))
    mask = np.zeros(grey[window].shape, np.uint8)
    mask[rows - top, columns - left] = 1
    rim = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    return bool(
        _edges(grey[window].astype(np.float32))[rim].mean()
        < 0.7 * _edges(arena[window])[rim].mean()
    )


def _edges(picture: Difference) -> Floats:
    """Return the size of the grey level's slope."""
    across = cv2.Sobel(picture, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(picture, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down), np.float64)


def _tune(
    model: Foreground, stack: Picture, animals: int | None, contrast_share: float
) -> Foreground:
    """Return the model with threshold, animal area, count and score from the samples."""
    differences = [model.difference(grey) for grey in stack]
    pooled = np.concatenate([difference[::4, ::4].ravel() for difference in differences])
    unrest = float(np.median(np.abs(pooled - np.median(pooled))))
    noise = max(1.4826 * unrest, 1.0)
    first = max(6.0 * noise, _otsu(pooled[pooled > 3.0 * noise]) / 2.0, 8.0)
    kernel_px = max(3, round(max(stack.shape[1:]) / 250) | 1)
    model = replace(model, threshold=first, kernel_px=kernel_px, unrest=unrest)
    smallest = 2e-4 * stack[0].size
    found = [
        find_regions(clean_mask(difference, first, kernel_px), grey, smallest)
        for difference, grey in zip(differences, stack, strict=True)
    ]
    contrast = _faintest(found, differences, animals)
    if contrast == 0.0:
        return model
    threshold = max(6.0 * noise, contrast_share * contrast)
    model = replace(model, threshold=threshold)
    found = [
        find_regions(clean_mask(difference, threshold, kernel_px), grey, smallest / 2)
        for difference, grey in zip(differences, stack, strict=True)
    ]
    return _score(model, found, stack, animals)


def _otsu(values: Difference) -> float:
    """Return the grey level that best separates two classes of values; 0 for none."""
    if len(values) < 10:
        return 0.0
    clipped = np.clip(values, 0, 255).astype(np.uint8).reshape(1, -1)
    return float(cv2.threshold(clipped, 0, 255, cv2.THRESH_OTSU)[0])


def _faintest(
    found: Sequence[Sequence[Pixels]], differences: Sequence[Difference], animals: int | None
) -> float:
    """Return the contrast of the faintest animal in grey levels, 0 if there are no objects.

    Objects are ranked by size in every sample; the contrast of a rank is the median over samples.
    """
    largest = [len(regions[0].grey) for regions in found if regions]
    if not largest:
        return 0.0
    usual = float(np.median(largest))
    ranks: list[list[float]] = [[] for _ in range(animals or 4)]
    for regions, difference in zip(found, differences, strict=True):
        for rank, region in zip(ranks, regions, strict=False):
            if 0.25 * usual <= len(region.grey):
                columns, rows = region.xy.astype(int).T
                rank.append(float(np.quantile(difference[rows, columns], 0.75)))
    seen = [float(np.median(rank)) for rank in ranks if len(rank) >= 0.2 * len(largest)]
    return min(seen, default=0.0)


def _score(
    model: Foreground,
    found: Sequence[Sequence[Pixels]],
    stack: Picture,
    animals: int | None,
) -> Foreground:
    """Return the model with area, count and score.

    An animal covers as much as one does in the samples in which all are apart; if that is rare,
    its share of what all cover. A sample counts as far as all animals are seen apart, if together
    they cover about as much as they should. Objects beyond the animals, and ghosts, take from the
    score by their area.
    """
    real = [
        [r for r in regions if model.arena is None or not _is_ghost(r, grey, model.arena)]
        for regions, grey in zip(found, stack, strict=True)
    ]
    tops = [len(regions[0].grey) for regions in real if regions]
    if not tops:
        return model
    single = float(np.median(tops))
    counts = np.array([sum(len(r.grey) > 0.35 * single for r in regions) for regions in real])
    number = animals or int(np.bincount(counts[counts > 0]).argmax())
    totals = np.array([float(sum(len(r.grey) for r in regions[:number])) for regions in real])
    everything = np.array([float(sum(len(r.grey) for r in regions)) for regions in found])
    all_apart = counts >= number
    chosen = all_apart if all_apart.sum() >= 0.1 * len(counts) else totals > 0
    area = float(np.median(totals[chosen])) / number
    seen = np.minimum(counts, number)
    alike = (totals > 0.6 * area * seen) & (totals < 1.5 * area * number)
    apart = seen / number
    clutter = 1.0 - totals / np.maximum(everything, 1.0)
    covered = float(np.median(everything)) / stack[0].size
    score = float(np.mean(alike * apart * (1.0 - clutter))) * (covered < 0.4)
    if model.arena is None:
        score *= _moving_share(real, number, stack)
    width = np.sqrt(area / 2.5)
    return replace(
        model,
        area=area,
        animals=number,
        score=score,
        covered=covered,
        kernel_px=max(3, round(0.25 * float(width)) | 1),
        grey_spread=float(np.median([r.grey.std() for regions in real for r in regions[:number]])),
    )


def _moving_share(found: Sequence[Sequence[Pixels]], number: int, stack: Picture) -> float:
    """Return the share of the animals' pixels that are not covered in most of the samples.

    What stays at one place is furniture rather than an animal.
    """
    times = np.zeros(stack.shape[1:], int)
    for regions in found:
        for region in regions[:number]:
            columns, rows = region.xy.astype(int).T
            times[rows, columns] += 1
    covered = int(times.sum())
    return 1.0 - int(times[times > 0.8 * len(stack)].sum()) / covered if covered else 0.0
