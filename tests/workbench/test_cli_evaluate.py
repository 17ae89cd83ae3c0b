"""The verb ``evaluate describer``: planned, asked, scored and drawn, through a server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, Request
from typer.testing import CliRunner, Result

from workbench.cli import app
from workbench.cli.label import run_labels
from workbench.project_new import create_project
from workbench.samples import sample_entry

pytest.importorskip("pydantic_ai", reason="needs the extra models")


def workbench(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def first_that_fits(schema: dict[str, Any]) -> Any:
    """Answer with the first value that a schema allows: a model that does not look."""
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return first_that_fits(schema["anyOf"][0])
    kind = schema.get("type")
    if kind == "object":
        return {name: first_that_fits(one) for name, one in schema["properties"].items()}
    if kind == "array":
        return []
    return {"integer": 1, "number": 0.5, "string": "x", "boolean": True}.get(str(kind))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    def reply(request: Request) -> Any:
        assert request.schema is not None
        return first_that_fits(request.schema)

    running = ModelServer(reply)
    yield running
    running.close()


@pytest.fixture
def folder(tmp_path: Path, server: ModelServer) -> Path:
    project = create_project(tmp_path / "p")
    project.add([sample_entry()])
    run_labels(project, project.specs(), jobs=0)
    settings = {
        "name": "tiny-vl",
        "url": server.url,
        "form": "json_schema",
        "stills": {"frames": 2},
    }
    project.set_values("model", settings)
    return tmp_path / "p"


def test_without_labels_there_is_nothing_to_examine_on(folder: Path, server: ModelServer) -> None:
    done = workbench("evaluate", "describer", "-p", folder)
    assert done.exit_code == 2
    assert "no recording with a video has facts that people said" in done.stderr
    assert server.requests == []


def test_a_model_that_does_not_look_finds_no_bout(
    folder: Path, server: ModelServer, tmp_path: Path
) -> None:
    listed = workbench("facts", "-p", folder, "--predicate", "chase", "--json")
    facts = json.loads(listed.stdout)["facts"]
    for fact in facts[:2]:
        done = workbench("review", "accept", fact["fact_id"], "-p", folder)
        assert done.exit_code == 0, done.output
    planned = json.loads(
        workbench("evaluate", "describer", "-p", folder, "--estimate", "--json").stdout
    )
    assert planned["clips"] == 2
    assert planned["images"] == 2 * planned["calls"]
    assert planned["input_tokens"] > 100 * planned["calls"]
    assert "money" not in planned
    said = workbench("evaluate", "describer", "-p", folder, "--estimate", "--clips", 1).stdout
    assert re.search(r"1 clip: \d+ calls with \d+ pictures, about \d+ tokens in and", said)
    assert "no price is known" in said
    assert server.requests == []
    picture = tmp_path / "report.png"
    done = workbench("evaluate", "describer", "-p", folder, "--picture", picture, "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["clips"], report["model"], report["unread"]) == (2, "tiny-vl", 0)
    assert len(server.requests) == planned["calls"]
    assert picture.stat().st_size > 10_000
    dimensions = {row["dimension"] for row in report["rows"]}
    assert dimensions == {"counting", "referring", "meaning", "time", "robustness"}
    times = [row["value"] for row in report["rows"] if row["dimension"] == "time"]
    assert min(value for value in times if value is not None) == 0, "a moment covers no bout"
    before = len(server.requests)
    again = workbench("evaluate", "describer", "-p", folder)
    assert "tiny-vl on 2 clips" in again.stdout
    assert len(server.requests) == before, "answers are kept"
    wrong = workbench("evaluate", "describer", "-p", folder, "--picture", tmp_path / "a.jpg")
    assert "expected a name that ends in" in wrong.stderr
    assert len(server.requests) == before
