"""The speed of walking is the speed while walking, not the speed of the whole recording."""

from __future__ import annotations

import pytest
from grammar_worlds import planned, refused

from workbench.ask.grammar.planner import GrammarPlanner


@pytest.mark.parametrize(
    ("question", "gait"),
    [
        ("walking speed of mouse_1", "walk"),
        ("what is mouse_1's mean running speed?", "run"),
        ("mean running speed of mouse_1", "run"),
    ],
)
def test_gait_limits_the_time(plans: GrammarPlanner, question: str, gait: str) -> None:
    program = planned(plans, question)
    assert "rec.speed('mouse_1')" in program
    assert f"'{gait}'" in program


def test_plain_speed_does_not(plans: GrammarPlanner) -> None:
    assert "walk" not in planned(plans, "mean movement speed of mouse_1")


def test_walking_distance_is_not_the_whole_path(plans: GrammarPlanner) -> None:
    refused(plans, "walking distance of mouse_1")


def test_no_word_before_speed_is_left_out(plans: GrammarPlanner) -> None:
    refused(plans, "running speed of mouse_2: its mean speed during grooming")


def test_heat_map_is_of_whom_it_names(plans: GrammarPlanner) -> None:
    program = planned(plans, "Could I see a heat map of where mouse_1 spent its time?")
    assert "mouse_1" in program
    assert "mouse_2" not in program
