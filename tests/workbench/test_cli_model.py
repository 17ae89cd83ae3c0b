"""The verbs ``model set|show|check|remove``: what is written, what is refused, what is sent."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from model_server import ModelServer, Request
from typer.testing import CliRunner, Result

from workbench.cli import app
from workbench.describing import ModelWork
from workbench.project import open_project
from workbench.project_new import create_project

pytest.importorskip("pydantic_ai", reason="needs the extra models")


def run(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def colour(_request: Request) -> Any:
    return {"colour": "red"}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer(colour, forms=("json_object",))
    yield running
    running.close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    create_project(tmp_path / "p")
    return tmp_path / "p"


def said(project: Path) -> dict[str, Any]:
    document = tomllib.loads((project / "project.toml").read_text())
    return dict(document.get("model", {}))


def test_a_model_is_written_and_shown(project: Path) -> None:
    done = run("model", "set", "--provider", "ollama", "--name", "qwen2.5vl:7b", "-p", project)
    assert done.exit_code == 0, done.output
    assert said(project) == {"kind": "chat", "provider": "ollama", "name": "qwen2.5vl:7b"}
    shown = run("model", "show", "-p", project, "--json")
    assert json.loads(shown.stdout)["model"]["parameters"]["name"] == "qwen2.5vl:7b"


def test_settings_are_added_to_what_is_there(project: Path) -> None:
    run("model", "set", "--provider", "ollama", "--name", "a", "-p", project)
    done = run("model", "set", "--set", "temperature=0.3", "--set", "concurrency=2", "-p", project)
    assert done.exit_code == 0, done.output
    assert said(project) == {
        "kind": "chat", "provider": "ollama", "name": "a", "temperature": 0.3, "concurrency": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--provider", "olama", "--name", "a"], "did you mean 'ollama'"),
        (["--name", "a"], "needs an address"),
        (["--provider", "ollama", "--name", "a", "--set", "speed=3"], "no setting 'speed'"),
        (["--provider", "ollama", "--name", "a", "--set", "speed"], "expected KEY=VALUE"),
        (["--kind", "chatt", "--name", "a"], "no kind of model 'chatt'"),
        (["--name", "a", "--url", "https://me:key@host/v1"], "must hold neither user name nor key"),
        ([], "Nothing is given"),
    ],
)
def test_what_is_wrong_is_not_written(project: Path, words: list[str], told: str) -> None:
    before = (project / "project.toml").read_text()
    done = run("model", "set", *words, "-p", project)
    assert done.exit_code == 2
    assert told in done.stderr
    assert (project / "project.toml").read_text() == before


def test_a_check_says_what_the_server_takes_and_remembers_it(
    project: Path, server: ModelServer
) -> None:
    run("model", "set", "--name", "tiny-vl", "--url", server.url, "-p", project)
    assert server.requests == [], "nothing is sent before it is asked for"
    done = run("model", "check", "-p", project)
    assert done.exit_code == 0, done.output
    assert "asked for JSON by json_object" in done.stdout
    assert "shown a red square it says 'red'" in done.stdout
    assert "form" not in said(project), "another model may be asked otherwise"
    work = ModelWork(open_project(project))
    assert work.model.form == "json_object"  # type: ignore[attr-defined]
    assert [picture.getpixel((5, 5)) for picture in server.requests[-1].pictures] == [(220, 20, 20)]
    assert (project / "runs" / "check" / "ledger.jsonl").exists()


def test_a_server_that_is_not_there_is_told(project: Path, server: ModelServer) -> None:
    server.close()
    run("model", "set", "--name", "tiny-vl", "--url", server.url, "-p", project)
    done = run("model", "check", "-p", project)
    assert done.exit_code != 0
    assert "No server answers at" in done.stderr
    assert "form" not in said(project)


def test_a_model_is_taken_out(project: Path) -> None:
    run("model", "set", "--provider", "ollama", "--name", "a", "-p", project)
    assert run("model", "remove", "-p", project).exit_code == 0
    assert said(project) == {}
    assert "rules alone" in run("model", "show", "-p", project).stdout
