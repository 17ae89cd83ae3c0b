"""Describing that is cut short, repeated, replayed or offline: nothing is lost or paid twice."""

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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from described_sample import (
    EVENTS,
    facts,
    span_of,
    workbench,
)
from model_server import ModelServer, Script

from pipelines.models.budget import Budget
from workbench.describing import ModelWork, replay_all
from workbench.project import Project

pytest.importorskip("pydantic_ai", reason="needs the extra models")

Serve = Callable[..., ModelServer]
Make = Callable[..., Project]
ROOT = Path(__file__).parents[2]


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
    assert f"1 of {EVENTS} events have no answer" in outcome.warnings[0]
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


def test_a_budget_stops_and_is_gone_on_from(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    [stopped] = ModelWork(project, Budget(calls=3)).describe(project.specs())
    assert stopped.state == "stopped"
    assert "budget of 3 calls leaves no room" in str(stopped.error)
    assert len(server.requests) == 3
    assert facts(project) == [], "a recording is stored whole or not at all"
    [done] = ModelWork(project).describe(project.specs())
    assert (done.state, done.asked.reused) == ("done", 3)
    texts = Counter(request.text for request in server.requests)
    assert set(texts.values()) == {1}


def test_killed_and_started_again_nothing_is_paid_twice(serve: Serve, make: Make) -> None:
    server = serve()
    server.by_request = lambda _request: Script(wait_s=0.2)
    project = make(server, concurrency=1)
    command = ["label", "--jobs", "0", "-p", str(project.folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        [sys.executable, "-m", "workbench", *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while len(server.answered) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    time.sleep(0.5)
    kept = len(list((project.folder / "runs" / "answers").rglob("*.json")))
    assert kept >= 2
    before = len(server.requests)
    done = workbench(*command)
    assert done.exit_code == 0, done.output
    assert len(server.requests) - before == EVENTS - kept
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
    assert len(server.requests) == asked == 3 * EVENTS
    shutil.rmtree(project.folder / "runs" / "answers")
    found.clear()
    replay_all(project, ["open_field"], found.append)
    assert (found[0].same, found[0].unanswered) == (False, EVENTS)


def test_on_the_command_line(serve: Serve, make: Make) -> None:
    server = serve()
    folder = make(server).folder
    estimated = workbench("label", "--jobs", 0, "-p", folder, "--estimate")
    assert re.search(
        rf"{EVENTS} events: {EVENTS} calls with \d+ pictures, about \d+ tokens", estimated.stdout
    )
    stopped = workbench("label", "--jobs", 0, "-p", folder, "--budget", "3 calls")
    assert "1 stopped; 3 calls" in stopped.stdout
    done = workbench("label", "--jobs", 0, "-p", folder, "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert (document["model"][0]["state"], document["model"][0]["asked"]["reused"]) == ("done", 3)
    left_out = workbench("label", "--jobs", 0, "-p", folder, "--no-model", "--force")
    assert "tiny-vl" not in left_out.stdout
    listed = json.loads(workbench("runs", "-p", folder, "--json").stdout)["runs"]
    assert [(row["model"], row["requests"]) for row in listed] == [("tiny-vl", EVENTS)]


LABEL_OFFLINE = """
import sys
from typer.testing import CliRunner
from workbench.cli import app
from workbench.project import open_project

for url in sys.argv[2:]:
    open_project(sys.argv[1]).set_values("model", {"url": url})
    done = CliRunner().invoke(app, ["label", "--offline", "--jobs", "0", "-p", sys.argv[1]])
    print(done.exit_code, done.output)
"""


def test_offline_end_to_end(serve: Serve, make: Make) -> None:
    server = serve()
    folder = make(server).folder
    done = subprocess.run(
        [sys.executable, "-c", LABEL_OFFLINE, str(folder), server.url, "http://192.0.2.1/v1"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    allowed, _, refused = done.stdout.partition("\n1 ")
    assert allowed.startswith("0 ")
    assert f"{EVENTS} calls" in allowed
    assert "A connection to 192.0.2.1 was refused: --offline" in " ".join(refused.split())
    assert len(server.requests) == EVENTS
    server.close()
    replayed = workbench("replay", "-p", folder)
    assert replayed.exit_code == 0, replayed.output


def test_a_server_that_is_gone_ends_all_of_it(serve: Serve, make: Make) -> None:
    server = serve()
    project = make(server)
    server.close()
    [outcome] = ModelWork(project).describe(project.specs())
    assert outcome.state == "failed"
    assert "No server answers at" in str(outcome.error)
