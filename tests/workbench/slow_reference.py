"""The ten questions of `benchmarks.queries` once more, frame by frame and in plain Python.

Slow and simple on purpose, and written without looking at any array code: an independent answer to
put beside that of the workbench. Positions are pixels and times whole frames. What is unknown is
``None``, and conditions are ``True``, ``False`` or ``None``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Point = tuple[float, float] | None
Truth = bool | None
Animal = Mapping[str, Sequence[Point]]
"""Keypoint -> its position in every frame."""
Tracks = Mapping[str, Animal]
"""Name -> animal."""
Spans = list[tuple[int, int]]
"""First frame and the one after the last, in order."""
Corners = Sequence[tuple[float, float]]

BODY = (
    "nose", "left ear", "right ear", "neck", "left forepaw", "right forepaw", "center back",
    "left hindpaw", "right hindpaw", "tail base",
)  # fmt: skip
TAIL = ("tail middle", "tail tip")
CENTRE, NOSE, BASE = "center back", "nose", "tail base"


class Answer(NamedTuple):
    """Bouts of one row, and the frames in which it could be said whether there is one."""

    bouts: Spans
    assessed: Spans


Answers = dict[tuple[str, str | None, str], Answer]
"""Subject, object and label -> answer, in the order of rows."""


def read_mice(path: Path) -> dict[str, dict[str, list[Point]]]:
    """Return the animals of a DeepLabCut h5; (0, 0) stands for a point that was not seen."""
    import pandas as pd

    table = pd.DataFrame(pd.read_hdf(path)).droplevel("scorer", axis=1)
    mice: dict[str, dict[str, list[Point]]] = {}
    for who in table.columns.unique("individuals"):
        mice[who] = {}
        for point in (*BODY, *TAIL):
            axes = (table[who, point, axis].tolist() for axis in ("x", "y"))
            mice[who][point] = [
                None if (x, y) == (0, 0) or math.isnan(x) or math.isnan(y) else (x, y)
                for x, y in zip(*axes, strict=True)
            ]
    return mice


# quantities in one frame ------------------------------------------------------------------------


def distance(one: Point, other: Point) -> float | None:
    """Return the distance between two points."""
    if one is None or other is None:
        return None
    return math.sqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)


def closest(one: Animal, other: Animal, frame: int) -> float | None:
    """Return the smallest distance between a body point of one and one of the other."""
    smallest = None
    for mine in BODY:
        for theirs in BODY:
            apart = distance(one[mine][frame], other[theirs][frame])
            if apart is not None and (smallest is None or apart < smallest):
                smallest = apart
    return smallest


def speed(path: Sequence[Point], frame: int) -> float | None:
    """Return pixels per frame between the neighbouring frames.

    Where one of them is unknown or does not exist the frame itself stands for it.
    """
    here = path[frame]
    if here is None:
        return None
    before, after, frames = here, here, 0
    if frame > 0 and (earlier := path[frame - 1]) is not None:
        before, frames = earlier, frames + 1
    if frame + 1 < len(path) and (later := path[frame + 1]) is not None:
        after, frames = later, frames + 1
    if frames == 0:
        return None
    return math.sqrt((after[0] - before[0]) ** 2 + (after[1] - before[1]) ** 2) / frames


def facing(animal: Animal, target: Point, frame: int) -> float | None:
    """Return degrees between tail base -> nose and centre -> target, 0 to 180."""
    nose, base, centre = (animal[name][frame] for name in (NOSE, BASE, CENTRE))
    if nose is None or base is None or centre is None or target is None:
        return None
    if nose == base or centre == target:
        return None
    axis = math.atan2(nose[1] - base[1], nose[0] - base[0])
    towards = math.atan2(target[1] - centre[1], target[0] - centre[0])
    apart = abs(math.degrees(towards - axis)) % 360
    return min(apart, 360 - apart)


def inside(point: Point, corners: Corners) -> Truth:
    """Return whether a point lies in a polygon; its border is outside."""
    if point is None:
        return None
    x, y = point
    crossed = False
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        within = min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)
        if side == 0 and within:
            return False
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            crossed = not crossed
    return crossed


# conditions and bouts ---------------------------------------------------------------------------


def below(value: float | None, limit: float) -> Truth:
    """Return whether a value is less than a limit."""
    return None if value is None else value < limit


def above(value: float | None, limit: float) -> Truth:
    """Return whether a value is more than a limit."""
    return None if value is None else value > limit


def both(*conditions: Truth) -> Truth:
    """Return whether all hold: one that does not decides, else one that is unknown."""
    if False in conditions:
        return False
    return None if None in conditions else True


def either(*conditions: Truth) -> Truth:
    """Return whether one holds: one that does decides, else one that is unknown."""
    if True in conditions:
        return True
    return None if None in conditions else False


def spans(flags: Sequence[bool]) -> Spans:
    """Return the stretches of true flags."""
    found: Spans = []
    start = None
    for frame, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = frame
        if not flag and start is not None:
            found.append((start, frame))
            start = None
    return found


def answer(truths: Sequence[Truth]) -> Answer:
    """Return the bouts of a condition."""
    return Answer(
        spans([truth is True for truth in truths]), spans([truth is not None for truth in truths])
    )


def sequence(first: Spans, second: Spans, within: int) -> Spans:
    """Return what goes from the start of a first bout to the end of the second that follows it.

    The first bouts take turns in order. Each takes the earliest second bout that nobody took, that
    starts later than it starts, and that starts at most `within` frames after its last one.
    """
    found, taken = [], set()
    for start, stop in first:
        for other in second:
            if other not in taken and start < other[0] <= stop + within:
                taken.add(other)
                found.append((start, max(stop, other[1])))
                break
    return found


# the ten questions ------------------------------------------------------------------------------


def frames(mice: Tracks) -> int:
    """Return the number of frames."""
    return len(next(iter(mice.values()))[NOSE])


def of_pairs(mice: Tracks, label: str, truth: Callable[[Animal, Animal, int], Truth]) -> Answers:
    """Return the bouts of a condition for every ordered pair."""
    return {
        (a, b, label): answer([truth(mice[a], mice[b], f) for f in range(frames(mice))])
        for a in mice
        for b in mice
        if a != b
    }


def chase(mice: Tracks) -> Answers:
    """Closest distance below 40 px, target within 30 degrees, faster than 3 px/frame."""
    return of_pairs(
        mice,
        "chase",
        lambda one, other, f: both(
            below(closest(one, other, f), 40),
            below(facing(one, other[CENTRE][f], f), 30),
            above(speed(one[CENTRE], f), 3),
        ),
    )


def approach(mice: Tracks) -> Answers:
    """Centres more than 40 px apart, then less than 20 px, within 90 frames (3 s)."""

    def apart(one: Animal, other: Animal, f: int) -> float | None:
        return distance(one[CENTRE][f], other[CENTRE][f])

    far = of_pairs(mice, "far", lambda a, b, f: above(apart(a, b, f), 40))
    near = of_pairs(mice, "near", lambda a, b, f: below(apart(a, b, f), 20))
    return {
        (a, b, "apart, then beside"): Answer(
            sequence(bouts, near[a, b, "near"].bouts, 90), assessed
        )
        for (a, b, _), (bouts, assessed) in far.items()
    }


def contact(mice: Tracks) -> Answers:
    """Closest distance below 12 px."""
    return of_pairs(mice, "contact", lambda a, b, f: below(closest(a, b, f), 12))


def huddle(mice: Tracks) -> Answers:
    """Centres less than 50 px apart, relative speed below 4 px/frame."""

    def between(one: Animal, other: Animal) -> list[Point]:
        return [
            None if a is None or b is None else (a[0] - b[0], a[1] - b[1])
            for a, b in zip(one[CENTRE], other[CENTRE], strict=True)
        ]

    found: Answers = {}
    for a in mice:
        for b in mice:
            if a != b:
                path = between(mice[a], mice[b])
                found[a, b, "huddle"] = answer(
                    [
                        both(below(distance(path[f], (0, 0)), 50), below(speed(path, f), 4))
                        for f in range(frames(mice))
                    ]
                )
    return found


def watching(mice: Tracks) -> Answers:
    """Centres more than 50 and less than 260 px apart, target within 15 degrees."""

    def watches(one: Animal, other: Animal, f: int) -> Truth:
        apart = distance(one[CENTRE][f], other[CENTRE][f])
        ahead = below(facing(one, other[CENTRE][f], f), 15)
        return both(above(apart, 50), below(apart, 260), ahead)

    return of_pairs(mice, "watching", watches)


def nose_nose(mice: Tracks) -> Answers:
    """Noses less than 15 px apart."""
    return of_pairs(
        mice, "nose to nose", lambda a, b, f: below(distance(a[NOSE][f], b[NOSE][f]), 15)
    )


def nose_tailbase(mice: Tracks) -> Answers:
    """Nose less than 15 px from the other's tail base."""
    return of_pairs(
        mice, "nose to tail base", lambda a, b, f: below(distance(a[NOSE][f], b[BASE][f]), 15)
    )


def nose_ear(mice: Tracks) -> Answers:
    """Nose less than 10 px from either ear of the other; an unknown ear cannot say no."""
    return of_pairs(
        mice,
        "nose to ear",
        lambda a, b, f: either(
            *(below(distance(a[NOSE][f], b[ear][f]), 10) for ear in ("left ear", "right ear"))
        ),
    )


def moving(mice: Tracks) -> Answers:
    """Faster than 3 px/frame."""
    return {
        (name, None, "moving"): answer(
            [above(speed(mouse[CENTRE], f), 3) for f in range(frames(mice))]
        )
        for name, mouse in mice.items()
    }


def zone(mice: Tracks, corners: Corners) -> Answers:
    """Centre in a polygon, and out of it."""
    found: Answers = {}
    for label, wanted in (("inside", True), ("outside", False)):
        for name, mouse in mice.items():
            truths = [inside(at, corners) for at in mouse[CENTRE]]
            found[name, "corner", label] = answer(
                [None if truth is None else truth is wanted for truth in truths]
            )
    return found
