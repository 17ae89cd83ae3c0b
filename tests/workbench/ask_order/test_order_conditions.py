"""What came first, answered from the graph, from all events in order, and from what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.order import (
    apart,
    at_once,
    by_query,
    by_reading,
    by_time,
    events_of,
    everything,
    retrieved,
    times_in,
)
from benchmarks.order_world import RECORDING, long_project
from graphs.evaluate.order import order_questions, score_order
from graphs.evaluate.order_parts import DescribedEvent, OrderQuestion
from workbench.knowledge.searching import Searched
from workbench.project import Project


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A recording of an hour; tests only ask."""
    return long_project(tmp_path_factory.mktemp("order"), events=300)


@pytest.fixture(scope="module")
def told(long: Project) -> list[DescribedEvent]:
    return events_of(long, RECORDING)


@pytest.fixture(scope="module")
def questions(told: list[DescribedEvent]) -> list[OrderQuestion]:
    return [question for one in order_questions(told, 50) for question in one.questions]


def ids(found: Searched) -> list[str]:
    return [hit.event_id for hit in found.hits]


def test_the_graph_knows_what_came_first(long: Project, questions: list[OrderQuestion]) -> None:
    assert len(questions) == 400
    answer = by_query(long.graph(), RECORDING)
    assert [answer(question) for question in questions] == [by_time(q) for q in questions]
    assert score_order((q, answer(q)) for q in questions).accuracy == 1.0


def test_the_graph_follows_a_correction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of a segment has to be so: a claim that a person took back is found no more."""
    monkeypatch.setenv("WORKBENCH_USER", "mara")
    project = long_project(tmp_path, events=30)
    (asked, *_) = order_questions(events_of(project, RECORDING), 2)
    question = asked.questions[0]
    assert by_query(project.graph(), RECORDING)(question) == question.answer
    fact = next(
        one
        for one in project.graph().records()
        if one.event_id == question.a[0].event_id
        and (one.subject, one.predicate, one.object) == question.a[0].claims[0]
    )
    graph = project.graph()
    graph.corrections.reject(fact.fact_id)
    assert by_query(graph, RECORDING)(question) is None


def test_a_reader_needs_the_order(
    told: list[DescribedEvent], questions: list[OrderQuestion]
) -> None:
    inorder, backwards = (by_reading(everything(events)) for events in (told, told[::-1]))
    single = [question for question in questions if question.cell.length == 1]
    assert all(inorder(question) == question.answer for question in questions)
    assert not any(backwards(question) == question.answer for question in single)


@pytest.mark.parametrize("budget", [3_000, 24_000])
def test_what_is_found_stands_in_order_of_time(
    long: Project, told: list[DescribedEvent], questions: list[OrderQuestion], budget: int
) -> None:
    starts = {event.event_id: round(event.start_s, 1) for event in told}
    graph = long.graph()
    for finds in (at_once(graph, RECORDING), apart(graph, RECORDING)):
        prompt = retrieved(finds, budget)
        for question in questions[::8]:
            made = prompt(question)
            times = list(times_in(made))
            assert times == sorted(times)
            found = finds(question).hits
            shown = [
                hit for hit in found if f"] {hit.event_id}, {starts[hit.event_id]:.1f}" in made
            ]
            assert shown
            places = [made.index(f" {hit.event_id}, ") for hit in shown]
            assert places == sorted(places)
            assert len(made) <= budget + len(question.prompt(""))


def test_times_out_of_order_are_noticed(questions: list[OrderQuestion]) -> None:
    line = "  [1] bout-0002, {} to 9.0 s: mouse_1 rests from 8.0 to 9.0 s"
    prompt = questions[0].prompt("\n".join(["long, 0.0 to 60.0 s: 9 events", line.format(8.0)]))
    assert list(times_in(prompt)) == [0.0, 8.0]
    wrong = questions[0].prompt("\n".join([line.format(8.0), line.format(3.0)]))
    assert list(times_in(wrong)) != sorted(times_in(wrong))


def test_single_events_searched_for_apart_are_found(
    long: Project, questions: list[OrderQuestion]
) -> None:
    answer = by_reading(retrieved(apart(long.graph(), RECORDING), 24_000))
    single = [question for question in questions if question.cell.length == 1][::4]
    assert all(answer(question) == question.answer for question in single)
