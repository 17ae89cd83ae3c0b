"""Rearing, grooming, stretching: found when they happen, and only then."""

from __future__ import annotations

import pytest
from behavior_scenes import FPS, POINTS, Case, body, levels, travel, wave

from graphs.errors import UserError
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench.analysis.recording import Recording

SHORT = levels((2, 0.5), (2, 0.15), (2, 0.5))
STROKES = wave((2, 0), (3, 0.1), (2, 0), hz=5)
CURLED = levels((2, 0.5), (3, 0.4), (2, 0.5))
LONG = levels((2, 0.5), (2, 0.75), (2, 0.5))
UP = levels((2, 0), (2, 0.4), (2, 0))

HAPPENS = [
    Case("rearing", {"a": body(0.0, nose=SHORT)}, [(2, 4)]),
    Case("rearing_3d", {"a": body(0.0, z=0.0, nose_z=UP)}, [(2, 4)]),
    Case("grooming", {"a": body(0.0, nose=CURLED, head=STROKES)}, [(2, 5)]),
    Case("stretch_attend", {"a": body(travel((6, 0.2)), nose=LONG)}, [(2, 4)]),
]

MISSES = [
    Case("rearing", {"a": body(travel((6, 1)), nose=SHORT)}, why="while walking"),
    Case("rearing", {"a": body(0.0, nose=levels((2, 0.5), (2, 0.4), (2, 0.5)))}, why="a bit"),
    Case("rearing_3d", {"a": body(0.0, z=UP)}, why="the whole body goes up"),
    Case("rearing_3d", {"a": body(0.0, z=0.0, nose_z=UP / 2)}, why="not high enough"),
    Case("grooming", {"a": body(travel((7, 0.5)), nose=CURLED, head=STROKES)}, why="walking"),
    Case("grooming", {"a": body(0.0, nose=CURLED)}, why="nose does not move"),
    Case("grooming", {"a": body(0.0, nose=0.5, head=STROKES)}, why="not curled up"),
    Case("grooming", {"a": body(0.0, nose=CURLED - 0.3, head=STROKES)}, why="rears"),
    Case("stretch_attend", {"a": body(travel((6, 1)), nose=LONG)}, why="while walking"),
    Case("stretch_attend", {"a": body(levels((6, 0)), nose=0.75)}, why="as long as usual"),
]


@pytest.mark.parametrize("case", [*HAPPENS, *MISSES], ids=str)
def test_found_when_it_happens(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", HAPPENS, ids=str)
def test_not_assessed_where_the_animal_is_lost(case: Case) -> None:
    case.check_unseen()


def test_rearing_3d_says_that_it_needs_a_third_axis() -> None:
    with pytest.raises(UserError, match=r"rearing_3d.*three dimensions.*have x and y.*'rearing'"):
        Case("rearing_3d", {"a": body(levels((1, 0)))}).bouts()


def test_grooming_without_a_tail_base_says_what_is_missing() -> None:
    front = body(levels((1, 0)))[:, :, :4, None]
    tracks = make_tracks(front, None, POINTS[:4], ["a"], TimeBase.constant(30, FPS), "by hand")
    with pytest.raises(UserError, match=r"needs nose, centre, tailbase.*no keypoint for tailbase"):
        Recording.from_tracks(tracks, body_length_px=80).behavior("grooming")
