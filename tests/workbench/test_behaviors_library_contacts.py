"""Contact, sniffing, huddling, side by side, mounting: found when they happen, and only then.

In most scenes animal ``b`` walks up to animal ``a`` along x at 1 BL/s, stays for two seconds, and
walks away again: what separates them is 2 BL, then closes from second 1 on.
"""

from __future__ import annotations

import pytest
from behavior_scenes import Array, Case, body, levels, travel

A = body(0.0)


def visit(closest: float) -> Array:
    """A gap that closes at 1 BL/s from 2 BL to the closest, stays two seconds, and opens again."""
    take = 2 - closest
    return 2 + travel((1, 0), (take, -1), (2, 0), (take, 1), (1, 0))


def within(gap: float, closest: float) -> tuple[float, float]:
    """When a visit is closer than a gap."""
    return 3 - gap, 5 - closest + (gap - closest)


def case(behavior: str, b: Array, *spans: tuple[float, float], a: Array = A, why: str = "") -> Case:
    return Case(behavior, {"a": a, "b": b}, spans, "b", why)


def jump(away: float, near: float) -> Array:
    return levels((2, away), (2, near), (2, away))


HUDDLED = 1.1 + travel((6, 0), (2, 0.6))

HAPPENS = [
    case("contact", body(jump(3, 1.2), heading=180), (2, 4)),
    case("nose_to_nose", body(1 + visit(0.1), heading=180), within(0.35, 0.1)),
    case("nose_to_tail", body(1 + visit(0.1)), within(0.35, 0.1)),
    case("nose_to_ear", body(0.58 + visit(0.05), -0.35, heading=90), within(0.28, 0.05)),
    case("huddle", body(HUDDLED, heading=180), (0, 6)),
    case("side_by_side", body(0.0, jump(3, 0.4)), (2, 4)),
    case("mounting", body(jump(3, 0.5)), (2, 4)),
]

MISSES = [
    case("contact", body(jump(3, 1.6), heading=180), why="at a distance"),
    case("nose_to_nose", body(1 + visit(0.5), heading=180), why="at a distance"),
    case("nose_to_nose", body(1 + visit(0.1)), why="nose at the tail"),
    case(
        "nose_to_nose",
        body(1.1 + travel((4, 3)), heading=180),
        a=body(travel((4, 3))),
        why="while running",
    ),
    case("nose_to_tail", body(0.6 + levels((4, 0.0))), why="nose at the flank"),
    case("nose_to_tail", body(1 + visit(0.1), heading=180), why="nose to nose"),
    case("nose_to_ear", body(1 + visit(0.05), heading=180), why="nose to nose"),
    case("nose_to_ear", body(0.58 + visit(0.4), -0.35, heading=90), why="at a distance"),
    case(
        "huddle",
        body(1.1 + travel((4, 0.6)), heading=180),
        a=body(travel((4, 0.6))),
        why="both walk",
    ),
    case("huddle", body(1.1 + travel((2, 0), (3, 0.6)), heading=180), why="too short"),
    case("huddle", body(1.6 + levels((6, 0)), heading=180), why="at a distance"),
    case("side_by_side", body(0.0, jump(3, 0.4), heading=180), why="head to tail"),
    case("side_by_side", body(jump(3, 0.45)), why="one behind the other"),
    case("side_by_side", body(0.0, jump(3, 0.8)), why="at a distance"),
    case("mounting", body(jump(3, 1.0)), why="sniffs"),
    case("mounting", body(jump(3, 0.5), heading=180), why="from the front"),
    case("mounting", body(0.0, jump(3, 0.4)), why="side by side"),
]


@pytest.mark.parametrize("case", [*HAPPENS, *MISSES], ids=str)
def test_found_when_it_happens(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", HAPPENS, ids=str)
def test_not_assessed_where_the_animal_is_lost(case: Case) -> None:
    case.check_unseen()


@pytest.mark.parametrize("name", ["contact", "nose_to_nose", "huddle", "side_by_side"])
def test_mutual_ones_are_the_same_from_both_sides(name: str) -> None:
    rec = next(one for one in HAPPENS if one.behavior == name).recording()
    mine, theirs = rec.behavior(name, "a", "b"), rec.behavior(name, "b", "a")
    assert mine.intervals.tolist() == theirs.intervals.tolist()


@pytest.mark.parametrize("name", ["nose_to_tail", "nose_to_ear", "mounting"])
def test_directed_ones_are_not(name: str) -> None:
    rec = next(one for one in HAPPENS if one.behavior == name).recording()
    assert rec.behavior(name, "b", "a").count == 0
