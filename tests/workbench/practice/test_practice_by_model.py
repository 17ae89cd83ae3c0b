"""A model proposes: what it is shown, what of it is kept, and when it is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, Request
from practice_worlds import judge_of, program

from graphs.errors import BudgetReached
from pipelines.models.budget import Budget
from workbench.describing import ModelWork
from workbench.practice.by_model import ByModel, Practising, documentation
from workbench.practice.casts import MICE
from workbench.practice.judge import Judge
from workbench.practice.rounds import Practice
from workbench.practice.surface import practised
from workbench.practice.worlds import make_world
from workbench.project import Project, open_project
from workbench.project_new import create_project

pytest.importorskip("pydantic_ai", reason="needs the extra models")

FUNCTION = "Recording.time_in"
SAID = [
    ("How long is mouse_1 in the shelter, day_2?", '"mouse_1", "shelter"', '"mouse_1", "shelter"'),
    ("How long is mouse_2 in the feeder, day_2?", '"mouse_1", "feeder"', '"mouse_2", "feeder"'),
    ("Stay of mouse_2 in the feeder, all of day_2", '"mouse_2", "feeder"', '"mouse_2", "feeder"'),
    ("Seconds of mouse_2 in the shelter and of mouse_1 near it (day_2)",
     '"mouse_1", "shelter"', '"mouse_2", "shelter"'),
]  # fmt: skip
"""What is asked, what stands in the program, and what is written for the question alone."""


class Told:
    """Answers with one proposal after the other, and keeps what was asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.again: list[Request] = []

    def __call__(self, request: Request) -> Any:
        if "answers this question" in request.text:
            self.again.append(request)
            right = next(meant for asked, _, meant in SAID if asked in request.text)
            return {"program": program(f"answer(rec.time_in({right}))", "day_2")}
        question, arguments, _ = SAID[len(self.requests) % len(SAID)]
        self.requests.append(request)
        text = program(f"answer(rec.time_in({arguments}))", "day_2")
        return {"question": question, "program": text}


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def project(tmp_path: Path, told: Told) -> Iterator[Project]:
    server = ModelServer(told)
    folder = create_project(tmp_path / "project").folder
    settings = {"name": "tiny-vl", "url": server.url, "form": "json_schema", "backoff_s": 0.01}
    open_project(folder).set_values("model", settings)
    yield open_project(folder)
    server.close()


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return judge_of(make_world(MICE, 20), tmp_path_factory.mktemp("model"))


def practised_by(project: Project, judge: Judge, how: Practising, most: int = 9) -> Practice:
    practice = Practice({"mice": judge}, ByModel(ModelWork(project), how))
    list(practice.function(FUNCTION, most))
    return practice


def test_what_is_right_is_kept_and_the_rest_is_not(
    project: Project, judge: Judge, told: Told
) -> None:
    practice = practised_by(project, judge, Practising(episodes=2, rounds=2))
    assert len(told.requests) == 4
    kept = [example.question for example in practice.kept]
    assert kept == [SAID[0][0], SAID[2][0]]  # the others are of another animal than was asked


def test_a_second_program_is_written_without_the_first(
    project: Project, judge: Judge, told: Told
) -> None:
    practised_by(project, judge, Practising(episodes=1, rounds=2))
    assert len(told.again) == 2
    assert all("What came of" not in request.text for request in told.again)
    told.requests.clear()
    told.again.clear()
    practised_by(project, judge, Practising(episodes=1, rounds=2, blind=False))
    assert told.again == []


def test_an_episode_is_shown_its_dialogue_and_all_are_shown_the_list(
    project: Project, judge: Judge, told: Told
) -> None:
    practised_by(project, judge, Practising(episodes=2, rounds=2))
    first, second, third, _ = (request.text for request in told.requests)
    assert FUNCTION in first
    assert "Asked before" not in first
    assert "What came of your last rounds" in second
    assert f"{SAID[0][0]} (solved)" in second
    assert "What came of your last rounds" not in third  # another episode
    assert f"{SAID[1][0]} (not solved)" in third


def test_without_list_and_dialogue(project: Project, judge: Judge, told: Told) -> None:
    practised_by(project, judge, Practising(1, 3, with_list=False, with_dialogue=False))
    assert len({request.text for request in told.requests}) == 1
    assert len(told.requests) == 3  # each is a sample of its own


def test_a_budget_stops_and_keeps_what_was_verified(
    project: Project, judge: Judge, told: Told
) -> None:
    work = ModelWork(project, Budget(calls=2))
    practice = Practice({"mice": judge}, ByModel(work, Practising(2, 2)))
    with pytest.raises(BudgetReached):
        list(practice.function(FUNCTION, 9))
    assert [example.question for example in practice.kept] == [SAID[0][0]]


def test_what_it_would_cost(project: Project) -> None:
    proposer = ByModel(ModelWork(project), Practising(15, 4))
    calls, tokens_in, tokens_out = proposer.expected(practised()[:10], MICE)
    assert calls == 1200
    assert tokens_in > tokens_out > 0


def test_every_function_has_its_documentation() -> None:
    for name in practised():
        assert documentation(name).startswith(name)
    assert "window_s" in documentation("Recording.speed")
