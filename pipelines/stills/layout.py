"""How large the pictures of an event are, within the pixels that they may have together."""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphs.errors import UserError
from graphs.words import counted
from pipelines.stills.contract import StillSettings

LEAST_SIDE = 64
"""Pixels of the longer side below which pictures show nothing."""

Size = tuple[int, int]


def check_settings(settings: StillSettings) -> None:
    """Raise one error for all that is wrong with the settings.

    Raises
    ------
    UserError
        Numbers out of range.
    """
    longest = settings.privacy.longest_side
    checks = (
        ("frames", settings.frames, settings.frames >= 1, "1 or more"),
        ("margin", settings.margin, 1 <= settings.margin < math.inf, "1 or more"),
        ("aspect", settings.aspect, 0.1 <= settings.aspect <= 10, "0.1 to 10"),
        ("side", settings.side, settings.side >= LEAST_SIDE, f"{LEAST_SIDE} or more"),
        ("quality", settings.quality, 1 <= settings.quality <= 95, "1 to 95"),
        ("longest_side", longest, longest is None or longest >= 1, "1 or more"),
    )
    faults = [
        f"expected {name} of {rule}; found {value}" for name, value, is_good, rule in checks
        if not is_good
    ]  # fmt: skip
    if faults:
        message = f"Settings of the pictures: {'; '.join(faults)}."
        raise UserError(message)


def picture_sizes(shapes: Sequence[float], settings: StillSettings) -> list[Size]:
    """Return width and height in pixels of the pictures of an event.

    Parameters
    ----------
    shapes
        Width over height of each.
    settings
        Longest side, and most pixels of all pictures together.

    Raises
    ------
    UserError
        They do not fit with sides that show something.
    """
    full = [_sized(settings.side, shape) for shape in shapes]
    area = sum(wide * high for wide, high in full)
    if area <= settings.max_pixels:
        return full
    side = math.floor(settings.side * math.sqrt(max(settings.max_pixels, 0) / area))
    while side >= LEAST_SIDE:
        sizes = [_sized(side, shape) for shape in shapes]
        if sum(wide * high for wide, high in sizes) <= settings.max_pixels:
            return sizes
        side -= 1  # rounding of the shorter sides
    least = sum(wide * high for wide, high in (_sized(LEAST_SIDE, shape) for shape in shapes))
    message = (
        f"{counted(len(shapes), 'picture')} of an event need {least} pixels with sides of "
        f"{LEAST_SIDE} pixels; max_pixels is {settings.max_pixels}. Raise max_pixels, or show "
        "fewer frames."
    )
    raise UserError(message)


def _sized(side: int, shape: float) -> Size:
    """Return width and height of a picture with a longer side."""
    if shape >= 1:
        return side, max(1, round(side / shape))
    return max(1, round(side * shape)), side
