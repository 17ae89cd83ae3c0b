"""What practice is worth to a planner that copies the nearest example."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.practice import (
    GERBILS,
    LEAST_GAIN,
    copying,
    figures,
    held_out,
    no_examples,
    right_share,
)
from workbench.practice.casts import SHIPPED
from workbench.practice.examples import practice_exemplars
from workbench.practice.judge import Judge
from workbench.practice.worlds import make_world


def test_practice_adds_right_answers(tmp_path: Path) -> None:
    judge = Judge(make_world(GERBILS, 99), tmp_path / "gerbils")
    questions = held_out(judge)[::3]
    asked = {one.situation.question for one in practice_exemplars()}
    assert not asked & {one.question for one in questions}
    without = right_share(judge, questions, no_examples(GERBILS))
    with_it = right_share(judge, questions, copying(practice_exemplars(), GERBILS))
    assert with_it - without >= LEAST_GAIN


def test_no_name_of_the_held_out_world_is_in_practice() -> None:
    names = {*GERBILS.animals, *GERBILS.places, *GERBILS.recordings}
    assert not names & {name for cast in SHIPPED for name in (*cast.animals, *cast.places)}


@pytest.mark.slow
def test_the_check_is_worth_something(tmp_path: Path) -> None:
    found = figures(tmp_path)
    assert found["practice"] - found["no examples"] >= LEAST_GAIN
    assert found["practice"] > found["without the check"]
    assert found["practice"] > found["without the list"]
    assert found["shipped"] >= found["practice"]
