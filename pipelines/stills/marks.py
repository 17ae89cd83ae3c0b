"""Draw on a picture of an event who is who, and where, when and how large things are.

Pictures are 8-bit RGB of the size in which they are sent, so marks are crisp however little of the
video they show. Colours are those of Okabe & Ito (2008), which colour-blind people tell apart. What
is not tracked gets no mark. Each mark is in its place whether the others are drawn or not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.lettering import WHITE, Picture
from pipelines.scene import Scene
from pipelines.shapes import Points, disc, line, path
from pipelines.stills.animals import Animals, Placing, Seen
from pipelines.stills.contract import Box, Mark, Marks
from pipelines.stills.places import Corners, Places
from pipelines.stills.tags import Tag, colour_of, draw_number, draw_tie, place_tags

HALF_WIDTH = 0.18
"""Half the width of a body, as a share of its length."""

_UNKNOWN_HALF_WIDTH = 0.02
"""The same as a share of the picture, where no length is known."""


class Marker:
    """Draws the marks of pictures of one recording.

    Parameters
    ----------
    scene
        Where the animals are; without it there is no more than the clock.
    marks
        What is drawn.
    """

    def __init__(self, scene: Scene | None, marks: Marks) -> None:
        self._marks = marks
        self._scene = scene
        self._animals = Animals(scene, trails=marks.trails) if scene is not None else None
        self._places = Places(scene.arena) if scene is not None else None

    def draw(self, picture: Picture, box: Box, time_s: float) -> tuple[Mark, ...]:
        """Draw on a picture.

        Parameters
        ----------
        picture
            Drawn on.
        box
            What of the video it shows, in pixels of the video.
        time_s
            Its time, seconds of the recording.

        Returns
        -------
        tuple of Mark
            The numbers that were drawn, by the place of their animals in the scene.
        """
        high, wide = picture.shape[:2]
        placing = Placing(box, (wide, high))
        seen = self._animals.seen(time_s, placing) if self._animals is not None else []
        scale = self._scene.scale if self._scene is not None else None
        length_px = scale.body_length_px if scale else None
        body_px = HALF_WIDTH * length_px * placing.factor[1] if length_px else 0.0
        body_px = body_px or _UNKNOWN_HALF_WIDTH * max(wide, high)
        per_cm = scale.px_per_cm * float(placing.factor[0]) if scale and scale.px_per_cm else None
        points = np.concatenate([animal.area for animal in seen] or [np.zeros((0, 2))])
        corners = Corners((wide, high), time_s, per_cm, points, body_px)
        tags = place_tags(seen, placing.size, body_px, corners.taken)
        if self._marks.zones and self._places is not None:
            taken = [*corners.taken, *(tag.box for tag in tags)]
            self._places.draw(picture, placing, taken, points)
        self._draw_bodies(picture, seen, body_px)
        marks = self._draw_numbers(picture, seen, tags) if self._marks.numbers else ()
        if self._marks.scale_bar:
            corners.draw_bar(picture)
        if self._marks.clock:
            corners.draw_clock(picture)
        return marks

    def _draw_bodies(self, picture: Picture, seen: Sequence[Seen], body_px: float) -> None:
        """Draw what lies on the animals: trails, boxes, skeletons, keypoints."""
        for animal in seen:
            colour = colour_of(animal.index)
            if self._marks.trails:
                for piece in animal.trail:
                    path(picture, piece, colour, 2)
            if self._marks.boxes:
                path(picture, _around(animal, body_px), colour, 2, closed=True)
        for animal in seen:
            if self._marks.skeleton:
                for start, stop in animal.lines:
                    line(picture, start, stop, colour_of(animal.index), 1)
            if self._marks.keypoints:
                for point in animal.points:
                    disc(picture, point, 2.6, WHITE)
                    disc(picture, point, 1.8, colour_of(animal.index))

    def _draw_numbers(
        self, picture: Picture, seen: Sequence[Seen], tags: Sequence[Tag]
    ) -> tuple[Mark, ...]:
        """Draw the number of each animal, tied to its centre."""
        names = self._scene.individuals if self._scene is not None else ()
        for animal, tag in zip(seen, tags, strict=True):
            draw_tie(picture, animal, tag)
        return tuple(
            draw_number(picture, animal, names[animal.index], tag)
            for animal, tag in zip(seen, tags, strict=True)
        )


def _around(animal: Seen, room: float) -> Points:
    """Return the corners of the box around the body of an animal, with some room, shape (4, 2)."""
    body = np.concatenate([animal.body, animal.centre[None]])
    (left, top), (right, bottom) = body.min(axis=0) - room, body.max(axis=0) + room
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
