"""Locomotion, darting, turning, rest, freezing: found when they happen, and only then."""

from __future__ import annotations

import numpy as np
import pytest
from behavior_scenes import Case, body, levels, travel, wave

from graphs.errors import UserError


def moves(*parts: tuple[float, float]) -> dict[str, object]:
    return {"a": body(travel(*parts))}


TURNS = {"a": body(0.0, heading=travel((2, 0), (1, 90), (2, 0)))}
PAUSES = ((3, 0.3), (4, 0), (3, 0.3))

HAPPENS = [
    Case("locomotion", moves((2, 0), (2, 0.8), (2, 0)), [(2, 4)]),
    Case("locomotion", moves((1, 0), (1, 0.8), (0.2, 0), (1, 0.8), (1, 0)), [(1, 3.2)], why="stop"),
    Case("darting", moves((2, 0), (0.6, 4), (2, 0)), [(2, 2.6)]),
    Case("turning", TURNS, [(2, 3)]),
    Case("turning", TURNS, [(2, 3)], why="right", settings={"side": "right"}),
    Case("rest", moves(*PAUSES), [(3, 7)]),
    Case("freezing", moves((2, 0.6), (2, 0), (2, 0.6)), [(2, 4)]),
]

MISSES = [
    Case("locomotion", moves((2, 0), (2, 0.3), (2, 0)), why="creeping"),
    Case("locomotion", moves((2, 0), (0.3, 0.8), (2, 0)), why="a step"),
    Case("darting", moves((2, 0), (2, 4), (2, 0)), why="a long run"),
    Case("darting", moves((2, 0), (0.6, 2), (2, 0)), why="not fast enough"),
    Case("turning", {"a": body(0.0, heading=travel((2, 0), (2, 25), (2, 0)))}, why="slowly"),
    Case("turning", TURNS, why="to the other side", settings={"side": "left"}),
    Case("rest", {"a": body(travel(*PAUSES), head=wave((10, 0.1), hz=1))}, why="nose moves"),
    Case("rest", moves((3, 0.3), (1, 0), (3, 0.3)), why="too short"),
    Case(
        "rest",
        {"a": body(travel(*PAUSES), nose=levels((3, 0.5), (4, 0.15), (3, 0.5)))},
        why="rears",
    ),
    Case("freezing", {"a": body(levels((6, 0)), ear=wave((6, 0.1), hz=1))}, why="an ear moves"),
    Case("freezing", {"a": body(levels((6, 0)), head=wave((6, 0.1), hz=1))}, why="nose moves"),
    Case("freezing", moves((2, 0.6), (0.8, 0), (2, 0.6)), why="too short"),
]


@pytest.mark.parametrize("case", [*HAPPENS, *MISSES], ids=str)
def test_found_when_it_happens(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", HAPPENS, ids=str)
def test_not_assessed_where_the_animal_is_lost(case: Case) -> None:
    case.check_unseen()


def test_side_must_be_known() -> None:
    case = Case("turning", TURNS, settings={"side": "lefft"})
    with pytest.raises(UserError, match="side is 'lefft'; did you mean 'left'"):
        case.bouts()


def test_a_lost_ear_leaves_freezing_to_the_other_points() -> None:
    positions = body(travel((2, 0.6), (2, 0), (2, 0.6)))
    positions[:, :, 2] = np.nan
    Case("freezing", {"a": positions}, [(2, 4)]).check()


def test_a_lost_nose_leaves_freezing_unknown_while_the_rest_is_still() -> None:
    positions = body(travel((2, 0.6), (2, 0), (2, 0.6)))
    positions[60:, :, 0] = np.nan
    found = Case("freezing", {"a": positions}).bouts()
    assert found.count == 0
    np.testing.assert_allclose(found.assessed[0], [[0, 2], [4, 6]], atol=0.1)
