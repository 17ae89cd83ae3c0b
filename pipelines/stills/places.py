"""What stands still in pictures: zones, objects, a scale bar and the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from pipelines.arena import Arena
from pipelines.lettering import INK, WHITE, Picture, line_height, text_width, write
from pipelines.shapes import CORNERS, Rectangle, gaps, outlines, path
from pipelines.stills.animals import Placing

Array = NDArray[np.float64]

BAR_SHARE = 0.25
"""Most of a picture's width that a scale bar spans."""

LETTER_SHARE = 0.034
"""Height of letters as a share of the picture's longer side."""

LEAST_LETTER_PX = 11
"""Height below which letters are not written smaller."""

_UNSEEN_PX = 0.25
"""How far outlines may be off, in pixels of the video."""

_ROUND_LENGTHS_CM = tuple(
    digit * power for power in (0.01, 0.1, 1.0, 10.0, 100.0, 1000.0) for digit in (1, 2, 5)
)


def letters_px(size: tuple[int, int]) -> int:
    """Return the height of letters in a picture of some width and height, in pixels."""
    return max(LEAST_LETTER_PX, round(LETTER_SHARE * max(size)))


class Places:
    """Draws outlines and names of zones and objects.

    Parameters
    ----------
    arena
        Has them, in pixels of the video.
    """

    def __init__(self, arena: Arena) -> None:
        names, nothing = (*arena.zones, *arena.objects), np.zeros(2)
        rings = {name: outlines(arena, name, nothing) for name in names}
        self._rings = {name: [_simpler(ring) for ring in rings[name]] for name in arena.zones}
        self._objects = {name: rings[name][0][0] for name in arena.objects if rings[name]}

    def draw(
        self,
        picture: Picture,
        placing: Placing,
        taken: Sequence[Rectangle],
        points: Array,
    ) -> None:
        """Draw on a picture.

        Parameters
        ----------
        picture
            Drawn on.
        placing
            What it shows.
        taken, points
            Where other things and animals are; names stand off them if they can.
        """
        size = letters_px(placing.size)
        names: list[tuple[str, Rectangle]] = []
        for name, rings in self._placed(placing, size):
            visible = [box for box in (_visible(ring, placing.size) for ring in rings) if box]
            if not visible:
                continue
            near = [np.minimum(np.maximum(ring, -30_000.0), 30_000.0) for ring in rings]
            for colour, wide in ((INK, 3), (WHITE, 1)):
                for ring in near:
                    path(picture, ring, colour, wide, closed=True)
            box = text_width(name, size), line_height(size)
            names.append((name, _freest(_beside(visible[0], box, placing.size), taken, points)))
        for name, at in names:
            write(picture, name, round(at.left), round(at.top), size, WHITE, max(1, size // 7))

    def _placed(self, placing: Placing, half: float) -> Iterator[tuple[str, list[Array]]]:
        """Yield names with their outlines in a picture; objects are squares of half a side."""
        for name, rings in self._rings.items():
            yield name, [placing(ring) for ring in rings]
        for name, at in self._objects.items():
            yield name, [placing(at) + half * CORNERS]


def _simpler(ring: Array) -> Array:
    """Return a ring without corners that nobody can see."""
    return np.asarray(shapely.get_coordinates(shapely.LinearRing(ring).simplify(_UNSEEN_PX)))


def _visible(ring: Array, size: tuple[int, int]) -> Rectangle | None:
    """Return the box around what of the inside of a ring lies in a picture, if anything does."""
    whole = Rectangle(*ring.min(axis=0).tolist(), *ring.max(axis=0).tolist())
    if whole.right < 0 or whole.bottom < 0 or whole.left > size[0] or whole.top > size[1]:
        return None
    if min(whole.left, whole.top) >= 0 and whole.right < size[0] and whole.bottom < size[1]:
        return whole
    part = shapely.clip_by_rect(shapely.Polygon(ring), 0, 0, size[0] - 1, size[1] - 1)
    return Rectangle(*part.bounds) if part.area else None


def _beside(visible: Rectangle, box: tuple[float, float], size: tuple[int, int]) -> list[Rectangle]:
    """Return where the name of a place can stand: inside or outside, at its top or bottom."""
    columns = visible.left + 5, visible.right - box[0] - 5
    rows = (
        visible.top + 4,
        visible.bottom - box[1] - 4,
        visible.top - box[1] - 3,
        visible.bottom + 3,
    )
    return [
        Rectangle.sized(x, y, box).inside(size[0] - 2, size[1] - 2) for y in rows for x in columns
    ]


def _freest(spots: Sequence[Rectangle], taken: Sequence[Rectangle], points: Array) -> Rectangle:
    """Return the first place where nothing stands, else the one where least does.

    An animal's points reach half a line's height.
    """
    room = (spots[0].bottom - spots[0].top) / 2
    costs: list[float] = []
    for spot, hits in zip(spots, _hits(spots, points, room), strict=True):
        costs.append(sum(spot.overlap(other) for other in taken) + 0.1 * hits)
        if costs[-1] == 0:
            break
    return spots[int(np.argmin(costs))]


def _hits(spots: Sequence[Rectangle], points: Array, room: float) -> list[int]:
    """Return how many points lie in each rectangle, or around it with some room."""
    hits: list[int] = (gaps(spots, points) < room).sum(axis=1).tolist()
    return hits


def bar_of(px_per_cm: float, width: int) -> tuple[float, str] | None:
    """Return length in pixels and text of a scale bar of a round length.

    Parameters
    ----------
    px_per_cm
        In the picture.
    width
        Of the picture, in pixels.

    Returns
    -------
    tuple or None
        ``None`` if no round length fits.
    """
    fitting = [cm for cm in _ROUND_LENGTHS_CM if cm * px_per_cm <= BAR_SHARE * width]
    if not fitting or fitting[-1] * px_per_cm < 8:
        return None
    length_cm = fitting[-1]
    if length_cm >= 100:
        text = f"{length_cm / 100:g} m"
    else:
        text = f"{length_cm:g} cm" if length_cm >= 1 else f"{length_cm * 10:g} mm"
    return length_cm * px_per_cm, text


def clock_text(time_s: float) -> str:
    """Return a time in seconds as the clock shows it."""
    return f"{time_s:.3f} s"


def _parts(clock: str) -> tuple[str, ...]:
    """Return a clock in parts that recur from picture to picture, so their letters are kept."""
    seconds, _, rest = clock.partition(".")
    return f"{seconds}.", rest


class Corners:
    """Where clock and scale bar stand in one picture: at the bottom, or where they cover less.

    Parameters
    ----------
    size
        Width and height of the picture in pixels.
    time_s
        Seconds of the recording.
    px_per_cm
        Along the picture's width; ``None`` if unknown.
    points
        Where animals are, shape (n, 2).
    body_px
        How far an animal reaches around such a point.
    """

    def __init__(
        self,
        size: tuple[int, int],
        time_s: float,
        px_per_cm: float | None,
        points: Array,
        body_px: float,
    ) -> None:
        self._text_px = letters_px(size)
        self._clock_parts = _parts(clock_text(time_s))
        high, edge = line_height(self._text_px), max(3, self._text_px // 3)
        wide = sum(text_width(part, self._text_px) for part in self._clock_parts)
        spots = _at_side(size, (wide, high), edge, right=False)
        bar = bar_of(px_per_cm, size[0]) if px_per_cm else None
        self._bar_px, self._bar_text = bar or (0.0, "")
        if bar:
            box = max(bar[0], text_width(bar[1], self._text_px)), high + max(4.0, edge)
            spots += _at_side(size, box, edge, right=True)
        hits = _hits(spots, points, body_px)
        self.clock = spots[int(hits[1] < hits[0])]
        self.bar = spots[2 + int(hits[3] < hits[2])] if bar else None

    @property
    def taken(self) -> list[Rectangle]:
        """What they cover."""
        return [self.clock] if self.bar is None else [self.clock, self.bar]

    def draw_clock(self, picture: Picture) -> None:
        """Write the time."""
        size, top = self._text_px, round(self.clock.top)
        for colour, outline in ((INK, max(1, size // 7)), (WHITE, 0)):
            left = round(self.clock.left)
            for part in self._clock_parts:
                write(picture, part, left, top, size, colour, outline)
                left += text_width(part, size)

    def draw_bar(self, picture: Picture) -> None:
        """Draw the scale bar with its length below a text, if the scale is known."""
        if self.bar is None:
            return
        size, box = self._text_px, self.bar
        y = box.bottom - 2
        middle = (box.left + box.right) / 2
        ends = np.array([(middle - self._bar_px / 2 + 2, y), (middle + self._bar_px / 2 - 2, y)])
        path(picture, ends, INK, 5)
        path(picture, ends, WHITE, 3)
        left = round(middle - text_width(self._bar_text, size) / 2)
        write(picture, self._bar_text, left, round(box.top), size, WHITE, max(1, size // 7))


def _at_side(
    size: tuple[int, int], box: tuple[float, float], edge: int, *, right: bool
) -> list[Rectangle]:
    """Return the places at the bottom and at the top of one side of a picture."""
    left = max(size[0] - box[0] - edge, 0.0) if right else float(edge)
    return [Rectangle.sized(left, top, box) for top in (size[1] - box[1] - edge, float(edge))]
