"""Approach, avoidance, flight, pursuit and watching: found when they happen, and only then."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from behavior_scenes import Array, Case, body, levels, travel

WALK = travel((2, 0), (3, 0.8), (2, 0))
RUN = travel((2, 0), (2, 8 / 3), (2, 0))
DASH = travel((2, 0), (1, 8 / 3), (2, 0))
STROLL = travel((2, 0), (3, 0.625), (2, 0))


def case(
    behavior: str, a: Array, b: Array, *spans: tuple[float, float], why: str = "", **settings: str
) -> Case:
    return Case(behavior, {"a": a, "b": b}, spans, "b", why, settings)


FOLLOWED: Mapping[str, Array] = {"a": body(STROLL), "b": body(STROLL + 1.8)}

HAPPENS = [
    case("approach", body(WALK), body(5.0), (2, 5)),
    case("avoid", body(WALK), body(travel((2, 0), (3, 0.5), (2, 0)) - 0.8), (2, 5)),
    case("avoid", body(travel((2, 0), (0.8, 0.8), (2, 0))), body(-0.8), (2, 2.8), why="near"),
    case("flee", body(DASH), body(-1.5), (2, 3)),
    case("chase", body(RUN), body(RUN + 2), (2, 4)),
    case("follow", body(STROLL), body(STROLL + 1.8), (2, 5)),
    case("watching", body(0.0, heading=levels((2, 90), (2, 0), (2, 90))), body(3.0), (2, 4)),
]

MISSES = [
    case("approach", body(WALK, heading=180), body(5.0), why="backwards"),
    case("approach", body(WALK), body(0.0, 5.0), why="past it"),
    case("approach", body(WALK), body(5 + 1.2 * WALK), why="the other walks away"),
    case("approach", body(RUN), body(RUN + 2), why="chases"),
    case("approach", body(0.0), body(5 - WALK, heading=180), why="the other comes"),
    case("avoid", body(WALK), body(-6.0), why="the other is far"),
    case("avoid", body(DASH), body(-0.8), why="flees"),
    case("avoid", body(-WALK), body(-6.0), why="towards it"),
    case("flee", body(WALK), body(-1.5), why="walks"),
    case("flee", body(DASH), body(4.0), why="towards it"),
    case("flee", body(DASH), body(-6.0), why="the other is far"),
    case("chase", body(RUN, heading=180), body(RUN + 2), why="pursuer faces away"),
    case("chase", body(RUN), body(14 - RUN, heading=180), why="the other comes"),
    case("chase", body(RUN), body(RUN + 5), why="too far"),
    case("chase", body(STROLL), body(STROLL + 2), why="both walk"),
    case("chase", body(RUN + 2), body(RUN), why="is chased"),
    case("follow", body(STROLL), body(STROLL, 1.5), why="side by side"),
    case("follow", body(RUN), body(RUN + 1.8), why="chases"),
    case("follow", body(STROLL), body(STROLL + 1.8, heading=180), why="the other walks backwards"),
    case("follow", body(STROLL), body(STROLL + 5), why="too far"),
    case("watching", body(levels((4, 0)), heading=90), body(3.0), why="looks away"),
    case("watching", body(levels((4, 0))), body(0.8), why="too near"),
    case("watching", body(travel((3, 1))), body(5.0), why="walks"),
]


@pytest.mark.parametrize("case", [*HAPPENS, *MISSES], ids=str)
def test_found_when_it_happens(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", HAPPENS, ids=str)
def test_not_assessed_where_the_animal_is_lost(case: Case) -> None:
    case.check_unseen()


@pytest.mark.parametrize("name", ["chase", "follow", "approach"])
def test_the_other_animal_does_not_do_it(name: str) -> None:
    scene = next(one for one in HAPPENS if one.behavior == name)
    found = scene.recording().behavior(name, "b", "a")
    assert found.count == 0
