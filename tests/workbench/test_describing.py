"""A project described by a model behind a server: what it is asked, and what of it is stored."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from described_sample import (
    BOUTS,
    EVENTS,
    STOP_S,
    facts,
    span_of,
    what_happens,
    with_model,
)
from model_server import ModelServer, Request

from pipelines.describe.by_model.batch import ModelOutcome
from pipelines.describe.by_model.estimate import Estimate
from pipelines.models.ledger import read_ledger, restored_body
from workbench.cli.label import run_labels
from workbench.describing import ModelWork
from workbench.knowledge.review_queue import queue
from workbench.project import Project, open_project

pytest.importorskip("pydantic_ai", reason="needs the extra models")

Serve = Callable[..., ModelServer]
Make = Callable[..., Project]
KEY = "sk-do-not-write-me"


@dataclass
class Described:
    """A described project, only to be read."""

    project: Project
    server: ModelServer
    outcome: ModelOutcome
    estimate: Estimate


@pytest.fixture(scope="module")
def described(labelled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """Estimate and describe the labelled project once, with a key."""
    server = ModelServer(what_happens)
    folder = tmp_path_factory.mktemp("once") / "p"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_KEY_OF_DESCRIBING", KEY)
        project = with_model(labelled, folder, server, key_env="TEST_KEY_OF_DESCRIBING")
        estimate = ModelWork(project).estimate(project.specs())
        assert server.requests == [], "nothing is sent"
        [outcome] = ModelWork(project).describe(project.specs())
    yield Described(project, server, outcome, estimate)
    server.close()


def test_what_it_says_is_stored_beside_what_rules_say(described: Described, labelled: Path) -> None:
    project, outcome = described.project, described.outcome
    assert (outcome.state, outcome.unanswered, outcome.error) == ("done", 0, None)
    said = facts(project)
    assert len(said) == outcome.facts >= 10
    assert facts(project, "rule") == facts(open_project(labelled), "rule")
    assert {fact.run for fact in said} == {outcome.run}
    assert all(0 <= f.start_s <= f.stop_s <= STOP_S + 0.1 for f in said)
    states = Counter(fact.evidence["tracks"] for fact in said)
    assert states["agree"] == len(said)
    assert all(fact.status == "asserted" for fact in said)


def test_the_time_of_a_moment_is_that_of_the_tracks(serve: Serve, make: Make) -> None:
    visits = [bout for bout in BOUTS if bout.predicate in ("enter", "leave")]

    def moments(request: Request) -> Any:
        start_s, stop_s = span_of(request)
        entry = {"start_s": None, "stop_s": None, "confidence": 0.9}
        claims = [
            {"subject": b.subject, "predicate": b.predicate, "object": b.object, **entry}
            for b in visits
            if start_s < b.start_s < stop_s
        ]
        return {"claims": claims, "not_visible": [], "other": []}

    project = make(serve(moments))
    ModelWork(project).describe(project.specs())
    entries = sorted(facts(project), key=lambda fact: fact.start_s)
    assert [fact.predicate for fact in entries] == ["enter", "leave"]
    for fact, bout in zip(entries, visits, strict=True):
        assert abs(fact.start_s - bout.start_s) < 0.3
        assert fact.start_s == fact.stop_s


def test_the_knowledge_graph_knows_who_says_so(described: Described) -> None:
    chases = described.project.graph().facts(predicate="chase", source="model")
    assert chases.count == sum(bout.predicate == "chase" for bout in BOUTS) == 1
    assert chases.assessed_s > 0


def test_what_the_tracks_contradict_is_kept_and_never_asserted(serve: Serve, make: Make) -> None:
    def turned(request: Request) -> Any:
        answer = what_happens(request)
        for claim in answer["claims"]:
            if claim["object"] in ("mouse_1", "mouse_2"):
                claim["subject"], claim["object"] = claim["object"], claim["subject"]
        return answer

    project = make(serve(turned), strike_out=False)
    ModelWork(project).describe(project.specs())
    queued = {one.fact.fact_id: one.because for one in queue(project.graph(), order="disagreement")}
    chases = [fact for fact in facts(project) if fact.predicate == "chase"]
    assert chases
    for fact in chases:
        assert (fact.evidence["tracks"], fact.status) == ("disagree", "proposed")
        assert str(fact.evidence["why"]).startswith("The tracks show that")
        assert "the tracks: The tracks show that" in queued[fact.fact_id]


def test_what_the_tracks_rule_out_is_not_even_asked(
    described: Described, serve: Serve, make: Make
) -> None:
    server = serve()
    asks_all = make(server, strike_out=False)
    ModelWork(asks_all).describe(asks_all.specs())
    short = sum(len(request.text) for request in described.server.requests)
    assert short < sum(len(request.text) for request in server.requests)
    whole = {(a.subject, a.predicate) for a in asks_all.store().read("open_field").assessed}
    assert ("mouse_1", "chase") in whole


def test_the_estimate_is_near_what_is_metered(described: Described) -> None:
    project, server, estimate = described.project, described.server, described.estimate
    assert estimate.calls == len(server.requests) == EVENTS
    assert estimate.images == sum(len(request.pictures) for request in server.requests)
    assert estimate.input_tokens == pytest.approx(server.input_tokens, rel=0.1)
    assert ModelWork(project).estimate(project.specs()).calls == 0


def test_several_answers_decide_by_their_share(serve: Serve, make: Make) -> None:
    def unsure(request: Request) -> Any:
        answer = what_happens(request)
        keep = request.json["seed"] % 5
        for place, claim in enumerate(list(answer["claims"])):
            if keep > 4 - 2 * place:  # said by all five, by three, by one
                answer["claims"].remove(claim)
        return answer

    project = make(serve(unsure), samples=5, seed=0)
    ModelWork(project).describe(project.specs())
    for fact in facts(project):
        share = fact.evidence["share"]
        assert fact.confidence == share
        assert fact.evidence["answers"] == 5
        trusted = fact.evidence["tracks"] != "disagree" and float(share) >= 0.6
        assert fact.status == ("asserted" if trusted else "proposed")
    assert {fact.evidence["share"] for fact in facts(project)} == {0.2, 0.6, 1.0}
    doubted = [
        one
        for one in queue(project.graph(), order="disagreement")
        if one.fact.source == "model" and float(one.fact.evidence["share"]) < 1
    ]
    assert len(doubted) == sum(float(f.evidence["share"]) < 1 for f in facts(project))
    assert "said in 1 of 5 answers" in {part for one in doubted for part in one.because.split("; ")}
    scores = [float(one.fact.evidence["disagreement"]) for one in doubted]
    assert scores == sorted(scores, reverse=True)


def test_context_tells_what_was_said_before(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server, context=True)
    ModelWork(project).describe(project.specs())
    first, second = server.requests[0].text, server.requests[1].text
    assert "The event before" not in first
    assert "The event before" in second
    assert server.busiest == 1


def test_what_people_accepted_is_shown_as_an_example(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    chase = next(f for f in project.store().read("open_field").facts if f.predicate == "chase")
    project.graph().corrections.accept(chase.fact_id, by="tester")
    ModelWork(project).describe(project.specs())
    with_example = [r for r in server.requests if "What people confirmed" in r.text]
    assert with_example
    assert all(f"{chase.start_s:.2f}" not in r.text for r in with_example), "never of the event"
    assert "A chase B" in with_example[0].text


def test_everything_that_left_is_in_the_ledger_byte_for_byte(described: Described) -> None:
    project, server = described.project, described.server
    assert {request.key for request in server.requests} == {KEY}
    folder = project.runs_folder / described.outcome.run
    sent = sorted(restored_body(folder, row) for row in read_ledger(folder))
    assert sent == sorted(request.body for request in server.requests)
    files = [path for path in project.folder.rglob("*") if path.is_file()]
    assert all(KEY.encode() not in path.read_bytes() for path in files)


def test_the_run_folder_tells_a_person_what_happened(described: Described) -> None:
    folder = described.project.runs_folder / described.outcome.run
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    assert len(events) == EVENTS
    pictures = {path.stem for path in (folder / "images").iterdir()}
    assert {digest for event in events for digest in event["images"]} == pictures
    assert all(event["text"].startswith("Event: ") for event in events)
    assert json.loads((folder / "run.json").read_text())["parameters"]["model"]["name"] == "tiny-vl"
    report = json.loads((folder / "report.json").read_text())
    assert report["asked"]["usage"]["input_tokens"] == described.server.input_tokens


def test_a_recording_without_video_or_labels_is_told(
    serve: Serve, make: Make, tmp_path: Path
) -> None:
    server = serve()
    project = make(server)
    tracks = tmp_path / "only.h5"
    shutil.copy(str(project.spec("open_field").tracks), tracks)
    project.add([{"name": "only_tracks", "tracks": tracks, "fps": 30}])
    project = open_project(project.folder)
    outcomes = ModelWork(project).describe(project.specs())
    assert [outcome.state for outcome in outcomes] == ["done", "failed"]
    assert "It is not labelled yet" in str(outcomes[1].error)
    run_labels(project, [project.spec("only_tracks")], jobs=0)
    outcomes = ModelWork(project).describe(project.specs())
    assert "has no video: a model needs pictures" in str(outcomes[1].error)
