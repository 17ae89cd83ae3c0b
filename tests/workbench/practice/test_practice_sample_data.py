"""Practice on the simulated mice of the sample data, whose motion and truth are known."""

from __future__ import annotations

import pytest
from practice_worlds import judge_of, simulated_world

from workbench.practice.judge import Judge
from workbench.practice.rounds import Practice, Scripted

FUNCTIONS = (
    "Recording.speed", "Recording.distance", "Recording.facing", "Recording.path_length",
    "Recording.facts", "Recording.head_facing", "Bouts.total_s", "Bouts.rate_per_min",
    "Mask.bouts", "Signal.percentile", "Recordings.facts", "Recordings.compare",
)  # fmt: skip


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return judge_of(simulated_world(), tmp_path_factory.mktemp("simulated"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_examples_of_simulated_mice(judge: Judge, function: str) -> None:
    practice = Practice({"simulated": judge}, Scripted(3, tries=14))
    rounds = list(practice.function(function, 1))
    wrong = [one.verdict.faults for one in rounds if "not the right one" in str(one.verdict.faults)]
    assert wrong == []
    assert len(practice.kept) == 1
