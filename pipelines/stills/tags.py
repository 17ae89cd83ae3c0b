"""Numbers of animals on discs beside them: where they cover nothing and nobody is mistaken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.lettering import INK, WHITE, Colour, Picture, line_height, text_width, write
from pipelines.overlay import BLUE, GREEN, ORANGE, PURPLE, SKY_BLUE, VERMILION, YELLOW
from pipelines.shapes import Rectangle, disc, line
from pipelines.stills.animals import Seen
from pipelines.stills.contract import Mark

Array = NDArray[np.float64]

COLOURS = (VERMILION, BLUE, YELLOW, GREEN, PURPLE, SKY_BLUE, ORANGE)
"""Of the animals, by their place in the scene; with more animals they repeat."""

NUMBER_SHARE = 0.04
"""Height of a number as a share of the picture's longer side."""

LEAST_NUMBER_PX = 14
"""Height below which a number is not drawn smaller."""

_TURNS = np.arange(16) * (np.pi / 8)
_WAYS = np.column_stack([np.cos(_TURNS), np.sin(_TURNS)])
_GAPS = (0.3, 1.5)
"""Distances between body and disc that are tried, in radii of the disc."""


def colour_of(index: int) -> Colour:
    """Return the colour of an animal, by its place in the scene."""
    return COLOURS[index % len(COLOURS)]


def number_px(size: tuple[int, int]) -> int:
    """Return the height of numbers in a picture of some width and height, in pixels."""
    return max(LEAST_NUMBER_PX, round(NUMBER_SHARE * max(size)))


def disc_radius(number: int, size: tuple[int, int]) -> float:
    """Return the radius in pixels of the disc that a number stands on, with its rim."""
    high = number_px(size)
    return max(0.66 * high, text_width(str(number), high) / 2 + 0.25 * high)


class Tag(NamedTuple):
    """Where an animal's disc is: its middle, shape (2,), and its radius, in pixels."""

    at: Array
    radius: float

    @property
    def box(self) -> Rectangle:
        """What it covers."""
        (x, y), size = self.at.tolist(), 2 * self.radius
        return Rectangle.sized(x - self.radius, y - self.radius, (size, size))


def place_tags(
    animals: Sequence[Seen],
    size: tuple[int, int],
    body_px: float,
    taken: Sequence[Rectangle],
) -> list[Tag]:
    """Return where the discs of all animals in a picture are.

    Parameters
    ----------
    animals
        All of the picture.
    size
        Width and height of the picture in pixels.
    body_px
        Half the width of a body in pixels: how far it reaches beyond its keypoints.
    taken
        Where other things stand.

    Notes
    -----
    Of places around the animal the one is taken that costs least: discs cover neither bodies nor
    each other, ties do not cross other animals, and a disc is nearest to its own animal.
    """
    areas = [animal.area for animal in animals]
    placed: list[Tag] = []
    for number, animal in enumerate(animals):
        radius = disc_radius(animal.index + 1, size)
        spots = _spots(animal.centre, areas[number], radius, body_px, size)
        others = [area for other, area in enumerate(areas) if other != number]
        cost = _cost(spots, areas[number], others, radius + 0.8 * body_px)
        cost += _crossing(spots, animal.centre, others, body_px)
        cost += np.hypot(*(spots - animal.centre).T) / max(size)
        cost += _meeting(spots, radius, animal.centre, placed)
        for box in taken:
            nearest = np.clip(spots, (box.left, box.top), (box.right, box.bottom))
            cost += 8.0 * (np.hypot(*(spots - nearest).T) < radius + 1)
        placed.append(Tag(spots[int(np.argmin(cost))], radius))
    return placed


def _spots(
    centre: Array, area: Array, radius: float, body_px: float, size: tuple[int, int]
) -> Array:
    """Return places for a disc around an animal, shape (n, 2), all within the picture."""
    from_centre = area - centre
    along, across = from_centre @ _WAYS.T, np.abs(from_centre @ (_WAYS[:, ::-1] * (-1, 1)).T)
    reach = np.where(across < radius + body_px, along, 0.0).max(axis=0, initial=0.0)
    spots = np.concatenate(
        [centre + _WAYS * (reach + body_px + (1 + gap) * radius)[:, None] for gap in _GAPS]
    )
    furthest = np.maximum(np.array(size) - radius - 2, radius + 1)
    return np.asarray(np.clip(spots, radius + 1, furthest))


def _cost(spots: Array, own: Array, others: Sequence[Array], room: float) -> Array:
    """Return how much the places cover, and how easily they are mistaken, shape (n,)."""
    to_own = _distances(spots, own)
    cost: Array = 6.0 * np.clip(1 - to_own.min(axis=1) / room, 0, 1)
    for other in others:
        to_other = _distances(spots, other).min(axis=1)
        cost += 6.0 * np.clip(1 - to_other / room, 0, 1)
        cost += 3.0 * (to_other < to_own.min(axis=1))
    return cost


def _crossing(spots: Array, centre: Array, others: Sequence[Array], body_px: float) -> Array:
    """Return how much the ties from places to the centre run over other animals, shape (n,)."""
    cost = np.zeros(len(spots))
    for other in others:
        cost += 2.0 * (_to_line(other, centre, spots).min(axis=1) < 0.5 * body_px)
    return cost


def _meeting(spots: Array, radius: float, centre: Array, placed: Sequence[Tag]) -> Array:
    """Return how much the places, and their ties, run over discs that were placed before."""
    cost = np.zeros(len(spots))
    for tag in placed:
        cost += 20.0 * (np.hypot(*(spots - tag.at).T) < radius + tag.radius + 1)
        cost += 5.0 * (_to_line(tag.at[None], centre, spots)[:, 0] < tag.radius + 1)
    return cost


def _distances(spots: Array, points: Array) -> Array:
    x, y = np.moveaxis(spots[:, None] - points[None], 2, 0)
    return np.asarray(np.hypot(x, y))


def _to_line(points: Array, start: Array, stops: Array) -> Array:
    """Return distances of points to lines from one start to several stops, (stops, points)."""
    along = stops - start
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(((points - start) @ along.T).T / length[:, None], 0, 1)
    nearest = start + share[:, :, None] * along[:, None]
    x, y = np.moveaxis(points[None] - nearest, 2, 0)
    return np.asarray(np.hypot(x, y))


def draw_tie(picture: Picture, animal: Seen, tag: Tag) -> None:
    """Tie an animal's disc to its centre, which is dotted."""
    colour = colour_of(animal.index)
    wide = 1 if max(picture.shape[:2]) < 256 else 2
    line(picture, animal.centre, tag.at, INK, wide + 2)
    disc(picture, animal.centre, wide + 2.5, INK)
    line(picture, animal.centre, tag.at, colour, wide)
    disc(picture, animal.centre, wide + 1.5, colour)


def draw_number(picture: Picture, animal: Seen, name: str, tag: Tag) -> Mark:
    """Draw an animal's number on its disc, and say so."""
    number, colour, (x, y) = animal.index + 1, colour_of(animal.index), tag.at.tolist()
    high = number_px((picture.shape[1], picture.shape[0]))
    disc(picture, tag.at, tag.radius, INK)
    disc(picture, tag.at, tag.radius - 1, WHITE)
    disc(picture, tag.at, tag.radius - 2.2, colour)
    left = round(x - text_width(str(number), high) / 2 + 0.5)
    write(picture, str(number), left, round(y - line_height(high) / 2), high, ink_on(colour))
    return Mark(number, name, x, y, colour)


def ink_on(colour: Colour) -> Colour:
    """Return the colour of letters that can be read on a colour."""
    red, green, blue = colour
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else WHITE
