"""A project described by a model behind a server: what arrives, what fails, what it costs."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, Request, Script
from typer.testing import CliRunner, Result

from graphs.records import Fact
from pipelines.models.budget import Budget
from pipelines.models.ledger import read_ledger, restored_body
from sample_data.claims import truth
from workbench.cli import app
from workbench.cli.label import run_labels
from workbench.describing import ModelWork, replay_all
from workbench.knowledge.review_queue import queue
from workbench.project import Project, create_project, open_project
from workbench.samples import sample_entry, sample_folder

pytest.importorskip("pydantic_ai", reason="needs the extra models")

ROOT = Path(__file__).parents[2]
BOUTS = truth(sample_folder())
SPAN = re.compile(r"Event: ([\d.]+) to ([\d.]+) s")


def span_of(request: Request) -> tuple[float, float]:
    found = SPAN.search(request.text)
    assert found is not None
    return float(found[1]), float(found[2])


def what_happens(request: Request) -> Any:
    """Answer with the true bouts that lie in the event, as far as they are asked about."""
    start_s, stop_s = span_of(request)
    assert request.schema is not None
    entry = request.schema["properties"]["claims"]["items"]["properties"]
    claims = [
        {
            "subject": bout.subject, "predicate": bout.predicate, "object": bout.object,
            "start_s": None, "stop_s": None, "confidence": 0.9,
        }
        for bout in BOUTS
        if min(bout.stop_s, stop_s) - max(bout.start_s, start_s) > 0.5
        and bout.predicate in entry["predicate"]["enum"]
    ]  # fmt: skip
    return {"claims": claims[:20], "not_visible": [], "other": []}


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample recording in a project, labelled by rules."""
    folder = tmp_path_factory.mktemp("described") / "p"
    project = create_project(folder)
    project.add([sample_entry()])
    run_labels(project, project.specs(), workers=0)
    return folder


@pytest.fixture
def serve() -> Iterator[Callable[..., ModelServer]]:
    running: list[ModelServer] = []

    def start(answer: Any = what_happens, **said: Any) -> ModelServer:
        running.append(ModelServer(answer, **said))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def make(labelled: Path, tmp_path: Path) -> Callable[..., Project]:
    """Copy the labelled project and give it a model."""

    def made(server: ModelServer, **said: object) -> Project:
        folder = tmp_path / "p"
        shutil.copytree(labelled, folder)
        project = open_project(folder)
        project.set_values(
            "model",
            {
                "name": "tiny-vl",
                "url": server.url,
                "form": "json_schema",
                "backoff_s": 0.01,
                **said,
            },
        )
        return open_project(folder)

    return made


Serve = Callable[..., ModelServer]
Make = Callable[..., Project]


def facts(project: Project) -> list[Fact]:
    return [fact for fact in project.store().read("open_field").facts if fact.source == "model"]


def workbench(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def test_what_it_says_is_stored_beside_what_rules_say(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    rules = [f for f in project.store().read("open_field").facts if f.source == "rule"]
    [outcome] = ModelWork(project).describe(project.specs())
    assert (outcome.state, outcome.unanswered, outcome.error) == ("done", 0, None)
    said = facts(project)
    assert len(said) == outcome.facts > 20
    assert [f for f in project.store().read("open_field").facts if f.source == "rule"] == rules
    assert {fact.run for fact in said} == {outcome.run}
    assert all(0 <= f.start_s <= f.stop_s <= 74.1 for f in said)
    states = Counter(fact.evidence["tracks"] for fact in said)
    assert states["agree"] > 20
    assert states["disagree"] == 0, "what is true is not flagged"
    assert all(fact.status == "asserted" for fact in said if fact.evidence["tracks"] == "agree")


def test_the_time_of_a_moment_is_that_of_the_tracks(serve: Serve, make: Make) -> None:
    def moments(request: Request) -> Any:
        start_s, stop_s = span_of(request)
        answer = what_happens(request)
        inside = [b for b in BOUTS if b.predicate == "enter" and start_s < b.start_s < stop_s]
        entry = {"start_s": None, "stop_s": None, "confidence": 0.9}
        answer["claims"] = [
            {"subject": b.subject, "predicate": "enter", "object": b.object, **entry}
            for b in inside
        ]
        return answer

    project = make(serve(moments))
    ModelWork(project).describe(project.specs())
    entries = [fact for fact in facts(project) if fact.predicate == "enter"]
    assert len(entries) == sum(bout.predicate == "enter" for bout in BOUTS) > 0
    for fact in entries:
        truth_s = [b.start_s for b in BOUTS if b.predicate == "enter" and b.subject == fact.subject]
        assert min(abs(fact.start_s - s) for s in truth_s) < 0.3
        assert fact.start_s == fact.stop_s


def test_the_knowledge_graph_knows_who_says_so(serve: Serve, make: Make) -> None:
    project = make(serve())
    ModelWork(project).describe(project.specs())
    chases = project.graph().facts(predicate="chase", source="model")
    assert chases.count >= 2
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


def test_what_the_tracks_rule_out_is_not_even_asked(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    ModelWork(project).describe(project.specs())
    short = sum(len(request.text) for request in server.requests)
    other = serve()
    shutil.rmtree(project.folder)
    ModelWork(asks_all := make(other, strike_out=False)).describe(asks_all.specs())
    assert short < sum(len(request.text) for request in other.requests)
    whole = {(a.subject, a.predicate) for a in asks_all.store().read("open_field").assessed}
    assert ("mouse_1", "chase") in whole


def test_a_second_time_nothing_is_asked(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    ModelWork(project).describe(project.specs())
    asked = len(server.requests)
    [again] = ModelWork(project).describe(project.specs())
    assert again.state == "skipped"
    [forced] = ModelWork(project).describe(project.specs(), force=True)
    assert (forced.state, forced.asked.reused, forced.asked.asked) == ("done", asked, 0)
    assert len(server.requests) == asked


def test_an_event_without_an_answer_is_named_and_asked_once_more(serve: Serve, make: Make) -> None:
    server = serve()
    failing = True
    server.by_request = lambda request: (
        Script(500, "Internal error") if failing and span_of(request)[0] == 0 else None
    )
    project = make(server, retries=1)
    [outcome] = ModelWork(project).describe(project.specs())
    assert (outcome.state, outcome.unanswered) == ("done", 1)
    assert "1 of 9 events have no answer" in outcome.warnings[0]
    assert "answered 500: Internal error (after 2 attempts)" in outcome.warnings[0]
    looked = project.store().read_layer("open_field", _layer(project)).assessed
    assert min(span.start_s for span in looked) > 0, "what has no answer is not assessed"
    failing = False
    before = len(server.requests)
    [again] = ModelWork(project).describe(project.specs())
    assert (again.state, again.unanswered) == ("done", 0)
    assert len(server.requests) == before + 1


def _layer(project: Project) -> str:
    [name] = [n for n in project.store().files() if "+" in n]
    return project.store().open(name).header.layer


def test_the_estimate_is_near_what_is_metered(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    estimate = ModelWork(project).estimate(project.specs())
    assert server.requests == [], "nothing is sent"
    ModelWork(project).describe(project.specs())
    assert estimate.calls == len(server.requests)
    assert estimate.images == sum(len(request.pictures) for request in server.requests)
    assert estimate.input_tokens == pytest.approx(server.input_tokens, rel=0.1)
    assert ModelWork(project).estimate(project.specs()).calls == 0


def test_a_budget_stops_and_is_gone_on_from(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    [stopped] = ModelWork(project, Budget(calls=4)).describe(project.specs())
    assert stopped.state == "stopped"
    assert "budget of 4 calls leaves no room" in str(stopped.error)
    assert len(server.requests) == 4
    assert facts(project) == [], "a recording is stored whole or not at all"
    [done] = ModelWork(project).describe(project.specs())
    assert (done.state, done.asked.reused) == ("done", 4)
    texts = Counter(request.text for request in server.requests)
    assert set(texts.values()) == {1}


def test_killed_and_started_again_nothing_is_paid_twice(serve: Serve, make: Make) -> None:
    server = serve()
    server.by_request = lambda _request: Script(wait_s=0.2)
    project = make(server, concurrency=1)
    command = [sys.executable, "-m", "workbench", "label", "-p", str(project.folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while len(server.answered) < 4 and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    time.sleep(0.5)
    kept = len(list((project.folder / "runs" / "answers").rglob("*.json")))
    assert kept >= 3
    before = len(server.requests)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(server.requests) - before == 9 - kept
    doubled = sum(n - 1 for n in Counter(request.text for request in server.requests).values())
    assert doubled <= 1, "no more than was under way when it was killed"


def test_a_replay_gives_the_same_facts_with_the_network_off(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server, samples=3, context=True)
    ModelWork(project).describe(project.specs())
    before, asked = facts(project), len(server.requests)
    server.close()
    found: list[Any] = []
    replay_all(project, ["open_field"], found.append)
    assert [one.same for one in found] == [True]
    assert found[0].facts == len(before)
    assert len(server.requests) == asked == 27
    shutil.rmtree(project.folder / "runs" / "answers")
    found.clear()
    replay_all(project, ["open_field"], found.append)
    assert (found[0].same, found[0].unanswered) == (False, 9)


def test_several_answers_decide_by_their_share(serve: Serve, make: Make) -> None:
    def unsure(request: Request) -> Any:
        answer = what_happens(request)
        keep = request.json["seed"] % 5
        for place, claim in enumerate(list(answer["claims"])):
            if keep > (place % 5):
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
    assert {fact.evidence["share"] for fact in facts(project)} >= {0.2, 0.6, 1.0}
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


def test_everything_that_left_is_in_the_ledger_byte_for_byte(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server, key_env="TEST_KEY_OF_DESCRIBING")
    os.environ["TEST_KEY_OF_DESCRIBING"] = "sk-do-not-write-me"
    try:
        [outcome] = ModelWork(project).describe(project.specs())
    finally:
        del os.environ["TEST_KEY_OF_DESCRIBING"]
    assert {request.key for request in server.requests} == {"sk-do-not-write-me"}
    folder = project.runs_folder / outcome.run
    rows = list(read_ledger(folder))
    sent = sorted(restored_body(folder, row) for row in rows)
    assert sent == sorted(request.body for request in server.requests)
    files = [path for path in project.folder.rglob("*") if path.is_file()]
    assert all(b"sk-do-not-write-me" not in path.read_bytes() for path in files)


def test_the_run_folder_tells_a_person_what_happened(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    [outcome] = ModelWork(project).describe(project.specs())
    folder = project.runs_folder / outcome.run
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    assert len(events) == 9
    pictures = {path.stem for path in (folder / "images").iterdir()}
    assert {digest for event in events for digest in event["images"]} == pictures
    assert all(event["text"].startswith("Event: ") for event in events)
    assert json.loads((folder / "run.json").read_text())["parameters"]["model"]["name"] == "tiny-vl"
    report = json.loads((folder / "report.json").read_text())
    assert report["asked"]["usage"]["input_tokens"] == server.input_tokens


def test_on_the_command_line(serve: Serve, make: Make) -> None:
    server = serve()
    folder = make(server).folder
    estimated = workbench("label", "-p", folder, "--estimate")
    assert re.search(r"9 events: 9 calls with \d+ pictures, about \d+ tokens", estimated.stdout)
    stopped = workbench("label", "-p", folder, "--budget", "3 calls")
    assert "1 stopped; 3 calls" in stopped.stdout
    done = workbench("label", "-p", folder, "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert (document["model"][0]["state"], document["model"][0]["asked"]["reused"]) == ("done", 3)
    left_out = workbench("label", "-p", folder, "--no-model", "--force")
    assert "tiny-vl" not in left_out.stdout
    listed = json.loads(workbench("runs", "-p", folder, "--json").stdout)["runs"]
    assert [(row["model"], row["requests"]) for row in listed] == [("tiny-vl", 9)]


def test_offline_end_to_end(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    command = [sys.executable, "-m", "workbench"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    where = ["-p", str(project.folder)]
    done = subprocess.run(
        [*command, "label", "--offline", *where],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(server.requests) == 9
    project.set_values("model", {"url": "http://192.0.2.1/v1"})
    refused = subprocess.run(
        [*command, "label", "--offline", *where],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert "A connection to 192.0.2.1 was refused: --offline" in refused.stderr
    replayed = subprocess.run(
        [*command, "replay", *where], env=environment, capture_output=True, text=True, check=False
    )
    assert replayed.returncode == 0, replayed.stderr
    assert len(server.requests) == 9


def test_a_recording_without_video_or_labels_is_told(
    serve: Serve, make: Make, tmp_path: Path
) -> None:
    server = serve()
    project = make(server)
    tracks = tmp_path / "only.h5"
    shutil.copy(next(sample_folder().glob("open_fieldDLC*.h5")), tracks)
    project.add([{"name": "only_tracks", "tracks": tracks, "fps": 30}])
    project = open_project(project.folder)
    outcomes = ModelWork(project).describe(project.specs())
    assert [outcome.state for outcome in outcomes] == ["done", "failed"]
    assert "It is not labelled yet" in str(outcomes[1].error)
    run_labels(project, [project.spec("only_tracks")], workers=0)
    outcomes = ModelWork(project).describe(project.specs())
    assert "has no video: a model needs pictures" in str(outcomes[1].error)


def test_a_server_that_is_gone_ends_all_of_it(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    server.close()
    [outcome] = ModelWork(project).describe(project.specs())
    assert outcome.state == "failed"
    assert "No server answers at" in str(outcome.error)
