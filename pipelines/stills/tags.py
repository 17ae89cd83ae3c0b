"""Numbers of animals on discs beside them: where they cover nothing and nobody is mistaken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.lettering import INK, WHITE, Colour, Picture, line_height, text_width, write
from pipelines.overlay import BLUE, GREEN, ORANGE, PURPLE, SKY_BLUE, VERMILION, YELLOW
from pipelines.shapes import Rectangle, disc, gaps, line
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
_ACROSS = _WAYS[:, ::-1] * (-1, 1)
_GAPS = np.array([[0.3], [1.5]])
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
    if not animals:
        return []
    crowd = _Crowd(animals, size)
    spots = _spots(crowd, body_px, size)
    costs = _cost(crowd, spots, body_px)
    costs += np.hypot(*(spots - crowd.centres[:, None]).T).T / max(size)
    if taken:
        to_boxes = gaps(taken, spots.reshape(-1, 2)).reshape(len(taken), *costs.shape)
        costs += 8.0 * (to_boxes < crowd.radii[:, None] + 1).sum(axis=0)
    placed: list[Tag] = []
    for number, radius in enumerate(crowd.radii.tolist()):
        cost = costs[number] + _meeting(spots[number], radius, crowd.centres[number], placed)
        placed.append(Tag(spots[number, int(np.argmin(cost))], radius))
    return placed


class _Crowd:
    """All animals of a picture as arrays; in pixels.

    Attributes
    ----------
    centres, radii
        Centres of the animals, shape (n, 2), and radii of their discs, shape (n,).
    points
        Points of all their areas, one animal after the other, shape (p, 2).
    first
        The first point of each animal.
    """

    def __init__(self, animals: Sequence[Seen], size: tuple[int, int]) -> None:
        self._count = [len(animal.area) for animal in animals]
        self.centres = np.array([animal.centre for animal in animals])
        self.radii = np.array([disc_radius(animal.index + 1, size) for animal in animals])
        self.points = np.concatenate([animal.area for animal in animals])
        self.first = np.cumsum([0, *self._count[:-1]])

    @property
    def owner(self) -> NDArray[np.int64]:
        """Whose each point is, shape (p,)."""
        return np.repeat(np.arange(len(self._count)), self._count)

    def nearest(self, squares: Array) -> Array:
        """Return the least distance to each animal, (..., n), of squared ones to all points."""
        return np.sqrt(np.maximum(np.minimum.reduceat(squares, self.first, axis=-1), 0.0))


def _spots(crowd: _Crowd, body_px: float, size: tuple[int, int]) -> Array:
    """Return places for the disc around each animal, shape (n, places, 2), all in the picture."""
    owner = crowd.owner
    from_centre = crowd.points - crowd.centres[owner]
    along, across = from_centre @ _WAYS.T, np.abs(from_centre @ _ACROSS.T)
    is_met = across < (crowd.radii + body_px)[owner, None]
    reach = np.maximum.reduceat(np.where(is_met, along, 0.0), crowd.first)
    radii = crowd.radii[:, None, None]
    away = np.maximum(reach, 0.0)[:, None] + body_px + (1 + _GAPS) * radii
    ways = (away[..., None] * _WAYS).reshape(len(reach), -1, 2)
    furthest = np.maximum(np.array(size) - radii - 2, radii + 1)
    spots = np.maximum(crowd.centres[:, None] + ways, radii + 1)
    return np.asarray(np.minimum(spots, furthest))


def _cost(crowd: _Crowd, spots: Array, body_px: float) -> Array:
    """Return how much the places cover, and how easily they are mistaken, shape (n, places)."""
    everyone = np.arange(len(spots))
    to_spots, to_ties = _squares(crowd.points, crowd.centres, spots)
    away = crowd.nearest(to_spots)
    room = crowd.radii[:, None, None] + 0.8 * body_px
    cost: Array = 6.0 * np.maximum(1 - away / room, 0).sum(axis=2)
    if len(spots) == 1:
        return cost
    own = away[everyone, :, everyone, None]
    crosses = crowd.nearest(to_ties) < 0.5 * body_px
    crosses[everyone, :, everyone] = False
    cost += 3.0 * (away < own).sum(axis=2) + 2.0 * crosses.sum(axis=2)
    return cost


def _meeting(spots: Array, radius: float, centre: Array, placed: Sequence[Tag]) -> Array:
    """Return how much places, shape (n, 2), and their ties run over discs placed before."""
    if not placed:
        return np.zeros(len(spots))
    radii = np.array([tag.radius for tag in placed])
    at = np.array([tag.at for tag in placed])
    to_spots, to_ties = (square[0] for square in _squares(at, centre[None], spots[None]))
    cost = 20.0 * (to_spots < (radius + radii + 1) ** 2).sum(axis=1)
    return np.asarray(cost + 5.0 * (to_ties < (radii + 1) ** 2).sum(axis=1))


def _squares(points: Array, centres: Array, spots: Array) -> tuple[Array, Array]:
    """Return squared distances of points to places, and to the ties from centres to the places.

    Parameters
    ----------
    points, centres, spots
        Shapes (p, 2), (n, 2) and (n, places, 2).

    Returns
    -------
    to_spots, to_ties
        Shape (n, places, p); by rounding a little below 0 for points on them.
    """
    to_points, ties = points - centres[:, None], spots - centres[:, None]
    lengths = np.maximum((ties * ties).sum(axis=2), 1e-9)[..., None]
    twice = 2 * (ties @ to_points.swapaxes(1, 2))
    from_centre = (to_points * to_points).sum(axis=2)[:, None]
    share = np.minimum(np.maximum(twice / (2 * lengths), 0.0), 1.0)
    return from_centre - twice + lengths, from_centre - share * (twice - share * lengths)


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
