"""Mark animals on pictures of a video: which is which, and who acts on whom.

Pictures are 8-bit RGB and drawn on in place; positions are pixels, origin top left, y down. The
subject is a filled disc, the object a white square with a rim, other animals are diamonds: colours
(Okabe & Ito 2008) and shapes both tell them apart. What is not tracked gets no mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.kernels import mean_point
from pipelines.lettering import (
    INK,
    WHITE,
    Colour,
    Picture,
    line_height,
    shortened,
    text_px,
    text_width,
    write,
)
from pipelines.scene import Scene
from pipelines.shapes import (
    Rectangle,
    diamond,
    disc,
    is_within,
    line,
    outlines,
    path,
    square,
)
from pipelines.timebase import TimeBase

VERMILION, BLUE, YELLOW = (213, 94, 0), (0, 114, 178), (240, 228, 66)
GREEN, ORANGE, PURPLE, SKY_BLUE = (0, 158, 115), (230, 159, 0), (204, 121, 167), (86, 180, 233)

SUBJECT, OBJECT = VERMILION, BLUE
OTHERS = (GREEN, ORANGE, PURPLE, SKY_BLUE)
"""Colours of animals that are neither subject nor object, by their place in the scene."""

TIME_SLACK_S = 1e-6
"""Stored times are rounded to microseconds: a frame counts as shown this much earlier."""

_DOT_SHARE = 0.05
"""Radius of a keypoint's dot at most, as a share of the body length: dots must not hide it."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """An animal in one frame.

    Parameters
    ----------
    index
        Place in the scene.
    points
        Keypoints that are seen in the picture, in its pixels, shape (n, 2).
    anchor
        Its centre, or the mean of these points if the centre is not among what is seen.
    box
        Rectangle around its body, with some room.
    """

    index: int
    points: NDArray[np.float64]
    anchor: NDArray[np.float64]
    box: Rectangle


class Overlay:
    """Marks on the pictures of one clip, to be drawn in the order of time.

    Every animal that is tracked has a tag with its number and name beside its body, tied to its
    centre; subject and object also have their keypoints marked.

    Parameters
    ----------
    scene
        Positions in pixels of the upright video.
    subject, object_
        Who acts, and on whom; the object may be a zone or object of the arena, which is outlined.
        Names that the scene does not have are not marked.
    video_size
        Width and height of the video in pixels.
    size
        Width and height of the pictures that are drawn on.
    """

    def __init__(
        self,
        scene: Scene,
        subject: str | None,
        object_: str | None,
        video_size: tuple[int, int],
        size: tuple[int, int],
    ) -> None:
        self._scene = scene
        self._clock = TimeBase(scene.times_s, "tracks")
        self._size = size
        self._factor = np.array(size) / video_size
        self._text_px = text_px(size[1])
        self._outline_px = max(1, self._text_px // 7)
        names = scene.individuals
        self._names = [shortened(name, self._text_px, size[0] / 2) for name in names]
        self._subject = names.index(subject) if subject in names else None
        self._object = names.index(object_) if object_ in names else None
        self._place_name = object_ if object_ is not None and object_ not in names else ""
        about_px = self._text_px / self._factor
        rings = outlines(scene.arena, self._place_name, about_px)
        self._outlines = [ring * self._factor for ring in rings]
        centre = scene.roles.resolve("centre") or scene.roles.body
        self._centre = [scene.keypoints.index(name) for name in centre]
        self._is_body = np.isin(scene.keypoints, scene.roles.body)
        length_px = (scene.scale.body_length_px or np.inf) * self._factor[1]
        self._dot_px = float(np.clip(_DOT_SHARE * length_px, 2.5, self._text_px / 4))
        self._sides: dict[int, int] = {}

    def draw(self, picture: Picture, time_s: float) -> None:
        """Mark the animals at a time in seconds of the recording, and the place if there is one."""
        self._draw_place(picture)
        main = (self._subject, self._object)
        seen = sorted(self._seen(time_s), key=lambda animal: animal.index not in main)
        boxes: list[Rectangle] = []
        for animal in seen:
            boxes.append(self._find_room(animal, seen, boxes))
            self._draw_tie(picture, animal, boxes[-1])
        for animal in seen:
            if animal.index in main:
                self._draw_points(picture, animal)
        for animal, box in zip(reversed(seen), reversed(boxes), strict=True):
            self._draw_tag(picture, animal.index, box)

    def _seen(self, time_s: float) -> Iterator[_Seen]:
        """Yield the animals of which something is tracked at a time, and lies in the picture."""
        row = int(np.searchsorted(self._clock.times_s, time_s + TIME_SLACK_S, side="right")) - 1
        if row < 0 or time_s >= self._clock.stops_s[row]:
            return
        scaled = self._scene.position[row, :2].astype(np.float64) * self._factor[:, None, None]
        for index in range(len(self._names)):
            points = scaled[:, :, index]
            known = is_within(points, self._size)
            if not known.any():
                continue
            anchor = mean_point(points[None][:, :, self._centre])[0]
            if not is_within(anchor, self._size):
                anchor = points[:, known].mean(axis=1)
            around = np.column_stack([points[:, known & self._is_body], anchor])
            low, high = around.min(axis=1), around.max(axis=1)
            room = self._text_px / 2
            box = Rectangle(*(low - room).tolist(), *(high + room).tolist())
            yield _Seen(index, points[:, known].T, anchor, box)

    def _find_room(
        self, animal: _Seen, seen: Sequence[_Seen], taken: Sequence[Rectangle]
    ) -> Rectangle:
        """Return where the tag of an animal covers least; it stays on its side while it can."""
        size, body = self._tag_size(animal.index), animal.box
        left, top = animal.anchor - np.array(size) / 2
        corners = (
            (left, body.top - size[1]),
            (left, body.bottom),
            (body.right, top),
            (body.left - size[0], top),
        )
        sides = [Rectangle.sized(x, y, size).inside(*self._size) for x, y in corners]
        last = self._sides.get(animal.index, 0)
        costs = [
            2 * sum(side.overlap(box) for box in taken)
            + sum(side.overlap(other.box) for other in seen)
            + (0.15 if number != last else 0)
            for number, side in enumerate(sides)
        ]
        self._sides[animal.index] = best = int(np.argmin(costs))
        return sides[best]

    def _tag_size(self, index: int) -> tuple[float, float]:
        """Return width and height of a tag in pixels."""
        size = self._text_px
        return 1.7 * size + text_width(self._names[index], size), 1.4 * size

    def _colour(self, index: int) -> Colour:
        if index == self._subject:
            return SUBJECT
        return OBJECT if index == self._object else OTHERS[index % len(OTHERS)]

    def _draw_tie(self, picture: Picture, animal: _Seen, box: Rectangle) -> None:
        """Tie the tag of an animal to its centre."""
        colour = self._colour(animal.index)
        end = np.clip(animal.anchor, (box.left, box.top), (box.right, box.bottom))
        line(picture, animal.anchor, end, colour)
        disc(picture, animal.anchor, 0.72 * self._dot_px, colour)

    def _draw_points(self, picture: Picture, animal: _Seen) -> None:
        """Draw the keypoints of subject or object."""
        for point in animal.points:
            if animal.index == self._subject:
                disc(picture, point, self._dot_px, WHITE)
                disc(picture, point, 0.72 * self._dot_px, SUBJECT)
            else:
                square(picture, point, 0.9 * self._dot_px, OBJECT)
                square(picture, point, 0.45 * self._dot_px, WHITE)

    def _draw_tag(self, picture: Picture, index: int, box: Rectangle) -> None:
        """Draw number and name of an animal; the shape around the number tells its part."""
        size, colour = self._text_px, self._colour(index)
        at = np.array([box.left + 0.7 * size, (box.top + box.bottom) / 2])
        if index == self._subject:
            disc(picture, at, 0.75 * size, WHITE)
            disc(picture, at, 0.62 * size, colour)
        elif index == self._object:
            square(picture, at, 0.68 * size, colour)
            square(picture, at, 0.5 * size, WHITE)
        else:
            diamond(picture, at, 0.82 * size, colour)
        ink = {self._subject: WHITE, self._object: OBJECT}.get(index, INK)
        number, small = str(index + 1), max(8, round(0.8 * size))
        left = round(at[0] - text_width(number, small) / 2)
        write(picture, number, left, round(at[1] - line_height(small) / 2), small, ink)
        corner = (round(box.left + 1.6 * size), round(at[1] - line_height(size) / 2))
        write(picture, self._names[index], *corner, size, WHITE, self._outline_px)

    def _draw_place(self, picture: Picture) -> None:
        """Outline the zone or object that is acted on, with its name."""
        size, high = self._text_px, line_height(self._text_px)
        for colour, wide in ((WHITE, size // 3 + 1), (OBJECT, max(2, size // 6))):
            for outline in self._outlines:
                path(picture, outline, colour, wide, closed=True)
        for outline in self._outlines[:1]:
            (left, top), bottom = outline.min(axis=0), outline[:, 1].max()
            above = top - high - 2 if top > high + 2 else bottom + 2
            width = text_width(self._place_name, size)
            box = Rectangle.sized(left, above, (width, high)).inside(*self._size)
            corner = (round(box.left), round(box.top))
            write(picture, self._place_name, *corner, size, WHITE, self._outline_px)
