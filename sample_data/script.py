"""What each mouse is told to do, as data: a start and a list of acts, each until a time.

The script is what was *wanted*. What the mice then did, to the hundredth of a second, is read from
the motion by `sample_data.truth`. Positions in arena centimetres, speeds in cm/s, times in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]

Doing = Literal["walk", "look", "rest", "rear", "groom", "feed", "face", "sniff", "chase", "follow"]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do until a time.

    Parameters
    ----------
    doing
        ``walk`` along `path` (a run if `speed` is high), then stand and look around; ``look``
        around in place; ``rest``, ``rear``, ``groom`` in place; ``feed``: the nose at the feeder;
        ``face`` the other mouse in place; ``sniff`` it: go to it and hold the nose at its `at`;
        ``chase`` and ``follow``: keep behind it.
    until_s
        Seconds from the start of the recording.
    path
        Way points.
    speed
        Speed to walk or run at.
    at
        The other's point to sniff.
    """

    doing: Doing
    until_s: float
    path: tuple[Point, ...] = ()
    speed: float = 10.0
    at: Literal["nose", "tailbase"] = "nose"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one mouse: where it starts (centimetres, degrees) and what it does."""

    start: Point
    heading_deg: float
    acts: tuple[Act, ...]


Script = Mapping[str, Part]

MOUSE_1 = Part(
    start=(14.0, 12.0),
    heading_deg=-10.0,
    acts=(
        Act("walk", 2.8, path=((24, 9), (34, 12)), speed=9),
        Act("rear", 5.0),
        Act("look", 5.8),
        Act("sniff", 10.0, at="nose", speed=13),
        Act("chase", 13.0),
        Act("look", 13.6),
        Act("walk", 17.4, path=((17, 26), (11, 36), (10.5, 43.5)), speed=11),
        Act("feed", 22.3),
        Act("sniff", 30.6, at="tailbase", speed=14),
        Act("follow", 35.6),
        Act("look", 36.4),
        Act("walk", 39.4, path=((37, 41), (26, 32), (22, 30)), speed=10),
        Act("rest", 43.3),
        Act("face", 46.8),
        Act("walk", 48.8, path=((31, 17), (41, 9), (52, 7)), speed=33),
        Act("groom", 52.6),
        Act("walk", 56.8, path=((42, 8), (30, 10), (20, 15)), speed=9),
        Act("look", 60.8),
        Act("walk", 65.0, path=((11, 21), (10, 32), (17, 42)), speed=9),
        Act("walk", 68.0, path=((30, 49), (44, 46), (51, 36), (47, 22), (36, 12)), speed=34),
        Act("look", 69.2),
        Act("groom", 72.8),
        Act("look", 74.0),
    ),
)

MOUSE_2 = Part(
    start=(25.0, 46.0),
    heading_deg=-10.0,
    acts=(
        Act("walk", 1.6, path=((35, 43),), speed=8),
        Act("groom", 5.4),
        Act("face", 9.8),
        Act("walk", 13.0, path=((26, 50), (13, 42), (10, 28), (16, 12), (32, 8)), speed=33),
        Act("walk", 16.4, path=((40, 9), (51, 7)), speed=9),
        Act("rest", 21.2),
        Act("walk", 25.2, path=((53, 18), (54, 31)), speed=9),
        Act("rear", 27.6),
        Act("look", 30.5),
        Act("walk", 35.4, path=((50, 44), (44, 51), (33, 53)), speed=9),
        Act("look", 37.0),
        Act("walk", 39.8, path=((24, 52), (15.8, 50)), speed=9),
        Act("feed", 43.0),
        Act("sniff", 46.9, at="nose", speed=12),
        Act("look", 48.4),
        Act("rear", 50.4),
        Act("walk", 54.0, path=((27, 42), (37, 44)), speed=9),
        Act("look", 55.8),
        Act("sniff", 60.9, at="tailbase", speed=12),
        Act("follow", 65.1),
        Act("chase", 67.2),
        Act("look", 68.4),
        Act("rest", 74.0),
    ),
)

OPEN_FIELD: Script = {"mouse_1": MOUSE_1, "mouse_2": MOUSE_2}
DURATION_S = 74.0
