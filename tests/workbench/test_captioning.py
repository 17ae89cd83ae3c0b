"""Captions of a project: read by its model, named as it names things, added as facts of people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from caption_projects import caption_of, labelled_sample, said, with_model
from model_server import ModelServer, Request, Script
from told_project import ONE, TWO, told_project

from graphs.captions.graph import CaptionGraph
from graphs.captions.parse import parse_caption
from graphs.errors import BudgetReached, ModelError
from pipelines.models.budget import Budget
from pipelines.models.ledger import read_ledger, restored_body
from workbench.captioning import (
    FOLDER,
    Namer,
    NoReading,
    Span,
    add_claims,
    names_in,
    read_by_model,
)
from workbench.describing import ModelWork
from workbench.knowledge.naming import classify, rename
from workbench.project import Project

SAMPLE = "open_field"
CHASE = "The black mouse chases the white one."
REST = "The white mouse rests."


@pytest.fixture(autouse=True)
def _mara(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_USER", "mara")


# names


def test_names_are_those_that_are_shown_and_words_the_ones_before(tmp_path: Path) -> None:
    project = told_project(tmp_path)
    graph = project.graph()
    rename(graph, "A", "resident", recording=ONE)
    classify(graph, ["B"], "white mouse")
    names = names_in(project, [ONE])
    assert names.individuals == {"resident": ("A",), "B": ("white mouse",)}
    assert names.places == {"shelter": ()}
    both = names_in(project, [ONE, TWO])
    assert list(both.individuals) == ["resident", "B", "A", "C"]
    assert names_in(project, []).individuals == {}


def test_zones_are_known_by_their_kind_and_animals_by_their_tracks(tmp_path: Path) -> None:
    project = labelled_sample(tmp_path)
    rename(project.graph(), "shelter", "home")
    names = names_in(project, [SAMPLE])
    assert names.individuals == {"mouse_1": (), "mouse_2": ()}
    assert names.places == {"feeder": (), "home": ("shelter",)}
    namer = Namer(project, [SAMPLE])
    (claim,) = namer.claims(parse_caption("mouse 1 leaves the shelter")).claims
    assert (claim.subject, claim.predicate, claim.object) == ("mouse_1", "leave", "home")


# a model


Serve = Callable[..., ModelServer]


def mice(request: Request) -> Any:
    if caption_of(request) == CHASE:
        return said("black mouse > chase > white mouse", "white mouse > is > white")
    return said("the white mouse > rest", "not black mouse > rest")


class Heard(dict[str, "CaptionGraph | NoReading"]):
    def __call__(self, text: str, what: CaptionGraph | NoReading) -> None:
        assert text not in self, "once per caption"
        self[text] = what


def work_of(project: Project, budget: str | None = None) -> ModelWork:
    return ModelWork(project, Budget.parse(budget) if budget else None)


def test_a_model_is_asked_each_caption_once_and_never_again(tmp_path: Path, serve: Serve) -> None:
    server = serve(mice)
    project = with_model(told_project(tmp_path), server)
    heard = Heard()
    work = work_of(project)
    read_by_model(work, [CHASE, REST, CHASE], heard)
    assert len(server.requests) == work.meter.spent.requests == 2
    graph = heard[CHASE]
    assert isinstance(graph, CaptionGraph)
    assert [(t.subject, t.predicate, t.object) for t in graph.triples] == [
        ("black mouse", "chase", "white mouse"),
        ("white mouse", "is", "white"),
    ]
    rest = heard[REST]
    assert isinstance(rest, CaptionGraph)
    assert [(t.subject, t.hedge) for t in rest.withheld] == [("black mouse", "not")]
    rows = list(read_ledger(project.runs_folder / FOLDER))
    bodies = {restored_body(project.runs_folder / FOLDER, row) for row in rows}
    assert bodies == {request.body for request in server.requests}
    again = Heard()
    read_by_model(work_of(project), [REST, CHASE], again)
    assert again == heard
    assert len(server.requests) == 2, "answers are kept"


def test_only_the_caption_leaves(tmp_path: Path, serve: Serve) -> None:
    server = serve(mice)
    project = with_model(told_project(tmp_path), server)
    read_by_model(work_of(project), [CHASE], Heard())
    (request,) = server.requests
    assert caption_of(request) == CHASE
    assert request.pictures == []
    assert ONE not in request.body.decode()


def test_one_that_is_not_answered_stops_no_other(tmp_path: Path, serve: Serve) -> None:
    server = serve(mice)
    server.by_request = lambda request: (
        Script(text="I see mice.") if CHASE in request.text else None
    )
    heard = Heard()
    read_by_model(work_of(with_model(told_project(tmp_path), server)), [CHASE, REST], heard)
    assert isinstance(heard[CHASE], ModelError)
    assert "caption 'The black mouse chases the white one.'" in str(heard[CHASE])
    assert isinstance(heard[REST], CaptionGraph)


def test_names_of_blanks_are_no_reading(tmp_path: Path, serve: Serve) -> None:
    server = serve(lambda _request: said("  > rest"))
    heard = Heard()
    read_by_model(work_of(with_model(told_project(tmp_path), server)), [REST], heard)
    assert "'subject' is text" in str(heard[REST])


def test_what_the_budget_has_no_room_for_says_so(tmp_path: Path, serve: Serve) -> None:
    server = serve(mice)
    project = with_model(told_project(tmp_path), server, concurrency=1)
    heard = Heard()
    read_by_model(work_of(project, "1 calls"), [CHASE, REST], heard)
    assert isinstance(heard[CHASE], CaptionGraph)
    assert isinstance(heard[REST], BudgetReached)
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_answers_none(tmp_path: Path, serve: Serve) -> None:
    server = serve(mice)
    server.close()
    heard = Heard()
    project = with_model(told_project(tmp_path), server, retries=0)
    read_by_model(work_of(project), [CHASE, REST], heard)
    assert set(heard) == {CHASE, REST}
    assert all(isinstance(error, ModelError) for error in heard.values())


# facts


def added_to(project: Project, text: str, *times: float | str, reader: str = "") -> list[str]:
    """Add a caption; return what was added, and what was not and why."""
    claims = Namer(project, [SAMPLE]).claims(parse_caption(text)).claims
    span = Span(SAMPLE, *times)
    done, refused = add_claims(project.graph(), text, claims, span, reader=reader)
    facts = [one.after for one in done if one.after is not None]
    return [f"{f.subject} {f.predicate} {f.object} {f.start_s:g}-{f.stop_s:g}" for f in facts] + [
        f"{claim.predicate}: {error}" for claim, error in refused
    ]


def test_claims_become_facts_that_a_person_made(tmp_path: Path) -> None:
    project = labelled_sample(tmp_path)
    text = "mouse 1 chases mouse 2"
    assert added_to(project, text, 3, "4500 ms", reader="tiny-vl") == [
        "mouse_1 chase mouse_2 3-4.5"
    ]
    fact = next(f for f in project.graph().records() if f.source == "human")
    assert (fact.status, fact.confidence, fact.evidence["by"]) == ("accepted", 1.0, "mara")
    assert (fact.start_frame, fact.stop_frame) == (90, 135)
    (review,) = project.graph().overlays.reviews.reviews()
    assert review.comment == f"caption (taken apart by tiny-vl): {text}"
    (again,) = added_to(project, text, 3, 4.5)
    assert "This is there already, added by mara" in again


def test_a_caption_of_an_interval_says_nothing_of_a_moment(tmp_path: Path) -> None:
    project = labelled_sample(tmp_path)
    text = "mouse 1 enters the shelter and mouse 2 rests"
    enter, rest = added_to(project, text, 3, 4)[::-1]
    assert rest == "mouse_2 rest None 3-4"
    assert enter.startswith("enter: 'enter' happens at a moment, and from 3 to 4")
    enter, rest = added_to(project, text, 3.5)
    assert enter == "mouse_1 enter shelter 3.5-3.5"
    assert "'rest' lasts" in rest


def test_what_is_told_in_order_is_not_true_all_the_time(tmp_path: Path) -> None:
    project = labelled_sample(tmp_path)
    refused = added_to(project, "mouse 1 approaches mouse 2, then it chases it", 3, 4)
    assert [one.partition(":")[0] for one in refused] == ["approach", "chase"]
    assert all("one thing after the other" in one for one in refused)
    assert added_to(project, "mouse 1 rests while mouse 2 rears", 3, 4) == [
        "mouse_1 rest None 3-4",
        "mouse_2 rear None 3-4",
    ]


def test_after_the_end_of_a_recording_nothing_happens(tmp_path: Path) -> None:
    project = labelled_sample(tmp_path)
    (refused,) = added_to(project, "mouse 1 rests", 70, 80)
    assert refused == "rest: Recording 'open_field' ends at 74 s; found 70 to 80 s."
    assert not project.database_path.exists()
