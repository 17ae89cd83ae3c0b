"""What is shown of an event, and how; see `pipelines.stills.make` for the making.

Positions in the video are pixels as displayed, origin top left, y down. Every animal has a number,
the same in the pictures and in the prompt: its place among the individuals of the scene, from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipelines.models.contract import Image

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is drawn on the pictures from the tracks; each can be switched.

    Parameters
    ----------
    numbers
        The number of each animal, on a disc in its colour beside its body, tied to its centre.
    boxes, keypoints, skeleton, trails
        Around the animal; its keypoints; lines along its body; its centre's way of the last second.
    zones
        Outlines and names of zones and objects.
    scale_bar
        A bar of a round length, where the scale is known.
    clock
        Time in seconds of the recording.
    """

    numbers: bool = True
    boxes: bool = False
    keypoints: bool = False
    skeleton: bool = False
    trails: bool = False
    zones: bool = True
    scale_bar: bool = True
    clock: bool = True


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is taken out of pictures before they are encoded.

    Parameters
    ----------
    grayscale
        No colour but that of the marks.
    longest_side
        Pixels of the whole video frame that pictures are scaled down to before they are cropped;
        no picture shows more detail.
    blur
        Names of zones whose insides are made unrecognisable, and rectangles in video pixels.
    """

    grayscale: bool = False
    longest_side: int | None = None
    blur: tuple[str | Box, ...] = ()


@dataclass(frozen=True, slots=True)
class StillSettings:
    """How an event is shown.

    Parameters
    ----------
    frames
        Most frames of an event, spread evenly over it: the middles of equal parts.
    crop
        Show the animals' surroundings; without tracks, or switched off, whole frames are shown.
    full_frame
        Show one whole frame (the middle one) beside the crops.
    margin
        Size of a crop relative to the box around all valid keypoints of its animals.
    aspect
        Width over height of a crop.
    side
        Pixels of the longer side of a picture that is sent.
    max_pixels
        Of all pictures of an event together; pictures get smaller to keep to it.
    quality
        Of the JPEGs, 1 to 95.
    marks, privacy
        What is drawn and what is taken out.
    """

    frames: int = 8
    crop: bool = True
    full_frame: bool = True
    margin: float = 1.5
    aspect: float = 1.0
    side: int = 448
    max_pixels: int = 2_000_000
    quality: int = 85
    marks: Marks = field(default_factory=Marks)
    privacy: Privacy = field(default_factory=Privacy)


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that was drawn.

    Parameters
    ----------
    number
        As drawn.
    individual
        Whose it is.
    x, y
        Middle of the number, in pixels of the picture.
    colour
        RGB of its disc.
    """

    number: int
    individual: str
    x: float
    y: float
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Still:
    """One picture of an event.

    Parameters
    ----------
    image
        As it is sent; its label says number, view and time.
    frame
        0-based source frame that is shown.
    time_s
        Its time, seconds of the recording.
    view
        ``crop`` or ``full``.
    box
        What of the video is shown, in its pixels; may reach over its border, which is black then.
    marks
        The numbers that were drawn.
    """

    image: Image
    frame: int
    time_s: float
    view: Literal["crop", "full"]
    box: Box
    marks: tuple[Mark, ...]


def numbers(individuals: Sequence[str]) -> dict[str, int]:
    """Return the number of each animal, in pictures and prompts alike."""
    return {name: place + 1 for place, name in enumerate(individuals)}
