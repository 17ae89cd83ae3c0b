"""Zones, wall, edge and objects: found when it happens, and only then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from behavior_scenes import Case, body, box, levels, travel

ROOM = [box("room", 2, -1, 4, 1)]
FLOOR = [box("floor", 0, 0, 10, 10)]
PLATE = [box("plate", -5, -5, 0.7, 5)]
CROSSING = {"a": body(travel((6, 1)))}
TO_WALL = {"a": body(levels((2, 5), (2, 0.3), (2, 5)), 5)}
OVER = {"a": body(0.0, nose=levels((2, 0.5), (2, 0.9), (2, 0.5)))}
LOOKS = {"a": body(0.0, heading=levels((2, 180), (2, 0), (2, 180)))}

HAPPENS = [
    Case("enter_zone", CROSSING, [(2, 2)], "room", zones=ROOM),
    Case("exit_zone", CROSSING, [(4, 4)], "room", zones=ROOM),
    Case("dwell", CROSSING, [(2, 4)], "room", zones=ROOM),
    Case("thigmotaxis", TO_WALL, [(2, 4)], "floor", zones=FLOOR),
    Case("head_dip", OVER, [(2, 4)], "plate", zones=PLATE),
    Case("explore_object", LOOKS, [(2, 4)], "obj_1", things={"obj_1": (0.7, 0.0)}),
]

BESIDE = {"a": body(travel((6, 1)), 3)}
INSIDE = {"a": body(3.0 + levels((6, 0)))}

MISSES = [
    Case("enter_zone", BESIDE, (), "room", "passes by", zones=ROOM),
    Case("enter_zone", INSIDE, (), "room", "was inside", zones=ROOM),
    Case("enter_zone", CROSSING, (), "room", "too short", {"min_s": 3}, zones=ROOM),
    Case("exit_zone", BESIDE, (), "room", "passes by", zones=ROOM),
    Case("exit_zone", INSIDE, (), "room", "stays inside", zones=ROOM),
    Case("dwell", CROSSING, (), "room", "too short", {"min_s": "2.5 s"}, zones=ROOM),
    Case("thigmotaxis", {"a": body(1.0 + levels((6, 0)), 5)}, (), "floor", "inside", zones=FLOOR),
    Case("thigmotaxis", {"a": body(-0.3 + levels((6, 0)), 5)}, (), "floor", "outside", zones=FLOOR),
    Case("head_dip", {"a": body(travel((4, 1)))}, (), "plate", "walks out", zones=PLATE),
    Case("head_dip", {"a": body(levels((4, 0)))}, (), "plate", "nose inside", zones=PLATE),
    Case("explore_object", LOOKS, (), "obj_1", "too far", things={"obj_1": (1.2, 0.0)}),
    Case(
        "explore_object",
        {"a": body(levels((4, 0)))},
        (),
        "obj_1",
        "head over it",
        things={"obj_1": (0.2, 0.0)},
    ),
]


@pytest.mark.parametrize("case", [*HAPPENS, *MISSES], ids=str)
def test_found_when_it_happens(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", [c for c in HAPPENS if c.behavior != "enter_zone"], ids=str)
def test_not_assessed_where_the_animal_is_lost(case: Case) -> None:
    if case.behavior == "exit_zone":
        case = replace(case, spans=[(2, 4)])
    case.check_unseen()


def test_an_entry_that_was_not_seen_is_none() -> None:
    positions = body(travel((6, 1)))
    positions[:75] = float("nan")
    found = Case("enter_zone", {"a": positions}, target="room", zones=ROOM).bouts()
    assert found.count == 0
    assert found.assessed_s == pytest.approx(3.5)
